//! `tierup list`: tiers, providers, presets and field types of a pack.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::packs;
use crate::cli::args::{GlobalArgs, List};
use crate::core::error::Result;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::Tier;
use crate::pack::manifest::ChoiceRule;
use crate::pack::question::{Question, QuestionKind};
use crate::screen::report::{Report, printable};

pub(super) fn run(args: &List, global: &GlobalArgs, report: Report) -> Result<i32> {
    let pack = packs::pack_for_new(&args.pack, global)?;
    report.prose(&printable(&text(&pack)), &document(&pack))?;
    Ok(0)
}

fn document(pack: &Pack) -> Value {
    let tiers: Vec<Value> = pack
        .catalog
        .tiers
        .iter()
        .map(|tier| {
            let providers: Vec<Value> = providers(pack, tier)
                .map(|(id, manifest)| {
                    json!({
                        "id": id,
                        "label": manifest.label,
                        "about": manifest.about,
                        "requires": manifest.requires,
                        "conflicts": manifest.conflicts,
                    })
                })
                .collect();
            json!({"id": tier.id, "label": tier.label, "optional": tier.optional(), "providers": providers})
        })
        .collect();
    let presets: Vec<Value> = pack
        .catalog
        .presets
        .iter()
        .map(|preset| json!({"id": preset.id, "label": preset.label, "about": preset.about, "tiers": preset.tiers}))
        .collect();
    let questions: Vec<Value> = pack
        .catalog
        .questions
        .iter()
        .map(|question| question_document(pack, question))
        .collect();
    let origin = json!({"name": pack.catalog.name, "version": pack.catalog.version});
    let types = pack.types.iter().map(|(id, of_type)| {
        let modifiers = of_type.modifiers.iter().map(|modifier| modifier.word());
        json!({
            "id": id,
            "about": of_type.about,
            "modifiers": modifiers.collect::<Vec<_>>(),
        })
    });
    json!({
        "pack": origin,
        "tiers": tiers,
        "presets": presets,
        "questions": questions,
        "types": types.collect::<Vec<_>>(),
    })
}

fn question_document(pack: &Pack, question: &Question) -> Value {
    let mut asked = json!({
        "id": question.id,
        "question": question.question,
        "type": question.kind,
        "default": pack.default_answer(question),
        "when": question.when,
    });
    let limits = [
        ("pattern", json!(question.pattern)),
        ("min", json!(question.min)),
        ("max", json!(question.max)),
    ];
    for (key, limit) in limits.into_iter().filter(|(_, limit)| !limit.is_null()) {
        asked[key] = limit;
    }
    if question.kind == QuestionKind::Number {
        asked["whole"] = json!(question.whole);
    }
    if question.kind == QuestionKind::Choice {
        asked["choices"] = json!(question.choices);
    }
    asked
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
        let modifiers = of_type.modifiers.iter().map(|modifier| modifier.word());
        let modifiers: Vec<&str> = std::iter::once("?").chain(modifiers).collect();
        let _ = writeln!(text, "  {:width$}  with {}", "", modifiers.join(", "));
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

fn providers<'a>(
    pack: &'a Pack,
    tier: &'a Tier,
) -> impl Iterator<Item = (&'a String, &'a crate::pack::manifest::Manifest)> {
    tier.providers
        .iter()
        .filter_map(move |id| Some((id, pack.provider(&tier.id, id)?)))
}
