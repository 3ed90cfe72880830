//! The laws for the whole code, each as a test that can fail.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::grown_pack::grown_pack;
use crate::support::selections;
use crate::support::{run, scratch};
use tierup::audit::open;
use tierup::core::error::Error;
use tierup::generate::blueprint;
use tierup::generate::pipeline::{generate, generate_with};
use tierup::generate::render::RenderMemo;
use tierup::generate::selection;
use tierup::pack::catalog::NONE;
use tierup::pack::layout::CATALOG;
use tierup::pack::{Pack, changes, field_type, formulas, lock, source};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    walkdir::WalkDir::new(root().join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file() && path.to_str().unwrap().ends_with(ending))
        .collect()
}

/// Source without its unit tests, which are at the end of a file.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]").next().unwrap().to_owned()
}

fn is_test_file(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "tests")
}

fn ids(pack: &Pack) -> BTreeSet<String> {
    let tiers = pack.catalog.tiers.iter();
    tiers
        .flat_map(|tier| tier.providers.iter().chain([&tier.id]))
        .filter(|id| *id != NONE)
        .cloned()
        .collect()
}

/// Law 1.
#[test]
fn no_id_of_a_tier_or_a_provider_is_in_the_source() {
    let ids = ids(&open::builtin().unwrap());
    let mut found = Vec::new();
    for path in files("src", ".rs")
        .into_iter()
        .filter(|path| !is_test_file(path))
    {
        for (number, line) in code(&path).lines().enumerate() {
            let literal = |id: &&String| {
                line.contains(&format!("\"{id}\"")) && !line.trim_start().starts_with("//")
            };
            found.extend(
                ids.iter()
                    .find(literal)
                    .map(|id| format!("{}:{}: {id}", path.display(), number + 1)),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Law 1: a constant of a single technology belongs to the pack's model; so the code that solves and shows numbers
/// names no technology, and no constant has a unit.
#[test]
fn the_solver_contains_no_technology_and_none_of_its_constants() {
    const SOLVED: [&str; 3] = [
        "src/generate/capacity",
        "src/generate/size",
        "src/pack/formulas",
    ];
    let names = technologies(&open::builtin().unwrap());
    for known in ["gunicorn", "postgres", "nginx", "python"] {
        assert!(names.contains(known), "{names:?}");
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for path in SOLVED.into_iter().flat_map(|folder| files(folder, ".rs")) {
        for (number, line) in code(&path).to_lowercase().lines().enumerate() {
            let is_told = line.split(|c| !is_word(c)).any(|word| names.contains(word));
            let constant = line
                .split_once("const ")
                .and_then(|(_, rest)| rest.split(':').next())
                .is_some_and(|name| {
                    ["_mb", "_kb", "_s", "_ms"]
                        .iter()
                        .any(|u| name.ends_with(u))
                });
            if is_told && !is_test_file(&path) || constant {
                found.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The technologies of the built-in pack: distributions, images, labels.
fn technologies(pack: &Pack) -> BTreeSet<String> {
    let providers = pack.providers.values();
    let labels = providers.clone().map(|manifest| manifest.label.as_str());
    let manifests = || {
        let folders = pack.providers.values().chain(pack.parts.values());
        folders.chain([&pack.catalog.base])
    };
    let pins = manifests().flat_map(|manifest| &manifest.python.dependencies);
    let pins = pins.filter_map(|pin| pin.split(['=', '[']).next());
    let services = manifests().flat_map(|manifest| &manifest.services);
    let images = services.filter_map(|service| service.image.as_deref()?.split(':').next());
    let names = labels.chain(pins).chain(images).chain(["python"]);
    names
        .map(str::to_lowercase)
        .filter(|name| name != NONE)
        .collect()
}

/// Law 1.
#[test]
fn no_shared_template_compares_an_id() {
    let ids = ids(&open::builtin().unwrap());
    let mut found = Vec::new();
    let shared = files("templates/project", "")
        .into_iter()
        .chain(files("templates/parts", ".tera"));
    for path in shared {
        let text = fs::read_to_string(&path).unwrap();
        for tag in text
            .split("{%")
            .skip(1)
            .filter_map(|rest| rest.split("%}").next())
        {
            let compares =
                |id: &&String| tag.contains(&format!("\"{id}\"")) && !tag.contains("facts.");
            found.extend(
                ids.iter()
                    .find(compares)
                    .map(|id| format!("{}: {id}", path.display())),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Law 2.
#[test]
fn only_files_marked_edge_touch_the_outside() {
    const OUTSIDE: [&str; 18] = [
        "std::fs",
        "fs_err",
        "std::env",
        "env::var",
        "std::process",
        "Command::new(",
        "Instant",
        "SystemTime",
        "getrandom",
        "stdin(",
        "stdout(",
        "stderr(",
        "std::net",
        "println!",
        "print!",
        "dialoguer",
        "console::",
        "walkdir",
    ];
    let mut found = Vec::new();
    for path in files("src", ".rs") {
        let edge = edge(&path);
        if edge
            || is_test_file(&path)
            || ["main.rs", "build.rs"]
                .iter()
                .any(|name| path.ends_with(name))
        {
            continue;
        }
        for (number, line) in code(&path).lines().enumerate() {
            let touches = OUTSIDE
                .iter()
                .find(|word| line.contains(**word) && !line.trim_start().starts_with("//"));
            found.extend(touches.map(|word| format!("{}:{}: {word}", path.display(), number + 1)));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Laws 6 and 7: a change opens all paths from the handle of the project's root, so that no link leads out of it.
#[test]
fn a_project_is_reached_through_the_handle_of_its_root_alone() {
    const AROUND: [&str; 9] = [
        "fs_err",
        "fs::read",
        "fs::write",
        "fs::remove",
        "fs::rename",
        "metadata(root",
        "File::open",
        "WalkDir",
        "root.path().join(path))",
    ];
    let mut found = Vec::new();
    for folder in [
        "src/project/current.rs",
        "src/project/stored_base.rs",
        "src/project/disk_files.rs",
        "src/project/write/journal",
        "src/cli/command/change",
        "src/cli/command/check",
    ] {
        for path in files(folder, ".rs") {
            let lines = code(&path);
            let around = lines
                .lines()
                .filter(|line| AROUND.iter().any(|word| line.contains(word)));
            found.extend(around.map(|line| format!("{}: {}", path.display(), line.trim())));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// A file is EDGE if its first line, or that of its module, says so.
fn edge(path: &Path) -> bool {
    let says = |path: &Path| {
        fs::read_to_string(path).is_ok_and(|text| {
            text.lines()
                .next()
                .is_some_and(|line| line.starts_with("//! EDGE"))
        })
    };
    let modules = path
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != root().join("src"));
    says(path)
        || modules
            .into_iter()
            .any(|folder| says(&folder.join("mod.rs")) || says(&folder.with_extension("rs")))
}

#[test]
fn every_source_file_describes_its_purpose() {
    for path in files("src", ".rs")
        .into_iter()
        .filter(|path| !is_test_file(path))
    {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn the_catalog_and_the_folders_agree() {
    let pack = open::builtin().unwrap();
    let known = |path: &str| {
        [CATALOG, changes::PATH, lock::PATH, formulas::PATH].contains(&path)
            || path.starts_with("project/")
            || path.starts_with(field_type::FOLDER)
            || pack
                .parts
                .keys()
                .chain(pack.providers.keys())
                .any(|folder| path.starts_with(&format!("{folder}/")))
    };
    let strays: Vec<&String> = pack.files.keys().filter(|path| !known(path)).collect();
    assert!(strays.is_empty(), "no selection reaches {strays:?}");
    let junk: Vec<&String> = pack
        .files
        .keys()
        .filter(|path| path.contains("__pycache__") || path.ends_with('~'))
        .collect();
    assert!(junk.is_empty(), "{junk:?}");
}

/// Law 3.
#[test]
fn every_text_of_a_type_is_read() {
    let pack = open::builtin().unwrap();
    let mut readers: Vec<String> = files("src", ".rs").iter().map(|path| code(path)).collect();
    for ending in [".tera", ".toml"] {
        let files = files("templates", ending);
        readers.extend(files.iter().map(|path| fs::read_to_string(path).unwrap()));
    }
    for (id, of_type) in &pack.types {
        for name in of_type.text.keys() {
            let code = format!("[\"text\"][\"{name}\"]");
            let template = format!(".text.{name}");
            let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            let is_read =
                |text: &String| text.contains(&code) || text.split(&template).skip(1).any(ends);
            assert!(
                readers.iter().any(is_read),
                "{id}.toml: nothing reads `text.{name}`"
            );
        }
    }
}

#[test]
fn the_same_blueprint_gives_the_same_bytes() {
    let pack = open::builtin().unwrap();
    let cover = selections::triplewise(&pack);
    // nor does it matter what others have remembered
    let memo = RenderMemo::default();
    for answers in &cover {
        let blueprint = blueprint::decide(&pack, answers).unwrap();
        let first = generate(&pack, &blueprint, &source::read, 1).unwrap();
        let second = generate_with(&pack, &blueprint, &source::read, 4, Some(&memo)).unwrap();
        assert_eq!(first.tree, second.tree, "{:?}", blueprint.selection);
    }
    println!("{} selections rendered twice", cover.len());
    assert!(cover.len() > 9);
}

#[test]
fn a_selection_is_refused_with_its_reason() {
    let pack = open::builtin().unwrap();
    let mut refused = 0;
    for answers in selections::every(&pack) {
        let Err(Error { problems, .. }) = blueprint::decide(&pack, &answers) else {
            continue;
        };
        for problem in problems {
            assert!(problem.message.contains("conflicts with"), "{problem:?}");
            assert!(
                problem.place.is_some() && problem.help.is_some(),
                "{problem:?}"
            );
        }
        refused += 1;
    }
    assert!(refused > 0);
}

/// Options of Prometheus, which deletes samples and no rows.
const OF_METRICS: &str = "--storage.tsdb.retention";

/// What nothing uses is not generated: without records no key, no cursor, and without tasks no deletion of old rows.
#[test]
fn what_only_records_need_is_generated_with_records_alone() {
    let pack = open::builtin().unwrap();
    let mut seen = 0;
    for answers in selections::triplewise(&pack) {
        let blueprint = blueprint::decide(&pack, &answers).unwrap();
        let facts = selection::facts(&pack, &blueprint.active(&pack));
        if facts["records"] == "kept" {
            continue;
        }
        let mut words = vec![
            "idempotency",
            "schemas/cursor",
            "schemas.cursor",
            "class position",
        ];
        if facts["maintenance"] == "none" {
            words.extend(["retention", "prune", "periodic", "background.py"]);
        }
        let generated = generate(&pack, &blueprint, &source::read, 1).unwrap();
        for (path, file) in &generated.tree {
            let text = String::from_utf8_lossy(&file.bytes).to_lowercase();
            let text = text.replace(OF_METRICS, "");
            let found = words.iter().find(|word| text.contains(**word));
            assert_eq!(
                found,
                None,
                "{path} of {:?}",
                selections::typed(&pack, &answers)
            );
        }
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}

/// The numbers in the README match these tests.
#[test]
fn the_readme_counts_what_is_proved() {
    let pack = open::builtin().unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let every = selections::every(&pack);
    let legal = every
        .iter()
        .filter(|answers| blueprint::decide(&pack, answers).is_ok())
        .count();
    let triples = selections::triplewise(&pack);
    let cover = selections::pairwise(&pack);
    let pairs: BTreeSet<_> = cover
        .iter()
        .flat_map(|choices| selections::pairs(choices))
        .collect();
    for said in [
        format!("Of the {} selections {legal} are accepted", every.len()),
        format!("All {legal} are rendered"),
        format!("{} of them that together have every triple", triples.len()),
        format!(
            "{} stacks that together have all {} pairs",
            cover.len(),
            pairs.len()
        ),
    ] {
        assert!(readme.contains(&said), "the README does not say {said:?}");
    }
    for tier in &pack.catalog.tiers {
        let row = format!("| `{}` | `{}` |", tier.id, tier.providers.join("`, `"));
        assert!(readme.contains(&row), "the README has no row {row}");
    }
    for preset in &pack.catalog.presets {
        assert!(
            readme.contains(&format!("`{}`", preset.id)),
            "{}",
            preset.id
        );
    }
}

/// Law 4: every number is found at its declared location, so that `check` never fails to find one.
#[test]
fn every_place_holds_exactly_its_number() {
    let pack = open::builtin().unwrap();
    let mut looked = BTreeSet::new();
    for answers in selections::triplewise(&pack) {
        // all numbers are different, so that none is mistaken for another
        let Ok(blueprint) = blueprint::decide(&pack, &odd(&pack, answers)) else {
            continue;
        };
        let generated = generate(&pack, &blueprint, &source::read, 2).unwrap();
        let text = |path: &str| {
            let file = generated.tree.get(path)?;
            String::from_utf8(file.bytes.to_vec()).ok()
        };
        let spots = &generated.assembly.locations;
        let findings = tierup::project::check::check(&blueprint, spots, &text);
        assert_eq!(
            findings,
            tierup::project::check::NumberFindings::default(),
            "{:?}",
            blueprint.selection
        );
        looked.extend(
            spots
                .iter()
                .map(|spot| (spot.number.clone(), spot.file.clone())),
        );
    }
    println!("{} numbers in their files", looked.len());
    for number in [
        "db.max_connections",
        "lb.worker_connections",
        "web.pool",
        "timeouts.edge_s",
    ] {
        assert!(
            looked.iter().any(|(known, _)| known == number),
            "{number} stands nowhere"
        );
    }
}

/// Every number in a configuration file has a location, so that a change of it is found.
#[test]
fn every_number_in_a_configuration_file_has_a_place() {
    let pack = open::builtin().unwrap();
    for (folder, manifest) in &pack.providers {
        let deployed = format!("{folder}/deploy/");
        let rendered = |path: &&String| {
            path.starts_with(&deployed)
                && Path::new(path).extension().is_some_and(|end| end == "tera")
        };
        let templates = pack.files.keys().filter(rendered);
        for template in templates {
            let text = fs::read_to_string(root().join("templates").join(template)).unwrap();
            let lines = text
                .lines()
                .filter(|line| !line.trim_start().starts_with('#'));
            for line in lines.filter(|line| line.contains("{{ capacity.")) {
                let number = line.split("{{ capacity.").nth(1).unwrap();
                let number = number.split([' ', '}']).next().unwrap();
                let file = template[folder.len() + 1..].trim_end_matches(".tera");
                let of_parts = pack.parts.values().flat_map(|part| &part.places);
                let of_parts = of_parts.filter(|place| place.file == file);
                let mut places = manifest.places.iter().chain(of_parts);
                let stated = places.any(|place| place.number == number);
                assert!(stated, "{template}: {line}");
            }
        }
    }
}

/// The selection with inputs whose numbers differ from each other and from the defaults.
fn odd(pack: &Pack, mut answers: tierup::core::answers::Answers) -> tierup::core::answers::Answers {
    let selection = blueprint::named_selection(pack, &answers);
    let active = tierup::generate::selection::active(pack, &selection);
    let stack = tierup::generate::selection::stack_profile(&active);
    for (key, value) in [
        ("longest_request_s", "47"),
        ("longest_task_s", "211"),
        ("largest_body_kb", "1111"),
        ("web.replicas", "3"),
        ("web.memory_mb", "611"),
        ("worker.replicas", "2"),
        ("worker.memory_mb", "733"),
        ("lb.client_requests_per_s", "919"),
        ("broker.memory_mb", "347"),
        ("cache.memory_mb", "173"),
        ("db.max_connections", "883"),
        ("db.memory_mb", "853"),
    ] {
        let input = &pack.formulas.inputs[key];
        let bounded = stack.bounds.contains_key(key);
        if stack.needs(input) && !bounded {
            answers.set(format!("capacity.{key}"), value, "a test");
        }
    }
    answers
}

/// Law 1: a new provider is a folder and a word, a new tier is a folder and a block; no line of Rust.
#[test]
fn a_provider_and_a_tier_are_added_as_data() {
    let scratch = scratch();
    grown_pack(scratch.path());

    let listed = run(scratch.path(), ["list", "--json", "--pack", "pack"])
        .ok()
        .json();
    let tiers: Vec<&str> = listed["tiers"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tier| tier["id"].as_str())
        .collect();
    assert_eq!(
        tiers,
        [
            "lb", "web", "queue", "cache", "db", "deploy", "example", "observe", "auth", "search"
        ]
    );
    let choices = ["cache=keydb", "search=finder"];
    let new = ["new", "shop", "-y", "--no-git", "--pack", "pack"];
    let said = run(scratch.path(), new.iter().chain(&choices)).ok();
    assert!(
        said.stdout.contains("KeyDB") && said.stdout.contains("Finder"),
        "{}",
        said.stdout
    );
    let compose = fs::read_to_string(scratch.path().join("shop/compose.yaml")).unwrap();
    assert!(
        compose.contains("image: eqalpha/keydb:x86_64_v6.3.4") && compose.contains("\n  search:\n"),
        "{compose}"
    );
    let refused = run(
        scratch.path(),
        ["new", "other", "-y", "--pack", "pack", "search=finde"],
    );
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("did you mean `finder`?"),
        "{}",
        refused.stderr
    );
}
