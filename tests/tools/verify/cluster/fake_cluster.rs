//! A project, the only programs on PATH, and what a run of `tierup verify` did with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::pty::Pty;
use crate::support::{project, scratch, tierup};
use crate::verify::fakes;

/// Only a failing test waits for it.
const DEADLINE: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(super) struct FakeCluster {
    folder: tempfile::TempDir,
    faults: String,
    environment: Vec<(&'static str, String)>,
}

impl FakeCluster {
    pub(super) fn new() -> Self {
        let folder = scratch();
        project(folder.path(), "shop", &["deploy=kubernetes"]);
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify");
        let bin = fakes::bin(&cases.join("cluster"), folder.path());
        let python = Command::new("python3")
            .args(["-c", "import sys; print(sys.executable)"])
            .output()
            .unwrap();
        let python = String::from_utf8(python.stdout).unwrap();
        std::os::unix::fs::symlink(python.trim(), bin.join("python3")).unwrap();
        fs::create_dir_all(folder.path().join("cluster/namespaces")).unwrap();
        Self {
            folder,
            faults: String::new(),
            environment: Vec::new(),
        }
    }

    /// Where the arguments of kubectl contain the words.
    pub(super) fn fault(mut self, words: &str, fault: &str) -> Self {
        self.faults += &[words, " => ", fault, "\n"].concat();
        self
    }

    pub(super) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    pub(super) fn without(self, program: &str) -> Self {
        fs::remove_file(self.folder.path().join("bin").join(program)).unwrap();
        self
    }

    /// Another program in place of the fake one.
    pub(super) fn with(self, name: &str, program: &Path) -> Self {
        let fake_cluster = self.without(name);
        let bin = fake_cluster.folder.path().join("bin");
        std::os::unix::fs::symlink(program, bin.join(name)).unwrap();
        fake_cluster
    }

    pub(super) fn project(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.folder.path().join("cluster")
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let mut variables = vec![
            ("PATH", path("bin")),
            ("CLUSTER", path("cluster")),
            ("TMPDIR", path("")),
            ("CI", String::new()),
            ("FAULTS", self.faults.clone()),
        ];
        variables.extend(self.environment.iter().cloned());
        variables
    }

    pub(super) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = tierup(&self.project());
        command.args(["verify", "--json"]).args(arguments);
        command.envs(self.variables());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    pub(super) fn verify(self, arguments: &[&str]) -> Ran {
        let output = self.start(arguments).wait_with_output().unwrap();
        Ran::of(self, &output)
    }

    pub(super) fn on_terminal(&self, arguments: &[&str]) -> Pty {
        let words = [&[env!("CARGO_BIN_EXE_tierup"), "verify"], arguments].concat();
        let variables = self.variables();
        let variables: Vec<(&str, &str)> = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Pty::with(&self.project(), (60, 120), &words, &variables)
    }

    /// The process of a step that hangs, once there is one.
    pub(super) fn hanging(&self) -> Pid {
        let start = Instant::now();
        loop {
            let written = fs::read_to_string(self.cluster().join("hangs")).unwrap_or_default();
            if let Some(pid) = written.parse().ok().and_then(Pid::from_raw) {
                return pid;
            }
            assert!(
                start.elapsed() < DEADLINE,
                "no step hangs: {:#?}",
                self.calls()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(super) fn signal(child: &Child, signal: Signal) {
        kill_process(Pid::from_child(child), signal).unwrap();
    }

    /// The arguments of kubectl.
    pub(super) fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.cluster().join("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    pub(super) fn namespaces(&self) -> Vec<String> {
        let entries = fs::read_dir(self.cluster().join("namespaces")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }
}

/// What a run did.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) fake_cluster: FakeCluster,
    pub(super) document: Value,
    pub(super) calls: Vec<String>,
    /// Its messages.
    pub(super) note: String,
    code: Option<i32>,
}

impl Ran {
    pub(super) fn of(fake_cluster: FakeCluster, output: &Output) -> Self {
        let note = String::from_utf8_lossy(&output.stderr).into_owned();
        let document = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("no document: {error}\n{note}"));
        Self {
            document,
            calls: fake_cluster.calls(),
            note,
            code: output.status.code(),
            fake_cluster,
        }
    }

    /// Its steps, each with its verdict.
    fn steps(&self) -> Vec<(String, &Value)> {
        let steps = self.document["cluster"]["steps"].as_array().expect("steps");
        let text = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
        let name = |step| format!("{} {}", text(step, "verdict"), text(step, "name"));
        steps.iter().map(|step| (name(step), step)).collect()
    }

    pub(super) fn step(&self, name: &str) -> &Value {
        let steps = self.steps();
        let found = steps.iter().find(|(known, _)| known == name);
        found.map_or_else(
            || panic!("no {name}: {:#}", self.document["cluster"]),
            |(_, step)| step,
        )
    }

    /// Checks the exit code and all steps, and that no namespace is left.
    #[track_caller]
    pub(super) fn ended(&self, code: i32, steps: &[String]) {
        self.nothing_left();
        let names: Vec<String> = self.steps().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, steps, "{:#}", self.document["cluster"]);
        assert_eq!(self.code, Some(code));
    }

    pub(super) fn nothing_left(&self) {
        assert_eq!(self.fake_cluster.namespaces(), [] as [String; 0]);
    }

    /// Checks that no command could change the cluster.
    pub(super) fn changed_nothing(&self) {
        const CHANGES: [&str; 9] = [
            " create --filename",
            " apply --filename",
            " delete ",
            " run ",
            " rollout ",
            " drain ",
            " cordon ",
            " uncordon ",
            " port-forward ",
        ];
        for call in self
            .calls
            .iter()
            .filter(|call| !call.contains("auth can-i"))
        {
            assert!(CHANGES.iter().all(|words| !call.contains(words)), "{call}");
        }
    }
}
