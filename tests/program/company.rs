//! A company's pack, `tests/company/pack`: the built-in one with a provider, a tier, a changed and a managed file,
//! questions and defaults of its own, and no line of Rust. Its use in a project, from a folder and from git, with the
//! built program. `BLESS=1 cargo test --test program company::` rewrites `tests/company/tree`.

mod git;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::selections;
use crate::support::{Said, copy, run, scratch};
use tierup::audit::open;
use tierup::core::answers::from_arguments;
use tierup::generate::blueprint;
use tierup::generate::pipeline::generate;
use tierup::pack::source;

const CI: &str = ".github/workflows/ci.yml";
/// Files that are compared line by line.
const FILES: [&str; 4] = ["Dockerfile", "compose.yaml", CI, "tierup.toml"];

fn company() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/company")
}

/// The company's pack in a folder, and a project next to it that was generated from it.
fn shop(dir: &Path) -> PathBuf {
    copy(&company().join("pack"), &dir.join("pack"));
    run(dir, ["new", "shop", "-y", "--no-git", "--pack", "pack"]).ok();
    dir.join("shop")
}

/// The next version of a company's pack: changes a line in two files.
fn move_on(pack: &Path) {
    change(
        &pack.join("catalog.toml"),
        "version = \"1.0.0\"",
        "version = \"1.1.0\"",
    );
    change(
        &pack.join("project/Dockerfile.tera"),
        "EXPOSE 8000",
        "STOPSIGNAL SIGTERM\nEXPOSE 8000",
    );
    change(
        &pack.join("parts/ci-github").join(CI),
        "ubuntu-24.04",
        "ubuntu-26.04",
    );
}

