//! The answers of a change: the project's blueprint, overridden by the command line.

mod missing;

use crate::core::answers::{ANSWERS, Answers, Assignment, CAPACITY, TIERS, Value};
use crate::core::error::{Error, Result};
use crate::generate::blueprint;
use crate::generate::capacity::Inputs;
use crate::generate::migrations::compare::FieldRename;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::NONE;
use crate::pack::formulas::Input;
use crate::project::change::edits::AnswerEdits;

/// The place of default answers in messages.
const PLACE: &str = "a default";

/// The answers for the new blueprint.
#[derive(Debug, Clone, Default)]
pub struct NextAnswers {
    pub answers: Answers,
    /// Changes to report: numbers that are removed with their service, new tiers.
    pub notes: Vec<String>,
    /// Fields of resources that get another name, for migrations.
    pub renames: Vec<FieldRename>,
}

/// The answers of `file` with `edits`, without the numbers of services that are removed.
///
/// # Errors
/// Every line that the project was generated with (`before`) and that is missing in the file.
pub fn next_answers(
    pack: &Pack,
    file: &Answers,
    before: &Answers,
    edits: &AnswerEdits,
) -> Result<NextAnswers> {
    let typed = &edits.answers;
    let mut answers = file.clone();
    let same = |assignment: &Assignment| {
        let was = before.get(&assignment.key);
        was.is_some_and(|was| number(was) == number(assignment))
    };
    leave_out_defaults(pack, before, same, &mut answers);
    edits.apply(&mut answers);
    let mut notes = leave_out_unknown(pack, before, typed, &mut answers);
    let missing = missing::lines(pack, before, &answers);
    Error::if_any(missing)?;
    notes.extend(new_tiers(pack, &mut answers));
    notes.extend(leave_out_unasked(pack, typed, &mut answers));
    notes.extend(leave_out_meaningless(pack, typed, &mut answers));
    Ok(NextAnswers {
        answers,
        notes,
        renames: edits.renames.clone(),
    })
}

/// Removes the default numbers that a release with the first format wrote for its selection (`made_with`), as far as
/// they are `untouched`: they follow the new selection.
pub fn leave_out_defaults(
    pack: &Pack,
    made_with: &Answers,
    untouched: impl Fn(&Assignment) -> bool,
    answers: &mut Answers,
) {
    if blueprint::holds_defaults(answers) {
        let defaults = blueprint::defaults(pack, &blueprint::named_selection(pack, made_with));
        let follows =
            |assignment: &Assignment| untouched(assignment) && is_default(assignment, &defaults);
        answers.0.retain(|assignment| !follows(assignment));
    }
}

/// Removes tiers and questions that the pack does not have any more.
fn leave_out_unknown(
    pack: &Pack,
    before: &Answers,
    typed: &Answers,
    answers: &mut Answers,
) -> Vec<String> {
    let catalog = &pack.catalog;
    let is_gone = |key: &str| {
        let tier = key.strip_prefix(TIERS);
        let question = key.strip_prefix(ANSWERS);
        (tier.is_some_and(|id| catalog.tier(id).is_none())
            || question.is_some_and(|id| catalog.question(id).is_none()))
            && before.get(key).is_some()
            && typed.get(key).is_none()
    };
    let keys: Vec<String> = answers
        .0
        .iter()
        .map(|assignment| assignment.key.clone())
        .collect();
    let keys = keys.into_iter().filter(|key| is_gone(key));
    keys.map(|key| {
        answers.remove(&key);
        format!("`{key}` is removed: the pack no longer asks for it")
    })
    .collect()
}

/// Removes answers to questions that do not apply to the selection, unless they are from the command line.
fn leave_out_unasked(pack: &Pack, typed: &Answers, answers: &mut Answers) -> Vec<String> {
    let selection = blueprint::named_selection(pack, answers);
    let mut notes = Vec::new();
    for question in &pack.catalog.questions {
        let key = question.key();
        if typed.get(&key).is_some() || selection::is_asked(pack, &selection, question) {
            continue;
        }
        let assignment = answers
            .get(&key)
            .map(|assignment| question.answer(&assignment.value));
        if let Some(Ok(answer)) = assignment
            && answer != pack.default_answer(question)
        {
            notes.push(format!(
                "`{key} = {}` is removed with its question",
                answer.argument()
            ));
        }
        answers.remove(&key);
    }
    notes
}

/// The answers with the defaults of tiers that are newer than they are.
#[must_use]
pub fn with_new_tiers(pack: &Pack, answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    new_tiers(pack, &mut answers);
    answers
}

/// A tier that the blueprint does not contain gets the pack's default for older projects, or is left out.
fn new_tiers(pack: &Pack, answers: &mut Answers) -> Vec<String> {
    let mut notes = Vec::new();
    let mut whole = blueprint::with_newer_tiers(pack, answers);
    for tier in blueprint::unnamed_tiers(pack, answers) {
        if let Some(before) = whole.tier(&tier.id) {
            notes.push(format!("the pack has a new tier: {}={before}", tier.id));
        } else if tier.optional() {
            whole.set(format!("{TIERS}{}", tier.id), NONE, PLACE);
            notes.push(format!(
                "the pack has a new tier, `{}`, which is not used; add it: `tierup add {}`",
                tier.id, tier.id
            ));
        }
    }
    *answers = whole;
    notes
}

/// Removes numbers of services that the selection no longer has, unless they are from the command line.
fn leave_out_meaningless(pack: &Pack, typed: &Answers, answers: &mut Answers) -> Vec<String> {
    let meaning = blueprint::defaults(pack, &blueprint::named_selection(pack, answers));
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
        answers.remove(&key);
    }
    notes
}

fn is_default(assignment: &Assignment, defaults: &Inputs) -> bool {
    let key = assignment.key.strip_prefix(CAPACITY);
    let default = key.and_then(|key| defaults.0.get(key).copied());
    default.is_some() && default == number(assignment)
}

fn number(assignment: &Assignment) -> Option<f64> {
    match &assignment.value {
        Value::Number(number) => Some(*number),
        Value::Typed(text) => text.parse().ok(),
        _ => None,
    }
}
