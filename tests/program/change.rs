//! Commands that change a project: their output and files.

mod bytes;
mod history;
mod killed;
mod merging;
mod renamed;
mod resources;
mod used;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::support::{Said, copy, project, run, scratch, tierup};

const BESIDE: &[&str] = &["lb=nginx", "queue=none", "cache=none", "db=postgres"];

fn shop(choices: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = scratch();
    let shop = project(folder.path(), "shop", choices);
    (folder, shop)
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from:?} is not in {text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn actions(said: &Said) -> Vec<(String, String)> {
    let document = said.json();
    let files = document["files"].as_array().unwrap();
    let word = |file: &serde_json::Value, key: &str| file[key].as_str().unwrap().to_owned();
    files
        .iter()
        .map(|file| (word(file, "path"), word(file, "action")))
        .collect()
}

#[test]
fn a_plan_lists_the_changes_and_makes_none() {
    let (_folder, shop) = shop(BESIDE);
    let planned = run(&shop, ["add", "cache=redis", "--dry-run", "--json"]).ok();
    assert!(
        !shop
            .join("src/shop/infrastructure/adapters/local_cache.py")
            .exists()
    );
    assert_eq!(
        run(&shop, ["add", "cache=redis", "--dry-run", "--exit-code"]).code,
        3
    );
    assert_eq!(run(&shop, ["plan", "--exit-code"]).code, 0);
    let done = run(&shop, ["add", "cache=redis", "--json"]).ok();
    assert_eq!(actions(&planned), actions(&done));
    assert!(actions(&done).contains(&(".env".to_owned(), "updated".to_owned())));
    assert_eq!(planned.json()["notes"], done.json()["notes"]);
    let again = run(&shop, ["add", "cache=redis"]).ok();
    assert!(
        again.stdout.starts_with("nothing to do: "),
        "{}",
        again.stdout
    );
}

#[test]
fn a_diff_shows_every_change_and_no_secret() {
    let (_folder, shop) = shop(BESIDE);
    let plan = run(&shop, ["add", "cache=redis", "--dry-run", "--diff"])
        .ok()
        .stdout;
    assert!(
        plan.contains(
            "diff --git a/compose.yaml b/compose.yaml\n--- a/compose.yaml\n+++ b/compose.yaml\n@@"
        ),
        "{plan}"
    );
    assert!(plan.contains("+cache = \"redis\" # redis"), "{plan}");
    let secrets = fs::read_to_string(shop.join(".env")).unwrap();
    let secret = secrets
        .lines()
        .find_map(|line| line.strip_prefix("DB_PASSWORD="))
        .unwrap();
    assert!(!plan.contains(secret));
}

#[test]
fn edits_stay_and_a_change_merges_around_them() {
    let (_folder, shop) = shop(BESIDE);
    edit(
        &shop.join("compose.yaml"),
        "name: shop\n",
        "name: shop\n# ours\n",
    );
    fs::remove_file(shop.join("docs/architecture.svg")).unwrap();
    fs::create_dir(shop.join("ops")).unwrap();
    fs::rename(shop.join("Makefile"), shop.join("ops/Makefile")).unwrap();
    let said = run(&shop, ["add", "cache=redis", "--json"]).ok();
    let actions = actions(&said);
    let action = |path: &str| {
        actions
            .iter()
            .find(|(p, _)| p == path)
            .map(|(_, action)| action.as_str())
    };
    assert_eq!(action("compose.yaml"), Some("merged"));
    let compose = fs::read_to_string(shop.join("compose.yaml")).unwrap();
    assert!(
        compose.contains("# ours\n") && compose.contains("  cache:\n"),
        "{compose}"
    );
    assert!(!shop.join("docs/architecture.svg").exists());
    assert!(!shop.join("Makefile").exists() && shop.join("ops/Makefile").exists());
}

#[test]
fn a_conflict_is_marked_listed_found_and_undone() {
    let (_folder, shop) = shop(BESIDE);
    edit(
        &shop.join("pyproject.toml"),
        "description = \"shop\"",
        "description = \"Our shop\"",
    );
    edit(&shop.join("compose.yaml"), "name: shop\n", "name: ours\n");
    fs::write(shop.join("mine.txt"), "mine\n").unwrap();
    let before = snapshot(&shop);
    let said = run(&shop, ["set", "project.name=Store", "project.package=shop"]);
    assert_eq!(said.code, 4, "{said:#?}");
    let place = said
        .stdout
        .lines()
        .find_map(|line| line.trim().strip_prefix("pyproject.toml:"))
        .expect("the conflict is listed");
    let text = fs::read_to_string(shop.join("pyproject.toml")).unwrap();
    let number: usize = place.parse().unwrap();
    assert_eq!(text.lines().nth(number - 1), Some("<<<<<<< yours"));
    assert!(
        text.contains("description = \"Our shop\"\n||||||| as last generated\n"),
        "{text}"
    );
    assert!(
        text.contains("=======\ndescription = \"Store\"\n>>>>>>> from the templates\n"),
        "{text}"
    );

    let check = run(&shop, ["check", "--json"]);
    assert_eq!(check.code, 3);
    let found = &check.json()["inconsistent"][0];
    assert_eq!(found["where"], format!("pyproject.toml:{number}"));
    assert!(
        found["help"]
            .as_str()
            .unwrap()
            .contains("tierup update --abort")
    );
    let over = run(&shop, ["update"]);
    assert_eq!(over.code, 1, "{over:#?}");
    assert!(
        over.stderr
            .contains(&format!("  --> pyproject.toml:{number}\n")),
        "{}",
        over.stderr
    );

    fs::write(shop.join("README.md"), "written since\n").unwrap();
    let refused = run(&shop, ["update", "--abort"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("`README.md`"), "{}", refused.stderr);
    let back = run(&shop, ["update", "--abort", "-y"]).ok();
    assert!(
        back.stdout.contains("restored  pyproject.toml\n"),
        "{}",
        back.stdout
    );
    assert_eq!(snapshot(&shop), before);
    assert_eq!(run(&shop, ["update", "--abort"]).code, 1);
    run(&shop, ["check"]).ok();
}

#[test]
fn a_conflict_that_is_resolved_lets_the_next_change_through() {
    let (_folder, shop) = shop(BESIDE);
    edit(
        &shop.join("pyproject.toml"),
        "description = \"shop\"",
        "description = \"Our shop\"",
    );
    assert_eq!(run(&shop, ["set", "project.name=Store"]).code, 4);
    let text = fs::read_to_string(shop.join("pyproject.toml")).unwrap();
    let mine: String = text
        .split_inclusive('\n')
        .filter(|line| {
            ![
                "<<<<",
                "||||",
                "====",
                ">>>>",
                "description = \"shop\"",
                "description = \"Store\"",
            ]
            .iter()
            .any(|m| line.starts_with(m))
        })
        .collect();
    fs::write(shop.join("pyproject.toml"), &mine).unwrap();
    run(&shop, ["check"]).ok();
    run(&shop, ["update"]).ok();
    assert_eq!(
        fs::read_to_string(shop.join("pyproject.toml")).unwrap(),
        mine
    );
}

#[test]
fn an_edited_blueprint_is_behind_until_it_is_applied_and_keeps_its_comments() {
    let (_folder, shop) = shop(BESIDE);
    let file = shop.join("tierup.toml");
    edit(
        &file,
        "#replicas = 2",
        "replicas = 3 # for the big customer",
    );
    edit(&file, "cache = \"none\"", "cache = \"redis\"");
    let check = run(&shop, ["check", "--json"]);
    assert_eq!(check.code, 3);
    let behind = check.json()["behind"].to_string();
    assert!(
        behind.contains("`tiers.cache` was edited but not applied yet"),
        "{behind}"
    );
    run(&shop, ["update"]).ok();
    run(&shop, ["check"]).ok();
    assert!(
        fs::read_to_string(shop.join("compose.yaml"))
            .unwrap()
            .contains("  cache:\n")
    );
    run(&shop, ["set", "capacity.web.replicas=1"]).ok();
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("replicas = 1 # for the big customer\n"),
        "{text}"
    );
    run(&shop, ["remove", "cache"]).ok();
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .contains("# for the big customer\n")
    );
}

