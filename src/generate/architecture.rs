//! Converts services by role to the graph of a diagram.

use crate::core::role::Role;
use crate::generate::assembly::Assembly;
use crate::generate::blueprint::Blueprint;
use crate::generate::diagram::{Arrow, Flow, Graph, Node};
use crate::generate::running_service::RunningService;
use crate::pack::manifest::Variable;

const CLIENT: &str = "client";

/// The graph of a stack, without jobs that end before the stack serves.
#[must_use]
pub fn graph(blueprint: &Blueprint, assembly: &Assembly) -> Graph {
    let services = &assembly.services;
    let mut shown: Vec<&RunningService> =
        services.iter().filter(|running| !running.ends()).collect();
    shown.sort_by_key(|running| {
        (
            rank(running.service.role),
            running.order,
            running.service.name.as_str(),
        )
    });
    let mut nodes = vec![Node {
        id: CLIENT.to_owned(),
        label: "Browser or program".to_owned(),
        details: Vec::new(),
        replicas: 1,
        port: None,
        networks: Vec::new(),
        rank: 0,
        durable: false,
    }];
    nodes.extend(shown.iter().map(|running| node(running, &assembly.inside)));
    Graph {
        title: blueprint.name.clone(),
        entry: entry(&assembly.variables),
        arrows: arrows(&shown),
        nodes,
    }
}

fn node(running: &RunningService, inside: &[String]) -> Node {
    let service = &running.service;
    let mut details = service.details.clone();
    if service.role == Role::RequestWorkers {
        details.extend(inside.iter().cloned());
    }
    Node {
        id: service.name.clone(),
        label: running.label.clone(),
        details,
        replicas: running.replicas(),
        port: running.amounts.port,
        networks: service.networks.clone(),
        rank: rank(service.role),
        durable: matches!(
            service.role,
            Role::Broker | Role::ConnectionStore | Role::Store | Role::Monitor
        ) && !service.volumes.is_empty(),
    }
}

fn rank(role: Role) -> usize {
    match role {
        Role::Edge => 1,
        Role::RequestWorkers => 2,
        Role::Broker
        | Role::MemoryStore
        | Role::ConnectionPool
        | Role::ConnectionStore
        | Role::Store
        | Role::Job => 3,
        Role::TaskWorkers => 4,
        Role::Monitor => 5,
    }
}

fn arrows(shown: &[&RunningService]) -> Vec<Arrow> {
    let of = |role: Role| {
        shown
            .iter()
            .filter(move |running| running.service.role == role)
            .map(|running| running.service.name.as_str())
    };
    let mut arrows = Vec::new();
    let mut draw = |from: &str, to: &str, kind: Flow| {
        arrows.push(Arrow {
            from: from.to_owned(),
            to: to.to_owned(),
            kind,
        });
    };
    for edge in of(Role::Edge) {
        draw(CLIENT, edge, Flow::Request);
        of(Role::RequestWorkers).for_each(|web| draw(edge, web, Flow::Request));
    }
    if of(Role::Edge).next().is_none() {
        of(Role::RequestWorkers).for_each(|web| draw(CLIENT, web, Flow::Request));
    }
    for caller in of(Role::RequestWorkers).chain(of(Role::TaskWorkers)) {
        of(Role::Broker).for_each(|broker| draw(caller, broker, Flow::Task));
        of(Role::MemoryStore).for_each(|store| draw(caller, store, Flow::CacheRead));
        if of(Role::ConnectionPool).next().is_none() {
            of(Role::ConnectionStore).for_each(|store| draw(caller, store, Flow::Query));
        }
        of(Role::ConnectionPool).for_each(|pool| draw(caller, pool, Flow::Query));
        of(Role::Store).for_each(|store| draw(caller, store, Flow::Call));
    }
    for pool in of(Role::ConnectionPool) {
        of(Role::ConnectionStore).for_each(|store| draw(pool, store, Flow::Query));
    }
    for watching in shown.iter().filter(|one| one.service.role == Role::Monitor) {
        let service = &watching.service;
        for watched in service.depends_on.keys() {
            draw(&service.name, watched, Flow::Metrics);
        }
    }
    arrows
}

/// The default URL of the stack.
fn entry(variables: &[Variable]) -> String {
    let value = |name: &str, default: &str| {
        variables
            .iter()
            .find(|v| v.name == name)
            .map_or_else(|| default.to_owned(), |v| v.value.clone())
    };
    format!(
        "http://{}:{}",
        value("APP_BIND", "127.0.0.1"),
        value("APP_PORT", "8080")
    )
}
