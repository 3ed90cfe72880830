//! `tierup pack`: commands for the authors of packs.

mod cases;
mod check;
mod new;
mod site;
mod test;

use std::path::Path;

use crate::audit::open;
use crate::cli::args::{GlobalArgs, PackCommand};
use crate::core::error::{Problem, Result};
use crate::core::place::Place;
use crate::pack::Pack;
use crate::pack::source::PackRequest;
use crate::screen::report::Report;

pub(super) fn run(command: &PackCommand, global: &GlobalArgs, report: Report) -> Result<i32> {
    match command {
        PackCommand::New(args) => new::run(args, global, report),
        PackCommand::Check(args) => check::run(args, global, report),
        PackCommand::Test(args) => test::run(args, global, report),
        PackCommand::Site(args) => site::run(args, global, report),
    }
}

/// The pack in a folder. The user is its author, so the help does not suggest to leave it out.
fn load(folder: &str, global: &GlobalArgs) -> Result<Pack> {
    let request = PackRequest {
        source: folder,
        from: &global.path(Path::new("")),
        commit: None,
    };
    open::open_pack(&request).map_err(|mut error| {
        for problem in &mut error.problems {
            problem
                .help
                .take_if(|help| *help == crate::pack::parse::FIX);
        }
        error
    })
}

/// The problem of a choice, case or file that does not exist.
fn not_found(what: &str, place: impl Into<Place>, help: impl Into<String>) -> Problem {
    Problem::new(what).at(place).help(help)
}
