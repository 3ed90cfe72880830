#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;
use crate::core::tree::File;

fn tree(files: &[(&str, &str)]) -> Tree {
    files
        .iter()
        .map(|(path, text)| {
            let file = File::new(text.as_bytes().to_vec().into());
            (RelPath::new(*path).unwrap(), file)
        })
        .collect()
}

/// The unresolved references in a project with these files, all edited.
fn described(files: &[(&str, &str)]) -> Vec<String> {
    let tree = tree(files);
    let has = |path: &str| {
        let folder = format!("{path}/");
        tree.keys()
            .any(|has| has.as_str() == path || has.as_str().starts_with(&folder))
    };
    let project = ReferenceScope {
        tree: &tree,
        generated: &Tree::new(),
        has: &has,
        settings: &BTreeSet::from(["cache_url", "log_level"]),
    };
    unresolved(project)
        .iter()
        .map(UnresolvedReference::describe)
        .collect()
}

#[test]
fn imports_of_modules_that_are_gone() {
    let init = [
        ("src/shop/__init__.py", "from shop.known import NAME\n"),
        ("src/shop/deep/__init__.py", ""),
        ("src/shop/known.py", "NAME = 1\n"),
    ];
    let own = "\"\"\"Text.\n\nimport shop.text\n\"\"\"\nimport os, shop.gone.deeper as g  # why\nfrom shop import NAME, known, lost\n\
        from shop.known import anything\nfrom shop.deep import (\n    inner,  # one\n    known,\n)\nfrom . import brother\nfrom ..known import NAME\n\
        from .. import absent\ntry:\n    import shop.maybe\nexcept ImportError:\n    pass\nif True:\n    import shop.late\nimport requests.gone\nfrom shop.deep import *\n";
    let files = [
        &init[..],
        &[
            ("src/shop/deep/own.py", own),
            ("src/shop/deep/inner.py", ""),
            ("src/shop/deep/brother.py", ""),
        ],
    ];
    let described = described(&files.concat());
    let at = |line: usize, what: &str| {
        format!("`src/shop/deep/own.py:{line}` imports `{what}`, which does not exist")
    };
    assert_eq!(
        described,
        [
            at(5, "shop.gone.deeper"),
            at(6, "shop.lost"),
            at(8, "shop.deep.known"),
            at(14, "..absent"),
            at(20, "shop.late"),
        ]
    );
}

#[test]
fn settings_that_nothing_defines() {
    let own = "a = settings.cache_url\nb = get_settings().log_level\nc = settings.model_dump()\nd = settings.cache_urls\n";
    assert_eq!(
        described(&[
            ("own.py", own),
            ("settings.py", "class S:\n    log_level: str\n")
        ]),
        ["`own.py:1` uses the setting `cache_url`, which does not exist"]
    );
}

#[test]
fn names_of_compose_that_no_file_has() {
    let compose = "services:\n  web:\n    depends_on:\n      db:\n        condition: service_healthy\n    networks: [default, back]\n    volumes:\n\
        \x20     - data:/data\n      - ./here:/here\n      - type: volume\n        source: other\n        target: /x\n  db:\n    networks:\n      gone:\n\
        \x20 job:\n    depends_on: [\"web\", cache]\n    volumes:\n      - \"${X}:/x\"\nvolumes:\n  data:\nnetworks:\n  back:\n";
    let over = "services:\n  web:\n    depends_on:\n      - own\n      - absent\n  own: {}\n";
    assert_eq!(
        described(&[("compose.yaml", compose), ("compose.override.yml", over)]),
        [
            "`compose.override.yml:5` refers to the service `absent`, which does not exist",
            "`compose.yaml:11` refers to the volume `other`, which does not exist",
            "`compose.yaml:15` refers to the network `gone`, which does not exist",
            "`compose.yaml:17` refers to the service `cache`, which does not exist",
        ]
    );
    assert_eq!(
        described(&[(
            "compose.yaml",
            &format!("include:\n  - other.yaml\n{compose}")
        )]),
        [""; 0]
    );
}

#[test]
fn targets_that_the_makefile_does_not_have() {
    let makefile = "A := 1\nBIN ?= x:y\n.PHONY: up gone\nup: install file.txt lost ## Text: more\n\t$(MAKE) install absent X=1\ninstall:\n\tmake -C elsewhere any\n";
    let workflow = "      - run: make up missing\n      # make sure of it\n      - run: |\n          make install && make other\n";
    assert_eq!(
        described(&[
            ("Makefile", makefile),
            (".github/workflows/ci.yml", workflow)
        ]),
        [
            "`.github/workflows/ci.yml:1` refers to the target `missing`, which `Makefile` does not have",
            "`.github/workflows/ci.yml:4` refers to the target `other`, which `Makefile` does not have",
            "`Makefile:4` refers to the target `lost`, which `Makefile` does not have",
            "`Makefile:5` refers to the target `absent`, which `Makefile` does not have",
        ]
    );
    assert_eq!(
        described(&[("Makefile", &format!("include more.mk\n{makefile}"))]),
        [""; 0]
    );
    let marked = "\u{feff}# a comment: no rule\nall:\n";
    assert_eq!(described(&[("Makefile", marked)]), [""; 0]);
}
