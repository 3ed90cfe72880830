//! Sets of tables that a folder brings: `tables/NAME.create.tera` and `tables/NAME.drop.tera` beside a manifest, the steps
//! of a migration that create and drop them. A set that was released does not change: new columns are a further set.

use super::manifest::{Manifest, TableSet};
use super::{Files, ReadContent};
use crate::core::error::{Problem, Result};

/// The folder beside a manifest.
pub(crate) const FOLDER: &str = "tables/";
const CREATE: &str = ".create.tera";
const DROP: &str = ".drop.tera";

/// Adds the sets of a folder to its manifest, and counts their bytes. Returns the problems: files with another name, and
/// sets of which one of the two files is missing.
pub(super) fn add(
    manifest: &mut Manifest,
    folder: &str,
    files: &Files,
    read: &ReadContent<'_>,
    bytes: &mut usize,
) -> Result<Vec<Problem>> {
    let prefix = format!("{folder}/{FOLDER}");
    let mut problems = Vec::new();
    let inside = files.range(prefix.clone()..);
    for (path, content) in inside.take_while(|(path, _)| path.starts_with(&prefix)) {
        let inner = &path[prefix.len()..];
        let (name, other) = match (inner.strip_suffix(CREATE), inner.strip_suffix(DROP)) {
            (Some(name), _) => (name, DROP),
            (_, Some(name)) => (name, CREATE),
            (None, None) => ("", ""),
        };
        let Some(other) = files.get_key_value(&format!("{prefix}{name}{other}")) else {
            let problem = Problem::new("a set of tables needs two files").at(path);
            problems.push(problem.help(
                "create both, as in `tables/orders.create.tera` and `tables/orders.drop.tera`",
            ));
            continue;
        };
        if inner.ends_with(DROP) {
            continue;
        }
        let mut text = |content| -> Result<Option<String>> {
            let text = String::from_utf8(read(content)?.into_owned()).ok();
            *bytes += text.as_ref().map_or(0, String::len);
            Ok(text)
        };
        let (Some(create), Some(drop)) = (text(content)?, text(other.1)?) else {
            problems.push(Problem::new("the template is not UTF-8 text").at(path));
            continue;
        };
        manifest.tables.push(TableSet {
            name: name.to_owned(),
            create: (path.clone(), create),
            drop: (other.0.clone(), drop),
        });
    }
    Ok(problems)
}