/// A number that the user has set is kept, whatever the default of the selection; the others follow it.
#[test]
fn a_chosen_number_stays_and_the_others_follow_the_tiers() {
    let folder = scratch();
    let chosen = ["lb=none", "--set", "capacity.web.replicas=1"];
    let shop = project(folder.path(), "grown/shop", &chosen);
    run(&shop, ["add", "lb=nginx"]).ok();
    let whole = ["lb=nginx", "--set", "capacity.web.replicas=1"];
    let at_once = project(folder.path(), "whole/shop", &whole);
    let text = |shop: &Path| fs::read_to_string(shop.join("tierup.toml")).unwrap();
    assert_eq!(text(&shop), text(&at_once));
    assert!(text(&shop).contains("\nreplicas = 1\n"), "{}", text(&shop));
    // without its line, the number has its default again
    edit(&shop.join("tierup.toml"), "\nreplicas = 1\n", "\n");
    run(&shop, ["update"]).ok();
    let size = run(&shop, ["size", "--json"]).ok().json();
    assert_eq!(size["inputs"]["web.replicas"], 2.0);
    run(&shop, ["set", "capacity.web.replicas=2"]).ok();
    assert!(text(&shop).contains("\nreplicas = 2\n"), "{}", text(&shop));
}

#[test]
fn a_number_that_is_changed_in_a_comment_is_reported() {
    let (_folder, shop) = shop(BESIDE);
    edit(&shop.join("tierup.toml"), "#replicas = 2", "#replicas = 3");
    let said = run(&shop, ["update"]).ok();
    assert!(
        said.stderr
            .contains("so `capacity.web.replicas = 3` has no effect: remove the `#`"),
        "{said:#?}"
    );
    let text = fs::read_to_string(shop.join("tierup.toml")).unwrap();
    assert!(text.contains("#replicas = 3\n"), "{text}");
}

