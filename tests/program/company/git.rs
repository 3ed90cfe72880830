//! The same pack from a repository: pinned by commit, fetched without running code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{change, company, copy, files, move_on};
use crate::support::{Said, said, scratch, tierup};

/// A repository with the company's pack, a project generated from its branch, and a folder for the cache.
struct Team {
    scratch: tempfile::TempDir,
}

impl Team {
    fn new() -> Self {
        let team = Self { scratch: scratch() };
        copy(&company().join("pack"), &team.pack());
        team.git(&["init", "--quiet", "--initial-branch=main"]);
        team.commit();
        team.git(&["tag", "v1"]);
        team
    }

    fn pack(&self) -> PathBuf {
        self.scratch.path().join("acme-pack")
    }

    fn shop(&self) -> PathBuf {
        self.scratch.path().join("shop")
    }

    fn source(&self, reference: &str) -> String {
        format!("git+file://{}#{reference}", self.pack().display())
    }

    fn commit(&self) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "next"]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn git(&self, arguments: &[&str]) -> String {
        let program = tierup(self.scratch.path());
        let environment = program
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)));
        let output = Command::new("git")
            .arg("-C")
            .arg(self.pack())
            .args(arguments)
            .envs(environment)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn run(&self, dir: &Path, arguments: &[&str]) -> Said {
        let kept = self.scratch.path().join("kept");
        said(
            tierup(dir)
                .args(arguments)
                .env("XDG_CACHE_HOME", &kept)
                .env("LOCALAPPDATA", &kept),
        )
    }

    fn new_shop(&self, reference: &str) -> PathBuf {
        let source = self.source(reference);
        self.run(
            self.scratch.path(),
            &["new", "shop", "-y", "--no-git", "--pack", &source],
        )
        .ok();
        self.shop()
    }

    fn refused(&self, source: &str) -> String {
        let said = self.run(
            self.scratch.path(),
            &["new", "other", "-y", "--no-git", "--pack", source],
        );
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(!self.scratch.path().join("other").exists());
        let address = format!("file://{}", self.pack().display());
        said.stderr.replace(&address, "[PACK]")
    }
}

fn blueprint(shop: &Path) -> String {
    fs::read_to_string(shop.join("tierup.toml")).unwrap()
}

#[test]
fn a_project_stays_at_its_commit_until_it_is_updated() {
    let team = Team::new();
    let first = team.git(&["rev-parse", "HEAD"]);
    let shop = team.new_shop("main");
    assert!(blueprint(&shop).contains(&format!("commit = \"{first}\"\n")));
    assert!(blueprint(&shop).contains(&format!("source = \"{}\"\n", team.source("main"))));
    team.run(&shop, &["check"]).ok();

    move_on(&team.pack());
    let second = team.commit();
    change(&shop.join("Makefile"), "\nhelp:", "\n# ours\nhelp:");
    let found = team.run(&shop, &["check"]);
    assert_eq!(found.code, 3);
    assert!(found.stdout.contains(&second), "{}", found.stdout);
    // no implicit update: the templates are still those of the commit
    team.run(&shop, &["set", "answers.team=payments"]).ok();
    assert!(blueprint(&shop).contains(&first));
    assert!(
        !fs::read_to_string(shop.join("Dockerfile"))
            .unwrap()
            .contains("STOPSIGNAL")
    );

    team.run(&shop, &["update"]).ok();
    assert!(blueprint(&shop).contains(&second) && !blueprint(&shop).contains(&first));
    let dockerfile = fs::read_to_string(shop.join("Dockerfile")).unwrap();
    assert!(dockerfile.contains("STOPSIGNAL") && dockerfile.contains("payments"));
    assert!(
        fs::read_to_string(shop.join("Makefile"))
            .unwrap()
            .contains("\n# ours\nhelp:")
    );
    assert!(
        team.run(&shop, &["update"])
            .ok()
            .stdout
            .contains("nothing to do")
    );
}

#[test]
fn without_the_repository_a_project_uses_the_cache() {
    let team = Team::new();
    let shop = team.new_shop("v1");
    fs::rename(team.pack(), team.scratch.path().join("away")).unwrap();
    team.run(&shop, &["diagram"]).ok();
    team.run(&shop, &["set", "answers.team=payments"]).ok();
    let said = team.run(&shop, &["check"]).ok();
    assert!(
        said.stderr
            .contains("the pack could not be updated and stays at "),
        "{said:#?}"
    );
    team.run(&shop, &["update"]).ok();
    // a colleague with an empty cache needs it
    fs::remove_dir_all(team.scratch.path().join("kept")).unwrap();
    let said = team.run(&shop, &["diagram"]);
    assert_eq!(said.code, 1);
    assert!(
        said.stderr.starts_with("error: git cannot fetch file://"),
        "{}",
        said.stderr
    );
}

