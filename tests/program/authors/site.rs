//! `pack site`: what it writes, and what it refuses to write.

use std::fs;
use std::path::Path;

use crate::fixtures::confined::Disk;
use crate::support::{Said, run, scratch};

/// Room for the pack, and for a part of a page.
const SMALL: &str = "size=256k";

/// `tierup pack site our-house OUT`, with a new pack in `folder`; `None` if this program has no page:
/// that of the built-in pack must be built before the program, as CI does.
fn site(folder: &Path, out: &str) -> Option<Said> {
    if !folder.join("our-house").exists() {
        run(folder, ["pack", "new", "our-house"]).ok();
    }
    let said = run(folder, ["pack", "site", "our-house", out, "--json"]);
    if said.code == 1 && said.stderr.contains("was built without the page") {
        assert!(!folder.join(out).exists());
        println!("skipped: the page is not built");
        let must_run = std::env::var_os("CI").is_some();
        let left_out = std::env::var_os("TIERUP_WITHOUT_PAGE").is_some();
        assert!(!must_run || left_out, "{said:#?}");
        return None;
    }
    Some(said)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_page_of_a_pack_has_its_files_and_replaces_only_such_a_page() {
    let folder = scratch();
    let Some(first) = site(folder.path(), "out") else {
        return;
    };
    let document = first.ok().json();
    let page = folder.path().join("out/index.html");
    let text = fs::read_to_string(&page).unwrap();
    let pack = text.split("id=\"pack\">").nth(1).unwrap();
    let pack = pack.split("</script>").next().unwrap();
    let pack: serde_json::Value = serde_json::from_str(pack).unwrap();
    assert_eq!(pack["source"], document["source"]);
    let catalog = fs::read_to_string(folder.path().join("our-house/catalog.toml")).unwrap();
    assert_eq!(pack["files"]["catalog.toml"], catalog);
    assert!(pack["files"].get("lb/nginx/provider.toml").is_none());
    site(folder.path(), "out").unwrap().ok();
    assert_eq!(fs::read_to_string(&page).unwrap(), text);
    assert_eq!(names(&folder.path().join("out")), ["index.html"]);

    fs::write(&page, "mine").unwrap();
    let refused = site(folder.path(), "out").unwrap();
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("is not a page of tierup"),
        "{refused:#?}"
    );
    assert_eq!(fs::read_to_string(&page).unwrap(), "mine");
}

#[test]
fn files_beside_the_page_stay() {
    let folder = scratch();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("robots.txt"), "mine").unwrap();
    let Some(said) = site(folder.path(), "out") else {
        return;
    };
    said.ok();
    assert_eq!(names(&out), ["index.html", "robots.txt"]);
    assert_eq!(fs::read_to_string(out.join("robots.txt")).unwrap(), "mine");
}

#[test]
fn a_folder_below_a_file_is_refused() {
    let folder = scratch();
    let file = folder.path().join("out");
    fs::write(&file, "mine").unwrap();
    for out in ["out", "out/page"] {
        let Some(refused) = site(folder.path(), out) else {
            return;
        };
        assert_eq!(refused.code, 1, "{refused:#?}");
        let error = refused.json();
        let place = error["errors"][0]["where"].as_str().unwrap();
        assert!(place.ends_with(out), "{refused:#?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }
}

#[test]
fn a_full_disk_leaves_no_part_of_a_page() {
    let folder = scratch();
    let Some(said) = site(folder.path(), "elsewhere") else {
        return;
    };
    said.ok();
    let Some(disk) = Disk::mount(SMALL) else {
        return;
    };
    let out = disk.path().join("out");
    let refused = site(folder.path(), out.to_str().unwrap()).unwrap();
    assert_eq!(refused.code, 1, "{refused:#?}");
    assert!(refused.stderr.contains("No space left"), "{refused:#?}");
    assert_eq!(names(&out), Vec::<String>::new());
}
