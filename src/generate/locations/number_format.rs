//! How a declared text contains a number: the text around it, and its unit.

use super::Reading;

/// The text around one `{{ capacity.KEY }}`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NumberFormat {
    before: String,
    after: String,
    /// A factor, from zeros after the number.
    times: f64,
    unit: TextUnit,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TextUnit {
    Plain,
    /// Compose's sizes: `512m`, `1g`.
    Mebibytes,
    /// Compose's durations: `40s`, `1m30s`.
    Seconds,
}

impl NumberFormat {
    /// The number in a declared text and its format; `None` if there is none or it is part of an expression.
    pub(super) fn of(raw: &str, unit: TextUnit) -> Option<(String, Self)> {
        let (before, rest) = raw.split_once("{{ capacity.")?;
        let (number, after) = rest.split_once(" }}")?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
        let computed = |text: &str| text.contains("{{") || text.contains("{%");
        if !number.chars().all(plain) || computed(before) || computed(after) {
            return None;
        }
        let zeros = after.len() - after.trim_start_matches('0').len();
        let times = 10f64.powi(i32::try_from(zeros).ok()?);
        let form = Self {
            before: before.to_owned(),
            after: after.get(zeros..)?.to_owned(),
            times,
            unit,
        };
        Some((number.to_owned(), form))
    }

    /// Whether no text before the number identifies it.
    pub(super) fn is_bare(&self) -> bool {
        self.before.is_empty()
    }

    pub(super) fn read(&self, text: &str, line: usize) -> Option<Reading> {
        let inner = text.strip_prefix(&self.before)?.strip_suffix(&self.after)?;
        let value = match self.unit {
            TextUnit::Plain => inner.parse::<f64>().ok()?,
            TextUnit::Mebibytes => mebibytes(inner)?,
            TextUnit::Seconds => seconds(inner)?,
        };
        let value = value / self.times;
        value.is_finite().then_some(Reading { line, value })
    }
}

fn mebibytes(text: &str) -> Option<f64> {
    let text = text.to_ascii_lowercase();
    let (number, unit) = split(text.trim_end_matches('b'))?;
    let factor = match unit {
        "" => 1.0 / 1_048_576.0,
        "k" => 1.0 / 1024.0,
        "m" => 1.0,
        "g" => 1024.0,
        _ => return None,
    };
    Some(number * factor)
}

fn seconds(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let (number, after) = split(rest)?;
        let unit = after.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let (unit, left) = after.split_at(after.len() - unit.len());
        total += number
            * match unit {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
        rest = left;
    }
    (!text.is_empty()).then_some(total)
}

/// A number, and the text after it.
fn split(text: &str) -> Option<(f64, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(raw: &str, unit: TextUnit, text: &str) -> Option<f64> {
        Some(NumberFormat::of(raw, unit)?.1.read(text, 1)?.value)
    }

    #[test]
    fn a_number_is_extracted_from_its_text() {
        let raw = "max_connections={{ capacity.db.max_connections }}";
        assert_eq!(
            value(raw, TextUnit::Plain, "max_connections=60"),
            Some(60.0)
        );
        assert_eq!(value(raw, TextUnit::Plain, "max_locks=60"), None);
        let raw = "{{ capacity.timeouts.statement_s }}000";
        assert_eq!(value(raw, TextUnit::Plain, "60500"), Some(60.5));
        assert_eq!(
            value("{{ capacity.a | round }}", TextUnit::Plain, "1"),
            None
        );
        assert_eq!(
            value("{{ capacity.a }} {{ x }}", TextUnit::Plain, "1 2"),
            None
        );
    }

    #[test]
    fn sizes_and_durations_are_read_as_compose_reads_them() {
        let memory = |text| value("{{ capacity.a }}", TextUnit::Mebibytes, text);
        assert_eq!(
            ["512m", "1g", "2GB", "1048576", "1024k", "many", ""].map(memory),
            [
                Some(512.0),
                Some(1024.0),
                Some(2048.0),
                Some(1.0),
                Some(1.0),
                None,
                None
            ]
        );
        let time = |text| value("{{ capacity.a }}", TextUnit::Seconds, text);
        assert_eq!(
            ["40s", "1m30s", "500ms", "1h", "40", "s", ""].map(time),
            [
                Some(40.0),
                Some(90.0),
                Some(0.5),
                Some(3600.0),
                None,
                None,
                None
            ]
        );
    }
}
