//! Git conflicts: an unfinished merge, and remaining markers.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{edit, shop};
use crate::support::{run, tierup};

fn git(shop: &Path, arguments: &[&str]) -> bool {
    let mut git = Command::new("git");
    for (name, value) in tierup(shop).get_envs() {
        git.env(name, value.unwrap_or_default());
    }
    let output = git.current_dir(shop).args(arguments).output().unwrap();
    output.status.success()
}

const CHANGES: [&[&str]; 4] = [
    &["add", "queue=celery-redis"],
    &["remove", "cache"],
    &["set", "capacity.db.memory_mb=800"],
    &["update"],
];

#[test]
fn nothing_changes_during_an_unfinished_git_merge() {
    let (_folder, shop) = shop(&["cache=redis", "queue=none", "db=postgres"]);
    assert!(git(&shop, &["init", "-q", "-b", "main"]) && git(&shop, &["add", "-A"]));
    assert!(git(&shop, &["commit", "-qm", "one"]) && git(&shop, &["checkout", "-qb", "other"]));
    for (branch, memory) in [("other", "600"), ("main", "700")] {
        assert!(git(&shop, &["checkout", "-q", branch]));
        run(
            &shop,
            ["set", &format!("capacity.db.memory_mb={memory}"), "-y"],
        )
        .ok();
        edit(
            &shop.join("Makefile"),
            "help:",
            &format!("# {branch}\nhelp:"),
        );
        assert!(git(&shop, &["commit", "-qam", branch]));
    }
    assert!(!git(&shop, &["merge", "other"]));
    for change in CHANGES {
        let said = run(&shop, change.iter().copied().chain(["-y"]));
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(
            said.stderr
                .contains("the blueprint contains conflict markers\n"),
            "{said:#?}"
        );
    }
    assert!(git(&shop, &["checkout", "--ours", "tierup.toml"]));
    for change in CHANGES {
        let said = run(&shop, change.iter().copied().chain(["-y"]));
        assert_eq!(said.code, 1, "{said:#?}");
        let named = said.stderr.lines().find(|line| line.starts_with("  --> "));
        let named = named.unwrap_or_default();
        assert!(
            named.contains("Makefile, ") && named.ends_with(", .tierup"),
            "{said:#?}"
        );
        assert!(said.stderr.contains("`git add` the files"), "{said:#?}");
    }
    let check = run(&shop, ["check"]);
    assert_eq!(check.code, 3);
    assert!(check.stdout.contains("Makefile:"), "{check:#?}");
    // follows the help
    assert!(git(
        &shop,
        &[
            "restore",
            "--source=HEAD",
            "--staged",
            "--worktree",
            ".tierup"
        ]
    ));
    assert!(git(&shop, &["checkout", "--ours", "."]) && git(&shop, &["add", "-A"]));
    run(&shop, ["check"]).ok();
    run(&shop, ["update", "-y"]).ok();
}

#[test]
fn markers_stop_only_what_touches_their_file() {
    let (_folder, shop) = shop(&["cache=redis", "queue=none", "db=postgres"]);
    let conflict = "<<<<<<< HEAD\n# one\n=======\n# two\n>>>>>>> other\n";
    let before = fs::read_to_string(shop.join("compose.yaml")).unwrap();
    fs::write(shop.join("compose.yaml"), format!("{conflict}{before}")).unwrap();
    let said = run(&shop, ["set", "capacity.web.replicas=3", "-y"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(said.stderr.contains("  --> compose.yaml:1\n"), "{said:#?}");
    assert!(
        said.stderr
            .contains("then `tierup set capacity.web.replicas=3`"),
        "{said:#?}"
    );
    let check = run(&shop, ["check"]);
    assert!(
        check.stdout.contains("compose.yaml:1: unresolved conflict"),
        "{check:#?}"
    );
    run(&shop, ["set", "project.name=shop", "-y"]).ok();
    fs::write(shop.join("compose.yaml"), &before).unwrap();
    run(&shop, ["set", "capacity.web.replicas=3", "-y"]).ok();
}
