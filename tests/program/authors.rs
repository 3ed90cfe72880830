//! Commands for authors of packs: `pack new`, `pack check`, `pack test` and `pack site`, and files that are not templates.

mod site;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::fixtures::big_pack;
use crate::support::pty;
use crate::support::{copy, run, scratch};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn nothing_is_wrong_with_the_built_in_pack() {
    let said = run(root(), ["pack", "check", "templates", "--json"]).ok();
    let document: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(document["checked"]["selections"].as_u64().unwrap() > 20);
    assert!(document["files"].as_array().unwrap().len() > 100);
}

/// A clone with `umask 077` has files that only its owner can read, and containers run as another user.
#[test]
fn what_images_copy_is_readable_whatever_the_umask_of_the_clone() {
    let mut copied = 0;
    for entry in walkdir::WalkDir::new(root().join("templates")) {
        let entry = entry.expect("a readable folder");
        if !entry
            .file_name()
            .to_string_lossy()
            .starts_with("Dockerfile")
        {
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("a readable file");
        let last_stage = text.rsplit("FROM ").next().unwrap_or_default();
        let opened = last_stage.contains("RUN chmod --recursive a+rX .");
        for line in last_stage.lines().filter(|line| line.starts_with("COPY ")) {
            copied += 1;
            let readable = line.contains("--chmod=") || line.contains("--from=") || opened;
            assert!(readable, "{}: {line}", entry.path().display());
        }
    }
    assert!(copied > 0, "no image copies anything");
}

#[test]
fn a_new_pack_passes_its_checks_and_its_tests_at_once() {
    let folder = scratch();
    let said = run(folder.path(), ["pack", "new", "our-house"]).ok();
    assert!(
        said.stdout.contains("tierup pack check our-house"),
        "{said:#?}"
    );
    let catalog = fs::read_to_string(folder.path().join("our-house/catalog.toml")).unwrap();
    assert!(catalog.contains("name = \"our-house\""), "{catalog}");
    if std::env::var_os("BLESS").is_some() {
        run(folder.path(), ["pack", "test", "our-house", "--bless"]).ok();
        let starter = root().join("src/cli/command/pack/starter/tests/standard/expected");
        let _none_yet = fs::remove_dir_all(&starter);
        copy(
            &folder.path().join("our-house/tests/standard/expected"),
            &starter,
        );
    }
    let said = run(folder.path(), ["pack", "check", "our-house"]).ok();
    assert!(
        said.stdout.starts_with("our-house 0.1.0: no problems in "),
        "{said:#?}"
    );
    let said = run(folder.path(), ["pack", "test", "our-house"]).ok();
    assert_eq!(said.stdout, "standard: as expected\n");
    let new = [
        "new",
        "shop",
        "-y",
        "--no-git",
        "--pack",
        "our-house",
        "cache=none",
    ];
    run(folder.path(), new).ok();
    let check = run(&folder.path().join("shop"), ["check"]);
    assert_eq!(check.code, 0, "{check:#?}");
    run(&folder.path().join("shop"), ["add", "cache=redis"]).ok();
}

#[test]
fn a_pack_with_too_many_selections_is_checked_by_pairs() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    let mut catalog = fs::read_to_string(pack.join("catalog.toml")).unwrap();
    let ids = ["a", "b", "c", "d", "e"];
    let mut chosen = String::new();
    for tier in ids {
        let tier = format!("more-{tier}");
        let _ = write!(
            catalog,
            "\n[[tiers]]\nid = \"{tier}\"\nlabel = \"{tier}\"\nquestion = \"?\"\nproviders = {ids:?}\n"
        );
        let _ = write!(chosen, ", {tier} = \"a\"");
        for id in ids {
            let provider = pack.join(&tier).join(id);
            fs::create_dir_all(&provider).unwrap();
            let text =
                format!("label = \"{id}\"\nabout = \"{id}\"\nfacts = {{ {tier} = \"{id}\" }}\n");
            fs::write(provider.join("provider.toml"), text).unwrap();
        }
    }
    catalog = catalog.replace("web = \"plain\" }", &format!("web = \"plain\"{chosen} }}"));
    fs::write(pack.join("catalog.toml"), catalog).unwrap();
    let text =
        "{% if facts[\"more-b\"] == \"e\" and facts[\"more-d\"] == \"c\" %}{{ 1 / 0 }}{% endif %}";
    fs::write(pack.join("more-a/b/x.txt.tera"), "{{ nothing }}").unwrap();
    fs::write(pack.join("project/y.txt.tera"), text).unwrap();
    let said = run(folder.path(), ["pack", "check", "pack"]);
    assert_eq!(said.code, 1);
    assert!(
        said.stderr
            .contains("error: Variable `nothing` is not defined\n  --> more-a/b/x.txt.tera:1:4\n"),
        "{said:#?}"
    );
    assert!(
        said.stderr
            .contains("error: Cannot divide by 0, with `web=plain more-a="),
        "{said:#?}"
    );
    assert_eq!(said.stderr.matches("error: ").count(), 2, "{said:#?}");
    fs::remove_file(pack.join("more-a/b/x.txt.tera")).unwrap();
    fs::remove_file(pack.join("project/y.txt.tera")).unwrap();
    let said = run(folder.path(), ["pack", "check", "pack", "--json"])
        .ok()
        .json();
    assert_eq!(said["checked"]["all_selections"], false);
    assert!(said["checked"]["selections"].as_u64().unwrap() < 200);
}