#[test]
fn list_shows_both_packs_as_one() {
    let scratch = scratch();
    let pack = company().join("pack");
    let list = run(
        scratch.path(),
        ["list", "--json", "--pack", pack.to_str().unwrap()],
    )
    .ok()
    .json();
    assert_eq!(list["pack"], json!({"name": "acme", "version": "1.0.0"}));
    let offered: BTreeMap<&str, Vec<&str>> = list["tiers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tier| (tier["id"].as_str().unwrap(), ids(&tier["providers"])))
        .collect();
    assert_eq!(
        offered["cache"],
        ["redis", "memcached", "valkey", "keydb", "none"]
    );
    assert_eq!(offered["queue"], ["celery-redis", "celery-valkey", "none"]);
    assert_eq!(offered["mail"], ["mailpit", "none"]);
    assert_eq!(
        ids(&list["presets"]),
        ["acme", "classic", "django", "minimal"]
    );
    assert_eq!(list["presets"][1]["tiers"]["mail"], "none");
    assert_eq!(
        list["questions"],
        json!([
            {
                "id": "update_workflow", "type": "yes-no", "default": false, "when": {}, "asked": false,
                "question": "Does a weekly GitHub workflow bring updates of the templates as a pull request?",
            },
            {
                "id": "gitlab", "type": "yes-no", "default": false, "when": {}, "asked": false,
                "question": "Is the project on GitLab, instead of GitHub?",
            },
            {
                "id": "devcontainer", "type": "yes-no", "default": false, "when": {}, "asked": false,
                "question": "Is there a container to develop in, for editors that start one?",
            },
            {
                "id": "pooler", "type": "yes-no", "default": false, "when": {"dialect": "postgresql"}, "asked": false,
                "question": "Does PgBouncer share the connections to the database among all processes?",
            },
            {
                "id": "public", "type": "yes-no", "default": false, "when": {"callers": "none"}, "asked": false,
                "question": "May everybody who reaches the service use it, without a login?",
            },
            {
                "id": "cors", "type": "yes-no", "default": false, "when": {}, "asked": false,
                "question": "May pages of other origins use the API from a browser?",
            },
            {
                "id": "argocd", "type": "yes-no", "default": false, "when": {"cluster": "kubernetes"}, "asked": false,
                "question": "Does Argo CD bring new versions to the cluster?",
            },
            {
                "id": "flux", "type": "yes-no", "default": false, "when": {"cluster": "kubernetes"}, "asked": false,
                "question": "Does Flux bring new versions to the cluster?",
            },
            {
                "id": "tracing", "type": "yes-no", "default": false, "when": {}, "asked": false,
                "question": "Can the service send traces by OpenTelemetry?",
            },
            {
                "id": "sentry", "type": "yes-no", "default": false, "when": {}, "asked": false,
                "question": "Can the service report errors to Sentry?",
            },
            {
                "id": "team", "question": "Which team answers for the service?", "type": "text",
                "default": "platform", "when": {}, "asked": true, "pattern": "[a-z][a-z0-9-]*",
            },
            {
                "id": "mails_kept", "question": "How many e-mails does Mailpit keep?", "type": "number",
                "default": 500, "when": {"mail": "mailpit"}, "asked": true, "min": 10.0, "max": 100_000.0,
                "whole": true,
            },
        ])
    );
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

#[test]
fn generated_files_are_as_stored_and_clean() {
    let scratch = scratch();
    let shop = shop(scratch.path());
    for file in FILES {
        let text = without_hash(&fs::read_to_string(shop.join(file)).unwrap());
        let kept = company().join("tree").join(file);
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(kept.parent().unwrap()).unwrap();
            fs::write(&kept, &text).unwrap();
        }
        let expected = fs::read_to_string(&kept).unwrap();
        assert_eq!(
            expected, text,
            "{file}: BLESS=1 writes it anew, if this is meant"
        );
    }
    let readme = fs::read_to_string(shop.join("README.md")).unwrap();
    assert!(
        readme.contains(
            "\n### Who answers for it\n\nThe team `platform`: ask in its channel first.\n"
        ),
        "{readme}"
    );
    let odd = readme
        .lines()
        .find(|line| line.ends_with(' ') || line.contains("{{"));
    assert_eq!(odd, None);
    assert_eq!(run(&shop, ["check"]).ok().code, 0);
    let docker = Command::new("docker")
        .args(["compose", "config", "--quiet"])
        .current_dir(&shop)
        .stdin(Stdio::null())
        .output();
    if let Ok(said) = docker {
        assert!(said.status.success(), "{said:?}");
    }
}

/// Removes the hash, which every change of a built-in template changes.
fn without_hash(text: &str) -> String {
    let lines = text
        .split_inclusive('\n')
        .map(|line| match line.split_once("\"sha256:") {
            Some((start, _)) => format!("{start}\"sha256:...\"\n"),
            None => line.to_owned(),
        });
    lines.collect()
}

#[test]
fn nothing_is_wrong_with_it() {
    let scratch = scratch();
    let pack = company().join("pack");
    run(scratch.path(), ["pack", "check", pack.to_str().unwrap()]).ok();
}

/// Law 3, for both packs as one.
#[test]
fn every_pair_of_choices_renders() {
    let pack = open::open_source(company().join("pack").to_str().unwrap()).unwrap();
    let cover = selections::pairwise(&pack);
    assert!(cover.len() > 10);
    for choices in cover {
        let mut answers = from_arguments(&choices, &[]).unwrap();
        answers.set("project.name", "shop", "a test");
        let blueprint = blueprint::decide(&pack, &answers).unwrap();
        let generated = generate(&pack, &blueprint, &source::read, 2).unwrap();
        let docker = &generated.tree["Dockerfile"];
        assert!(String::from_utf8_lossy(&docker.bytes).contains("com.acme.team=\"platform\""));
    }
}

/// A copied file stays equal to the built-in one.
#[test]
fn the_dockerfile_is_the_built_in_one_with_labels() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built_in = fs::read_to_string(root.join("templates/project/Dockerfile.tera")).unwrap();
    let own = fs::read_to_string(company().join("pack/project/Dockerfile.tera")).unwrap();
    let own: String = own
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("LABEL "))
        .collect();
    assert_eq!(own, built_in);
}

#[test]
fn a_tier_of_the_company_is_removed_and_added() {
    let scratch = scratch();
    let shop = shop(scratch.path());
    let before = files(&shop);
    run(&shop, ["set", "answers.mails_kept=70"]).ok();
    let said = run(&shop, ["remove", "mail"]).ok();
    assert!(
        said.stderr
            .contains("`answers.mails_kept = 70` is removed with its question"),
        "{said:#?}"
    );
    let compose = fs::read_to_string(shop.join("compose.yaml")).unwrap();
    assert!(
        !compose.contains("mailpit") && compose.contains("  SMTP_HOST: \"${SMTP_HOST:-}\"\n"),
        "{compose}"
    );
    let blueprint = fs::read_to_string(shop.join("tierup.toml")).unwrap();
    assert!(!blueprint.contains("mails_kept"), "{blueprint}");
    run(&shop, ["add", "mail=mailpit"]).ok();
    assert_eq!(before, files(&shop));
    // and the same without it from the start
    run(
        scratch.path(),
        [
            "new",
            "other",
            "-y",
            "--no-git",
            "--pack",
            "pack",
            "mail=none",
            "--set",
            "project.name=shop",
        ],
    )
    .ok();
    run(&scratch.path().join("other"), ["add", "mail", "-y"]).ok();
    assert_eq!(before, files(&scratch.path().join("other")));
}

