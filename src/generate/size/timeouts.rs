//! Timeouts in ascending order.

use serde::Serialize;

use crate::generate::capacity::Solution;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeout {
    pub name: &'static str,
    pub seconds: u64,
}

/// Each list from the shortest to the longest.
pub(super) fn timeouts(solution: &Solution) -> Vec<Vec<Timeout>> {
    let number = |name| solution.count(name);
    let has = |name| solution.get(name).is_some();
    let order = |steps: &[(&'static str, &str)]| {
        let steps = steps.iter().map(|(name, of)| Timeout {
            name,
            seconds: solution.count(of),
        });
        steps.collect::<Vec<_>>()
    };
    let mut request = Vec::new();
    if has("db.max_connections") {
        request.push(("statement", "timeouts.statement_s"));
    }
    request.extend([
        ("request", "timeouts.request_s"),
        ("server", "timeouts.server_s"),
    ]);
    if has("lb.connections") {
        request.push(("load balancer", "timeouts.edge_s"));
    }
    let mut chains = vec![order(&request)];
    if has("lb.connections") {
        chains.push(order(&[
            (
                "idle connection of the load balancer",
                "lb.upstream_keepalive_s",
            ),
            ("of the server", "web.keepalive_s"),
        ]));
    }
    let mut stop = order(&[
        ("request", "timeouts.request_s"),
        ("and drain", "timeouts.request_s"),
        ("stop of a web container", "web.stop_grace_s"),
    ]);
    stop[1].seconds += number("web.drain_s");
    chains.push(stop);
    if has("worker.replicas") {
        chains.push(order(&[
            ("task", "timeouts.task_soft_s"),
            ("its end", "timeouts.task_hard_s"),
            ("consumer timeout of the broker", "timeouts.consumer_s"),
        ]));
        chains.push(order(&[
            ("lease of a task", "timeouts.lease_s"),
            ("visibility timeout", "timeouts.visibility_s"),
            ("restart after a kill", "timeouts.restart_s"),
        ]));
        chains.push(order(&[
            ("soft shutdown", "worker.soft_shutdown_s"),
            ("stop of a worker", "worker.stop_grace_s"),
        ]));
    }
    chains
}