/// Removing a line of `tierup.toml` does not remove a tier or change the package's name.
#[test]
fn lines_that_were_taken_out_of_the_blueprint_are_named_with_the_way_back() {
    let (_folder, shop) = shop(&["queue=none", "--set", "project.package=store"]);
    let file = shop.join("tierup.toml");
    let before = fs::read_to_string(&file).unwrap();
    let kept: Vec<&str> = before
        .lines()
        .filter(|line| {
            !["db = ", "deploy = ", "package = "]
                .iter()
                .any(|key| line.starts_with(key))
        })
        .collect();
    fs::write(&file, kept.join("\n") + "\n").unwrap();
    for command in [
        &["plan"][..],
        &["update"],
        &["check"],
        &["set", "cache=none", "-y"],
    ] {
        let said = run(&shop, command);
        assert_eq!(said.code, 1, "{said:#?}");
        for told in [
            "error: the line of `project.package` is missing\n  --> tierup.toml\n  help: `tierup set project.package=store` restores it\n",
            "error: the line of `tiers.db` is missing\n  --> tierup.toml\n  help: `tierup set db=postgres` restores it; `tierup remove db` removes the tier\n",
            "error: the line of `tiers.deploy` is missing\n  --> tierup.toml\n  help: `tierup set deploy=compose` restores it\n",
        ] {
            assert!(said.stderr.contains(told), "{told}{}", said.stderr);
        }
    }
    run(
        &shop,
        [
            "set",
            "db=postgres",
            "deploy=compose",
            "project.package=store",
        ],
    )
    .ok();
    run(&shop, ["check"]).ok();
    let after = fs::read_to_string(&file).unwrap();
    for line in [
        "db = \"postgres\"",
        "deploy = \"compose\"",
        "package = \"store\"",
    ] {
        assert!(after.contains(&format!("\n{line}")), "{after}");
    }
}

/// A pack may later reserve a name that a project has: the project keeps it, a new one cannot use it.
#[test]
fn a_project_keeps_a_name_that_its_pack_takes_later() {
    let folder = scratch();
    run(folder.path(), ["pack", "new", "pack"]).ok();
    let new = ["new", "shop", "-y", "--no-git", "--pack", "pack"];
    run(folder.path(), new).ok();
    let catalog = folder.path().join("pack/catalog.toml");
    let text = fs::read_to_string(&catalog).unwrap();
    fs::write(
        &catalog,
        text.replacen(
            "\nversion",
            "\ntaken_names = [\"sho*\", \"other\"]\nversion",
            1,
        ),
    )
    .unwrap();
    let shop = folder.path().join("shop");
    run(&shop, ["update"]).ok();
    run(&shop, ["check"]).ok();
    for refused in [
        run(&shop, ["set", "project.package=other"]),
        run(folder.path(), ["new", "shops", "-y", "--pack", "pack"]),
    ] {
        assert_eq!(refused.code, 1, "{refused:#?}");
        assert!(
            refused.stderr.contains("that the project uses"),
            "{refused:#?}"
        );
    }
}

