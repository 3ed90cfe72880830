//! The layers of `src`: imports go down, and no two modules of a layer import each other in a circle. The layers and
//! their order are the first table of `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[path = "layers/paths.rs"]
mod paths;

use paths::paths;

/// A source file: its path below `src`, and its text.
struct Source {
    path: String,
    text: String,
}

/// An import of one module of `crate` by another, each as layer and module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    place: String,
    from: [String; 2],
    to: [String; 2],
}

#[test]
fn imports_go_down() {
    let (layers, sources) = (layers(), sources());
    let folders: BTreeSet<&str> = sources
        .iter()
        .filter_map(|source| Some(source.path.split_once('/')?.0))
        .collect();
    assert_eq!(folders, layers.iter().map(String::as_str).collect());
    let found = faults(&layers, &sources);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// EDGE modules are left out without the feature `edge`; a law checks that the others touch nothing.
#[test]
fn the_edge_is_behind_its_feature() {
    let left_out = |path: &Path| {
        let (folder, name) = (path.parent().unwrap(), path.file_stem().unwrap());
        let name = name.to_str().unwrap();
        let above = [
            folder.join("mod.rs"),
            folder.with_extension("rs"),
            folder.join("lib.rs"),
        ];
        let gate = "#[cfg(feature = \"edge\")]\n";
        above.iter().any(|file| {
            let text = fs::read_to_string(file).unwrap_or_default();
            ["mod", "pub mod", "pub(crate) mod"]
                .iter()
                .any(|word| text.contains(&format!("{gate}{word} {name};")))
        })
    };
    let mut found = Vec::new();
    for source in sources() {
        let path = root().join("src").join(&source.path);
        let modules = path.ancestors().take_while(|path| !path.ends_with("src"));
        if source.text.starts_with("//! EDGE") && !modules.into_iter().any(left_out) {
            found.push(source.path);
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn imports_that_go_up_or_in_a_circle_are_found() {
    let layers = ["high", "low"].map(str::to_owned);
    let source = |path: &str, text: &str| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let sources = [
        source("high/mod.rs", "pub mod a;\npub use a::A;\n"),
        source("high/a.rs", "use crate::low::{b, c::C};\npub struct A;\n"),
        source("low/mod.rs", "pub mod b;\npub mod c;\npub use c::C;\n"),
        source("low/b.rs", "use super::C;\n"),
        source(
            "low/c.rs",
            "// use crate::high::a;\nconst TEXT: &str = \"crate::high::a\";\npub struct C;\n\
             #[cfg(test)]\nmod tests {\n    use crate::high::A;\n}\n",
        ),
    ];
    assert_eq!(faults(&layers, &sources), [] as [&str; 0]);

    let up = "src/low/d.rs:3: `low::d` imports `high::a`, a layer above it";
    for planted in [
        "\n\nuse crate::high::A;\n",
        "\n\nuse crate::{low::b, high::{A as B}};\n",
        "\n\nfn f() -> crate::high::a::A {}\n",
        "\n\nuse super::super::high::a;\n",
    ] {
        let mut planted = vec![source("low/d.rs", planted)];
        planted.extend(sources.iter().map(|s| source(&s.path, &s.text)));
        assert_eq!(faults(&layers, &planted), [up], "{}", planted[0].text);
    }

    let mut face = vec![source("low/mod.rs", "pub use crate::high::A;\n")];
    face.extend(sources[3..].iter().map(|s| source(&s.path, &s.text)));
    let up = ["src/low/mod.rs:1: `low` imports `high::A`, a layer above it"];
    assert_eq!(faults(&layers, &face), up);

    let mut circle = vec![source("low/c/inner.rs", "\nuse super::super::b;\n")];
    circle.extend(sources.iter().map(|s| source(&s.path, &s.text)));
    assert_eq!(
        faults(&layers, &circle),
        [
            "src/low/b.rs:1: `low::b` imports `low::c`, in a circle: b, c",
            "src/low/c/inner.rs:2: `low::c` imports `low::b`, in a circle: b, c",
        ]
    );
}

/// The layers, from the highest to the lowest.
fn layers() -> Vec<String> {
    let tour = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let table = tour
        .lines()
        .skip_while(|line| !line.starts_with("//! | layer |"))
        .skip(2)
        .map_while(|line| line.strip_prefix("//! | [`"));
    table
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All sources except unit tests.
fn sources() -> Vec<Source> {
    let src = root().join("src");
    let files = walkdir::WalkDir::new(&src).sort_by_file_name();
    files
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path
                .strip_prefix(&src)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
        })
        .filter(|source| {
            let mut parts = source.path.split(['/', '.']);
            source.path.contains('/') && parts.all(|part| part != "tests")
        })
        .collect()
}

/// Every import that goes up, and every one in a circle.
fn faults(layers: &[String], sources: &[Source]) -> Vec<String> {
    let arrows = arrows(layers, sources);
    let height = |layer: &String| layers.iter().position(|known| known == layer);
    let name = |module: &[String; 2]| module.join("::").trim_end_matches(':').to_owned();
    let mut found = Vec::new();
    for arrow in &arrows {
        let said = format!(
            "src/{}: `{}` imports `{}`",
            arrow.place,
            name(&arrow.from),
            name(&arrow.to)
        );
        let [from, to] = [&arrow.from, &arrow.to];
        if height(&to[0]) < height(&from[0]) {
            found.push(format!("{said}, a layer above it"));
        } else if from[0] == to[0] {
            let circle = circle(&arrows, from);
            if circle.contains(to) {
                let modules: Vec<&str> = circle.iter().map(|module| module[1].as_str()).collect();
                found.push(format!("{said}, in a circle: {}", modules.join(", ")));
            }
        }
    }
    found
}

/// The modules of a layer that import `module`, directly or not, and are imported by it.
fn circle(arrows: &[Arrow], module: &[String; 2]) -> BTreeSet<[String; 2]> {
    let reached = |start: &[String; 2]| {
        let mut reached = BTreeSet::new();
        let mut left = vec![start.clone()];
        while let Some(next) = left.pop() {
            for arrow in arrows.iter().filter(|arrow| arrow.from == next) {
                if arrow.to[0] == start[0] && reached.insert(arrow.to.clone()) {
                    left.push(arrow.to.clone());
                }
            }
        }
        reached
    };
    let mut circle = reached(module);
    circle.retain(|other| reached(other).contains(module));
    circle
}

/// All imports between modules, one per line.
fn arrows(layers: &[String], sources: &[Source]) -> Vec<Arrow> {
    let faces = faces(sources);
    let mut arrows = BTreeSet::new();
    for source in sources {
        let own = module(&source.path);
        let part = |at: usize| own.get(at).cloned().unwrap_or_default();
        let from = [part(0), part(1)];
        for (line, path) in paths(&source.text, &own) {
            let Some(layer) = path.first().filter(|layer| layers.contains(layer)) else {
                continue;
            };
            let item = path.get(1).cloned().unwrap_or_default();
            let module = faces.get(&(layer.clone(), item.clone())).cloned();
            let to = [layer.clone(), module.unwrap_or(item)];
            if to != from {
                arrows.insert(Arrow {
                    place: format!("{}:{line}", source.path),
                    from: from.clone(),
                    to,
                });
            }
        }
    }
    arrows.into_iter().collect()
}

/// The re-exports at the root of each layer: layer and name, with the original module.
fn faces(sources: &[Source]) -> BTreeMap<(String, String), String> {
    let mut faces = BTreeMap::new();
    for source in sources {
        let own = module(&source.path);
        if let [layer] = own.as_slice() {
            for (_, path) in paths(&source.text, &own) {
                if let (Some(module), Some(name)) = (path.get(1), path.get(2)) {
                    faces.insert((layer.clone(), name.clone()), module.clone());
                }
            }
        }
    }
    faces
}

/// The module of a file, as a path from the crate's root.
fn module(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap();
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').map(str::to_owned).collect()
}
