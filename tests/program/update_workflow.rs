//! The workflow that brings an update as a pull request: its script, run by bash in a clone, with a repository on disk as
//! `origin` and a `gh` that notes how it is called.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Said, clean_environment, copy, run, said, scratch};

const WORKFLOW: &str = ".github/workflows/tierup-update.yml";
const BRANCH: &str = "tierup-update";

/// Notes its arguments and the text of the pull request; one is open if there is a file `open`.
const GH: &str = r#"#!/bin/sh
cd "$FAKE_GH"
printf '%s\n' "$*" >> calls
case "$1 $2" in
  "pr list") test -e open && echo 1 || echo 0 ;;
  "pr create") touch open ;;
esac
while [ $# -gt 0 ]; do
  if [ "$1" = --body-file ]; then cp "$2" body; fi
  shift
done
"#;

struct Workshop {
    folder: tempfile::TempDir,
}

impl Workshop {
    /// A pack, a project of it with the workflow, and the project's repository.
    fn new() -> Self {
        let folder = scratch();
        let root = &folder.path().to_owned();
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        copy(&templates, &root.join("pack"));
        let new = [
            "new",
            "shop",
            "-y",
            "--no-git",
            "--pack",
            "pack",
            "--preset",
            "minimal",
            "--set",
            "answers.update_workflow=yes",
        ];
        run(root, new).ok();
        let workshop = Self { folder };
        workshop.git(&[
            "init",
            "--quiet",
            "--bare",
            "--initial-branch=main",
            "../origin.git",
        ]);
        workshop.git(&["init", "--quiet", "--initial-branch=main"]);
        workshop.git(&["remote", "add", "origin", "../origin.git"]);
        workshop.push("A shop");
        let tools = root.join("tools");
        fs::create_dir(&tools).unwrap();
        fs::write(tools.join("gh"), GH).unwrap();
        fs::set_permissions(tools.join("gh"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(root.join("gh")).unwrap();
        workshop
    }

    fn shop(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        git.args(identity).args(arguments).current_dir(self.shop());
        let said = said(&mut git);
        assert_eq!(said.code, 0, "git {arguments:?}: {said:#?}");
        said.stdout.trim_end().to_owned()
    }

    fn push(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
        self.git(&["push", "--quiet", "origin", "main"]);
    }

    /// A later version of the pack, with another first line of the README.
    fn raise(&self, version: &str, title: &str) {
        let pack = self.folder.path().join("pack");
        let catalog = fs::read_to_string(pack.join("catalog.toml")).unwrap();
        let start = catalog.find("version = \"").unwrap();
        let end = start + catalog[start..].find('\n').unwrap();
        let catalog = catalog.replace(&catalog[start..end], &format!("version = \"{version}\""));
        fs::write(pack.join("catalog.toml"), catalog).unwrap();
        let changes = pack.join("changes.toml");
        let text = fs::read_to_string(&changes).unwrap();
        let entry = format!(
            "version = \"{version}\"\nwhat = \"The title is {title}\"\nruntime = true\ndo = \"Read it\"\n"
        );
        let text = format!("{text}\n[[changes]]\n{entry}");
        fs::write(changes, text).unwrap();
        let readme = pack.join("project/README.md.tera");
        let text = fs::read_to_string(&readme).unwrap();
        let (_, rest) = text.split_once('\n').unwrap();
        fs::write(readme, format!("# {title}\n{rest}")).unwrap();
    }

    /// Runs the script of the workflow in a new clone.
    fn work(&self) -> Said {
        let root = self.folder.path();
        let clone = root.join("clone");
        if clone.exists() {
            fs::remove_dir_all(&clone).unwrap();
        }
        self.git(&["clone", "--quiet", "../origin.git", "../clone"]);
        let workflow = fs::read_to_string(clone.join(WORKFLOW)).unwrap();
        let mut bash = Command::new("bash");
        bash.args(["-e", "-c", &script(&workflow)])
            .current_dir(&clone);
        for name in ["BRANCH", "EMAIL"] {
            bash.env(name, value(&workflow, name));
        }
        let program = Path::new(env!("CARGO_BIN_EXE_tierup")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let path = format!(
            "{}:{}:{path}",
            root.join("tools").display(),
            program.display()
        );
        bash.env("PATH", path)
            .env("RUNNER_TEMP", root)
            .env("FAKE_GH", root.join("gh"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .envs(clean_environment())
            .env("HOME", root);
        said(&mut bash)
    }

    /// How `gh` was called since the last look.
    fn calls(&self) -> Vec<String> {
        let path = self.folder.path().join("gh/calls");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _none = fs::remove_file(path);
        text.lines()
            .map(|line| line.replace(self.folder.path().to_str().unwrap(), "."))
            .collect()
    }

    fn body(&self) -> String {
        fs::read_to_string(self.folder.path().join("gh/body")).unwrap()
    }

    /// A file of the branch of the pull request.
    fn pushed(&self, path: &str) -> String {
        self.git(&["fetch", "--quiet", "origin", BRANCH]);
        self.git(&["show", &format!("FETCH_HEAD:{path}")])
    }

    fn has_branch(&self) -> bool {
        !self.git(&["ls-remote", "origin", BRANCH]).is_empty()
    }
}

/// The last script of a workflow, without its indentation.
fn script(workflow: &str) -> String {
    let (_, script) = workflow.rsplit_once("run: |\n").unwrap();
    script
        .lines()
        .map(|line| line.strip_prefix("          ").unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

fn value<'a>(workflow: &'a str, name: &str) -> &'a str {
    let (_, rest) = workflow.split_once(&format!(" {name}: ")).unwrap();
    rest.lines().next().unwrap()
}

#[test]
fn nothing_is_pushed_where_nothing_is_new() {
    let workshop = Workshop::new();
    let said = workshop.work().ok();
    assert!(said.stdout.ends_with("nothing is new\n"), "{said:#?}");
    assert!(!workshop.has_branch());
    assert!(workshop.calls().is_empty());
}

#[test]
fn an_update_is_a_pull_request_that_is_refreshed() {
    let workshop = Workshop::new();
    workshop.raise("2.0.0", "Corner shop");
    workshop.work().ok();
    assert_eq!(
        workshop.calls(),
        [
            "auth setup-git",
            "pr list --head tierup-update --json number --jq length",
            "pr create --head tierup-update --title Update from the templates --body-file ./pull-request.md --draft=false",
        ]
    );
    let body = workshop.body();
    assert!(
        body.starts_with("## Changes of a running service\n\n- builtin 2.0.0: The title is Corner shop\n  - To do: Read it\n\n"),
        "{body}"
    );
    assert!(!body.contains("Conflicts"), "{body}");
    assert!(workshop.pushed("README.md").starts_with("# Corner shop\n"));
    assert!(workshop.pushed(".tierup/state.toml").contains("2.0.0"));

    // a week later nothing is new
    let said = workshop.work().ok();
    assert!(said.stdout.ends_with("nothing is new\n"), "{said:#?}");
    assert!(workshop.calls().is_empty());

    // and then another version
    workshop.raise("2.1.0", "Tea house");
    workshop.work().ok();
    assert_eq!(
        workshop.calls()[2..],
        [
            "pr edit tierup-update --title Update from the templates --body-file ./pull-request.md",
            "pr ready tierup-update --undo=false",
        ]
    );
    let body = workshop.body();
    assert!(body.contains("2.0.0") && body.contains("2.1.0"), "{body}");
    assert!(workshop.pushed("README.md").starts_with("# Tea house\n"));
}

#[test]
fn conflicts_are_in_the_text_and_make_a_draft() {
    let workshop = Workshop::new();
    let readme = workshop.shop().join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    fs::write(&readme, text.replacen("# shop\n", "# My shop\n", 1)).unwrap();
    workshop.push("Our title");
    workshop.raise("2.0.0", "Corner shop");
    workshop.work().ok();
    let calls = workshop.calls();
    assert_eq!(
        calls[2],
        "pr create --head tierup-update --title Update from the templates, with conflicts --body-file ./pull-request.md --draft=true"
    );
    let body = workshop.body();
    assert!(body.contains("\n## Conflicts\n"), "{body}");
    assert!(body.contains("\n- `README.md`, line 1\n"), "{body}");
    let pushed = workshop.pushed("README.md");
    assert!(
        pushed.contains("# My shop\n") && pushed.contains("# Corner shop\n"),
        "{pushed}"
    );
}

#[test]
fn commits_of_others_are_not_overwritten() {
    let workshop = Workshop::new();
    workshop.raise("2.0.0", "Corner shop");
    workshop.work().ok();
    workshop.calls();
    workshop.git(&["fetch", "--quiet", "origin", BRANCH]);
    workshop.git(&["switch", "--quiet", "--create", BRANCH, "FETCH_HEAD"]);
    fs::write(workshop.shop().join("mine.txt"), "mine\n").unwrap();
    workshop.git(&["add", "--all"]);
    workshop.git(&["commit", "--quiet", "--message", "Mine"]);
    workshop.git(&["push", "--quiet", "origin", BRANCH]);
    workshop.raise("2.1.0", "Tea house");
    let said = workshop.work().ok();
    assert!(said.stdout.contains("has commits of others"), "{said:#?}");
    assert!(workshop.calls().is_empty());
    assert_eq!(workshop.pushed("mine.txt"), "mine");
}

#[test]
fn an_update_that_fails_fails_the_workflow() {
    let workshop = Workshop::new();
    let blueprint = workshop.shop().join("tierup.toml");
    let text = fs::read_to_string(&blueprint).unwrap();
    fs::write(
        &blueprint,
        text.replace("web = \"flask\"", "web = \"flsk\""),
    )
    .unwrap();
    workshop.push("A mistake");
    let said = workshop.work();
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(said.stderr.contains("did you mean `flask`?"), "{said:#?}");
    assert!(workshop.calls().is_empty());
}

#[test]
fn only_a_project_that_wants_the_workflow_has_it() {
    let folder = scratch();
    run(
        folder.path(),
        ["new", "shop", "-y", "--no-git", "--preset", "minimal"],
    )
    .ok();
    let shop = folder.path().join("shop");
    assert!(!shop.join(WORKFLOW).exists());
    run(&shop, ["set", "answers.update_workflow=yes"]).ok();
    assert!(shop.join(WORKFLOW).exists());
    let check = run(&shop, ["check"]);
    assert_eq!(check.code, 0, "{check:#?}");
    run(&shop, ["set", "answers.update_workflow=no"]).ok();
    assert!(!shop.join(WORKFLOW).exists());
}