#[test]
fn an_answer_is_checked_wherever_it_is_given() {
    let scratch = scratch();
    let shop = shop(scratch.path());
    run(
        &shop,
        ["set", "answers.team=payments", "answers.mails_kept=20"],
    )
    .ok();
    let dockerfile = fs::read_to_string(shop.join("Dockerfile")).unwrap();
    assert!(
        dockerfile.contains("com.acme.team=\"payments\"\n"),
        "{dockerfile}"
    );
    let compose = fs::read_to_string(shop.join("compose.yaml")).unwrap();
    assert!(compose.contains("MP_MAX_MESSAGES: \"20\"\n"), "{compose}");
    let refused = |said: Said, expected: &str| {
        assert_eq!((said.code, said.stderr.as_str()), (1, expected));
    };
    refused(
        run(
            &shop,
            ["set", "answers.team=Über", "answers.mails_kept=9.5"],
        ),
        "error: `answers.team` must be text that matches `[a-z][a-z0-9-]*`, not `Über`\n  \
         --> argument answers.team=Über\n  \
         help: Which team answers for the service? (default: `answers.team=platform`)\n\n\
         error: `answers.mails_kept` must be a whole number from 10 to 100000, not `9.5`\n  \
         --> argument answers.mails_kept=9.5\n  \
         help: How many e-mails does Mailpit keep? (default: `answers.mails_kept=500`)\n",
    );
    refused(
        run(
            scratch.path(),
            [
                "new",
                "x",
                "-y",
                "--pack",
                "pack",
                "mail=none",
                "--set",
                "answers.mails_kept=20",
            ],
        ),
        "error: `answers.mails_kept` does not apply to this selection\n  \
         --> --set answers.mails_kept=20\n  help: leave it out\n",
    );
    refused(
        run(&shop, ["set", "answers.teem=a"]),
        "error: there is no key `answers.teem`\n  --> argument answers.teem=a\n  \
         help: did you mean `answers.team`?\n",
    );
    change(
        &shop.join("tierup.toml"),
        "mails_kept = 20",
        "mails_kept = true",
    );
    let text = fs::read_to_string(shop.join("tierup.toml")).unwrap();
    let line = text
        .lines()
        .position(|line| line.starts_with("mails_kept"))
        .unwrap()
        + 1;
    refused(
        run(&shop, ["update"]),
        &format!(
            "error: `answers.mails_kept` must be a whole number from 10 to 100000, not true\n  \
             --> {}:{line}:1\n   |\n{line} | mails_kept = true # a whole number from 10 to 100000\n   | ^^^^^^^^^^^^^^^^^\n  \
             help: How many e-mails does Mailpit keep? (default: `answers.mails_kept=500`)\n",
            shop.join("tierup.toml").display()
        ),
    );
}

#[test]
fn a_hidden_choice_is_neither_offered_nor_taken() {
    let scratch = scratch();
    copy(&company().join("pack"), &scratch.path().join("pack"));
    let said = run(
        scratch.path(),
        [
            "new",
            "shop",
            "-y",
            "--pack",
            "pack",
            "queue=celery-rabbitmq",
        ],
    );
    assert_eq!(said.code, 1);
    assert_eq!(
        said.stderr,
        "error: the pack `acme` does not offer `queue=celery-rabbitmq`\n  \
         --> argument `queue=celery-rabbitmq`\n  help: one of: celery-redis, celery-valkey, none\n"
    );
    let said = run(
        scratch.path(),
        ["new", "shop", "-y", "--pack", "pack", "--preset", "async"],
    );
    assert!(
        said.stderr
            .starts_with("error: there is no preset `async`\n"),
        "{}",
        said.stderr
    );
}

