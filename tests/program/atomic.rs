//! Atomicity: however `new` is stopped, its target is unchanged or the whole project, and no temporary files remain.

#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::fixtures::big_pack::{big_pack, is_whole};
use crate::fixtures::confined::{Disk, as_nobody};
use crate::support::{Said, clean_environment, project, run, said, scratch, tierup};

/// Signals that end the program, with their exit codes.
const SIGNALS: [(&str, i32); 3] = [("INT", 130), ("TERM", 143), ("HUP", 129)];
const STAGING: &str = ".tierup-new-";
/// Large enough for a signal to arrive during the write.
const FILES: usize = 4000;
const BYTES: usize = 200;

#[test]
fn a_full_disk_leaves_nothing_and_is_reported() {
    let Some(disk) = Disk::mount("size=200k") else {
        return;
    };
    for target in ["shop", "a/b/shop"] {
        let said = run(&disk.path(), ["new", target, "-y", "--no-git"]);
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(
            said.stderr.contains("No space left on device"),
            "{}",
            said.stderr
        );
        assert!(
            said.stderr
                .contains("help: free disk space; nothing was left behind"),
            "{}",
            said.stderr
        );
        assert_eq!(names(&disk.path()), [""; 0]);
    }
}

#[test]
fn a_disk_without_inodes_leaves_nothing() {
    let Some(disk) = Disk::mount("nr_inodes=30") else {
        return;
    };
    let said = run(&disk.path(), ["new", "shop", "-y", "--no-git"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stderr.contains("No space left on device"),
        "{}",
        said.stderr
    );
    assert_eq!(names(&disk.path()), [""; 0]);
}

#[test]
fn a_disk_that_cannot_be_written_to_is_refused() {
    let Some(disk) = Disk::mount("size=1m") else {
        return;
    };
    disk.remount("ro");
    let said = run(&disk.path(), ["new", "shop", "-y"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert_eq!(
        said.stderr,
        format!(
            "error: nothing can be written to `{}`: Read-only file system (os error 30)\n  --> PATH\n  help: the project is built next to its destination; choose a directory in a writable one\n",
            disk.path().display()
        )
    );
    disk.remount("rw");
    assert_eq!(names(&disk.path()), [""; 0]);
}

#[test]
fn a_mount_point_as_target_is_filled_or_stays_empty() {
    let Some(disk) = Disk::mount("size=9m") else {
        return;
    };
    run(&disk.path(), ["new", ".", "-y", "--no-git"]).ok();
    run(&disk.path(), ["check"]).ok();
    drop(disk);
    let Some(disk) = Disk::mount("size=200k") else {
        return;
    };
    let said = run(&disk.path(), ["new", ".", "-y", "--no-git"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stderr.contains("No space left") && said.stderr.contains("  help: free disk space"),
        "{}",
        said.stderr
    );
    assert_eq!(names(&disk.path()), [""; 0]);
    assert_eq!(staged(disk.path().parent().unwrap()), [""; 0]);
}

#[test]
fn a_folder_without_permission_is_refused() {
    let folder = scratch();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let said = as_nobody(folder.path(), &["new", "shop", "-y"]);
    let Some(said) = said else { return };
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(said.stderr.contains("Permission denied"), "{}", said.stderr);
    assert!(
        said.stderr.contains("  --> PATH\n  help: "),
        "{}",
        said.stderr
    );
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_target_that_appears_meanwhile_is_unchanged() {
    for folder_appears in [true, false] {
        let scratch = scratch();
        let pack = big_pack(scratch.path(), "pack", FILES, BYTES);
        let place = scratch.path().join("place");
        fs::create_dir(&place).unwrap();
        let child = start(&place, &pack, "shop");
        assert!(wait_for_staging(&place, FILES / 4), "the write was not met");
        let target = place.join("shop");
        if folder_appears {
            fs::create_dir(&target).unwrap();
            fs::write(target.join("mine.txt"), "mine").unwrap();
        } else {
            fs::write(&target, "mine").unwrap();
        }
        let said = finished(child);
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(
            said.stderr
                .contains("something was created there in the meantime"),
            "{}",
            said.stderr
        );
        assert_eq!(names(&place), ["shop"]);
        let mine = if folder_appears {
            target.join("mine.txt")
        } else {
            target
        };
        assert_eq!(fs::read_to_string(mine).unwrap(), "mine");
    }
}

#[test]
fn a_kill_at_any_moment_leaves_nothing_or_the_whole_project() {
    let scratch = scratch();
    let pack = big_pack(scratch.path(), "pack", FILES, BYTES);
    let place = scratch.path().join("place");
    fs::create_dir(&place).unwrap();
    let start_of_one = Instant::now();
    assert_eq!(finished(start(&place, &pack, "measured")).code, 0);
    let whole = start_of_one.elapsed();
    fs::remove_dir_all(place.join("measured")).unwrap();
    let (mut nothing, mut abandoned, mut complete) = (0, 0, 0);
    let tries = 24;
    for number in 0..tries {
        let mut child = start(&place, &pack, "shop");
        // spread evenly, up to a little after the end
        std::thread::sleep(whole * (number + 1) / (tries - 3));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = staged(&place);
        if place.join("shop").exists() {
            assert!(
                is_whole(&place.join("shop"), "shop", FILES, BYTES),
                "a part of a project at the target"
            );
            assert_eq!(left, [""; 0]);
            fs::remove_dir_all(place.join("shop")).unwrap();
            complete += 1;
        } else if left.is_empty() {
            nothing += 1;
        } else {
            abandoned += 1;
        }
        if number % 6 == 5 {
            run(&place, ["new", "next", "-y", "--no-git"]).ok();
            assert_eq!(
                names(&place),
                ["next"],
                "an abandoned folder was not removed"
            );
            fs::remove_dir_all(place.join("next")).unwrap();
        }
    }
    assert!(
        abandoned > 0,
        "no kill met the write: {nothing} before it, {complete} after it"
    );
}

#[test]
fn a_signal_during_the_write_leaves_nothing() {
    for (signal, code) in SIGNALS {
        let scratch = scratch();
        let pack = big_pack(scratch.path(), "pack", FILES, BYTES);
        let place = scratch.path().join("place");
        fs::create_dir(&place).unwrap();
        let child = start(&place, &pack, "a/b/shop");
        assert!(wait_for_staging(&place, FILES / 8), "the write was not met");
        send(signal, &child);
        let said = finished(child);
        assert_eq!(said.code, code, "{signal}: {said:#?}");
        assert_eq!(names(&place), [""; 0], "{signal}");
    }
}

/// Git may hang, in a hook or while signing. A signal ends it and its children.
#[test]
fn a_signal_while_git_hangs_leaves_nothing_at_all() {
    for (signal, code) in SIGNALS {
        let scratch = scratch();
        let hooks = scratch.path().join("hooks");
        fs::create_dir(&hooks).unwrap();
        let hook = hooks.join("prepare-commit-msg");
        let started = scratch.path().join("started");
        let script = format!(
            "#!/bin/sh\nsleep 300 &\necho $! > {0}.part\nmv {0}.part {0}\nwait\n",
            started.display()
        );
        fs::write(&hook, script).unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
        let settings = scratch.path().join("gitconfig");
        fs::write(
            &settings,
            format!("[core]\nhooksPath = {}\n", hooks.display()),
        )
        .unwrap();
        let place = scratch.path().join("place");
        fs::create_dir(&place).unwrap();
        let child = tierup(&place)
            .args(["new", "a/shop", "-y"])
            .env("GIT_CONFIG_GLOBAL", &settings)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !started.exists() {
            assert!(start.elapsed() < Duration::from_mins(1), "no hook runs");
            std::thread::sleep(Duration::from_millis(5));
        }
        let sent = Instant::now();
        send(signal, &child);
        let said = finished(child);
        assert!(sent.elapsed() < Duration::from_secs(10), "{signal}");
        let expected = Said {
            code,
            stdout: String::new(),
            stderr: String::new(),
        };
        assert_eq!(said, expected, "{signal}");
        assert_eq!(names(&place), [""; 0], "{signal}");
        let sleeper = fs::read_to_string(&started).unwrap();
        let status = fs::read_to_string(format!("/proc/{}/stat", sleeper.trim()));
        assert!(
            status.as_ref().map_or(true, |stat| stat.contains(") Z ")),
            "{signal}: {status:?}"
        );
    }
}

/// A failure of git is reported with its place and a help; the project exists.
#[test]
fn a_failed_first_commit_is_reported_with_gits_output() {
    let scratch = scratch();
    let settings = scratch.path().join("gitconfig");
    let ignore = scratch.path().join("ignore");
    let new = |name: &str, text: &str| {
        fs::write(&settings, text).unwrap();
        let mut command = tierup(scratch.path());
        command
            .env("GIT_CONFIG_GLOBAL", &settings)
            .args(["new", name, "-y"]);
        if text.contains("useConfigOnly") {
            for name in ["AUTHOR", "COMMITTER"] {
                for part in ["NAME", "EMAIL"] {
                    command.env_remove(format!("GIT_{name}_{part}"));
                }
            }
        }
        let said = said(&mut command).ok();
        assert!(scratch.path().join(name).join("tierup.toml").is_file());
        said.stderr
    };
    let excludes = format!("[core]\nexcludesFile = {}\n", ignore.display());
    fs::write(&ignore, "*\n").unwrap();
    assert_eq!(
        new("all", &excludes),
        "note: the repository has no first commit: git ignores every file\n  --> all\n  help: `git -C all check-ignore -v .dockerignore` shows the rule, e.g. of your core.excludesFile\n"
    );
    fs::write(&ignore, "Makefile\n").unwrap();
    assert_eq!(
        new("one", &excludes),
        "note: the first commit is without `Makefile`, which git ignores\n  --> one\n  help: `git -C one check-ignore -v Makefile` shows the rule, e.g. of your core.excludesFile\n"
    );
    let unnamed = new("unnamed", "[user]\nuseConfigOnly = true\n");
    for told in [
        "note: the repository has no first commit: `git commit` failed with: ",
        "\n  --> unnamed\n  help: `git -C unnamed commit --no-verify --message ",
    ] {
        assert!(unnamed.contains(told), "{unnamed}");
    }
}

#[test]
fn templates_that_loop_for_long_can_be_interrupted() {
    let scratch = scratch();
    let pack = big_pack(scratch.path(), "pack", 1, 1);
    // as expensive as the limits allow
    for file in 0..16 {
        let long = "{% for a in range(end=100000) %}{% endfor %}";
        fs::write(pack.join(format!("project/loop-{file}.txt.tera")), long).unwrap();
    }
    let place = scratch.path().join("place");
    fs::create_dir(&place).unwrap();
    // a fast machine may be done, and a busy one may not have begun
    let is_interrupted = [100, 50, 200, 25, 400].into_iter().any(|ms| {
        fs::remove_dir_all(place.join("shop")).ok();
        let child = start(&place, &pack, "shop");
        std::thread::sleep(Duration::from_millis(ms));
        let sent = Instant::now();
        send("INT", &child);
        let code = finished(child).code;
        assert!(sent.elapsed() < Duration::from_secs(5));
        code == 130
    });
    assert!(is_interrupted);
    assert_eq!(names(&place), [""; 0]);
}

#[test]
fn an_answers_file_that_is_waited_for_can_be_interrupted() {
    let scratch = scratch();
    let mut child = tierup(scratch.path())
        .args(["new", "shop", "-y", "--from", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let open = child.stdin.take();
    std::thread::sleep(Duration::from_millis(500));
    send("TERM", &child);
    assert_eq!(finished(child).code, 143);
    drop(open);
    assert_eq!(names(scratch.path()), [""; 0]);
}

#[test]
fn of_two_at_once_one_wins_and_the_other_is_refused() {
    let scratch = scratch();
    let pack = big_pack(scratch.path(), "pack", FILES / 4, BYTES);
    let place = scratch.path().join("place");
    for round in 0..4 {
        fs::create_dir(&place).unwrap();
        let children = [start(&place, &pack, "shop"), start(&place, &pack, "shop")];
        let mut codes: Vec<i32> = children
            .into_iter()
            .map(|child| finished(child).code)
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 1], "round {round}");
        assert_eq!(names(&place), ["shop"]);
        assert!(is_whole(&place.join("shop"), "shop", FILES / 4, BYTES));
        fs::remove_dir_all(&place).unwrap();
    }
}

#[test]
fn two_projects_side_by_side_do_not_disturb_each_other() {
    let scratch = scratch();
    let pack = big_pack(scratch.path(), "pack", FILES / 4, BYTES);
    let place = scratch.path().join("place");
    fs::create_dir(&place).unwrap();
    let targets = ["one", "two", "three"];
    let children = targets.map(|target| start(&place, &pack, target));
    for child in children {
        let said = finished(child);
        assert_eq!(said.code, 0, "{said:#?}");
    }
    assert_eq!(names(&place), ["one", "three", "two"]);
}

#[test]
fn a_lock_of_another_process_on_the_folder_does_not_stop_the_write() {
    let scratch = scratch();
    let lock = fs::File::open(scratch.path()).unwrap();
    lock.lock().unwrap();
    let start = Instant::now();
    run(scratch.path(), ["new", "shop", "-y", "--no-git"]).ok();
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(names(scratch.path()), ["shop"]);
}

#[test]
fn containers_read_every_file_but_secrets_and_the_umask_keeps_the_folder() {
    for (umask, file, script, folder, root) in [
        ("077", 0o644, 0o755, 0o755, 0o700),
        ("000", 0o666, 0o777, 0o777, 0o777),
        ("022", 0o644, 0o755, 0o755, 0o755),
    ] {
        let scratch = scratch();
        let pack = big_pack(scratch.path(), "pack", 1, 1);
        fs::write(pack.join("project/run.sh"), "#!/bin/sh\n").unwrap();
        fs::write(pack.join("project/.env.example"), "A=\n").unwrap();
        let program = env!("CARGO_BIN_EXE_tierup");
        let line = format!("umask {umask} && exec '{program}' new shop -y --no-git --pack pack");
        let made = said(
            Command::new("sh")
                .args(["-c", &line])
                .envs(clean_environment())
                .current_dir(scratch.path()),
        );
        made.ok();
        let permissions = |path: &str| {
            fs::metadata(scratch.path().join("shop").join(path))
                .unwrap()
                .permissions()
                .mode()
                & 0o7777
        };
        assert_eq!(permissions("part0/file0.txt"), file, "umask {umask}");
        assert_eq!(permissions("run.sh"), script, "umask {umask}");
        assert_eq!(permissions("part0"), folder, "umask {umask}");
        assert_eq!(permissions(""), root, "umask {umask}");
        assert_eq!(permissions(".env"), 0o600, "umask {umask}");
    }
}

#[test]
fn missing_parents_are_made() {
    let scratch = scratch();
    let project = project(scratch.path(), "a/b/shop", &["--preset", "minimal"]);
    assert!(project.join("tierup.toml").is_file());
    assert_eq!(names(scratch.path()), ["a"]);
    assert_eq!(names(&scratch.path().join("a")), ["b"]);
    assert_eq!(names(&scratch.path().join("a/b")), ["shop"]);
}

#[test]
fn an_empty_folder_keeps_its_permissions() {
    let scratch = scratch();
    let target = scratch.path().join("shop");
    fs::create_dir(&target).unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o2750)).unwrap();
    project(scratch.path(), "shop", &["--preset", "minimal"]);
    assert!(target.join("tierup.toml").is_file());
    assert_eq!(
        fs::metadata(&target).unwrap().permissions().mode() & 0o7777,
        0o2750
    );
    assert_eq!(names(scratch.path()), ["shop"]);
}

#[test]
fn the_empty_current_folder_becomes_the_project() {
    let scratch = scratch();
    let here = scratch.path().join("shop-here");
    fs::create_dir(&here).unwrap();
    run(&here, ["new", ".", "-y", "--no-git"]).ok();
    let text = fs::read_to_string(here.join("tierup.toml")).unwrap();
    assert!(text.contains("package = \"shop_here\""), "{text}");
    // the shell stays in its folder and sees the project there
    let line = format!(
        "cd shop && '{}' new . -y --no-git >../said && test -f tierup.toml",
        env!("CARGO_BIN_EXE_tierup")
    );
    fs::create_dir(scratch.path().join("shop")).unwrap();
    said(
        Command::new("bash")
            .args(["-c", &line])
            .envs(clean_environment())
            .current_dir(scratch.path()),
    )
    .ok();
    let told = fs::read_to_string(scratch.path().join("said")).unwrap();
    assert!(!told.contains("  cd "), "{told}");
}

/// The files of a repository from a hosting site are unchanged, byte for byte, and so is its history.
#[test]
fn a_new_repository_becomes_the_project_and_keeps_what_it_holds() {
    let scratch = scratch();
    let here = scratch.path().join("shop");
    fs::create_dir(&here).unwrap();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        let output = command
            .current_dir(&here)
            .args(identity)
            .args(arguments)
            .output();
        let output = output.unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "--quiet"]);
    for (name, text) in [
        ("README.md", "# ours\r\n"),
        ("LICENSE", "MIT"),
        (".gitignore", "*.log\n.env\n!kept.log"),
    ] {
        fs::write(here.join(name), text).unwrap();
    }
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "Initial commit"]);
    let (folder, history) = (inode(&here), git(&["log", "--format=%H"]));
    let plan = run(&here, ["new", ".", "-y", "--dry-run", "--json"])
        .ok()
        .json();
    let planned = plan["files"].to_string();
    assert!(
        planned.contains(r#"{"path":".gitignore","action":"merged"}"#),
        "{planned}"
    );
    assert!(!planned.contains("README.md"), "{planned}");
    let said = run(&here, ["new", ".", "-y"]).ok();
    assert_eq!(
        said.stderr,
        "note: `README.md` existed and is kept; the generated file is `.tierup/base/README.md.base`\n  --> README.md\n  help: compare them: `diff README.md .tierup/base/README.md.base`\n"
    );
    assert_eq!(inode(&here), folder);
    assert_eq!(git(&["log", "--format=%H"]), history);
    assert_eq!(
        fs::read_to_string(here.join("README.md")).unwrap(),
        "# ours\r\n"
    );
    assert_eq!(fs::read_to_string(here.join("LICENSE")).unwrap(), "MIT");
    let ignored = fs::read_to_string(here.join(".gitignore")).unwrap();
    assert!(
        ignored.starts_with("*.log\n.env\n!kept.log\n.venv/\n"),
        "{ignored}"
    );
    assert_eq!(
        git(&["status", "--short", "--", ".env", "LICENSE", "README.md"]),
        ""
    );
    assert_eq!(names(scratch.path()), ["shop"]);
    run(&here, ["check"]).ok();
    run(&here, ["update"]).ok();
    run(&here, ["remove", "cache", "-y"]).ok();
    assert_eq!(
        fs::read_to_string(here.join("README.md"))
            .unwrap()
            .lines()
            .next(),
        Some("# ours")
    );
}

