//! Projects that exist get a stack: each folder of `tests/adopt` is one, with its files (`in/`), the `command`, and the
//! whole `output`. `BLESS=1 cargo test --test program adopt::` rewrites the output.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tierup::audit::open;
use tierup::pack::source::PackRequest;

use crate::support::{Said, copy, project, run, scratch};

type Snapshot = BTreeMap<String, Vec<u8>>;

/// Every file by path, without the bookkeeping.
fn snapshot(root: &Path) -> Snapshot {
    let files = walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry
                .path()
                .strip_prefix(root)
                .unwrap()
                .display()
                .to_string();
            (path, fs::read(entry.path()).unwrap())
        })
        .filter(|(path, _)| !path.starts_with(".tierup/"))
        .collect()
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adopt");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 4, "{cases:?}");
    cases
}

/// A copy of a case's project, in a folder of the case's name.
fn existing(dir: &Path, case: &Path) -> PathBuf {
    let root = dir.join(case.file_name().unwrap());
    copy(&case.join("in"), &root);
    root
}

fn adopted(root: &Path, case: &Path) -> (Said, Vec<String>) {
    let words = fs::read_to_string(case.join("command")).unwrap();
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    (run(root, &words), words)
}

#[test]
fn a_project_that_exists_gets_a_stack_and_nothing_else_changes() {
    for case in cases() {
        let dir = scratch();
        let root = existing(dir.path(), &case);
        let before = snapshot(&root);
        let (said, words) = adopted(&root, &case);
        let output = format!("{}{}", said.stdout, said.stderr);
        if std::env::var_os("BLESS").is_some() {
            fs::write(case.join("output"), &output).unwrap();
        }
        let expected = fs::read_to_string(case.join("output")).unwrap();
        assert_eq!((said.code, &output), (0, &expected), "{}", case.display());
        let after = snapshot(&root);
        for (path, bytes) in &before {
            let is_accepted = words.contains(path);
            let place = if is_accepted && !path.ends_with("ignore") {
                format!("{path}.orig")
            } else {
                path.clone()
            };
            if is_accepted && path.ends_with("ignore") {
                assert!(after[path].starts_with(bytes), "{path}");
            } else {
                assert_eq!(&after[&place], bytes, "{path} of {}", case.display());
            }
        }
        run(&root, ["check"]).ok();
        run(&root, ["plan", "--exit-code"]).ok();
    }
}

#[test]
fn afterwards_it_changes_like_any_project() {
    for case in cases() {
        let dir = scratch();
        let root = existing(dir.path(), &case);
        adopted(&root, &case).0.ok();
        let at_first = snapshot(&root);
        run(&root, ["add", "cache=memcached"]).ok();
        assert!(
            String::from_utf8_lossy(&snapshot(&root)["compose.yaml"]).contains("memcached:1.6")
        );
        run(&root, ["remove", "cache", "-y"]).ok();
        assert_eq!(snapshot(&root), at_first, "{}", case.display());
        let compose = String::from_utf8(at_first["compose.yaml"].clone()).unwrap();
        let mine = compose.replacen("\nservices:\n", "\nservices:\n  # ours: keep\n", 1);
        fs::write(root.join("compose.yaml"), &mine).unwrap();
        run(&root, ["set", "processes=many", "capacity.web.replicas=3"]).ok();
        let set = fs::read_to_string(root.join("compose.yaml")).unwrap();
        assert!(
            set.contains("# ours: keep") && set.contains("replicas: 3"),
            "{set}"
        );
        run(&root, ["set", "answers.update_workflow=yes"]).ok();
        assert!(root.join(".github/workflows/tierup-update.yml").is_file());
        run(&root, ["update"]).ok();
        run(&root, ["check"]).ok();
        let size = run(&root, ["size", "--json"]).ok().json();
        assert!(size["budget"]["services"].is_array(), "{size}");
        run(&root, ["diagram"]).ok();
    }
}

#[test]
fn the_pack_of_adopted_projects_has_no_problem_and_no_setting_of_generated_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    run(root, ["pack", "check", "src/pack/adopted"]).ok();
    let request = PackRequest::from_current_folder("adopted");
    let pack = open::open_pack(&request).unwrap();
    for (folder, manifest) in &pack.providers {
        let is_own = root.join("src/pack/adopted").join(folder).is_dir();
        let says_nothing = manifest.settings.is_empty() && manifest.python.dependencies.is_empty();
        assert!(is_own || says_nothing, "{folder} is for generated code");
    }
}

#[test]
fn an_existing_file_is_kept_unless_it_is_accepted() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adopt/fastapi");
    let dir = scratch();
    let root = existing(dir.path(), &case);
    let before = snapshot(&root);
    let said = run(&root, ["adopt", "-y", "--json"]).ok();
    let document = said.json();
    let of = |path: &str| {
        let files = document["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap()["action"].clone()
    };
    assert_eq!(
        (of("Dockerfile"), of("docker-compose.yml")),
        ("kept".into(), "kept".into())
    );
    let found = document["found"].as_array().unwrap();
    assert!(
        found
            .iter()
            .any(|found| found["key"] == "tiers.web" && found["value"] == "fastapi")
    );
    let after = snapshot(&root);
    assert!(before.iter().all(|(path, bytes)| &after[path] == bytes));
    assert!(
        !root.join("compose.yaml").exists(),
        "it would hide docker-compose.yml"
    );
}

