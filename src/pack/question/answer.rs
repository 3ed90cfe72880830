//! Answers and their validation. The only check, whether an answer comes from a file, an argument, a prompt or a
//! default.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Question, QuestionKind, compiled};
use crate::core::answers;
use crate::core::tree::unprintable;

/// The maximum length of a text answer.
pub(super) const MOST_CHARACTERS: usize = 1000;
/// Inputs for yes and no.
const WORDS: [(&str, bool); 6] = [
    ("yes", true),
    ("no", false),
    ("true", true),
    ("false", false),
    ("y", true),
    ("n", false),
];

/// An answer, checked.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Answer {
    Flag(bool),
    Whole(i64),
    Number(f64),
    Text(String),
}

impl Answer {
    /// The answer as a command-line argument.
    #[must_use]
    pub fn argument(&self) -> String {
        match self {
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// The answer as a value of an answers file.
    #[must_use]
    pub fn value(&self) -> answers::Value {
        match self {
            Self::Flag(flag) => answers::Value::Flag(*flag),
            #[expect(clippy::cast_precision_loss, reason = "checked numbers are below 2^52")]
            Self::Whole(number) => answers::Value::Number(*number as f64),
            Self::Number(number) => answers::Value::Number(*number),
            Self::Text(text) => answers::Value::Text(text.clone()),
        }
    }
}

impl Question {
    /// Parses and checks a value.
    ///
    /// # Errors
    /// The condition, as the end of a sentence that names the key: "must be ...".
    pub fn answer(&self, value: &answers::Value) -> Result<Answer, String> {
        let refused = |shown: String| Err(format!("{}, not {shown}", self.requirement()));
        let answer = match (self.kind, value) {
            (QuestionKind::Number, answers::Value::Number(number)) => Some(self.number(*number)),
            (QuestionKind::Number, answers::Value::Typed(text)) => {
                text.parse().ok().map(|number| self.number(number))
            }
            (QuestionKind::YesNo, answers::Value::Flag(flag)) => Some(Answer::Flag(*flag)),
            (QuestionKind::YesNo, answers::Value::Typed(text) | answers::Value::Text(text)) => {
                let text = text.to_lowercase();
                let word = WORDS.iter().find(|(word, _)| *word == text);
                word.map(|(_, flag)| Answer::Flag(*flag))
            }
            (
                QuestionKind::Text | QuestionKind::Choice,
                answers::Value::Typed(text) | answers::Value::Text(text),
            ) => Some(Answer::Text(text.clone())),
            _ => None,
        };
        let shown = || match value {
            answers::Value::Typed(text) => format!("`{text}`"),
            answers::Value::Text(text) => format!("the text {text:?}"),
            answers::Value::Number(number) => number.to_string(),
            answers::Value::Flag(flag) => flag.to_string(),
            answers::Value::Other(kind) => (*kind).to_owned(),
        };
        match answer {
            Some(answer) if self.fits(&answer) => Ok(answer),
            _ => refused(shown()),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number far below 2^52"
    )]
    fn number(&self, number: f64) -> Answer {
        if self.whole && number.fract() == 0.0 && number.abs() < 2f64.powi(52) {
            Answer::Whole(number as i64)
        } else {
            Answer::Number(number)
        }
    }

    fn fits(&self, answer: &Answer) -> bool {
        let in_range = |number: f64| {
            number.is_finite()
                && self.min.is_none_or(|min| number >= min)
                && self.max.is_none_or(|max| number <= max)
        };
        match (self.kind, answer) {
            (QuestionKind::Number, Answer::Number(number)) => !self.whole && in_range(*number),
            #[expect(clippy::cast_precision_loss, reason = "it came from one")]
            (QuestionKind::Number, Answer::Whole(number)) => in_range(*number as f64),
            (QuestionKind::Choice, Answer::Text(text)) => self.choices.contains(text),
            (QuestionKind::Text, Answer::Text(text)) => {
                text.chars().count() <= MOST_CHARACTERS
                    && !text.chars().any(unprintable)
                    && self.matches(text)
            }
            (QuestionKind::YesNo, Answer::Flag(_)) => true,
            _ => false,
        }
    }

    fn matches(&self, text: &str) -> bool {
        let pattern = self.pattern.as_deref().map(compiled);
        pattern.is_none_or(|pattern| pattern.is_ok_and(|pattern| pattern.is_match(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::answers::Value;

    fn question(text: &str) -> Question {
        toml::from_str(&format!("id = \"x\"\nquestion = \"X?\"\n{text}")).unwrap()
    }

    #[test]
    fn an_answer_is_the_same_from_every_source() {
        let number = question("type = \"number\"\nmin = 1\nmax = 9\nwhole = true\ndefault = 3");
        for value in [Value::Number(4.0), Value::Typed("4".into())] {
            assert_eq!(number.answer(&value), Ok(Answer::Whole(4)));
        }
        assert_eq!(number.default_answer(), Answer::Whole(3));
        let flag = question("type = \"yes-no\"\ndefault = false");
        for value in [Value::Flag(true), Value::Typed("Yes".into())] {
            assert_eq!(flag.answer(&value), Ok(Answer::Flag(true)));
        }
        let text = question("type = \"text\"\npattern = \"[a-z]+\"\ndefault = \"eu\"");
        assert_eq!(
            text.answer(&Value::Text("us".into())),
            Ok(Answer::Text("us".into()))
        );
    }

    #[test]
    fn invalid_answers_are_refused_with_the_condition() {
        let number = question("type = \"number\"\nmin = 1\nmax = 9\nwhole = true\ndefault = 3");
        for (value, shown) in [
            (Value::Number(0.0), "0"),
            (Value::Number(1.5), "1.5"),
            (Value::Typed("many".into()), "`many`"),
            (Value::Number(f64::NAN), "NaN"),
            (Value::Text("4".into()), "the text \"4\""),
            (Value::Flag(true), "true"),
        ] {
            assert_eq!(
                number.answer(&value),
                Err(format!("a whole number from 1 to 9, not {shown}"))
            );
        }
        let text = question("type = \"text\"\npattern = \"a|bc\"\ndefault = \"a\"");
        for value in ["ab", "xa", "bcx", ""] {
            assert!(text.answer(&Value::Text(value.into())).is_err(), "{value}");
        }
        let line = question("type = \"text\"\ndefault = \"\"");
        for value in ["a\nb", "a\u{202e}b"] {
            assert!(
                line.answer(&Value::Text(value.into())).is_err(),
                "{value:?}"
            );
        }
        let choice = question("type = \"choice\"\nchoices = [\"eu\", \"us\"]\ndefault = \"eu\"");
        assert_eq!(
            choice.answer(&Value::Typed("ue".into())),
            Err("one of eu, us, not `ue`".to_owned())
        );
        assert_eq!(
            choice.help(&Value::Typed("ue".into())),
            "did you mean `eu`?"
        );
    }
}
