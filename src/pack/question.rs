//! Questions that a pack asks beside its tiers: what they are, when they are asked, and what an answer may be. The
//! one place that checks an answer, whether it comes from a file, an argument, a prompt or a default.

use indexmap::IndexMap;
use regex::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Pack;
use crate::answers::{self, ANSWERS};
use crate::selection::{self, Selection};
use crate::suggest;
use crate::tree::unprintable;

/// The longest text that is an answer.
const MOST_CHARACTERS: usize = 1000;
/// What a pattern may cost; what costs more is no pattern for one line of text.
const PATTERN_BYTES: usize = 256 * 1024;
/// What a person may type for yes and for no.
const WORDS: [(&str, bool); 6] = [
    ("yes", true),
    ("no", false),
    ("true", true),
    ("false", false),
    ("y", true),
    ("n", false),
];

/// A question of a pack's own.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its answer is `answers.<id>`, in `tierup.toml` as in templates.
    pub id: String,
    /// What a person is asked; the comment beside the answer.
    pub question: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Text: a regular expression that the whole answer matches.
    pub pattern: Option<String>,
    /// Numbers: the least.
    pub min: Option<f64>,
    /// Numbers: the most.
    pub max: Option<f64>,
    /// Numbers: whether it has no fraction.
    #[serde(default)]
    pub whole: bool,
    /// Choices: what there is to choose from.
    #[serde(default)]
    pub choices: Vec<String>,
    /// What is answered where nobody says anything.
    pub default: Answer,
    /// Only asked where all of it holds: a tier with the provider that fills it, or a fact with its value.
    #[serde(default)]
    pub when: IndexMap<String, String>,
}