#[test]
fn a_changed_pack_is_reported_refused_and_then_accepted_with_every_edit_kept() {
    let scratch = scratch();
    let shop = shop(scratch.path());
    change(&shop.join(CI), "make test", "make test bench");
    change(&shop.join("Makefile"), "\nhelp:", "\n# ours\nhelp:");
    let found = run(&shop, ["check", "--json"]);
    assert_eq!(found.code, 3);
    let found = found.json();
    assert_eq!(places(&found["edited"]), [CI]);
    assert_eq!(places(&found["behind"]), [""; 0]);

    move_on(&scratch.path().join("pack"));
    let found = run(&shop, ["check", "--json"]).json();
    for place in ["Dockerfile", CI, "tierup.toml"] {
        assert!(places(&found["behind"]).contains(&place), "{found:#}");
    }
    let before = files(&shop);
    let blueprint = fs::read_to_string(shop.join("tierup.toml")).unwrap();
    let hash = blueprint.lines().nth(10).unwrap();
    for change in [
        &["set", "answers.team=payments"][..],
        &["add", "mail=mailpit"],
        &["remove", "mail"],
    ] {
        let said = run(&shop, change);
        assert_eq!(said.code, 1, "{said:#?}");
        assert_eq!(
            said.stderr,
            format!(
                "error: the pack `acme` has changed since this project was generated\n  \
                 --> {}:11:1\n   |\n11 | {hash}\n   | {}\n  help: `tierup plan` previews the change, `tierup update` applies it; then run this command again\n",
                shop.join("tierup.toml").display(),
                "^".repeat(hash.len())
            )
        );
    }
    assert_eq!(before, files(&shop));

    run(&shop, ["update"]).ok();
    let ci = fs::read_to_string(shop.join(CI)).unwrap();
    assert!(
        ci.contains("make test bench") && ci.contains("ubuntu-26.04"),
        "{ci}"
    );
    assert!(
        fs::read_to_string(shop.join("Makefile"))
            .unwrap()
            .contains("\n# ours\nhelp:")
    );
    assert!(
        fs::read_to_string(shop.join("Dockerfile"))
            .unwrap()
            .contains("STOPSIGNAL")
    );
    assert_eq!(
        places(&run(&shop, ["check", "--json"]).json()["behind"]),
        [""; 0]
    );
    run(&shop, ["set", "answers.team=payments"]).ok();
    assert!(run(&shop, ["update"]).ok().stdout.contains("nothing to do"));
}

#[test]
fn answers_to_removed_questions_are_removed() {
    let scratch = scratch();
    let shop = shop(scratch.path());
    let catalog = scratch.path().join("pack/catalog.toml");
    let text = fs::read_to_string(&catalog).unwrap();
    let from = text.find("[[questions]]\nid = \"mails_kept\"").unwrap();
    let to = text.find("# What counts where").unwrap();
    fs::write(&catalog, format!("{}{}", &text[..from], &text[to..])).unwrap();
    change(
        &scratch.path().join("pack/mail/mailpit/provider.toml"),
        "{{ answers.mails_kept }}\" }",
        "9\" }",
    );
    change(
        &scratch.path().join("pack/mail/mailpit/provider.toml"),
        "details = [\"keeps {{ answers.mails_kept }}\"]\n",
        "",
    );
    let said = run(&shop, ["update"]).ok();
    assert!(
        said.stderr
            .contains("`answers.mails_kept` is removed: the pack no longer asks for it"),
        "{said:#?}"
    );
    assert!(
        !fs::read_to_string(shop.join("tierup.toml"))
            .unwrap()
            .contains("mails_kept")
    );
}

#[test]
fn a_pack_folder_is_recorded_as_a_relative_path() {
    let scratch = scratch();
    let shop = shop(scratch.path());
    let source = |shop: &Path| {
        let text = fs::read_to_string(shop.join("tierup.toml")).unwrap();
        text.lines()
            .find_map(|line| line.strip_prefix("source = "))
            .unwrap()
            .to_owned()
    };
    assert_eq!(source(&shop), "\"../pack\"");
    let inside = shop.join("src");
    run(&inside, ["check"]).ok();
    run(&inside, ["diagram"]).ok();
    // both can be moved together
    let elsewhere = scratch.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    for name in ["pack", "shop"] {
        fs::rename(scratch.path().join(name), elsewhere.join(name)).unwrap();
    }
    run(&elsewhere.join("shop"), ["check"]).ok();
    // an absolute path stays absolute
    let pack = elsewhere.join("pack").canonicalize().unwrap();
    let whole = [
        "new",
        "whole",
        "-y",
        "--no-git",
        "--pack",
        pack.to_str().unwrap(),
    ];
    run(scratch.path(), whole).ok();
    assert_eq!(
        source(&scratch.path().join("whole")),
        format!("\"{}\"", pack.display())
    );
    // answers name it relative to their own folder
    run(
        scratch.path(),
        [
            "new",
            "other",
            "-y",
            "--no-git",
            "--from",
            "elsewhere/shop/tierup.toml",
        ],
    )
    .ok();
    assert_eq!(
        source(&scratch.path().join("other")),
        "\"../elsewhere/pack\""
    );
    run(
        scratch.path(),
        [
            "-C",
            "elsewhere",
            "new",
            "third",
            "-y",
            "--no-git",
            "--pack",
            "pack",
        ],
    )
    .ok();
    assert_eq!(source(&elsewhere.join("third")), "\"../pack\"");
}

fn places(findings: &Value) -> Vec<&str> {
    findings
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|found| found["where"].as_str())
        .collect()
}

fn change(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(old), "{} has no {old:?}", path.display());
    fs::write(path, text.replacen(old, new, 1)).unwrap();
}

/// Every file except secrets, by path.
fn files(root: &Path) -> BTreeMap<PathBuf, String> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != ".env")
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_path_buf();
            (
                path,
                String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned(),
            )
        })
        .collect()
}
