//! Decides which networks are drawn as areas around whole bands, and which are listed as text.

use super::{Layout, Zone};
use crate::generate::diagram::graph::Node;

impl<'a> Layout<'a> {
    /// Sets the zones, and the networks that are listed as text.
    pub(super) fn place_networks(&mut self) {
        let bands = self.bands();
        let drawn: Vec<&Node> = bands.iter().flatten().copied().collect();
        let names = names(drawn.iter().chain(&self.aside).copied());
        let mut zones: Vec<Zone> = names.iter().filter_map(|name| zone(name, &bands)).collect();
        zones.sort_by_key(|zone| (zone.first, zone.last));
        for zone in zones {
            if self.has_room_for(&zone) {
                self.zones.push(zone);
            }
        }
        for name in names {
            let shown = self.zones.iter().any(|zone| zone.name == name);
            let listed = drawn.iter().filter(|_| !shown).chain(&self.aside);
            let ids = listed
                .filter(|node| stands_in(node, name))
                .map(|node| node.id.as_str());
            let ids: Vec<&str> = ids.collect();
            if !ids.is_empty() {
                self.scattered.push((name, ids));
            }
        }
    }

    /// The nodes of each band, from the top down.
    fn bands(&self) -> Vec<Vec<&'a Node>> {
        let stores = self.stores.iter().map(|store| store.node);
        let last = stores
            .chain(self.worker.iter().map(|worker| worker.node))
            .collect();
        self.spine
            .iter()
            .map(|stop| vec![stop.node])
            .chain([last])
            .collect()
    }

    /// Whether a zone does not overlap those above it, or shares one node that no third zone shares.
    fn has_room_for(&self, zone: &Zone) -> bool {
        let Some(above) = self.zones.last() else {
            return true;
        };
        let ending_here = self
            .zones
            .iter()
            .filter(|other| other.last == zone.first)
            .count();
        let meets = zone.first == above.last && zone.first < self.spine.len();
        zone.first > above.last || (meets && ending_here == 1)
    }
}

/// Every network once, in the order of the nodes.
fn names<'a>(nodes: impl Iterator<Item = &'a Node>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in nodes.flat_map(|node| &node.networks) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn stands_in(node: &Node, network: &str) -> bool {
    node.networks.iter().any(|name| name == network)
}

/// The network as a zone, if it consists of whole consecutive bands.
fn zone<'a>(name: &'a str, bands: &[Vec<&Node>]) -> Option<Zone<'a>> {
    let touched = |band: &Vec<&Node>| band.iter().any(|node| stands_in(node, name));
    let first = bands.iter().position(touched)?;
    let last = bands.iter().rposition(touched)?;
    let mut within = bands.iter().skip(first).take(last - first + 1);
    let whole = within.all(|band| band.iter().all(|node| stands_in(node, name)));
    whole.then_some(Zone { name, first, last })
}
