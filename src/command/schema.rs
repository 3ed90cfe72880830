//! `tierup schema`: the JSON Schema of `tierup.toml`.

use crate::args::{Global, Schema};
use crate::error::Result;
use crate::pack::source;
use crate::report::Report;
use crate::schema;

pub(super) fn run(args: &Schema, global: &Global, report: Report) -> Result<i32> {
    let pack = source::load(&global.pack(args.pack.source.as_deref()))?;
    let document = schema::schema(&pack);
    report.result(&format!("{document:#}"), &document)?;
    Ok(0)
}
