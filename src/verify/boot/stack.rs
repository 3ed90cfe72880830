//! EDGE: the project's stack under another name, port and image, with other secrets. Removed when dropped, also at a
//! panic; after a kill, the next run removes it.

use std::fs::File;
use std::path::Path;

use serde_json::Value;

use super::engine::{CommandOutput, DockerEngine, LONG, SHORT, complaint, remove_labelled};
use super::overlay::{ANY_PORT, LABEL, overlay, problems};
use super::plan::StackPlan;
use super::probes::{LOOPBACK, free_port};
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::hash::hash;
use crate::core::interrupt::CleanupGuard;
use crate::verify::at_panic::AtPanic;
use crate::verify::scratch;

const FILE: &str = "compose.yaml";
/// The first arguments of every Compose command.
const COMPOSE: &str = "compose --progress quiet";

/// A stack that is running or about to start.
#[derive(Debug)]
pub(super) struct ComposeStack<'a> {
    pub(super) engine: &'a DockerEngine<'a>,
    pub(super) port: u16,
    pub(super) name: String,
    mark: String,
    words: Vec<String>,
    /// Variables of ports that clients do not use.
    other_ports: Vec<String>,
    down: bool,
    at_panic: Option<AtPanic>,
    /// Delays the end of the process until it is removed.
    _hold: CleanupGuard,
    /// Only one boot of a project at a time.
    _lock: File,
}

impl<'a> ComposeStack<'a> {
    /// Removes the remains of a killed run, and reads the configuration. Problems: why it cannot be booted.
    pub(super) fn prepare(
        engine: &'a DockerEngine<'a>,
        root: &Path,
        plan: &StackPlan,
        env: &Path,
        folder: &Path,
    ) -> Result<(Self, bool)> {
        let mark = hash(root.display().to_string().as_bytes());
        let mark = mark.get(..12).unwrap_or(&mark).to_owned();
        let boot_lock = lock(&mark, root)?;
        let hold = CleanupGuard::begin()?;
        let swept = remove_labelled(engine.program(), &label(&mark))
            .map_err(|output| complaint(&output))?;
        let word = scratch::random_word()?;
        let name = format!("{}-verify-{word}", plan.slug);
        let port = free_port()?;
        let mut stack = Self {
            engine,
            port,
            words: [COMPOSE, "--project-name", &name, "--project-directory"]
                .iter()
                .flat_map(|words| words.split(' '))
                .map(str::to_owned)
                .chain([
                    root.display().to_string(),
                    "--env-file".to_owned(),
                    env.display().to_string(),
                ])
                .chain(["--file".to_owned(), root.join(FILE).display().to_string()])
                .collect(),
            name,
            mark,
            other_ports: plan.other_ports(),
            down: true,
            at_panic: None,
            _hold: hold,
            _lock: boot_lock,
        };
        let output = stack
            .compose(&["config", "--format", "json"])?
            .map_err(|output| {
                Problem::new(format!(
                    "Compose cannot read the project: {}",
                    output.trim()
                ))
                .at(FILE)
            })?;
        // warnings may precede the document
        let document = output.find('{').map_or("", |at| &output[at..]);
        let config: Value =
            serde_json::from_str(document).map_err(|error| complaint(&error.to_string()))?;
        Error::if_any(problems(&config, &stack.name, port))?;
        let beside = folder.join("overlay.json");
        fs_err::write(
            &beside,
            overlay(&config, &stack.name, &stack.mark).to_string(),
        )
        .at_path(&beside)?;
        stack
            .words
            .extend(["--file".to_owned(), beside.display().to_string()]);
        Ok((stack, swept))
    }

    /// Runs a Compose command on it.
    pub(super) fn compose(&self, words: &[&str]) -> CommandOutput {
        let all: Vec<&str> = self
            .words
            .iter()
            .map(String::as_str)
            .chain(words.iter().copied())
            .collect();
        self.engine.run_with(&all, &self.address(), LONG)
    }

