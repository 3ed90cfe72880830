//! The answers of a change: what the project's blueprint says, and what was typed over it.

mod missing;

use crate::core::answers::{ANSWERS, Answers, Assignment, CAPACITY, TIERS, Value};
use crate::core::error::{Error, Result};
use crate::generate::blueprint;
use crate::generate::capacity::Inputs;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::NONE;
use crate::pack::formulas::Input;

/// Where answers that nobody gave come from.
const PLACE: &str = "a default";

/// The answers to decide anew from.
#[derive(Debug, Clone, Default)]
pub struct Next {
    pub answers: Answers,
    /// What is worth a word: numbers that go with their service, tiers that are new.
    pub notes: Vec<String>,
}

/// What `file` says with `typed` over it. A number whose service goes, goes too.
///
/// # Errors
/// Every line that the project was made with (`before`) and that was taken out of the file.
pub fn next(pack: &Pack, file: &Answers, before: &Answers, typed: &Answers) -> Result<Next> {
    let mut answers = file.clone();
    let same = |said: &Assignment| {
        let was = before.get(&said.key);
        was.is_some_and(|was| number(was) == number(said))
    };
    leave_out_defaults(pack, before, same, &mut answers);
    answers.over(typed.clone());
    let mut notes = gone(pack, before, typed, &mut answers);
    let missing = missing::lines(pack, before, &answers);
    Error::unless_none(missing)?;
    notes.extend(new_tiers(pack, &mut answers));
    notes.extend(unasked(pack, typed, &mut answers));
    notes.extend(meaningless(pack, typed, &mut answers));
    Ok(Next { answers, notes })
}

/// Leaves out the numbers that a release of the first format wrote because they were the defaults of its selection
/// (`made_with`), as far as they are `untouched`: they follow the new selection.
pub fn leave_out_defaults(
    pack: &Pack,
    made_with: &Answers,
    untouched: impl Fn(&Assignment) -> bool,
    answers: &mut Answers,
) {
    if blueprint::holds_defaults(answers) {
        let defaults = blueprint::defaults(pack, &blueprint::selected(pack, made_with));
        let follows = |said: &Assignment| untouched(said) && is_default(said, &defaults);
        answers.0.retain(|said| !follows(said));
    }
}

/// Tiers and questions that the project was made with and that the pack does not have any more.
fn gone(pack: &Pack, before: &Answers, typed: &Answers, answers: &mut Answers) -> Vec<String> {
    let catalog = &pack.catalog;
    let is_gone = |key: &str| {
        let tier = key.strip_prefix(TIERS);
        let question = key.strip_prefix(ANSWERS);
        (tier.is_some_and(|id| catalog.tier(id).is_none())
            || question.is_some_and(|id| catalog.question(id).is_none()))
            && before.get(key).is_some()
            && typed.get(key).is_none()
    };
    let keys: Vec<String> = answers.0.iter().map(|said| said.key.clone()).collect();
    let keys = keys.into_iter().filter(|key| is_gone(key));
    keys.map(|key| {
        answers.forget(&key);
        format!("`{key}` is removed: the pack no longer asks for it")
    })
    .collect()
}

/// Answers to questions that the selection does not ask; nobody typed them just now.
fn unasked(pack: &Pack, typed: &Answers, answers: &mut Answers) -> Vec<String> {
    let selection = blueprint::selected(pack, answers);
    let mut notes = Vec::new();
    for question in &pack.catalog.questions {
        let key = question.key();
        if typed.get(&key).is_some() || selection::is_asked(pack, &selection, question) {
            continue;
        }
        let said = answers.get(&key).map(|said| question.answer(&said.value));
        if let Some(Ok(answer)) = said
            && answer != pack.usual_answer(question)
        {
            notes.push(format!(
                "`{key} = {}` is removed with its question",
                answer.typed()
            ));
        }
        answers.forget(&key);
    }
    notes
}

/// What answers that are older than a tier say of it.
#[must_use]
pub fn with_new_tiers(pack: &Pack, answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    new_tiers(pack, &mut answers);
    answers
}

/// A tier that the pack has and the blueprint does not know has what it says for older projects, or is left out.
fn new_tiers(pack: &Pack, answers: &mut Answers) -> Vec<String> {
    let mut notes = Vec::new();
    let mut whole = blueprint::complete(pack, answers);
    for tier in blueprint::untold(pack, answers) {
        if let Some(before) = whole.tier(&tier.id) {
            notes.push(format!("the pack has a new tier: {}={before}", tier.id));
        } else if tier.optional() {
            whole.say(format!("{TIERS}{}", tier.id), NONE, PLACE);
            notes.push(format!(
                "the pack has a new tier, `{}`, which is not used; add it: `tierup add {}`",
                tier.id, tier.id
            ));
        }
    }
    *answers = whole;
    notes
}

/// Numbers of services that the selection does not have any more; nobody typed them just now.
fn meaningless(pack: &Pack, typed: &Answers, answers: &mut Answers) -> Vec<String> {
    let meaning = blueprint::defaults(pack, &blueprint::selected(pack, answers));
    let mut notes = Vec::new();
    let without = |input: &&Input| !meaning.0.contains_key(&input.key);
    for input in pack.formulas.inputs.values().filter(without) {
        let key = format!("{CAPACITY}{}", input.key);
        if typed.get(&key).is_some() {
            continue;
        }
        if let Some(value) = answers.get(&key).and_then(number) {
            notes.push(format!(
                "`{key} = {}` is removed with its service",
                input.show(value)
            ));
        }
        answers.forget(&key);
    }
    notes
}

fn is_default(said: &Assignment, defaults: &Inputs) -> bool {
    let key = said.key.strip_prefix(CAPACITY);
    let default = key.and_then(|key| defaults.0.get(key).copied());
    default.is_some() && default == number(said)
}

fn number(said: &Assignment) -> Option<f64> {
    match &said.value {
        Value::Number(number) => Some(*number),
        Value::Typed(text) => text.parse().ok(),
        _ => None,
    }
}
