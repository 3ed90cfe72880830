//! Every selection that a pack's catalog allows to be typed, legal or not.

use tierup::answers::Answers;
use tierup::pack::Pack;

/// In the order of the catalog: the last tier varies fastest.
pub(crate) fn every(pack: &Pack) -> Vec<Answers> {
    let mut all = vec![Answers::default()];
    for tier in &pack.catalog.tiers {
        all = all
            .iter()
            .flat_map(|answers| {
                tier.providers.iter().map(|provider| {
                    let mut answers = answers.clone();
                    answers.say(format!("tiers.{}", tier.id), provider, "a test");
                    answers
                })
            })
            .collect();
    }
    for answers in &mut all {
        answers.say("project.name", "shop", "a test");
    }
    all
}

/// As it would be typed: `lb=nginx web=flask`.
#[allow(dead_code, reason = "not every test names them")]
pub(crate) fn typed(pack: &Pack, answers: &Answers) -> Vec<String> {
    let choices = pack.catalog.tiers.iter().filter_map(|tier| {
        let provider = answers.tier(&tier.id)?;
        Some(format!("{}={provider}", tier.id))
    });
    choices.collect()
}
