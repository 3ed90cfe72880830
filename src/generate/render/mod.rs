//! From plan and context to tree: Tera, strict, in parallel. Never writes; bytes come from a reader that the caller
//! passes.

mod engine;
mod filters;
mod fuel;
mod guard;
mod limits;
mod measure;
mod operands;
mod problem;
mod resource_contexts;
mod substitute;
pub(crate) mod tags;
mod traced;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use tera::Context;

use crate::core::error::{Error, Problem, Result};
use crate::core::threads;
use crate::core::tree::{File, RelPath, Tree};
use crate::generate::plan::PlannedFile;
use crate::pack::ReadContent;
use engine::TemplateEngine;
use fuel::FUEL_OF_ALL;
use guard::{GuardedTemplate, guard};
use resource_contexts::ResourceContexts;

pub use engine::TextRenderer;
pub(crate) use engine::names;
pub(crate) use problem::in_scope;
pub(crate) use traced::TracedTemplate;

/// Templates per engine: limits memory, and Tera's cost per engine.
const BATCH: usize = 128;
/// Approximate bytes of templates per engine: Tera needs hundreds of bytes for each.
const BATCH_BYTES: usize = 256 * 1024;

/// The maximum size of all files, which are in memory until they are written.
const MAX_TREE: usize = 256 * 1024 * 1024;
/// Help for a template that Tera refuses.
const FIX: &str = "fix the template";