#[test]
fn another_reference_and_a_commit_are_taken_by_name() {
    let team = Team::new();
    let first = team.git(&["rev-parse", "HEAD"]);
    let shop = team.new_shop("v1");
    move_on(&team.pack());
    let second = team.commit();
    team.git(&["tag", "--annotate", "--message", "two", "v2"]);
    team.run(
        &shop,
        &["set", &format!("pack.source={}", team.source("v2"))],
    )
    .ok();
    assert!(blueprint(&shop).contains(&second));
    // edited by hand: refused by other commands, accepted by an update
    let text = blueprint(&shop).replace("#v2", "#v1");
    fs::write(shop.join("tierup.toml"), text).unwrap();
    let said = team.run(&shop, &["set", "answers.team=a"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stderr
            .contains("has changed since this project was generated"),
        "{}",
        said.stderr
    );
    team.run(&shop, &["update"]).ok();
    assert!(blueprint(&shop).contains(&first));
    // the full hash of a commit that is not the head of a branch
    fs::remove_dir_all(team.scratch.path().join("kept")).unwrap();
    let source = team.source(&first);
    team.run(
        team.scratch.path(),
        &[
            "new",
            "other",
            "-y",
            "--no-git",
            "--pack",
            &source,
            "--set",
            "project.name=shop",
        ],
    )
    .ok();
    assert_eq!(
        files(&shop).get(Path::new("Dockerfile")),
        files(&team.scratch.path().join("other")).get(Path::new("Dockerfile"))
    );
}

#[test]
fn errors_of_git_are_reported() {
    let team = Team::new();
    assert_eq!(
        team.refused(&team.source("v9")),
        "error: there is no branch, tag or commit `v9` in [PACK]\n  --> --pack\n  \
         help: `git ls-remote URL` lists branches and tags; a commit needs all 40 digits\n"
    );
    let gone = team.source("v1").replace("acme-pack", "gone");
    assert!(
        team.refused(&gone)
            .starts_with("error: git cannot fetch file://")
    );
    let without_git = said(
        tierup(team.scratch.path())
            .args(["list", "--pack", &team.source("v1")])
            .env("PATH", "/nowhere"),
    );
    assert_eq!(
        without_git.stderr,
        "error: git is not installed, but the pack is in a git repository\n  --> --pack\n  \
         help: install git, or get the repository in another way and use its directory: `--pack DIR`\n"
    );
}

/// Law 8.
#[cfg(unix)]
#[test]
fn a_repository_runs_nothing_and_its_links_and_submodules_are_refused() {
    let team = Team::new();
    let witness = team.scratch.path().join("witness");
    let touch = format!("touch '{}'", witness.display());
    // attributes and filters have no effect, and the repository's hooks and settings are not used
    let attributes = "* filter=evil export-subst diff=evil\n";
    fs::write(team.pack().join(".gitattributes"), attributes).unwrap();
    for (key, value) in [
        ("filter.evil.smudge", touch.as_str()),
        ("core.fsmonitor", &touch),
        ("core.sshCommand", &touch),
        ("core.hooksPath", "hooks"),
    ] {
        team.git(&["config", "--file", "config-of-the-pack", key, value]);
    }
    fs::create_dir_all(team.pack().join("hooks")).unwrap();
    for hook in ["post-checkout", "reference-transaction", "post-merge"] {
        let path = team.pack().join("hooks").join(hook);
        fs::write(&path, format!("#!/bin/sh\n{touch}\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(&path, mode).unwrap();
    }
    change(
        &team.pack().join("project/Dockerfile.tera"),
        "EXPOSE 8000",
        "# $Format:%H$\nEXPOSE 8000",
    );
    team.commit();
    let shop = team.new_shop("main");
    let dockerfile = fs::read_to_string(shop.join("Dockerfile")).unwrap();
    assert!(dockerfile.contains("\n# $Format:%H$\n"), "{dockerfile}");

    std::os::unix::fs::symlink("/etc/passwd", team.pack().join("project/a-link")).unwrap();
    let first = team.git(&["rev-parse", "HEAD"]);
    team.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("160000,{first},project/b-module"),
    ]);
    team.git(&["add", "project/a-link"]);
    team.git(&["commit", "--quiet", "--message", "traps"]);
    let odd = "a pack can only contain regular files; this is a link or a device";
    let help = "  help: remove it from the pack\n";
    assert_eq!(
        team.refused(&team.source("main")),
        format!(
            "error: {odd}\n  --> project/a-link\n{help}\nerror: {odd}\n  --> project/b-module\n{help}"
        )
    );
    assert!(!witness.exists());
}

/// An interrupt is not delayed by a server that does not respond, and no process remains.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_git_and_what_it_started() {
    let team = Team::new();
    let mark = team.scratch.path().join("waits");
    let waits = format!("touch '{}'; exec sleep 600.25 #", mark.display());
    let kept = team.scratch.path().join("kept");
    let child = tierup(team.scratch.path())
        .args(["new", "shop", "-y", "--pack", "git+ssh://git@a.example/b"])
        .env("GIT_SSH_COMMAND", waits)
        .env("XDG_CACHE_HOME", &kept)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !mark.exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let start = std::time::Instant::now();
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(start.elapsed().as_secs() < 20);
    assert_eq!(fs::read_dir(kept.join("tierup/packs")).unwrap().count(), 0);
    let left = Command::new("ps").args(["-e", "-o", "args"]).output();
    if let Ok(left) = left {
        assert!(!String::from_utf8_lossy(&left.stdout).contains("sleep 600.25"));
    }
}

