//! What a pack offers, as a JSON document: tiers, providers, presets, questions, field types.

use serde_json::{Value, json};

use super::Pack;
use super::catalog::Tier;
use super::manifest::Manifest;
use super::question::{Question, QuestionKind};

/// The document of `list --json`.
#[must_use]
pub fn document(pack: &Pack) -> Value {
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
        "asked": question.asked,
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

/// The providers of a tier that have a manifest, with it.
pub fn providers<'a>(
    pack: &'a Pack,
    tier: &'a Tier,
) -> impl Iterator<Item = (&'a String, &'a Manifest)> {
    tier.providers
        .iter()
        .filter_map(move |id| Some((id, pack.provider(&tier.id, id)?)))
}