/// What kind of answer a question has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Text,
    Number,
    Choice,
    YesNo,
}

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
    /// As it would be typed.
    #[must_use]
    pub fn typed(&self) -> String {
        match self {
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// As an answers file has it.
    #[must_use]
    pub fn said(&self) -> answers::Value {
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
    /// Its key in `tierup.toml`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{ANSWERS}{}", self.id)
    }

    /// Whether it is asked beside what is chosen.
    #[must_use]
    pub fn is_asked(&self, pack: &Pack, selection: &Selection) -> bool {
        if self.when.is_empty() {
            return true;
        }
        let facts = selection::facts(&selection::active(pack, selection));
        self.when.iter().all(|(name, value)| {
            let holds = match pack.catalog.tier(name) {
                Some(_) => selection.get(name),
                None => facts.get(name),
            };
            holds == Some(value)
        })
    }

    /// The answer in what was said.
    ///
    /// # Errors
    /// With what it must be, as the end of a sentence that names the key: "must be ...".
    pub fn answer(&self, said: &answers::Value) -> Result<Answer, String> {
        let refused = |shown: String| Err(format!("{}, not {shown}", self.wanted()));
        let answer = match (self.kind, said) {
            (Kind::Number, answers::Value::Number(number)) => Some(self.number(*number)),
            (Kind::Number, answers::Value::Typed(text)) => {
                text.parse().ok().map(|number| self.number(number))
            }
            (Kind::YesNo, answers::Value::Flag(flag)) => Some(Answer::Flag(*flag)),
            (Kind::YesNo, answers::Value::Typed(text) | answers::Value::Text(text)) => {
                let text = text.to_lowercase();
                let word = WORDS.iter().find(|(word, _)| *word == text);
                word.map(|(_, flag)| Answer::Flag(*flag))
            }
            (
                Kind::Text | Kind::Choice,
                answers::Value::Typed(text) | answers::Value::Text(text),
            ) => Some(Answer::Text(text.clone())),
            _ => None,
        };
        let shown = || match said {
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
            (Kind::Number, Answer::Number(number)) => !self.whole && in_range(*number),
            #[expect(clippy::cast_precision_loss, reason = "it came from one")]
            (Kind::Number, Answer::Whole(number)) => in_range(*number as f64),
            (Kind::Choice, Answer::Text(text)) => self.choices.contains(text),
            (Kind::Text, Answer::Text(text)) => {
                text.chars().count() <= MOST_CHARACTERS
                    && !text.chars().any(unprintable)
                    && self.matches(text)
            }
            (Kind::YesNo, Answer::Flag(_)) => true,
            _ => false,
        }
    }

    fn matches(&self, text: &str) -> bool {
        let pattern = self.pattern.as_deref().map(compiled);
        pattern.is_none_or(|pattern| pattern.is_ok_and(|pattern| pattern.is_match(text)))
    }

    /// What an answer must be.
    #[must_use]
    pub fn wanted(&self) -> String {
        match self.kind {
            Kind::Text => match &self.pattern {
                Some(pattern) => format!("text that matches `{pattern}`"),
                None => format!("a line of text of at most {MOST_CHARACTERS} characters"),
            },
            Kind::Number => {
                let range = match (self.min, self.max) {
                    (Some(min), Some(max)) => format!(" from {min} to {max}"),
                    (Some(min), None) => format!(" from {min}"),
                    (None, Some(max)) => format!(" up to {max}"),
                    (None, None) => String::new(),
                };
                format!("a {}number{range}", if self.whole { "whole " } else { "" })
            }
            Kind::Choice => format!("one of {}", self.choices.join(", ")),
            Kind::YesNo => "yes or no".to_owned(),
        }
    }

    /// What helps where `said` was refused.
    #[must_use]
    pub fn help(&self, said: &answers::Value) -> String {
        if let (Kind::Choice, answers::Value::Typed(text) | answers::Value::Text(text)) =
            (self.kind, said)
        {
            return suggest::help(text, self.choices.iter().map(String::as_str));
        }
        let key = self.key();
        format!(
            "{} `{key}={}` is usual",
            self.question,
            self.default.typed()
        )
    }

    /// The default as the question's own kind has it: a whole number is a number, too.
    #[must_use]
    pub fn usual(&self) -> Answer {
        self.answer(&self.default.said())
            .unwrap_or_else(|_| self.default.clone())
    }
}

/// A pattern that the whole of a text must match.
pub(super) fn compiled(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "is too large a pattern".to_owned(),
            error => {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or(&text);
                format!("is no pattern: {}", last.trim_start_matches("error: "))
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Value;

    fn question(text: &str) -> Question {
        toml::from_str(&format!("id = \"x\"\nquestion = \"X?\"\n{text}")).unwrap()
    }

    #[test]
    fn an_answer_is_the_same_however_it_is_said() {
        let number = question("type = \"number\"\nmin = 1\nmax = 9\nwhole = true\ndefault = 3");
        for said in [Value::Number(4.0), Value::Typed("4".into())] {
            assert_eq!(number.answer(&said), Ok(Answer::Whole(4)));
        }
        assert_eq!(number.usual(), Answer::Whole(3));
        let flag = question("type = \"yes-no\"\ndefault = false");
        for said in [Value::Flag(true), Value::Typed("Yes".into())] {
            assert_eq!(flag.answer(&said), Ok(Answer::Flag(true)));
        }
        let text = question("type = \"text\"\npattern = \"[a-z]+\"\ndefault = \"eu\"");
        assert_eq!(
            text.answer(&Value::Text("us".into())),
            Ok(Answer::Text("us".into()))
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_would() {
        let number = question("type = \"number\"\nmin = 1\nmax = 9\nwhole = true\ndefault = 3");
        for (said, shown) in [
            (Value::Number(0.0), "0"),
            (Value::Number(1.5), "1.5"),
            (Value::Typed("many".into()), "`many`"),
            (Value::Number(f64::NAN), "NaN"),
            (Value::Text("4".into()), "the text \"4\""),
            (Value::Flag(true), "true"),
        ] {
            assert_eq!(
                number.answer(&said),
                Err(format!("a whole number from 1 to 9, not {shown}"))
            );
        }
        let text = question("type = \"text\"\npattern = \"a|bc\"\ndefault = \"a\"");
        for said in ["ab", "xa", "bcx", ""] {
            assert!(text.answer(&Value::Text(said.into())).is_err(), "{said}");
        }
        let line = question("type = \"text\"\ndefault = \"\"");
        for said in ["a\nb", "a\u{202e}b"] {
            assert!(line.answer(&Value::Text(said.into())).is_err(), "{said:?}");
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

    #[test]
    fn a_pattern_is_bounded() {
        assert!(compiled("(?:(?:a{100}){100}){100}").is_err());
        assert!(compiled("(").unwrap_err().starts_with("is no pattern: "));
    }
}
