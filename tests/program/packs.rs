//! Invalid and malicious packs: each folder of `tests/packs/hostile` is one, copied over `tests/packs/base`, with the
//! expected messages in `problems.txt`. `BLESS=1 cargo test --test program packs::` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::fixtures::big_pack;
use crate::support::{run, scratch};

const NEW: [&str; 6] = ["new", "shop", "-y", "--no-git", "--pack", "pack"];

#[test]
fn the_base_pack_of_the_cases_is_accepted() {
    let folder = scratch();
    copy(&packs().join("base"), &folder.path().join("pack"));
    run(folder.path(), NEW).ok();
    let readme = fs::read_to_string(folder.path().join("shop/README.md")).unwrap();
    assert_eq!(readme, "# shop\nKept on a disk.\n");
}

#[test]
fn the_text_of_a_slot_may_be_a_file_beside_the_manifest() {
    let folder = scratch();
    copy(&packs().join("base"), &folder.path().join("pack"));
    let slots = folder.path().join("pack/web/plain/slots");
    fs::create_dir_all(&slots).unwrap();
    let text = "## Served plainly\n\n{{ project.name }} has no server.\n";
    fs::write(slots.join("readme.md.tera"), text).unwrap();
    run(folder.path(), NEW).ok();
    let readme = fs::read_to_string(folder.path().join("shop/README.md")).unwrap();
    assert_eq!(
        readme,
        "# shop\n\n## Served plainly\n\nshop has no server.\nKept on a disk.\n"
    );
    assert!(!folder.path().join("shop/slots").exists());
}

#[test]
fn every_hostile_pack_is_refused_with_its_whole_message_and_writes_nothing() {
    every("hostile", 27, &NEW);
}

#[test]
fn all_problems_of_every_broken_pack_are_reported() {
    every("broken", 38, &["pack", "check", "pack"]);
}

/// Every case of a folder is refused by a command that writes nothing.
fn every(folder: &str, least: usize, command: &[&str]) {
    let root = packs().join(folder);
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= least, "only {} cases", cases.len());
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| check(case, command))
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

fn check(case: &Path, command: &[&str]) -> Option<String> {
    let folder = scratch();
    let pack = folder.path().join("pack");
    copy(&packs().join("base"), &pack);
    copy(&case.join("pack"), &pack);
    let said = run(folder.path(), command);
    let text = said
        .stderr
        .replace(folder.path().to_str().unwrap(), "[SCRATCH]");
    let path = case.join("problems.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    if said.code != 1 {
        Some(format!(
            "{}: it ended with {}: {said:#?}",
            case.display(),
            said.code
        ))
    } else if expected != text {
        Some(format!(
            "{}: expected\n{expected}\nbut it said\n{text}",
            path.display()
        ))
    } else if left != ["pack"] {
        Some(format!("{}: it left {left:?}", case.display()))
    } else {
        None
    }
}

#[cfg(unix)]
#[test]
fn a_link_a_pipe_and_an_invalid_name_are_reported_together() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    std::os::unix::fs::symlink("/etc/passwd", pack.join("project/a-link")).unwrap();
    std::os::unix::fs::symlink("/etc", pack.join("project/b-link")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(pack.join("project/c-pipe"))
        .status();
    assert!(made.unwrap().success());
    fs::write(
        pack.join("project")
            .join(std::ffi::OsStr::from_bytes(b"d\xff")),
        "x",
    )
    .unwrap();
    let said = run(folder.path(), NEW);
    assert_eq!(said.code, 1, "{said:#?}");
    let odd = "a pack can only contain regular files; this is a link or a device";
    let help = "  help: remove it from the pack\n";
    assert_eq!(
        said.stderr,
        format!(
            "error: {odd}\n  --> project/a-link\n{help}\nerror: {odd}\n  --> project/b-link\n{help}\nerror: {odd}\n  --> project/c-pipe\n{help}\nerror: the file's name is not UTF-8\n  --> project/d\u{fffd}\n{help}"
        )
    );
    assert!(!folder.path().join("shop").exists());
}

#[test]
fn a_huge_file_is_refused_without_being_read_whole() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    for name in ["project/huge.bin", "project/huge.txt.tera"] {
        fs::File::create(pack.join(name))
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
    }
    let start = Instant::now();
    let said = run(folder.path(), NEW);
    assert_eq!(said.code, 1, "{said:#?}");
    assert_eq!(
        said.stderr
            .matches("error: the file is larger than 4 MiB\n")
            .count(),
        2,
        "{}",
        said.stderr
    );
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(!folder.path().join("shop").exists());
}

