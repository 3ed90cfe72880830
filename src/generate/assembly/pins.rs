//! The Python distributions that the chosen folders pin, each in one version.

use std::collections::BTreeSet;

use crate::core::error::Problem;
use crate::pack::manifest::Python;

/// The pins of all folders, without duplicates. Import names are not pins.
pub(super) fn pins(folders: &[(&str, &Python)], problems: &mut Vec<Problem>) -> Python {
    Python {
        dependencies: list(folders, |python| &python.dependencies, problems),
        dev: list(folders, |python| &python.dev, problems),
        build: list(folders, |python| &python.build, problems),
        load: list(folders, |python| &python.load, problems),
        imports: Vec::new(),
    }
}

fn list<'a>(
    folders: &[(&str, &'a Python)],
    items: impl Fn(&'a Python) -> &'a Vec<String>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let mut pins: BTreeSet<&String> = BTreeSet::new();
    for (folder, python) in folders {
        for pin in items(python) {
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
