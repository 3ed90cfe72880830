//! `tierup man`: the manual page, as `man -l -` reads it.

use clap::CommandFactory as _;
use serde_json::json;

use crate::args::Args;
use crate::error::Result;
use crate::man;
use crate::report::Report;

pub(super) fn run(report: Report) -> Result<i32> {
    let page = man::page(&Args::command())?;
    report.result(&page, &json!({"page": page}))?;
    Ok(0)
}
