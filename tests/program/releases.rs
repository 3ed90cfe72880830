//! Updates projects from older releases, each with edits of a user: `tests/releases/<release>` contains one. A release
//! adds its own before it is published.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{copy, run, scratch};

#[test]
fn a_project_of_every_release_can_be_updated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases");
    let mut releases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    releases.sort();
    assert!(!releases.is_empty());
    for release in releases {
        let folder = scratch();
        let shop = folder.path().join("shop");
        copy(&release.join("project"), &shop);
        let before = lines(&shop);
        assert_eq!(run(&shop, ["check"]).code, 3, "{}", release.display());
        let said = run(&shop, ["update"]);
        assert!(
            said.code == 0 || said.code == 4,
            "{}: {said:#?}",
            release.display()
        );
        let makefile = fs::read_to_string(shop.join("Makefile")).unwrap();
        assert!(
            makefile.contains("\n# our own target\nours:\n\t@echo ours\n"),
            "{}",
            release.display()
        );
        let blueprint = fs::read_to_string(shop.join("tierup.toml")).unwrap();
        assert!(
            blueprint.contains("replicas = 1 # one is enough for us\n"),
            "{blueprint}"
        );
        assert!(blueprint.contains("format = 2\n"), "{blueprint}");
        assert!(
            blueprint.contains("\n#longest_request_s = 30\n"),
            "{blueprint}"
        );
        // without a base, a file that was deleted or renamed cannot be told from one that is new
        let has_base = release.join("project/.tierup").exists();
        for path in ["docs/architecture.svg", "gunicorn.conf.py"] {
            assert_eq!(shop.join(path).exists(), !has_base, "{path}: {said:#?}");
        }
        assert!(shop.join("src/gunicorn.conf.py").exists());
        if said.code == 0 {
            // a default number of its selection becomes a comment
            let after = lines(&shop);
            let is_lost = |line: &&String| !after.contains(&format!("#{line}"));
            let lost: Vec<_> = before.difference(&after).filter(is_lost).collect();
            assert!(lost.is_empty() || has_base, "{lost:#?}");
            let again = run(&shop, ["update"]).ok();
            assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
        }
    }
}

/// Every line of every file.
fn lines(root: &Path) -> BTreeSet<String> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .flat_map(|entry| {
            let text = fs::read(entry.path()).unwrap();
            let text = String::from_utf8_lossy(&text).into_owned();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}
