//! Operation of a running stack: services that stop and come back. Each trial restores the stack, and runs alone.
//! Behaviour under load is tested by fault injection.

use std::process::Command;

use super::Selection;
use super::contract::{self, eventually};
use super::hardening::inspected;
use crate::machine::http::get;
use crate::machine::stack::Stack;
use crate::machine::tools::inside;

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

/// A `PgBouncer` in transaction mode, from Debian, with fewer connections than the service has threads.
const PGBOUNCER: &str = r#"services:
  pgbouncer:
    build:
      dockerfile_inline: |
        FROM python:3.13-slim
        RUN apt-get update && apt-get install --yes --no-install-recommends pgbouncer
    user: "10001"
    environment: { DB_PASSWORD: "${DB_PASSWORD}" }
    command:
      - sh
      - -c
      - |
        cd /tmp
        printf '"PACKAGE" "%s"\n' "$$(printf %s "$$DB_PASSWORD" | sed 's/"/""/g')" > users
        printf '%s\n' '[databases]' '* = host=db' '[pgbouncer]' 'listen_addr = *' 'auth_type = scram-sha-256' \
          'auth_file = /tmp/users' 'pool_mode = transaction' 'default_pool_size = 3' 'unix_socket_dir =' > ini
        exec pgbouncer ini
    networks: [backend]
    depends_on: { db: { condition: service_healthy } }
  web: &through
    environment: { DATABASE_URL: "postgresql://PACKAGE@pgbouncer:6432/PACKAGE", DB_PGBOUNCER: "true" }
  worker: *through
"#;

pub(crate) fn pgbouncer_may_stand_between(stack: &Stack, _: &Selection) -> Result<(), String> {
    let package = stack.package();
    let over = stack.folder.join("pgbouncer.yaml");
    std::fs::write(&over, PGBOUNCER.replace("PACKAGE", &package)).map_err(|e| e.to_string())?;
    let port = stack.port;
    let test = std::panic::AssertUnwindSafe(|| {
        let files = ["--file", "compose.yaml", "--file", "pgbouncer.yaml"];
        let up = ["up", "--detach", "--build", "--wait"];
        let outcome = stack.compose(&[&files[..], &up[..]].concat());
        assert!(outcome.is_ok(), "{outcome:?}");
        for _ in 0..20 {
            let order = contract::placed(port, "between@example.com");
            let path = contract::path_of(&order);
            eventually(
                || get(port, &path),
                |read| read.json()["status"] == "confirmed",
            );
        }
    });
    let again = ["up", "--detach", "--wait", "--remove-orphans"];
    then_again(stack, &again, move || {
        let test = test;
        (test.0)();
    })?;
    std::fs::remove_file(over).map_err(|error| error.to_string())
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
