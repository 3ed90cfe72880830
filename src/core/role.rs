//! The role of a service in a stack, independent of the program that fills it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
