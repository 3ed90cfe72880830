//! Verification in a pack: checkers that run on a project, and requests that are sent to the running stack. Commands
//! are data here; the caller asks for consent if the pack is not built in.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A checker of a generated project. In its words `$scratch` is a folder of its own, `$env` a file of variables like
/// `.env`, `$each` what `each` found, `$url` where the booted stack is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub name: String,
    /// Commands, run one after the other in the project: a program by its bare name, and its arguments. No shell.
    pub run: Vec<Vec<String>>,
    /// Python modules that the first program must be able to import; `$imports` are all that the chosen folders name.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Files of the project without which there is nothing to check.
    #[serde(default)]
    pub reads: Vec<String>,
    /// `FOLDER/*`: the check runs once for each folder in it.
    pub each: Option<String>,
    #[serde(default)]
    pub environment: IndexMap<String, String>,
    /// Files and folders of the project, and `$env`, that are copied into `$scratch`, with their names there.
    #[serde(default)]
    pub copy: IndexMap<String, String>,
    /// Text of those copies, and what stands there instead.
    #[serde(default)]
    pub replace: IndexMap<String, String>,
    /// What must not stand in its output, such as a mark of warnings.
    #[serde(default)]
    pub never: Vec<String>,
    /// Whether any output at all is a finding.
    #[serde(default)]
    pub silent: bool,
    pub at_least: Option<MinimumVersion>,
    /// Whether it is about the running stack.
    #[serde(default)]
    pub booted: bool,
}

/// The oldest version that can check this, and the command that prints the one that is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinimumVersion {
    pub version: String,
    pub run: Vec<String>,
}

/// A request that drives the running stack. `$unique` is a new word each time, `$given` what an answer gave before.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drive {
    pub name: String,
    #[serde(default = "get")]
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    pub body: Option<String>,
    /// The status of a right answer.
    pub status: u16,
    /// The member of the answer's JSON object that later requests take as `$given`.
    pub gives: Option<String>,
    /// How often it is sent among the others.
    #[serde(default = "once")]
    pub weight: u32,
}

/// Where the running stack says how it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Readiness {
    pub path: String,
    /// The member of its JSON object that says it.
    pub member: String,
    /// What it says when all is well, and without its memory store.
    pub well: String,
    pub degraded: String,
}

fn get() -> String {
    "GET".to_owned()
}

fn once() -> u32 {
    1
}

/// The file of variables, where it is copied.
pub const ENV: &str = "$env";

/// `text` with each `$word` that `of` knows replaced.
#[must_use]
pub fn filled(text: &str, of: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        if let Some(value) = of(word) {
            filled.push_str(&value);
        } else {
            filled.push('$');
            filled.push_str(word);
        }
        filled.push_str(after);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_variables_are_replaced_and_others_are_kept() {
        let of = |word: &str| (word == "scratch").then(|| "/tmp/x".to_owned());
        assert_eq!(filled("-c=$scratch/a $other$", &of), "-c=/tmp/x/a $other$");
    }
}
