//! EDGE: runs a project in a namespace of its own of any cluster. First come the stages that change nothing; the others
//! need consent, which the caller asks for. What is run is data of the pack: no module here knows a program.

mod disturb;
mod look;
mod stages;
mod tunnel;
mod undo;

use std::collections::BTreeMap;
use std::fmt;

use super::authorize;
use super::boot::{StackPlan, probes};
use super::checks::CheckRunner;
use super::recipe::Recipe;
use super::scratch::random_word;
use super::verdict::{ClusterResult, Outcome, Verdict};
use crate::core::error::Result;
use crate::core::note::Note;
use crate::core::role::Role;
use crate::pack::verification::ClusterStage;
use stages::Stages;
use tunnel::Tunnel;
use undo::Undo;

/// The name of the whole, where no step of it has a result.
const STEP: &str = "cluster";
/// The longest name of a namespace.
const LONGEST: usize = 63;
const CONTEXT: &str = "context";
const NAMESPACE: &str = "namespace";
const NODE: &str = "node";
const WORD: &str = "word";

/// What the user chose.
#[derive(Debug, Clone, Default)]
pub struct ClusterOptions {
    /// A context, if not the current one.
    pub context: Option<String>,
    /// A node to drain.
    pub node: Option<String>,
    /// Whether a missing program is a failure.
    pub strict: bool,
}

/// A run in a cluster.
pub struct ClusterRun<'a> {
    stages: Stages<'a>,
    plan: &'a StackPlan,
    strict: bool,
    say: &'a Note<'a>,
    result: ClusterResult,
}

impl fmt::Debug for ClusterRun<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ClusterRun");
        shown.field("result", &self.result).finish_non_exhaustive()
    }
}

impl<'a> ClusterRun<'a> {
    /// # Errors
    /// When the system has no randomness for a name.
    pub fn new(
        runner: &'a CheckRunner<'a>,
        recipe: &'a Recipe,
        plan: &'a StackPlan,
        options: ClusterOptions,
        say: &'a Note<'a>,
    ) -> Result<Self> {
        let word = random_word()?;
        let ending = format!("-verify-{word}");
        let name: String = plan.slug.chars().take(LONGEST - ending.len()).collect();
        let mut words = BTreeMap::from([(WORD, word), (NAMESPACE, name + &ending)]);
        let services = plan.services.iter();
        let entry = services.clone().find(|known| known.published);
        let named = [
            ("entry", "entry_port", entry),
            (
                "workers",
                "workers_port",
                plan.of_role(Role::RequestWorkers),
            ),
        ];
        for (name, port, known) in named {
            if let Some(known) = known {
                words.insert(name, known.name.clone());
                words.extend(known.port.map(|number| (port, number.to_string())));
            }
        }
        words.extend(options.context.map(|context| (CONTEXT, context)));
        words.extend(options.node.map(|node| (NODE, node)));
        Ok(Self {
            stages: Stages {
                runner,
                recipe,
                drives: recipe.drives.clone(),
                words,
            },
            plan,
            strict: options.strict,
            say,
            result: ClusterResult::default(),
        })
    }

    /// The namespace that would be made.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.stages.words[NAMESPACE]
    }

    /// The results so far.
    #[must_use]
    pub fn result(&self) -> &ClusterResult {
        &self.result
    }

    #[must_use]
    pub fn finish(self) -> ClusterResult {
        self.result
    }

    /// Adds that the stages that change the cluster were not run.
    pub fn skip(&mut self, why: &str) {
        let name = "run in a namespace of its own";
        self.result.steps.push(Outcome::skipped(name, why));
    }

    /// The stages that need consent. Everything that they make is removed.
    ///
    /// # Errors
    /// When the user interrupts.
    pub fn exercise(&mut self) -> Result<()> {
        self.result.namespace = Some(self.namespace().to_owned());
        let remove = Undo::begin(&self.stages, ClusterStage::Remove);
        let ran = self.steps();
        (self.say)(&format!("removing the namespace {} …", self.namespace()));
        let removed = remove.finish(&self.stages);
        if let Err(error) = ran {
            self.result.steps.push(Outcome::of_error(STEP, error)?);
        }
        self.result.steps.append(&mut removed?);
        Ok(())
    }

    fn steps(&mut self) -> Result<()> {
        if !self.stage(ClusterStage::Apply)? {
            return Ok(());
        }
        let (mut tunnel, outcome) = Tunnel::open(&mut self.stages)?;
        let reached = outcome.verdict == Verdict::Passed;
        self.result.steps.push(self.stages.explained(outcome)?);
        if !reached {
            return Ok(());
        }
        self.result
            .steps
            .extend(probes::ready(tunnel.port, self.stages.recipe)?);
        if !self.authorized()? {
            return Ok(());
        }
        let url = format!("http://{}:{}", probes::LOOPBACK, tunnel.port);
        let recipe = self.stages.recipe;
        (self.say)("testing the HTTP contract in the cluster");
        let contract = self.stages.runner.run(recipe, Some(&url), self.say, 1)?;
        self.result.steps.extend(contract);
        let (answers, well) =
            probes::answers(tunnel.port, &self.stages.words[WORD], &self.stages.drives)?;
        self.result.steps.extend(answers);
        for job in self.stages.jobs(ClusterStage::Inspect) {
            (self.say)(&format!("{} …", job.name));
            let outcome = self.stages.outcome(&job, ClusterStage::Inspect)?;
            self.result.steps.push(self.stages.explained(outcome)?);
        }
        if well {
            self.under_load(&mut tunnel)?;
        }
        Ok(())
    }

    /// Gets the headers of the requests; whether it has them.
    fn authorized(&mut self) -> Result<bool> {
        let mut well = true;
        for job in self.stages.jobs(ClusterStage::Authorize) {
            (self.say)(&format!("{} …", job.name));
            let header = job.check.header.as_deref().unwrap_or_default();
            let outcome = self.stages.outcome(&job, ClusterStage::Authorize)?;
            let outcome = authorize::carried(outcome, header, &mut self.stages.drives);
            well &= outcome.verdict == Verdict::Passed;
            self.result.steps.push(self.stages.explained(outcome)?);
        }
        Ok(well)
    }

    /// A stage with its failures explained; whether all of it passed.
    fn stage(&mut self, stage: ClusterStage) -> Result<bool> {
        let jobs = self.stages.jobs(stage);
        if let Some(job) = jobs.first() {
            (self.say)(&format!("{} …", job.name));
        }
        let mut well = true;
        for mut outcome in self.stages.run(stage)? {
            outcome.results.clear();
            well &= outcome.verdict == Verdict::Passed;
            self.result.steps.push(self.stages.explained(outcome)?);
        }
        Ok(well)
    }
}
