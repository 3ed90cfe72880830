//! Atomicity of a change: stopped at every single disk operation, by an error or a kill, it leaves the old tree or the
//! new one, at once or after the next command.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::fixtures::big_pack::big_pack;
use crate::fixtures::faulty;
use crate::fixtures::faulty::{Faulty, Stop};
use crate::support::{run, said, scratch, tierup};
use tierup::core::hash::hash;
use tierup::core::tree::{Mode, RelPath};
use tierup::project::write::disk::{Disk, RealDisk};
use tierup::project::write::journal::{self, Failure, FileChange, Recovery, TargetMode};

/// The disk of a project, with its own folder for records.
fn disk(root: &Path) -> RealDisk {
    faulty::disk(root, &root.join("records"))
}

/// Every file with content and permissions; without the journal's own files and empty folders.
fn snapshot(root: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let own = |path: &Path| {
        let path = path
            .strip_prefix(root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        [
            ".tierup/journal",
            ".tierup/rest-",
            ".tierup/undo",
            "records",
        ]
        .iter()
        .any(|own| path.starts_with(own))
    };
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file() && !own(entry.path()))
        .map(|entry| {
            let mode = entry.metadata().unwrap().permissions().mode();
            let bytes = fs::read(entry.path()).unwrap_or_default();
            (
                entry.path().strip_prefix(root).unwrap().to_path_buf(),
                (mode, bytes),
            )
        })
        .collect()
}

fn before(root: &Path) {
    for (path, text, mode) in [
        ("a.txt", "old a\n", 0o644),
        ("run.sh", "#!/bin/sh\n", 0o755),
        (".env", "SECRET=1\n", 0o600),
        ("gone/deep/b.txt", "old b\n", 0o640),
        ("turns", "a file that becomes a folder\n", 0o644),
        ("folder/c.txt", "a folder that becomes a file\n", 0o644),
        ("mine.txt", "this is not edited\n", 0o664),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::create_dir(root.join(".tierup")).unwrap();
}

fn puts(root: &Path) -> Vec<FileChange> {
    let put = |path: &str, will: Option<&'static str>, mode| FileChange {
        path: RelPath::new(path).unwrap(),
        was: fs::read(root.join(path)).ok().map(|bytes| hash(&bytes)),
        will: will.map(|text| text.as_bytes().into()),
        mode,
    };
    let plain = TargetMode::Of(Mode::Plain);
    vec![
        put(
            ".env",
            Some("SECRET=1\nMORE=2\n"),
            TargetMode::Of(Mode::Private),
        ),
        put("a.txt", Some("new a\n"), plain),
        put("folder", Some("now a file\n"), plain),
        put("folder/c.txt", None, plain),
        put("gone/deep/b.txt", None, plain),
        put(
            "new/deep/d.sh",
            Some("#!/bin/sh\n"),
            TargetMode::Of(Mode::Executable),
        ),
        put("run.sh", Some("#!/bin/sh\n"), plain),
        put("turns", None, plain),
        put("turns/e.txt", Some("e\n"), plain),
    ]
}

fn change(disk: &dyn Disk, conflicts: &[String]) -> Result<(), Failure> {
    let puts = puts(disk.root().path());
    journal::apply(disk, &puts, "tierup test", conflicts, || Ok(()))
}

/// Whether anything is left to recover or to clean up.
fn leftovers(root: &Path) -> bool {
    let names = fs::read_dir(root.join(".tierup")).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.any(|name| name.starts_with("journal") || name.starts_with("rest-"))
}

#[test]
fn stopped_at_every_step_a_change_is_done_or_not_begun() {
    let (clean, done) = (scratch(), scratch());
    before(clean.path());
    before(done.path());
    change(&disk(done.path()), &[]).unwrap();
    let (old, new) = (snapshot(clean.path()), snapshot(done.path()));
    assert_ne!(old, new);
    let mut outcomes = BTreeMap::<&str, usize>::new();
    for conflicts in [vec![], vec!["a.txt".to_owned()]] {
        for stop in [Stop::Fails, Stop::Killed, Stop::KilledHalfWay] {
            for steps in 0.. {
                let folder = scratch();
                let root = folder.path();
                before(root);
                let disk = Faulty::after(self::disk(root), steps, stop);
                let result = change(&disk, &conflicts);
                if !disk.stopped.get() {
                    result.unwrap();
                    assert!(steps > 28, "only {steps} steps were tried");
                    break;
                }
                let found = snapshot(root);
                let name = format!("{stop:?} at step {steps}");
                if stop == Stop::Fails {
                    match &result {
                        Ok(()) => assert_eq!(found, new, "{name}"),
                        Err(Failure::Unchanged(_)) => assert_eq!(found, old, "{name}"),
                        Err(other) => panic!("{name}: {other:?}"),
                    }
                }
                let recovered = journal::recover(&self::disk(root)).unwrap();
                let found = snapshot(root);
                let outcome = match recovered {
                    Some(Recovery::Finished { edited, .. }) => {
                        assert!(edited.is_empty(), "{name}: {edited:?}");
                        assert_eq!(found, new, "{name}");
                        "finished"
                    }
                    Some(Recovery::RolledBack { .. }) => {
                        assert_eq!(found, old, "{name}");
                        "taken back"
                    }
                    Some(Recovery::Dropped) => {
                        assert_eq!(found, old, "{name}");
                        "dropped"
                    }
                    None => {
                        assert!(found == old || found == new, "{name}");
                        "nothing to do"
                    }
                };
                *outcomes.entry(outcome).or_default() += 1;
                assert!(!leftovers(root), "{name}");
            }
        }
    }
    assert!(
        outcomes["finished"] > 10 && outcomes["dropped"] > 10,
        "{outcomes:?}"
    );
}

