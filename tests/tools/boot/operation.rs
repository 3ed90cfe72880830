//! Operation of a running stack: services that stop and come back. Each trial restores the stack, and runs alone.
//! Behaviour under load is tested by fault injection.

use std::process::Command;

use super::Selection;
use super::contract::{self, eventually};
use super::hardening::inspected;
use crate::machine::docker;
use crate::machine::http::get;
use crate::machine::stack::Stack;
use crate::machine::tools::inside;
use crate::support::run;

/// Restores what `test` stopped, also if it failed.
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

fn start_of(stack: &Stack, service: &str) -> Result<String, String> {
    let containers = inspected(stack)?;
    let found = containers
        .iter()
        .find(|one| one["Config"]["Labels"]["com.docker.compose.service"] == service);
    let container = found.ok_or_else(|| format!("no container of {service}"))?;
    Ok(container["State"]["StartedAt"].to_string())
}

pub(crate) fn orders_wait_for_the_broker(stack: &Stack, _: &Selection) -> Result<(), String> {
    let port = stack.port;
    let mut path = String::new();
    stack.compose(&["stop", "--timeout", "3", "broker"])?;
    let test = std::panic::AssertUnwindSafe(|| {
        let order = contract::placed(port, "waits@example.com");
        path = contract::path_of(&order);
        assert_eq!(get(port, &path).json()["status"], "pending");
        let ready = eventually(
            || get(port, "/readyz"),
            |ready| ready.json()["status"] == "degraded",
        );
        assert_eq!(ready.status, 200, "{ready:#?}");
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

/// One command puts `PgBouncer` between, with fewer connections than the service has threads, and another takes it out.
pub(crate) fn pgbouncer_may_stand_between(stack: &Stack, _: &Selection) -> Result<(), String> {
    let port = stack.port;
    let set = |words: &[&str]| run(&stack.folder, [&["set", "-y"], words].concat()).ok();
    set(&["answers.pooler=true", "capacity.db.max_connections=20"]);
    docker::provide_named(&stack.folder)?;
    let test = std::panic::AssertUnwindSafe(|| {
        let outcome = stack.compose(&["up", "--detach", "--build", "--wait"]);
        assert!(outcome.is_ok(), "{outcome:?}");
        for _ in 0..20 {
            let order = contract::placed(port, "between@example.com");
            let path = contract::path_of(&order);
            eventually(
                || get(port, &path),
                |read| read.json()["status"] == "confirmed",
            );
        }
        let (through, direct) = (users_of(stack, "pooler"), users_of(stack, "web"));
        assert!(
            through > 0 && direct == 0,
            "{through} through it, {direct} past it"
        );
    });
    let again = ["up", "--detach", "--wait", "--remove-orphans"];
    then_again(stack, &again, move || {
        let test = test;
        (test.0)();
        set(&["answers.pooler=false", "capacity.db.max_connections=150"]);
    })
}

/// The number of connections that the database has from the containers of a service.
fn users_of(stack: &Stack, service: &str) -> usize {
    let addresses = stack.compose(&["exec", "-T", "db", "getent", "ahostsv4", service]);
    let addresses = addresses.expect("its addresses");
    let query = "SELECT host(client_addr) FROM pg_stat_activity WHERE client_addr IS NOT NULL";
    let psql = [
        "exec",
        "-T",
        "db",
        "psql",
        "--username",
        "postgres",
        "-At",
        "-c",
        query,
    ];
    let clients = stack.compose(&psql).expect("the clients of the database");
    let is_of = |client: &&str| {
        let mut words = addresses.lines().filter_map(|line| line.split(' ').next());
        words.any(|address| address == *client)
    };
    clients.lines().filter(is_of).count()
}

/// A second checkout of the project, with the same name in its `.env`, neither stops nor replaces it.
pub(crate) fn another_checkout_leaves_it_alone(stack: &Stack, _: &Selection) -> Result<(), String> {
    stack.told_in_env().map_err(|error| error.to_string())?;
    let other = stack.folder.with_file_name("another checkout");
    std::fs::create_dir_all(&other).map_err(|error| error.to_string())?;
    for name in ["Makefile", "make.py", "compose.yaml", ".env"] {
        let copied = std::fs::copy(stack.folder.join(name), other.join(name));
        copied.map_err(|error| format!("{name}: {error}"))?;
    }
    for target in ["down", "up"] {
        let outcome = inside(Command::new("make").arg(target), &other);
        let said = outcome.err().ok_or(format!("make {target} went on"))?;
        assert!(said.contains("runs a stack of this name"), "{said}");
    }
    assert_eq!(get(stack.port, "/livez").status, 200);
    Ok(())
}

/// The load balancer responds for a service that is down, and uses it when it is back.
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
