//! Migrations of a project on disk: which one is written, after which, and what stays as it is.

use std::fs;
use std::path::Path;

use tierup::core::hash::hash;

use super::{edit, shop, snapshot};
use crate::support::run;

const FLASK: &[&str] = &["lb=none", "queue=none", "cache=none", "db=sqlite"];
const DJANGO: &[&str] = &[
    "lb=none",
    "web=django",
    "queue=none",
    "cache=none",
    "db=sqlite",
];
const FOLDER: &str = "migrations/versions";
const FIRST: &str = "migrations/versions/0001_first_tables.py";

fn add(shop: &Path) -> crate::support::Said {
    run(shop, ["resource", "add", "note", "title:string(9)"])
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The names of the migrations.
fn names(shop: &Path, folder: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(shop.join(folder)) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('_')).collect();
    names.sort();
    names
}

#[test]
fn the_first_migration_of_an_older_project_stays_and_is_no_longer_generated() {
    let (_folder, shop) = shop(FLASK);
    // as the releases before wrote it: the migration is in the base, and the tables are not recorded
    let first = text(&shop.join(FIRST)).replace("\"0001_first_tables\"", "\"0001\"");
    fs::write(shop.join(FIRST), &first).unwrap();
    let inner = format!("base/{FIRST}.base");
    let base = shop.join(".tierup").join(&inner);
    fs::create_dir_all(base.parent().unwrap()).unwrap();
    fs::write(&base, &first).unwrap();
    let list = shop.join(".tierup/base.sha256");
    let listed = format!("{}{}  {inner}\n", text(&list), hash(first.as_bytes()));
    fs::write(&list, listed).unwrap();
    let state = shop.join(".tierup/state.toml");
    let recorded = text(&state);
    let tables = recorded
        .lines()
        .find(|line| line.starts_with("tables"))
        .unwrap();
    assert_eq!(
        tables,
        r#"tables = ["idempotency-keys", "orders", "outbox", "periodic-tasks", "reports"]"#
    );
    edit(&state, &format!("{tables}\n"), "");
    run(&shop, ["check"]).ok();
    run(&shop, ["update"]).ok();
    assert_eq!(text(&shop.join(FIRST)), first);
    assert!(!base.exists());
    assert_eq!(text(&state), recorded);
    add(&shop).ok();
    let second = text(&shop.join(FOLDER).join("0002_add_notes.py"));
    assert!(second.contains("\ndown_revision = \"0001\"\n"), "{second}");
}

#[test]
fn a_migration_comes_after_those_of_persons_unless_several_are_the_last() {
    let (_folder, shop) = shop(FLASK);
    let own = |name: &str, id: &str, before: &str| {
        let text =
            format!("\"\"\"mine\"\"\"\n\nrevision = \"{id}\"\ndown_revision = \"{before}\"\n");
        fs::write(shop.join(FOLDER).join(name), text).unwrap();
    };
    own("9c_reviews.py", "9c", "0001_first_tables");
    own("0007_stars.py", "7", "0001_first_tables");
    let before = snapshot(&shop);
    let refused = add(&shop);
    assert_eq!(refused.code, 1);
    assert_eq!(
        refused.stderr,
        "error: several migrations are the last: `7`, `9c`\n  --> migrations/versions\n  help: merge them: `alembic merge heads`\n"
    );
    assert_eq!(snapshot(&shop), before);
    // a change of other things does not look at them
    run(&shop, ["set", "capacity.web.cpus=3"]).ok();
    own("9c_reviews.py", "9c", "7");
    add(&shop).ok();
    assert_eq!(
        names(&shop, FOLDER),
        [
            "0001_first_tables.py",
            "0007_stars.py",
            "0008_add_notes.py",
            "9c_reviews.py"
        ]
    );
    let mine = text(&shop.join(FOLDER).join("0008_add_notes.py"));
    assert!(mine.contains("\ndown_revision = \"9c\"\n"), "{mine}");
    fs::remove_dir_all(shop.join(FOLDER)).unwrap();
    let refused = run(&shop, ["resource", "remove", "note", "-y"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused
            .stderr
            .contains("the migrations of the tables that exist are missing"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_plan_shows_a_migration_and_the_change_says_how_it_is_run() {
    let (_folder, shop) = shop(FLASK);
    let before = snapshot(&shop);
    let words = ["resource", "add", "note", "title:string(9)"];
    let planned = run(&shop, words.into_iter().chain(["--dry-run", "--diff"])).ok();
    assert!(
        planned
            .stdout
            .contains("created  migrations/versions/0002_add_notes.py\n"),
        "{}",
        planned.stdout
    );
    assert!(
        planned
            .stdout
            .contains("\n+    op.create_table(\n+        \"notes\",\n"),
        "{}",
        planned.stdout
    );
    assert_eq!(snapshot(&shop), before);
    let done = run(&shop, words).ok();
    assert!(
        done.stderr
            .contains("the service `migrate` brings the database up to date"),
        "{}",
        done.stderr
    );
    run(&shop, ["check"]).ok();
}

#[test]
fn a_renamed_field_keeps_its_values_and_a_removed_one_is_asked_for() {
    let (_folder, shop) = shop(FLASK);
    add(&shop).ok();
    run(&shop, ["resource", "set", "note", "title=>name"]).ok();
    let renamed = text(&shop.join(FOLDER).join("0003_rename_title_to_name.py"));
    assert!(renamed.contains("new_column_name=\"name\""), "{renamed}");
    let words = ["resource", "set", "note", "body:text?", "-name"];
    let refused = run(&shop, words);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.starts_with(
            "error: the column `name` of the table `notes` and its values are removed"
        ),
        "{}",
        refused.stderr
    );
    run(&shop, words.into_iter().chain(["-y"])).ok();
    let required = run(&shop, ["resource", "set", "note", "rank:int"]);
    assert_eq!(required.code, 1);
    assert!(required.stderr.contains("`int?`"), "{}", required.stderr);
}

#[test]
fn migrations_move_with_the_package_and_follow_the_orm() {
    let (_folder, shop) = shop(DJANGO);
    add(&shop).ok();
    let both = ["0001_first_tables.py", "0002_add_notes.py"];
    assert_eq!(names(&shop, "src/shop/migrations"), both);
    run(&shop, ["set", "project.package=store", "-y"]).ok();
    assert_eq!(names(&shop, "src/store/migrations"), both);
    assert!(names(&shop, "src/shop/migrations").is_empty());
    run(&shop, ["check"]).ok();
    // a history of several migrations stays; one that is as it was written goes with its ORM
    let changed = run(&shop, ["set", "web=flask", "-y"]).ok();
    assert!(
        changed
            .stderr
            .contains("`git rm -r src/store/migrations` removes them"),
        "{}",
        changed.stderr
    );
    assert_eq!(names(&shop, FOLDER), ["0001_first_tables.py"]);
    assert!(text(&shop.join(FIRST)).contains("\"notes\""));
    let refused = run(&shop, ["set", "web=django", "-y"]);
    assert!(
        refused.stderr.contains("there are migrations already"),
        "{}",
        refused.stderr
    );
    fs::remove_dir_all(shop.join("src/store/migrations")).unwrap();
    run(&shop, ["set", "web=django", "-y"]).ok();
    assert!(names(&shop, FOLDER).is_empty());
    assert_eq!(
        names(&shop, "src/store/migrations"),
        ["0001_first_tables.py"]
    );
}
