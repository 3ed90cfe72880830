//! One template that tells which of its branches it took; what it gives is what it gives otherwise.

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
    /// By the number of the tag with which a branch begins.
    reached: Arc<Vec<AtomicBool>>,
}

impl<'a> TracedTemplate<'a> {
    /// Compiles a template.
    ///
    /// # Errors
    /// Where it does not parse, or uses what no template may.
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

    /// What it becomes.
    ///
    /// # Errors
    /// Where it does not render, or meets a bound.
    pub(crate) fn render(&self, context: &Context) -> Result<String, Problem> {
        self.engine.render(self.name, &self.guarded, context)
    }

    pub(crate) fn reached(&self, tag: usize) -> bool {
        self.reached
            .get(tag)
            .is_some_and(|branch| branch.load(Ordering::Relaxed))
    }
}
