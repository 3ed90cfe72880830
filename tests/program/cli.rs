//! The command line as programs and shells use it: JSON, dry runs, diffs, answers from files, completions.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Said, clean_environment, copy, project, run, said, scratch, tierup};

#[test]
fn list_has_tiers_with_their_providers_and_presets_that_choose_for_every_tier() {
    let folder = scratch();
    let said = run(folder.path(), ["list", "--json"]).ok();
    assert_eq!(said.stderr, "");
    let list = said.json();
    assert_eq!(
        keys(&list),
        ["pack", "presets", "questions", "tiers", "types"]
    );
    let tiers = list["tiers"].as_array().unwrap();
    let ids: Vec<&str> = tiers
        .iter()
        .map(|tier| tier["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids[..5], ["lb", "web", "queue", "cache", "db"]);
    for tier in tiers {
        let providers = tier["providers"].as_array().unwrap();
        let none = providers.iter().any(|provider| provider["id"] == "none");
        assert_eq!(tier["optional"].as_bool(), Some(none), "{tier}");
        for provider in providers {
            assert!(
                provider["id"].is_string() && provider["label"].is_string(),
                "{provider}"
            );
            assert!(
                provider["requires"].is_array() && provider["conflicts"].is_array(),
                "{provider}"
            );
        }
    }
    let presets = list["presets"].as_array().unwrap();
    for id in ["classic", "minimal"] {
        assert!(
            presets.iter().any(|preset| preset["id"] == id),
            "no preset {id}"
        );
    }
    for preset in presets {
        let mut expected = ids.clone();
        expected.sort_unstable();
        assert_eq!(keys(&preset["tiers"]), expected);
    }
}

#[test]
fn every_preset_can_be_written() {
    let folder = scratch();
    let list = run(folder.path(), ["list", "--json"]).ok().json();
    for preset in list["presets"].as_array().unwrap() {
        let id = preset["id"].as_str().unwrap();
        project(folder.path(), &format!("shop-{id}"), &["--preset", id]);
    }
}

#[test]
fn a_dry_run_lists_exactly_the_files_that_are_then_written_and_writes_none() {
    let folder = scratch();
    let arguments = ["new", "shop", "-y", "--no-git", "--json"];
    let dry = run(folder.path(), arguments.into_iter().chain(["--dry-run"])).ok();
    assert_eq!(dry.stderr, "");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let plan = dry.json();
    assert_eq!(
        planned(&plan),
        planned(&run(folder.path(), arguments).ok().json())
    );
    let written = files(&folder.path().join("shop")).into_keys();
    let written: Vec<String> = written.filter(|path| !kept(path)).collect();
    assert_eq!(planned(&plan), written);
    assert!(plan["notes"].is_array());
    for file in plan["files"].as_array().unwrap() {
        assert_eq!(file["action"], "created", "{file}");
    }
}

#[test]
fn a_dry_run_for_people_names_the_same_files() {
    let folder = scratch();
    let plan = run(folder.path(), ["new", "shop", "-y", "--dry-run", "--json"])
        .ok()
        .json();
    let text = run(folder.path(), ["new", "shop", "-y", "--dry-run"])
        .ok()
        .stdout;
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("created  "))
        .map(|line| line.trim_end_matches("  (private)"))
        .collect();
    assert_eq!(planned(&plan), listed);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_exit_code_of_a_dry_run_reports_differences() {
    let folder = scratch();
    assert_eq!(
        run(folder.path(), ["new", "shop", "-y", "--dry-run"]).code,
        0
    );
    assert_eq!(
        run(
            folder.path(),
            ["new", "shop", "-y", "--dry-run", "--exit-code"]
        )
        .code,
        3
    );
}

#[test]
fn the_diff_of_a_dry_run_gives_the_project_when_it_is_applied() {
    let folder = scratch();
    let written = files(&project(folder.path(), "shop", &[]));
    let other = scratch();
    let diff = run(other.path(), ["new", "shop", "-y", "--dry-run", "--diff"])
        .ok()
        .stdout;
    let applied = other.path().join("applied");
    fs::create_dir(&applied).unwrap();
    let mut patch = Command::new("patch")
        .args(["-p1", "--quiet"])
        .current_dir(&applied)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    patch
        .stdin
        .take()
        .unwrap()
        .write_all(diff.as_bytes())
        .unwrap();
    assert!(patch.wait().unwrap().success());
    let mut expected = written;
    // diffs show no secrets
    expected.retain(|path, _| path != ".env" && !kept(path));
    let applied = files(&applied);
    assert_eq!(
        applied.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &expected {
        assert_eq!(&applied[path], bytes, "{path}");
    }
}

#[test]
fn a_diff_shows_no_secret() {
    let folder = scratch();
    let said = run(
        folder.path(),
        ["new", "shop", "-y", "--no-git", "--diff", "--json"],
    )
    .ok();
    let secrets = fs::read_to_string(folder.path().join("shop/.env")).unwrap();
    let values: Vec<&str> = secrets
        .lines()
        .filter_map(|line| Some(line.split_once('=')?.1))
        .filter(|value| value.len() == 40)
        .collect();
    assert!(!values.is_empty(), "no secret in .env");
    assert!(values.iter().all(|value| !said.stdout.contains(value)));
}

#[test]
fn every_path_is_relative_to_the_given_folder() {
    let folder = scratch();
    let elsewhere = scratch();
    let place = elsewhere.path().to_str().unwrap();
    fs::write(
        elsewhere.path().join("a.toml"),
        "[tiers]\ndb = \"sqlite\"\n",
    )
    .unwrap();
    run(
        folder.path(),
        [
            "-C", place, "new", "shop", "-y", "--no-git", "--from", "a.toml", "--preset", "minimal",
        ],
    )
    .ok();
    assert!(elsewhere.path().join("shop/tierup.toml").is_file());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let inner = elsewhere.path().join("shop/tests");
    let drawn = run(folder.path(), ["diagram", "-C", inner.to_str().unwrap()]).ok();
    assert!(drawn.stdout.contains("SQLite"), "{}", drawn.stdout);
}

#[test]
fn a_blueprint_gives_the_same_project_again() {
    let folder = scratch();
    for choices in [
        &[][..],
        &["--preset", "minimal"],
        &[
            "db=sqlite",
            "lb=none",
            "--set",
            "project.name=A \"quoted\" \\ näme",
            "--set",
            "project.package=quoted",
        ],
        &[
            "--set",
            "capacity.web.cpus=0.5",
            "--set",
            "capacity.web.replicas=3",
            "--set",
            "capacity.db.max_connections=200",
        ],
    ] {
        let first = project(folder.path(), "shop", choices);
        let text = fs::read_to_string(first.join("tierup.toml")).unwrap();
        let again = scratch();
        fs::write(again.path().join("b.toml"), &text).unwrap();
        run(
            again.path(),
            ["new", "shop", "-y", "--no-git", "--from", "b.toml"],
        )
        .ok();
        same(&first, &again.path().join("shop"));
        let piped = scratch();
        with_input(
            piped.path(),
            &["new", "shop", "-y", "--no-git", "--from", "-"],
            &text,
        )
        .ok();
        same(&first, &piped.path().join("shop"));
        fs::remove_dir_all(first).unwrap();
    }
}

#[test]
fn the_printed_command_gives_the_same_project() {
    let folder = scratch();
    let arguments = [
        "new",
        "Shop API",
        "-y",
        "--no-git",
        "--json",
        "cache=none",
        "--set",
        "project.name=It's ours",
    ];
    let told = run(folder.path(), arguments).ok().json()["command"]
        .as_str()
        .unwrap()
        .to_owned();
    let again = scratch();
    let bin = Path::new(env!("CARGO_BIN_EXE_tierup")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.envs(clean_environment());
    shell
        .args(["-c", &told])
        .env("PATH", path)
        .current_dir(again.path());
    said(shell.stdin(Stdio::null())).ok();
    same(
        &folder.path().join("Shop API"),
        &again.path().join("Shop API"),
    );
}

#[test]
fn answers_over_a_file_count_and_nothing_on_standard_input_is_no_answer() {
    let folder = scratch();
    with_input(
        folder.path(),
        &["new", "shop", "-y", "--no-git", "--from", "-", "db=sqlite"],
        "[tiers]\ndb = \"postgres\"\n",
    )
    .ok();
    let text = fs::read_to_string(folder.path().join("shop/tierup.toml")).unwrap();
    assert!(text.contains("db = \"sqlite\""), "{text}");
    with_input(
        folder.path(),
        &["new", "other", "-y", "--no-git", "--from", "-"],
        "",
    )
    .ok();
    with_input(
        folder.path(),
        &["new", "marked", "-y", "--no-git", "--from", "-"],
        "\u{feff}[tiers]\r\ndb = \"sqlite\"\r\n[capacity]\r\n",
    )
    .ok();
}

#[test]
fn a_relative_pack_folder_is_found_from_a_subfolder_of_the_project() {
    let folder = scratch();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"),
        &folder.path().join("pack"),
    );
    run(
        folder.path(),
        ["new", "shop", "-y", "--no-git", "--pack", "pack"],
    )
    .ok();
    let shop = folder.path().join("shop");
    run(&shop, ["diagram"]).ok();
    run(
        &shop.join("tests"),
        ["diagram", "--format", "mermaid", "--json"],
    )
    .ok();
    let list = run(folder.path(), ["list", "--pack", "pack", "--json"])
        .ok()
        .json();
    assert_eq!(list, run(folder.path(), ["list", "--json"]).ok().json());
}

#[test]
fn completions_are_a_script_for_every_shell_and_one_document_for_programs() {
    let folder = scratch();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(folder.path(), ["completions", shell]).ok();
        assert!(script.stdout.contains("tierup"), "{shell}");
        let document = run(folder.path(), ["completions", shell, "--json"])
            .ok()
            .json();
        assert_eq!(document["shell"], shell);
        assert_eq!(
            document["script"].as_str().unwrap().trim_end(),
            script.stdout.trim_end()
        );
    }
}

#[test]
fn a_shell_is_offered_what_the_pack_has() {
    let folder = scratch();
    for (word, offered) in [
        ("db=p", vec!["db=postgres"]),
        (
            "queue=",
            vec![
                "queue=celery-redis",
                "queue=celery-rabbitmq",
                "queue=celery-valkey",
                "queue=none",
            ],
        ),
        ("nothing=", vec![]),
    ] {
        let said = completed(folder.path(), &["new", "shop", word]);
        let known: Vec<&str> = said.lines().filter(|line| offered.contains(line)).collect();
        assert_eq!(known, offered, "{word}: {said}");
        if offered.is_empty() {
            assert_eq!(said, "");
        }
    }
    assert_eq!(
        completed(folder.path(), &["new", "shop", "--preset", "min"]),
        "minimal"
    );
    assert_eq!(
        completed(folder.path(), &["new", "shop", "--set", "capacity.web.rep"]),
        "capacity.web.replicas="
    );
}

#[test]
fn bash_completes_a_choice_although_it_breaks_words_at_the_equals_sign() {
    let folder = scratch();
    let bin = Path::new(env!("CARGO_BIN_EXE_tierup")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    for (words, last, offered) in [
        ("tierup new shop db = p", "p", "postgres\n"),
        (
            "tierup new shop db =",
            "",
            "postgres\nmariadb\nsqlite\nnone\n",
        ),
        ("tierup new shop --preset = min", "min", "minimal\n"),
        ("tierup new shop db = none queue", "queue", "queue=none\n"),
        ("tierup sche", "sche", "schema\n"),
    ] {
        let script = format!(
            r#"source <(tierup completions bash)
function=$(complete -p tierup); function=${{function#*-F }}; function=${{function%% *}}
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9
$function tierup "{last}" ""
printf '%s\n' "${{COMPREPLY[@]}}""#
        );
        let mut bash = Command::new("bash");
        bash.args(["-c", &script])
            .env("PATH", &path)
            .current_dir(folder.path());
        assert_eq!(said(&mut bash).stdout, offered, "{words}");
    }
}

#[test]
fn the_schema_knows_every_tier_and_every_key_and_allows_no_other() {
    let folder = scratch();
    let schema: Value = serde_json::from_str(&run(folder.path(), ["schema"]).ok().stdout).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(run(folder.path(), ["schema", "--json"]).ok().json(), schema);
    let list = run(folder.path(), ["list", "--json"]).ok().json();
    for tier in list["tiers"].as_array().unwrap() {
        let ids: Vec<&Value> = tier["providers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| &p["id"])
            .collect();
        let known =
            &schema["properties"]["tiers"]["properties"][tier["id"].as_str().unwrap()]["enum"];
        assert_eq!(known.as_array().unwrap().iter().collect::<Vec<_>>(), ids);
    }
    let text = fs::read_to_string(project(folder.path(), "shop", &[]).join("tierup.toml")).unwrap();
    let blueprint: toml::Table = text.parse().unwrap();
    described(&schema, &toml::Value::Table(blueprint), "");
}

#[test]
fn the_schema_of_a_model_knows_every_key_of_the_built_in_one() {
    let folder = scratch();
    let schema = run(folder.path(), ["schema", "model", "--json"])
        .ok()
        .json();
    assert_eq!(schema["title"], "model.toml");
    assert_eq!(schema["additionalProperties"], false);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/model.toml");
    let model: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    for key in model.keys() {
        assert!(
            schema["properties"][key]["description"].is_string(),
            "{key}"
        );
    }
    let input = &schema["$defs"]["InputEntry"]["properties"];
    for key in [
        "about", "role", "default", "min", "max", "exact", "scaled", "unknown",
    ] {
        assert!(input[key].is_object(), "{key}");
    }
}

/// Every key of `value` is in the schema, and the schema allows no others.
fn described(schema: &Value, value: &toml::Value, path: &str) {
    let Some(table) = value.as_table() else {
        return;
    };
    assert_eq!(schema["additionalProperties"], false, "{path}");
    for (key, value) in table {
        let inner = &schema["properties"][key];
        assert!(inner.is_object(), "the schema has no {path}.{key}");
        described(inner, value, &format!("{path}.{key}"));
    }
}

#[test]
fn help_is_written_to_standard_output_and_no_arguments_are_an_error() {
    let folder = scratch();
    let help = run(folder.path(), ["--help"]).ok();
    assert!(help.stdout.contains("Usage: tierup"));
    let nothing = run(folder.path(), [""; 0]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (2, ""));
    assert!(nothing.stderr.contains("Usage: tierup"));
    let json = run(folder.path(), ["--json"]);
    assert_eq!(json.code, 2);
    assert_eq!(json.json()["errors"][0]["message"], "no command is given");
}

/// The current folder of a shell may have been removed.
#[cfg(target_os = "linux")]
#[test]
fn a_removed_working_directory_is_reported() {
    let folder = scratch();
    let script = format!(
        "mkdir gone && cd gone && rmdir ../gone && exec '{}' \"$@\"",
        env!("CARGO_BIN_EXE_tierup")
    );
    let shell = |arguments: &[&str]| {
        let mut command = Command::new("sh");
        let command = command.args(["-c", &script, "sh"]).args(arguments);
        said(
            command
                .current_dir(folder.path())
                .envs(clean_environment())
                .env("NO_COLOR", "1"),
        )
    };
    for arguments in [
        &["check"][..],
        &["new", "shop", "-y"],
        &["-C", ".", "plan"],
        &["pack", "check", "x"],
    ] {
        let told = shell(arguments);
        assert_eq!(told.code, 1, "{told:#?}");
        assert!(told.stderr.contains("  help: "), "{arguments:?}: {told:#?}");
    }
    assert!(
        shell(&["check"])
            .stderr
            .contains("  --> the working directory\n")
    );
    shell(&["list"]).ok();
}

/// Standard output on a full disk: a change that was applied succeeds, and a command that only prints fails.
#[cfg(target_os = "linux")]
#[test]
fn an_output_error_does_not_fail_a_completed_command() {
    let folder = scratch();
    let full = |arguments: &[&str]| {
        let out = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = tierup(folder.path());
        let command = command.args(arguments).stdout(out).stderr(Stdio::piped());
        let ended = command.spawn().unwrap().wait_with_output().unwrap();
        (
            ended.status.code().unwrap(),
            String::from_utf8(ended.stderr).unwrap(),
        )
    };
    for done in [
        &["new", "shop", "-y", "--no-git"][..],
        &["-C", "shop", "set", "cache=none", "-y", "--diff"],
        &["-C", "shop", "--json", "add", "cache=redis"],
        &["pack", "new", "pack"],
    ] {
        let (code, stderr) = full(done);
        assert_eq!(code, 0, "{done:?}: {stderr}");
        assert!(
            stderr.starts_with("warning: the result could not be printed: No space left"),
            "{done:?}: {stderr}"
        );
        assert!(
            stderr.contains("; the command itself succeeded\n"),
            "{stderr}"
        );
    }
    let text = fs::read_to_string(folder.path().join("shop/tierup.toml")).unwrap();
    assert!(text.contains("cache = \"redis\""), "{text}");
    assert!(folder.path().join("pack/catalog.toml").is_file());
    for told in [
        &["list"][..],
        &["--help"],
        &["--version"],
        &["new", "other", "-y", "--dry-run"],
        &["-C", "shop", "plan"],
        &["-C", "shop", "size"],
        &["-C", "shop", "set", "cache=none", "--dry-run"],
    ] {
        let (code, stderr) = full(told);
        assert_eq!(code, 1, "{told:?}: {stderr}");
        assert!(stderr.contains("  --> standard output\n"), "{stderr}");
        assert!(stderr.contains("  help: "), "{stderr}");
    }
}

/// `tierup list | head -1`: a closed reader is not an error.
#[cfg(unix)]
#[test]
fn a_closed_reader_is_not_an_error() {
    let folder = scratch();
    project(folder.path(), "shop", &[]);
    for arguments in [
        &["list"][..],
        &["--help"],
        &["-C", "shop", "size", "--json"],
        &["-C", "shop", "remove", "cache", "-y", "--quiet"],
        &["new", "two", "-y", "--no-git"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = tierup(folder.path());
        let command = command
            .args(arguments)
            .stdout(writer)
            .stderr(Stdio::piped());
        let ended = command.spawn().unwrap().wait_with_output().unwrap();
        let stderr = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(
            (ended.status.code(), &stderr[..]),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
    assert!(folder.path().join("two/tierup.toml").is_file());
}

fn planned(plan: &Value) -> Vec<String> {
    let files = plan["files"].as_array().unwrap();
    files
        .iter()
        .map(|file| file["path"].as_str().unwrap().to_owned())
        .collect()
}

fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

/// Whether a file is part of the bookkeeping, which a plan does not list.
fn kept(path: &str) -> bool {
    path.starts_with(".tierup/")
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut left = vec![root.to_path_buf()];
    while let Some(dir) = left.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let inner = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                files.insert(inner, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Checks that both have the same files with the same bytes, except secrets.
#[track_caller]
fn same(one: &Path, other: &Path) {
    let (mut one, mut other) = (files(one), files(other));
    assert!(one.remove(".env").is_some() == other.remove(".env").is_some());
    let differing: Vec<&String> = one
        .iter()
        .filter(|(path, bytes)| other.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(differing, [""; 0]);
    assert_eq!(one.len(), other.len());
}

fn with_input(dir: &Path, arguments: &[&str], input: &str) -> Said {
    let mut child = tierup(dir)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The completions of the last of `words`, one a line.
fn completed(dir: &Path, words: &[&str]) -> String {
    let mut command = tierup(dir);
    command
        .env("COMPLETE", "bash")
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .args(["--", "tierup"])
        .args(words);
    said(&mut command).ok().stdout
}
