//! Every solved number, as templates see it under `capacity`.

use serde::Serialize;

use super::load::Load;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Solution {
    pub web: Web,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker: Option<Worker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broker: Option<Memory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<Memory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db: Option<Database>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lb: Option<Edge>,
    pub timeouts: Timeouts,
    /// The largest body of a request, in KiB, wherever it is looked at.
    pub largest_body_kb: u64,
    /// All containers together, in MiB.
    pub memory_mb: u64,
    /// What a queueing model expects of all this under the expected load.
    pub load: Load,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Web {
    pub replicas: u64,
    /// Where replicas come and go with the load.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_replicas: Option<u64>,
    pub cpus: f64,
    pub memory_mb: u64,
    pub processes: u64,
    /// What one process takes, in MiB, with the largest body in each thread, and without any.
    pub process_mb: u64,
    pub process_own_mb: u64,
    pub threads: u64,
    /// Answers without an end in sight that one process may stream at once.
    pub streams: u64,
    /// Connections of one process that no request uses: relay, readiness check, tasks where there is no worker.
    pub background_connections: u64,
    /// Connections that one process may hold.
    pub pool: u64,
    /// Connections to the database that one container may hold.
    pub connections: u64,
    /// Idle seconds before the server closes a connection; longer than any proxy keeps one.
    pub keepalive_s: u64,
    /// Seconds between a stop signal and the end of new requests.
    pub drain_s: u64,
    pub stop_grace_s: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Worker {
    pub replicas: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_replicas: Option<u64>,
    pub cpus: f64,
    pub memory_mb: u64,
    /// Tasks at once in one container.
    pub concurrency: u64,
    /// Connections to the database that one container may hold; its parent process has a pool too, for the outbox.
    pub connections: u64,
    /// Slow ones of them.
    pub slow: u64,
    /// What one process takes, in MiB.
    pub process_mb: u64,
    /// Tasks that each process takes from the broker before it has acknowledged any.
    pub prefetch_multiplier: u64,
    /// Connections that one process may hold.
    pub pool: u64,
    /// Seconds after a stop signal in which running tasks may end before they are handed back.
    pub soft_shutdown_s: u64,
    pub stop_grace_s: u64,
}

/// A container and the data it may hold: the rest is for the server itself and for fragmentation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "templates say `cache.memory_mb`")]
pub struct Memory {
    pub memory_mb: u64,
    pub data_mb: u64,
    /// What a server holds in memory that keeps its data on disk, and whose commands need room beside it.
    pub resident_mb: u64,
    /// Connections of all clients together.
    pub connections: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Database {
    /// What the service can open at most, all replicas together.
    pub used_connections: u64,
    pub reserved_connections: u64,
    /// What the server is told to allow.
    pub max_connections: u64,
    pub memory_mb: u64,
    pub shared_buffers_mb: u64,
    /// What one connection takes beside the shared buffers, in MiB.
    pub connection_mb: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    pub memory_mb: u64,
    /// Answers that it may keep in its memory.
    pub cache_mb: u64,
    /// Bodies that it may keep at once because they fit in no buffer.
    pub bodies: u64,
    /// Bodies that it may pass on at once while they still come, where it keeps none: each takes a thread of the
    /// service, and all together half of the threads of one process in each container.
    pub uploads: u64,
    /// Memory for files: kept answers, such bodies, and answers on their way to slow clients.
    pub spool_mb: u64,
    /// Connections of all clients together.
    pub connections: u64,
    /// What one of them holds in buffers at most, in KiB.
    pub connection_kb: u64,
    /// Connections of one client address.
    pub client_connections: u64,
    pub client_requests_per_s: u64,
    /// Connections of one process to clients and servers together.
    pub worker_connections: u64,
    /// Files and connections that one process may have open.
    pub open_files: u64,
    /// Web containers that it has room for where it must know how many.
    pub upstream_slots: u64,
    /// Idle connections to servers that one process keeps.
    pub upstream_idle: u64,
    /// Idle seconds before the proxy drops a connection to a server.
    pub upstream_keepalive_s: u64,
    pub stop_grace_s: u64,
}

/// Seconds, each longer than the one before it where a slower thing waits for a quicker one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "a number without its unit is a trap"
)]
pub struct Timeouts {
    /// Of a request.
    pub statement_s: u64,
    /// How long a migration waits for the lock of a table.
    pub lock_s: u64,
    /// Of a statement in a task.
    pub task_statement_s: u64,
    pub request_s: u64,
    /// When the server in the web container gives up on one of its processes.
    pub server_s: u64,
    pub edge_s: u64,
    pub task_soft_s: u64,
    pub task_hard_s: u64,
    /// How long a task counts as running after its process renewed its lease for the last time.
    pub lease_s: u64,
    /// How often the outbox is searched for tasks that must be sent.
    pub relay_s: u64,
    /// How long a published task waits for its start before it is sent again.
    pub patience_s: u64,
    /// After this a broker without acknowledgement by connection hands a task out again.
    pub visibility_s: u64,
    /// When a task of a killed worker has started again.
    pub restart_s: u64,
    /// After this a broker gives up on a consumer that does not acknowledge.
    pub consumer_s: u64,
}

impl Web {
    /// With as many replicas as there may ever be.
    #[must_use]
    pub fn at_most(&self) -> Self {
        Self {
            replicas: self.max_replicas.unwrap_or(0).max(self.replicas),
            ..self.clone()
        }
    }
}

impl Worker {
    /// With as many replicas as there may ever be.
    #[must_use]
    pub fn at_most(&self) -> Self {
        Self {
            replicas: self.max_replicas.unwrap_or(0).max(self.replicas),
            ..self.clone()
        }
    }
}
