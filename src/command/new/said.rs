//! What was said on the command line of `new`, and how to say it again.

use std::io::Read as _;
use std::path::Path;

use crate::answers::{self, Answers, TIERS, Value};
use crate::args::{Global, New};
use crate::error::{Error, Problem, Result};
use crate::pack::Pack;
use crate::shell;

/// The most that an answers file may hold.
const MAX_BYTES: u64 = 1024 * 1024;

/// Answers from `--from`, with the arguments over them.
pub(super) fn gather(args: &New, global: &Global) -> Result<Answers> {
    let mut problems = Vec::new();
    let mut gathered = Answers::default();
    match args.from.as_ref().map(|file| from_file(file, global)) {
        None => {}
        Some(Ok(answers)) => gathered = answers,
        Some(Err(error)) => problems.extend(error.problems),
    }
    match answers::from_arguments(&args.choices, &args.sets) {
        Ok(arguments) => gathered.over(arguments),
        Err(found) => problems.extend(found),
    }
    Error::unless_none(problems)?;
    Ok(gathered)
}

fn from_file(file: &Path, global: &Global) -> Result<Answers> {
    let mut bytes = Vec::new();
    let name = if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)?;
        "standard input".to_owned()
    } else {
        let path = global.path(file);
        let open = fs_err::File::open(&path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        open.map_err(|error| {
            Problem::new(error.to_string())
                .at(format!("--from {}", file.display()))
                .help("name a tierup.toml, or `-` for standard input")
        })?;
        file.display().to_string()
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Problem::new("answers larger than 1 MiB are no answers")
            .at(name)
            .into());
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Problem::new("the answers are not UTF-8 text").at(&name))?;
    Ok(answers::from_toml(&name, &text)?)
}

/// The name that a project has by default: its folder's.
pub(super) fn default_name(target: &Path) -> Result<String> {
    let absolute = std::path::absolute(target)?;
    let name = absolute
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.filter(|_| !target.ends_with("..")).ok_or_else(|| {
        Problem::new(format!("`{}` names no folder of its own", target.display()))
            .at("PATH")
            .help("name the new folder, e.g. `tierup new shop`")
    })?;
    match crate::tree::check_name(&name) {
        Ok(()) => Ok(name),
        Err(why) => Err(Problem::new(format!("the folder name {name:?} {why}"))
            .at("PATH")
            .help("choose a folder name that every system can store")
            .into()),
    }
}

/// The one-line command that says the same again.
pub(super) fn command(args: &New, answers: &Answers, pack: &Pack) -> String {
    let mut words = vec![
        "tierup new".to_owned(),
        shell::quoted(&args.path.to_string_lossy()),
    ];
    if pack.source != crate::pack::source::BUILTIN_NAME {
        words.push(format!("--pack {}", shell::quoted(&pack.source)));
    }
    for tier in &pack.catalog.tiers {
        words.extend(
            answers
                .tier(&tier.id)
                .map(|provider| shell::quoted(&format!("{}={provider}", tier.id))),
        );
    }
    for said in &answers.0 {
        let plain = !said.key.starts_with(TIERS) && !said.key.starts_with("pack.");
        let value = match &said.value {
            Value::Typed(text) | Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Other(_) => continue,
        };
        if plain && said.place != super::PATH_PLACE {
            words.push(format!(
                "--set {}",
                shell::quoted(&format!("{}={value}", said.key))
            ));
        }
    }
    if args.no_git {
        words.push("--no-git".to_owned());
    }
    words.push("-y".to_owned());
    words.join(" ")
}
