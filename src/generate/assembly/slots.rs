//! The text that the chosen folders add to the slots of shared files.

use indexmap::IndexMap;
use tera::Context;

use crate::core::error::Problem;
use crate::generate::render::TextRenderer;
use crate::pack::Pack;
use crate::pack::manifest::Manifest;

/// A Markdown file is preceded by a blank line.
const MARKDOWN: &str = ".md.tera";

/// The text of every slot of the catalog, by name: empty if no folder adds any.
pub(super) fn slots(
    pack: &Pack,
    manifests: &[(&str, &Manifest)],
    context: &Context,
    texts: &TextRenderer,
    problems: &mut Vec<Problem>,
) -> IndexMap<String, String> {
    let mut slots: IndexMap<String, String> = pack
        .catalog
        .slots
        .keys()
        .map(|slot| (slot.clone(), String::new()))
        .collect();
    for (folder, manifest) in manifests {
        for (slot, name, source) in manifest.slot_texts(folder) {
            let into = slots.entry(slot.to_owned()).or_default();
            match texts.render(&name, source, context) {
                Ok(text) if text.trim().is_empty() && name.ends_with(MARKDOWN) => {}
                Ok(text) => {
                    if name.ends_with(MARKDOWN) {
                        into.push('\n');
                    }
                    into.push_str(&text);
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    slots
}
