//! `tierup man`: the manual page of the program, or a page for each command in a folder, as clap writes them.

use clap::CommandFactory as _;
use clap_mangen::Man;
use serde_json::json;

use crate::cli::args::{Args, GlobalArgs, Manual};
use crate::core::error::{AtPath, Problem, Result};
use crate::screen::report::Report;

pub(super) fn run(args: &Manual, global: &GlobalArgs, report: Report) -> Result<i32> {
    let program = Args::command();
    if let Some(folder) = &args.folder {
        let folder = global.path(folder);
        let written = fs_err::create_dir_all(&folder)
            .and_then(|()| clap_mangen::generate_to(program, &folder));
        written.map_err(|error| {
            Problem::new(format!("the manual pages could not be written: {error}"))
                .at(folder.display().to_string())
                .help("name a directory that can be written to")
        })?;
        return Ok(0);
    }
    let mut page = Vec::new();
    Man::new(program).render(&mut page).at_path("man")?;
    let page = String::from_utf8_lossy(&page);
    report.result(page.as_ref(), &json!({"page": page}))?;
    Ok(0)
}
