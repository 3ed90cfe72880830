//! The layout of a diagram, independent of the format: the spine from the client down, the stores side by side below
//! it, the task workers under their broker, and the networks around them. Anything that does not fit is listed as text,
//! so that nothing is left out. Knows neither columns nor pixels.

mod networks;

use super::graph::{Arrow, Flow, Graph, Node};
use crate::core::text::clean;

/// A graph with positions.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    /// From the client down, one node per rank.
    pub(super) spine: Vec<SpineNode<'a>>,
    /// Called by the last node of the spine.
    pub(super) stores: Vec<Store<'a>>,
    pub(super) worker: Option<Worker<'a>>,
    /// Nodes without a position in the picture.
    pub(super) aside: Vec<&'a Node>,
    /// Arrows that are not drawn.
    pub(super) undrawn: Vec<&'a Arrow>,
    /// Networks drawn as areas, from the top down.
    pub(super) zones: Vec<Zone<'a>>,
    /// Networks that are not drawn as areas, with the ids of the affected nodes.
    pub(super) scattered: Vec<(&'a str, Vec<&'a str>)>,
}

/// A node of the spine, with the arrows from the node above.
#[derive(Debug)]
pub(super) struct SpineNode<'a> {
    pub(super) node: &'a Node,
    pub(super) incoming: Vec<Flow>,
}

/// A store, with the arrows from above and from below.
#[derive(Debug)]
pub(super) struct Store<'a> {
    pub(super) node: &'a Node,
    pub(super) from_spine: Vec<Flow>,
    pub(super) from_worker: Vec<Flow>,
}

/// The task workers, under the store from which they receive tasks.
#[derive(Debug)]
pub(super) struct Worker<'a> {
    pub(super) node: &'a Node,
    /// Index of that store.
    pub(super) under: usize,
}

/// A network around whole bands. Each node of the spine is a band; the stores and the worker together are the last
/// band. Two zones share at most one band, the last of the upper and the first of the lower one, and that band is a
/// single node.
#[derive(Debug)]
pub(super) struct Zone<'a> {
    pub(super) name: &'a str,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl<'a> Layout<'a> {
    /// Computes the layout. Every node has exactly one position, and every arrow is drawn or listed.
    pub(super) fn of(graph: &'a Graph) -> Self {
        let mut arrows = UnplacedArrows {
            left: graph.arrows.iter().map(Some).collect(),
        };
        let (heads, mut aside) = heads(&graph.nodes);
        let spine = spine(&heads, &mut arrows);
        let stores: Vec<&Node> = graph.nodes.iter().filter(|node| node.rank == 3).collect();
        let worker = graph.nodes.iter().filter(|node| node.rank == 4);
        let (worker, rest) = choose_worker(worker.collect(), &stores, graph);
        aside.extend(rest);
        aside.extend(graph.nodes.iter().filter(|node| node.rank > 4));
        let stores: Vec<Store> = stores
            .into_iter()
            .map(|node| Store {
                node,
                from_spine: spine
                    .last()
                    .map(|s| arrows.take(s.node, node))
                    .unwrap_or_default(),
                from_worker: worker.map(|w| arrows.take(w, node)).unwrap_or_default(),
            })
            .collect();
        let worker = worker.map(|node| Worker {
            node,
            under: feeder(&stores),
        });
        let undrawn = arrows.left.into_iter().flatten().collect();
        let mut layout = Layout {
            spine,
            stores,
            worker,
            aside,
            undrawn,
            zones: vec![],
            scattered: vec![],
        };
        layout.place_networks();
        layout
    }

    /// What is not drawn, a sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let arrow = |arrow: &&Arrow| {
            let (from, to) = (clean(&arrow.from), clean(&arrow.to));
            format!("also: {from} -> {to} ({})", arrow.kind.label())
        };
        let network = |(name, nodes): &(&str, Vec<&str>)| {
            let nodes: Vec<String> = nodes.iter().map(|node| clean(node)).collect();
            format!("in network {}: {}", clean(name), nodes.join(", "))
        };
        self.undrawn
            .iter()
            .map(arrow)
            .chain(self.scattered.iter().map(network))
            .collect()
    }
}