#[test]
fn data_that_would_remain_need_consent() {
    let (_folder, shop) = shop(&["lb=nginx", "queue=none", "cache=redis", "db=postgres"]);
    let before = snapshot(&shop);
    let refused = run(&shop, ["set", "db=sqlite", "capacity.web.replicas=1"]);
    assert_eq!(refused.code, 1, "{refused:#?}");
    assert!(
        refused.stderr.contains("shop_db-data"),
        "{}",
        refused.stderr
    );
    assert!(
        refused
            .stderr
            .contains("`tierup set db=sqlite capacity.web.replicas=1 -y`"),
        "{}",
        refused.stderr
    );
    assert_eq!(snapshot(&shop), before);
    let done = run(&shop, ["set", "db=sqlite", "capacity.web.replicas=1", "-y"]).ok();
    assert!(
        done.stderr
            .contains("`docker volume rm shop_db-data` removes it"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("`.env` contains `DB_OWNER_PASSWORD`"),
        "{}",
        done.stderr
    );
    // a cache loses its data anyway
    let done = run(&shop, ["remove", "cache"]).ok();
    assert!(
        done.stderr.contains("containers of `cache` may still run"),
        "{}",
        done.stderr
    );
}

#[test]
fn secrets_are_kept_and_a_missing_private_file_is_only_created_on_request() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, shop) = shop(BESIDE);
    let private = shop.join(".env");
    let before = fs::read_to_string(&private).unwrap();
    run(&shop, ["add", "cache=redis"]).ok();
    let after = fs::read_to_string(&private).unwrap();
    assert!(
        after.starts_with(&before) && after.contains("\nCACHE_PASSWORD="),
        "{after}"
    );
    assert_eq!(
        fs::metadata(&private).unwrap().permissions().mode() & 0o777,
        0o600
    );
    fs::remove_file(&private).unwrap();
    let said = run(&shop, ["update"]).ok();
    assert!(said.stderr.contains("`.env` is missing"), "{}", said.stderr);
    assert!(!private.exists());
    run(&shop, ["update", "-y"]).ok();
    assert!(
        !fs::read_to_string(&private)
            .unwrap()
            .contains("DB_PASSWORD=\n")
    );
    assert_eq!(
        fs::metadata(&private).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let nowhere = fs::read_dir(shop.join(".tierup/base")).unwrap();
    assert!(
        nowhere
            .flatten()
            .all(|entry| entry.file_name() != ".env.base")
    );
}

/// Containers mount files of the project and run as other users.
#[cfg(unix)]
#[test]
fn files_that_a_change_adds_can_be_read_by_containers() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, shop) = shop(&["--preset", "minimal"]);
    let program = env!("CARGO_BIN_EXE_tierup");
    let line = format!("umask 077 && exec '{program}' set lb=nginx -y");
    let said = std::process::Command::new("sh")
        .args(["-c", &line])
        .current_dir(&shop)
        .output()
        .unwrap();
    assert!(said.status.success(), "{said:?}");
    let mode = |path: &str| {
        let permissions = fs::metadata(shop.join(path)).unwrap().permissions();
        permissions.mode() & 0o777
    };
    assert_eq!(mode("deploy/nginx"), 0o755);
    assert_eq!(mode("deploy/nginx/nginx.conf"), 0o644);
    assert_eq!(mode("deploy/nginx/start.sh"), 0o755);
    assert_eq!(mode(".env"), 0o600);
}

#[test]
fn the_second_of_two_commands_reports_the_first_ones_process() {
    let (_folder, shop) = shop(BESIDE);
    let lock = fs::File::open(shop.join(".tierup")).unwrap();
    lock.lock().unwrap();
    let refused = run(&shop, ["update"]);
    assert_eq!(refused.code, 1);
    let said = format!(
        "error: process {} is changing this project\n",
        std::process::id()
    );
    assert!(refused.stderr.starts_with(&said), "{}", refused.stderr);
    run(&shop, ["plan"]).ok();
    drop(lock);
    run(&shop, ["update"]).ok();
}

