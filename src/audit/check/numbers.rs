//! Checks that the numbers that a manifest limits or locates in files are numbers of the capacity model.

use crate::core::error::Problem;
use crate::core::suggest;
use crate::generate::capacity;
use crate::generate::locations;
use crate::pack::Pack;
use crate::pack::manifest::Manifest;

/// A limit on a number that the model does not limit would have no effect.
pub(super) fn limits(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    let solved = || {
        let numbers = pack.formulas.numbers.iter();
        let limited = numbers.filter(|(_, number)| number.limited);
        limited.map(|(name, _)| name.as_str())
    };
    let known = || {
        let inputs = pack.formulas.inputs.values();
        inputs
            .filter(|input| input.whole)
            .map(|input| input.key.as_str())
            .chain(solved())
    };
    for limit in &manifest.limits {
        if !known().any(|key| key == limit.key) {
            problems.push(
                Problem::new(format!("there is no number `{}` to limit", limit.key))
                    .at(place)
                    .help(suggest::help(&limit.key, known())),
            );
        }
        if limit.at_most.is_none() && limit.at_least.is_none() {
            problems.push(
                Problem::new(format!("the limit of `{}` has no effect", limit.key))
                    .at(place)
                    .help("set `at_most` or `at_least`"),
            );
        }
        let input = pack.formulas.inputs.get(&limit.key);
        let least = input.map_or(1.0, |input| input.min);
        if let Some(at_most) = limit.at_most.filter(|most| precise(*most) < least) {
            problems.push(
                Problem::new(format!(
                    "`{}` cannot be limited to {at_most}: its minimum is {least}",
                    limit.key
                ))
                .at(place),
            );
        }
        // a solved number is computed, so no input can raise it to a lower bound
        let most = input.map_or(0.0, |input| input.max);
        if let Some(at_least) = limit.at_least.filter(|least| precise(*least) > most) {
            problems.push(
                Problem::new(format!(
                    "`{}` is computed and cannot be raised to {at_least}",
                    limit.key
                ))
                .at(place),
            );
        }
    }
}

/// An input that the model does not have cannot be unused.
pub(super) fn unused(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    let inputs = &pack.formulas.inputs;
    for key in manifest
        .unused
        .iter()
        .filter(|key| !inputs.contains_key(*key))
    {
        problems.push(
            Problem::new(format!("there is no input `{key}`"))
                .at(place)
                .help(suggest::help(key, inputs.keys().map(String::as_str))),
        );
    }
}

#[expect(clippy::cast_precision_loss, reason = "limits are small counts")]
fn precise(limit: u64) -> f64 {
    limit as f64
}

/// A number location that is never found would not be checked.
pub(super) fn places(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    let known = capacity::known_numbers(&pack.formulas);
    for stated in &manifest.places {
        if !known.contains(&stated.number) {
            problems.push(
                Problem::new(format!("there is no number `{}`", stated.number))
                    .at(place)
                    .help(suggest::help(
                        &stated.number,
                        known.iter().map(String::as_str),
                    )),
            );
        }
        if let Err(why) = locations::compiled(&stated.pattern) {
            problems.push(Problem::new(format!("`{}` {why}", stated.pattern)).at(place));
        }
        if stated.times == 0 {
            problems.push(
                Problem::new(format!("the factor of `{}` cannot be 0", stated.number)).at(place),
            );
        }
    }
}
