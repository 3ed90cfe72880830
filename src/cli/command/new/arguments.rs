//! The answers of `new`'s command line, and the equivalent command line.

use std::io::Read as _;
use std::path::Path;

use crate::cli::args::{GlobalArgs, New};
use crate::core::answers::{self, Answers, Value};
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::shell;
use crate::generate::{new_command, resources};
use crate::pack::Pack;

use super::PATH_PLACE;
use crate::cli::command::packs::SOURCE;

/// The maximum size of an answers file.
const MAX_BYTES: u64 = 1024 * 1024;

/// Answers from `--from`, overridden by the arguments.
pub(super) fn answers(args: &New, global: &GlobalArgs) -> Result<Answers> {
    let mut problems = Vec::new();
    let mut gathered = Answers::default();
    match args.from.as_ref().map(|file| from_file(file, global)) {
        None => {}
        Some(Ok(answers)) => gathered = answers,
        Some(Err(error)) => problems.extend(error.problems),
    }
    match answers::from_arguments(&args.choices, &args.sets) {
        Ok(arguments) => {
            if let (Some(typed), Some(assignment)) = (&args.pack.source, arguments.get(SOURCE))
                && assignment.value != Value::Typed(typed.clone())
            {
                problems.push(answers::conflicting_values(
                    SOURCE,
                    &format!("--pack {typed}, {}", assignment.place),
                ));
            }
            gathered.override_with(arguments);
        }
        Err(found) => problems.extend(found),
    }
    resources::from_arguments(&args.resources, &mut gathered, &mut problems);
    Error::if_any(problems)?;
    Ok(gathered)
}

/// The folder of the answers file.
pub(super) fn answers_folder(args: &New) -> Option<&Path> {
    let file = args.from.as_deref().filter(|file| *file != Path::new("-"));
    file.and_then(Path::parent)
}

fn from_file(file: &Path, global: &GlobalArgs) -> Result<Answers> {
    let mut bytes = Vec::new();
    let name = if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .at_path("standard input")?;
        "standard input".to_owned()
    } else {
        let path = global.path(file);
        let open = fs_err::File::open(&path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        open.map_err(|error| {
            Problem::new(unreadable(&path, &error))
                .at(format!("--from {}", file.display()))
                .help("name a tierup.toml, or `-` for standard input")
        })?;
        file.display().to_string()
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Problem::new("the answers file is larger than 1 MiB")
            .at(name)
            .help("name a tierup.toml")
            .into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let after = error.utf8_error().valid_up_to();
        Problem::new(format!(
            "the answers file is not UTF-8 text: invalid byte {}",
            after + 1
        ))
        .at(&name)
        .help("name a tierup.toml")
    })?;
    Ok(answers::from_toml(&name, &text)?)
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    let path = path.display();
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            format!("there is no file `{path}`")
        }
        std::io::ErrorKind::IsADirectory => format!("`{path}` is a directory"),
        _ => error.to_string(),
    }
}

/// The default name of a project: its folder's.
pub(in crate::cli::command) fn default_name(target: &Path) -> Result<String> {
    let refuse =
        |what: String, help: &str| Err(Problem::new(what).at(PATH_PLACE).help(help).into());
    let absolute = std::path::absolute(target).at_path(target)?;
    let Some(name) = absolute.file_name().filter(|_| !target.ends_with("..")) else {
        let what = format!("`{}` is not the name of a new directory", target.display());
        return refuse(what, "name the new directory, e.g. `tierup new shop`");
    };
    let Some(name) = name.to_str() else {
        let what = format!(
            "the directory name {:?} is not UTF-8 text",
            name.to_string_lossy()
        );
        return refuse(what, "choose a directory name that every system can store");
    };
    if name.contains('=') {
        let what = format!("`{name}` is not a directory name; it looks like a choice");
        return refuse(
            what,
            &format!(
                "name the new directory first, e.g. `tierup new shop {}`",
                shell::quoted(name)
            ),
        );
    }
    match crate::core::tree::check_name(name) {
        Ok(()) => Ok(name.to_owned()),
        Err(why) => refuse(
            format!("the directory name {name:?} {why}"),
            "choose a directory name that every system can store",
        ),
    }
}

/// The equivalent command in one line; `word` is the pack's source.
pub(super) fn command_line(
    args: &New,
    global: &GlobalArgs,
    answers: &Answers,
    (pack, word): (&Pack, Option<&str>),
) -> String {
    let path = args.path.to_string_lossy();
    let mut words = vec!["tierup".to_owned()];
    if let Some(directory) = &global.directory {
        words.push(format!(
            "-C {}",
            shell::quoted(&directory.to_string_lossy())
        ));
    }
    let mut stated = answers.clone();
    stated
        .0
        .retain(|assignment| assignment.place.name() != PATH_PLACE);
    words.extend(new_command::words(&path, pack, word, &stated));
    if args.no_git {
        words.push("--no-git".to_owned());
    }
    words.push("-y".to_owned());
    words.join(" ")
}
