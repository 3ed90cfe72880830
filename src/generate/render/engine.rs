//! Tera as configured for all templates: strict, without escaping, with limited output.

use std::cell::Cell;
use std::sync::Arc;

use tera::{Context, Tera};

use super::fuel::{Fuel, MAX_VALUE};
use super::guard::{GuardedTemplate, guard};
use super::problem::{known_names, problem};
use super::{filters, substitute};
use crate::core::error::Problem;

/// The maximum output of a template.
const MAX_OUTPUT: usize = 16 * 1024 * 1024;

/// The maximum cost of all manifest texts together.
const FUEL_OF_TEXTS: usize = 64 * 1024 * 1024;
/// The cost of creating an engine, in bytes of text.
const COST_OF_ENGINE: usize = 4 * 1024;

/// A Tera instance with its templates and their fuel.
pub(super) struct TemplateEngine {
    tera: Tera,
    fuel: Arc<Fuel>,
}

impl TemplateEngine {
    /// Without templates.
    pub(super) fn new() -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&str>::new());
        tera.register_filter("json", filters::json);
        tera.register_filter("yaml", filters::yaml);
        tera.register_filter("references", filters::references);
        tera.register_filter("markdown", filters::markdown);
        tera.register_filter("identifier", filters::identifier);
        tera.register_filter("cpu_quantity", filters::cpu_quantity);
        tera.register_filter("memory_quantity", filters::memory_quantity);
        let fuel = Fuel::of(&mut tera);
        Self { tera, fuel }
    }

    /// Adds a function for its templates.
    pub(super) fn add_function<F: tera::Function<R>, R: tera::FunctionResult>(
        &mut self,
        name: &'static str,
        function: F,
    ) {
        self.tera.register_function(name, function);
    }

    /// Compiles templates.
    ///
    /// # Errors
    /// Every template that does not parse.
    pub(super) fn add(
        &mut self,
        templates: &[(&str, &GuardedTemplate<'_>)],
    ) -> Result<(), Vec<Problem>> {
        let sources = templates
            .iter()
            .map(|(name, guarded)| (*name, guarded.source.as_ref()));
        if self.tera.add_raw_templates(sources).is_ok() {
            return Ok(());
        }
        // one at a time, so that every template that does not parse is reported
        let problems = templates.iter().filter_map(|(name, guarded)| {
            let mut alone = Self::new();
            let error = alone.tera.add_raw_template(name, &guarded.source).err()?;
            Some(problem(name, guarded, &error))
        });
        Err(problems.collect())
    }

    /// The cost of the last template's loops.
    pub(super) fn fuel_spent(&self) -> usize {
        self.fuel.spent()
    }

    /// Renders a template with limited output: an endless loop must not fill the memory.
    pub(super) fn render(
        &self,
        name: &str,
        guarded: &GuardedTemplate<'_>,
        context: &Context,
    ) -> Result<String, Problem> {
        let mut output = BoundedWriter::default();
        self.fuel.fill();
        match self.tera.render_to(name, context, &mut output) {
            _ if output.full => Err(Problem::new(format!(
                "the template generates more than {} MiB",
                MAX_OUTPUT / 1024 / 1024
            ))
            .at(name)
            .help("check the number of iterations of its loops")),
            Ok(()) => String::from_utf8(output.bytes)
                .map_err(|error| Problem::new(error.to_string()).at(name)),
            Err(error) => {
                let found = problem(name, guarded, &error);
                Err(match self.fuel.problem() {
                    Some(bound) => bound.at(found.place.unwrap_or_else(|| name.into())),
                    None => found,
                })
            }
        }
    }
}

/// The names in a context.
pub(crate) fn names(context: &Context) -> Vec<String> {
    const NONE: &str = "a_name_that_nothing_has";
    let mut tera = Tera::new();
    let rendered = tera
        .add_raw_template(NONE, &format!("{{{{ {NONE} }}}}"))
        .and_then(|()| tera.render(NONE, context));
    rendered
        .err()
        .map(|error| known_names(&error))
        .unwrap_or_default()
}

/// Renders manifest texts one after the other, with a shared limit on their cost.
#[derive(Debug)]
pub struct TextRenderer {
    left: Cell<usize>,
}

impl Default for TextRenderer {
    fn default() -> Self {
        Self {
            left: Cell::new(FUEL_OF_TEXTS),
        }
    }
}

impl TextRenderer {
    /// Renders a text; problems use `name` in their places.
    ///
    /// # Errors
    /// When it does not parse or render, its output is larger than a value may be, or the shared limit is exceeded.
    pub fn render(&self, name: &str, source: &str, context: &Context) -> Result<String, Problem> {
        let text = match substitute::substitute(source, context) {
            Some(text) => text,
            None => self.by_tera(name, source, context)?,
        };
        if text.len() > MAX_VALUE {
            let most = MAX_VALUE / 1024;
            return Err(Problem::new(format!("the text is larger than {most} KiB"))
                .at(name)
                .help("move it to its own file"));
        }
        self.spend(name, text.len())?;
        Ok(text)
    }

    /// Renders a text with a separate engine.
    fn by_tera(&self, name: &str, source: &str, context: &Context) -> Result<String, Problem> {
        let first = |problems: Vec<Problem>| {
            let first = problems.into_iter().next();
            first.unwrap_or_else(|| Problem::new("the template does not parse").at(name))
        };
        self.spend(name, COST_OF_ENGINE + source.len())?;
        let guarded = guard(name, source).map_err(first)?;
        let mut engine = TemplateEngine::new();
        engine.add(&[(name, &guarded)]).map_err(first)?;
        let text = engine.render(name, &guarded, context)?;
        self.spend(name, engine.fuel_spent())?;
        Ok(text)
    }

    fn spend(&self, name: &str, costs: usize) -> Result<(), Problem> {
        let left = self.left.get().saturating_sub(costs);
        self.left.set(left);
        if left > 0 {
            return Ok(());
        }
        Err(
            Problem::new("the expressions of the manifests are too expensive together")
                .at(name)
                .help("move large text and loops into a template"),
        )
    }
}

/// Accepts up to `MAX_OUTPUT` bytes, then fails.
#[derive(Default)]
struct BoundedWriter {
    bytes: Vec<u8>,
    full: bool,
}

impl std::io::Write for BoundedWriter {
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