    /// The variables of its ports: any free one where clients do not use it.
    fn address(&self) -> Vec<(&str, String)> {
        let others = self.other_ports.iter();
        [
            ("APP_PORT", self.port.to_string()),
            ("APP_BIND", LOOPBACK.to_owned()),
        ]
        .into_iter()
        .chain(others.map(|name| (name.as_str(), ANY_PORT.to_owned())))
        .collect()
    }

    /// The variables with which Compose commands of other programs are about this stack.
    pub(super) fn environment(&self) -> Vec<(&str, String)> {
        let after = |option: &str| {
            let pairs = self.words.iter().zip(self.words.iter().skip(1));
            let values = pairs.filter(|(word, _)| *word == option);
            values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let separator = if cfg!(windows) { ";" } else { ":" };
        let mut environment = vec![
            ("COMPOSE_PROJECT_NAME", self.name.clone()),
            ("COMPOSE_FILE", after("--file").join(separator)),
            ("COMPOSE_ENV_FILES", after("--env-file").join(",")),
        ];
        environment.extend(self.address());
        environment
    }

    /// Called before any object of it is created.
    pub(super) fn begin(&mut self) {
        self.down = false;
        let (program, label) = (self.engine.program().to_owned(), label(&self.mark));
        self.at_panic = Some(AtPanic::begin(move || {
            let _gone = remove_labelled(&program, &label);
        }));
    }

    /// The ids of a service's containers, also of stopped ones.
    pub(super) fn containers(&self, service: &str) -> Result<Vec<String>> {
        let project = format!("label=com.docker.compose.project={}", self.name);
        let service = format!("label=com.docker.compose.service={service}");
        self.engine.lines(&[
            "ps",
            "--all",
            "--quiet",
            "--no-trunc",
            "--filter",
            &project,
            "--filter",
            &service,
        ])
    }

    /// Every container with its service.
    pub(super) fn all(&self) -> Result<Vec<(String, String)>> {
        let project = format!("label=com.docker.compose.project={}", self.name);
        let form = "{{.ID}} {{.Label \"com.docker.compose.service\"}}";
        let lines = self.engine.lines(&[
            "ps",
            "--all",
            "--no-trunc",
            "--filter",
            &project,
            "--format",
            form,
        ])?;
        let pair = |line: String| {
            line.split_once(' ')
                .map(|(id, service)| (id.to_owned(), service.to_owned()))
        };
        Ok(lines.into_iter().filter_map(pair).collect())
    }

    /// The last log lines of unhealthy containers.
    pub(super) fn last_logs(&self) -> Result<String> {
        let mut words = String::new();
        for (id, service) in self.all()? {
            let state = self.engine.inspected(&id)?["State"].take();
            let ended = state["Running"] == false && state["ExitCode"] != 0;
            if ended || state["Health"]["Status"] == "unhealthy" {
                let output = self.engine.run(&["logs", "--tail", "12", &id], SHORT)?;
                let (Ok(output) | Err(output)) = output;
                words.push_str(&[service.as_str(), " says:\n", &output, "\n"].concat());
            }
        }
        Ok(words)
    }

    /// Removes it; describes what remains.
    pub(super) fn down(&mut self) -> std::result::Result<(), String> {
        if std::mem::replace(&mut self.down, true) {
            return Ok(());
        }
        let cleared = remove_labelled(self.engine.program(), &label(&self.mark));
        self.at_panic = None;
        cleared.map(drop)
    }
}

impl Drop for ComposeStack<'_> {
    fn drop(&mut self) {
        // errors are reported by an explicit `down`
        let _gone = self.down();
    }
}

fn label(mark: &str) -> String {
    format!("{LABEL}={mark}")
}

/// The lock for booting the project; released when the process is killed.
fn lock(mark: &str, root: &Path) -> Result<File> {
    let path = std::env::temp_dir().join(format!("tierup-verify-{mark}.lock"));
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(|error| {
            Problem::new(format!(
                "the lock of this project cannot be acquired: {error}"
            ))
            .at(path)
        })?;
    match file.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => Err(Problem::new(
            "another `tierup verify --boot` of this project is running",
        )
        .at(root)
        .help("wait until it has finished and run the command again")
        .into()),
        // some systems have no file locks
        _ => Ok(file),
    }
}
