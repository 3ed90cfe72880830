//! What is in the wheel, for which systems it is, and its Python.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::{root, target, wheel};
use crate::machine::tools;
use crate::machine::tools::{Pin, Tools};
use crate::support::scratch;

/// Files by name with their size, and the text of WHEEL and METADATA.
const LIST: &str = "
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    sizes = {entry.filename: entry.file_size for entry in wheel.infolist()}
    modes = {entry.filename: entry.external_attr >> 16 & 0o111 for entry in wheel.infolist()}
    texts = {name: wheel.read(name).decode() for name in sizes if name.endswith(('/WHEEL', '/METADATA', '/LICENSE'))}
print(json.dumps({'sizes': sizes, 'modes': modes, 'texts': texts}))
";

/// The size that no wheel exceeds; the release holds its program to less.
const MOST: u64 = 100 << 20;

pub(super) fn contents(tools: &Tools) -> Result<(), String> {
    let wheel = wheel(tools)?;
    let mut python = Command::new("python3");
    let said = tools::run(python.args(["-c", LIST]).arg(wheel))?;
    let listed: Value = serde_json::from_str(&said).map_err(|error| format!("{error}: {said}"))?;
    complete(&listed)?;
    // planted faults: a file more, a file less, a program that cannot be run, another tag
    let program = format!("tierup-{}.data/scripts/tierup", env!("CARGO_PKG_VERSION"));
    let mut faults = [(); 4].map(|()| listed.clone());
    faults[0]["sizes"]["tierup/tests.py"] = 1.into();
    if let Some(sizes) = faults[1]["sizes"].as_object_mut() {
        sizes.remove(&program);
    }
    faults[2]["modes"][&program] = 0.into();
    let text = &mut faults[3]["texts"][&info("WHEEL")];
    *text = text.to_string().replace("musllinux", "linux").into();
    match faults.iter().position(|fault| complete(fault).is_ok()) {
        Some(at) => Err(format!("planted fault {at} is not found")),
        None => Ok(()),
    }
}

fn info(name: &str) -> String {
    format!("tierup-{}.dist-info/{name}", env!("CARGO_PKG_VERSION"))
}

fn complete(listed: &Value) -> Result<(), String> {
    let version = env!("CARGO_PKG_VERSION");
    let program = format!("tierup-{version}.data/scripts/tierup");
    let mut expected = [
        "WHEEL",
        "METADATA",
        "RECORD",
        "licenses/LICENSE",
        "sboms/tierup.cyclonedx.json",
    ]
    .map(info)
    .to_vec();
    expected.extend(["tierup/__init__.py", "tierup/__main__.py", &program].map(str::to_owned));
    expected.sort();
    let sizes: BTreeMap<String, u64> =
        serde_json::from_value(listed["sizes"].clone()).map_err(|error| error.to_string())?;
    let names: Vec<&String> = sizes.keys().collect();
    if names != expected.iter().collect::<Vec<_>>() {
        return Err(format!("it has {names:#?}"));
    }
    if sizes[&program] > MOST || listed["modes"][&program] == 0 {
        return Err(format!("the program has {} bytes", sizes[&program]));
    }
    let text = |name: &str| listed["texts"][info(name)].as_str().unwrap_or_default();
    if text("licenses/LICENSE") != include_str!("../../../LICENSE") {
        return Err("it has another licence".to_owned());
    }
    let arch = std::env::consts::ARCH;
    let mut lines = vec![
        ("WHEEL", format!("Tag: py3-none-manylinux2014_{arch}")),
        ("WHEEL", format!("Tag: py3-none-musllinux_1_1_{arch}")),
        ("METADATA", format!("Version: {version}")),
        (
            "METADATA",
            format!("Summary: {}", env!("CARGO_PKG_DESCRIPTION")),
        ),
        ("METADATA", "License-Expression: MIT".to_owned()),
        ("METADATA", "Requires-Python: >=3.11".to_owned()),
        ("METADATA", "# tierup".to_owned()),
    ];
    if !env!("CARGO_PKG_REPOSITORY").is_empty() {
        let address = env!("CARGO_PKG_REPOSITORY");
        lines.push(("METADATA", format!("Project-URL: Source Code, {address}")));
    }
    let missing = lines
        .iter()
        .find(|(name, line)| !text(name).lines().any(|known| known == line));
    missing.map_or(Ok(()), |(name, line)| {
        Err(format!("{name} has no line `{line}`:\n{}", text(name)))
    })
}

/// pip selects it on any Linux, and on no other system.
pub(super) fn tags(tools: &Tools) -> Result<(), String> {
    let wheel = wheel(tools)?;
    let selects = |platform: &str| {
        let folder = scratch();
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "--isolated", "download", "--no-index"])
            .args(["--no-deps", "--only-binary=:all:", "--find-links"])
            .arg(wheel.parent().unwrap_or(wheel))
            .args(["--platform", platform, "--dest"])
            .arg(folder.path())
            .arg("tierup");
        tools::inside(&mut pip, folder.path())
    };
    let arch = std::env::consts::ARCH;
    for libc in ["manylinux2014", "manylinux_2_17", "musllinux_1_1"] {
        selects(&format!("{libc}_{arch}"))?;
    }
    for other in ["win_amd64", "manylinux2014_s390x"] {
        if selects(other).is_ok() {
            return Err(format!("pip selects the wheel of {} for {other}", target()));
        }
    }
    Ok(())
}

/// Format, lints and types of the Python package; its metadata; one pin of maturin.
pub(super) fn python(tools: &Tools) -> Result<(), String> {
    let checks: [(&str, &[&str]); 5] = [
        ("ruff", &["format", "--no-cache", "--check", "python"]),
        ("ruff", &["check", "--no-cache", "python"]),
        ("mypy", &["--cache-dir", "/dev/null", "--platform", "linux"]),
        ("mypy", &["--cache-dir", "/dev/null", "--platform", "win32"]),
        ("validate-pyproject", &["pyproject.toml"]),
    ];
    for (name, arguments) in checks {
        tools::inside(tools.python_tool(name).args(arguments), root())?;
    }
    let project: toml::Table = toml::from_str(include_str!("../../../pyproject.toml"))
        .map_err(|error| error.to_string())?;
    let required = project["build-system"]["requires"][0]
        .as_str()
        .and_then(Pin::parse);
    let tested = tools::pins().into_iter().find(|pin| pin.name == "maturin");
    (required == tested && tested.is_some())
        .then_some(())
        .ok_or_else(|| format!("pyproject.toml requires {required:?}, tested is {tested:?}"))
}
