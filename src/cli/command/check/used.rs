//! Names that files of a person use and that are not there.

use super::{Found, Looked};
use crate::cli::command::uses;
use crate::core::error::Problem;

pub(super) fn find(looked: &Looked<'_>) -> Vec<Found> {
    let trees = [looked.mine, looked.mine, &looked.new.tree];
    let missing = uses::missing(&looked.project.root, looked.pack, trees);
    missing
        .into_iter()
        .map(|missing| Problem::from(missing).into())
        .collect()
}
