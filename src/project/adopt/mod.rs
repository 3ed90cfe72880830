//! A project that exists and that no template wrote: what its files show about tiers and answers, and the files that a
//! stack around it adds. Values only; knows no provider.

mod distributions;
mod files;
mod proposal;
mod reads;
mod signs;
mod survey;

pub use files::{AdoptedFile, FileFate, adopted_files, possible_paths};
pub use proposal::{Proposal, guesses, propose};
pub use reads::unset_variables;
pub use survey::{Survey, is_surveyed};
