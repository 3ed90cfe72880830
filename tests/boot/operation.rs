//! What a running stack lives through: more replicas, and services that go away and come back. Each
//! trial leaves the stack as it found it, and has it for itself.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Selection;
use crate::contract::{self, eventually};
use crate::edge::logged;
use crate::hardening::inspected;
use crate::http::get;
use crate::stack::Stack;

/// Brings back what `test` took away, also when it failed.
fn then_again(
    stack: &Stack,
    again: &[&str],
    test: impl FnOnce() + std::panic::UnwindSafe,
) -> Result<(), String> {
    let outcome = std::panic::catch_unwind(test);
    stack.compose(again)?;
    eventually(
        || get(stack.port, "/readyz"),
        |ready| ready.status == 200 && ready.json()["status"] == "ok",
    );
    outcome.or_else(|panic| std::panic::resume_unwind(panic))
}

pub(crate) fn new_replicas_get_requests(stack: &Stack, _: &Selection) -> Result<(), String> {
    let started = start_of(stack, "lb")?;
    let scaled = |count: &'static str| {
        [
            "up",
            "--detach",
            "--no-recreate",
            "--wait",
            "--scale",
            count,
        ]
    };
    stack.compose(&scaled("web=3"))?;
    let before = logged(stack, "lb")?.len();
    let result = std::panic::AssertUnwindSafe(|| {
        eventually(
            || {
                let answer = get(stack.port, "/livez");
                assert_eq!(answer.status, 200, "{answer:#?}");
                answer
            },
            |_| addresses(&logged(stack, "lb").unwrap_or_default()[before..]).len() == 3,
        );
    });
    let result = then_again(stack, &scaled("web=2"), || result.0());
    for _ in 0..20 {
        assert_eq!(get(stack.port, "/livez").status, 200);
    }
    assert_eq!(start_of(stack, "lb")?, started, "lb was started anew");
    result
}

/// Those to which the load balancer sent what it logged; NGINX tells each try of a request.
fn addresses(lines: &[Value]) -> BTreeSet<&str> {
    lines
        .iter()
        .filter_map(|line| line["upstream"].as_str())
        .flat_map(|tries| tries.split(", "))
        .filter(|address| address.contains(':'))
        .collect()
}

fn start_of(stack: &Stack, service: &str) -> Result<String, String> {
    let containers = inspected(stack)?;
    let found = containers
        .iter()
        .find(|one| one["Config"]["Labels"]["com.docker.compose.service"] == service);
    let container = found.ok_or_else(|| format!("no container of {service}"))?;
    Ok(container["State"]["StartedAt"].to_string())
}

pub(crate) fn it_lives_without_its_cache(stack: &Stack, _: &Selection) -> Result<(), String> {
    let port = stack.port;
    let path = contract::hit(port);
    stack.compose(&["stop", "--timeout", "3", "cache"])?;
    then_again(
        stack,
        &["up", "--detach", "--no-recreate", "--wait"],
        || {
            for _ in 0..10 {
                let read = get(port, &path);
                assert_eq!(read.status, 200, "{read:#?}");
                assert_ne!(read.header("X-Cache"), Some("hit"), "{read:#?}");
            }
            contract::confirmed_with(port, &[]);
            let ready = get(port, "/readyz");
            assert_eq!(ready.status, 200, "{ready:#?}");
            assert_eq!(ready.json()["status"], "degraded", "{ready:#?}");
            assert_ne!(ready.json()["checks"]["cache"], "ok", "{ready:#?}");
        },
    )?;
    eventually(
        || get(port, &path),
        |read| read.header("X-Cache") == Some("hit"),
    );
    Ok(())
}

pub(crate) fn orders_wait_for_the_broker(stack: &Stack, _: &Selection) -> Result<(), String> {
    let port = stack.port;
    let mut path = String::new();
    stack.compose(&["stop", "--timeout", "3", "broker"])?;
    let test = std::panic::AssertUnwindSafe(|| {
        let order = contract::placed(port, "waits@example.com");
        path = contract::path_of(&order);
        assert_eq!(get(port, &path).json()["status"], "pending");
        let ready = eventually(|| get(port, "/readyz"), |ready| ready.status == 503);
        assert_ne!(ready.json()["checks"]["broker"], "ok", "{ready:#?}");
    });
    then_again(
        stack,
        &["up", "--detach", "--no-recreate", "--wait"],
        move || {
            let mut test = test;
            (test.0)();
        },
    )?;
    eventually(
        || get(port, &path),
        |read| read.json()["status"] == "confirmed",
    );
    Ok(())
}

/// The load balancer answers for a service that is away, and finds it when it is back.
pub(crate) fn a_lost_service_is_a_problem(stack: &Stack, _: &Selection) -> Result<(), String> {
    let port = stack.port;
    let started = start_of(stack, "lb")?;
    stack.compose(&["kill", "web"])?;
    then_again(
        stack,
        &["up", "--detach", "--no-recreate", "--wait"],
        || {
            let answer = get(port, "/api/orders");
            assert!(matches!(answer.status, 502..=504), "{answer:#?}");
            contract::refused(&answer, answer.status);
            assert_eq!(answer.header("Retry-After"), Some("1"), "{answer:#?}");
        },
    )?;
    assert_eq!(start_of(stack, "lb")?, started, "lb was started anew");
    Ok(())
}
