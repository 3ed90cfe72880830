//! A pack with the input as one of its manifests: it is rejected with problems, or a project is generated. Never a
//! panic.
#![no_main]

use std::borrow::Cow;
use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use tierup::audit::open;
use tierup::core::answers::Answers;
use tierup::generate::blueprint;
use tierup::generate::pipeline::generate;
use tierup::pack::{Content, Files};

const CATALOG: &[u8] = include_bytes!("../../packs/base/catalog.toml");
const NONE: &[u8] = include_bytes!("../../packs/base/web/none/provider.toml");
const WEB: &[u8] = include_bytes!("../../packs/base/web/plain/provider.toml");
const README: &[u8] = b"# {{ project.name }}\n{{ slots.readme }}{{ services | length }}\n";
/// The input replaces one of these.
const MANIFESTS: [&str; 4] = [
    "catalog.toml",
    "web/plain/provider.toml",
    "store/disk/provider.toml",
    "parts/extra/part.toml",
];

fuzz_target!(|input: &[u8]| {
    let Some((which, text)) = input.split_first() else {
        return;
    };
    let mut texts: BTreeMap<&str, &[u8]> = BTreeMap::from([
        ("catalog.toml", CATALOG),
        ("web/plain/provider.toml", WEB),
        ("web/none/provider.toml", NONE),
        ("store/disk/provider.toml", NONE),
        ("store/none/provider.toml", NONE),
        ("parts/extra/part.toml", b""),
        ("project/README.md.tera", README),
    ]);
    let below = texts.clone();
    texts.insert(MANIFESTS[usize::from(*which) % MANIFESTS.len()], text);
    let of = |texts: &BTreeMap<&str, &[u8]>| -> Files {
        let held =
            |(path, text): (&&str, &&[u8])| ((*path).to_owned(), Content::Held((*text).into()));
        texts.iter().map(held).collect()
    };
    let read = |content: &Content| {
        let Content::Held(bytes) = content else {
            unreachable!()
        };
        Ok(Cow::Owned(bytes.to_vec()))
    };
    let below = |_: &str| Some(of(&below));
    let pack = match open::parsed("fuzzed", of(&texts), &below, &read) {
        Ok(pack) => pack,
        Err(error) => return assert!(!error.problems.is_empty()),
    };
    let mut answers = Answers::default();
    answers.say("project.name", "shop", "fuzzed");
    for (tier, provider) in &pack.catalog.presets[0].tiers {
        answers.say(format!("tiers.{tier}"), provider, "fuzzed");
    }
    if let Ok(blueprint) = blueprint::decide(&pack, &answers) {
        let _refused_or_not = generate(&pack, &blueprint, &read, 1);
    }
});
