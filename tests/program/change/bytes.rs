//! Files that differ in bytes without being edited: line endings, byte order marks, modes; `.env` as Compose reads it;
//! `tierup.toml` in different styles.

use std::fs;
use std::path::Path;

use super::{actions, edit, shop};
use crate::support::{Said, run};

const CLEAN: &str = "no outdated, edited or inconsistent files";

#[track_caller]
fn clean(shop: &Path) {
    let said = run(shop, ["check"]);
    assert!(said.code == 0 && said.stdout.contains(CLEAN), "{said:#?}");
}

/// The files of the project; with `kept`, also those of the bookkeeping.
fn files(shop: &Path, kept: bool) -> Vec<std::path::PathBuf> {
    walkdir::WalkDir::new(shop)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| kept || !path.starts_with(shop.join(".tierup")))
        .collect()
}

fn crlf(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, text.replace('\n', "\r\n")).unwrap();
}

#[test]
fn a_checkout_with_crlf_is_not_edited() {
    for kept in [false, true] {
        let (_folder, shop) = shop(&["cache=redis", "queue=none", "db=postgres"]);
        for path in files(&shop, kept) {
            crlf(&path);
        }
        clean(&shop);
        let private = fs::read(shop.join(".env")).unwrap();
        let said = run(&shop, ["set", "cache=memcached", "-y", "--json"]).ok();
        let mut word = actions(&said).into_iter();
        assert!(!word.any(|(_, action)| action == "kept"), "{said:#?}");
        assert_eq!(fs::read(shop.join(".env")).unwrap(), private);
        run(&shop, ["remove", "cache", "-y"]).ok();
        for path in ["compose.yaml", "tierup.toml", "src/shop/settings.py"] {
            let text = fs::read_to_string(shop.join(path)).unwrap();
            assert!(!text.replace("\r\n", "").contains('\n'), "{path}");
        }
        assert!(
            !shop
                .join("src/shop/infrastructure/adapters/local_cache.py")
                .exists()
        );
        clean(&shop);
        let again = run(&shop, ["update"]).ok();
        assert!(!again.stdout.contains("kept"), "{again:#?}");
    }
}

#[test]
fn mixed_line_endings_and_a_byte_order_mark_stay() {
    let (_folder, shop) = shop(&["cache=redis", "db=postgres"]);
    for path in files(&shop, false) {
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replacen('\n', "\r\n", text.matches('\n').count() / 2);
        let bom = if path.ends_with(".env") || text.starts_with("#!") {
            ""
        } else {
            "\u{feff}"
        };
        fs::write(&path, format!("{bom}{text}")).unwrap();
    }
    clean(&shop);
    let said = run(&shop, ["remove", "cache", "-y"]).ok();
    assert!(!said.stdout.contains("kept"), "{said:#?}");
    let compose = fs::read_to_string(shop.join("compose.yaml")).unwrap();
    assert!(compose.starts_with("\u{feff}#") && compose.contains("\r\n"));
    assert!(compose.replace("\r\n", "").contains('\n'));
    clean(&shop);
}

#[cfg(unix)]
#[test]
fn modes_are_not_edits_and_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for bits in [0o600, 0o644, 0o755] {
        let (_folder, shop) = shop(&["cache=redis", "queue=none", "db=postgres"]);
        for path in files(&shop, true) {
            fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
        }
        clean(&shop);
        let said = run(&shop, ["remove", "cache", "-y"]).ok();
        assert!(!said.stdout.contains("kept"), "{said:#?}");
        for path in [
            "compose.yaml",
            "src/shop/settings.py",
            "docs/architecture.svg",
            ".env",
        ] {
            assert_eq!(mode(&shop.join(path)), bits, "{path}");
        }
        clean(&shop);
        run(&shop, ["add", "cache=redis", "-y"]).ok();
        assert_eq!(mode(&shop.join("src/shop/settings.py")), bits);
        clean(&shop);
    }
}

fn private(shop: &Path, text: impl AsRef<[u8]>) -> Said {
    fs::write(shop.join(".env"), text).unwrap();
    run(shop, ["check"])
}

