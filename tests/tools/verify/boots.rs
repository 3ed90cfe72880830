//! Real stacks: a valid one, a broken one, and the remains of an interrupted or killed one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::machine::docker;
use crate::machine::tools::{Need, Tools, on_path, run};
use crate::support::{project, said, tierup};
use crate::trials::{Trial, trial};

/// As many replicas as the stacks of the fault injection tests: with one of two killed, a busy machine may respond too
/// late.
const WHOLE: [&str; 4] = ["--preset", "classic", "--set", "capacity.web.replicas=3"];
const MINIMAL: [&str; 2] = ["--preset", "minimal"];

pub(crate) fn trials(tools: &Tools, scratch: &Path) -> Vec<Trial> {
    let lack = || {
        tools
            .lack(Need::Engine)
            .or_else(|| tools.lack(Need::Compose))
    };
    let page = || lack().or_else(|| tools.lack(Need::Program("xmllint")));
    let of = |name: &str| {
        let folder = scratch.join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    };
    let (whole, broken, ended) = (of("verify-whole"), of("verify-broken"), of("verify-ended"));
    vec![
        trial(
            "a whole stack is proved, and nothing is left".to_owned(),
            page(),
            move || alone(|| holds(&whole)),
        ),
        trial("a broken route is found".to_owned(), lack(), move || {
            alone(|| finds(&broken))
        }),
        trial(
            "however it ends, everything goes".to_owned(),
            lack(),
            move || alone(|| goes(&ended)),
        ),
    ]
}

/// One stack at a time: measurements need the whole machine.
fn alone(prove: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    static MACHINE: Mutex<()> = Mutex::new(());
    let _turn = MACHINE.lock().unwrap_or_else(PoisonError::into_inner);
    prove()
}

/// A project with its own name, with its images on this machine.
fn prepared(folder: &Path, name: &str, choices: &[&str]) -> Result<PathBuf, String> {
    let project = project(folder, name, choices);
    docker::provide_named(&project)?;
    Ok(project)
}

/// The program with only these programs on PATH.
fn verify(project: &Path, programs: &[&str], arguments: &[&str]) -> Command {
    let bin = project.with_file_name("bin");
    fs::create_dir_all(&bin).unwrap();
    for name in programs {
        if let Some(found) = on_path(name) {
            let _there = std::os::unix::fs::symlink(found, bin.join(name));
        }
    }
    let mut command = tierup(project);
    command
        .args(["verify", "--boot"])
        .args(arguments)
        .env("PATH", bin);
    command.env("TMPDIR", project.with_file_name("tmp"));
    fs::create_dir_all(project.with_file_name("tmp")).unwrap();
    command
}

/// The remaining objects of a project's boots: containers, networks, volumes, images.
fn left(project: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for list in [
        "ps --all --format {{.Names}}",
        "network ls --format {{.Name}}",
        "volume ls --format {{.Name}}",
        "images --format {{.Repository}}",
    ] {
        let said = run(Command::new("docker").args(list.split(' ')))?;
        let ours = format!("{project}-verify-");
        found.extend(
            said.lines()
                .filter(|name| name.starts_with(&ours))
                .map(str::to_owned),
        );
    }
    Ok(found)
}

fn nothing_left(project: &Path, name: &str) -> Result<(), String> {
    let found = left(name)?;
    // only long outputs of tools are kept
    let files = walkdir::WalkDir::new(project.with_file_name("tmp")).into_iter();
    let files = files
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file());
    let told = |path: &Path| {
        let ending = path.extension();
        ending.is_some_and(|ending| ending == "txt" || ending == "lock")
    };
    let paths = files.map(walkdir::DirEntry::into_path);
    let others: Vec<PathBuf> = paths.filter(|path| !told(path)).collect();
    if found.is_empty() && others.is_empty() {
        Ok(())
    } else {
        Err(format!("left: {found:?} {others:?}"))
    }
}

fn verdicts(document: &Value, steps: &Value) -> Result<Vec<(String, String)>, String> {
    let steps = steps
        .as_array()
        .ok_or_else(|| format!("no steps: {document:#}"))?;
    let text = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
    Ok(steps
        .iter()
        .map(|step| (text(step, "name"), text(step, "verdict")))
        .collect())
}

fn holds(folder: &Path) -> Result<(), String> {
    let project = prepared(folder, "verifywhole", &WHOLE)?;
    let private = fs::read(project.join(".env")).unwrap();
    let page = folder.join("report.html");
    let said = said(&mut verify(
        &project,
        &["docker", "pytest"],
        &["--json", "--html", page.to_str().unwrap()],
    ));
    let document = said.json();
    let steps = verdicts(&document, &document["boot"]["steps"])?;
    let names: Vec<&str> = steps.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "build",
        "start, healthy",
        "/readyz says ok",
        "the HTTP contract",
        "create with a task (POST /api/orders)",
        "read by key (GET /api/orders/$given)",
        "list (GET /api/orders?limit=20)",
        "kill a replica of web: the others take over",
        "stop cache: the service keeps working",
        "no request fails at full load, 16 clients",
        "take down",
    ];
    let skipped =
        |(name, verdict): &&(String, String)| verdict == "skipped" && name != "the HTTP contract";
    if said.code != 0 || names != expected || steps.iter().any(|step| skipped(&step)) {
        return Err(format!(
            "exit {}: {:#}",
            said.code, document["boot"]["steps"]
        ));
    }
    measured(&document["boot"]["measured"])?;
    assert_eq!(
        fs::read(project.join(".env")).unwrap(),
        private,
        "the person's own secrets"
    );
    nothing_left(&project, "verifywhole")?;
    let text = fs::read_to_string(&page).unwrap();
    for outside in ["<script", "src=", "href=", "url(", "@import"] {
        assert!(!text.contains(outside), "{outside}");
    }
    run(Command::new("xmllint")
        .args(["--noout", "--nonet"])
        .arg(&page))
    .map(drop)
}

