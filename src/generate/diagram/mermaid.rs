//! The architecture as a Mermaid flowchart, for a README: GitHub renders it, light or dark. Mermaid computes the
//! layout.

mod words;

use words::{Ids, escape, or_blank};

use super::graph::{Arrow, Flow, Graph, Node};
use super::layout::tone;

/// Writes the graph as a Mermaid flowchart.
#[must_use]
pub fn mermaid(graph: &Graph) -> String {
    let ids = Ids::of(graph);
    let mut out = String::from("flowchart TB\n");
    title(graph, &mut out);
    nodes(graph, &ids, &mut out);
    let flows = arrows(graph, &ids, &mut out);
    colours(graph, &ids, &flows, &mut out);
    out
}

fn title(graph: &Graph, out: &mut String) {
    let title = escape(&graph.title);
    if !title.is_empty() {
        line(out, &format!("    accTitle: {title}"));
    }
}

/// Nodes by network, a subgraph each. A node can be in one subgraph only: that of its largest network. Its text names
/// all of them.
fn nodes(graph: &Graph, ids: &Ids, out: &mut String) {
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        let home = home(graph, node);
        match groups.iter_mut().find(|(known, _)| *known == home) {
            Some((_, members)) => members.push(index),
            None => groups.push((home, vec![index])),
        }
    }
    let mut framed: Vec<String> = Vec::new();
    for (network, members) in &groups {
        let indent = if network.is_some() {
            "        "
        } else {
            "    "
        };
        if let Some(name) = network {
            let id = format!("net_{}", framed.len() + 1);
            // The spaces move the name away from an arrow that enters in the middle.
            let name = escape(name) + "#emsp;#emsp;#emsp;";
            line(out, &format!("    subgraph {id}[\"{name}\"]"));
            framed.push(id);
        }
        for index in members {
            let node = graph.nodes.get(*index).map(shape).unwrap_or_default();
            line(out, &format!("{indent}{}{node}", ids.of_node(*index)));
        }
        if network.is_some() {
            line(out, "    end");
        }
    }
    if !framed.is_empty() {
        line(
            out,
            "    classDef network fill:transparent,stroke:#8b949e,stroke-dasharray:4 4",
        );
        line(out, &format!("    class {} network", framed.join(",")));
    }
}

/// The node's network with the most nodes; if several are equal, the last one.
fn home<'a>(graph: &Graph, node: &'a Node) -> Option<&'a str> {
    let size = |name: &&String| {
        graph
            .nodes
            .iter()
            .filter(|n| n.networks.contains(name))
            .count()
    };
    node.networks.iter().max_by_key(size).map(String::as_str)
}

/// A node's shape and text: rounded for the client, a cylinder for services with durable data.
fn shape(node: &Node) -> String {
    let text = text(node);
    match node {
        Node { rank: 0, .. } => format!("([\"{text}\"])"),
        Node { durable: true, .. } => format!("[(\"{text}\")]"),
        _ => format!("[\"{text}\"]"),
    }
}

fn text(node: &Node) -> String {
    let replicas = (node.replicas != 1).then(|| format!("x{}", node.replicas));
    let port = node.port.map(|port| format!(":{port}"));
    let facts: Vec<String> = replicas.into_iter().chain(port).collect();
    let mut rows = vec![escape(&node.label)];
    rows.extend(node.details.iter().map(|detail| escape(detail)));
    rows.push(facts.join(" "));
    if node.networks.len() > 1 {
        let names = node.networks.iter().map(|name| escape(name));
        rows.push(
            names
                .filter(|name| !name.is_empty())
                .collect::<Vec<_>>()
                .join(" + "),
        );
    }
    rows.retain(|row| !row.is_empty());
    rows.insert(0, format!("<b>{}</b>", or_blank(&escape(&node.id))));
    rows.join("<br/>")
}

