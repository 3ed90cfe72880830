//! The user's own defaults, from the platform's settings folder. Precedence: arguments, named preset, the user's
//! defaults, the pack's defaults, its first preset.

#![cfg(unix)]

use std::fs;
use std::path::Path;

use crate::support::{Said, said, scratch, tierup};

/// A run with these defaults.
fn run(dir: &Path, defaults: &str, arguments: &[&str]) -> Said {
    let settings = dir.join("settings");
    fs::create_dir_all(settings.join("tierup")).unwrap();
    fs::write(settings.join("tierup/config.toml"), defaults).unwrap();
    said(
        tierup(dir)
            .args(arguments)
            .env("XDG_CONFIG_HOME", &settings),
    )
}

fn company() -> String {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/company/pack");
    format!("pack = {:?}\n", pack.display())
}

const MINE: &str = r#"
[tiers]
cache = "memcached"
mail = "none"
[capacity]
web.replicas = 4
worker.memory_mb = 600
[answers]
team = "payments"
mails_kept = 20
"#;

fn blueprint(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name).join("tierup.toml")).unwrap()
}

#[track_caller]
fn has(text: &str, lines: &[&str]) {
    for line in lines {
        let there = text.lines().any(|known| known.starts_with(line));
        assert!(there, "{line} is not in\n{text}");
    }
}

#[test]
fn the_users_defaults_override_the_packs_and_are_overridden_by_arguments() {
    let scratch = scratch();
    let dir = scratch.path();
    let defaults = company() + MINE;
    let new = ["new", "shop", "-y", "--no-git"];
    let made = run(dir, &defaults, &new).ok();
    has(
        &blueprint(dir, "shop"),
        &[
            "cache = \"memcached\"", // over the preset `acme`, which is not named
            "mail = \"none\"",
            "queue = \"celery-redis\"",
            "team = \"payments\"",
            "replicas = 4", // over the pack's 3
            "memory_mb = 600",
        ],
    );
    assert!(!blueprint(dir, "shop").contains("mails_kept"));

    // the printed command works for a user without these defaults
    let again = made.stdout.lines().last().unwrap().trim();
    let words: Vec<&str> = again.split(' ').skip(1).collect();
    let other = scratch.path().join("other");
    fs::create_dir(&other).unwrap();
    said(tierup(&other).args(words)).ok();
    let text = blueprint(&other, "shop");
    assert_eq!(
        text.split("[tiers]").last(),
        blueprint(dir, "shop").split("[tiers]").last()
    );

    let preset = [
        "new",
        "b",
        "-y",
        "--no-git",
        "--preset",
        "classic",
        "db=sqlite",
        "--set",
        "capacity.web.replicas=1",
    ];
    run(dir, &defaults, &preset).ok();
    has(
        &blueprint(dir, "b"),
        &[
            "cache = \"redis\"",
            "db = \"sqlite\"",
            "replicas = 1",
            "team = \"payments\"",
        ],
    );
    let built_in = [
        "new",
        "c",
        "-y",
        "--no-git",
        "--pack",
        "builtin",
        "lb=none",
        "--set",
        "capacity.web.replicas=1",
    ];
    run(dir, &defaults, &built_in).ok();
    has(
        &blueprint(dir, "c"),
        &[
            "source = \"builtin\"",
            "cache = \"memcached\"",
            "replicas = 1",
        ],
    );
    // in a project, only its own answers are used
    let shop = dir.join("b");
    let set = run(
        dir,
        &defaults,
        &["-C", "b", "set", "capacity.worker.replicas=2"],
    )
    .ok();
    assert!(set.stdout.contains("compose.yaml"), "{}", set.stdout);
    has(
        &blueprint(dir, "b"),
        &["cache = \"redis\"", "team = \"payments\""],
    );
    assert!(shop.exists());
    let list = run(dir, &company(), &["list", "--json"]).ok().json();
    assert_eq!(list["pack"]["name"], "acme");
}

#[test]
fn defaults_that_cannot_be_are_refused_with_the_name_of_the_file() {
    let scratch = scratch();
    let dir = scratch.path();
    let file = dir.join("settings/tierup/config.toml");
    let file = file.display();
    for (defaults, expected) in [
        (
            "tiers = [\n",
            format!("error: unclosed array, expected `]`\n  --> {file}:1:10\n"),
        ),
        (
            "fast = true\n",
            format!(
                "error: there is no default `fast`\n  --> {file}:1:1\n   |\n 1 | fast = true\n   | ^^^^^^^^^^^\n  \
                 help: defaults are `pack`, `tiers.TIER`, `capacity.NUMBER` and `answers.QUESTION`\n"
            ),
        ),
        (
            "[capacity.web]\nreplica = 2\n",
            format!(
                "error: there is no number `web.replica`\n  --> {file}:2:1\n   |\n 2 | replica = 2\n   | ^^^^^^^^^^^\n  \
                 help: did you mean `web.replicas`?\n"
            ),
        ),
        (
            "[tiers]\ncache = \"reddis\"\n[capacity.web]\nreplicas = 0\n",
            format!(
                "error: `cache` has no provider `reddis`\n  --> {file}:2:1\n   |\n 2 | cache = \"reddis\"\n   | ^^^^^^^^^^^^^^^^\n  help: did you mean `redis`?\n\n\
                 error: `capacity.web.replicas` must be a whole number from 1 to 1000\n  --> {file}:4:1\n   |\n 4 | replicas = 0\n   | ^^^^^^^^^^^^\n"
            ),
        ),
        (
            "pack = \"nowhere\"\n",
            format!(
                "error: there is no directory `{}`\n",
                dir.join("settings/tierup/nowhere").display()
            ),
        ),
    ] {
        let said = run(dir, defaults, &["new", "shop", "-y"]);
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(
            said.stderr.starts_with(&expected),
            "{}\nexpected\n{expected}",
            said.stderr
        );
        assert!(!dir.join("shop").exists());
    }
}