/// Renders every planned file.
///
/// # Errors
/// Every template that does not parse or render, with `file:line:col`, and every file that cannot be read.
pub fn render(
    plan: &[PlannedFile<'_>],
    context: &Context,
    read: &ReadContent<'_>,
    threads: usize,
) -> Result<Tree> {
    let contexts = ResourceContexts::of(plan, context);
    let batch = plan.len().div_ceil(threads.max(1)).clamp(1, BATCH);
    let batches: Vec<&[PlannedFile<'_>]> = plan.chunks(batch).collect();
    let budget = RenderBudget {
        bytes: AtomicUsize::new(MAX_TREE),
        fuel: AtomicUsize::new(FUEL_OF_ALL),
    };
    let work = |batch: &&[PlannedFile<'_>]| {
        if budget.is_exhausted() {
            return Ok(Vec::new());
        }
        render_batch(batch, &contexts, read, &budget)
    };
    let (mut files, mut problems) = (Vec::with_capacity(plan.len()), Vec::new());
    for rendered in threads::map(&batches, threads, work) {
        match rendered {
            Ok(rendered) => files.extend(rendered),
            Err(found) => problems.extend(found),
        }
    }
    problems.sort_by(|a: &Problem, b: &Problem| a.place.cmp(&b.place));
    problems.dedup();
    for problem in &mut problems {
        problem.help.get_or_insert_with(|| FIX.to_owned());
    }
    Error::if_any(problems)?;
    Ok(files.into_iter().collect())
}

type Batch = Result<Vec<(RelPath, File)>, Vec<Problem>>;

/// The remaining bytes for all files, and the remaining cost of their loops.
struct RenderBudget {
    bytes: AtomicUsize,
    fuel: AtomicUsize,
}

impl RenderBudget {
    fn is_exhausted(&self) -> bool {
        [&self.bytes, &self.fuel]
            .iter()
            .any(|left| left.load(Ordering::Relaxed) == 0)
    }

    fn spend_bytes(&self, file: &File) -> Result<(), Problem> {
        if take_from(&self.bytes, file.bytes.len()) {
            return Ok(());
        }
        let most = MAX_TREE >> 20;
        Err(Problem::new(format!(
            "the templates generate more than {most} MiB together"
        ))
        .at("templates")
        .help("check the number of iterations of its loops"))
    }

    fn spend_fuel(&self, used: usize) -> Result<(), Problem> {
        if take_from(&self.fuel, used) {
            return Ok(());
        }
        Err(
            Problem::new("the loops of all templates together have too many iterations")
                .at("templates")
                .help("loop over data of the project, not over numbers"),
        )
    }
}

/// Subtracts an amount; false if less is left, and from then on always.
fn take_from(left: &AtomicUsize, amount: usize) -> bool {
    let rest = |left: usize| Some(left.saturating_sub(amount));
    let before = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest);
    before.is_ok_and(|left| left >= amount)
}

fn render_batch(
    batch: &[PlannedFile<'_>],
    contexts: &ResourceContexts<'_>,
    read: &ReadContent<'_>,
    budget: &RenderBudget,
) -> Batch {
    let mut done = Vec::with_capacity(batch.len());
    let mut problems = Vec::new();
    let mut left = Vec::new();
    for planned in batch {
        match prepare(planned, contexts.for_file(planned), read) {
            Ok(PreparedFile::Done(file)) => {
                budget.spend_bytes(&file).map_err(|problem| vec![problem])?;
                done.push((planned.path.clone(), file));
            }
            Ok(PreparedFile::Template(source)) => left.push((planned, source)),
            Err(found) => problems.extend(found),
        }
    }
    let (mut some, mut bytes) = (Vec::new(), 0);
    for (planned, source) in &left {
        if bytes > 0 && bytes + source.len() > BATCH_BYTES {
            done.extend(compiled(&some, contexts, budget, &mut problems)?);
            (some, bytes) = (Vec::new(), 0);
        }
        match guard(planned.template, source) {
            Ok(template) => some.push((*planned, template)),
            Err(found) => problems.extend(found),
        }
        bytes += source.len();
    }
    done.extend(compiled(&some, contexts, budget, &mut problems)?);
    if problems.is_empty() {
        Ok(done)
    } else {
        Err(problems)
    }
}

/// Renders the templates of one engine.
fn compiled(
    templates: &[(&PlannedFile<'_>, GuardedTemplate<'_>)],
    contexts: &ResourceContexts<'_>,
    budget: &RenderBudget,
    problems: &mut Vec<Problem>,
) -> Batch {
    let mut done = Vec::with_capacity(templates.len());
    let mut engine = TemplateEngine::new();
    let named: BTreeMap<&str, &GuardedTemplate<'_>> = templates
        .iter()
        .map(|(planned, text)| (planned.template, text))
        .collect();
    let named: Vec<_> = named.into_iter().collect();
    if let Err(found) = engine.add(&named) {
        problems.extend(found);
        return Ok(done);
    }
    for (planned, template) in templates {
        match engine.render(planned.template, template, contexts.for_file(planned)) {
            Ok(text) => {
                let file = file(text);
                budget.spend_bytes(&file).map_err(|problem| vec![problem])?;
                done.push((planned.path.clone(), file));
            }
            Err(problem) => problems.push(problem),
        }
        budget
            .spend_fuel(engine.fuel_spent())
            .map_err(|problem| vec![problem])?;
    }
    Ok(done)
}

/// A rendered file, without unused capacity.
fn file(text: String) -> File {
    let mut bytes = text.into_bytes();
    bytes.shrink_to_fit();
    File::new(Cow::Owned(bytes))
}

enum PreparedFile {
    Done(File),
    Template(Cow<'static, str>),
}

fn prepare(
    planned: &PlannedFile<'_>,
    context: &Context,
    read: &ReadContent<'_>,
) -> Result<PreparedFile, Vec<Problem>> {
    let bytes = read(planned.content).map_err(|error| error.problems)?;
    if !planned.rendered {
        return Ok(PreparedFile::Done(File::new(bytes)));
    }
    let not_text = || vec![Problem::new("the template is not UTF-8 text").at(planned.template)];
    let source = match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| not_text())?),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| not_text())?),
    };
    match substitute::substitute(&source, context) {
        Some(text) => Ok(PreparedFile::Done(file(text))),
        None => Ok(PreparedFile::Template(source)),
    }
}
