//! What `update`, `plan` and `check` say of the changes between two versions of a pack, and what `pack check` requires
//! of a pack whose golden trees changed.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{copy, project, run, scratch};

/// Changes of the pack of `tests/packs/base`.
const CHANGES: &str = r#"
[[changes]]
version = "1.0.0"
what = "The first version"

[[changes]]
version = "1.1.0"
what = "The page has a title"

[[changes]]
version = "1.1.0"
what = "The disk is mounted read-only"
when = { store = "disk" }
runtime = true
do = "Move files that you write elsewhere"

[[changes]]
version = "1.2.0"
what = "Nothing is kept in memory"
when = { store = "none" }
runtime = true

[[changes]]
version = "1.2.0"
what = "Requests end after 5 seconds"
when = { web = "plain", store = "disk" }
runtime = true
"#;

/// A pack of version 1.0.0, and a project of it in `shop`.
fn base_project(root: &Path) {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/base");
    copy(&base, &root.join("pack"));
    fs::write(
        root.join("pack/project/tierup.toml.tera"),
        "{{ blueprint }}",
    )
    .unwrap();
    let new = ["new", "shop", "-y", "--no-git", "--pack", "pack"];
    run(root, new).ok();
}

/// Makes the pack another version, with the changes until then.
fn set_version(root: &Path, old: &str, new: &str) {
    let version = |version: &str| format!("version = \"{version}\"");
    replace(
        &root.join("pack/catalog.toml"),
        &version(old),
        &version(new),
    );
    let is_there = |change: &&str| change.lines().next().unwrap() <= version(new).as_str();
    let changes: Vec<&str> = CHANGES
        .split("\n[[changes]]\n")
        .skip(1)
        .filter(is_there)
        .collect();
    let changes = format!("[[changes]]\n{}", changes.join("\n[[changes]]\n"));
    fs::write(root.join("pack/changes.toml"), changes).unwrap();
}

/// Makes the pack another version, with another README.
fn raise(root: &Path, version: &str) {
    set_version(root, "1.0.0", version);
    replace(&root.join("pack/project/README.md.tera"), "# ", "# The ");
}

fn replace(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(old), "{text}");
    fs::write(path, text.replace(old, new)).unwrap();
}

#[test]
fn an_update_shows_the_changes_that_apply_to_the_selection() {
    let folder = scratch();
    base_project(folder.path());
    raise(folder.path(), "1.2.0");
    let shop = folder.path().join("shop");
    let expected = "Changes of a running service
  base 1.1.0: The disk is mounted read-only
    to do: Move files that you write elsewhere
  base 1.2.0: Requests end after 5 seconds

Other changes
  base 1.1.0: The page has a title

";
    let plan = run(&shop, ["plan"]).ok().stdout;
    assert!(
        plan.starts_with(&format!("{expected}updated  README.md\n")),
        "{plan}"
    );
    let check = run(&shop, ["check"]);
    assert_eq!(check.code, 3);
    assert!(
        check.stdout.starts_with(&format!("{expected}behind\n")),
        "{}",
        check.stdout
    );
    let documents = json!([
        {
            "version": "1.1.0", "what": "The disk is mounted read-only", "runtime": true,
            "do": "Move files that you write elsewhere", "pack": "base",
        },
        {
            "version": "1.2.0", "what": "Requests end after 5 seconds", "runtime": true,
            "do": null, "pack": "base",
        },
        {
            "version": "1.1.0", "what": "The page has a title", "runtime": false,
            "do": null, "pack": "base",
        },
    ]);
    for command in [
        &["plan", "--json"][..],
        &["check", "--json"],
        &["update", "--dry-run", "--json"],
    ] {
        assert_eq!(
            run(&shop, command).json()["changes"],
            documents,
            "{command:?}"
        );
    }
    let update = run(&shop, ["update"]).ok().stdout;
    assert!(
        update.starts_with(&format!("{expected}updated  README.md\n")),
        "{update}"
    );
    // nothing is between the versions now
    for command in ["plan", "check", "update"] {
        let document = run(&shop, [command, "--json"]).ok().json();
        assert_eq!(document["changes"], json!([]), "{command}");
        let said = run(&shop, [command]).ok();
        assert!(!said.stdout.contains("hanges"), "{said:#?}");
    }
}

#[test]
fn a_project_between_two_versions_sees_only_the_later_changes() {
    let folder = scratch();
    base_project(folder.path());
    raise(folder.path(), "1.1.0");
    let shop = folder.path().join("shop");
    run(&shop, ["update"]).ok();
    set_version(folder.path(), "1.1.0", "1.2.0");
    let changes = run(&shop, ["plan", "--json"]).ok().json()["changes"].clone();
    assert_eq!(what(&changes), ["Requests end after 5 seconds"]);
}

#[test]
fn an_update_to_an_older_pack_says_so() {
    let folder = scratch();
    base_project(folder.path());
    raise(folder.path(), "1.2.0");
    let shop = folder.path().join("shop");
    run(&shop, ["update"]).ok();
    set_version(folder.path(), "1.2.0", "1.1.0");
    let expected = "the project was generated with base 1.2.0, and the current templates are the older base 1.1.0: an update goes back to them";
    let plan = run(&shop, ["plan"]).ok();
    assert!(
        plan.stderr.starts_with(&format!("note: {expected}\n")),
        "{plan:#?}"
    );
    let document = run(&shop, ["plan", "--json"]).ok().json();
    assert_eq!(document["changes"], json!([]));
    let note = document["notes"][0].as_str().unwrap();
    assert!(note.contains(expected), "{note}");
    let check = run(&shop, ["check", "--json"]).json();
    assert_eq!(check["behind"][0]["message"], expected);
}

