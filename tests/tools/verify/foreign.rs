//! Commands of a pack that is not built in: shown, and run only with consent.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::{Said, run, said, scratch, tierup};
use crate::trials::{Trial, trial};

const CATALOG: &str = r#"format = 1
name = "acme"
version = "1.0.0"
extends = "builtin"

[[base.checks]]
name = "house rules"
run = [["house-rules", "--strict", "a b"]]
"#;

pub(crate) fn trials() -> Vec<Trial> {
    let skipped = || {
        let (_folder, said, ran) = verified(&[]);
        let line = "house rules                      skipped: command of the pack `acme`; run it with `--trust`";
        if said.code == 0 && said.stdout.contains(line) && !ran {
            Ok(())
        } else {
            Err(format!("{said:#?} ran: {ran}"))
        }
    };
    let runs = || {
        let (_folder, said, ran) = verified(&["--trust"]);
        if said.code == 0
            && said
                .stdout
                .contains("house rules                      passed")
            && ran
        {
            Ok(())
        } else {
            Err(format!("{said:#?} ran: {ran}"))
        }
    };
    let known = || {
        let (_folder, said, _) = verified(&["--json"]);
        let checks = said.json()["checks"].clone();
        let of = |name: &str| {
            checks
                .as_array()
                .unwrap()
                .iter()
                .find(|check| check["name"] == name)
                .cloned()
                .unwrap()
        };
        assert_eq!(
            of("house rules")["commands"][0],
            "house-rules --strict 'a b'"
        );
        // those of the built-in pack are trusted, also below another pack
        assert_eq!(of("ruff check")["said"][0], "ruff is not installed");
        Ok(())
    };
    vec![
        trial(
            "a foreign pack's command is not run by itself".to_owned(),
            None,
            skipped,
        ),
        trial(
            "a foreign pack's command is run with --trust".to_owned(),
            None,
            runs,
        ),
        trial("a foreign pack's command is shown".to_owned(), None, known),
    ]
}

/// The output in a project of the pack, and whether its program ran.
fn verified(arguments: &[&str]) -> (tempfile::TempDir, Said, bool) {
    let folder = scratch();
    let pack = folder.path().join("acme");
    fs::create_dir_all(&pack).unwrap();
    fs::write(pack.join("catalog.toml"), CATALOG).unwrap();
    run(
        folder.path(),
        ["new", "shop", "-y", "--no-git", "--pack", "acme"],
    )
    .ok();
    let (bin, mark) = program(folder.path());
    let mut command = tierup(&folder.path().join("shop"));
    command.arg("verify").args(arguments).env("PATH", bin);
    let said = said(&mut command);
    let ran = mark.exists();
    (folder, said, ran)
}

fn program(folder: &Path) -> (PathBuf, PathBuf) {
    let (bin, mark) = (folder.join("bin"), folder.join("ran"));
    fs::create_dir_all(&bin).unwrap();
    let program = bin.join("house-rules");
    fs::write(&program, format!("#!/bin/sh\n: > '{}'\n", mark.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    (bin, mark)
}