/// The process that continues is stopped too, at every step, and the one after it.
#[test]
fn a_recovery_that_is_stopped_again_still_ends() {
    let (clean, done) = (scratch(), scratch());
    before(clean.path());
    before(done.path());
    change(&disk(done.path()), &[]).unwrap();
    let (old, new) = (snapshot(clean.path()), snapshot(done.path()));
    let mut first = 0;
    loop {
        let mut second = 0;
        let mut reached = false;
        loop {
            let folder = scratch();
            let root = folder.path();
            before(root);
            let disk = Faulty::after(self::disk(root), first, Stop::Killed);
            let _stopped = change(&disk, &[]);
            reached |= disk.stopped.get();
            // the second process has a disk error, and is killed while it rolls back
            let again = Faulty::after(
                self::disk(root),
                second,
                if second % 2 == 0 {
                    Stop::Killed
                } else {
                    Stop::Fails
                },
            );
            let _stopped = journal::recover(&again);
            journal::recover(&self::disk(root)).unwrap();
            let found = snapshot(root);
            assert!(found == old || found == new, "at {first}, then {second}");
            assert!(!leftovers(root), "at {first}, then {second}");
            if !again.stopped.get() {
                break;
            }
            second += 1;
        }
        if !reached {
            break;
        }
        first += 3;
    }
    assert!(first > 40);
}

#[test]
fn edits_after_an_interruption_are_kept() {
    let mut met = 0;
    for steps in 0.. {
        let folder = scratch();
        let root = folder.path();
        before(root);
        let disk = Faulty::after(self::disk(root), steps, Stop::Killed);
        let _stopped = change(&disk, &[]);
        if !disk.stopped.get() {
            break;
        }
        fs::write(root.join("a.txt"), "a person was here\n").unwrap();
        let recovered = journal::recover(&self::disk(root)).unwrap();
        assert_eq!(
            fs::read_to_string(root.join("a.txt")).unwrap(),
            "a person was here\n"
        );
        if let Some(Recovery::Finished { edited, .. }) = recovered {
            met += usize::from(edited == ["a.txt"]);
        }
    }
    assert!(met > 3, "{met}");
}

#[test]
fn a_file_that_changes_during_staging_stops_the_change() {
    let folder = scratch();
    before(folder.path());
    let puts = puts(folder.path());
    fs::write(folder.path().join("a.txt"), "saved meanwhile\n").unwrap();
    let old = snapshot(folder.path());
    let failure = journal::apply(&disk(folder.path()), &puts, "tierup test", &[], || Ok(()));
    assert!(matches!(failure, Err(Failure::ChangedMeanwhile(path)) if path == "a.txt"));
    assert_eq!(snapshot(folder.path()), old);
    assert!(!leftovers(folder.path()));
}

#[test]
fn a_link_that_appears_in_the_path_is_not_followed() {
    let (folder, outside) = (scratch(), scratch());
    before(folder.path());
    let puts = puts(folder.path());
    std::os::unix::fs::symlink(outside.path(), folder.path().join("new")).unwrap();
    let failure = journal::apply(&disk(folder.path()), &puts, "tierup test", &[], || Ok(()));
    assert!(matches!(failure, Err(Failure::Unchanged(_))), "{failure:?}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

/// Real kills, at times spread over the whole change.
#[test]
fn a_killed_process_leaves_a_project_that_the_next_command_recovers() {
    const FILES: usize = 150;
    const ROUNDS: u32 = 12;
    let folder = scratch();
    let one = big_pack(folder.path(), "one", FILES, 200);
    let two = big_pack(folder.path(), "two", FILES, 300);
    for pack in [&one, &two] {
        fs::write(pack.join("project/tierup.toml.tera"), "{{ blueprint }}").unwrap();
    }
    let source = |pack: &Path| format!("pack.source={}", pack.display());
    let made = |name: &str, pack: &Path| {
        let pack = pack.to_str().unwrap();
        run(
            folder.path(),
            [
                "new",
                name,
                "-y",
                "--no-git",
                "--pack",
                pack,
                "--set",
                "project.name=shop",
            ],
        )
        .ok();
        folder.path().join(name)
    };
    let shop = made("shop", &one);
    let old = snapshot(&shop);
    let start = std::time::Instant::now();
    run(&shop, ["set", &source(&two)]).ok();
    let whole = start.elapsed();
    let new = snapshot(&shop);
    assert_ne!(old, new);
    run(&shop, ["set", &source(&one)]).ok();
    assert_eq!(snapshot(&shop), old);
    let (mut mended, mut halfway) = (0, 0);
    let (mut from, mut to) = ((&old, &one), (&new, &two));
    for round in 0..ROUNDS {
        let mut child = tierup(&shop)
            .args(["set", &source(to.1)])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_secs_f64(
            whole.as_secs_f64() * f64::from(round + 1) / f64::from(ROUNDS),
        ));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = snapshot(&shop);
        halfway += u32::from(found != *from.0 && found != *to.0);
        let said = said(tierup(&shop).arg("update"));
        assert_eq!(said.code, 0, "{said:#?}");
        mended += u32::from(
            said.stderr.contains("was interrupted") || said.stderr.contains("changed nothing"),
        );
        let found = snapshot(&shop);
        assert!(found == *from.0 || found == *to.0, "round {round}");
        if found == *to.0 {
            (from, to) = (to, from);
        }
    }
    println!("{mended} of {ROUNDS} were mended, {halfway} met half way");
}