/// Checks that the measurements are plausible, independent of the machine's speed.
fn measured(measured: &Value) -> Result<(), String> {
    let number = |value: &Value| value.as_f64().unwrap_or(-1.0);
    let kinds = measured["requests"].as_array().ok_or("no requests")?;
    assert_eq!(kinds.len(), 3);
    for kind in kinds {
        let [p50, p95, p99] = ["p50_ms", "p95_ms", "p99_ms"].map(|key| number(&kind[key]));
        assert!(
            0.0 < p50 && p50 <= p95 && p95 <= p99 && number(&kind["per_s"]) > 0.0,
            "{kind:#}"
        );
    }
    let moments = measured["moments"].as_array().ok_or("no moments")?;
    let what: Vec<&str> = moments
        .iter()
        .filter_map(|moment| moment["what"].as_str())
        .collect();
    let done = [
        "create with a task",
        "read by key",
        "list",
        "kill web",
        "healthy again",
        "stop cache",
        "start cache",
    ];
    assert_eq!(what, done);
    let bounds = measured["bounds"].as_array().ok_or("no bounds")?;
    let named = |name: &str| {
        bounds
            .iter()
            .any(|bound| bound["name"] == name && number(&bound["share"]) > 0.0)
    };
    for name in [
        "web processors",
        "web threads",
        "db connections",
        "lb processors",
        "this machine's processors",
    ] {
        assert!(named(name), "{name}: {bounds:#?}");
    }
    assert!(
        bounds.is_sorted_by(|a, b| number(&a["share"]) >= number(&b["share"])),
        "{bounds:#?}"
    );
    assert_eq!(measured["expected"], "web processors");
    Ok(())
}

fn finds(folder: &Path) -> Result<(), String> {
    let project = prepared(folder, "verifybroken", &MINIMAL)?;
    let package = project.join("src/verifybroken");
    let controllers = walkdir::WalkDir::new(&package)
        .into_iter()
        .filter_map(Result::ok);
    let broken = controllers
        .filter(|entry| entry.file_name() == "orders.py")
        .filter(|entry| {
            let path = entry.path();
            let text = fs::read_to_string(path).unwrap();
            let edited = text.replace("/orders/<", "/order/<");
            fs::write(path, &edited).unwrap();
            edited != text
        });
    assert_eq!(broken.count(), 1, "the route stands somewhere else");
    let said = said(&mut verify(&project, &["docker"], &["--json"]));
    let document = said.json();
    let steps = verdicts(&document, &document["boot"]["steps"])?;
    let of = |name: &str| {
        steps
            .iter()
            .find(|(step, _)| step == name)
            .map(|(_, verdict)| verdict.as_str())
    };
    let read = of("read by key (GET /api/orders/$given)");
    if (said.code, read, of("load")) != (1, Some("failed"), Some("skipped")) {
        return Err(format!(
            "exit {}: {:#}",
            said.code, document["boot"]["steps"]
        ));
    }
    let told = document["boot"]["steps"].to_string();
    assert!(told.contains("404 instead of 200"), "{told}");
    nothing_left(&project, "verifybroken")
}

/// After a kill, objects remain, which the next run removes; that one is interrupted twice and leaves nothing.
fn goes(folder: &Path) -> Result<(), String> {
    let project = prepared(folder, "verifyended", &MINIMAL)?;
    let container = |but: &[String]| -> Result<Vec<String>, String> {
        let start = Instant::now();
        loop {
            let found = run(Command::new("docker").args(["ps", "--format", "{{.Names}}"]))?;
            let ours = found
                .lines()
                .filter(|name| name.starts_with("verifyended-verify-"));
            let ours: Vec<String> = ours
                .map(str::to_owned)
                .filter(|name| !but.contains(name))
                .collect();
            if !ours.is_empty() {
                return Ok(ours);
            }
            if start.elapsed() > Duration::from_mins(2) {
                return Err("no container came".to_owned());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let mut first = started(&project);
    let killed = container(&[]);
    let ended = first.kill();
    let _reaped = first.wait();
    ended.map_err(|error| error.to_string())?;
    // the scratch folder of a killed run is kept for a day
    fs::remove_dir_all(project.with_file_name("tmp")).unwrap();
    let killed = killed?;
    assert!(
        !left("verifyended")?.is_empty(),
        "nothing was left by a killed run"
    );
    let mut second = started(&project);
    let again = container(&killed);
    for _ in 0..2 {
        let _told = kill_process(Pid::from_child(&second), Signal::INT);
        std::thread::sleep(Duration::from_millis(400));
    }
    let status = second.wait().map_err(|error| error.to_string())?;
    again?;
    assert_eq!(status.code(), Some(130));
    nothing_left(&project, "verifyended")
}

fn started(project: &Path) -> Child {
    let mut command = verify(project, &["docker"], &[]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}
