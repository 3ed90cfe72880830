//! A template that records which branches it took; its output is unchanged.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tera::{Context, Kwargs, State, TeraResult};

use super::engine::TemplateEngine;
use super::guard::{GuardedTemplate, guard_and_trace};
use super::tags::tags;
use crate::core::error::Problem;

pub(super) const BRANCH_TAKEN: &str = "branch_of_template_";

pub(crate) struct TracedTemplate<'a> {
    name: &'a str,
    guarded: GuardedTemplate<'a>,
    engine: TemplateEngine,
    /// Indexed by the number of the tag that begins a branch.
    reached: Arc<Vec<AtomicBool>>,
}

impl<'a> TracedTemplate<'a> {
    /// Compiles a template.
    ///
    /// # Errors
    /// When it does not parse, or uses something that templates may not use.
    pub(crate) fn new(name: &'a str, source: &'a str) -> Result<Self, Vec<Problem>> {
        let reached: Vec<AtomicBool> = tags(source)
            .iter()
            .map(|_| AtomicBool::new(false))
            .collect();
        let reached = Arc::new(reached);
        let marks = Arc::clone(&reached);
        let mut engine = TemplateEngine::new();
        engine.add_function(
            BRANCH_TAKEN,
            move |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
                if let Some(branch) = marks.get(kwargs.must_get::<usize>("at")?) {
                    branch.store(true, Ordering::Relaxed);
                }
                Ok("")
            },
        );
        let guarded = guard_and_trace(name, source)?;
        engine.add(&[(name, &guarded)])?;
        Ok(Self {
            name,
            guarded,
            engine,
            reached,
        })
    }

    /// Renders it.
    ///
    /// # Errors
    /// When it does not render, or exceeds a limit.
    pub(crate) fn render(&self, context: &Context) -> Result<String, Problem> {
        self.engine.render(self.name, &self.guarded, context)
    }

    pub(crate) fn reached(&self, tag: usize) -> bool {
        self.reached
            .get(tag)
            .is_some_and(|branch| branch.load(Ordering::Relaxed))
    }
}
