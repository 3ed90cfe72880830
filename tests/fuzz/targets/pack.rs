//! A pack whose manifests and templates follow the grammar: it is rejected with problems, or inspected and generated.
#![no_main]

mod grammar;

use std::borrow::Cow;

use grammar::{Choices, manifest, template};
use libfuzzer_sys::fuzz_target;
use tierup::audit::open;
use tierup::core::answers::Answers;
use tierup::generate::blueprint;
use tierup::generate::pipeline::generate;
use tierup::audit::inspect::inspect;
use tierup::pack::{Content, Files, Pack, hash};

const CATALOG: &str = include_str!("../../packs/base/catalog.toml");
const NONE: &str = include_str!("../../packs/base/web/none/provider.toml");
const WEB: &str = include_str!("../../packs/base/web/plain/provider.toml");

fuzz_target!(|input: &[u8]| {
    let mut choices = Choices::new(input, 200_000);
    let c = &mut choices;
    let what = c.byte();
    let mut files = Files::new();
    let mut add = |path: &str, text: &str| {
        files.insert(path.to_owned(), Content::Held(text.as_bytes().into()));
    };
    add("catalog.toml", &if what & 1 == 0 { manifest::catalog(c) } else { CATALOG.to_owned() });
    add("web/plain/provider.toml", &if what & 2 == 0 { manifest::manifest(c) } else { WEB.to_owned() });
    add("web/none/provider.toml", NONE);
    add("store/disk/provider.toml", &if what & 4 == 0 { manifest::manifest(c) } else { NONE.to_owned() });
    add("store/none/provider.toml", NONE);
    if what & 8 == 0 {
        add("parts/extra/part.toml", &format!("when = {{ a = \"b\" }}\n{}", manifest::manifest(c)));
    }
    add("project/README.md.tera", &if what & 16 == 0 { template::template(c) } else { "{{ slots.readme }}".to_owned() });
    add(c.one(&["project/a.yaml.tera", "project/b.toml.tera", "project/c.json.tera"]), &template::template(c));
    let read = |content: &Content| {
        let Content::Held(bytes) = content else {
            unreachable!()
        };
        Ok(Cow::Owned(bytes.to_vec()))
    };
    let pack = match open::parsed("fuzzed", files, &|_| None, &read) {
        Ok(pack) => pack,
        Err(error) => return assert!(!error.problems.is_empty()),
    };
    hash::of(&pack, &read, 1).unwrap();
    let _findings = inspect(&pack, &read, 1);
    let mut answers = Answers::default();
    answers.say("project.name", "shop", "fuzzed");
    for (tier, provider) in &pack.catalog.presets[0].tiers {
        answers.say(format!("tiers.{tier}"), provider, "fuzzed");
    }
    if let Ok(blueprint) = blueprint::decide(&pack, &answers) {
        let _refused_or_not = generate(&pack, &blueprint, &read, 1);
    }
});
