//! `tierup schema`: the JSON Schema of `tierup.toml`.

use super::packs;
use crate::args::{Global, Schema};
use crate::error::Result;
use crate::report::Report;
use crate::schema;

pub(super) fn run(args: &Schema, global: &Global, report: Report) -> Result<i32> {
    let pack = packs::offered(&args.pack, global)?;
    let document = schema::schema(&pack);
    report.result(&format!("{document:#}"), &document)?;
    Ok(0)
}
