//! Questions of a pack besides its tiers: type, condition, allowed answers.

mod answer;
mod pattern;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sign::Sign;
use crate::core::answers::{self, ANSWERS};
use crate::core::suggest;
use answer::MOST_CHARACTERS;

pub use answer::Answer;
pub(crate) use pattern::compiled;

/// A question of a pack's own.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its answer is `answers.<id>`, in `tierup.toml` as in templates.
    pub id: String,
    /// The text of the question; also the comment beside the answer.
    pub question: String,
    #[serde(rename = "type")]
    pub kind: QuestionKind,
    /// Text: a regular expression that the whole answer matches.
    pub pattern: Option<String>,
    /// Numbers: the minimum.
    pub min: Option<f64>,
    /// Numbers: the maximum.
    pub max: Option<f64>,
    /// Numbers: whether it must be whole.
    #[serde(default)]
    pub whole: bool,
    /// Choices: the options.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The default answer.
    pub default: Answer,
    /// Only asked where all of these hold: tiers with their provider, facts with their value.
    #[serde(default)]
    pub when: IndexMap<String, String>,
    /// Whether the default is only a guess, which is told when a project is adopted.
    #[serde(default)]
    pub guess: bool,
    /// What shows the answer in a project that is adopted; the first one counts.
    #[serde(default)]
    pub signs: Vec<Sign>,
    /// Yes or no: facts of a project whose answer is yes, over the defaults of `base`.
    #[serde(default)]
    pub facts: IndexMap<String, String>,
    /// Whether `new` asks. Otherwise the answer is the default, unless it is set as `answers.<id>`.
    #[serde(default = "asks")]
    pub asked: bool,
    #[serde(skip)]
    pub asked_by: AskedBy,
}

fn asks() -> bool {
    true
}

/// The pack that a question comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AskedBy {
    #[default]
    Own,
    /// The one that this pack extends.
    Below,
}

/// The kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    Text,
    Number,
    Choice,
    YesNo,
}

impl Question {
    #[must_use]
    pub fn key(&self) -> String {
        format!("{ANSWERS}{}", self.id)
    }

    /// The condition on an answer, in words.
    #[must_use]
    pub fn requirement(&self) -> String {
        match self.kind {
            QuestionKind::Text => match &self.pattern {
                Some(pattern) => format!("text that matches `{pattern}`"),
                None => format!("a line of text of at most {MOST_CHARACTERS} characters"),
            },
            QuestionKind::Number => {
                let range = match (self.min, self.max) {
                    (Some(min), Some(max)) => format!(" from {min} to {max}"),
                    (Some(min), None) => format!(" from {min}"),
                    (None, Some(max)) => format!(" up to {max}"),
                    (None, None) => String::new(),
                };
                format!("a {}number{range}", if self.whole { "whole " } else { "" })
            }
            QuestionKind::Choice => format!("one of {}", self.choices.join(", ")),
            QuestionKind::YesNo => "yes or no".to_owned(),
        }
    }

    /// The help when `value` was rejected.
    #[must_use]
    pub fn help(&self, value: &answers::Value) -> String {
        if let (QuestionKind::Choice, answers::Value::Typed(text) | answers::Value::Text(text)) =
            (self.kind, value)
        {
            return suggest::help(text, self.choices.iter().map(String::as_str));
        }
        let key = self.key();
        format!(
            "{} (default: `{key}={}`)",
            self.question,
            self.default.argument()
        )
    }

    /// The default, converted to the question's kind: a whole number is also a number.
    #[must_use]
    pub fn default_answer(&self) -> Answer {
        self.answer(&self.default.value())
            .unwrap_or_else(|_| self.default.clone())
    }
}
