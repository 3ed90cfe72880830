//! Names that one file of a project uses and another defines. Here: addresses, ports and credentials of services. Reads
//! the generated files, not the manifests.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::files::{commands, environment, modules, mounts, targets, variables};
use super::stack::{Service, Stack};
use super::workshop::Workshop;
use crate::machine::tools::Outcome;

pub(crate) const COMPOSE: &str = "compose.yaml";

/// Default ports of the official images.
const IMAGES: [(&str, u16); 7] = [
    ("eqalpha/", 6379),
    ("mariadb:", 3306),
    ("memcached:", 11211),
    ("postgres:", 5432),
    ("rabbitmq:", 5672),
    ("redis:", 6379),
    ("valkey/", 6379),
];

type Rule = fn(&Stack, &Workshop, &mut Vec<String>);

const RULES: [Rule; 11] = [
    addresses,
    listeners,
    edges,
    health_checks,
    start_order,
    variables,
    environment,
    mounts,
    modules,
    commands,
    targets,
];

pub(crate) fn agree(workshop: &Workshop) -> Outcome {
    let stack = Stack::read(workshop)?;
    let mut found = Vec::new();
    for rule in RULES {
        rule(&stack, workshop, &mut found);
    }
    if found.is_empty() {
        Ok(String::new())
    } else {
        Err(found.join("\n"))
    }
}

/// `redis://user@host:6379/0` and `host:11211`.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"^(?:([a-z+0-9]+)://(?:([^:@/]*)@)?)?([a-z][a-z0-9-]*):(\d+)(?:/([^/?]*))?/?$")
});

/// The variable with the password of an address: separate, because it may be any text.
const PASSWORDS: [(&str, &str); 3] = [
    ("BROKER_URL", "BROKER_PASSWORD"),
    ("CACHE_URL", "CACHE_PASSWORD"),
    ("DATABASE_URL", "DB_PASSWORD"),
];

/// Every address that a service gets is a service on that port, in the same network, with these credentials.
fn addresses(stack: &Stack, _: &Workshop, found: &mut Vec<String>) {
    for (name, service) in &stack.services {
        for (variable, value) in &service.environment {
            let Some(parts) = ADDRESS.captures(value) else {
                continue;
            };
            let part = |at: usize| parts.get(at).map_or("", |part| part.as_str());
            let (user, host, at, name_there) = (part(2), part(3), part(4), part(5));
            let password = PASSWORDS
                .iter()
                .find(|(url, _)| url == variable)
                .and_then(|(_, apart)| service.environment.get(*apart))
                .map_or("", String::as_str);
            let mut say =
                |what: String| found.push(format!("{COMPOSE}: {variable} of {name} {what}"));
            let Some(called) = stack.services.get(host) else {
                say(format!("calls {host}, which is no service"));
                continue;
            };
            if !called.ports.iter().any(|open| open.to_string() == at) {
                say(format!(
                    "says port {at} of {host}, which listens on {:?}",
                    called.ports
                ));
            }
            if called.networks.is_disjoint(&service.networks) {
                say(format!("calls {host}, with which it shares no network"));
            }
            for credential in [user, password] {
                if !credential.is_empty()
                    && !called.environment.values().any(|known| known == credential)
                {
                    say(format!("gives {credential:?}, which {host} is not told"));
                }
            }
            // A number is a database that the server has by default.
            let made = name_there.is_empty() || name_there.parse::<u8>().is_ok();
            if !made && !called.environment.values().any(|known| known == name_there) {
                say(format!("asks for {name_there:?}, which {host} is not told"));
            }
        }
        let data = service.environment.get("DATABASE_URL");
        if let Some(file) = data.and_then(|url| url.strip_prefix("sqlite:///")) {
            let kept = |target: &str| file.starts_with(&format!("{target}/"));
            if !service
                .mounts
                .iter()
                .any(|mount| mount.file.is_none() && kept(&mount.target))
            {
                found.push(format!("{COMPOSE}: {name} keeps {file} in no volume"));
            }
        }
    }
}

/// Exposed ports are those on which the server listens.
fn listeners(stack: &Stack, _: &Workshop, found: &mut Vec<String>) {
    for (name, service) in &stack.services {
        let by_image = IMAGES
            .iter()
            .find(|(image, _)| service.image.starts_with(image))
            .map(|(_, port)| *port);
        let bound = service.environment.get("WEB_BIND");
        let bound = bound.and_then(|bind| bind.rsplit_once(':')?.1.parse().ok());
        let Some(port) = by_image.or(bound) else {
            continue;
        };
        if !service.ports.contains(&port) {
            found.push(format!(
                "{COMPOSE}: {name} listens on {port}, but {:?} is exposed",
                service.ports
            ));
        }
    }
}

