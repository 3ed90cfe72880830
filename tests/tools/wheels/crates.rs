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
    let read = files_read().map_err(|error| format!("what the compiler read: {error}"))?;
    let is_missing = |path: &&String| !packed.contains(path.as_str());
    let missing: Vec<_> = read.iter().filter(is_missing).collect();
    (missing.is_empty() && read.contains("templates/catalog.toml"))
        .then_some(())
        .ok_or_else(|| format!("of {} files the crate has not {missing:?}", read.len()))
}

/// The files of this folder that the compiler read for the program and its library, as it noted for Cargo.
fn files_read() -> std::io::Result<BTreeSet<String>> {
    let program = Path::new(env!("CARGO_BIN_EXE_tierup"));
    let own = format!("{}/", root().display());
    let mut read = BTreeSet::new();
    for entry in std::fs::read_dir(program.with_file_name("deps"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with("tierup-") || path.extension().is_none_or(|end| end != "d") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        let paths = text.split_whitespace().map(|word| {
            let path = word.strip_prefix(&own).unwrap_or(word);
            path.trim_end_matches(':')
        });
        // not what it built, and not the settings of the lints
        let is_source = |path: &&str| {
            let folder = path.split_once('/').map_or("", |(folder, _)| folder);
            ["src", "templates", "web"].contains(&folder) && root().join(path).is_file()
        };
        read.extend(paths.filter(is_source).map(str::to_owned));
    }
    Ok(read)
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
