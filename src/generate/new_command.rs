//! The words of the `new` command that gives the same project again.

use crate::core::answers::{Answers, RESOURCES, TIERS};
use crate::core::shell;
use crate::generate::blueprint::FORMAT_KEY;
use crate::generate::resources::{WrittenResource, written};
use crate::pack::Pack;

/// `new PATH --pack WORD TIER=PROVIDER ... --resource ... --set KEY=VALUE ...`, each quoted for a shell. `word` is the
/// source of a pack that is not built in.
#[must_use]
pub fn words(path: &str, pack: &Pack, word: Option<&str>, answers: &Answers) -> Vec<String> {
    // a path that begins with a dash would be read as a flag
    let dot = if path.starts_with('-') { "./" } else { "" };
    let mut words = vec![format!("new {}", shell::quoted(&format!("{dot}{path}")))];
    if let Some(word) = word {
        words.push(format!("--pack {}", shell::quoted(word)));
    }
    for tier in &pack.catalog.tiers {
        words.extend(
            answers
                .tier(&tier.id)
                .map(|provider| shell::quoted(&format!("{}={provider}", tier.id))),
        );
    }
    let resources: Vec<(WrittenResource, String)> = written(answers)
        .into_iter()
        .filter_map(|resource| resource.argument().map(|argument| (resource, argument)))
        .collect();
    for (_, argument) in &resources {
        words.push(format!("--resource {}", shell::quoted(argument)));
    }
    let is_said = |key: &str| {
        let name = key
            .strip_prefix(RESOURCES)
            .and_then(|key| key.split('.').next());
        resources
            .iter()
            .any(|(resource, _)| name == Some(&resource.name))
    };
    for assignment in &answers.0 {
        let is_other = !is_said(&assignment.key)
            && !assignment.key.starts_with(TIERS)
            && !assignment.key.starts_with("pack.")
            && assignment.key != FORMAT_KEY;
        if let Some(value) = assignment.value.written().filter(|_| is_other) {
            let pair = format!("{}={value}", assignment.key);
            words.push(format!("--set {}", shell::quoted(&pair)));
        }
    }
    words
}
