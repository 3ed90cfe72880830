//! The text that the chosen folders put into the slots of shared files.

use indexmap::IndexMap;
use tera::Context;

use crate::core::error::Problem;
use crate::generate::render::Texts;
use crate::pack::Pack;
use crate::pack::manifest::Manifest;

/// The text of every slot that the catalog has, by its name: empty where no folder fills it.
pub(super) fn slots(
    pack: &Pack,
    manifests: &[(&str, &Manifest)],
    context: &Context,
    texts: &Texts,
    problems: &mut Vec<Problem>,
) -> IndexMap<String, String> {
    let mut slots: IndexMap<String, String> = pack
        .catalog
        .slots
        .keys()
        .map(|slot| (slot.clone(), String::new()))
        .collect();
    for (folder, manifest) in manifests {
        for (slot, source) in &manifest.slots {
            match texts.render(&format!("{folder}: slot {slot}"), source, context) {
                Ok(text) => slots.entry(slot.clone()).or_default().push_str(&text),
                Err(problem) => problems.push(problem),
            }
        }
    }
    slots
}
