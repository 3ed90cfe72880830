//! The manifest of a folder of a pack: `provider.toml`, `part.toml`, and `[base]` of the catalog. Text in it may
//! contain template expressions; nothing is rendered here.

mod service;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::verification::{Check, Drive, Readiness};
use crate::core::role::Role;
pub use service::{Condition, Healthcheck, Mount, NumberText, Service, SharedMount};

/// One folder's manifest. All three kinds share it; `pack::check` says which keys belong to which.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// Providers: what a person reads.
    pub label: String,
    /// Providers: one line of help beside the choice.
    pub about: String,
    /// Providers: what must be chosen with it.
    pub requires: Vec<ChoiceRule>,
    /// Providers: what cannot be chosen with it.
    pub conflicts: Vec<ChoiceRule>,
    /// Providers: bounds that it puts on numbers of the capacity model.
    pub limits: Vec<Limit>,
    /// Providers: whether replicas come and go with the load, up to a maximum that the stack must bear.
    pub scales: bool,
    /// What a request or a task takes of a processor in services of a role, in milliseconds, where the service does not
    /// say.
    #[schemars(extend("propertyNames" = {"$ref": "#/$defs/Role"}))]
    pub cpu_ms: BTreeMap<Role, f64>,
    /// Providers without a service of their own: what they are, as a line in the box that holds them.
    pub inside: Option<String>,
    /// Providers: what the choice means for the rest, as data that parts and shared files may look at.
    pub facts: IndexMap<String, String>,
    /// Parts: the facts with which the part is generated.
    pub when: IndexMap<String, String>,
    pub python: Python,
    /// Where solved numbers stand in files, beside those that settings and services declare.
    pub places: Vec<NumberPlace>,
    pub settings: Vec<Setting>,
    pub variables: Vec<Variable>,
    pub services: Vec<Service>,
    /// Volumes and folders that services of this and other folders mount.
    pub mounts: Vec<SharedMount>,
    /// Checkers that `tierup verify` runs over a project.
    pub checks: Vec<Check>,
    /// Requests that `tierup verify --boot` sends.
    pub drives: Vec<Drive>,
    /// Where the running stack says whether it is ready.
    pub readiness: Option<Readiness>,
    /// Text for named places in shared files, by the slot's id. A file `slots/ID.md.tera` beside the manifest gives
    /// text too.
    pub slots: IndexMap<String, String>,
    /// What the files of `slots/` give.
    #[serde(skip)]
    pub slot_files: Vec<SlotFile>,
}

/// The text of a slot from a file beside the manifest.
#[derive(Debug, Clone)]
pub struct SlotFile {
    pub slot: String,
    /// The path inside the pack.
    pub path: String,
    pub text: String,
}

impl Manifest {
    /// Every text that the folder gives to a slot: the slot, the template's name for messages, the template.
    pub fn slot_texts(&self, folder: &str) -> impl Iterator<Item = (&str, String, &str)> {
        let inline = self.slots.iter().map(move |(slot, text)| {
            (
                slot.as_str(),
                format!("{folder}: slot {slot}"),
                text.as_str(),
            )
        });
        let files = self.slot_files.iter();
        let files = files.map(|file| (file.slot.as_str(), file.path.clone(), file.text.as_str()));
        inline.chain(files)
    }
}

/// A choice that rules another in or out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceRule {
    pub tier: String,
    pub provider: String,
    pub reason: String,
}

/// How large or how small a number of the capacity model may be, e.g. `web.replicas`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub key: String,
    pub at_most: Option<u64>,
    pub at_least: Option<u64>,
    pub reason: String,
}

/// Where a solved number stands in a generated file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberPlace {
    /// Below `capacity.`, e.g. `lb.worker_connections`.
    pub number: String,
    pub file: String,
    /// A regular expression, `^` and `$` being ends of lines; its one group is the number.
    pub pattern: String,
    /// The number in the file is so many times the solved one.
    #[serde(default = "once")]
    pub times: u64,
}

/// Pinned Python distributions, and what they are imported as.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Python {
    pub dependencies: Vec<String>,
    pub dev: Vec<String>,
    /// What builds the project's own distribution.
    pub build: Vec<String>,
    /// What the load test needs, which is no part of a development install.
    pub load: Vec<String>,
    /// Modules that these bring and that the core of the service must not know.
    pub imports: Vec<String>,
}

/// A setting of the generated application, read from the environment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub name: String,
    /// A Python type.
    #[serde(rename = "type")]
    pub kind: String,
    /// A Python expression: the value on a bare machine.
    pub default: String,
    /// The value that Compose gives to the application's services.
    pub compose: Option<String>,
    /// The values that services of a role get instead.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"$ref": "#/$defs/Role"}))]
    pub compose_of: BTreeMap<Role, String>,
    pub about: String,
}

/// A variable of `.env`, for Compose to substitute.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    pub name: String,
    #[serde(default)]
    pub value: String,
    /// Random, and only in `.env`.
    #[serde(default)]
    pub secret: bool,
    pub about: String,
}

fn once() -> u64 {
    1
}