/// A line for every variable that the tests of the private file do not name.
fn others(shop: &Path) -> String {
    let example = fs::read_to_string(shop.join(".env.example")).unwrap();
    let tested = ["APP_BIND", "APP_PORT", "DB_PASSWORD"];
    let variables = example.lines().filter_map(|line| line.split_once('='));
    variables
        .filter(|(name, _)| !name.starts_with('#') && !tested.contains(name))
        .flat_map(|(name, _)| [name, "=x\n"])
        .collect()
}

#[test]
fn a_private_file_is_read_as_compose_reads_it() {
    let (_folder, shop) = shop(&["cache=none", "queue=none", "db=postgres"]);
    let others = others(&shop);
    for text in [
        "\u{feff}DB_PASSWORD=a\r\nAPP_BIND=127.0.0.1\r\nAPP_PORT=1",
        "APP_BIND=127.0.0.1\nexport APP_PORT='1'\nDB_PASSWORD=\nDB_PASSWORD = \"a#b\" # c\n",
        "APP_BIND: 127.0.0.1\nAPP_PORT\n  DB_PASSWORD=a\n",
    ] {
        let text = text.replace("APP_BIND", &format!("{others}APP_BIND"));
        assert_eq!(private(&shop, &text).code, 0, "{text:?}");
        run(&shop, ["update", "-y"]).ok();
        assert_eq!(fs::read_to_string(shop.join(".env")).unwrap(), text);
    }
}

#[test]
fn the_help_of_check_fixes_the_private_file() {
    let (_folder, shop) = shop(&["cache=none", "queue=none", "db=postgres"]);
    let rest = "APP_BIND=127.0.0.1\nAPP_PORT=1\n";
    let others = others(&shop);
    for (text, message) in [
        (rest.to_owned(), "  .env: `DB_PASSWORD` has no value\n"),
        (
            format!("DB_PASSWORD=\n{rest}"),
            "  .env:1: the secret `DB_PASSWORD` is empty\n",
        ),
        (
            format!("{rest}DB_PASSWORD='' # later"),
            "  .env:3: the secret `DB_PASSWORD` is empty\n",
        ),
    ] {
        let said = private(&shop, format!("{text}\n{others}"));
        assert_eq!(said.code, 3, "{said:#?}");
        assert!(said.stdout.contains(message), "{said:#?}");
        assert!(said.stdout.contains("help: `tierup update` "), "{said:#?}");
        run(&shop, ["update"]).ok();
        clean(&shop);
    }
    let text = format!("DB_PASSWORD=old\n{rest}DB_PASSWORD=\n{others}");
    let hidden = private(&shop, &text);
    assert!(
        hidden.stdout.contains("help: remove line 4 from `.env`"),
        "{hidden:#?}"
    );
    run(&shop, ["update"]).ok();
    let kept = fs::read_to_string(shop.join(".env")).unwrap();
    assert_eq!(kept, text);
}

#[test]
fn a_port_for_other_machines_is_named_until_the_answers_say_that_it_is_public() {
    let (_folder, shop) = shop(&["cache=none", "queue=none"]);
    let usual = fs::read_to_string(shop.join(".env")).unwrap();
    for address in ["localhost", "'::1'", ""] {
        let said = private(
            &shop,
            usual.replace("BIND=127.0.0.1", &format!("BIND={address}")),
        );
        assert_eq!(said.code, 0, "{said:#?}");
    }
    for address in ["0.0.0.0", "'192.168.1.7'", "\"::\""] {
        let said = private(
            &shop,
            usual.replace("BIND=127.0.0.1", &format!("BIND={address}")),
        );
        let bare = address.trim_matches(['"', '\'']);
        let finding = format!(": `APP_BIND={bare}`: other machines can use the service");
        assert_eq!(said.code, 3, "{said:#?}");
        assert!(said.stdout.contains(&finding), "{said:#?}");
    }
    run(&shop, ["set", "answers.public=true"]).ok();
    clean(&shop);
}

