//! Plan and context to tree: Tera, strict, in parallel. Never writes; bytes come through the reader it is given.

mod substitute;

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::error::{Error, Problem, Result};
use crate::pack::Read;
use crate::plan::Planned;
use crate::suggest;
use crate::tree::{File, RelPath, Tree};

/// Templates that one engine compiles before it is dropped: bounds memory, and Tera's cost per engine.
const BATCH: usize = 128;
/// The most that one template may become.
const MAX_OUTPUT: usize = 16 * 1024 * 1024;

/// The most that all files may hold together; they are in memory until they are written.
const MAX_TREE: usize = 256 * 1024 * 1024;
/// What can be done about a template that Tera refuses.
const MEND: &str = "mend the template";

/// Renders every planned file.
///
/// # Errors
/// Every template that does not parse or render, with `file:line:col`, and every file that cannot be read.
pub fn render(
    plan: &[Planned<'_>],
    context: &Context,
    read: &Read<'_>,
    threads: usize,
) -> Result<Tree> {
    let batch = plan.len().div_ceil(threads.max(1)).clamp(1, BATCH);
    let batches: Vec<&[Planned<'_>]> = plan.chunks(batch).collect();
    let next = AtomicUsize::new(0);
    let room = Room(AtomicUsize::new(MAX_TREE));
    // each thread takes the next batch until none is left
    let work = || {
        let (mut files, mut problems) = (Vec::new(), Vec::new());
        while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
            if room.0.load(Ordering::Relaxed) == 0 {
                break;
            }
            match render_batch(batch, context, read, &room) {
                Ok(rendered) => files.extend(rendered),
                Err(found) => problems.extend(found),
            }
        }
        (files, problems)
    };
    let (mut files, mut problems) = (Vec::with_capacity(plan.len()), Vec::new());
    for (rendered, found) in in_parallel(threads.min(batches.len()), work) {
        files.extend(rendered);
        problems.extend(found);
    }
    problems.sort_by(|a: &Problem, b: &Problem| a.place.cmp(&b.place));
    problems.dedup();
    for problem in &mut problems {
        problem.help.get_or_insert_with(|| MEND.to_owned());
    }
    Error::unless_none(problems)?;
    Ok(files.into_iter().collect())
}

/// Renders one piece of text, `name` standing in its problems' places.
///
/// # Errors
/// When it does not parse or render.
pub fn text(name: &str, source: &str, context: &Context) -> Result<String, Problem> {
    if let Some(text) = substitute::substitute(source, context) {
        return Ok(text);
    }
    let mut engine = engine();
    engine
        .add_raw_template(name, source)
        .map_err(|error| problem(name, &error))?;
    bounded(&engine, name, context)
}

/// What a template becomes, up to a bound: one that loops on and on must not fill the memory.
fn bounded(engine: &Tera, template: &str, context: &Context) -> Result<String, Problem> {
    let mut output = Bounded::default();
    match engine.render_to(template, context, &mut output) {
        _ if output.full => Err(Problem::new(format!(
            "the template gives more than {} MiB",
            MAX_OUTPUT / 1024 / 1024
        ))
        .at(template)
        .help("look for a loop that runs too often")),
        Ok(()) => String::from_utf8(output.bytes)
            .map_err(|error| Problem::new(error.to_string()).at(template)),
        Err(error) => Err(problem(template, &error)),
    }
}

/// Takes up to `MAX_OUTPUT` bytes, then refuses.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.full |= self.bytes.len() + bytes.len() > MAX_OUTPUT;
        if self.full {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What every one of `threads` threads gives, this one included.
fn in_parallel<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mut results = vec![work()];
        for thread in others {
            results.push(
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            );
        }
        results
    })
}

type Batch = Result<Vec<(RelPath, File)>, Vec<Problem>>;

/// What all files together may still hold, in bytes.
struct Room(AtomicUsize);

impl Room {
    fn take(&self, file: &File) -> Result<(), Problem> {
        let bytes = file.bytes.len();
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                // once too little is left for one file, none is left for any
                Some(left.saturating_sub(bytes))
            });
        if taken.is_ok_and(|left| left >= bytes) {
            return Ok(());
        }
        Err(Problem::new(format!(
            "the templates give more than {} MiB together",
            MAX_TREE >> 20
        ))
        .at("templates")
        .help("look for a loop that runs too often"))
    }
}

