//! The architecture as a tree, a line per service: for screens too small for the picture. Pure.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr as _;

use crate::core::text::{clean, fit};
use crate::generate::diagram::{Flow, Graph, Node};

/// The services from the client's entry, each below the one that calls it.
#[must_use]
pub fn sketch(graph: &Graph, columns: usize) -> String {
    let mut sketch = Sketch {
        graph,
        columns,
        seen: BTreeSet::new(),
        lines: vec![clean(&graph.entry)],
    };
    for node in graph.nodes.iter().filter(|node| node.rank == 0) {
        sketch.seen.insert(&node.id);
    }
    for node in graph.nodes.iter().filter(|node| node.rank == 0) {
        sketch.below(node, "");
    }
    for node in &graph.nodes {
        if sketch.seen.insert(&node.id) {
            sketch.line(String::new(), node);
            sketch.below(node, "");
        }
    }
    let lines: Vec<String> = sketch.lines.iter().map(|line| fit(line, columns)).collect();
    lines.join("\n")
}

struct Sketch<'a> {
    graph: &'a Graph,
    columns: usize,
    seen: BTreeSet<&'a str>,
    lines: Vec<String>,
}

impl<'a> Sketch<'a> {
    /// Draws what `node` calls, then the workers that take tasks from it.
    fn below(&mut self, node: &'a Node, indent: &str) {
        let mut next: Vec<(&'a Node, Flow)> = Vec::new();
        let arrows = &self.graph.arrows;
        let called = arrows.iter().filter(|arrow| arrow.from == node.id);
        for (id, flow) in called.map(|arrow| (&arrow.to, arrow.kind)) {
            next.extend(self.first_visit(id).map(|node| (node, flow)));
        }
        let callers = arrows.iter().filter(|arrow| arrow.to == node.id);
        for (id, flow) in callers.map(|arrow| (&arrow.from, arrow.kind)) {
            next.extend(self.first_visit(id).map(|node| (node, flow)));
        }
        let last = next.len().saturating_sub(1);
        for (at, (node, flow)) in next.into_iter().enumerate() {
            let (branch, inner) = if at == last {
                ("└─", "   ")
            } else {
                ("├─", "│  ")
            };
            self.line(format!("{indent}{branch} {} ─▶ ", flow.label()), node);
            self.below(node, &format!("{indent}{inner}"));
        }
    }

    /// The service, with its facts if all of them fit.
    fn line(&mut self, before: String, node: &Node) {
        let named = before + &named(node);
        let facts = clean(&node.details.join(", "));
        let whole = format!("{named} ({facts})");
        let fits = !facts.is_empty() && whole.width() <= self.columns;
        self.lines.push(if fits { whole } else { named });
    }

    fn first_visit(&mut self, id: &str) -> Option<&'a Node> {
        let node = self.graph.nodes.iter().find(|node| node.id == id)?;
        self.seen.insert(&node.id).then_some(node)
    }
}

fn named(node: &Node) -> String {
    let replicas = match node.replicas {
        1 => String::new(),
        more => format!(" x{more}"),
    };
    format!("{}{replicas}: {}", clean(&node.id), clean(&node.label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::diagram::Arrow;

    fn node(id: &str, rank: usize, replicas: u64) -> Node {
        Node {
            id: id.to_owned(),
            label: id.to_uppercase(),
            details: vec!["a fact".to_owned(); usize::from(id == "db")],
            replicas,
            port: None,
            networks: Vec::new(),
            rank,
            durable: false,
        }
    }

    fn graph(arrows: &[(&str, &str, Flow)]) -> Graph {
        Graph {
            title: "t".to_owned(),
            entry: "http://h:1".to_owned(),
            nodes: vec![
                node("client", 0, 1),
                node("web", 2, 3),
                node("broker", 3, 1),
                node("db", 3, 1),
                node("worker", 4, 1),
            ],
            arrows: arrows
                .iter()
                .map(|(from, to, kind)| Arrow {
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                    kind: *kind,
                })
                .collect(),
        }
    }

    #[test]
    fn every_service_is_once_below_its_caller() {
        let drawn = sketch(
            &graph(&[
                ("client", "web", Flow::Request),
                ("web", "broker", Flow::Task),
                ("web", "db", Flow::Query),
                ("worker", "broker", Flow::Task),
                ("worker", "db", Flow::Query),
            ]),
            80,
        );
        assert_eq!(
            drawn,
            "http://h:1
└─ request ─▶ web x3: WEB
   ├─ task ─▶ broker: BROKER
   │  └─ task ─▶ worker: WORKER
   └─ query ─▶ db: DB (a fact)"
        );
    }

    #[test]
    fn services_without_callers_are_drawn_and_circles_end() {
        let drawn = sketch(
            &graph(&[("web", "db", Flow::Query), ("db", "web", Flow::Call)]),
            12,
        );
        assert_eq!(
            drawn,
            "http://h:1\nweb x3: WEB\n└─ query ─▶…\nbroker: BRO…\nworker: WOR…"
        );
    }
}
