//! The role of a service in a stack, independent of the program that fills it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The role of a service in the capacity model and the diagram.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Takes requests from outside and distributes them.
    Edge,
    RequestWorkers,
    TaskWorkers,
    /// Keeps tasks until a task worker takes them.
    Broker,
    /// Removes old data when its memory is full.
    MemoryStore,
    /// Shares a few connections to a connection store among those who call it.
    ConnectionPool,
    /// Keeps data; it accepts a limited number of connections.
    ConnectionStore,
    /// Runs once before the application starts.
    Job,
    /// Anything else that the application calls.
    Store,
    /// Watches the other services. Nothing waits for it, and platforms with a monitoring of their own leave it out.
    Monitor,
}
