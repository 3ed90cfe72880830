//! Consent to change files that exist: each with its diff.

use crate::cli::args::{Adopt, GlobalArgs};
use crate::core::error::{Error, Problem, Result};
use crate::core::suggest;
use crate::core::tree::{RelPath, Tree};
use crate::project::adopt::AdoptedFile;
use crate::project::patch::patch;
use crate::screen::ask::terminal::Terminal;
use crate::screen::ask::{Ask as _, Choice, Reply};
use crate::screen::report;

/// Keeps every existing file that the user does not want to be changed.
pub(super) fn ask(
    files: &mut [AdoptedFile],
    existing: &Tree,
    args: &Adopt,
    global: &GlobalArgs,
) -> Result<()> {
    Error::if_any(unknown(files, args))?;
    let is_accepted = |file: &AdoptedFile| {
        let at = file.changed().map(RelPath::as_str);
        args.accepted.iter().any(|path| {
            let path = path.strip_prefix("./").unwrap_or(path);
            Some(path) == at || path == file.path.as_str()
        })
    };
    let open: Vec<&mut AdoptedFile> = files
        .iter_mut()
        .filter(|file| file.changed().is_some() && !is_accepted(file))
        .collect();
    if args.flags.dry_run {
        return Ok(());
    }
    let mut terminal = if global.yes || open.is_empty() {
        None
    } else {
        Terminal::open()
    };
    for file in open {
        let wanted = match &mut terminal {
            Some(terminal) => wants(terminal, file, existing)?,
            None => false,
        };
        if !wanted {
            file.keep();
        }
    }
    Ok(())
}

/// Shows what would change and asks.
fn wants(terminal: &mut Terminal, file: &AdoptedFile, existing: &Tree) -> Result<bool> {
    let Some(at) = file.changed() else {
        return Ok(false);
    };
    let old = existing.get_key_value(at);
    let text = report::patch(&patch(old, Some((&file.path, &file.file))));
    terminal.show(&String::from_utf8_lossy(&text))?;
    let keep = format!("Keep {at}");
    let take = if *at == file.path {
        "Change it".to_owned()
    } else {
        format!("Write {} instead", file.path)
    };
    let options = [
        Choice::new(keep, "as it is"),
        Choice::new(take, "a copy of yours is kept beside it"),
    ];
    terminal.forget_keys();
    let reply = terminal.select(&format!("{at} exists. Change it?"), &options, 0)?;
    Ok(reply == Reply::Given(1))
}

/// Accepted paths that no generated file changes.
fn unknown(files: &[AdoptedFile], args: &Adopt) -> Vec<Problem> {
    let known: Vec<&str> = files
        .iter()
        .flat_map(|file| {
            [
                Some(file.path.as_str()),
                file.changed().map(RelPath::as_str),
            ]
        })
        .flatten()
        .collect();
    let is_known = |path: &&String| known.contains(&path.strip_prefix("./").unwrap_or(path));
    let unknown = args.accepted.iter().filter(|path| !is_known(path));
    unknown
        .map(|path| {
            Problem::new(format!("`{path}` is not a file that would be written"))
                .at(format!("--accept {path}"))
                .help(suggest::help(path, known.iter().copied()))
        })
        .collect()
}
