//! The bookkeeping: missing, damaged and unused files.

use super::{CheckContext, CheckFinding};
use crate::core::error::Problem;
use crate::core::shell;
use crate::project::base;

const FIX: &str = "`tierup update` restores it";

pub(super) fn find(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let baseline = &context.baseline;
    let stored = &baseline.stored;
    let refusals = baseline.refusals.iter().cloned();
    if stored.is_empty() && baseline.refusals.is_empty() {
        return vec![
            Problem::new("the project has no base")
                .at(base::FOLDER)
                .help(FIX)
                .into(),
        ];
    }
    let is_reported = |path: &str| {
        let places = baseline.refusals.iter();
        let mut places = places.filter_map(|problem| problem.place.as_ref());
        places.any(|place| place.name() == path)
    };
    let faults = stored
        .faults
        .iter()
        .filter(|fault| !is_reported(fault.path));
    let faults = faults.map(|fault| {
        let problem = Problem::new(format!("it {}", fault.what));
        problem.at(fault.path).help(FIX)
    });
    let damaged = stored.damaged.keys().map(|path| {
        Problem::new("the base is missing or was edited")
            .at(base::base_path(path))
            .help(FIX)
    });
    // files that belong in the list are reported with the list
    let strays = stored.unlisted.keys().filter(|path| {
        !baseline.tree.contains_key(*path) && (stored.is_listed || baseline.refusals.is_empty())
    });
    let strays = strays.map(base::base_path);
    let strays = strays.chain(stored.strays.iter().cloned()).map(|path| {
        Problem::new("it is a leftover of an earlier generation")
            .help(format!("remove it: `rm {}`", shell::quoted(&path)))
            .at(path)
    });
    let unlisted = stored.is_listed
        && stored
            .unlisted
            .keys()
            .any(|p| baseline.tree.contains_key(p));
    let unlisted = unlisted.then(|| {
        let problem = Problem::new("it does not name every file of the base");
        problem.at(base::LIST).help(FIX)
    });
    let all = refusals.chain(faults).chain(unlisted).chain(damaged);
    all.chain(strays).map(CheckFinding::from).collect()
}
