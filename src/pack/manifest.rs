//! What a folder of a pack declares beside its files: `provider.toml`, `part.toml`, and `[base]` of the catalog.
//! Text in it may hold template expressions; nothing is rendered here.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::proof::{Check, Drive, Readiness};

/// One folder's manifest. All three kinds share it; `pack::check` says which keys belong to which.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// Providers: what a person reads.
    pub label: String,
    /// Providers: one line of help beside the choice.
    pub about: String,
    /// Providers: what must be chosen with it.
    pub requires: Vec<Rule>,
    /// Providers: what cannot be chosen with it.
    pub conflicts: Vec<Rule>,
    /// Providers: bounds that it puts on numbers of the capacity model.
    pub limits: Vec<Limit>,
    /// Providers: whether replicas come and go with the load, up to a maximum that the stack must bear.
    pub scales: bool,
    /// Providers without a service of their own: what they are, as a line in the box that holds them.
    pub inside: Option<String>,
    /// Providers: what the choice means for the rest, as data that parts and shared files may look at.
    pub facts: IndexMap<String, String>,
    /// Parts: the facts with which the part is generated.
    pub when: IndexMap<String, String>,
    pub python: Python,
    /// Where solved numbers stand in files, beside those that settings and services declare.
    pub places: Vec<Place>,
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
    /// Text for named places in shared files, by the slot's id.
    pub slots: IndexMap<String, String>,
}

/// A choice that rules another in or out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
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
pub struct Place {
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

/// What the capacity model and the diagram must know of a service.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Takes requests from outside and spreads them.
    Edge,
    RequestWorkers,
    TaskWorkers,
    /// Holds tasks until a task worker takes them.
    Broker,
    /// Forgets what does not fit in its memory.
    MemoryStore,
    /// Keeps data; every client holds connections, of which it has a limited number.
    ConnectionStore,
    /// Runs once before the application starts.
    Job,
    /// Anything else that the application calls.
    Store,
}

/// A service of the stack. Text may hold template expressions.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub name: String,
    /// What it is called in diagrams; its folder's label where it is left out.
    pub label: Option<String>,
    pub role: Role,
    /// An official image with a tag; the project's own image where it is left out.
    pub image: Option<String>,
    #[serde(default)]
    pub command: Vec<String>,
    #[serde(default)]
    pub environment: IndexMap<String, String>,
    /// The port it listens on inside its networks.
    pub port: Option<u16>,
    pub networks: Vec<String>,
    #[serde(default)]
    pub volumes: Vec<Mount>,
    /// Files and folders of the project that it reads, by their path in the container.
    #[serde(default)]
    pub files: IndexMap<String, String>,
    #[serde(default)]
    pub tmpfs: Vec<String>,
    /// Other services by name, with what must hold of them first; a service that the selection does not have
    /// is not waited for.
    #[serde(default)]
    pub depends_on: IndexMap<String, Condition>,
    pub healthcheck: Option<Healthcheck>,
    pub replicas: Option<String>,
    pub memory_mb: Option<String>,
    pub cpus: Option<String>,
    /// Milliseconds of a processor that a request takes of it, for the queueing model.
    pub cpu_ms: Option<f64>,
    /// A command in its container that prints how many connections its clients hold.
    #[serde(default)]
    pub connections: Vec<String>,
    /// Processes and threads that it may have.
    #[serde(default = "pids")]
    pub pids: u32,
    pub stop_grace_s: Option<String>,
    pub stop_signal: Option<String>,
    pub user: Option<String>,
    /// The number of that user and of its group where `user` is a name, for platforms that know none.
    pub uid: Option<u32>,
    /// Jobs: a command that succeeds once what the job does is done, for platforms on which nobody waits for a job.
    #[serde(default)]
    pub done: Vec<String>,
    /// Text of its files that holds in Compose alone, and what stands there on another platform: `$dns` is the
    /// address of its name server, `$domain` what follows the name of a service.
    #[serde(default)]
    pub elsewhere: IndexMap<String, String>,
    /// Lines for its box in the diagram.
    #[serde(default)]
    pub details: Vec<String>,
}

/// A named volume in a container.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mount {
    pub volume: String,
    pub target: String,
    #[serde(default)]
    pub read_only: bool,
    /// Whether nothing is lost with it.
    #[serde(default)]
    pub disposable: bool,
}

/// A volume or a folder of the project, in every service that has one of the roles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedMount {
    pub volume: Option<String>,
    /// Always read-only.
    pub folder: Option<String>,
    pub target: String,
    /// Every service of the application where none is named.
    #[serde(default)]
    pub roles: Vec<Role>,
    #[serde(default)]
    pub read_only: bool,
    /// Whether nothing is lost with it.
    #[serde(default)]
    pub disposable: bool,
}

/// When a service may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    Healthy,
    Completed,
    Started,
}

/// How Compose asks a service whether it is well.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Healthcheck {
    pub test: Vec<String>,
    #[serde(default = "five")]
    pub interval_s: u32,
    #[serde(default = "three")]
    pub timeout_s: u32,
    #[serde(default = "five")]
    pub retries: u32,
    #[serde(default)]
    pub start_period_s: u32,
}

fn once() -> u64 {
    1
}

fn pids() -> u32 {
    256
}

fn five() -> u32 {
    5
}

fn three() -> u32 {
    3
}
