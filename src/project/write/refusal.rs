//! Messages about journals that are not replayed.

use super::journal::Refusal;
use crate::core::error::Problem;
use crate::core::shell;
use crate::project::base;
use crate::project::root::Root;

/// The problem of a journal that is not replayed.
#[must_use]
pub fn refusal_problem(root: &Root, refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Disk(error) => Problem::new(format!(
            "an interrupted change can be neither completed nor undone: {error}"
        ))
        .at(root.path().join(base::FOLDER))
        .help("fix the cause, then run a tierup command that changes the project"),
        Refusal::Foreign { path, why } => {
            let whole = root.path().join(&path).display().to_string();
            Problem::new(format!("`{path}` {why}; it is not applied"))
                .help(format!(
                    "remove it: `rm -r {}`; `git status` shows an incomplete change",
                    shell::quoted(&whole)
                ))
                .at(whole)
        }
    }
}
