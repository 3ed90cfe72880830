//! `tierup list`: tiers, providers, presets and field types of a pack.

use std::fmt::Write as _;

use super::packs;
use crate::cli::args::{GlobalArgs, List};
use crate::core::error::Result;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::document::{document, providers};
use crate::pack::manifest::ChoiceRule;
use crate::screen::report::{Report, printable};

pub(super) fn run(args: &List, global: &GlobalArgs, report: Report) -> Result<i32> {
    let pack = packs::pack_for_new(&args.pack, global)?;
    report.prose(&printable(&text(&pack)), &document(&pack))?;
    Ok(0)
}

fn text(pack: &Pack) -> String {
    let mut text = String::new();
    let width = pack
        .catalog
        .tiers
        .iter()
        .flat_map(|tier| &tier.providers)
        .map(String::len)
        .max()
        .unwrap_or(0);
    for tier in &pack.catalog.tiers {
        let _ = writeln!(text, "{} - {}", tier.id, tier.label);
        for (id, manifest) in providers(pack, tier) {
            let _ = writeln!(text, "  {id:width$}  {}", manifest.about);
            for ChoiceRule {
                tier,
                provider,
                reason,
            } in &manifest.conflicts
            {
                let _ = writeln!(
                    text,
                    "  {:width$}  not with {tier}={provider}: {reason}",
                    ""
                );
            }
            for ChoiceRule {
                tier,
                provider,
                reason,
            } in &manifest.requires
            {
                let _ = writeln!(
                    text,
                    "  {:width$}  only with {tier}={provider}: {reason}",
                    ""
                );
            }
        }
        text.push('\n');
    }
    text.push_str("presets\n");
    let width = pack
        .catalog
        .presets
        .iter()
        .map(|preset| preset.id.len())
        .max()
        .unwrap_or(0);
    for preset in &pack.catalog.presets {
        let tiers = selection::arguments(&preset.tiers);
        let _ = writeln!(text, "  {:width$}  {tiers}", preset.id);
    }
    questions(pack, &mut text);
    types(pack, &mut text);
    text
}

fn types(pack: &Pack, text: &mut String) {
    if !pack.types.is_empty() {
        text.push_str("\ntypes of the fields of resources\n");
    }
    let width = pack.types.keys().map(String::len).max().unwrap_or(0);
    for (id, of_type) in &pack.types {
        let _ = writeln!(text, "  {id:width$}  {}", of_type.about);
        let words = of_type.words().join(", ");
        let _ = writeln!(text, "  {:width$}  with {words}", "");
    }
}

fn questions(pack: &Pack, text: &mut String) {
    let questions = &pack.catalog.questions;
    if !questions.is_empty() {
        text.push_str("\nquestions\n");
    }
    let width = questions.iter().map(|question| question.key().len());
    let width = width.max().unwrap_or(0);
    for question in questions {
        let default = pack.default_answer(question).argument();
        let requirement = question.requirement();
        let _ = writeln!(
            text,
            "  {:width$}  {} ({requirement}; {default})",
            question.key(),
            question.question
        );
        let when: Vec<String> = question
            .when
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !when.is_empty() {
            let _ = writeln!(text, "  {:width$}  only with {}", "", when.join(" and "));
        }
    }
}