#[test]
fn a_folder_that_is_not_empty_is_unchanged() {
    let folder = scratch();
    fs::create_dir(folder.path().join("pack")).unwrap();
    fs::write(folder.path().join("pack/mine.txt"), "mine").unwrap();
    let said = run(folder.path(), ["pack", "new", "pack"]);
    assert_eq!(said.code, 1, "{said:#?}");
    assert!(
        said.stderr.starts_with("error: `pack` is not empty"),
        "{said:#?}"
    );
    assert_eq!(fs::read_dir(folder.path().join("pack")).unwrap().count(), 1);
}

#[test]
fn a_case_that_differs_is_shown_and_blessed() {
    let folder = scratch();
    run(folder.path(), ["pack", "new", "pack"]).ok();
    let pack = folder.path().join("pack");
    fs::write(
        pack.join("project/Dockerfile.tera"),
        "FROM python:3.14-slim\n",
    )
    .unwrap();
    fs::write(pack.join("project/new.txt"), "new\n").unwrap();
    fs::remove_file(pack.join("project/.gitignore")).unwrap();
    let said = run(folder.path(), ["pack", "test", "pack"]);
    assert_eq!(said.code, 1);
    let expected = "error: 3 files differ from the expected ones
diff --git a/.gitignore b/.gitignore
deleted file mode 100644
--- a/.gitignore
+++ /dev/null
@@ -1,3 +0,0 @@
-__pycache__/
-.env
-.venv/
diff --git a/Dockerfile b/Dockerfile
--- a/Dockerfile
+++ b/Dockerfile
@@ -1,7 +1 @@
-FROM python:3.13-slim
-WORKDIR /app
-COPY pyproject.toml README.md ./
-COPY src src
-RUN pip install --no-cache-dir .
-USER nobody
-CMD [\"python\", \"-m\", \"shop\"]
+FROM python:3.14-slim
diff --git a/new.txt b/new.txt
new file mode 100644
--- /dev/null
+++ b/new.txt
@@ -0,0 +1 @@
+new
  --> tests/standard/expected
  help: to accept the new output: `tierup pack test pack --bless`
";
    assert_eq!(said.stderr, expected);
    let said = run(folder.path(), ["pack", "test", "pack", "--bless"]).ok();
    assert_eq!(said.stdout, "standard: written\n");
    let said = run(folder.path(), ["pack", "test", "pack"]).ok();
    assert_eq!(said.stdout, "standard: as expected\n");
    assert!(!pack.join("tests/standard/expected/.gitignore").exists());
}

#[test]
fn problems_of_a_cases_answers_and_a_pack_without_cases_are_reported() {
    let folder = scratch();
    run(folder.path(), ["pack", "new", "pack"]).ok();
    let tests = folder.path().join("pack/tests");
    fs::create_dir(tests.join("other")).unwrap();
    fs::write(
        tests.join("other/answers.toml"),
        "[project]\nname = \"Shop\"\n[tiers]\nweb = \"wsig\"\n",
    )
    .unwrap();
    let said = run(folder.path(), ["pack", "test", "pack"]);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.stderr,
        "error: `web` has no provider `wsig`\n  --> tests/other/answers.toml:4:1\n   |\n 4 | web = \"wsig\"\n   | ^^^^^^^^^^^^\n  help: did you mean `wsgi`?\n\n\
         error: no provider is chosen for `cache`\n  --> tests/other: tiers.cache\n  help: choose one: `cache=PROVIDER`, one of: redis, none\n"
    );
    fs::remove_dir_all(&tests).unwrap();
    let said = run(folder.path(), ["pack", "test", "pack"]);
    assert_eq!(
        said.stderr,
        "error: the pack has no test case\n  --> pack/tests\n  help: create tests/NAME/answers.toml, a tierup.toml, then run `tierup pack test pack --bless`\n"
    );
}

#[test]
fn other_files_are_copied_unchanged() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    let texts = [
        (".github/workflows/ci.yml", "on: ${{ github.ref }}\n"),
        (
            "chart/templates/{{ name }}.yaml",
            "name: {{ .Values.name }}\n{{- if .x }}\n{{- end }}\n",
        ),
        ("page_{% if a %}.html", "{% block a %}{# b #}{% raw %}"),
        ("_package_.tera.txt", "{{ project.name }}"),
        ("broken.tera.bak", "{{ {% \u{0}"),
    ];
    for (path, text) in texts {
        let path = pack.join("project").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    run(
        folder.path(),
        ["new", "shop", "-y", "--no-git", "--pack", "pack"],
    )
    .ok();
    for (path, text) in texts {
        let written = fs::read_to_string(folder.path().join("shop").join(path));
        assert_eq!(written.unwrap(), text, "{path}");
    }
}

#[test]
fn a_large_pack_shows_progress_only_on_a_terminal() {
    let folder = scratch();
    big_pack::big_pack(folder.path(), "pack", 4000, 10);
    let words = [
        env!("CARGO_BIN_EXE_tierup"),
        "new",
        "shop",
        "-y",
        "--no-git",
        "--pack",
        "pack",
    ];
    let mut terminal = pty::Pty::run(folder.path(), (40, 100), &words);
    terminal.see("%");
    assert_eq!(terminal.end(), 0);
    assert!(big_pack::is_whole(
        &folder.path().join("shop"),
        "shop",
        2000,
        10
    ));
    let new = ["new", "other", "-y", "--no-git", "--pack", "pack"];
    let said = run(folder.path(), new).ok();
    assert!(
        !said.stderr.contains('%') && !said.stdout.contains("[#"),
        "{said:#?}"
    );
}