/// The colour of a node: the flow that reaches it, or else the one that it starts; being watched is not its purpose.
/// `None` for the client.
pub(super) fn tone(graph: &Graph, node: &Node) -> Option<Flow> {
    let arrows = || graph.arrows.iter();
    let is_work = |arrow: &&Arrow| arrow.kind != Flow::Metrics;
    let reached = arrows().filter(is_work).find(|arrow| arrow.to == node.id);
    let starts = || arrows().find(|arrow| arrow.from == node.id);
    let watched = || arrows().find(|arrow| arrow.to == node.id);
    reached
        .or_else(starts)
        .or_else(watched)
        .map(|arrow| arrow.kind)
        .filter(|_| node.rank > 0)
}

/// The label of an arrow.
pub(super) fn flow_words(flows: &[Flow]) -> String {
    flows
        .iter()
        .map(|flow| flow.label())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The first node of each of the ranks 0 to 2, and the others of these ranks.
fn heads(nodes: &[Node]) -> (Vec<&Node>, Vec<&Node>) {
    let (mut heads, mut rest) = (Vec::new(), Vec::new());
    for rank in 0..3 {
        let mut of_rank = nodes.iter().filter(|node| node.rank == rank);
        heads.extend(of_rank.next());
        rest.extend(of_rank);
    }
    (heads, rest)
}

fn spine<'a>(heads: &[&'a Node], arrows: &mut UnplacedArrows<'a>) -> Vec<SpineNode<'a>> {
    let above = std::iter::once(None).chain(heads.iter().map(Some));
    let incoming = |arrows: &mut UnplacedArrows, above: Option<&&Node>, node| {
        above
            .map(|above| arrows.take(above, node))
            .unwrap_or_default()
    };
    heads
        .iter()
        .zip(above)
        .map(|(node, above)| SpineNode {
            node,
            incoming: incoming(arrows, above, node),
        })
        .collect()
}

/// The worker to draw (the first that calls a store), and the others. `None` without stores.
fn choose_worker<'a>(
    mut workers: Vec<&'a Node>,
    stores: &[&Node],
    graph: &Graph,
) -> (Option<&'a Node>, Vec<&'a Node>) {
    if stores.is_empty() || workers.is_empty() {
        return (None, workers);
    }
    let calls = |worker: &&Node| {
        let mut own = graph.arrows.iter().filter(|arrow| arrow.from == worker.id);
        own.any(|arrow| stores.iter().any(|store| store.id == arrow.to))
    };
    let chosen = workers.remove(workers.iter().position(calls).unwrap_or(0));
    (Some(chosen), workers)
}

/// The store above the worker: its broker, or else the first that it calls.
fn feeder(stores: &[Store]) -> usize {
    let broker = stores
        .iter()
        .position(|store| store.from_worker.contains(&Flow::Task));
    let called = || {
        stores
            .iter()
            .position(|store| !store.from_worker.is_empty())
    };
    broker.or_else(called).unwrap_or(0)
}

/// The arrows that are not placed yet.
struct UnplacedArrows<'a> {
    left: Vec<Option<&'a Arrow>>,
}

impl UnplacedArrows<'_> {
    /// Removes the arrows from one node to another and returns their flows, without duplicates.
    fn take(&mut self, from: &Node, to: &Node) -> Vec<Flow> {
        let mut flows = Vec::new();
        for slot in &mut self.left {
            let fits = |arrow: &mut &Arrow| arrow.from == from.id && arrow.to == to.id;
            if let Some(arrow) = slot.take_if(fits)
                && !flows.contains(&arrow.kind)
            {
                flows.push(arrow.kind);
            }
        }
        flows
    }
}
