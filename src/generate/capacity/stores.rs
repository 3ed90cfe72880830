//! What keeps data: connections and memory of database, broker and cache.

use super::Inputs;
use super::solution::{Database, Memory, Web, Worker};

/// Connections kept free for migrations, backups and a person with a shell; the server itself keeps three of
/// them for superusers (`superuser_reserved_connections`).
const RESERVE: u64 = 10;
/// Memory of one connection to the database beside the shared buffers, in MiB: its process with its caches, and
/// what one of its sorts takes of `work_mem` on average.
const CONNECTION_MB: u64 = 3;

/// Files that a server of a cache or a broker has open for itself: Memcached counts them among its connections.
const OWN_FILES: u64 = 64;

/// Every connection that the processes may open fits, and some more; rounded up to tens, as far as is allowed.
pub(super) fn database(inputs: &Inputs, web: &Web, worker: Option<&Worker>) -> Database {
    let workers = worker.map_or(0, |w| w.replicas * w.connections);
    let used_connections = web.replicas * web.connections + workers;
    let memory_mb = inputs.count("db.memory_mb");
    Database {
        used_connections,
        reserved_connections: RESERVE,
        max_connections: (used_connections + RESERVE)
            .next_multiple_of(10)
            .min(inputs.count("db.max_connections")),
        memory_mb,
        // a quarter of the memory: PostgreSQL's manual, 19.4.1
        shared_buffers_mb: memory_mb / 4,
        connection_mb: CONNECTION_MB,
    }
}

/// Three quarters for data: servers with an allocator of their own need a quarter for fragmentation, for buffers
/// of clients and for copies while they save (Redis' manual, "Memory optimization").
pub(super) fn memory(memory_mb: u64, web: &Web, worker: Option<&Worker>) -> Memory {
    let workers = worker.map_or(0, |w| w.replicas * (w.concurrency + 1));
    Memory {
        memory_mb,
        data_mb: memory_mb * 3 / 4,
        resident_mb: memory_mb / 2,
        // every thread's twice, so that new containers find some while old ones end
        connections: OWN_FILES + 2 * (web.replicas * web.processes * web.pool + workers),
    }
}
