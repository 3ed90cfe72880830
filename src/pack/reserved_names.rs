//! Names that a package may not have beside a pack: what its projects install, the files that it writes, the services
//! that it runs. Values only.

use std::collections::BTreeMap;

/// Ends a name of which only the beginning is given.
const ANY: char = '*';

/// Names that are taken, each with the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReservedNames(BTreeMap<String, &'static str>);

impl ReservedNames {
    /// Takes a name, unless it is taken already; one that ends with `*` stands for all that begin so.
    pub fn reserve(&mut self, name: &str, why: &'static str) {
        let name = normal(name);
        if !name.is_empty() && name != "*" {
            self.0.entry(name).or_insert(why);
        }
    }

    /// Leaves a name to a project that has it already.
    pub fn release(&mut self, package: &str) {
        let package = normal(package);
        self.0.retain(|name, _| !stands_for(name, &package));
    }

    /// Why a package may not have this name, if it may not.
    #[must_use]
    pub fn reason(&self, package: &str) -> Option<&'static str> {
        let package = normal(package);
        let mut names = self.0.iter();
        let found = names.find(|(name, _)| stands_for(name, &package));
        found.map(|(_, why)| *why)
    }
}

fn stands_for(name: &str, package: &str) -> bool {
    match name.strip_suffix(ANY) {
        Some(start) => package.starts_with(start),
        None => name == package,
    }
}

/// A name as tools compare it: neither case nor the kind of dash counts.
fn normal(name: &str) -> String {
    name.to_lowercase().replace(['-', '.'], "_")
}