#[test]
fn links_are_left_alone() {
    let (folder, shop) = shop(BESIDE);
    let outside = folder.path().join("outside");
    fs::rename(shop.join("src/shop/infrastructure/adapters"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, shop.join("src/shop/infrastructure/adapters")).unwrap();
    fs::rename(
        shop.join("compose.yaml"),
        folder.path().join("compose.yaml"),
    )
    .unwrap();
    std::os::unix::fs::symlink("../compose.yaml", shop.join("compose.yaml")).unwrap();
    let before = snapshot(&outside);
    let compose = fs::read(folder.path().join("compose.yaml")).unwrap();
    let said = run(&shop, ["add", "cache=redis"]).ok();
    assert_eq!(snapshot(&outside), before);
    assert_eq!(
        fs::read(folder.path().join("compose.yaml")).unwrap(),
        compose
    );
    assert!(shop.join("compose.yaml").is_symlink());
    assert!(
        said.stderr
            .contains("`compose.yaml` is not changed: it is a link"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("a link\n"), "{}", said.stderr);
}

#[test]
fn a_damaged_base_is_repaired_without_loss() {
    let (_folder, shop) = shop(BESIDE);
    // a text is replaced in all files, including the base
    for path in ["compose.yaml", ".tierup/base/compose.yaml.base"] {
        edit(&shop.join(path), "name: shop\n", "name: ours\n");
    }
    fs::remove_file(shop.join(".tierup/base/Makefile.base")).unwrap();
    let check = run(&shop, ["check", "--json"]);
    assert_eq!(check.code, 3);
    let found = check.json()["inconsistent"].to_string();
    assert!(
        found.contains("compose.yaml.base") && found.contains("Makefile.base"),
        "{found}"
    );
    run(&shop, ["add", "cache=redis"]).ok();
    assert!(
        fs::read_to_string(shop.join("compose.yaml"))
            .unwrap()
            .contains("name: ours\n")
    );
    run(&shop, ["check"]).ok();
}

#[test]
fn a_managed_file_that_was_edited_is_found() {
    let folder = scratch();
    let pack = folder.path().join("pack");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"),
        &pack,
    );
    edit(
        &pack.join("catalog.toml"),
        "format = 1\n",
        "format = 1\nmanaged = [\".github/**\", \"src/_package_/wsgi.py\"]\n",
    );
    run(
        folder.path(),
        [
            "new",
            "shop",
            "-y",
            "--no-git",
            "--pack",
            pack.to_str().unwrap(),
        ],
    )
    .ok();
    let shop = folder.path().join("shop");
    run(&shop, ["check"]).ok();
    edit(
        &shop.join(".github/workflows/ci.yml"),
        "name: ci\n",
        "name: ours\n",
    );
    edit(&shop.join("README.md"), "# shop", "# our shop");
    let check = run(&shop, ["check", "--json"]);
    assert_eq!(check.code, 3);
    let edited = check.json()["edited"].clone();
    assert_eq!(edited.as_array().unwrap().len(), 1, "{edited:#}");
    let help = edited[0]["help"]
        .as_str()
        .unwrap()
        .split('`')
        .nth(1)
        .unwrap()
        .to_owned();
    let status = std::process::Command::new("sh")
        .args(["-c", &help])
        .current_dir(&shop)
        .status()
        .unwrap();
    assert!(status.success());
    run(&shop, ["check"]).ok();
}

#[test]
fn changed_templates_are_reported_and_applied() {
    let folder = scratch();
    let pack = folder.path().join("pack");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"),
        &pack,
    );
    run(
        folder.path(),
        [
            "new",
            "shop",
            "-y",
            "--no-git",
            "--pack",
            pack.to_str().unwrap(),
        ],
    )
    .ok();
    let shop = folder.path().join("shop");
    edit(
        &pack.join("catalog.toml"),
        "version = \"1.1.0\"",
        "version = \"1.2.0\"",
    );
    edit(
        &pack.join("project/.editorconfig"),
        "root = true\n",
        "root = true\n# newer\n",
    );
    fs::write(pack.join("project/CHANGES.md"), "new\n").unwrap();
    fs::write(shop.join("CHANGES.md"), "ours\n").unwrap();
    let behind = run(&shop, ["check", "--json"]).json()["behind"].to_string();
    assert!(
        behind.contains("the current templates are builtin 1.2.0"),
        "{behind}"
    );
    assert!(behind.contains(".editorconfig"), "{behind}");
    let said = run(&shop, ["update"]);
    assert_eq!(said.code, 4, "{said:#?}");
    assert!(
        fs::read_to_string(shop.join(".editorconfig"))
            .unwrap()
            .contains("# newer\n")
    );
    let both = fs::read_dir(&shop)
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("CHANGES"));
    let both: String = both
        .map(|entry| fs::read_to_string(entry.path()).unwrap())
        .collect();
    assert!(both.contains("ours\n") && both.contains("new\n"), "{both}");
}

