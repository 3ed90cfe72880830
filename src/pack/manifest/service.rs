//! A service that a folder declares: image and command, mounts, dependencies.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::core::role::Role;

/// A service of the stack. Text may contain template expressions.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub name: String,
    /// Its name in diagrams; by default the label of its folder.
    pub label: Option<String>,
    pub role: Role,
    /// An official image with a tag; by default the project's own image.
    pub image: Option<String>,
    /// Instead: a folder of the project with a Dockerfile that makes the image.
    pub build: Option<String>,
    #[serde(default)]
    pub command: Vec<String>,
    #[serde(default)]
    pub environment: IndexMap<String, String>,
    /// The port it listens on inside its networks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65_535))]
    pub port: Option<i64>,
    /// The port of its metrics for Prometheus, at `/metrics`.
    pub metrics: Option<u16>,
    /// A variable with the port at which it is published for this machine alone, though clients do not use it; by
    /// default the same one.
    pub publish: Option<String>,
    pub networks: Vec<String>,
    #[serde(default)]
    pub volumes: Vec<Mount>,
    /// Files and folders of the project that it reads, by their path in the container.
    #[serde(default)]
    pub files: IndexMap<String, String>,
    #[serde(default)]
    pub tmpfs: Vec<String>,
    /// The maximum size of each of these, in MiB; by default that of the memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmpfs_mb: Option<NumberText>,
    /// Other services by name, each with a condition to wait for; one that is not in the selection is left out.
    #[serde(default)]
    pub depends_on: IndexMap<String, Condition>,
    pub healthcheck: Option<Healthcheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<NumberText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<NumberText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpus: Option<NumberText>,
    /// Processor time of a request, in milliseconds, for the queueing model.
    pub cpu_ms: Option<f64>,
    /// A command in its container that prints how many connections its clients hold.
    #[serde(default)]
    pub connections: Vec<String>,
    /// The maximum number of processes and threads.
    #[serde(default = "pids")]
    pub pids: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_grace_s: Option<NumberText>,
    pub stop_signal: Option<String>,
    pub user: Option<String>,
    /// Capabilities without which its program does not start; all others are dropped.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// The number of that user and its group where `user` is a name, for platforms without names.
    pub uid: Option<u32>,
    /// Jobs: a command that succeeds once the job is done, for platforms that cannot wait for a job.
    #[serde(default)]
    pub done: Vec<String>,
    /// Text of its files that is only right in Compose, and its replacement on another platform: `$dns` is the
    /// address of the name server, `$domain` the domain behind the name of a service.
    #[serde(default)]
    pub elsewhere: IndexMap<String, String>,
    /// Lines for its box in the diagram.
    #[serde(default)]
    pub details: Vec<String>,
}

impl Service {
    /// Whether it runs the project's own image.
    #[must_use]
    pub fn is_app(&self) -> bool {
        self.image.is_none() && self.build.is_none()
    }

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
    /// Whether it can be removed without loss.
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
    /// By default every service of the application.
    #[serde(default)]
    pub roles: Vec<Role>,
    #[serde(default)]
    pub read_only: bool,
    /// Whether it can be removed without loss.
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

/// The health check of a service in Compose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Healthcheck {
    pub test: Vec<String>,
    /// Each check starts a process in the container.
    #[serde(default = "five")]
    pub interval_s: u32,
    #[serde(default = "three")]
    pub timeout_s: u32,
    #[serde(default = "six")]
    pub retries: u32,
    /// How long it may take to start: no failure counts.
    #[serde(default = "sixty")]
    pub start_period_s: u32,
}

fn pids() -> u32 {
    256
}

fn five() -> u32 {
    5
}

fn six() -> u32 {
    6
}

fn three() -> u32 {
    3
}

fn sixty() -> u32 {
    60
}
