//! The context of manifest expressions: the blueprint, before the folders add anything.

use indexmap::IndexMap;
use serde_json::json;
use tera::Context;

use crate::generate::blueprint::Blueprint;
use crate::generate::names;
use crate::generate::selection::{self, Active};
use crate::pack::Pack;
use crate::pack::question::Answer;

/// The project, its pack, its numbers, its selection and answers.
pub(super) fn of_blueprint(pack: &Pack, blueprint: &Blueprint, active: &[Active<'_>]) -> Context {
    let mut context = Context::new();
    context.insert(
        "project",
        &json!({
            "name": blueprint.name,
            "package": blueprint.package,
            "slug": names::slug_of(&blueprint.package),
        }),
    );
    context.insert(
        "pack",
        &json!({"name": pack.catalog.name, "version": pack.catalog.version}),
    );
    context.insert("capacity", &blueprint.solution);
    context.insert(
        "facts",
        &selection::facts_with(pack, active, &blueprint.stated_facts(pack)),
    );
    let answers: IndexMap<&String, Answer> = pack
        .catalog
        .questions
        .iter()
        .map(|question| {
            let answer = blueprint.answers.get(&question.id).cloned();
            let answer = answer.unwrap_or_else(|| pack.default_answer(question));
            (&question.id, answer)
        })
        .collect();
    context.insert("answers", &answers);
    let labels: IndexMap<&String, &str> = blueprint
        .selection
        .iter()
        .filter_map(|(tier, provider)| Some((tier, pack.provider(tier, provider)?.label.as_str())))
        .collect();
    context.insert("labels", &labels);
    context
}
