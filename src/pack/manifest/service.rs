//! A service that a folder declares: image and command, mounts, dependencies.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::core::role::Role;

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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65_535))]
    pub port: Option<i64>,
    pub networks: Vec<String>,
    #[serde(default)]
    pub volumes: Vec<Mount>,
    /// Files and folders of the project that it reads, by their path in the container.
    #[serde(default)]
    pub files: IndexMap<String, String>,
    #[serde(default)]
    pub tmpfs: Vec<String>,
    /// How large each of these may become, in MiB; as large as the memory where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmpfs_mb: Option<NumberText>,
    /// Other services by name, with what must hold of them first; a service that the selection does not have
    /// is not waited for.
    #[serde(default)]
    pub depends_on: IndexMap<String, Condition>,
    pub healthcheck: Option<Healthcheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<NumberText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<NumberText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpus: Option<NumberText>,
    /// Milliseconds of a processor that a request takes of it, for the queueing model.
    pub cpu_ms: Option<f64>,
    /// A command in its container that prints how many connections its clients hold.
    #[serde(default)]
    pub connections: Vec<String>,
    /// Processes and threads that it may have.
    #[serde(default = "pids")]
    pub pids: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_grace_s: Option<NumberText>,
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

impl Service {
    /// The service without its numbers, for rendering the text.
    #[must_use]
    pub fn without_numbers(&self) -> Self {
        Self {
            port: None,
            tmpfs_mb: None,
            replicas: None,
            memory_mb: None,
            cpus: None,
            stop_grace_s: None,
            ..self.clone()
        }
    }
}

/// Text that is a number once its template expressions are rendered; until then it is none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct NumberText(String);

impl NumberText {
    /// As the manifest has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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

fn pids() -> u32 {
    256
}

fn five() -> u32 {
    5
}

fn three() -> u32 {
    3
}