#[test]
fn a_pack_may_lie_in_a_folder_of_a_repository() {
    let team = Team::new();
    let inner = team.pack().join("packs/acme");
    copy(&company().join("pack"), &inner);
    team.commit();
    let shop = team.new_shop("main:packs/acme");
    let source = team.source("main:packs/acme");
    assert!(blueprint(&shop).contains(&format!("source = \"{source}\"\n")));
    team.run(&shop, &["check"]).ok();
    // other files of the repository are not part of the pack
    let same = line(&shop, "hash = ");
    fs::write(team.pack().join("project/more.txt"), "more\n").unwrap();
    team.commit();
    team.run(&shop, &["update"]).ok();
    assert_eq!(line(&shop, "hash = "), same);
    move_on(&inner);
    let moved = team.commit();
    team.run(&shop, &["update"]).ok();
    assert!(blueprint(&shop).contains(&moved));
    assert_ne!(line(&shop, "hash = "), same);

    team.run(
        &shop,
        &["set", &format!("pack.source={}", team.source("v1"))],
    )
    .ok();
    team.run(&shop, &["set", &format!("pack.source={source}")])
        .ok();
    assert_eq!(line(&shop, "source = "), format!("source = \"{source}\""));

    for (folder, why) in [
        (
            "nope",
            "error: there is no directory `nope` in [PACK] at `main`",
        ),
        (
            "catalog.toml",
            "error: there is no directory `catalog.toml`",
        ),
        ("../acme-pack", "has a part `.` or `..`"),
        ("/etc", "has an empty part"),
        (".git", "belongs to git"),
    ] {
        let told = team.refused(&team.source(&format!("main:{folder}")));
        assert!(told.contains(why) && told.contains("git+URL#"), "{told}");
    }
    let told = team.refused("git@example.com:team/acme.git");
    assert!(
        told.contains("help: did you mean `git+ssh://git@example.com/team/acme.git`?"),
        "{told}"
    );
}

#[test]
fn a_repository_and_its_checkout_are_one_pack_despite_other_files() {
    let team = Team::new();
    fs::write(
        team.pack().join("project/logo.bin"),
        b"\x89PNG\r\n\x1a\n\0\r\n",
    )
    .unwrap();
    team.commit();
    let shop = team.new_shop("main");
    let folder = team.scratch.path().join("checkout");
    copy(&team.pack(), &folder);
    fs::remove_dir_all(folder.join(".git")).unwrap();
    for path in files(&folder).keys() {
        let path = folder.join(path);
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        if !text.contains('\0') {
            fs::write(&path, text.replace('\n', "\r\n")).unwrap();
        }
    }
    for junk in [
        ".DS_Store",
        "a.py~",
        ".a.py.swp",
        "#a.py#",
        "a.py.orig",
        "a.pyc",
    ] {
        fs::write(folder.join("project").join(junk), "x").unwrap();
    }
    fs::create_dir(folder.join("project/__pycache__")).unwrap();
    fs::write(folder.join("project/__pycache__/a.py"), "x").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.join("project/.#a.py")).unwrap();
    let new = ["new", "other", "-y", "--no-git", "--pack", "checkout"];
    team.run(team.scratch.path(), &new).ok();
    let other = team.scratch.path().join("other");
    assert_eq!(line(&shop, "hash = "), line(&other, "hash = "));
    assert_eq!(
        fs::read(other.join("logo.bin")).unwrap(),
        b"\x89PNG\r\n\x1a\n\0\r\n"
    );
    let names = |shop: &Path| -> Vec<String> {
        let known = files(shop);
        known
            .keys()
            .map(|path| path.display().to_string().replace("other", "shop"))
            .collect()
    };
    assert_eq!(names(&shop), names(&other));
    let makefile = |shop: &Path| fs::read_to_string(shop.join("Makefile")).unwrap();
    assert_eq!(
        makefile(&shop).replace("other", "shop"),
        makefile(&other).replace("other", "shop")
    );
}

/// The line of a project's blueprint with this prefix.
fn line(shop: &Path, start: &str) -> String {
    let text = blueprint(shop);
    let line = text.lines().find(|line| line.starts_with(start));
    line.unwrap_or_default().to_owned()
}
