//! The golden cases of a pack: answers in `tests/CASE`, the tree that they generate now, and the record of the last
//! release.

use std::path::PathBuf;

use crate::audit::released::{self, GoldenCase, ReleasedTrees};
use crate::core::answers;
use crate::core::error::{Error, Result};
use crate::generate::blueprint::{self, FILE};
use crate::generate::pipeline::generate;
use crate::pack::toml_file::read_or_first;
use crate::pack::{Pack, source};

/// The folder of all cases.
pub(super) const CASES: &str = "tests";
pub(super) const ANSWERS: &str = "answers.toml";

/// The cases of a pack by name: every folder of `tests/` with answers.
pub(super) fn names(pack: &Pack) -> Vec<String> {
    let (start, end) = (format!("{CASES}/"), format!("{CASES}0"));
    let mut cases: Vec<String> = Vec::new();
    for (path, _) in pack.files.range(start.clone()..end) {
        let case = path[start.len()..]
            .strip_suffix(ANSWERS)
            .and_then(|case| case.strip_suffix('/'));
        cases.extend(case.filter(|case| !case.contains('/')).map(str::to_owned));
    }
    cases
}

/// A case as it is generated now.
pub(super) fn generated(pack: &Pack, name: &str) -> Result<GoldenCase> {
    let path = format!("{CASES}/{name}/{ANSWERS}");
    let content = pack.files.get(&path);
    let bytes = content.map(source::read).transpose()?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let answers = answers::from_toml(&path, &text).map_err(Error::from);
    let case = answers.and_then(|answers| {
        let blueprint = blueprint::decide(pack, &answers)?;
        let mut tree = generate(pack, &blueprint, &source::read, super::super::threads())?.tree;
        // contains the path of the pack, and is not generated from its templates
        tree.remove(FILE);
        Ok(GoldenCase {
            name: name.to_owned(),
            blueprint,
            tree,
        })
    });
    case.map_err(|error| in_case(error, name))
}

/// Refuses golden trees that changed since the recorded release without an entry in changes.toml.
pub(super) fn require_changes(pack: &Pack) -> Result<()> {
    let Some(content) = pack.files.get(released::PATH) else {
        return Ok(());
    };
    let bytes = source::read(content)?;
    let released: ReleasedTrees = read_or_first(released::PATH, &bytes)?;
    let cases = names(pack).into_iter();
    let cases: Result<Vec<GoldenCase>> = cases.map(|name| generated(pack, &name)).collect();
    released.require_changes(pack, &cases?)
}

fn in_case(mut error: Error, case: &str) -> Error {
    for problem in &mut error.problems {
        let place = problem.place.take().unwrap_or_default();
        problem.place = Some(if place.name().starts_with(CASES) {
            place
        } else {
            let name: PathBuf = [CASES, case].iter().collect();
            match place.name() {
                "" => name.into(),
                _ => place.prefixed(&format!("{}: ", name.display())),
            }
        });
    }
    error
}
