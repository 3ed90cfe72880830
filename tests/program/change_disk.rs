//! Atomicity on a full or read-only disk: whatever error a change gets, the project is unchanged or completely changed,
//! and the next command continues from there.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::fixtures::confined::{Disk, as_nobody};
use crate::support::{project, run, scratch};

const SET: [&str; 3] = ["set", "cache=redis", "-y"];

/// The free space for a change in KiB: from nothing to more than it needs.
const ROOM: [usize; 9] = [0, 4, 16, 48, 96, 160, 240, 320, 4096];

#[test]
fn a_full_disk_changes_nothing_and_with_space_the_change_succeeds() {
    let Some(disk) = Disk::mount("size=16m") else {
        return;
    };
    let filler = disk.path().join("filler");
    let mut refused = 0;
    for room in ROOM {
        let shop = project(&disk.path(), "shop", &["--preset", "minimal"]);
        let before = files(&shop);
        fill(&filler, room);
        let said = run(&shop, SET);
        if said.code == 0 {
            assert_ne!(files(&shop), before, "{room} KiB");
        } else {
            assert_eq!(said.code, 1, "{room} KiB: {said:#?}");
            assert!(said.stderr.contains("No space left on device"), "{said:#?}");
            assert!(said.stderr.contains("help: free disk space"), "{said:#?}");
            assert_eq!(files(&shop), before, "{room} KiB");
            refused += 1;
        }
        fs::remove_file(&filler).unwrap();
        run(&shop, SET).ok();
        run(&shop, ["check"]).ok();
        assert!(shop.join("tests/unit/test_memory_cache.py").exists());
        fs::remove_dir_all(&shop).unwrap();
    }
    assert!((3..ROOM.len()).contains(&refused), "{refused} were refused");
}

#[test]
fn a_disk_that_may_not_be_written_to_is_refused() {
    let Some(disk) = Disk::mount("size=16m") else {
        return;
    };
    let shop = project(&disk.path(), "shop", &["--preset", "minimal"]);
    let before = files(&shop);
    disk.remount("ro");
    let said = run(&shop, SET);
    let plan = run(&shop, ["plan"]);
    let check = run(&shop, ["check"]);
    disk.remount("rw");
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(said.stderr.contains("Read-only file system"), "{said:#?}");
    assert!(said.stderr.contains("help: "), "{said:#?}");
    assert_eq!(files(&shop), before);
    plan.ok();
    check.ok();
}

/// A read-only folder among those that a change writes to.
#[test]
fn a_folder_without_permission_changes_nothing() {
    let scratch = scratch();
    let shop = project(scratch.path(), "shop", &["--preset", "minimal"]);
    let whole = open_to_all(scratch.path());
    let before = files(&shop);
    let locked = shop.join("tests/unit");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let Some(said) = as_nobody(&shop, &SET) else {
        return;
    };
    assert!(whole > 100);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(said.stderr.contains("Permission denied"), "{said:#?}");
    assert_eq!(files(&shop), before);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o777)).unwrap();
    as_nobody(&shop, &SET).unwrap().ok();
    assert!(locked.join("test_memory_cache.py").exists());
}

/// Links in place of files are neither followed nor replaced; the help of `check` fixes them.
#[test]
fn files_and_folders_that_became_links_are_left_alone() {
    let scratch = scratch();
    let shop = project(scratch.path(), "shop", &["--preset", "minimal"]);
    let outside = scratch.path().join("outside");
    fs::create_dir(&outside).unwrap();
    for (path, target) in [
        ("compose.yaml", "compose.yaml"),
        ("docs", "docs"),
        ("README.md", "gone.md"),
        ("pyproject.toml", "folder"),
    ] {
        if target == "gone.md" {
            fs::remove_file(shop.join(path)).unwrap();
        } else {
            fs::rename(shop.join(path), outside.join(target)).unwrap();
        }
        std::os::unix::fs::symlink(outside.join(target), shop.join(path)).unwrap();
    }
    let before = files(&outside);
    let said = run(&shop, SET).ok();
    assert_eq!(files(&outside), before);
    assert!(
        said.stderr
            .contains("`compose.yaml` is not changed: it is a link"),
        "{said:#?}"
    );
    assert!(
        said.stderr.contains("it is below `docs`, a symbolic link"),
        "{said:#?}"
    );
    run(&shop, ["remove", "cache", "-y"]).ok();
    run(&shop, SET).ok();
    assert_eq!(files(&outside), before);

    let check = run(&shop, ["check", "--json"]);
    assert_eq!(check.code, 3, "{check:#?}");
    let mut cured = 0;
    for found in check.json()["behind"].as_array().unwrap() {
        let help = found["help"].as_str().unwrap();
        if let Some((_, rest)) = help.split_once("make it a regular file: `") {
            let command = rest.split('`').next().unwrap();
            let done = std::process::Command::new("sh")
                .args(["-c", command])
                .current_dir(&shop)
                .status();
            assert!(done.unwrap().success(), "{command}");
            cured += 1;
        } else {
            assert!(
                help.starts_with("replace it by a directory or regular file"),
                "{help}"
            );
        }
    }
    assert_eq!(cured, 3);
    assert_eq!(files(&outside), before);
    fs::remove_file(shop.join("docs")).unwrap();
    fs::rename(outside.join("docs"), shop.join("docs")).unwrap();
    run(&shop, ["update", "-y"]).ok();
    run(&shop, ["check"]).ok();
}

/// Checks that all files are readable and writable for all users; returns their number.
fn open_to_all(root: &Path) -> usize {
    let entries = walkdir::WalkDir::new(root).into_iter();
    entries
        .map(|entry| {
            let path = entry.unwrap().into_path();
            let mode = if path.is_dir() { 0o777 } else { 0o666 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        })
        .count()
}

/// Writes zeros until only so many KiB are free.
fn fill(path: &Path, room: usize) {
    let block = vec![0; 4096];
    let mut file = fs::File::create(path).unwrap();
    let mut written = 0_usize;
    while std::io::Write::write_all(&mut file, &block).is_ok() {
        written += 4;
    }
    let left = written.saturating_sub(room) * 1024;
    file.set_len(u64::try_from(left).unwrap()).unwrap();
}

/// The files of a project; of `.tierup` only the base.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .map(|path| {
            let bytes = fs::read(&path).unwrap();
            (path.strip_prefix(root).unwrap().to_owned(), bytes)
        })
        .collect()
}