static LISTEN: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"(?m)^\s*(?:(?:listen|bind)\s+(?:[\w.*]*:)?|https?_port\s+|http://:)(\d+)")
});
static UPSTREAM: LazyLock<Regex> = LazyLock::new(|| {
    let server = r"^\s*server(?:-template)?\s[^#\n]*?\b([a-z][a-z0-9_-]*):(\d+)";
    let dynamic = r"^\s*name ([a-z][a-z0-9_-]*)\n\s*port (\d+)";
    expression(&format!("(?m){server}|{dynamic}"))
});

/// The edge listens on the published port, and forwards to ports on which services listen.
fn edges(stack: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    for (name, service) in stack.services.iter().filter(|(_, service)| !service.app) {
        let files: Vec<(&str, &str)> = configuration(service, workshop).collect();
        let listens = listens(service, workshop);
        if listens.is_empty() {
            continue;
        }
        for port in service.ports.iter().filter(|port| !listens.contains(port)) {
            found.push(format!(
                "{COMPOSE}: {name} publishes {port}, where none of its files listens"
            ));
        }
        let mut sent = 0;
        for (path, text) in files {
            for upstream in UPSTREAM.captures_iter(text) {
                sent += 1;
                let (_, [host, port]) = upstream.extract();
                let Some(called) = stack.services.get(host) else {
                    if is_in_another(workshop, host) {
                        continue;
                    }
                    found.push(format!("{path}: sends to {host}, which is no service"));
                    continue;
                };
                if !called.ports.iter().any(|open| open.to_string() == port) {
                    found.push(format!(
                        "{path}: sends to {host}:{port}, which listens on {:?}",
                        called.ports
                    ));
                }
                if called.networks.is_disjoint(&service.networks) {
                    found.push(format!(
                        "{path}: sends to {host}, with which {name} shares no network"
                    ));
                }
            }
        }
        if sent == 0 {
            found.push(format!("{COMPOSE}: no file of {name} sends to a service"));
        }
    }
}

/// Whether a Compose file that a person adds has the service.
fn is_in_another(workshop: &Workshop, name: &str) -> bool {
    let key = format!("\n  {name}:\n");
    let is_other = |path: &str| path.starts_with("compose.") && path != COMPOSE;
    workshop
        .texts()
        .any(|(path, text)| is_other(path) && text.contains(&key))
}

/// Files of the project that a container reads, with their text.
fn configuration<'a>(
    service: &'a Service,
    workshop: &'a Workshop,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    service
        .mounts
        .iter()
        .filter_map(|mount| mount.file.as_deref())
        .filter_map(|path| Some((path, workshop.text(path)?)))
}

fn listens(service: &Service, workshop: &Workshop) -> BTreeSet<u16> {
    configuration(service, workshop)
        .flat_map(|(_, text)| LISTEN.captures_iter(text))
        .filter_map(|listen| listen[1].parse().ok())
        .collect()
}

static LOOPBACK: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?:127\.0\.0\.1|localhost)[:/](\d+)"));

/// A health check uses a port on which its service listens.
fn health_checks(stack: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    for (name, service) in &stack.services {
        let listens = listens(service, workshop);
        let check = service.healthcheck.join(" ");
        for asked in LOOPBACK.captures_iter(&check) {
            let known = |port: &u16| port.to_string() == asked[1];
            if !service.ports.iter().chain(&listens).any(known) {
                found.push(format!(
                    "{COMPOSE}: the health check of {name} asks at {}",
                    &asked[1]
                ));
            }
        }
    }
}

/// Dependents wait for the end of a job; other dependencies have a health check; services that may fail at run time are
/// started first, without waiting for them.
fn start_order(stack: &Stack, _: &Workshop, found: &mut Vec<String>) {
    for (name, service) in &stack.services {
        for (on, condition) in &service.depends_on {
            let Some(other) = stack.services.get(on) else {
                continue; // Compose has said so.
            };
            let right = match condition.as_str() {
                "service_healthy" => other.restarts && !other.healthcheck.is_empty(),
                "service_completed_successfully" => !other.restarts,
                "service_started" => other.restarts,
                _ => false,
            };
            if !right {
                found.push(format!("{COMPOSE}: {name} waits for {on} with {condition}"));
            }
        }
    }
}

#[allow(clippy::expect_used, reason = "a constant of this test")]
pub(crate) fn expression(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a regular expression")
}
