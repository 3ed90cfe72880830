//! Why a journal that lies in a project is not carried out.

use super::journal::Refusal;
use crate::core::error::Problem;
use crate::core::shell;
use crate::project::base;
use crate::project::root::Root;

/// Why nothing of what lies in the bookkeeping is carried out.
#[must_use]
pub fn refused(root: &Root, refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Disk(error) => Problem::new(format!(
            "a change that was interrupted can be neither finished nor taken back: {error}"
        ))
        .at(root.path().join(base::FOLDER).display().to_string())
        .help("fix the error of the disk, then run a command of tierup that changes the project"),
        Refusal::Foreign { path, why } => {
            let whole = root.path().join(&path).display().to_string();
            Problem::new(format!("`{path}` {why}; nothing of it is carried out"))
                .help(format!(
                    "remove it: `rm -r {}`; `git status` shows what a change left half done",
                    shell::quoted(&whole)
                ))
                .at(whole)
        }
    }
}