/// The arrows between existing nodes; returns their flows, in order.
fn arrows(graph: &Graph, ids: &Ids, out: &mut String) -> Vec<Flow> {
    let mut flows = Vec::new();
    let client = graph.nodes.iter().find(|node| node.rank == 0);
    let first_call = graph
        .arrows
        .iter()
        .find(|arrow| client.is_some_and(|c| c.id == arrow.from));
    let entry = escape(&graph.entry);
    for arrow in &graph.arrows {
        let (Some(from), Some(to)) = (find(graph, &arrow.from), find(graph, &arrow.to)) else {
            let text = format!("{} to {}: {}", arrow.from, arrow.to, arrow.kind.label());
            line(out, &format!("    %% also: {}", escape(&text)));
            continue;
        };
        let mut words = arrow.kind.label().to_owned();
        if first_call == Some(arrow) && !entry.is_empty() {
            words = format!("{words} to {entry}");
        }
        let (shaft, from, to) = (shaft(graph, arrow), ids.of_node(from), ids.of_node(to));
        line(out, &format!("    {from} {shaft}|\"{words}\"| {to}"));
        flows.push(arrow.kind);
    }
    flows
}

fn find(graph: &Graph, id: &str) -> Option<usize> {
    graph.nodes.iter().position(|node| node.id == id)
}

/// Dotted for a task. If there are task workers, longer by a rank from the spine to a store: the workers are then
/// between the two, with the labels of their arrows at a separate height.
fn shaft(graph: &Graph, arrow: &Arrow) -> &'static str {
    let rank = |id| {
        graph
            .nodes
            .iter()
            .find(|node| node.id == id)
            .map_or(0, |node| node.rank)
    };
    let past = graph.nodes.iter().any(|node| node.rank > 3);
    let long = past && rank(arrow.from.as_str()) < 3 && rank(arrow.to.as_str()) == 3;
    match (arrow.kind == Flow::Task, long) {
        (true, true) => "-..->",
        (true, false) => "-.->",
        (false, true) => "--->",
        (false, false) => "-->",
    }
}

/// Fill, line and text colour of every class are set, so that they are readable on light and dark pages.
fn colours(graph: &Graph, ids: &Ids, flows: &[Flow], out: &mut String) {
    let mut members: Vec<(&str, &str, &str, Vec<&str>)> = Vec::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        let (class, fill, stroke) = paint(tone(graph, node));
        match members.iter_mut().find(|(known, ..)| *known == class) {
            Some((.., nodes)) => nodes.push(ids.of_node(index)),
            None => members.push((class, fill, stroke, vec![ids.of_node(index)])),
        }
    }
    for (class, fill, stroke, nodes) in members {
        line(
            out,
            &format!("    classDef {class} fill:{fill},stroke:{stroke},color:#1f2328"),
        );
        line(out, &format!("    class {} {class}", nodes.join(",")));
    }
    for kind in [
        Flow::Request,
        Flow::Task,
        Flow::CacheRead,
        Flow::Query,
        Flow::Call,
        Flow::Metrics,
    ] {
        let numbered = flows.iter().enumerate().filter(|(_, flow)| **flow == kind);
        let numbers: Vec<String> = numbered.map(|(number, _)| number.to_string()).collect();
        if !numbers.is_empty() {
            let (.., stroke) = paint(Some(kind));
            line(
                out,
                &format!(
                    "    linkStyle {} stroke:{stroke},stroke-width:2px",
                    numbers.join(",")
                ),
            );
        }
    }
}

/// Class, fill and stroke.
fn paint(tone: Option<Flow>) -> (&'static str, &'static str, &'static str) {
    match tone {
        None => ("plain", "#f6f8fa", "#8b949e"),
        Some(Flow::Request) => ("requests", "#dbeafe", "#3b82f6"),
        Some(Flow::Task) => ("tasks", "#ffedd5", "#ea7317"),
        Some(Flow::CacheRead) => ("cached", "#ede9fe", "#8b5cf6"),
        Some(Flow::Query) => ("queried", "#d1fae5", "#10a271"),
        Some(Flow::Call) => ("called", "#fce7f3", "#db4b98"),
        Some(Flow::Metrics) => ("watched", "#f1f5f9", "#64748b"),
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
