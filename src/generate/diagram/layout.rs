//! Where things stand, before any format draws them: the spine from the client down, the stores
//! side by side below it, the task workers under their broker, and the networks around them.
//! What has no place in that picture is put aside and told in words, so that nothing is left out.
//! Knows neither columns nor pixels.

mod networks;

use super::graph::{Arrow, Flow, Graph, Node};
use crate::core::text::clean;

/// A graph, arranged.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    /// From the client down, one a rank.
    pub(super) spine: Vec<SpineNode<'a>>,
    /// What the last stop of the spine calls.
    pub(super) stores: Vec<Store<'a>>,
    pub(super) worker: Option<Worker<'a>>,
    /// Nodes for which the picture has no place of their own.
    pub(super) aside: Vec<&'a Node>,
    /// Arrows that the picture does not draw.
    pub(super) undrawn: Vec<&'a Arrow>,
    /// Networks that can be drawn as areas, from the top down.
    pub(super) zones: Vec<Zone<'a>>,
    /// Networks with the ids of those of their nodes that no area shows.
    pub(super) scattered: Vec<(&'a str, Vec<&'a str>)>,
}

/// One node of the spine, and what the one above it sends.
#[derive(Debug)]
pub(super) struct SpineNode<'a> {
    pub(super) node: &'a Node,
    pub(super) incoming: Vec<Flow>,
}

/// One store, and what is asked of it from above and from below.
#[derive(Debug)]
pub(super) struct Store<'a> {
    pub(super) node: &'a Node,
    pub(super) from_spine: Vec<Flow>,
    pub(super) from_worker: Vec<Flow>,
}

/// The task workers, under the store that feeds them.
#[derive(Debug)]
pub(super) struct Worker<'a> {
    pub(super) node: &'a Node,
    /// Position among the stores.
    pub(super) under: usize,
}

/// A network around whole bands. Each stop of the spine is a band; the stores and the worker are
/// together the band after the last stop. Two zones share at most one band, the last of the upper
/// and the first of the lower one, and that band is a single stop.
#[derive(Debug)]
pub(super) struct Zone<'a> {
    pub(super) name: &'a str,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl<'a> Layout<'a> {
    /// Arranges a graph. Every node is in exactly one place, every arrow drawn or told.
    pub(super) fn of(graph: &'a Graph) -> Self {
        let mut arrows = UnplacedArrows {
            left: graph.arrows.iter().map(Some).collect(),
        };
        let (heads, mut aside) = heads(&graph.nodes);
        let spine = spine(&heads, &mut arrows);
        let stores: Vec<&Node> = graph.nodes.iter().filter(|node| node.rank == 3).collect();
        let worker = graph.nodes.iter().filter(|node| node.rank > 3);
        let (worker, rest) = choose_worker(worker.collect(), &stores, graph);
        aside.extend(rest);
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

    /// What the picture cannot show, a sentence each.
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

/// What a node is about: the flow that reaches it, or else the one that it starts. Nothing for the client.
pub(super) fn tone(graph: &Graph, node: &Node) -> Option<Flow> {
    let reached = graph.arrows.iter().find(|arrow| arrow.to == node.id);
    let starts = || graph.arrows.iter().find(|arrow| arrow.from == node.id);
    reached
        .or_else(starts)
        .map(|arrow| arrow.kind)
        .filter(|_| node.rank > 0)
}

/// The words beside an arrow.
pub(super) fn flow_words(flows: &[Flow]) -> String {
    flows
        .iter()
        .map(|flow| flow.label())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The first node of each of the ranks 0 to 2, and those that come after it in its rank.
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

/// The worker to draw (the first that calls a store), and the others. None where there is no store.
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

/// The store that the worker stands under: its broker, or else the first that it calls.
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

/// The arrows that have no place yet.
struct UnplacedArrows<'a> {
    left: Vec<Option<&'a Arrow>>,
}

impl UnplacedArrows<'_> {
    /// Takes what goes from one node to the other, each flow once.
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
