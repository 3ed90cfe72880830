//! `tierup schema`: the JSON Schema of `tierup.toml`, or of a pack's manifests.

use super::packs;
use crate::args::{Described, Global, Schema};
use crate::error::Result;
use crate::report::Report;
use crate::schema;

pub(super) fn run(args: &Schema, global: &Global, report: Report) -> Result<i32> {
    let document = match args.what {
        Described::Catalog => schema::catalog(),
        Described::Provider => schema::provider(),
        Described::Tierup => schema::schema(&packs::offered(&args.pack, global)?),
    };
    report.result(format!("{document:#}"), &document)?;
    Ok(0)
}
