//! References in the user's files to names that do not exist.

use super::{CheckContext, CheckFinding};
use crate::cli::command::references;
use crate::core::error::Problem;

pub(super) fn find(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let trees = [context.ours, context.ours, &context.new.tree];
    let missing = references::unresolved(&context.project.root, context.pack, trees);
    missing
        .into_iter()
        .map(|missing| Problem::from(missing).into())
        .collect()
}
