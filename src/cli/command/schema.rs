//! `tierup schema`: the JSON Schema of `tierup.toml`, or of a pack's manifests.

use super::packs;
use crate::cli::args::{Described, Global, Schema};
use crate::core::error::Result;
use crate::generate::schema;
use crate::screen::report::Report;

pub(super) fn run(args: &Schema, global: &Global, report: Report) -> Result<i32> {
    let document = match args.what {
        Described::Catalog => schema::catalog(),
        Described::Provider => schema::provider(),
        Described::Tierup => schema::schema(&packs::offered(&args.pack, global)?),
    };
    report.result(format!("{document:#}"), &document)?;
    Ok(0)
}
