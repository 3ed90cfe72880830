//! Checks texts of a pack that users see in a terminal, in comments of `tierup.toml` and `.env`, and in messages: one
//! line of limited length, without invisible characters.

use crate::core::error::Problem;
use crate::core::tree::unprintable;
use crate::pack::Pack;
use crate::pack::manifest::Manifest;

const NAME: usize = 100;
const LINE: usize = 500;
/// How much of a text a message shows.
const SHOWN: usize = 60;

/// A text: its description, the text, and its maximum number of characters.
type ShownText<'a> = (&'static str, &'a str, usize);

/// Every text that is not a valid line.
pub(super) fn problems(pack: &Pack, problems: &mut Vec<Problem>) {
    let folders = pack
        .providers
        .iter()
        .map(|(folder, m)| (format!("{folder}/provider.toml"), m));
    let parts = pack
        .parts
        .iter()
        .map(|(folder, m)| (format!("{folder}/part.toml"), m));
    invalid(catalog(pack), "catalog.toml", problems);
    invalid(manifest(&pack.catalog.base), "catalog.toml", problems);
    for (place, of) in folders.chain(parts) {
        invalid(manifest(of), &place, problems);
    }
}

fn invalid(words: Vec<ShownText<'_>>, place: &str, problems: &mut Vec<Problem>) {
    for (what, word, most) in words {
        let why = if word.chars().any(unprintable) {
            "contains a line break or an invisible character".to_owned()
        } else if word.chars().count() > most {
            format!("is longer than {most} characters")
        } else {
            continue;
        };
        let shown: String = word.chars().take(SHOWN).collect();
        let more = if shown.len() < word.len() { "..." } else { "" };
        problems.push(
            Problem::new(format!("`{what}` {why}: {shown:?}{more}"))
                .at(place)
                .help("write one line of plain text"),
        );
    }
}

fn catalog(pack: &Pack) -> Vec<ShownText<'_>> {
    let catalog = &pack.catalog;
    let mut words: Vec<ShownText<'_>> = vec![
        ("name", &catalog.name, NAME),
        ("version", &catalog.version, NAME),
    ];
    for tier in &catalog.tiers {
        words.extend([
            ("label", tier.label.as_str(), NAME),
            ("question", &tier.question, LINE),
        ]);
        words.push(("id", &tier.id, NAME));
        words.extend(
            tier.providers
                .iter()
                .map(|id| ("providers", id.as_str(), NAME)),
        );
    }
    for preset in &catalog.presets {
        words.extend([
            ("id", preset.id.as_str(), NAME),
            ("label", &preset.label, NAME),
        ]);
        words.push(("about", &preset.about, LINE));
    }
    for question in &catalog.questions {
        // id and text of a question are checked with the questions
        words.extend(
            question
                .choices
                .iter()
                .map(|choice| ("choices", choice.as_str(), LINE)),
        );
        words.extend(
            question
                .pattern
                .iter()
                .map(|pattern| ("pattern", pattern.as_str(), LINE)),
        );
    }
    for (slot, about) in &catalog.slots {
        words.extend([("slots", slot.as_str(), NAME), ("slots", about, LINE)]);
    }
    for list in [
        &catalog.managed,
        &catalog.internal_networks,
        &catalog.taken_names,
    ] {
        words.extend(list.iter().map(|word| ("name", word.as_str(), LINE)));
    }
    words
}

fn manifest(of: &Manifest) -> Vec<ShownText<'_>> {
    let mut words: Vec<ShownText<'_>> =
        vec![("label", &of.label, NAME), ("about", &of.about, LINE)];
    words.extend(
        of.inside
            .iter()
            .map(|inside| ("inside", inside.as_str(), LINE)),
    );
    for rule in of.requires.iter().chain(&of.conflicts) {
        words.push(("reason", &rule.reason, LINE));
    }
    words.extend(
        of.limits
            .iter()
            .map(|limit| ("reason", limit.reason.as_str(), LINE)),
    );
    words.extend(
        of.places
            .iter()
            .map(|place| ("pattern", place.pattern.as_str(), LINE)),
    );
    for (fact, value) in of.facts.iter().chain(&of.when) {
        words.extend([("facts", fact.as_str(), NAME), ("facts", value, LINE)]);
    }
    for setting in &of.settings {
        words.extend([
            ("name", setting.name.as_str(), NAME),
            ("about", &setting.about, LINE),
        ]);
    }
    for variable in &of.variables {
        words.extend([
            ("name", variable.name.as_str(), NAME),
            ("about", &variable.about, LINE),
        ]);
    }
    for service in &of.services {
        words.push(("name", &service.name, NAME));
        words.extend(
            service
                .label
                .iter()
                .map(|label| ("label", label.as_str(), LINE)),
        );
        words.extend(
            service
                .image
                .iter()
                .map(|image| ("image", image.as_str(), LINE)),
        );
        words.extend(
            service
                .networks
                .iter()
                .map(|name| ("networks", name.as_str(), NAME)),
        );
        words.extend(
            service
                .volumes
                .iter()
                .map(|mount| ("volume", mount.volume.as_str(), LINE)),
        );
        words.extend(
            service
                .depends_on
                .keys()
                .map(|name| ("depends_on", name.as_str(), NAME)),
        );
    }
    words.extend(
        of.checks
            .iter()
            .map(|check| ("name", check.name.as_str(), NAME)),
    );
    words.extend(
        of.drives
            .iter()
            .map(|drive| ("name", drive.name.as_str(), NAME)),
    );
    let pins = [
        &of.python.dependencies,
        &of.python.dev,
        &of.python.build,
        &of.python.load,
    ];
    words.extend(
        pins.into_iter()
            .flatten()
            .map(|pin| ("python", pin.as_str(), LINE)),
    );
    words
}
