//! `tierup man`: the manual page, as `man -l -` reads it.

use clap::CommandFactory as _;
use serde_json::json;

use crate::cli::args::Args;
use crate::cli::man;
use crate::core::error::Result;
use crate::screen::report::Report;

pub(super) fn run(report: Report) -> Result<i32> {
    let page = man::page(&Args::command())?;
    report.result(&page, &json!({"page": page}))?;
    Ok(0)
}
