//! The arguments of `tierup pack`, and the option for a pack.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};

#[derive(Debug, clap::Args)]
pub struct PackArg {
    /// Template pack to use: a directory, or `git+URL#REF:DIR`
    #[arg(long = "pack", value_name = "SOURCE", value_hint = ValueHint::DirPath)]
    pub source: Option<String>,
}

/// Commands for the authors of packs.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Create a small, complete pack
    New(PackNew),
    /// Report every fault of a pack, under all selections
    Check(PackCheck),
    /// Compare the generated files with the expected ones in `tests/CASE`
    Test(PackTest),
    /// Write a page on which the pack can be tried in a browser
    Site(PackSite),
}

#[derive(Debug, clap::Args)]
pub struct PackNew {
    /// Directory of the new pack: it must not exist, or be empty
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct PackCheck {
    /// Directory of the pack
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: String,
    /// Selection whose files are listed, e.g. `db=postgres`; default: the first preset
    #[arg(value_name = "TIER=PROVIDER")]
    pub choices: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct PackTest {
    /// Directory of the pack
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: String,
    /// Accept the generated files as the expected ones
    #[arg(long)]
    pub bless: bool,
    /// Record the expected files as those of the released version: a later change of them needs an entry in changes.toml
    #[arg(long, conflicts_with = "bless")]
    pub release: bool,
}

#[derive(Debug, clap::Args)]
pub struct PackSite {
    /// Pack to show: a directory, or `git+URL#REF:DIR`
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub pack: String,
    /// Directory of the page
    #[arg(value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
}
