//! The manifest of a folder of a pack: `provider.toml`, `part.toml`, and `[base]` of the catalog. Text in it may
//! contain template expressions; nothing is rendered here.

mod migrations;
mod service;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sign::Sign;
use super::verification::{Check, Drive, Readiness};
use crate::core::role::Role;
pub use migrations::Migrations;
pub use service::{Condition, Healthcheck, Mount, NumberText, Service, SharedMount};

/// One folder's manifest. All three kinds share it; `pack::check` says which keys belong to which.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// Only with `extends`: the manifest is laid over that of the same folder of the other pack. Otherwise it replaces
    /// that.
    pub inherit: bool,
    /// What of the manifest below is left out: `settings` for a whole table, `settings.NAME` for one entry.
    pub without: Vec<String>,
    /// Providers: the name that is shown.
    pub label: String,
    /// Providers: one line of help beside the choice.
    pub about: String,
    /// Providers: choices that it requires.
    pub requires: Vec<ChoiceRule>,
    /// Providers: choices that it rules out.
    pub conflicts: Vec<ChoiceRule>,
    /// Providers: limits of numbers of the capacity model.
    pub limits: Vec<Limit>,
    /// Providers: whether replicas are added and removed with the load, up to a maximum.
    pub scales: bool,
    /// Inputs of the capacity model that the choice has no use for.
    pub unused: Vec<String>,
    /// What people must know of the choice, each a sentence without its full stop: `tierup size` and `tierup verify` say it.
    pub notes: Vec<String>,
    /// Processor time of a request or a task in services of a role, in milliseconds, where the service does not
    /// state it.
    #[schemars(extend("propertyNames" = {"$ref": "#/$defs/Role"}))]
    pub cpu_ms: BTreeMap<Role, f64>,
    /// Providers without a service of their own: a line in the box of the service that contains them.
    pub inside: Option<String>,
    /// Providers: properties of the choice that parts and shared files depend on. `[base]`: their defaults.
    pub facts: IndexMap<String, String>,
    /// Parts: the facts with which the part is generated.
    pub when: IndexMap<String, String>,
    /// Providers: what shows the choice in a project that is adopted.
    pub signs: Vec<Sign>,
    pub python: Python,
    /// Where numbers are in files, beside those that settings and services declare.
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
    /// Where the running stack reports whether it is ready.
    pub readiness: Option<Readiness>,
    /// Text for named places in shared files, by the slot's id; or a file `slots/ID.md.tera` beside the manifest.
    pub slots: IndexMap<String, String>,
    /// Where the migrations of a project are, and how they are read.
    pub migrations: Option<Migrations>,
    /// What the files of `slots/` give.
    #[serde(skip)]
    pub slot_files: Vec<SlotFile>,
    /// What the files of `tables/` give.
    #[serde(skip)]
    pub tables: Vec<TableSet>,
}

/// Tables that a folder brings: texts of a migration, each with its path inside the pack.
#[derive(Debug, Clone)]
pub struct TableSet {
    pub name: String,
    pub create: (String, String),
    pub drop: (String, String),
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

/// A choice that requires another one or rules it out, and why.
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

/// Where a number of the capacity model is in a generated file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberPlace {
    /// Below `capacity.`, e.g. `lb.worker_connections`.
    pub number: String,
    pub file: String,
    /// A regular expression in which `^` and `$` are ends of lines; its one group is the number.
    pub pattern: String,
    /// The factor from the solved number to the one in the file.
    #[serde(default = "once")]
    pub times: u64,
}

/// Pinned Python distributions, and their modules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Python {
    pub dependencies: Vec<String>,
    pub dev: Vec<String>,
    /// Distributions that build the project.
    pub build: Vec<String>,
    /// Distributions of the load test, which are not part of a development install.
    pub load: Vec<String>,
    /// Modules of these distributions that the core of the service must not import.
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
    /// A Python expression: the value without Docker.
    pub default: String,
    /// The value in the application's services in Compose.
    pub compose: Option<String>,
    /// Other values in services of a role.
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
    /// What `tierup check` says of a value that is not one of `usual`; nothing if empty.
    #[serde(default)]
    pub caution: String,
    /// What to do about it.
    #[serde(default)]
    pub remedy: String,
    #[serde(default)]
    pub usual: Vec<String>,
}

fn once() -> u64 {
    1
}