#[test]
fn a_template_with_endless_output_is_stopped_at_its_limit() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    let endless = format!(
        "{{% for a in range(end=100000) %}}{{% for b in range(end=100000) %}}{}{{% endfor %}}{{% endfor %}}",
        "x".repeat(1000)
    );
    fs::write(pack.join("project/endless.txt.tera"), endless).unwrap();
    let start = Instant::now();
    let said = run(folder.path(), NEW);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.stderr,
        "error: the template generates more than 16 MiB\n  --> project/endless.txt.tera\n  help: check the number of iterations of its loops\n"
    );
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn templates_that_are_each_small_enough_are_bounded_together() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    let large = format!(
        "{{% for a in range(end=15000) %}}{}{{% endfor %}}",
        "x".repeat(1000)
    );
    for number in 0..40 {
        fs::write(pack.join(format!("project/large{number}.txt.tera")), &large).unwrap();
    }
    let said = run(folder.path(), NEW);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.stderr,
        "error: the templates generate more than 256 MiB together\n  --> templates\n  help: check the number of iterations of its loops\n"
    );
}

/// Large generated packs: each is refused or processed within seconds.
#[test]
fn large_packs_end_within_seconds() {
    let loops =
        "{% for a in range(end=9000) %}{% for b in range(end=50) %}{% endfor %}{% endfor %}";
    let cases: [(&str, String, &str); 9] = [
        (
            "project/a.txt.tera",
            "{{ project.name }}".repeat(200_000),
            "",
        ),
        ("project/a.txt.tera", "{% set a = 1 %}".repeat(20_000), ""),
        (
            "project/a.txt.tera",
            "{% for a in services %}".repeat(30_000),
            "nesting is too deep",
        ),
        (
            "project/a.txt.tera",
            "{% if project %}".repeat(100),
            "nesting is too deep",
        ),
        (
            "project/a.txt.tera",
            format!("{{{{ {}1 }}}}", "1 + ".repeat(100_000)),
            "omplex",
        ),
        (
            "project/a.txt.tera",
            format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000)),
            "omplex",
        ),
        (
            "project/a.txt.tera",
            loops.repeat(3),
            "the loops of the template have too many iterations",
        ),
        (
            "web/plain/provider.toml",
            format!("label = \"{}\"\n", "x".repeat(600 * 1024)),
            "the manifest is larger than 512 KiB",
        ),
        (
            "web/plain/provider.toml",
            format!("label = {}\n", "[".repeat(100_000)),
            "recursion",
        ),
    ];
    let mut told = Vec::new();
    for (path, text, expected) in cases {
        let folder = scratch();
        let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
        let what = text[..60].to_owned();
        fs::write(pack.join(path), text).unwrap();
        let start = Instant::now();
        let said = run(folder.path(), NEW);
        let took = start.elapsed();
        let right = if expected.is_empty() {
            said.code == 0
        } else {
            said.code == 1 && said.stderr.contains(expected)
        };
        if !right || took > Duration::from_secs(20) || said.stderr.len() > 20_000 {
            let start: String = said.stderr.chars().take(300).collect();
            told.push(format!("{what}: {} after {took:?}: {start}", said.code));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Packs that are too expensive are refused quickly and with a place, by every command.
#[test]
fn expensive_packs_are_refused_by_every_command() {
    let large = "{% set a = project.name | indent(width=250000, first=true) %}";
    let chain = format!("{{% if a{} %}}{{% endif %}}", " ~ a".repeat(60));
    let spread = format!("{{{{ [{}] | json }}}}", "...range(end=9000), ".repeat(40));
    let many = format!("{{{{ [{}] | json }}}}", "a, ".repeat(1900));
    let cases: [(String, &str); 10] = [
        (
            format!(
                "{{% if a %}}{}{{% endif %}}",
                "{% elif b %}x".repeat(50_000)
            ),
            "nesting is too deep",
        ),
        (
            format!("{large}{}", chain.repeat(500)),
            "too much text together",
        ),
        (
            format!(
                "{large}{}",
                "{% if a ~ \"x\" == a %}{% endif %}".repeat(20_000)
            ),
            "too much text together",
        ),
        (spread, "larger than 256 KiB"),
        (format!("{large}{many}"), "larger than 256 KiB"),
        (
            format!("{large}{}", "{{ a[1:2] }}".repeat(1_000)),
            "too much text together",
        ),
        (
            format!(
                "{}{}{{{{ nope }}}}",
                " ".repeat(400_000),
                "{% set a = 1 %}".repeat(30_000)
            ),
            "`nope` is not defined",
        ),
        (format!("{{% raw %}}{}", "{% \"".repeat(200_000)), ""),
        ("{{ nope }}".repeat(110_000), "larger than 1024 KiB"),
        (
            format!("{{% set a = 1 %}}{}", "{{a+a+a}}".repeat(60_000)),
            "more than 200000 tokens",
        ),
    ];
    let mut told = Vec::new();
    for (text, expected) in cases {
        let folder = scratch();
        let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
        let what = text[..40].to_owned();
        fs::write(pack.join("project/a.txt.tera"), text).unwrap();
        fs::create_dir_all(pack.join("tests/one")).unwrap();
        fs::write(
            pack.join("tests/one/answers.toml"),
            "[project]\nname = \"shop\"\n[tiers]\nweb = \"plain\"\n",
        )
        .unwrap();
        for command in [
            &NEW[..],
            &["pack", "check", "pack"],
            &["pack", "test", "pack"],
        ] {
            let start = Instant::now();
            let said = run(folder.path(), command);
            let took = start.elapsed();
            let placed = said.stderr.contains("--> project/a.txt.tera")
                || said.stderr.contains("tests/one: project/a.txt.tera");
            if said.code != 1
                || !placed
                || !said.stderr.contains(expected)
                || took > Duration::from_secs(30)
            {
                let start: String = said.stderr.chars().take(300).collect();
                told.push(format!(
                    "{what} {command:?}: {} after {took:?}: {start}",
                    said.code
                ));
            }
        }
        run(folder.path(), ["list", "--pack", "pack"]).ok();
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Manifests whose parts multiply.
#[test]
fn manifests_that_ask_for_too_much_are_refused() {
    let web = fs::read_to_string(packs().join("base/web/plain/provider.toml")).unwrap();
    let table = |text: &str, many: usize| format!("{web}{}", text.repeat(many));
    let loops = "{% for a in range(end=5000) %}{% for b in services %}{% endfor %}{% endfor %}";
    let cases = [
        (
            "web/plain/provider.toml",
            table("[[mounts]]\nvolume = \"a\"\ntarget = \"/a\"\n", 4000),
            "`mounts` has 4000 entries, at most 1000 are allowed",
        ),
        (
            "web/plain/provider.toml",
            table(
                "[[places]]\nnumber = \"web.processes\"\nfile = \"a\"\npattern = '(\\p{L}{90})'\n",
                1000,
            ),
            "`places` has 1000 entries, at most 100",
        ),
        (
            "web/plain/provider.toml",
            format!("{web}[slots]\nreadme = {:?}\n", loops.repeat(1000)),
            "too many iterations",
        ),
        (
            "web/plain/provider.toml",
            table(
                &format!(
                    "[[variables]]\nname = \"A\"\nabout = \"x\"\nvalue = {:?}\n",
                    "{% if 1 %}x{% endif %}"
                ),
                900,
            ),
            "",
        ),
    ];
    for (path, text, expected) in cases {
        let folder = scratch();
        let pack = folder.path().join("pack");
        copy(&packs().join("base"), &pack);
        fs::write(pack.join(path), text).unwrap();
        let start = Instant::now();
        let said = run(folder.path(), NEW);
        assert_eq!(said.code, i32::from(!expected.is_empty()), "{said:#?}");
        assert!(said.stderr.contains(expected), "{expected}: {said:#?}");
        assert!(start.elapsed() < Duration::from_secs(30), "{expected}");
    }
}

#[test]
fn loops_that_are_each_short_enough_are_bounded_together() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    let long = "-".repeat(25_000);
    let turns = format!("{{% for a in range(end=1000) %}}{{# {long} #}}{{% endfor %}}");
    for number in 0..40 {
        fs::write(pack.join(format!("project/turns{number}.txt.tera")), &turns).unwrap();
    }
    let said = run(folder.path(), NEW);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.stderr,
        "error: the loops of all templates together have too many iterations\n  --> templates\n  help: loop over data of the project, not over numbers\n"
    );
}

#[test]
fn files_are_counted() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    let many = pack.join("project/many");
    fs::create_dir(&many).unwrap();
    for number in 0..=50_000 {
        fs::File::create(many.join(number.to_string())).unwrap();
    }
    let said = run(folder.path(), NEW);
    assert_eq!(said.code, 1);
    assert!(
        said.stderr
            .starts_with("error: the pack has more than 50000 files\n"),
        "{said:#?}"
    );
}

#[test]
fn hooks_of_git_that_a_pack_brings_never_run() {
    let folder = scratch();
    let pack = big_pack::big_pack(folder.path(), "pack", 1, 1);
    let witness = folder.path().join("witness");
    let hooks = pack.join("project/.git/hooks");
    fs::create_dir_all(&hooks).unwrap();
    fs::write(
        hooks.join("post-commit"),
        format!("#!/bin/sh\ntouch '{}'\n", witness.display()),
    )
    .unwrap();
    let said = run(folder.path(), ["new", "shop", "-y", "--pack", "pack"]);
    assert_eq!(said.code, 1);
    assert!(!witness.exists());
}

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs")
}

/// Copies `from` over `to`; an empty file removes the existing one.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(decoded(entry.file_name().to_str().unwrap()));
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.metadata().unwrap().len() == 0 {
            fs::remove_file(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// `%2E` is a dot: names that git or some systems refuse are stored like this.
fn decoded(name: &str) -> String {
    let mut parts = name.split('%');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(2);
        decoded.push(char::from(u8::from_str_radix(code, 16).unwrap()));
        decoded.push_str(rest);
    }
    decoded
}