#[test]
fn a_project_that_lost_its_bookkeeping_gets_it_back() {
    let dir = scratch();
    let root = project(dir.path(), "shop", &["queue=none"]);
    let listed = fs::read(root.join(".tierup/base.sha256")).unwrap();
    fs::remove_dir_all(root.join(".tierup")).unwrap();
    let makefile = root.join("Makefile");
    let text = fs::read_to_string(&makefile).unwrap();
    fs::write(&makefile, format!("{text}\nmine:\n\techo mine\n")).unwrap();
    fs::remove_file(root.join(".editorconfig")).unwrap();
    let before = snapshot(&root);
    let plan = run(&root, ["adopt", "--dry-run"]).ok();
    assert!(!root.join(".tierup").exists(), "{plan:#?}");
    let document = run(&root, ["adopt", "--json"]).ok().json();
    assert_eq!(document["edited"], serde_json::json!(["Makefile"]));
    assert_eq!(document["missing"], serde_json::json!([".editorconfig"]));
    assert_eq!(snapshot(&root), before);
    assert_eq!(fs::read(root.join(".tierup/base.sha256")).unwrap(), listed);
    run(&root, ["add", "queue=celery-redis"]).ok();
    assert!(fs::read_to_string(&makefile).unwrap().contains("echo mine"));
}

#[test]
fn what_cannot_be_adopted_is_refused_and_nothing_changes() {
    let dir = scratch();
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let said = run(&empty, ["adopt", "-y"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stderr
            .contains("nothing in this project shows its web framework"),
        "{said:#?}"
    );
    assert!(
        said.stderr.contains("`tierup adopt web=PROVIDER`"),
        "{said:#?}"
    );
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0);

    let generated = project(dir.path(), "shop", &[]);
    let said = run(&generated, ["adopt", "-y"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stderr
            .starts_with("error: this is a project of tierup already"),
        "{said:#?}"
    );

    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adopt/flask");
    let root = existing(dir.path(), &case);
    let before = snapshot(&root);
    for (words, message) in [
        (
            &["adopt", "-y", "--accept", "app.py"][..],
            "`app.py` is not a file that would be written",
        ),
        (
            &["adopt", "-y", "db=oracle"],
            "`db` has no provider `oracle`",
        ),
        (
            &["adopt", "-y", "--set", "answers.health=x"],
            "`answers.health` must be text that matches",
        ),
    ] {
        let said = run(&root, words);
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(said.stderr.contains(message), "{said:#?}");
    }
    let said = run(&root, ["adopt"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stderr
            .contains("there is no terminal to ask questions on"),
        "{said:#?}"
    );
    assert_eq!(snapshot(&root), before);
    assert!(!root.join(".tierup").exists());
}

#[cfg(unix)]
#[test]
fn links_and_files_in_the_way_are_kept() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adopt/flask");
    let dir = scratch();
    let root = existing(dir.path(), &case);
    let outside = dir.path().join("outside");
    fs::write(&outside, "FROM scratch\n").unwrap();
    std::os::unix::fs::symlink(&outside, root.join("Dockerfile")).unwrap();
    let said = run(&root, ["adopt", "-y"]).ok();
    assert!(
        said.stderr
            .contains("`Dockerfile` is not changed: it is a link"),
        "{said:#?}"
    );
    assert_eq!(fs::read_to_string(&outside).unwrap(), "FROM scratch\n");

    let dir = scratch();
    let root = existing(dir.path(), &case);
    fs::write(root.join("deploy"), "mine\n").unwrap();
    let before = snapshot(&root);
    let said = run(&root, ["adopt", "-y"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(said.stderr.contains("`deploy` is a file"), "{said:#?}");
    assert_eq!(snapshot(&root), before);
}

#[cfg(unix)]
mod prompts {
    use super::*;
    use crate::support::pty::{DOWN, ENTER, Pty};

    #[test]
    fn each_existing_file_is_shown_and_asked_for() {
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adopt/fastapi");
        let dir = scratch();
        let root = existing(dir.path(), &case);
        let before = snapshot(&root);
        let mut pty = Pty::run(&root, (200, 100), &[env!("CARGO_BIN_EXE_tierup"), "adopt"]);
        pty.see("web=fastapi (it depends on fastapi; app/main.py:3)");
        pty.see("? Create the project, or change a line?");
        pty.press(ENTER);
        pty.see("? Dockerfile exists. Change it?");
        pty.see("❯ Keep Dockerfile");
        pty.press(ENTER);
        pty.see("? docker-compose.yml exists. Change it?");
        pty.see("-  postgres:");
        pty.press(DOWN);
        pty.press(ENTER);
        assert_eq!(pty.end(), 0, "{}", pty.screen());
        let after = snapshot(&root);
        assert_eq!(after["Dockerfile"], before["Dockerfile"]);
        assert_eq!(
            after["docker-compose.yml.orig"],
            before["docker-compose.yml"]
        );
        assert!(after.contains_key("compose.yaml") && !after.contains_key("docker-compose.yml"));
    }
}
