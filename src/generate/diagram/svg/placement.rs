//! The positions of cards and network areas in the SVG diagram, in pixels. Draws nothing.

use super::MARGIN;
use super::card::{Card, natural_width};
use super::style::ems;
use crate::core::text::{clean, width};
use crate::generate::diagram::graph::{Graph, Node};
use crate::generate::diagram::layout::{Layout, Zone};

/// The default width of the picture.
const WIDTH: usize = 960;
/// Distance of an area's border from its cards.
const PAD: usize = 28;
/// Distance between nodes of the spine, and between the stores and their worker.
const GAP: usize = 64;
/// Distance between the borders of nested areas.
const NEST: usize = 24;
/// Distance between levels of arrows.
pub(super) const LEVEL: usize = 16;
/// Cards per row for nodes outside the main layout.
const ABREAST: usize = 4;

/// A network's area.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) bottom: usize,
    /// The maximum right edge of its name.
    pub(super) name_end: usize,
}

impl Area {
    /// Widened so that its name does not overlap the area above, with which it shares a card. If both begin with that
    /// card, it surrounds the other one.
    fn beside(self, upper: &Area, name: &str, around: bool) -> Self {
        let name = (width(&clean(name), ems) * 14 / 100).min(120);
        let x = self.x.min(upper.x.saturating_sub(name + 32));
        let y = if around {
            upper.y.saturating_sub(NEST)
        } else {
            self.y + 6
        };
        let bottom = if around {
            self.bottom.max(upper.bottom + NEST)
        } else {
            self.bottom
        };
        Area {
            x,
            y,
            bottom,
            name_end: upper.x.saturating_sub(6),
        }
    }
}

/// All positions. Cards: the spine, the stores, the worker, then the others.
#[derive(Debug)]
pub(super) struct Placement {
    pub(super) width: usize,
    pub(super) bottom: usize,
    pub(super) spine_left: usize,
    pub(super) cards: Vec<Card>,
    pub(super) zones: Vec<Area>,
    pub(super) spine: usize,
    pub(super) worker: Option<usize>,
}

impl Placement {
    pub(super) fn of(layout: &Layout, graph: &Graph) -> Self {
        let store_width = store_width(layout);
        let gap = store_gap(layout.stores.len());
        let count = layout.stores.len();
        let row = count * store_width + count.saturating_sub(1) * gap;
        let mut placement = Placement {
            width: WIDTH.max(row + 2 * (MARGIN + PAD)),
            bottom: 88,
            spine_left: 0,
            cards: Vec::new(),
            zones: Vec::new(),
            spine: layout.spine.len(),
            worker: None,
        };
        placement.place_spine(layout, graph);
        placement.place_stores(layout, graph, store_width, gap);
        placement.place_worker(layout, graph, store_width);
        let core = placement.bottom;
        placement.place_zones(layout, row, core);
        placement.place_aside(layout, graph);
        placement
    }

    fn place_spine(&mut self, layout: &Layout, graph: &Graph) {
        let natural = layout
            .spine
            .iter()
            .map(|stop| natural_width(stop.node))
            .max()
            .unwrap_or(0);
        let width = natural.clamp(240, 380).next_multiple_of(2);
        self.spine_left = (self.width - width) / 2;
        for (band, stop) in layout.spine.iter().enumerate() {
            let gap = if band == 0 { 0 } else { GAP };
            self.bottom += gap + borders(layout, band);
            let at = (self.spine_left, self.bottom);
            self.put(stop.node, graph, at, (width, 0));
        }
    }

    fn place_stores(&mut self, layout: &Layout, graph: &Graph, width: usize, gap: usize) {
        let count = layout.stores.len();
        if count == 0 {
            return;
        }
        let levels = count.div_ceil(2) * LEVEL;
        self.bottom += if count == 1 { GAP } else { 86 + levels };
        self.bottom += borders(layout, layout.spine.len());
        let row = count * width + (count - 1) * gap;
        let left = (self.width - row) / 2;
        let y = self.bottom;
        let high = |node| Card::of(node, graph, width).height;
        let height = layout
            .stores
            .iter()
            .map(|store| high(store.node))
            .max()
            .unwrap_or(0);
        for (index, store) in layout.stores.iter().enumerate() {
            self.put(
                store.node,
                graph,
                (left + index * (width + gap), y),
                (width, height),
            );
        }
    }

