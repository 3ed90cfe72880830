//! The wheel and the crate: what is in them, and that the wheel installs without an index and writes the same project
//! as the program of this test run.
//!
//! `.ci/wheel` builds the wheel as the release does, for the same static target but without optimization: one build for
//! all trials, about 90 seconds of processor time. Left to the workflow `release`: the size of the optimized program,
//! other systems than this one, the build of the crate alone, and uploads.

mod crates;
mod inspect;
mod installed;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use libtest_mimic::Conclusion;

use crate::machine::tools;
use crate::machine::tools::{Need, Tools};
use crate::trials::{Suite, Trial, trial};

type Check = fn(&Tools) -> Result<(), String>;

const BUILDS: Need = Need::Python(&["maturin", "uv"]);
const LINTS: Need = Need::Python(&["mypy", "ruff", "validate-pyproject"]);

pub(crate) fn suite(suite: Suite) -> Conclusion {
    let tools = Arc::new(Tools::find());
    let checks: [(&str, Need, Check); 8] = [
        ("contents and tags", BUILDS, inspect::contents),
        ("pip takes it for glibc and for musl", BUILDS, inspect::tags),
        ("pip installs it", BUILDS, installed::with_pip),
        ("pip installs it into a folder", BUILDS, installed::aside),
        ("uv installs and runs it", BUILDS, installed::with_uv),
        ("its Python is checked", LINTS, inspect::python),
        ("the crate is complete", Need::Nothing, crates::complete),
        (
            "cargo binstall finds the archives",
            Need::Nothing,
            crates::archives,
        ),
    ];
    let trials = checks.into_iter().filter_map(|(name, need, check)| {
        let tools = Arc::clone(&tools);
        let of_target = lack_of_target(need);
        if let Some(lack) = of_target.as_ref().filter(|_| is_left_out()) {
            println!("skipped: {name}: {lack}");
            return None;
        }
        let lack = tools.lack(need).or(of_target);
        Some(trial(name.to_owned(), lack, move || check(&tools)))
    });
    let trials: Vec<Trial> = trials.collect();
    suite.run(trials)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where the target cannot be installed, CI says so.
fn is_left_out() -> bool {
    std::env::var_os("TIERUP_WITHOUT_WHEEL").is_some()
}

/// The target of the release for this machine; its standard library is installed by rustup.
fn target() -> String {
    format!("{}-unknown-linux-musl", std::env::consts::ARCH)
}

fn lack_of_target(need: Need) -> Option<String> {
    if !matches!(need, Need::Python(names) if names.contains(&"maturin")) {
        return None;
    }
    let target = target();
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", &target]);
    let folder = tools::run(&mut rustc).unwrap_or_default();
    let installed = Path::new(folder.trim()).is_dir();
    (!installed).then(|| format!("the standard library of {target} is not installed"))
}

/// The wheel, built once for all trials.
fn wheel(tools: &Tools) -> Result<&'static Path, String> {
    static WHEEL: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = WHEEL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wheels");
        std::fs::remove_dir_all(&folder).ok();
        let mut script = tools.with_python_tools(root().join(".ci/wheel"));
        script.args([&target(), "dev"]).arg(&folder);
        script.env("CARGO_PROFILE_DEV_DEBUG", "none");
        script.env("CARGO_PROFILE_DEV_STRIP", "symbols");
        tools::run(&mut script)?;
        let files = std::fs::read_dir(&folder).map_err(|error| error.to_string())?;
        let mut files = files.flatten().map(|entry| entry.path());
        match (files.next(), files.next()) {
            (Some(wheel), None) => Ok(wheel),
            other => Err(format!("not one wheel: {other:?}")),
        }
    });
    built.as_deref().map_err(Clone::clone)
}
