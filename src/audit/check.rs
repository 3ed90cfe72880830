//! Problems of a pack's manifests as a whole. Sees values only.

mod catalog;
mod manifest;
mod numbers;
mod rules;
mod signs;
mod texts;
mod types;

pub(super) use rules::stating;

use crate::core::error::Problem;
use crate::generate::capacity;
use crate::pack::Pack;

/// The version of the pack format that this program reads.
pub const FORMAT: u32 = 1;

/// Every problem that concerns more than one line of one manifest.
#[must_use]
pub fn problems(pack: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    format(pack, &mut problems);
    texts::problems(pack, &mut problems);
    catalog::repeated(pack, &mut problems);
    catalog::tiers(pack, &mut problems);
    catalog::managed(pack, &mut problems);
    catalog::ids(pack, &mut problems);
    manifest::base(pack, &mut problems);
    catalog::presets(pack, &mut problems);
    for (folder, manifest) in &pack.providers {
        let place = format!("{folder}/provider.toml");
        manifest::provider(pack, manifest, &place, &mut problems);
    }
    for (folder, manifest) in &pack.parts {
        let place = format!("{folder}/part.toml");
        manifest::part(pack, manifest, &place, &mut problems);
    }
    for (name, of_type) in &pack.types {
        types::problems(pack, (name, of_type), &mut problems);
    }
    for (fact, value) in &pack.catalog.cached_when {
        rules::condition(
            pack,
            fact,
            value,
            "catalog.toml: cached_when",
            &mut problems,
        );
    }
    signs::signs(pack, &mut problems);
    rules::same_facts(pack, &mut problems);
    rules::agreeing_facts(pack, &mut problems);
    problems.extend(capacity::validate(&pack.formulas));
    if problems.is_empty() {
        catalog::impossible_presets(pack, &mut problems);
    }
    problems
}

fn format(pack: &Pack, problems: &mut Vec<Problem>) {
    if pack.catalog.format != FORMAT {
        problems.push(
            Problem::new(format!(
                "the pack has format {}, this version reads format {FORMAT}",
                pack.catalog.format
            ))
            .at("catalog.toml: format")
            .help("use the release of tierup that the pack was made for"),
        );
    }
}
