//! Processes, threads and pools of the containers that run the application.

use super::solution::{Timeouts, Web, Worker};
use super::timeouts::STEP_S;
use super::{Inputs, Stack};
use crate::core::role::Role;

/// Threads of a request process. Threads wait on the database most of the time; more than eight only queue for
/// the interpreter.
const THREADS: u64 = 8;
/// One thread of so many may stream to a client that reads as slowly as it likes; the others are for everybody else.
const STREAMS_SHARE: u64 = 4;
/// Threads of a request process where no worker runs tasks: two for tasks, one for slow ones, one that renews leases.
const TASK_THREADS: u64 = 4;
/// One process for slow tasks for so many that compute.
const SLOW_SHARE: u64 = 4;
/// Connections of a process for the relay of the outbox and for the readiness check.
const OWN_CONNECTIONS: u64 = 2;
/// Connections of a worker's process: one for its task, one for the lease.
const WORKER_POOL: u64 = 2;
/// Resident memory of one process of the generated service, in MiB, without the bodies of its requests.
const PROCESS_MB: u64 = 88;
/// Idle seconds of a connection to the service: nginx's own default, so that no proxy keeps one for longer.
const KEEPALIVE_S: u64 = 75;
/// Seconds in which whoever spreads requests sees that a process is about to end.
const DRAIN_S: u64 = 2;
/// Seconds that running tasks have to end when their worker is stopped; then they are handed back.
const SOFT_SHUTDOWN_S: u64 = 20;
/// Seconds that a worker then has to hand tasks back and to end its processes; measured on a quiet machine it takes
/// three.
const COLD_SHUTDOWN_S: u64 = 15;

/// Two processes a processor, so that one computes while the other waits (gunicorn's manual advises `2n + 1`; the
/// one more is for the machine's own work, which a container does not have); no more than memory holds, where each
/// thread may hold the largest body.
pub(super) fn web(inputs: &Inputs, timeouts: &Timeouts, stack: &Stack) -> Web {
    let memory_mb = inputs.count("web.memory_mb");
    let (scales, tasks_inside) = (stack.scales, !stack.roles.contains(&Role::TaskWorkers));
    let process_mb = PROCESS_MB + (THREADS * inputs.count("largest_body_kb")).div_ceil(1024);
    let processes = doubled(inputs.share("web.cpus")).min((memory_mb / process_mb).max(1));
    let processes = stack
        .bounds
        .get("web.processes")
        .and_then(|bound| bound.most.as_ref())
        .map_or(processes, |(most, _)| processes.min(*most));
    let background_connections = OWN_CONNECTIONS + if tasks_inside { TASK_THREADS } else { 0 };
    // one a thread, or requests queue for the pool (SQLAlchemy's manual, "Connection Pooling"); no overflow,
    // since the database has to have room for it anyway
    let pool = THREADS + background_connections;
    Web {
        replicas: inputs.count("web.replicas"),
        max_replicas: scales.then(|| inputs.count("web.max_replicas")),
        cpus: inputs.share("web.cpus"),
        memory_mb,
        processes,
        process_mb,
        process_own_mb: PROCESS_MB,
        threads: THREADS,
        streams: THREADS / STREAMS_SHARE,
        background_connections,
        pool,
        connections: processes * pool,
        keepalive_s: KEEPALIVE_S,
        drain_s: DRAIN_S,
        stop_grace_s: timeouts.request_s + 2 * STEP_S,
    }
}

/// Two processes a processor beside the parent, and a quarter more for slow tasks, which so delay no others. Acknowledged late, a prefetched task is one that nobody else may
/// run meanwhile, so each process has one (Celery's manual, "Optimizing", on `worker_prefetch_multiplier`).
pub(super) fn worker(inputs: &Inputs, timeouts: &Timeouts, scales: bool) -> Worker {
    let memory_mb = inputs.count("worker.memory_mb");
    let process_mb = PROCESS_MB + THREADS;
    // the parent process takes its share too
    let fitting = (memory_mb / process_mb).saturating_sub(1).max(1);
    let computing = doubled(inputs.share("worker.cpus"));
    let slow = computing.div_ceil(SLOW_SHARE);
    let concurrency = (computing + slow).min(fitting).max(2);
    let soft_shutdown_s = timeouts.task_soft_s.min(SOFT_SHUTDOWN_S);
    Worker {
        replicas: inputs.count("worker.replicas"),
        max_replicas: scales.then(|| inputs.count("worker.max_replicas")),
        cpus: inputs.share("worker.cpus"),
        memory_mb,
        concurrency,
        slow: slow.min(concurrency - 1),
        process_mb,
        prefetch_multiplier: 1,
        pool: WORKER_POOL,
        // the parent process holds a pool too, for the relay of the outbox
        connections: (concurrency + 1) * WORKER_POOL,
        soft_shutdown_s,
        stop_grace_s: soft_shutdown_s + COLD_SHUTDOWN_S,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the table of inputs bounds processors to 256"
)]
fn doubled(cpus: f64) -> u64 {
    (cpus * 2.0).round().max(1.0) as u64
}
