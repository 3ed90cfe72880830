//! The bookkeeping: what is missing, damaged, or left over of what is gone.

use walkdir::WalkDir;

use super::{Found, Looked};
use crate::base;
use crate::error::Problem;

const MEND: &str = "`tierup update` makes it anew";

pub(super) fn find(looked: &Looked<'_>) -> Vec<Found> {
    let kept = &looked.before.kept;
    if kept.state.is_none() {
        return vec![
            Problem::new("the project does not hold how it was made")
                .at(base::FOLDER)
                .help(MEND)
                .into(),
        ];
    }
    let damaged = kept.damaged.keys().map(|path| {
        Problem::new("the base is missing or was edited")
            .at(base::kept_at(path))
            .help(MEND)
    });
    damaged.chain(strays(looked)).map(Found::from).collect()
}

/// Files of the base that nothing lists.
fn strays(looked: &Looked<'_>) -> Vec<Problem> {
    let kept = &looked.before.kept;
    let listed: std::collections::BTreeSet<String> = kept
        .tree
        .keys()
        .chain(kept.damaged.keys())
        .map(base::kept_at)
        .collect();
    let root = &looked.project.root;
    WalkDir::new(root.join(base::FOLDER).join("base"))
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| {
            let path = entry
                .path()
                .strip_prefix(root)
                .ok()?
                .to_str()?
                .replace('\\', "/");
            (!listed.contains(&path)).then(|| {
                Problem::new("it is left of what was generated once")
                    .help(format!("remove it: `rm {}`", crate::shell::quoted(&path)))
                    .at(path)
            })
        })
        .collect()
}
