//! Timeouts in the orders in which they must run out.

use serde::Serialize;

use crate::generate::capacity::Solution;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeout {
    pub name: &'static str,
    pub seconds: u64,
}

/// Each list from the shortest to the longest.
pub(super) fn timeouts(solution: &Solution) -> Vec<Vec<Timeout>> {
    let times = &solution.timeouts;
    let web = &solution.web;
    let order = |steps: Vec<(&'static str, u64)>| {
        let steps = steps.into_iter();
        steps
            .map(|(name, seconds)| Timeout { name, seconds })
            .collect()
    };
    let mut request = Vec::new();
    if solution.db.is_some() {
        request.push(("statement", times.statement_s));
    }
    request.extend([("request", times.request_s), ("server", times.server_s)]);
    let mut orders = Vec::new();
    if let Some(lb) = &solution.lb {
        request.push(("load balancer", times.edge_s));
        orders.push(order(vec![
            (
                "idle connection of the load balancer",
                lb.upstream_keepalive_s,
            ),
            ("of the server", web.keepalive_s),
        ]));
    }
    orders.insert(0, order(request));
    orders.push(order(vec![
        ("request", times.request_s),
        ("and drain", times.request_s + web.drain_s),
        ("stop of a web container", web.stop_grace_s),
    ]));
    if let Some(worker) = &solution.worker {
        orders.push(order(vec![
            ("task", times.task_soft_s),
            ("its end", times.task_hard_s),
            ("consumer timeout of the broker", times.consumer_s),
        ]));
        orders.push(order(vec![
            ("lease of a task", times.lease_s),
            ("visibility timeout", times.visibility_s),
            ("restart after a kill", times.restart_s),
        ]));
        orders.push(order(vec![
            ("soft shutdown", worker.soft_shutdown_s),
            ("stop of a worker", worker.stop_grace_s),
        ]));
    }
    orders
}
