//! Answers for inputs of the capacity model, within their ranges and the providers' limits.

use crate::core::answers::{Answers, Assignment, CAPACITY, Value};
use crate::core::error::Problem;
use crate::generate::capacity::{BoundViolation, Inputs, StackProfile};
use crate::pack::Pack;
use crate::pack::formulas::Input;

/// A value for each input that the selection uses. `whole`: every tier is decided; before that, unused numbers are not
/// problems.
pub(super) fn inputs(
    pack: &Pack,
    answers: &Answers,
    whole: bool,
    stack: &StackProfile,
    problems: &mut Vec<Problem>,
) -> Inputs {
    let mut inputs = Inputs::default();
    for input in pack.formulas.inputs.values() {
        let key = format!("{CAPACITY}{}", input.key);
        let bound = stack.bounds.get(&input.key);
        let assignment = answers.get(&key);
        if !stack.needs(input) {
            let why = if stack.roles.contains(&input.role) {
                "its providers do not use it"
            } else {
                "it has no such service"
            };
            let meaningless = assignment.filter(|_| whole);
            problems.extend(meaningless.map(|assignment| does_not_apply(assignment, why)));
            continue;
        }
        let value =
            match assignment.map(|assignment| number(input, default_of(pack, input), assignment)) {
                None => {
                    let default = default_of(pack, input);
                    bound.map_or(default, |bound| bound.nearest(default))
                }
                Some(Err(problem)) => {
                    problems.push(problem);
                    continue;
                }
                Some(Ok(value)) => value,
            };
        let broken = bound.and_then(|bound| bound.violation(value));
        if let (Some(BoundViolation { end, reason, .. }), Some(assignment)) = (broken, assignment) {
            problems.push(
                Problem::new(format!("{key} cannot be {}: {reason}", input.show(value)))
                    .at(&assignment.place)
                    .help(format!(
                        "set `{key}={}`, or choose another provider",
                        input.show(end)
                    )),
            );
        }
        inputs.0.insert(input.key.clone(), value);
    }
    inputs
}

fn number(input: &Input, default: f64, assignment: &Assignment) -> Result<f64, Problem> {
    let requirement = input.requirement();
    let refuse = |shown: String| {
        Problem::new(format!(
            "`{}` must be {requirement}, not {shown}",
            assignment.key
        ))
        .at(&assignment.place)
        .help(format!(
            "{} (default: `{}={}`)",
            input.about,
            assignment.key,
            input.show(default)
        ))
    };
    let (value, shown) = match &assignment.value {
        Value::Number(number) => (*number, number.to_string()),
        Value::Typed(text) => match text.parse::<f64>() {
            Ok(number) => (number, text.clone()),
            Err(_) => return Err(refuse(format!("`{text}`"))),
        },
        Value::Text(text) => return Err(refuse(format!("the text {text:?}"))),
        Value::Flag(_) => return Err(refuse("a boolean".to_owned())),
        Value::Other(kind) => return Err(refuse((*kind).to_owned())),
    };
    if input.fits(value) {
        Ok(value)
    } else {
        Err(refuse(shown))
    }
}

fn does_not_apply(assignment: &Assignment, why: &str) -> Problem {
    Problem::new(format!(
        "`{}` does not apply to this selection: {why}",
        assignment.key
    ))
    .at(&assignment.place)
    .help("leave it out")
}

/// The default of a number, before the providers' limits.
#[must_use]
pub fn default_of(pack: &Pack, input: &Input) -> f64 {
    let defaults = &pack.catalog.defaults.0;
    let assignment = defaults.0.iter().find(|assignment| {
        let key = assignment.key.strip_prefix(CAPACITY);
        key == Some(input.key.as_str())
    });
    match assignment.map(|assignment| &assignment.value) {
        Some(Value::Number(number)) => *number,
        _ => input.default,
    }
}
