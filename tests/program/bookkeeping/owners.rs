//! Root changes a project of another user: the owner stays the same.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

use super::place::{Place, half_done, is_root};

const USER: u32 = 65_534;
const GROUP: u32 = 1234;

#[test]
fn files_written_by_root_belong_to_the_projects_owner() {
    if !is_root() {
        eprintln!("skipped: only root can give files away");
        return;
    }
    let place = Place::new();
    for entry in walkdir::WalkDir::new(place.shop()) {
        chown(entry.unwrap().path(), Some(USER), Some(GROUP)).unwrap();
    }
    let makefile = place.shop().join("Makefile");
    chown(&makefile, Some(USER), Some(GROUP + 1)).unwrap();
    place.run("set -y cache=memcached queue=celery-redis").ok();
    let theirs = || {
        for entry in walkdir::WalkDir::new(place.shop())
            .into_iter()
            .map(Result::unwrap)
        {
            let meta = entry.path().symlink_metadata().unwrap();
            let group = GROUP + u32::from(entry.path() == makefile);
            assert_eq!(
                (meta.uid(), meta.gid()),
                (USER, group),
                "{}",
                entry.path().display()
            );
        }
    };
    theirs();
    let env = fs::metadata(place.shop().join(".env")).unwrap();
    assert_eq!(env.permissions().mode() & 0o777, 0o600);
    // also when an interrupted change is finished
    half_done(&place.shop());
    let said = place.run("update");
    assert!(said.stderr.contains("was completed"), "{said:#?}");
    theirs();
}
