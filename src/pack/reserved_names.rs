//! Names that a package may not have with a pack: distributions that its projects install, files that it writes,
//! services that it runs. Values only.

use std::collections::BTreeMap;

/// Marks a name of which only the prefix is given.
const ANY: char = '*';

/// Reserved names with the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReservedNames(BTreeMap<String, &'static str>);

impl ReservedNames {
    /// Reserves a name, unless it is reserved already; `*` at the end means any name with this prefix.
    pub fn reserve(&mut self, name: &str, why: &'static str) {
        let name = normal(name);
        if !name.is_empty() && name != "*" {
            self.0.entry(name).or_insert(why);
        }
    }

    /// Allows a name for a project that has it already.
    pub fn release(&mut self, package: &str) {
        let package = normal(package);
        self.0.retain(|name, _| !stands_for(name, &package));
    }

    /// Why a package may not have this name; `None` if it may.
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

/// A name as tools compare it: ignoring case and the kind of separator.
fn normal(name: &str) -> String {
    name.to_lowercase().replace(['-', '.'], "_")
}