fn render_batch(batch: &[Planned<'_>], context: &Context, read: &Read<'_>, room: &Room) -> Batch {
    let mut done = Vec::with_capacity(batch.len());
    let mut problems = Vec::new();
    let mut left = Vec::new();
    for planned in batch {
        match prepare(planned, context, read) {
            Ok(Prepared::Done(file)) => {
                room.take(&file).map_err(|problem| vec![problem])?;
                done.push((planned.path.clone(), file));
            }
            Ok(Prepared::Template(source)) => left.push((planned, source)),
            Err(found) => problems.extend(found),
        }
    }
    let mut engine = engine();
    let sources = left
        .iter()
        .map(|(planned, source)| (planned.template, source.as_ref()));
    if engine.add_raw_templates(sources).is_err() {
        // one by one, so that every template that does not parse is named
        for (planned, source) in &left {
            problems.extend(
                engine
                    .add_raw_template(planned.template, source)
                    .err()
                    .map(|e| problem(planned.template, &e)),
            );
        }
        return Err(problems);
    }
    for (planned, _) in left {
        match bounded(&engine, planned.template, context) {
            Ok(text) => {
                let file = file(text);
                room.take(&file).map_err(|problem| vec![problem])?;
                done.push((planned.path.clone(), file));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(done)
    } else {
        Err(problems)
    }
}

/// A rendered file, without the room that rendering kept in reserve.
fn file(text: String) -> File {
    let mut bytes = text.into_bytes();
    bytes.shrink_to_fit();
    File::new(Cow::Owned(bytes))
}

enum Prepared {
    Done(File),
    Template(Cow<'static, str>),
}

fn prepare(
    planned: &Planned<'_>,
    context: &Context,
    read: &Read<'_>,
) -> Result<Prepared, Vec<Problem>> {
    let bytes = read(planned.content).map_err(|error| error.problems)?;
    if !planned.rendered {
        return Ok(Prepared::Done(File::new(bytes)));
    }
    let not_text = || vec![Problem::new("the template is not UTF-8 text").at(planned.template)];
    let source = match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| not_text())?),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| not_text())?),
    };
    match substitute::substitute(&source, context) {
        Some(text) => Ok(Prepared::Done(file(text))),
        None => match leans_on_another(&source) {
            Some(word) => Err(vec![
                Problem::new(format!("the template uses `{word}`, but each stands alone"))
                    .at(planned.template)
                    .help("share text by a slot, or share the file"),
            ]),
            None => Ok(Prepared::Template(source)),
        },
    }
}

/// Which templates an engine holds is chance, so that none may name another.
fn leans_on_another(source: &str) -> Option<&'static str> {
    let tags = source.split("{%").skip(1);
    tags.filter_map(|tag| tag.trim_start_matches('-').split_whitespace().next())
        .find_map(|word| {
            ["include", "extends", "import"]
                .into_iter()
                .find(|known| *known == word)
        })
}

fn engine() -> Tera {
    let mut engine = Tera::new();
    engine.autoescape_on(Vec::<&str>::new());
    engine.register_filter("json", json);
    engine.register_filter("yaml", yaml);
    engine.register_filter("markdown", markdown);
    engine
}

/// A value as JSON writes it, which YAML, TOML and Python read as the same string or number.
fn json(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    serde_json::to_string(value).map_err(tera::Error::message)
}

/// Text as Markdown shows it: nothing in it marks anything up.
fn markdown(text: &str, _: Kwargs, _: &State) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\`*_{}[]<>()#+!|~$&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A string as YAML reads it back: plain where that is safe, else as JSON writes it.
fn yaml(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    match value.as_str() {
        Some(text)
            if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
                && !WORDS.contains(&text.to_ascii_lowercase().as_str()) =>
        {
            Ok(text.to_owned())
        }
        _ => serde_json::to_string(value).map_err(tera::Error::message),
    }
}

fn problem(template: &str, error: &tera::Error) -> Problem {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return drawn_problem(template, &error.to_string());
    };
    let span = report.span();
    let file = if report.filename().is_empty() {
        template
    } else {
        report.filename()
    };
    let place = format!("{file}:{}:{}", span.start_line, span.start_col + 1);
    // Tera says in the same breath what the template could have named instead
    let (message, known) = report
        .message()
        .split_once(" Available ")
        .unwrap_or((report.message(), ""));
    let problem = Problem::new(message.trim_end_matches('.')).at(place);
    match known.split_once(": ") {
        Some((_, names)) => problem.help(in_scope(message, names)),
        None => problem,
    }
}

/// The problem in a message that Tera has drawn already: its first line, and the place on an arrow's.
fn drawn_problem(template: &str, drawn: &str) -> Problem {
    let message = drawn
        .lines()
        .next()
        .unwrap_or(drawn)
        .trim_start_matches("error: ");
    let place = drawn
        .lines()
        .find_map(|line| line.trim().strip_prefix("--> "));
    Problem::new(message).at(place.unwrap_or(template))
}

/// What a template could have named instead of the name that `message` quotes.
fn in_scope(message: &str, names: &str) -> String {
    let wrong = message.split('`').nth(1).unwrap_or_default();
    let near = suggest::nearest(wrong, names.split(", "));
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    format!("{near}In scope: {names}")
}
