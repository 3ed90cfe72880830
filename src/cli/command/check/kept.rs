//! The bookkeeping: what is missing, damaged, or left over of what is gone.

use super::{Found, Looked};
use crate::core::error::Problem;
use crate::core::shell;
use crate::project::base;

const MEND: &str = "`tierup update` restores it";

pub(super) fn find(looked: &Looked<'_>) -> Vec<Found> {
    let before = &looked.before;
    let kept = &before.kept;
    let refusals = before.refusals.iter().cloned();
    if kept.is_nothing() && before.refusals.is_empty() {
        return vec![
            Problem::new("the project has no base")
                .at(base::FOLDER)
                .help(MEND)
                .into(),
        ];
    }
    let told = |path: &str| {
        let places = before.refusals.iter();
        let mut places = places.filter_map(|problem| problem.place.as_ref());
        places.any(|place| place.name() == path)
    };
    let faults = kept.faults.iter().filter(|fault| !told(fault.path));
    let faults = faults.map(|fault| {
        let problem = Problem::new(format!("it {}", fault.what));
        problem.at(fault.path).help(MEND)
    });
    let damaged = kept.damaged.keys().map(|path| {
        Problem::new("the base is missing or was edited")
            .at(base::kept_at(path))
            .help(MEND)
    });
    // what the list should name is told with the list
    let strays = kept.unlisted.keys().filter(|path| {
        !before.tree.contains_key(*path) && (kept.is_listed || before.refusals.is_empty())
    });
    let strays = strays.map(base::kept_at);
    let strays = strays.chain(kept.strays.iter().cloned()).map(|path| {
        Problem::new("it is a leftover of an earlier generation")
            .help(format!("remove it: `rm {}`", shell::quoted(&path)))
            .at(path)
    });
    let unlisted = kept.is_listed && kept.unlisted.keys().any(|p| before.tree.contains_key(p));
    let unlisted = unlisted.then(|| {
        let problem = Problem::new("it does not name every file of the base");
        problem.at(base::LIST).help(MEND)
    });
    let all = refusals.chain(faults).chain(unlisted).chain(damaged);
    all.chain(strays).map(Found::from).collect()
}
