//! What can be read from an existing project. Signs: what shows in an existing project that a choice was made there, or what the answer to a question is. Data of
//! the pack; `project::adopt` looks for them.

use schemars::JsonSchema;
use serde::Deserialize;

/// One sign. All of its conditions hold where it is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sign {
    /// Python distributions of which one is a dependency.
    pub distributions: Vec<String>,
    /// Further ones of which one is a dependency too.
    pub also: Vec<String>,
    /// Images of which one is in a Compose file, without tag and registry.
    pub images: Vec<String>,
    /// A pattern of paths: there is such a file. `*` matches any part of a name, `**` any folders.
    pub path: Option<String>,
    /// A regular expression in which `^` and `$` are ends of lines: such a file contains it.
    pub pattern: Option<String>,
    /// Questions: the answer, with `$1` for the group of the pattern and `$module` for the Python module of the file.
    pub answer: Option<String>,
}

/// Where code reads variables of its environment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariableReads {
    /// A pattern of paths.
    pub path: String,
    /// A regular expression whose groups are the names of variables.
    pub pattern: String,
}
