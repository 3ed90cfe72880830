//! `tierup resource`: fields that are added, changed, renamed and removed in a blueprint that the user edited.

use std::collections::BTreeMap;

use super::*;

const ALONE: &[&str] = &["lb=none", "queue=none", "cache=none", "db=sqlite"];
const NOTE: &str = "note title:string(120) body:text?";
const TAG: &str = "tag name:string(30) unique note:ref(note) on_delete=cascade";

fn with_resources(resources: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = scratch();
    let mut words = vec!["new", "shop", "--no-git", "-y"];
    words.extend(ALONE);
    for resource in resources {
        words.extend(["--resource", resource]);
    }
    run(folder.path(), words).ok();
    let shop = folder.path().join("shop");
    (folder, shop)
}

fn blueprint(shop: &Path) -> String {
    fs::read_to_string(shop.join("tierup.toml")).unwrap()
}

/// The part of the blueprint with the resources.
fn tables(shop: &Path) -> String {
    let text = blueprint(shop);
    let begin = text.find("# The kinds of records").unwrap();
    let end = text.find("# Expected load").unwrap();
    text[begin..end].trim_end().to_owned()
}

#[test]
fn a_resource_that_is_added_later_is_the_same_as_one_from_the_beginning() {
    let (_one, from_the_beginning) = with_resources(&[NOTE, TAG]);
    let (_other, later) = with_resources(&[]);
    let nothing = blueprint(&later);
    let add = |words: &str, fields: &[&str]| {
        let words = ["resource", "add", words].into_iter();
        run(&later, words.chain(fields.iter().copied())).ok();
    };
    add("note", &["title:string(120)", "body:text?"]);
    add(
        "tag",
        &[
            "name:string(30)",
            "unique",
            "note:ref(note) on_delete=cascade",
        ],
    );
    // migrations are written once, by each change
    let files = |root: &Path| -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
        let files = snapshot(root).into_iter();
        let files = files.map(|(path, bytes)| (path.strip_prefix(root).unwrap().to_owned(), bytes));
        files
            .filter(|(path, _)| !path.starts_with("migrations/versions"))
            .collect()
    };
    let (one, other) = (files(&from_the_beginning), files(&later));
    for path in one.keys().chain(other.keys()) {
        let is_same = one.get(path) == other.get(path);
        assert!(is_same || path == Path::new(".env"), "{}", path.display());
    }
    let migrations = fs::read_dir(later.join("migrations/versions")).unwrap();
    assert_eq!(migrations.count(), 3);
    let again = run(
        &later,
        ["resource", "add", "note", "title:string(120) body:text?"],
    )
    .ok();
    assert!(
        again.stdout.starts_with("nothing to do"),
        "{}",
        again.stdout
    );
    run(&later, ["resource", "remove", "tag", "note", "-y"]).ok();
    assert_eq!(blueprint(&later), nothing);
}

#[test]
fn fields_change_in_place_and_the_users_comments_stay() {
    let (_folder, shop) = with_resources(&[NOTE, TAG]);
    let file = shop.join("tierup.toml");
    edit(
        &file,
        "title = \"string(120)\"",
        "title = 'string(120)' # shown",
    );
    edit(&file, "body = \"text?\"", "# long\nbody = \"text?\" # why");
    edit(&file, "[resources.tag]", "# mine\n[resources.tag] # tags");
    let changes = [
        "title=>name",
        "body:text(20000)?",
        "rank:int? min=1",
        "name:string(200)",
    ];
    let words = ["resource", "set", "note"];
    let planned = run(
        &shop,
        words
            .into_iter()
            .chain(changes)
            .chain(["--dry-run", "--exit-code"]),
    );
    assert_eq!(planned.code, 3);
    run(&shop, words.into_iter().chain(changes)).ok();
    run(
        &shop,
        ["resource", "set", "tag", "-name", "label:text?", "-y"],
    )
    .ok();
    assert_eq!(
        tables(&shop),
        "# The kinds of records that the service keeps, each with its fields.\n\
         [resources.note]\n\
         name = \"string(200)\" # shown\n\
         # long\n\
         body = \"text(20000)?\" # why\n\
         rank = \"int? min=1\"\n\
         \n\
         # mine\n\
         [resources.tag] # tags\n\
         note = \"ref(note) on_delete=cascade\"\n\
         label = \"text?\""
    );
    run(&shop, ["check"]).ok();
    run(&shop, ["resource", "set", "note", "-body", "-rank", "-y"]).ok();
    run(&shop, ["resource", "remove", "tag", "-y"]).ok();
    assert_eq!(
        tables(&shop),
        "# The kinds of records that the service keeps, each with its fields.\n\
         [resources.note]\n\
         name = \"string(200)\" # shown\n\
         # long\n\
         # body = \"text(20000)?\" # why\n\
         \n\
         # mine\n\
         # [resources.tag] # tags"
    );
    run(&shop, ["check"]).ok();
    assert_eq!(run(&shop, ["plan", "--exit-code"]).code, 0);
}

#[test]
fn resources_that_are_written_in_the_blueprint_are_applied_and_listed() {
    let (_folder, shop) = with_resources(&[]);
    let file = shop.join("tierup.toml");
    let table = "[resources.note]\nbody = 'text?'\ntitle = 'string(9)'\n\n# Expected load";
    edit(&file, "# Expected load", table);
    run(&shop, ["update"]).ok();
    assert!(blueprint(&shop).contains(table));
    let listed = run(&shop, ["resource", "list"]).ok();
    assert_eq!(
        listed.stdout,
        "note (notes)\n  body   text?\n  title  string(9)\n"
    );
    let listed = run(&shop, ["resource", "list", "--json"]).ok().json();
    assert_eq!(listed["resources"][0]["fields"][1]["length"], 9);
    edit(&file, "body = 'text?'\n", "");
    run(&shop, ["update", "-y"]).ok();
    assert_eq!(run(&shop, ["plan", "--exit-code"]).code, 0);
    run(&shop, ["resource", "add", "tag", "note:ref(note)"]).ok();
    let text = blueprint(&shop);
    assert!(
        text.contains("title = 'string(9)'\n\n[resources.tag]\nnote = \"ref(note)\"\n\n# Expected"),
        "{text}"
    );
}

#[test]
fn the_command_that_repeats_new_has_the_resources() {
    let (folder, shop) = with_resources(&[NOTE, TAG]);
    let repeated = run(
        folder.path(),
        [
            "new",
            "copy",
            "--from",
            "shop/tierup.toml",
            "-y",
            "--no-git",
        ],
    )
    .ok();
    let line = repeated.stdout.split("To repeat this:\n").nth(1).unwrap();
    for resource in [NOTE, TAG] {
        assert!(line.contains(&format!("--resource '{resource}'")), "{line}");
    }
    assert_eq!(tables(&shop), tables(&folder.path().join("copy")));
    let over = "note title:int";
    let words = [
        "new",
        "over",
        "--from",
        "shop/tierup.toml",
        "--resource",
        over,
        "-y",
        "--no-git",
    ];
    run(folder.path(), words).ok();
    let text = tables(&folder.path().join("over"));
    assert!(
        text.contains("[resources.note]\ntitle = \"int\"") && !text.contains("body"),
        "{text}"
    );
}
