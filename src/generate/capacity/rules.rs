//! Every inequality that a solution keeps, and what mends it where the inputs rule it out.

use super::inequality::Mend::{Lower, Raise};
use super::inequality::{Mend, Rule};

const fn rule(
    name: &'static str,
    broken: &'static str,
    text: &'static str,
    mend: &'static [Mend],
) -> Rule {
    Rule {
        name,
        broken,
        text,
        mend,
    }
}

/// In the order in which they are told.
pub const RULES: &[Rule] = &[
    rule(
        "the pools fit into the database",
        "the pools outgrow the database",
        "web.replicas * web.processes * web.pool + ?worker.replicas * worker.concurrency * worker.pool \
         + ?worker.replicas * worker.pool + db.reserved_connections <= db.max_connections",
        &[
            Raise("db.max_connections"),
            Lower("web.replicas"),
            Lower("worker.replicas"),
            Lower("web.cpus"),
            Lower("worker.cpus"),
        ],
    ),
    rule(
        "the pools of as many replicas as there may be fit into the database",
        "the pools outgrow the database when all replicas run",
        "web.max_replicas * web.processes * web.pool + ?worker.max_replicas * worker.concurrency * worker.pool \
         + ?worker.max_replicas * worker.pool + db.reserved_connections <= db.max_connections",
        &[
            Raise("db.max_connections"),
            Lower("web.max_replicas"),
            Lower("worker.max_replicas"),
            Lower("web.cpus"),
            Lower("worker.cpus"),
        ],
    ),
    rule(
        "the most web containers are no fewer than the least",
        "the most web containers are fewer than the least",
        "web.replicas <= web.max_replicas",
        &[Raise("web.max_replicas"), Lower("web.replicas")],
    ),
    rule(
        "the most workers are no fewer than the least",
        "the most workers are fewer than the least",
        "worker.replicas <= worker.max_replicas",
        &[Raise("worker.max_replicas"), Lower("worker.replicas")],
    ),
    rule(
        "the database is asked for no more connections than it may hold",
        "the database is asked for more connections than it may hold",
        "db.max_connections <= said.db.max_connections",
        &[Raise("db.max_connections")],
    ),
    rule(
        "every thread finds a connection",
        "threads outnumber the connections of their process",
        "web.threads + web.background_connections <= web.pool",
        &[],
    ),
    rule(
        "the connections fit into the memory of the database",
        "the connections outgrow the memory of the database",
        "db.shared_buffers_mb + db.max_connections * db.connection_mb <= db.memory_mb",
        &[Raise("db.memory_mb")],
    ),
    rule(
        "the processes fit into the memory of a web container",
        "the processes outgrow the memory of a web container",
        "web.processes * web.process_own_mb * 1024 + web.processes * web.threads * largest_body_kb \
         <= web.memory_mb * 1024",
        &[Raise("web.memory_mb"), Lower("largest_body_kb")],
    ),
    rule(
        "the processes fit into the memory of a worker",
        "the processes outgrow the memory of a worker",
        "worker.concurrency * worker.process_mb + worker.process_mb <= worker.memory_mb",
        &[Raise("worker.memory_mb")],
    ),
    rule(
        "the data of the cache fits into its memory",
        "the data of the cache outgrows its memory",
        "cache.data_mb < cache.memory_mb",
        &[Raise("cache.memory_mb")],
    ),
    rule(
        "the data of the broker fits into its memory",
        "the data of the broker outgrows its memory",
        "broker.data_mb < broker.memory_mb",
        &[Raise("broker.memory_mb")],
    ),
    rule(
        "what the broker holds leaves room for its commands",
        "what the broker holds leaves no room for its commands",
        "broker.resident_mb < broker.memory_mb",
        &[Raise("broker.memory_mb")],
    ),
    rule(
        "the load balancer's buffers and answers fit into its memory",
        "the load balancer's buffers and answers outgrow its memory",
        "lb.connections * lb.connection_kb + lb.spool_mb * 1024 < lb.memory_mb * 1024",
        &[],
    ),
    rule(
        "the bodies that the load balancer keeps fit beside its answers",
        "the bodies that the load balancer keeps outgrow their memory",
        "lb.cache_mb * 1024 + lb.bodies * largest_body_kb < lb.spool_mb * 1024",
        &[Lower("largest_body_kb")],
    ),
    rule(
        "slow readers leave threads for everybody else",
        "slow readers can take every thread",
        "2 * web.streams <= web.threads",
        &[],
    ),
    rule(
        "slow senders leave threads for everybody else",
        "slow senders can take every thread",
        "2 * lb.uploads <= web.replicas * web.threads",
        &[],
    ),
    rule(
        "the load balancer has a connection for all that is served at once",
        "the load balancer has too few connections for all that is served at once",
        "web.replicas * web.processes * web.threads <= lb.connections",
        &[],
    ),
    rule(
        "one process of the load balancer can hold every connection and its server's",
        "one process of the load balancer cannot hold every connection and its server's",
        "2 * lb.connections <= lb.worker_connections",
        &[],
    ),
    rule(
        "the load balancer may open a file for each connection",
        "the load balancer runs out of files before it runs out of connections",
        "2 * lb.worker_connections <= lb.open_files",
        &[],
    ),
    rule(
        "idle connections to servers leave room for others",
        "idle connections to servers leave no room for others",
        "lb.upstream_idle < lb.worker_connections",
        &[],
    ),
    rule(
        "one client alone cannot take every connection",
        "one client alone can take every connection",
        "lb.client_connections < lb.connections",
        &[],
    ),
    rule(
        "the load balancer has room for every web container",
        "the load balancer has too little room for the web containers",
        "web.replicas <= lb.upstream_slots",
        &[],
    ),
    rule(
        "a statement ends before its request",
        "a statement may outlive its request",
        "timeouts.statement_s < timeouts.request_s",
        &[Raise("longest_request_s")],
    ),
    rule(
        "a migration gives up on a lock before the requests that wait behind it",
        "a migration may wait for a lock for longer than the requests behind it",
        "timeouts.lock_s <= timeouts.statement_s",
        &[],
    ),
    rule(
        "a statement of a task ends before its task is killed",
        "a statement of a task may outlive its task",
        "timeouts.task_statement_s < timeouts.task_hard_s",
        &[],
    ),
    rule(
        "a request ends before its server gives up",
        "the server gives up before its request ends",
        "timeouts.request_s < timeouts.server_s",
        &[],
    ),
    rule(
        "a server gives up before the load balancer does",
        "the load balancer gives up before its server does",
        "timeouts.server_s < timeouts.edge_s",
        &[],
    ),
    rule(
        "the load balancer closes an idle connection before the server does",
        "the server may close a connection into which a request is just being sent",
        "lb.upstream_keepalive_s < web.keepalive_s",
        &[],
    ),
    rule(
        "a web container stops no sooner than its longest request ends",
        "a web container may be killed while it answers",
        "timeouts.request_s + web.drain_s < web.stop_grace_s",
        &[],
    ),
    rule(
        "the load balancer stops no sooner than its longest request ends",
        "the load balancer may be killed while it answers",
        "timeouts.request_s < lb.stop_grace_s",
        &[],
    ),
    rule(
        "slow tasks leave a process to the others",
        "slow tasks take every process of a worker",
        "worker.slow < worker.concurrency",
        &[],
    ),
    rule(
        "a task is told to end before it is killed",
        "a task is killed before it is told to end",
        "timeouts.task_soft_s < timeouts.task_hard_s",
        &[],
    ),
    rule(
        "a task is handed out again only when its lease can have ended",
        "a task may be handed out again, and skipped, while its lease runs",
        "timeouts.lease_s * worker.prefetch_multiplier < timeouts.visibility_s",
        &[],
    ),
    rule(
        "a task of a killed worker starts again in time",
        "a task of a killed worker starts again too late",
        "timeouts.lease_s + 2 * timeouts.relay_s < timeouts.restart_s",
        &[],
    ),
    rule(
        "a broker waits for a task until it cannot run any more",
        "the broker may give up on a worker while its task runs",
        "timeouts.task_hard_s * worker.prefetch_multiplier < timeouts.consumer_s",
        &[],
    ),
    rule(
        "a worker hands its tasks back before it is killed",
        "a worker may be killed before it hands its tasks back",
        "worker.soft_shutdown_s < worker.stop_grace_s",
        &[],
    ),
    rule(
        "a request's mean time lies below its longest",
        "the mean time of a request lies above its longest",
        "load.latency_ms <= timeouts.request_s * 1000",
        &[Raise("longest_request_s"), Lower("expected.latency_ms")],
    ),
    rule(
        "a task's mean time lies below its longest",
        "the mean time of a task lies above its longest",
        "load.task_s <= timeouts.task_soft_s",
        &[Raise("longest_task_s"), Lower("expected.task_s")],
    ),
    rule(
        "the web processors can bear the expected load",
        "the expected load outgrows the web processors",
        "load.requests_per_s * load.cpu_ms < web.replicas * web.cpus * 1000",
        WEB_LOAD,
    ),
    rule(
        "the web processes can bear the expected load",
        "the expected load outgrows the web processes, which compute on one processor each",
        "load.requests_per_s * load.cpu_ms < web.replicas * web.processes * 1000",
        WEB_LOAD,
    ),
    rule(
        "the web threads can bear the expected load",
        "the expected load outgrows the web threads",
        "load.requests_per_s * load.latency_ms < web.replicas * web.processes * web.threads * 1000",
        WEB_LOAD,
    ),
    rule(
        "the load balancer can bear the expected load",
        "the expected load outgrows the load balancer",
        "load.requests_per_s * load.edge_cpu_ms < load.edge_cpus * 1000",
        &[Lower("expected.requests_per_s")],
    ),
    rule(
        "the machine can bear the expected load",
        "the expected load outgrows the machine",
        "load.requests_per_s * load.cpu_ms < said.host.cpus * 1000",
        &[Raise("host.cpus"), Lower("expected.requests_per_s")],
    ),
    rule(
        "the workers can bear the expected tasks",
        "the expected tasks outgrow the workers",
        "load.tasks_per_s * load.task_s < worker.replicas * worker.concurrency",
        &[
            Raise("worker.replicas"),
            Raise("worker.cpus"),
            Raise("worker.memory_mb"),
            Lower("expected.tasks_per_s"),
            Lower("expected.task_s"),
        ],
    ),
    rule(
        "the machine has the processors of a web container",
        "a web container has more processors than the machine",
        "web.cpus <= said.host.cpus",
        &[Lower("web.cpus"), Raise("host.cpus")],
    ),
    rule(
        "the machine has the processors of a worker",
        "a worker has more processors than the machine",
        "worker.cpus <= said.host.cpus",
        &[Lower("worker.cpus"), Raise("host.cpus")],
    ),
    rule(
        "all containers fit into the memory of the machine",
        "the containers outgrow the memory of the machine",
        "web.replicas * web.memory_mb + ?worker.replicas * worker.memory_mb + ?broker.memory_mb \
         + ?cache.memory_mb + ?db.memory_mb + ?lb.memory_mb <= said.host.memory_mb",
        &[Raise("host.memory_mb")],
    ),
];

const WEB_LOAD: &[Mend] = &[
    Raise("web.replicas"),
    Raise("web.cpus"),
    Raise("web.memory_mb"),
    Lower("expected.requests_per_s"),
    Lower("expected.latency_ms"),
];
