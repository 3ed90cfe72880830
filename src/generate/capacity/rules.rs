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
        "the connection pools fit the database's limit",
        "the connection pools exceed the database's limit",
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
        "the connection pools of the maximum number of replicas fit the database's limit",
        "the connection pools of the maximum number of replicas exceed the database's limit",
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
        "web.max_replicas is at least web.replicas",
        "web.max_replicas is less than web.replicas",
        "web.replicas <= web.max_replicas",
        &[Raise("web.max_replicas"), Lower("web.replicas")],
    ),
    rule(
        "worker.max_replicas is at least worker.replicas",
        "worker.max_replicas is less than worker.replicas",
        "worker.replicas <= worker.max_replicas",
        &[Raise("worker.max_replicas"), Lower("worker.replicas")],
    ),
    rule(
        "the database's connections are within the configured limit",
        "the database's connections exceed the configured limit",
        "db.max_connections <= said.db.max_connections",
        &[Raise("db.max_connections")],
    ),
    rule(
        "the pool has a connection for every thread",
        "a process has more threads than pooled connections",
        "web.threads + web.background_connections <= web.pool",
        &[],
    ),
    rule(
        "the connections fit the memory of the database",
        "the connections exceed the memory of the database",
        "db.shared_buffers_mb + db.max_connections * db.connection_mb <= db.memory_mb",
        &[Raise("db.memory_mb")],
    ),
    rule(
        "the processes fit the memory of a web container",
        "the processes exceed the memory of a web container",
        "web.processes * web.process_own_mb * 1024 + web.processes * web.threads * largest_body_kb \
         <= web.memory_mb * 1024",
        &[Raise("web.memory_mb"), Lower("largest_body_kb")],
    ),
    rule(
        "the processes fit the memory of a worker",
        "the processes exceed the memory of a worker",
        "worker.concurrency * worker.process_mb + worker.process_mb <= worker.memory_mb",
        &[Raise("worker.memory_mb")],
    ),
    rule(
        "the data of the cache fits its memory",
        "the data of the cache exceeds its memory",
        "cache.data_mb < cache.memory_mb",
        &[Raise("cache.memory_mb")],
    ),
    rule(
        "the data of the broker fits its memory",
        "the data of the broker exceeds its memory",
        "broker.data_mb < broker.memory_mb",
        &[Raise("broker.memory_mb")],
    ),
    rule(
        "the broker's data leaves memory for its commands",
        "the broker's data leaves no memory for its commands",
        "broker.resident_mb < broker.memory_mb",
        &[Raise("broker.memory_mb")],
    ),
    rule(
        "the load balancer's buffers and cached responses fit its memory",
        "the load balancer's buffers and cached responses exceed its memory",
        "lb.connections * lb.connection_kb + lb.spool_mb * 1024 < lb.memory_mb * 1024",
        &[],
    ),
    rule(
        "request bodies and cached responses fit the load balancer's tmpfs",
        "request bodies and cached responses exceed the load balancer's tmpfs",
        "lb.cache_mb * 1024 + lb.bodies * largest_body_kb < lb.spool_mb * 1024",
        &[Lower("largest_body_kb")],
    ),
    rule(
        "slow downloads leave threads for other requests",
        "slow downloads can occupy every thread",
        "2 * web.streams <= web.threads",
        &[],
    ),
    rule(
        "slow uploads leave threads for other requests",
        "slow uploads can occupy every thread",
        "2 * lb.uploads <= web.replicas * web.threads",
        &[],
    ),
    rule(
        "the load balancer has a connection for every concurrent request",
        "the load balancer has too few connections for the concurrent requests",
        "web.replicas * web.processes * web.threads <= lb.connections",
        &[],
    ),
    rule(
        "one load balancer process can hold every client and upstream connection",
        "one load balancer process cannot hold every client and upstream connection",
        "2 * lb.connections <= lb.worker_connections",
        &[],
    ),
    rule(
        "the load balancer's file limit covers every connection",
        "the load balancer's file limit is lower than its connections need",
        "2 * lb.worker_connections <= lb.open_files",
        &[],
    ),
    rule(
        "idle upstream connections leave room for active ones",
        "idle upstream connections leave no room for active ones",
        "lb.upstream_idle < lb.worker_connections",
        &[],
    ),
    rule(
        "a single client cannot occupy every connection",
        "a single client can occupy every connection",
        "lb.client_connections < lb.connections",
        &[],
    ),
    rule(
        "the load balancer has a slot for every web container",
        "the load balancer has too few slots for the web containers",
        "web.replicas <= lb.upstream_slots",
        &[],
    ),
    rule(
        "the statement timeout is shorter than the request timeout",
        "the statement timeout is not shorter than the request timeout",
        "timeouts.statement_s < timeouts.request_s",
        &[Raise("longest_request_s")],
    ),
    rule(
        "the lock timeout of migrations is at most the statement timeout",
        "the lock timeout of migrations is longer than the statement timeout",
        "timeouts.lock_s <= timeouts.statement_s",
        &[],
    ),
    rule(
        "the statement timeout of tasks is shorter than their hard time limit",
        "the statement timeout of tasks is not shorter than their hard time limit",
        "timeouts.task_statement_s < timeouts.task_hard_s",
        &[],
    ),
    rule(
        "the request timeout is shorter than the server's timeout",
        "the request timeout is not shorter than the server's timeout",
        "timeouts.request_s < timeouts.server_s",
        &[],
    ),
    rule(
        "the server's timeout is shorter than the load balancer's",
        "the server's timeout is not shorter than the load balancer's",
        "timeouts.server_s < timeouts.edge_s",
        &[],
    ),
    rule(
        "the load balancer closes idle connections before the server does",
        "the server may close an idle connection while a request is being sent",
        "lb.upstream_keepalive_s < web.keepalive_s",
        &[],
    ),
    rule(
        "the stop grace period of web covers the longest request",
        "a stopping web container may be killed during a request",
        "timeouts.request_s + web.drain_s < web.stop_grace_s",
        &[],
    ),
    rule(
        "the stop grace period of the load balancer covers the longest request",
        "a stopping load balancer may be killed during a request",
        "timeouts.request_s < lb.stop_grace_s",
        &[],
    ),
    rule(
        "slow tasks leave a process for other tasks",
        "slow tasks can occupy every process of a worker",
        "worker.slow < worker.concurrency",
        &[],
    ),
    rule(
        "the soft time limit of tasks is shorter than the hard one",
        "the soft time limit of tasks is not shorter than the hard one",
        "timeouts.task_soft_s < timeouts.task_hard_s",
        &[],
    ),
    rule(
        "the visibility timeout is longer than the lease of a task",
        "the visibility timeout is not longer than the lease of a task",
        "timeouts.lease_s * worker.prefetch_multiplier < timeouts.visibility_s",
        &[],
    ),
    rule(
        "tasks of a killed worker restart in time",
        "tasks of a killed worker restart too late",
        "timeouts.lease_s + 2 * timeouts.relay_s < timeouts.restart_s",
        &[],
    ),
    rule(
        "the consumer timeout of the broker is longer than the hard time limit of tasks",
        "the consumer timeout of the broker is not longer than the hard time limit of tasks",
        "timeouts.task_hard_s * worker.prefetch_multiplier < timeouts.consumer_s",
        &[],
    ),
    rule(
        "a stopping worker returns its tasks before it is killed",
        "a stopping worker may be killed before it returns its tasks",
        "worker.soft_shutdown_s < worker.stop_grace_s",
        &[],
    ),
    rule(
        "the average duration of a request is below the maximum",
        "the average duration of a request is above the maximum",
        "load.latency_ms <= timeouts.request_s * 1000",
        &[Raise("longest_request_s"), Lower("expected.latency_ms")],
    ),
    rule(
        "the average duration of a task is below the maximum",
        "the average duration of a task is above the maximum",
        "load.task_s <= timeouts.task_soft_s",
        &[Raise("longest_task_s"), Lower("expected.task_s")],
    ),
    rule(
        "the processors of web can handle the expected load",
        "the expected load exceeds the processors of web",
        "load.requests_per_s * load.cpu_ms < web.replicas * web.cpus * 1000",
        WEB_LOAD,
    ),
    rule(
        "the web processes can handle the expected load",
        "the expected load exceeds the web processes, each of which uses one processor",
        "load.requests_per_s * load.cpu_ms < web.replicas * web.processes * 1000",
        WEB_LOAD,
    ),
    rule(
        "the web threads can handle the expected load",
        "the expected load exceeds the web threads",
        "load.requests_per_s * load.latency_ms < web.replicas * web.processes * web.threads * 1000",
        WEB_LOAD,
    ),
    rule(
        "the load balancer can handle the expected load",
        "the expected load exceeds the load balancer",
        "load.requests_per_s * load.edge_cpu_ms < load.edge_cpus * 1000",
        &[Lower("expected.requests_per_s")],
    ),
    rule(
        "the host can handle the expected load",
        "the expected load exceeds the host's processors",
        "load.requests_per_s * load.cpu_ms < said.host.cpus * 1000",
        &[Raise("host.cpus"), Lower("expected.requests_per_s")],
    ),
    rule(
        "the workers can handle the expected tasks",
        "the expected tasks exceed the workers",
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
        "the host has the processors of a web container",
        "a web container has more processors than the host",
        "web.cpus <= said.host.cpus",
        &[Lower("web.cpus"), Raise("host.cpus")],
    ),
    rule(
        "the host has the processors of a worker",
        "a worker has more processors than the host",
        "worker.cpus <= said.host.cpus",
        &[Lower("worker.cpus"), Raise("host.cpus")],
    ),
    rule(
        "all containers fit the memory of the host",
        "the containers exceed the memory of the host",
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
