//! Limits on what a pack may declare. Cost grows with the product of some of these numbers; without limits, a file of
//! half a megabyte could need gigabytes of memory.

use crate::core::error::Problem;
use crate::pack::catalog::Catalog;
use crate::pack::manifest::Manifest;

/// Every preset names a provider for every tier.
const TIERS: usize = 2_000;
const PRESETS: usize = 200;
/// Over all tiers: each pair may be a rule.
const PROVIDERS: usize = 5_000;
const QUESTIONS: usize = 500;
/// Entries of any list of a manifest.
const ENTRIES: usize = 1_000;
/// Each contains a regular expression.
const PLACES: usize = 100;
/// The cost of a regular expression, counted as bytes of text.
pub(super) const PATTERN_BYTES: usize = 4 * 1024;
/// All manifests together, in bytes.
const BYTES: usize = 4 * 1024 * 1024;

/// The exceeded limits of a catalog, checked before it is processed.
pub(super) fn catalog(catalog: &Catalog) -> Vec<Problem> {
    let providers = catalog.tiers.iter().map(|tier| tier.providers.len()).sum();
    let offered: usize = catalog.offers.values().map(Vec::len).sum();
    let counts = [
        ("tiers", catalog.tiers.len(), TIERS),
        ("presets", catalog.presets.len(), PRESETS),
        ("providers", providers, PROVIDERS),
        ("offers", offered, PROVIDERS),
        ("questions", catalog.questions.len(), QUESTIONS),
        ("slots", catalog.slots.len(), ENTRIES),
        ("hide", catalog.hide.len(), ENTRIES),
        ("without", catalog.without.len(), ENTRIES),
        ("managed", catalog.managed.len(), ENTRIES),
        ("taken_names", catalog.taken_names.len(), ENTRIES),
        ("taken_resources", catalog.taken_resources.len(), ENTRIES),
        ("taken_fields", catalog.taken_fields.len(), ENTRIES),
        ("sql_words", catalog.sql_words.len(), ENTRIES),
        ("cached_when", catalog.cached_when.len(), ENTRIES),
        ("resource_drives", catalog.resource_drives.len(), ENTRIES),
        (
            "internal_networks",
            catalog.internal_networks.len(),
            ENTRIES,
        ),
    ];
    let mut problems = too_many(&counts, "catalog.toml");
    problems.extend(manifest(&catalog.base, "catalog.toml: [base]"));
    problems
}

/// The exceeded limits of a manifest.
pub(super) fn manifest(manifest: &Manifest, place: &str) -> Vec<Problem> {
    let python = &manifest.python;
    let pins = [
        &python.dependencies,
        &python.dev,
        &python.build,
        &python.load,
        &python.imports,
    ];
    let counts = [
        ("requires", manifest.requires.len(), ENTRIES),
        ("conflicts", manifest.conflicts.len(), ENTRIES),
        ("limits", manifest.limits.len(), ENTRIES),
        ("facts", manifest.facts.len(), ENTRIES),
        ("when", manifest.when.len(), ENTRIES),
        ("python", pins.iter().map(|list| list.len()).sum(), ENTRIES),
        ("places", manifest.places.len(), PLACES),
        ("settings", manifest.settings.len(), ENTRIES),
        ("variables", manifest.variables.len(), ENTRIES),
        ("services", manifest.services.len(), ENTRIES),
        ("mounts", manifest.mounts.len(), ENTRIES),
        ("checks", manifest.checks.len(), ENTRIES),
        ("drives", manifest.drives.len(), ENTRIES),
        (
            "slots",
            manifest.slots.len() + manifest.slot_files.len(),
            ENTRIES,
        ),
        ("tables", manifest.tables.len(), ENTRIES),
        (
            "column",
            manifest
                .migrations
                .as_ref()
                .map_or(0, |one| one.column.len()),
            ENTRIES,
        ),
    ];
    too_many(&counts, place)
}

/// Whether all manifests together are too large.
pub(super) fn together(bytes: usize) -> Option<Problem> {
    (bytes > BYTES).then(|| {
        Problem::new(format!(
            "the manifests of the pack are larger than {} MiB together",
            BYTES >> 20
        ))
        .at("catalog.toml")
        .help("move long text from the manifests into templates")
    })
}

fn too_many(counts: &[(&str, usize, usize)], place: &str) -> Vec<Problem> {
    let over = counts.iter().filter(|(_, many, most)| many > most);
    over.map(|(what, many, most)| {
        Problem::new(format!(
            "`{what}` has {many} entries, at most {most} are allowed"
        ))
        .at(place)
        .help("remove unused entries, or split the pack")
    })
    .collect()
}
