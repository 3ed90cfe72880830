//! What keeps a template from running or growing without end. Tera bounds neither, so a template is told to ask for
//! fuel: at every turn of a loop, and at every variable that it sets. What could not be bounded so it may not use.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::filters;
use super::tags::{Kind, Tag, tags};
use super::traced::ARRIVES;
use crate::error::Problem;

/// The most that a variable may hold, in bytes.
pub(super) const MAX_VALUE: usize = 256 * 1024;
/// What the turns of all loops of one template may cost together: bytes of their bodies, and then some.
const FUEL: usize = 32 * 1024 * 1024;
/// What those of all templates of a project may cost together.
pub(super) const FUEL_OF_ALL: usize = 16 * FUEL;
/// More problems of one template than a person reads.
const MAX_PROBLEMS: usize = 20;
/// What a turn costs at least.
const TURN: usize = 256;
/// A variable of this size makes every turn cost as much again: each may look at all of it.
const LARGE: usize = 4 * 1024;

/// The most numbers in a row.
const MAX_RANGE: usize = 100_000;

const TURNS: &str = "turn_of_loop_";
const HOLDS: &str = "size_of_variable_";

/// Statements that no template has, with what to do instead.
const REFUSED: [(&str, &str); 6] = [
    ("include", "share text by a slot, or share the file"),
    ("extends", "share text by a slot, or share the file"),
    ("import", "share text by a slot, or share the file"),
    ("component", "share text by a slot, or share the file"),
    (
        "filter",
        "put the filter on each expression: `{{ name | upper }}`",
    ),
    (
        "endset",
        "set a variable to an expression: `{% set name = value %}`",
    ),
];

/// A template that asks for fuel, and where in it that was put: line, column, how much.
#[derive(Debug)]
pub(super) struct Guarded<'a> {
    pub(super) source: Cow<'a, str>,
    added: Vec<(usize, usize, usize)>,
}

/// Makes a template ask for fuel.
///
/// # Errors
/// Everything in it that no template may use.
pub(super) fn guard<'a>(name: &str, source: &'a str) -> Result<Guarded<'a>, Vec<Problem>> {
    with_calls(name, source, false)
}

/// Makes a template ask for fuel and tell which branches it takes.
///
/// # Errors
/// Everything in it that no template may use.
pub(super) fn guard_and_trace<'a>(
    name: &str,
    source: &'a str,
) -> Result<Guarded<'a>, Vec<Problem>> {
    with_calls(name, source, true)
}

fn with_calls<'a>(
    name: &str,
    source: &'a str,
    branches: bool,
) -> Result<Guarded<'a>, Vec<Problem>> {
    let tags = tags(source);
    let refused = tags.iter().filter_map(|tag| refused(name, source, tag));
    let problems: Vec<Problem> = refused.take(MAX_PROBLEMS).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let bodies = bodies(&tags);
    let (mut added, mut text) = (Vec::new(), String::new());
    let (mut from, mut line, mut column) = (0, 1, 1);
    for (number, tag) in tags.iter().enumerate() {
        let fuel = fuel_call(tag, bodies[number]);
        let branch = branches && ["if", "elif", "else", "for"].contains(&tag.word());
        let branch = branch.then(|| format!("{ARRIVES}(at={number})"));
        let calls: Vec<String> = fuel.into_iter().chain(branch).collect();
        if calls.is_empty() {
            continue;
        }
        let call = format!(
            "{{{{ {} {}}}}}",
            calls.join(" ~ "),
            if tag.trims { "-" } else { "" }
        );
        let before = &source[from..tag.range.end];
        match before.rsplit_once('\n') {
            Some((above, last)) => {
                line += above.matches('\n').count() + 1;
                column = last.chars().count() + 1;
            }
            None => column += before.chars().count(),
        }
        added.push((line, column, call.len()));
        text.push_str(before);
        text.push_str(&call);
        from = tag.range.end;
    }
    let source = if from == 0 {
        Cow::Borrowed(source)
    } else {
        text.push_str(&source[from..]);
        Cow::Owned(text)
    };
    Ok(Guarded { source, added })
}

/// How many bytes the loop has that begins with a tag; what does not end is as long as the template.
fn bodies(tags: &[Tag<'_>]) -> Vec<usize> {
    let end = tags.last().map_or(0, |tag| tag.range.end);
    let mut bodies: Vec<usize> = tags.iter().map(|tag| end - tag.range.start).collect();
    let mut open = Vec::new();
    for (number, tag) in tags.iter().enumerate() {
        match tag.word() {
            "for" => open.push(number),
            "endfor" => {
                if let Some(start) = open.pop() {
                    bodies[start] = tag.range.end - tags[start].range.start;
                }
            }
            _ => {}
        }
    }
    bodies
}

/// What is asked after a tag.
fn fuel_call(tag: &Tag<'_>, body: usize) -> Option<String> {
    match tag.word() {
        "for" => Some(format!("{TURNS}(costs={})", body + TURN)),
        "set" | "set_global" => {
            let name = tag.tokens.get(1).filter(|token| token.is_name())?;
            Some(format!("{HOLDS}(of={})", name.text))
        }
        _ => None,
    }
}

fn refused(name: &str, source: &str, tag: &Tag<'_>) -> Option<Problem> {
    let place = |at| {
        let (line, column) = crate::pack::line_column(source, at);
        format!("{name}:{line}:{column}")
    };
    let problem = |what: &str, at, help: &str| {
        Some(
            Problem::new(format!("the template uses {what}, which no template may"))
                .at(place(at))
                .help(help),
        )
    };
    let word = tag.word();
    if let Some((word, help)) = REFUSED.iter().find(|(known, _)| *known == word) {
        let told = if *word == "endset" {
            "`set` around text".to_owned()
        } else {
            format!("`{word}`")
        };
        return problem(&told, tag.tokens[0].at, help);
    }
    let skipped = usize::from(tag.kind == Kind::Statement);
    let comprehension = tag
        .tokens
        .iter()
        .skip(skipped)
        .find(|token| token.text == "for")?;
    problem(
        "a loop in an expression",
        comprehension.at,
        "make it a statement: `{% for one in all %}`",
    )
}

impl Guarded<'_> {
    /// Where a place of what Tera was given stands in what the author wrote.
    pub(super) fn place(&self, line: usize, column: usize) -> (usize, usize) {
        let mut moved = 0;
        for (_, at, length) in self.added.iter().filter(|(on, ..)| *on == line) {
            if column < at + moved {
                break;
            }
            if column < at + moved + length {
                return (line, *at);
            }
            moved += length;
        }
        (line, column - moved)
    }
}

