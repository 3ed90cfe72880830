//! The files of the crate, and what `cargo binstall` reads in it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::root;
use crate::machine::tools;
use crate::machine::tools::Tools;

/// `cargo package` packs every file that the compiler read for the program of this test run.
pub(super) fn complete(_: &Tools) -> Result<(), String> {
    let mut list = Command::new(env!("CARGO"));
    list.args([
        "package",
        "--locked",
        "--offline",
        "--allow-dirty",
        "--list",
    ]);
    let packed = tools::inside(&mut list, root())?;
    let packed: BTreeSet<&str> = packed.lines().collect();
    let program = Path::new(env!("CARGO_BIN_EXE_tierup"));
    let read = std::fs::read_to_string(program.with_extension("d"));
    let read = read.map_err(|error| format!("what the compiler read: {error}"))?;
    let own = format!("{}/", root().display());
    let read: Vec<&str> = read
        .split_whitespace()
        .skip(1)
        .filter_map(|path| path.strip_prefix(&own))
        .filter(|path| root().join(path).is_file())
        .collect();
    let missing: Vec<_> = read.iter().filter(|path| !packed.contains(*path)).collect();
    (missing.is_empty() && read.contains(&"templates/catalog.toml"))
        .then_some(())
        .ok_or_else(|| format!("of {} files the crate has not {missing:?}", read.len()))
}

/// The address and the path in the archive, for each target of the release, are those of `.ci/release`.
pub(super) fn archives(_: &Tools) -> Result<(), String> {
    let manifest: toml::Table =
        toml::from_str(include_str!("../../../Cargo.toml")).map_err(|error| error.to_string())?;
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let workflow = include_str!("../../../.github/workflows/release.yml");
    let targets = workflow
        .lines()
        .filter_map(|line| line.trim_end_matches('}').split_once(", target: "));
    let targets: Vec<&str> = targets.map(|(_, target)| target).collect();
    if targets.len() < 5 {
        return Err(format!("the release is for {targets:?}"));
    }
    for target in targets {
        let own = binstall.get("overrides").and_then(|all| all.get(target));
        let format = own.and_then(|own| own.get("pkg-fmt"));
        let format = format.or_else(|| binstall.get("pkg-fmt"));
        let (suffix, program) = match format.and_then(toml::Value::as_str) {
            Some("tgz") => (".tar.gz", "tierup"),
            Some("zip") => (".zip", "tierup.exe"),
            other => return Err(format!("{target}: format {other:?}")),
        };
        let mut script = Command::new(root().join(".ci/release"));
        let archive = tools::run(script.args(["--archive", target]))?;
        let archive = archive.trim();
        let version = env!("CARGO_PKG_VERSION");
        let expected = [
            format!("{{ repo }}/releases/download/v{version}/{archive}"),
            format!("{}/{program}", archive.trim_end_matches(suffix)),
        ];
        let values = [
            ("name", "tierup"),
            ("version", version),
            ("bin", "tierup"),
            ("target", target),
            ("archive-suffix", suffix),
            ("binary-ext", program.trim_start_matches("tierup")),
        ];
        let found = ["pkg-url", "bin-dir"].map(|key| {
            let text = binstall[key].as_str().unwrap_or_default();
            values.iter().fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{ {name} }}"), value)
            })
        });
        if found != expected {
            return Err(format!("binstall: {found:?}\nrelease: {expected:?}"));
        }
    }
    Ok(())
}
