//! The arguments of `tierup adopt`, as typed.

use clap::ValueHint;

use super::ChangeFlags;
use crate::cli::complete;

#[derive(Debug, clap::Args)]
pub struct Adopt {
    /// Providers, e.g. `web=flask db=postgres`; proposes the others from the files of the project
    #[arg(value_name = "TIER=PROVIDER", add = complete::choices())]
    pub choices: Vec<String>,
    /// Set another key of tierup.toml, e.g. `answers.application=shop.web:app`
    #[arg(long = "set", value_name = "KEY=VALUE", add = complete::keys())]
    pub sets: Vec<String>,
    /// Replace or extend this existing file; without it, each one is asked for
    #[arg(long = "accept", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub accepted: Vec<String>,
    #[command(flatten)]
    pub flags: ChangeFlags,
}
