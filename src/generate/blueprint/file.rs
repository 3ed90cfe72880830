//! Writes the blueprint as `tierup.toml`, every number with its description.

use std::fmt::Write as _;

use super::{Blueprint, FORMAT, FORMAT_KEY};
use crate::core::answers::RESOURCES;
use crate::generate::resources::PLURAL;
use crate::pack::Pack;
use crate::pack::question::{Answer, Question};

/// The text of `tierup.toml`.
#[must_use]
pub fn to_toml(pack: &Pack, blueprint: &Blueprint) -> String {
    let mut text = format!(
        "# The blueprint of this project: every decision that it was generated from. Edit it, then `tierup update`.\n\
         {FORMAT_KEY} = {FORMAT}\n\n[project]\n",
    );
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(format!("name = {}", toml_string(&blueprint.name)));
    line(format!("package = {}", toml_string(&blueprint.package)));
    line(format!(
        "\n[pack]\nsource = {}",
        toml_string(&blueprint.pack_source)
    ));
    line(format!(
        "version = {}",
        toml_string(&blueprint.pack_version)
    ));
    for (name, value) in [
        ("commit", &blueprint.pack_commit),
        ("hash", &blueprint.pack_hash),
    ] {
        if let Some(value) = value {
            line(format!("{name} = {}", toml_string(value)));
        }
    }
    line("\n[tiers]".to_owned());
    for (tier, provider) in &blueprint.selection {
        let known = pack
            .catalog
            .tier(tier)
            .map(|tier| tier.providers.join(", "))
            .unwrap_or_default();
        line(format!("{tier} = {} # {known}", toml_string(provider)));
    }
    if !blueprint.answers.is_empty() {
        line("\n# Answers to the other questions of the templates.\n[answers]".to_owned());
    }
    for (id, answer) in &blueprint.answers {
        let question = pack.catalog.question(id);
        if let Some(question) = question {
            line(format!("# {}", question.question));
        }
        let value = match answer {
            Answer::Flag(flag) => flag.to_string(),
            Answer::Whole(number) => number.to_string(),
            Answer::Number(number) => format!("{number:?}"),
            Answer::Text(text) => toml_string(text),
        };
        let requirement = question.map(Question::requirement).unwrap_or_default();
        line(format!("{id} = {value} # {requirement}"));
    }
    if !blueprint.resources.is_empty() {
        line("\n# The kinds of records that the service keeps, each with its fields.".to_owned());
    }
    for (at, resource) in blueprint.resources.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        line(format!("{gap}[{RESOURCES}{}]", resource.name()));
        if resource.has_own_plural {
            line(format!(
                "{PLURAL} = {}",
                toml_string(&resource.names.plural)
            ));
        }
        for field in &resource.fields {
            line(format!("{} = {}", field.name, toml_string(&field.text)));
        }
    }
    line(
        "\n# Expected load and machine sizes; every pool, limit and timeout is computed from them.\n\
         # Lines that begin with `#` are defaults, which follow the tiers. Remove the `#` to fix a value.\n[capacity]"
            .to_owned(),
    );
    let mut section = "";
    let inputs = pack.formulas.inputs.values();
    let used = inputs.filter_map(|input| Some((input, *blueprint.inputs.0.get(&input.key)?)));
    for (input, value) in used {
        let (table, name) = input.key.split_once('.').unwrap_or(("", &input.key));
        if table != section {
            let _ = writeln!(text, "\n[capacity.{table}]");
            section = table;
        }
        let mark = if blueprint.chosen.contains(&input.key) {
            ""
        } else {
            "#"
        };
        let _ = writeln!(
            text,
            "# {}\n{mark}{name} = {}",
            input.about,
            input.show(value)
        );
    }
    text
}

/// A string as TOML writes it; JSON's escapes are TOML's.
fn toml_string(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}
