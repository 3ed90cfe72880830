//! `tierup man`: the manual page, as `man -l -` reads it.

use clap::CommandFactory as _;
use serde_json::json;

use crate::cli::args::Args;
use crate::cli::man;
use crate::core::error::{AtPath, Result};
use crate::screen::report::Report;

pub(super) fn run(report: Report) -> Result<i32> {
    let page = man::page(&Args::command()).at_path("man")?;
    report.result(&page, &json!({"page": page}))?;
    Ok(0)
}