#[test]
fn changes_of_the_extended_pack_are_shown_between_its_own_versions() {
    let folder = scratch();
    let pack = folder.path().join("pack");
    fs::create_dir(&pack).unwrap();
    let catalog = "format = 1\nname = \"acme\"\nversion = \"3.0.0\"\nextends = \"builtin\"\n";
    fs::write(pack.join("catalog.toml"), catalog).unwrap();
    let shop = project(
        folder.path(),
        "shop",
        &["--pack", "pack", "--preset", "minimal"],
    );
    let state = shop.join(".tierup/state.toml");
    let text = fs::read_to_string(&state).unwrap();
    let (_, version) = text
        .split_once("[extends]\nname = \"builtin\"\nversion = ")
        .unwrap();
    replace(
        &state,
        &format!("[extends]\nname = \"builtin\"\nversion = {version}"),
        "[extends]\nname = \"builtin\"\nversion = \"1.0.0\"\n",
    );
    fs::write(
        pack.join("changes.toml"),
        "[[changes]]\nversion = \"3.1.0\"\nwhat = \"Our own change\"\n",
    )
    .unwrap();
    replace(&pack.join("catalog.toml"), "3.0.0", "3.1.0");
    let changes = run(&shop, ["plan", "--json"]).ok().json()["changes"].clone();
    let found = what(&changes);
    assert!(found.contains(&"Our own change"), "{found:?}");
    assert!(
        found.contains(&"The service describes its API at /openapi.json and shows it at /docs"),
        "{found:?}"
    );
    assert!(
        found.iter().all(|what| !what.contains("Django")),
        "{found:?}"
    );
    run(&shop, ["update"]).ok();
    assert_eq!(
        run(&shop, ["plan", "--json"]).ok().json()["changes"],
        json!([])
    );
}

#[test]
fn changes_are_shown_before_the_question_about_data() {
    let folder = scratch();
    let shop = project(folder.path(), "shop", &["--preset", "classic"]);
    replace(
        &shop.join(".tierup/state.toml"),
        "version = \"1.1.0\"",
        "version = \"1.0.0\"",
    );
    replace(
        &shop.join("tierup.toml"),
        "db = \"postgres\"",
        "db = \"sqlite\"",
    );
    replace(&shop.join("tierup.toml"), "replicas = 2", "replicas = 1");
    let said = run(&shop, ["update"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stdout
            .starts_with("Changes of a running service\n  builtin 1.1.0: "),
        "{said:#?}"
    );
    assert!(
        said.stderr.contains("to continue: `tierup update -y`"),
        "{said:#?}"
    );
}

fn what(changes: &Value) -> Vec<&str> {
    let changes = changes.as_array().unwrap().iter();
    changes
        .map(|change| change["what"].as_str().unwrap())
        .collect()
}

#[test]
fn a_golden_tree_of_a_release_changes_only_with_an_entry() {
    let folder = scratch();
    run(folder.path(), ["pack", "new", "acme"]).ok();
    let said = run(folder.path(), ["pack", "test", "acme", "--release"]).ok();
    assert!(
        said.stdout
            .ends_with("recorded as version 0.1.0 in tests/released.toml\n"),
        "{said:#?}"
    );
    run(folder.path(), ["pack", "check", "acme"]).ok();

    let acme = folder.path().join("acme");
    replace(&acme.join("project/README.md.tera"), "# ", "# The ");
    run(folder.path(), ["pack", "test", "acme", "--bless"]).ok();
    let check = || run(folder.path(), ["pack", "check", "acme"]);
    let said = check();
    assert_eq!(said.code, 1);
    assert_eq!(
        said.stderr,
        "error: the files of the case `standard` differ from those of version 0.1.0, and changes.toml has no later change for `web=wsgi cache=redis`
  --> tests/released.toml
  help: raise `version` in catalog.toml, e.g. to `0.1.1`, and describe the change in changes.toml: `[[changes]]`, `version = \"0.1.1\"`, `what = \"...\"`
"
    );

    let catalog = acme.join("catalog.toml");
    replace(&catalog, "version = \"0.1.0\"", "version = \"0.2.0\"");
    let said = check();
    assert_eq!(said.code, 1);
    assert!(
        said.stderr.contains(
            "help: describe the change in changes.toml: `[[changes]]`, `version = \"0.2.0\"`"
        ),
        "{said:#?}"
    );

    // a change for another selection does not explain this tree
    let entry = |when: &str| {
        format!(
            "[[changes]]\nversion = \"0.2.0\"\nwhat = \"Another title\"\nwhen = {{ cache = \"{when}\" }}\n"
        )
    };
    fs::write(acme.join("changes.toml"), entry("none")).unwrap();
    assert_eq!(check().code, 1);
    fs::write(acme.join("changes.toml"), entry("redis")).unwrap();
    check().ok();

    // the next release begins here
    run(folder.path(), ["pack", "test", "acme", "--release"]).ok();
    check().ok();
    replace(&acme.join("project/README.md.tera"), "# The ", "# A ");
    assert_eq!(check().code, 1);
    let said = run(folder.path(), ["pack", "test", "acme", "--release"]);
    assert_eq!(said.code, 1, "only what is expected is recorded: {said:#?}");
}
