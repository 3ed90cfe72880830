//! The values in a field's text: its default and its bounds, checked against its type.

use serde_json::Value;

use super::field::{EXAMPLE, Fault, Field};
use crate::pack::field_type::{FieldType, Measure, Modifier};
use crate::pack::question;

/// The most characters of a default and of a bound.
const MOST_CHARACTERS: usize = 60;
/// The most characters of an owner.
const MOST_OF_OWNER: usize = 64;

impl Field {
    pub(super) fn take_default(
        &mut self,
        of_type: &FieldType,
        default: Option<&str>,
    ) -> Result<(), Fault> {
        let Some(default) = default else {
            return Ok(());
        };
        if !of_type.modifiers.contains(&Modifier::Default) {
            return Err((
                format!("`{}` cannot have a default", self.kind),
                "leave it out".to_owned(),
            ));
        }
        if self.unique {
            return Err((
                "a unique field cannot have a default: only one record could have it".to_owned(),
                "leave out one of the two".to_owned(),
            ));
        }
        self.check_value(of_type, "the default", default)?;
        self.default = Some(default.to_owned());
        Ok(())
    }

    /// Whether a value of the type has the right form.
    fn check_value(&self, of_type: &FieldType, what: &str, value: &str) -> Result<(), Fault> {
        let words = self.arguments.values().find_map(Value::as_array);
        let fits = match (words, &of_type.value) {
            (Some(words), _) => words.iter().any(|word| word == value),
            (None, Some(pattern)) => {
                question::compiled(pattern).is_ok_and(|pattern| pattern.is_match(value))
            }
            (None, None) => true,
        };
        let printable =
            !value.chars().any(crate::core::tree::unprintable) && !value.contains(['\\', '"']);
        let most = if self.owns {
            MOST_OF_OWNER
        } else {
            MOST_CHARACTERS
        };
        if fits && printable && value.chars().count() <= most {
            return Ok(());
        }
        Err((
            format!("{what} `{value}` is not a value of `{}`", self.kind),
            of_type.about.clone(),
        ))
    }

    pub(super) fn check_bounds(&self, of_type: &FieldType) -> Result<(), Fault> {
        let (mut least, mut most) = self.limits(of_type);
        for (what, bound) in [("the minimum", &self.min), ("the maximum", &self.max)] {
            let Some(bound) = bound else { continue };
            if of_type.measure == Measure::Value {
                self.check_value(of_type, what, bound)?;
            }
            let Some(number) = decimal(bound) else {
                return Err((
                    format!("{what} `{bound}` is not a number"),
                    EXAMPLE.to_owned(),
                ));
            };
            self.check_range(what, bound, (number, of_type.measure), (least, most))?;
            if what == "the minimum" {
                least = Some(number);
            } else {
                most = Some(number);
            }
        }
        if let Some(default) = &self.default {
            let size = match of_type.measure {
                Measure::Length => i64::try_from(default.chars().count()).ok().map(scaled),
                Measure::Value => decimal(default),
            };
            if let Some(size) = size {
                self.check_range(
                    "the default",
                    default,
                    (size, of_type.measure),
                    (least, most),
                )?;
            }
        }
        Ok(())
    }

    /// The smallest and the largest number that a bound can be.
    fn limits(&self, of_type: &FieldType) -> (Option<i128>, Option<i128>) {
        match of_type.measure {
            Measure::Value => {
                let (least, most) = of_type.range.unzip();
                (least.map(scaled), most.map(scaled))
            }
            Measure::Length => {
                let longest = self.arguments.values().find_map(Value::as_i64);
                (Some(0), longest.map(scaled))
            }
        }
    }

    fn check_range(
        &self,
        what: &str,
        shown: &str,
        (number, measure): (i128, Measure),
        (least, most): (Option<i128>, Option<i128>),
    ) -> Result<(), Fault> {
        let fits =
            least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
        if fits {
            return Ok(());
        }
        let range = match (least.map(shown_number), most.map(shown_number)) {
            (Some(least), Some(most)) => format!("from {least} to {most}"),
            (Some(least), _) => format!("{least} or more"),
            (None, Some(most)) => format!("{most} or less"),
            (None, None) => return Ok(()),
        };
        let help = format!("change it, or another part of `{}`", self.text);
        let size = match measure {
            Measure::Value => "",
            Measure::Length => "the length of ",
        };
        let size = if what == "the default" { size } else { "" };
        Err((format!("{size}{what} `{shown}` must be {range}"), help))
    }
}

/// Places behind the point that a comparison of bounds respects.
const PLACES: u32 = 18;

fn scaled(number: i64) -> i128 {
    i128::from(number).saturating_mul(10_i128.pow(PLACES))
}

/// A number as it is shown.
fn shown_number(number: i128) -> String {
    let unit = 10_i128.pow(PLACES);
    let part = (number % unit).unsigned_abs();
    let digits = format!("{part:018}");
    let sign = if number < 0 { "-" } else { "" };
    let whole = (number / unit).unsigned_abs();
    format!("{sign}{whole}.{digits}")
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// A decimal number, in units of its last place that counts.
fn decimal(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let places = u32::try_from(part.len())
        .ok()
        .filter(|places| *places <= PLACES)?;
    let whole: i128 = whole.parse().ok()?;
    let part: i128 = if part.is_empty() {
        0
    } else {
        part.parse().ok()?
    };
    let part = part * 10_i128.pow(PLACES - places);
    Some(sign * whole.checked_mul(10_i128.pow(PLACES))?.checked_add(part)?)
}
