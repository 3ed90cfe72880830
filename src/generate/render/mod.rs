//! From plan and context to tree: Tera, strict, in parallel. Never writes; bytes come from a reader that the caller
//! passes.

mod engine;
mod filters;
mod fuel;
mod guard;
mod limits;
mod measure;
mod memo;
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
use memo::{Key, ValueHashes};
use resource_contexts::ResourceContexts;

pub use engine::TextRenderer;
pub(crate) use engine::names;
pub use memo::RenderMemo;
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

/// How a plan is rendered.
#[expect(missing_debug_implementations, reason = "functions have none")]
pub struct Rendering<'a> {
    pub read: &'a ReadContent<'a>,
    /// What is done to each file at last; it knows no more than the path and the bytes.
    pub finish: &'a (dyn Fn(&RelPath, File) -> File + Sync),
    pub threads: usize,
    /// Of the pack of the plan.
    pub memo: Option<&'a RenderMemo>,
}

/// Renders every planned file.
///
/// # Errors
/// Every template that does not parse or render, with `file:line:col`, and every file that cannot be read.
pub fn render(
    plan: &[PlannedFile<'_>],
    context: &Context,
    rendering: &Rendering<'_>,
) -> Result<Tree> {
    let contexts = ResourceContexts::of(plan, context);
    let threads = rendering.threads;
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
        render_batch(batch, &contexts, rendering, &budget)
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

/// A template that no shortcut renders.
struct PendingTemplate<'a> {
    planned: &'a PlannedFile<'a>,
    source: Cow<'static, str>,
    key: Option<Key>,
}

fn render_batch(
    batch: &[PlannedFile<'_>],
    contexts: &ResourceContexts<'_>,
    rendering: &Rendering<'_>,
    budget: &RenderBudget,
) -> Batch {
    let mut renderer = BatchRenderer {
        contexts,
        rendering,
        budget,
        done: Vec::with_capacity(batch.len()),
        problems: Vec::new(),
    };
    let mut values = BTreeMap::new();
    let mut left = Vec::new();
    for planned in batch {
        let context = contexts.for_file(planned);
        let values = values
            .entry(planned.resource)
            .or_insert_with(|| ValueHashes::of_context(context));
        match renderer.prepare(planned, values) {
            Ok(pending) => left.extend(pending),
            Err(found) => renderer.problems.extend(found),
        }
    }
    let (mut some, mut bytes) = (Vec::new(), 0);
    for pending in &left {
        if bytes > 0 && bytes + pending.source.len() > BATCH_BYTES {
            renderer.compile(&some)?;
            (some, bytes) = (Vec::new(), 0);
        }
        match guard(pending.planned.template, &pending.source) {
            Ok(template) => some.push((pending, template)),
            Err(found) => renderer.problems.extend(found),
        }
        bytes += pending.source.len();
    }
    renderer.compile(&some)?;
    if renderer.problems.is_empty() {
        Ok(renderer.done)
    } else {
        Err(renderer.problems)
    }
}

/// The files of a batch.
struct BatchRenderer<'a> {
    contexts: &'a ResourceContexts<'a>,
    rendering: &'a Rendering<'a>,
    budget: &'a RenderBudget,
    done: Vec<(RelPath, File)>,
    problems: Vec<Problem>,
}

impl BatchRenderer<'_> {
    /// Makes a file without an engine, if that is possible.
    fn prepare<'p>(
        &mut self,
        planned: &'p PlannedFile<'p>,
        values: &ValueHashes<'_>,
    ) -> Result<Option<PendingTemplate<'p>>, Vec<Problem>> {
        let bytes = (self.rendering.read)(planned.content).map_err(|error| error.problems)?;
        let not_text = || vec![Problem::new("the template is not UTF-8 text").at(planned.template)];
        let source = match bytes {
            _ if !planned.rendered => Cow::Borrowed(""),
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map_err(|_| not_text())?.into(),
            Cow::Owned(ref bytes) => std::str::from_utf8(bytes)
                .map_err(|_| not_text())?
                .to_owned()
                .into(),
        };
        let memo = self.rendering.memo;
        let key = memo.and_then(|memo| memo.key(planned, &source, values));
        if let Some(file) = memo.zip(key).and_then(|(memo, key)| memo.get(&key)) {
            self.push(planned, file)?;
        } else if !planned.rendered {
            self.finish(planned, File::new(bytes), key)?;
        } else if let Some(text) = substitute::substitute(&source, self.contexts.for_file(planned))
        {
            self.finish(planned, file(text), key)?;
        } else {
            return Ok(Some(PendingTemplate {
                planned,
                source,
                key,
            }));
        }
        Ok(None)
    }

    /// Renders the templates of one engine.
    fn compile(
        &mut self,
        templates: &[(&PendingTemplate<'_>, GuardedTemplate<'_>)],
    ) -> Result<(), Vec<Problem>> {
        let mut engine = TemplateEngine::new();
        let named: BTreeMap<&str, &GuardedTemplate<'_>> = templates
            .iter()
            .map(|(pending, text)| (pending.planned.template, text))
            .collect();
        let named: Vec<_> = named.into_iter().collect();
        if let Err(found) = engine.add(&named) {
            self.problems.extend(found);
            return Ok(());
        }
        for (PendingTemplate { planned, key, .. }, template) in templates {
            let context = self.contexts.for_file(planned);
            match engine.render(planned.template, template, context) {
                Ok(text) => self.finish(planned, file(text), *key)?,
                Err(problem) => self.problems.push(problem),
            }
            let spent = self.budget.spend_fuel(engine.fuel_spent());
            spent.map_err(|problem| vec![problem])?;
        }
        Ok(())
    }

    fn finish(
        &mut self,
        planned: &PlannedFile<'_>,
        file: File,
        key: Option<Key>,
    ) -> Result<(), Vec<Problem>> {
        let file = (self.rendering.finish)(&planned.path, file);
        if let Some((memo, key)) = self.rendering.memo.zip(key) {
            memo.insert(key, file.clone());
        }
        self.push(planned, file)
    }

    fn push(&mut self, planned: &PlannedFile<'_>, file: File) -> Result<(), Vec<Problem>> {
        self.budget
            .spend_bytes(&file)
            .map_err(|problem| vec![problem])?;
        self.done.push((planned.path.clone(), file));
        Ok(())
    }
}

/// A rendered file, without unused capacity.
fn file(text: String) -> File {
    let mut bytes = text.into_bytes();
    bytes.shrink_to_fit();
    File::new(Cow::Owned(bytes))
}
