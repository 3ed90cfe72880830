//! Migrations: a case of `tests/migrations` is a folder with resources before (`old.toml`) and after (`new.toml`), and
//! perhaps `renames`, a line `RESOURCE OLD NEW` for each. It gives the migration of each ORM (`flask.py`, `django.py`),
//! and what a person is told, or why the change is refused (`said`). `BLESS=1 cargo test --test program migrations::`
//! rewrites these files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tierup::audit::open;
use tierup::core::answers::{self, Answers};
use tierup::core::error::{Error, Problem};
use tierup::generate::assembly::{self, Assembly};
use tierup::generate::blueprint::{self, Blueprint};
use tierup::generate::migrations::compare::FieldRename;
use tierup::generate::migrations::history::{self, Files, History};
use tierup::generate::migrations::{self, Side};
use tierup::pack::manifest::Migrations;
use tierup::pack::{Pack, source};

/// A project for each ORM.
const PROJECTS: [&str; 2] = ["flask", "django"];
const SAID: &str = "said";

#[test]
fn every_change_of_resources_gives_its_migration_or_is_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrations");
    let cases = fs::read_dir(&root).unwrap();
    let mut cases: Vec<PathBuf> = cases.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 10, "{cases:?}");
    let pack = open::builtin().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let given = outcome(&pack, &case);
        for name in PROJECTS
            .map(|web| format!("{web}.py"))
            .into_iter()
            .chain([SAID.to_owned()])
        {
            let file = case.join(&name);
            let expected = fs::read_to_string(&file).ok();
            let given = given.get(&name);
            if given == expected.as_ref() {
                continue;
            }
            if std::env::var_os("BLESS").is_none() {
                wrong.push(format!(
                    "{}:\n{}",
                    file.display(),
                    given.map_or("nothing", String::as_str)
                ));
            } else if let Some(text) = given {
                fs::write(&file, text).unwrap();
            } else {
                fs::remove_file(&file).unwrap();
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "BLESS=1 writes them again:\n{}",
        wrong.join("\n")
    );
}

/// The files of a case by name.
fn outcome(pack: &Pack, case: &Path) -> BTreeMap<String, String> {
    let renames = fs::read_to_string(case.join("renames")).unwrap_or_default();
    let renames: Vec<FieldRename> = renames
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let [resource, old, new] = words[..] else {
                panic!("{line}");
            };
            FieldRename {
                resource: resource.to_owned(),
                old: old.to_owned(),
                new: new.to_owned(),
            }
        })
        .collect();
    let mut files = BTreeMap::new();
    let mut said: Vec<String> = Vec::new();
    for web in PROJECTS {
        let (old, new) = ["old.toml", "new.toml"]
            .map(|name| decided(pack, web, &case.join(name)))
            .into();
        let sides = [&old, &new]
            .map(|(blueprint, assembly)| Side::of(pack, blueprint, &assembly.context).unwrap());
        let history = || {
            Ok(History {
                head: Some("0001_first_tables".to_owned()),
                next: 2,
            })
        };
        let lines = match migrations::write(
            pack,
            (Some(&sides[0]), &sides[1]),
            &history,
            &renames,
            &source::read,
        ) {
            Ok(None) => vec!["no migration".to_owned()],
            Ok(Some(migration)) => {
                for (path, file) in migration.files {
                    let name = path.as_str().rsplit('/').next().unwrap();
                    let text = String::from_utf8(file.bytes.into_owned()).unwrap();
                    files.insert(format!("{web}.py"), format!("# {name}\n{text}"));
                }
                [migration.data, migration.notes].concat()
            }
            Err(Error { problems, .. }) => problems.iter().map(Problem::one_line).collect(),
        };
        if web == PROJECTS[0] {
            said = lines;
        } else {
            assert_eq!(said, lines, "{}", case.display());
        }
    }
    let text = said.join("\n");
    let end = if text.is_empty() { "" } else { "\n" };
    files.insert(SAID.to_owned(), text + end);
    files
}

fn decided(pack: &Pack, web: &str, file: &Path) -> (Blueprint, Assembly) {
    let text = fs::read_to_string(file).unwrap();
    let mut answers = answers::from_toml("resources.toml", &text).unwrap();
    let mut others = Answers::default();
    for (tier, provider) in &pack.catalog.preset("minimal").unwrap().tiers {
        let key = format!("tiers.{tier}");
        if answers.get(&key).is_none() {
            others.set(key, provider, "a preset");
        }
    }
    others.set("tiers.web", web, "a case");
    others.set("project.name", "shop", "a case");
    answers.override_with(others);
    let blueprint = blueprint::decide(pack, &answers)
        .unwrap_or_else(|error| panic!("{}: {error:#?}", file.display()));
    let active = blueprint.active(pack);
    let assembly = assembly::assemble(pack, &blueprint, &active, &source::read).unwrap();
    (blueprint, assembly)
}

fn alembic() -> Migrations {
    let pack = open::builtin().unwrap();
    pack.parts["parts/sqlalchemy"].migrations.clone().unwrap()
}

fn files(files: &[(&str, &str)]) -> Files {
    files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn the_head_is_found_among_migrations_of_the_program_and_of_persons() {
    let first = (
        "0001_first_tables.py",
        "revision = \"0001\"\ndown_revision = None\n",
    );
    let own = (
        "4f2a_reviews.py",
        "\"\"\"reviews\"\"\"\n\nrevision: str = '4f2a'\ndown_revision: str | None = '0001'\ndepends_on = None\n",
    );
    let other = (
        "0007_x.py",
        "revision = \"0007_x\"\ndown_revision = \"0001\"\n",
    );
    let merged = (
        "9d_merge.py",
        "revision = \"9d\"\ndown_revision = (\"4f2a\",\n    \"0007_x\")\n",
    );
    let helper = ("helpers.py", "X = 1\n");
    let of = |given: &[(&str, &str)]| history::of(&files(given), "migrations/versions", &alembic());
    let ends = |head: Option<&str>, next| {
        Ok(History {
            head: head.map(str::to_owned),
            next,
        })
    };
    assert_eq!(of(&[]), ends(None, 1));
    assert_eq!(of(&[first, helper]), ends(Some("0001"), 2));
    assert_eq!(of(&[first, own]), ends(Some("4f2a"), 2));
    assert_eq!(of(&[first, own, other, merged]), ends(Some("9d"), 8));
    let several = of(&[first, own, other]).unwrap_err();
    assert_eq!(
        several.one_line(),
        "migrations/versions: several migrations are the last: `0007_x`, `4f2a`; merge them: `alembic merge heads`"
    );
    let twice = of(&[first, ("0002_y.py", first.1)]).unwrap_err();
    assert!(
        twice.message.contains("two migrations have the id `0001`"),
        "{twice:?}"
    );
}

#[test]
fn the_head_of_migrations_that_are_called_like_their_files_is_found() {
    let how = Migrations {
        id: None,
        follows: r#"\(\s*["\x27]app["\x27],\s*(["\x27][^"\x27]+["\x27])"#.to_owned(),
        ..alembic()
    };
    let first = ("0001_first_tables.py", "dependencies = []\n");
    let own = (
        "0002_reviews.py",
        "dependencies = [\n    (\"auth\", \"0001_x\"),\n    ('app', '0001_first_tables'),\n]\n",
    );
    let package = ("__init__.py", "");
    let found = history::of(&files(&[package, first, own]), "src/shop/migrations", &how).unwrap();
    assert_eq!(
        found,
        History {
            head: Some("0002_reviews".to_owned()),
            next: 3
        }
    );
}
