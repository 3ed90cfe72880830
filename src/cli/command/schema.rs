//! `tierup schema`: the JSON Schema of `tierup.toml`, or of a pack's manifests.

use super::packs;
use crate::cli::args::{GlobalArgs, Schema, SchemaKind};
use crate::core::error::Result;
use crate::generate::schema;
use crate::screen::report::Report;

pub(super) fn run(args: &Schema, global: &GlobalArgs, report: Report) -> Result<i32> {
    let document = match args.what {
        SchemaKind::Catalog => schema::catalog(),
        SchemaKind::Provider => schema::provider(),
        SchemaKind::Changes => schema::changes(),
        SchemaKind::Model => schema::model(),
        SchemaKind::Type => schema::field_type(),
        SchemaKind::Tierup => schema::schema(&packs::pack_for_new(&args.pack, global)?),
    };
    report.result(format!("{document:#}"), &document)?;
    Ok(0)
}
