//! What stands in front: connections, buffers and open files of a load balancer.

use super::Inputs;
use super::solution::{Edge, Timeouts, Web};

/// Connections that clients may hold at least, whether or not the service could serve as many at once: an idle
/// one costs a buffer.
const CONNECTIONS: u64 = 2048;
/// What a connection holds at most, in KiB: a buffer of 16 KiB each way (`tune.bufsize` of one of
/// them; another has eight of 4 KiB for an answer, `proxy_buffers`).
const CONNECTION_KB: u64 = 32;
/// The fewest web containers that a load balancer has room for, so that scaling needs no change of its file.
const UPSTREAM_SLOTS: u64 = 8;
/// Seconds by which a proxy closes an idle connection before the server does, so that no request is sent into
/// one that is just being closed.
const SOONER_S: u64 = 15;

/// Bodies that are kept until they are whole, all together, in MiB; two of the largest where these are larger.
const BODIES_MB: u64 = 32;
/// Answers that clients read more slowly than the service writes them, all together, in MiB.
const ANSWERS_MB: u64 = 32;

/// Half of the memory for buffers, an eighth for answers, the rest for the program itself; what fits in no buffer
/// lies in a file system in memory, which ends where its share does. A process may get all
/// connections, each with one to a server (NGINX's manual: `worker_connections` counts both), and each of these
/// with a file for what does not fit in memory.
pub(super) fn edge(inputs: &Inputs, web: &Web, timeouts: &Timeouts) -> Edge {
    let at_once = web.replicas * web.processes * web.threads;
    // twice as many as are served at once: the others send, read, or wait
    let connections = (2 * at_once).next_multiple_of(1024).max(CONNECTIONS);
    let largest_body_kb = inputs.count("largest_body_kb").max(1);
    // no more than are read by the service at once, and at least two
    let bodies = (BODIES_MB * 1024 / largest_body_kb).clamp(2, at_once.max(2));
    let own_mb = connections * CONNECTION_KB * 2 / 1024;
    let cache_mb = own_mb / 8;
    let spool_mb = cache_mb + (bodies * largest_body_kb).div_ceil(1024) + ANSWERS_MB;
    let worker_connections = 2 * connections;
    Edge {
        memory_mb: own_mb + spool_mb,
        cache_mb,
        bodies,
        // of the containers that always run
        uploads: (inputs.count("web.replicas") * web.threads / 2).max(1),
        spool_mb,
        connections,
        connection_kb: CONNECTION_KB,
        // half of them, so that one client alone cannot shut out all others
        client_connections: connections / 2,
        client_requests_per_s: inputs.count("lb.client_requests_per_s"),
        worker_connections,
        open_files: 2 * worker_connections,
        // twice as many as run, so that old and new ones may stand side by side
        upstream_slots: (2 * web.replicas).max(UPSTREAM_SLOTS),
        // what is served at once by old and new containers side by side
        upstream_idle: 2 * at_once,
        upstream_keepalive_s: web.keepalive_s - SOONER_S,
        stop_grace_s: timeouts.edge_s,
    }
}
