//! Problems of a pack's `changes.toml`. Sees values only.

use crate::audit::conditions;
use crate::core::error::Problem;
use crate::core::tree::unprintable;
use crate::pack::Pack;
use crate::pack::changes::{PackChange, PackChanges, parsed};

pub(super) const FORM: &str = "versions are MAJOR.MINOR.PATCH, e.g. `1.2.0`: https://semver.org";

/// Every problem of the pack's own changes. Those of the pack below are checked with that pack.
#[must_use]
pub fn problems(pack: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(own) = pack.changes.first().filter(|own| !own.changes.is_empty()) else {
        return problems;
    };
    if parsed(&own.version).is_none() {
        problems.push(
            Problem::new(format!(
                "the version `{}` of a pack with changes.toml is not a semantic version",
                own.version
            ))
            .at("catalog.toml: version")
            .help(FORM),
        );
    }
    let mut before = None;
    for (number, change) in own.changes.iter().enumerate() {
        let mut found: Vec<Problem> = version(own, before, change).into_iter().collect();
        found.extend(texts(change));
        found.extend(conditions::problems(pack, &change.when));
        let found = found.into_iter();
        problems.extend(found.map(|problem| problem.at(own.place(number))));
        before = Some(change);
    }
    problems
}

/// A version must be semantic, at most that of the pack, and not lower than the one before it.
fn version(own: &PackChanges, before: Option<&PackChange>, change: &PackChange) -> Option<Problem> {
    let PackChange { version, .. } = change;
    let Some(brought) = parsed(version) else {
        let what = format!("`{version}` is not a semantic version");
        return Some(Problem::new(what).help(FORM));
    };
    if parsed(&own.version).is_some_and(|current| brought > current) {
        let what = format!(
            "the change is of version {version}, and the pack has version {}",
            own.version
        );
        let help = format!("raise the pack's in catalog.toml: `version = \"{version}\"`");
        return Some(Problem::new(what).help(help));
    }
    let before = before.and_then(|before| parsed(&before.version));
    before.filter(|before| brought < *before).map(|before| {
        Problem::new(format!(
            "the change of version {version} follows one of {before}"
        ))
        .help("sort the changes by version, the oldest first")
    })
}

/// Texts are shown in lines of their own.
fn texts(change: &PackChange) -> Vec<Problem> {
    let texts = [
        ("what", Some(&change.what)),
        ("do", change.instructions.as_ref()),
    ];
    let present = texts
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)));
    present
        .filter_map(|(key, text)| {
            if text.trim().is_empty() {
                return Some(Problem::new(format!("`{key}` is empty")).help("write a sentence"));
            }
            text.contains(unprintable).then(|| {
                Problem::new(format!("`{key}` contains a control or invisible character"))
                    .help("it is shown in one line")
            })
        })
        .collect()
}
