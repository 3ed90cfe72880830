//! The Python distributions that the chosen folders pin, each in one version.

use std::collections::BTreeSet;

use crate::core::error::Problem;
use crate::pack::manifest::{Manifest, Python};

/// The pins of all folders, without duplicates. Import names are not pins.
pub(super) fn pins(manifests: &[(&str, &Manifest)], problems: &mut Vec<Problem>) -> Python {
    Python {
        dependencies: list(manifests, |m| &m.python.dependencies, problems),
        dev: list(manifests, |m| &m.python.dev, problems),
        build: list(manifests, |m| &m.python.build, problems),
        load: list(manifests, |m| &m.python.load, problems),
        imports: Vec::new(),
    }
}

fn list<'a>(
    manifests: &[(&str, &'a Manifest)],
    items: impl Fn(&'a Manifest) -> &'a Vec<String>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let mut pins: BTreeSet<&String> = BTreeSet::new();
    for (folder, manifest) in manifests {
        for pin in items(manifest) {
            let name = |pin: &str| pin.split(['=', '[']).next().unwrap_or(pin).to_lowercase();
            if let Some(known) = pins
                .iter()
                .find(|known| name(known) == name(pin) && **known != pin)
            {
                problems.push(
                    Problem::new(format!(
                        "two directories pin different versions: `{known}` and `{pin}`"
                    ))
                    .at(*folder),
                );
            }
            pins.insert(pin);
        }
    }
    let mut pins: Vec<String> = pins.into_iter().cloned().collect();
    pins.sort_by_key(|pin| pin.to_lowercase());
    pins
}
