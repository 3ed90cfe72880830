//! The package's folder, renamed by the user.

use std::fs;
use std::path::Path;

use super::{edit, shop};
use crate::support::run;

/// Renames the package as an editor does: the folder and its imports.
fn rename(shop: &Path) {
    fs::rename(shop.join("src/shop"), shop.join("src/store")).unwrap();
    for entry in walkdir::WalkDir::new(shop).into_iter().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|end| end == "py")
            && !entry.path().starts_with(shop.join(".tierup"))
        {
            let text = fs::read_to_string(entry.path()).unwrap();
            let text = text
                .replace("from shop", "from store")
                .replace("import shop", "import store");
            fs::write(entry.path(), text.replace("\"shop.", "\"store.")).unwrap();
        }
    }
    edit(
        &shop.join("pyproject.toml"),
        "\"shop.app | shop.background\"",
        "\"store.app | shop.background\"",
    );
}

#[test]
fn a_renamed_package_is_followed_and_taken_over_without_a_conflict() {
    let (_folder, shop) = shop(&["cache=none", "queue=none", "db=postgres", "lb=none"]);
    rename(&shop);
    run(&shop, ["set", "capacity.largest_body_kb=1024"]).ok();
    let before = super::snapshot(&shop);
    let check = run(&shop, ["check", "--json"]).ok();
    assert_eq!(
        check.json()["different"][0]["help"],
        "`tierup set project.package=store`"
    );

    let added = run(&shop, ["set", "capacity.largest_body_kb=2048"]);
    assert!(!shop.join("src/shop").exists(), "{added:#?}");
    run(&shop, ["check"]).ok();
    run(&shop, ["set", "capacity.largest_body_kb=1024"]).ok();
    assert_eq!(super::snapshot(&shop), before);

    let said = run(&shop, ["set", "project.package=store", "-y"]);
    assert_eq!(said.code, 0, "{said:#?}");
    run(&shop, ["check"]).ok();
    let pyproject = fs::read_to_string(shop.join("pyproject.toml")).unwrap();
    assert!(!pyproject.contains("shop."), "{pyproject}");
    let said = run(&shop, ["add", "cache=redis", "-y"]).ok();
    assert!(
        shop.join("src/store/infrastructure/adapters/local_cache.py")
            .exists(),
        "{said:#?}"
    );
}

#[test]
fn new_files_are_written_to_the_renamed_package_and_removed_from_it() {
    let (_folder, shop) = shop(&["cache=none", "queue=none", "db=postgres"]);
    fs::rename(shop.join("src/shop"), shop.join("src/store")).unwrap();
    let before = super::snapshot(&shop);
    let said = run(&shop, ["add", "cache=redis", "-y"]).ok();
    assert!(
        shop.join("src/store/infrastructure/adapters/local_cache.py")
            .exists()
    );
    assert!(!shop.join("src/shop").exists());
    let note = "you renamed `src/shop` to `src/store`: its files are updated there; new ones still import `shop`: `tierup set project.package=store` makes `store` the name of the package";
    assert!(said.stderr.contains(note), "{said:#?}");
    run(&shop, ["remove", "cache", "-y"]).ok();
    let mut after = super::snapshot(&shop);
    let mut before = before;
    for tree in [&mut before, &mut after] {
        tree.retain(|path, _| !path.ends_with(".env"));
    }
    assert_eq!(after, before);
}