#[test]
fn a_repository_that_holds_more_is_left_alone() {
    for (name, text) in [("main.py", "x"), (".gitignored", "x"), ("README", "")] {
        let scratch = scratch();
        let here = scratch.path().join("shop");
        fs::create_dir(&here).unwrap();
        fs::write(here.join("LICENSE"), "MIT").unwrap();
        if text.is_empty() {
            std::os::unix::fs::symlink("/etc/hostname", here.join(name)).unwrap();
        } else {
            fs::write(here.join(name), text).unwrap();
        }
        let said = run(&here, ["new", ".", "-y"]);
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(
            said.stderr.contains(&format!("it contains `{name}`\n")),
            "{said:#?}"
        );
        let mut expected = vec!["LICENSE".to_owned(), name.to_owned()];
        expected.sort();
        assert_eq!(names(&here), expected);
    }
}

/// After a kill while an existing folder is filled: the next run leaves the folder as it was, or the whole project.
#[test]
fn a_kill_while_a_folder_is_filled_is_recovered_by_the_next_run() {
    let scratch = scratch();
    let pack = big_pack(scratch.path(), "pack", FILES / 20, BYTES);
    let (mut begun, mut finished_by_next) = (0, 0);
    for round in 0..6 {
        let here = scratch.path().join(format!("place-{round}"));
        fs::create_dir(&here).unwrap();
        fs::write(here.join("LICENSE"), "MIT").unwrap();
        let folder = inode(&here);
        let mut child = start(&here, &pack, ".");
        let start = Instant::now();
        // from the first stage to the files themselves
        while names(&here).len() < 2 + usize::from(round % 2 == 1)
            && start.elapsed() < Duration::from_mins(1)
        {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_millis(4 * (round / 2)));
        let _gone = child.kill();
        let _reaped = child.wait();
        begun += usize::from(here.join(".tierup").exists());
        let said = run(
            &here,
            [
                "new",
                ".",
                "-y",
                "--no-git",
                "--pack",
                pack.to_str().unwrap(),
            ],
        );
        if said.code == 1 {
            finished_by_next += usize::from(said.stderr.contains("was completed"));
        }
        assert_eq!(inode(&here), folder);
        let package = format!("place_{round}");
        assert!(
            is_whole(&here, &package, FILES / 20, BYTES),
            "{round}: {said:#?}"
        );
        assert_eq!(fs::read_to_string(here.join("LICENSE")).unwrap(), "MIT");
        let left: Vec<String> = names(&here.join(".tierup"))
            .into_iter()
            // the remains of a finished one are removed by the next change
            .filter(|name| name.starts_with("journal"))
            .collect();
        assert_eq!(left, [""; 0], "{round}");
    }
    eprintln!("{begun} kills met the write, {finished_by_next} were finished by the next run");
    assert!(begun > 0, "no kill met the write");
}