/// What one template may still do.
#[derive(Debug, Default)]
pub(super) struct Fuel {
    left: AtomicUsize,
    /// How much the largest variable makes a turn cost.
    weight: AtomicUsize,
    grown: AtomicUsize,
}

impl Fuel {
    /// Fuel that `engine` gives to its templates, one at a time.
    pub(super) fn of(engine: &mut Tera) -> Arc<Self> {
        let fuel = Arc::new(Self::default());
        let given = Arc::clone(&fuel);
        engine.register_function(
            TURNS,
            move |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
                let costs = kwargs.must_get::<usize>("costs")?;
                given.spend(costs.saturating_mul(given.weight.load(Relaxed)))
            },
        );
        let given = Arc::clone(&fuel);
        engine.register_function(
            HOLDS,
            move |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
                let size = size(kwargs.must_get::<&Value>("of")?, MAX_VALUE);
                if size > MAX_VALUE {
                    given.grown.store(1, Relaxed);
                    return Err(tera::Error::message("the variable is too large"));
                }
                given.weight.fetch_max(1 + size / LARGE, Relaxed);
                given.spend(size)
            },
        );
        let given = Arc::clone(&fuel);
        engine.register_function("range", move |kwargs: Kwargs, _: &State| {
            given.range(&kwargs)
        });
        filters::bounded(engine, &fuel);
        fuel
    }

    /// Fills up, for the next template.
    pub(super) fn fill(&self) {
        self.left.store(FUEL, Relaxed);
        self.weight.store(1, Relaxed);
        self.grown.store(0, Relaxed);
    }

    fn spend(&self, costs: usize) -> TeraResult<&'static str> {
        let left = self.left.load(Relaxed).saturating_sub(costs);
        self.left.store(left, Relaxed);
        if left == 0 {
            return Err(tera::Error::message("the loops run too often"));
        }
        Ok("")
    }

    /// The numbers from `start` up to `end`; every one costs what a turn of a loop may have to do for it.
    fn range(&self, kwargs: &Kwargs) -> TeraResult<Vec<i64>> {
        let number = |name: &str, usual| -> TeraResult<i64> {
            Ok(kwargs.get::<i64>(name)?.unwrap_or(usual))
        };
        let (start, end, step) = (
            number("start", 0)?,
            kwargs.must_get::<i64>("end")?,
            number("step_by", 1)?,
        );
        if start > end || step < 1 {
            return Err(tera::Error::message(
                "Function `range` needs a `start` that is no more than `end`, and a `step_by` of 1 or more",
            ));
        }
        let length = end.abs_diff(start).div_ceil(step.unsigned_abs());
        match usize::try_from(length)
            .ok()
            .filter(|length| *length <= MAX_RANGE)
        {
            Some(length) => self.spend(length.saturating_mul(size_of::<i64>()))?,
            None => {
                return Err(tera::Error::message(format!(
                    "Function `range` would produce {length} elements, which exceeds the limit of {MAX_RANGE}"
                )));
            }
        };
        Ok((0..i64::try_from(length).unwrap_or(0))
            .map(|turn| start.wrapping_add(turn.wrapping_mul(step)))
            .collect())
    }

    /// What was used since it was filled.
    pub(super) fn used(&self) -> usize {
        FUEL - self.left.load(Relaxed)
    }

    /// Text that a filter makes may be as large as a variable.
    pub(super) fn allow(&self, size: usize) -> TeraResult<()> {
        if size > MAX_VALUE {
            self.grown.store(1, Relaxed);
            return Err(tera::Error::message("the text is too large"));
        }
        Ok(())
    }

    /// Which bound was met, if one was.
    pub(super) fn problem(&self) -> Option<Problem> {
        if self.grown.load(Relaxed) == 1 {
            let most = MAX_VALUE / 1024;
            return Some(
                Problem::new(format!("a value in the template is larger than {most} KiB"))
                    .help("write text where it belongs instead of gathering it"),
            );
        }
        (self.left.load(Relaxed) == 0).then(|| {
            Problem::new("the loops of the template run too often")
                .help("loop over what the project has, not over numbers")
        })
    }
}

/// About how many bytes a value holds, counted up to `most`.
fn size(value: &Value, most: usize) -> usize {
    const EACH: usize = 16;
    let mut sum = EACH;
    let add = |sum: &mut usize, item: &Value| {
        *sum += size(item, most.saturating_sub(*sum));
        *sum <= most
    };
    if let Some(text) = value.as_str() {
        sum += text.len();
    } else if let Some(items) = value.as_array() {
        let _all = items.iter().all(|item| add(&mut sum, item));
    } else if let Some(map) = value.as_map() {
        let _all = map.values().all(|item| add(&mut sum, item));
    }
    sum
}
