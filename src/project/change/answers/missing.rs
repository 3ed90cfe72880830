//! Lines that a project was generated with and that its blueprint no longer contains. They are not replaced by
//! defaults, which could remove a tier, rename the package or use other templates.

use crate::core::answers::{ANSWERS, Answers, Assignment, TIERS, Value};
use crate::core::error::Problem;
use crate::core::shell;
use crate::generate::blueprint::{self, FORMAT_KEY, RECORDED};
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::Tier;

/// The problem of every line of `before` that is missing in `answers`; except numbers, whose lines are optional, and
/// lines that only record the pack's version.
pub(super) fn lines(pack: &Pack, before: &Answers, answers: &Answers) -> Vec<Problem> {
    let selection = blueprint::named_selection(pack, before);
    let is_needed = |key: &str| {
        let tier = key.strip_prefix(TIERS);
        let question = key.strip_prefix(ANSWERS);
        tier.is_some_and(|id| pack.catalog.tier(id).is_some())
            || question
                .and_then(|id| pack.catalog.question(id))
                .is_some_and(|question| selection::is_asked(pack, &selection, question))
            || blueprint::plain_keys().any(|(plain, _)| plain == key && !RECORDED.contains(&plain))
            || key == FORMAT_KEY
    };
    let gone = |assignment: &&Assignment| {
        is_needed(&assignment.key) && answers.get(&assignment.key).is_none()
    };
    before
        .0
        .iter()
        .filter(gone)
        .map(|assignment| problem(pack, assignment))
        .collect()
}

fn problem(pack: &Pack, assignment: &Assignment) -> Problem {
    let value = match &assignment.value {
        Value::Typed(text) | Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Other(kind) => (*kind).to_owned(),
    };
    let key = assignment
        .key
        .strip_prefix(TIERS)
        .unwrap_or(&assignment.key);
    let word = shell::quoted(&format!("{key}={value}"));
    // the old line number now belongs to another line
    let file = assignment.place.name();
    let problem = Problem::new(format!("the line of `{}` is missing", assignment.key)).at(file);
    let tier = assignment.key.strip_prefix(TIERS);
    match tier.filter(|id| pack.catalog.tier(id).is_some_and(Tier::optional)) {
        Some(id) => problem.help(format!(
            "`tierup set {word}` restores it; `tierup remove {id}` removes the tier"
        )),
        None => problem.help(format!("`tierup set {word}` restores it")),
    }
}