#[test]
fn a_project_without_a_base_gets_one_and_keeps_its_edits() {
    let (_folder, shop) = shop(BESIDE);
    fs::remove_dir_all(shop.join(".tierup")).unwrap();
    edit(&shop.join("compose.yaml"), "name: shop\n", "name: ours\n");
    assert_eq!(run(&shop, ["check"]).code, 3);
    let said = run(&shop, ["add", "cache=redis"]).ok();
    assert!(
        said.stderr.contains("rebuilt from its answers"),
        "{}",
        said.stderr
    );
    let compose = fs::read_to_string(shop.join("compose.yaml")).unwrap();
    assert!(compose.contains("name: ours\n") && compose.contains("  cache:\n"));
    run(&shop, ["check"]).ok();
}

#[test]
fn a_file_at_a_templates_path_is_kept_and_the_new_one_is_next_to_it() {
    let (_folder, shop) = shop(BESIDE);
    let own = shop.join("src/shop/infrastructure/adapters/local_cache.py");
    fs::write(&own, [0, 159, 146, 150]).unwrap();
    fs::create_dir_all(shop.join("benchmarks/test_cache.py/inner")).unwrap();
    assert_eq!(run(&shop, ["add", "cache=redis"]).code, 4);
    assert_eq!(fs::read(&own).unwrap(), [0, 159, 146, 150]);
    let beside = shop.join("src/shop/infrastructure/adapters/local_cache.py.new-from-template");
    assert!(beside.exists());
    let check = run(&shop, ["check", "--json"]);
    assert!(
        check.json()["inconsistent"]
            .to_string()
            .contains("local_cache.py.new-from-template")
    );
    assert_eq!(run(&shop, ["remove", "cache"]).code, 1);
    // a clone has no undo data, but finds the conflict
    fs::remove_dir_all(shop.join(".tierup/undo")).unwrap();
    fs::write(&beside, "somebody is at it\n").unwrap();
    let said = run(&shop, ["set", "capacity.web.replicas=1"]);
    assert!(matches!(said.code, 0 | 4), "{said:#?}");
    assert_eq!(fs::read_to_string(&beside).unwrap(), "somebody is at it\n");
    fs::remove_file(&beside).unwrap();
    // a file blocked by a folder is written when the path is free
    fs::remove_dir_all(shop.join("benchmarks/test_cache.py")).unwrap();
    run(&shop, ["update"]).ok();
    assert!(shop.join("benchmarks/test_cache.py").is_file());
    run(&shop, ["check"]).ok();
}

#[test]
fn a_newer_bookkeeping_is_refused() {
    let (_folder, shop) = shop(BESIDE);
    edit(&shop.join(".tierup/state.toml"), "format = 1", "format = 2");
    let said = run(&shop, ["update"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("newer tierup"), "{}", said.stderr);
}

#[test]
fn from_a_folder_inside_and_from_elsewhere_it_is_the_same_project() {
    let (folder, shop) = shop(BESIDE);
    run(&shop.join("src"), ["add", "cache=redis"]).ok();
    let mut command = tierup(folder.path());
    let status = command
        .args(["-C", "shop", "remove", "cache"])
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    run(&shop, ["check"]).ok();
}

/// Every file with its permissions and content.
fn snapshot(root: &Path) -> std::collections::BTreeMap<PathBuf, (u32, Vec<u8>)> {
    use std::os::unix::fs::PermissionsExt as _;
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let mode = entry.metadata().unwrap().permissions().mode();
            (
                entry.path().to_path_buf(),
                (mode, fs::read(entry.path()).unwrap()),
            )
        })
        .collect()
}
