//! EDGE: finds programs and Python modules: in the project's own environment first, then on PATH.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use super::recipe::{is_older, version_in};
use crate::pack::verification::{Check, MinimumVersion};

#[cfg(windows)]
const SCRIPTS: &str = ".venv/Scripts";
#[cfg(not(windows))]
const SCRIPTS: &str = ".venv/bin";

/// Variables that would change the behaviour of these programs.
const REMOVED_VARIABLES: [&str; 12] = [
    "BASE_URL",
    "COMPOSE_ENV_FILES",
    "COMPOSE_FILE",
    "COMPOSE_PATH_SEPARATOR",
    "COMPOSE_PROFILES",
    "COMPOSE_PROJECT_NAME",
    "MAKEFLAGS",
    "MYPYPATH",
    "PYTEST_ADDOPTS",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
];

/// Prints the first of its arguments that cannot be imported.
const PROBE: &str = "import importlib.util, sys
for name in sys.argv[1:]:
    if importlib.util.find_spec(name) is None: sys.exit(print(name))";

/// An interpreter, and the modules to find.
type ModuleQuery = (PathBuf, Vec<String>);

/// The programs of a project.
#[derive(Debug)]
pub(super) struct Tools {
    root: PathBuf,
    /// Names of variables that are removed from their environment.
    removed_variables: Vec<String>,
    /// The missing module by interpreter and query; cached.
    asked: Mutex<BTreeMap<ModuleQuery, Option<String>>>,
}

impl Tools {
    /// For the project at `root` with its variables.
    pub(super) fn new(root: &Path, variables: impl Iterator<Item = String>) -> Self {
        let deaf_to = REMOVED_VARIABLES.iter().map(|name| (*name).to_owned());
        Self {
            root: root.to_owned(),
            removed_variables: deaf_to.chain(variables).collect(),
            asked: Mutex::default(),
        }
    }

    /// The path of a program.
    pub(super) fn find(&self, program: &str) -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.root.join(SCRIPTS)).chain(std::env::split_paths(&path));
        // a relative entry of PATH depends on the current folder and is ignored
        let mut named = folders.filter(|folder| folder.is_absolute());
        named.find_map(|folder| {
            let plain = folder.join(program);
            let ending = plain.with_extension("exe");
            [plain, ending].into_iter().find(|path| is_program(path))
        })
    }

    /// A program to run in the project.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for name in &self.removed_variables {
            command.env_remove(name);
        }
        command
            .current_dir(&self.root)
            .env("NO_COLOR", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// What is missing for a check, as text.
    pub(super) fn missing(&self, check: &Check, modules: &[String]) -> Option<String> {
        for path in check.reads.iter().chain(check.copy.keys()) {
            if !path.starts_with('$') && !self.root.join(path).exists() {
                return Some(format!("{path} is not there"));
            }
        }
        let programs = check.run.iter().filter_map(|command| command.first());
        for program in programs {
            if self.find(program).is_none() {
                return Some(format!("{program} is not installed"));
            }
        }
        let first = check.run.first()?.first()?;
        self.missing_module(first, modules).or_else(|| {
            check
                .at_least
                .as_ref()
                .and_then(|least| self.too_old(least))
        })
    }

    fn too_old(&self, least: &MinimumVersion) -> Option<String> {
        let (program, arguments) = least.run.split_first()?;
        let found = self.find(program)?;
        let output = self
            .command(&found)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let output = [output.stdout, output.stderr].concat();
        let output = String::from_utf8_lossy(&output);
        let version = version_in(&output)?;
        is_older(version, &least.version)
            .then(|| format!("{program} {version} is older than {}", least.version))
    }

    /// The first module that the interpreter next to a program cannot import.
    fn missing_module(&self, program: &str, modules: &[String]) -> Option<String> {
        if modules.is_empty() {
            return None;
        }
        let program = self.find(program)?;
        let beside = program.canonicalize().unwrap_or_else(|_| program.clone());
        let beside = [program.parent(), beside.parent()]
            .into_iter()
            .flatten()
            .map(|folder| folder.join("python"))
            .find(|path| is_program(path));
        let python = beside
            .or_else(|| self.find("python3"))
            .or_else(|| self.find("python"));
        let Some(python) = python else {
            return Some("python is not installed".to_owned());
        };
        let key = (python.clone(), modules.to_vec());
        let mut asked = self
            .asked
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        asked
            .entry(key)
            .or_insert_with(|| {
                let mut probe = self.command(&python);
                probe
                    .args(["-I", "-c", PROBE])
                    .args(modules)
                    .stdin(Stdio::null());
                let output = probe.output().ok()?;
                let absent = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                (!absent.is_empty()).then(|| format!("the Python module {absent} is not installed"))
            })
            .clone()
    }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let meta = std::fs::metadata(path);
    meta.is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
