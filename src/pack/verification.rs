//! Verification in a pack: checkers that run on a project, and requests that are sent to the running stack. Commands
//! are data here; the caller asks for consent if the pack is not built in.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A checker of a generated project. In its commands `$scratch` is a temporary folder, `$env` a file of variables like
/// `.env`, `$each` a folder that `each` found, `$url` the address of the running stack, `$backup` the newest backup.
/// With `cluster` there are also `$context`, `$namespace`, `$word` (unique), `$found` (what the first command printed),
/// `$entry` and `$entry_port` (the service that clients reach), `$workers` and `$workers_port` (the one that answers
/// requests), `$port` (on this machine) and `$node` (to drain).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub name: String,
    /// Commands, run one after the other in the project: a program by its bare name, and its arguments. No shell.
    pub run: Vec<Vec<String>>,
    /// Python modules that the first program must be able to import; `$imports` are those of the chosen folders.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Files without which the check is skipped.
    #[serde(default)]
    pub reads: Vec<String>,
    /// `FOLDER/*`: the check runs once for each folder in it.
    pub each: Option<String>,
    #[serde(default)]
    pub environment: IndexMap<String, String>,
    /// Files and folders of the project, and `$env`, that are copied into `$scratch`, with their names there.
    #[serde(default)]
    pub copy: IndexMap<String, String>,
    /// Text of those copies, and its replacement.
    #[serde(default)]
    pub replace: IndexMap<String, String>,
    /// Files that are written into `$scratch`: their names there, and their text.
    #[serde(default)]
    pub write: IndexMap<String, String>,
    /// Text that its output must not contain, such as a mark of warnings.
    #[serde(default)]
    pub never: Vec<String>,
    /// Whether any output at all is a finding.
    #[serde(default)]
    pub silent: bool,
    pub at_least: Option<MinimumVersion>,
    /// Whether it needs the running stack.
    #[serde(default)]
    pub booted: bool,
    /// `FOLDER/*ENDING`: it restores the newest of these backups into a second stack, with `--restore` only. What its
    /// last command prints is reported: a line with the name and the number of rows of each table.
    pub restores: Option<String>,
    /// `NAME: VALUE`, a header that every request to the running stack carries. `$said` in it is what its last command
    /// prints. It runs with Compose variables of the booted stack, or as the stage `authorize` of a cluster.
    pub header: Option<String>,
    /// It is a stage of `--cluster`, and runs only there.
    pub cluster: Option<ClusterStage>,
    /// What to do when it fails.
    pub help: Option<String>,
}

/// The stages of `tierup verify --cluster`, in the order in which they run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ClusterStage {
    /// Prints the name of the context that is used when none is named.
    Context,
    /// Reaches the server, and prints its address.
    Server,
    /// Asks the server whether it would accept the objects.
    DryRun,
    /// Asks the server whether the stages below are allowed.
    Permission,
    /// Fails where the node to drain must not be drained; with `--drain` only.
    Node,
    /// Prints the namespaces that interrupted runs have left.
    Leftovers,
    /// Makes the namespace and everything in it, and waits until it is ready. Needs consent, as all that follow.
    Apply,
    /// Prints why a stage failed.
    Explain,
    /// Connects `$port` of this machine to the service, until it is ended.
    Reach,
    /// Prints what a `header` of every request needs.
    Authorize,
    /// Looks at what the cluster makes of the objects.
    Inspect,
    /// Replaces replicas under load: no request may fail.
    Rollout,
    /// Kills a replica under load: only responses that had begun may fail.
    Kill,
    /// Drains a node under load; with `--drain` only.
    Drain,
    /// Makes the drained node usable again, whatever happened.
    Undrain,
    /// Removes the namespace, whatever happened.
    Remove,
}

impl ClusterStage {
    /// Whether it changes nothing in the cluster.
    #[must_use]
    pub fn only_reads(self) -> bool {
        self < Self::Apply
    }

    /// Whether it undoes another stage.
    #[must_use]
    pub fn undoes(self) -> bool {
        matches!(self, Self::Undrain | Self::Remove)
    }

    /// Whether it is about a node that the user named.
    #[must_use]
    pub fn has_node(self) -> bool {
        matches!(self, Self::Node | Self::Drain | Self::Undrain)
    }
}

/// The oldest version that works, and the command that prints the installed one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinimumVersion {
    pub version: String,
    pub run: Vec<String>,
}

/// A request to the running stack. `$unique` is a new word each time, `$number` a new number of six digits, `$day` a new
/// day such as `2024-02-29`, and `$given` a value of an earlier answer.
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
    /// The member of the JSON answer that later requests use as `$given`.
    pub gives: Option<String>,
    /// How often it is sent among the others.
    #[serde(default = "once")]
    pub weight: u32,
    /// The resource that it is about; `$given` is from an answer about the same one.
    #[serde(skip)]
    pub resource: Option<String>,
}

impl Drive {
    /// Its texts, in which variables are replaced.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.path)
            .chain(&self.body)
            .chain(self.headers.values())
    }

    /// Whether it can be sent only after another one has given a value.
    #[must_use]
    pub fn needs_given(&self) -> bool {
        self.texts().any(|text| text.contains("$given"))
    }
}

/// Where the running stack reports its state.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Readiness {
    pub path: String,
    /// The member of the JSON answer.
    pub member: String,
    /// Its value when all is well, and without the memory store.
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