#[test]
fn a_private_file_that_compose_cannot_read_is_left_alone() {
    let (_folder, shop) = shop(&["cache=redis", "queue=none", "db=postgres"]);
    let utf16: Vec<u8> = "\u{feff}DB_PASSWORD=a\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for text in [
        utf16,
        b"DB_PASSWORD=\"a\n".to_vec(),
        b"DB PASSWORD=a\n".to_vec(),
    ] {
        let said = private(&shop, &text);
        assert_eq!(said.code, 3, "{said:#?}");
        assert!(said.stdout.contains("  .env:1: it "), "{said:#?}");
        let said = run(&shop, ["update", "-y"]).ok();
        assert!(
            said.stderr
                .contains("Compose cannot read it, and it is not changed"),
            "{said:#?}"
        );
        assert_eq!(fs::read(shop.join(".env")).unwrap(), text);
    }
}

/// A change is applied once, whatever the style of the blueprint.
#[test]
fn a_blueprint_of_any_style_is_applied() {
    type Style = fn(&str) -> String;
    let styles: [(&str, Style); 8] = [
        ("comments", |text| {
            text.replace(" = 128\n", " = 128 # small\n")
                .replace("]\n", "] # why\n")
        }),
        ("tabs", |text| format!("\t{}", text.replace('\n', "\n\t"))),
        ("quoted keys", |text| {
            text.replace("[capacity.cache]", "[ \"capacity\" . 'cache' ]")
                .replace("memory_mb =", "\"memory_mb\"=")
        }),
        ("dotted keys", |text| {
            let (head, rest) = text.split_once("[capacity.cache]\n").unwrap();
            let (about, rest) = rest.split_once("memory_mb = ").unwrap();
            let (value, rest) = rest.split_once('\n').unwrap();
            let dotted = format!("[capacity]\ncache . memory_mb = {value}\n{about}");
            format!("{}{rest}", head.replace("[capacity]\n", &dotted))
        }),
        ("no comments", |text| {
            text.split_inclusive('\n')
                .filter(|line| !line.starts_with('#'))
                .collect()
        }),
        ("long numbers", |text| {
            text.replace("= 128\n", "= 1_28\n")
                .replace("= 4\n", "= 0x4\n")
        }),
        ("inline tables", |text| {
            let (head, rest) = text.split_once("[tiers]\n").unwrap();
            let (tiers, rest) = rest.split_once("\n\n").unwrap();
            let tiers: Vec<&str> = tiers
                .lines()
                .map(|line| line.split(" #").next().unwrap())
                .collect();
            format!("tiers = {{ {} }}\n{head}{rest}", tiers.join(", "))
        }),
        ("no last newline", |text| text.trim_end().to_owned()),
    ];
    for (name, style) in styles {
        let (_folder, shop) = shop(&["cache=redis", "queue=none", "db=postgres"]);
        let path = shop.join("tierup.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, style(&text)).unwrap();
        assert_ne!(fs::read_to_string(&path).unwrap(), text, "{name}");
        for arguments in [
            &["update"][..],
            &["remove", "cache"],
            &["set", "capacity.db.memory_mb=700"],
            &["add", "queue=celery-redis"],
        ] {
            let said = run(&shop, arguments.iter().copied().chain(["-y"]));
            assert_eq!(said.code, 0, "{name}: {said:#?}");
            let check = run(&shop, ["check"]);
            assert_eq!(check.code, 0, "{name} after {arguments:?}: {check:#?}");
        }
    }
}

/// A number that is not found is found again after following the help.
#[test]
fn the_help_of_check_restores_a_missing_file() {
    let (_folder, shop) = shop(&["cache=redis", "queue=none", "lb=nginx"]);
    let path = shop.join("deploy/nginx/nginx.conf");
    for damage in [
        (|path: &Path| fs::remove_dir_all(path.parent().unwrap()).unwrap()) as fn(&Path),
        |path| fs::write(path, "events {}\n").unwrap(),
    ] {
        damage(&path);
        let said = run(&shop, ["check", "--json"]);
        assert_eq!(said.code, 3, "{said:#?}");
        let found = said.json();
        for found in found["inconsistent"].as_array().unwrap() {
            let help = found["help"].as_str().unwrap();
            let command = help
                .split("whole file: `")
                .nth(1)
                .unwrap()
                .trim_end_matches('`');
            let done = std::process::Command::new("sh")
                .args(["-c", command])
                .current_dir(&shop)
                .status();
            assert!(done.unwrap().success(), "{command}");
        }
        clean(&shop);
    }
    edit(&path, "worker_connections", "worker_connection");
    assert_eq!(run(&shop, ["check"]).code, 3);
}