    fn place_worker(&mut self, layout: &Layout, graph: &Graph, width: usize) {
        let Some(worker) = &layout.worker else { return };
        let Some(x) = self.cards.get(self.spine + worker.under).map(|card| card.x) else {
            return;
        };
        self.worker = Some(self.cards.len());
        let others = layout
            .stores
            .iter()
            .filter(|store| !store.from_worker.is_empty())
            .count();
        self.put(
            worker.node,
            graph,
            (x, self.bottom + GAP),
            (width, 40 + LEVEL * others),
        );
    }

    /// Adds a card, at least `size.1` high, and moves the bottom below it.
    fn put(&mut self, node: &Node, graph: &Graph, (x, y): (usize, usize), size: (usize, usize)) {
        let mut card = Card::of(node, graph, size.0);
        (card.x, card.y) = (x, y);
        card.height = card.height.max(size.1);
        self.bottom = self.bottom.max(card.bottom());
        self.cards.push(card);
    }

    fn place_zones(&mut self, layout: &Layout, row: usize, core: usize) {
        let spine = self.width - 2 * self.spine_left;
        for zone in &layout.zones {
            let wide = zone.last == layout.spine.len();
            let inner = if wide {
                row.max(spine + 160)
            } else {
                spine + 160
            };
            let area = Area {
                x: ((self.width - inner) / 2).saturating_sub(PAD),
                y: self.top(zone).saturating_sub(PAD),
                bottom: self.end(zone, core) + PAD,
                name_end: self.spine_left.saturating_sub(20),
            };
            let above = layout.zones.iter().zip(&self.zones).next_back();
            let shared = above.filter(|(above, _)| above.last == zone.first);
            let area = match shared {
                Some((above, upper)) => area.beside(upper, zone.name, above.first == zone.first),
                None => area,
            };
            self.bottom = self.bottom.max(area.bottom);
            self.zones.push(area);
        }
    }

    fn top(&self, zone: &Zone) -> usize {
        self.cards
            .get(zone.first)
            .map_or(self.bottom, |card| card.y)
    }

    fn end(&self, zone: &Zone, core: usize) -> usize {
        let last = self.cards.get(zone.last).filter(|_| zone.last < self.spine);
        last.map_or(core, Card::bottom)
    }

    fn place_aside(&mut self, layout: &Layout, graph: &Graph) {
        let width = (self.width - 2 * MARGIN - (ABREAST - 1) * 20) / ABREAST;
        for nodes in layout.aside.chunks(ABREAST) {
            let y = self.bottom + 32;
            for (index, node) in nodes.iter().enumerate() {
                self.put(node, graph, (MARGIN + index * (width + 20), y), (width, 0));
            }
        }
    }
}

/// The height of the borders of areas that begin with a band.
fn borders(layout: &Layout, band: usize) -> usize {
    match layout
        .zones
        .iter()
        .filter(|zone| zone.first == band)
        .count()
    {
        0 => 0,
        1 => PAD,
        _ => PAD + NEST,
    }
}

/// The text's width, limited by the row; if that is too narrow to read, the picture is widened.
fn store_width(layout: &Layout) -> usize {
    let count = layout.stores.len().max(1);
    let available = WIDTH - 2 * (MARGIN + PAD);
    let most = available.saturating_sub((count - 1) * store_gap(count)) / count;
    let nodes = layout.stores.iter().map(|store| store.node);
    let all = nodes.chain(layout.worker.iter().map(|worker| worker.node));
    let natural = all.map(natural_width).max().unwrap_or(0);
    natural
        .clamp(220, 250)
        .min(most)
        .max(natural.clamp(160, 200))
        .next_multiple_of(2)
}

fn store_gap(count: usize) -> usize {
    match count {
        0..=3 => 44,
        4 => 28,
        _ => 18,
    }
}