#[test]
fn no_repository_is_created_inside_another() {
    let scratch = scratch();
    fs::create_dir_all(scratch.path().join("repository/.git")).unwrap();
    let inner = scratch.path().join("repository/services");
    fs::create_dir(&inner).unwrap();
    run(&inner, ["new", "shop", "-y"]).ok();
    assert!(!inner.join("shop/.git").exists());
    let outside = scratch.path().join("outside");
    fs::create_dir(&outside).unwrap();
    run(&outside, ["new", "shop", "-y"]).ok();
    assert!(outside.join("shop/.git").exists());
}

fn start(place: &Path, pack: &Path, target: &str) -> Child {
    tierup(place)
        .args(["new", target, "-y", "--no-git", "--pack"])
        .arg(pack)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn finished(child: Child) -> Said {
    let output = child.wait_with_output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn send(signal: &str, child: &Child) {
    let status = Command::new("sh")
        .args(["-c", &format!("kill -{signal} {}", child.id())])
        .status()
        .unwrap();
    assert!(status.success(), "no process to send {signal} to");
}

/// Waits until a staging folder in `place` contains at least `files` files; returns whether it did.
fn wait_for_staging(place: &Path, files: usize) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_mins(1) {
        if staged(place)
            .iter()
            .any(|name| count(&place.join(name)) >= files)
        {
            return true;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    false
}

fn count(dir: &Path) -> usize {
    let Ok(entries) = fs::read_dir(dir) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => count(&entry.path()),
            Ok(_) => 1,
            Err(_) => 0,
        })
        .sum()
}

fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).unwrap().ino()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn staged(dir: &Path) -> Vec<String> {
    let mut names = names(dir);
    names.retain(|name| name.starts_with(STAGING));
    names
}
