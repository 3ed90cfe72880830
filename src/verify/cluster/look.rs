//! EDGE: the stages that change nothing in the cluster: which one it is, whether it would accept the objects, and what is
//! allowed there. Knows no program.

use super::{CONTEXT, ClusterRun, NODE, STEP};
use crate::core::error::Result;
use crate::pack::verification::ClusterStage;
use crate::verify::checks::Job;
use crate::verify::verdict::{Outcome, Verdict};

impl ClusterRun<'_> {
    /// The stages that change nothing; whether the others can follow.
    ///
    /// # Errors
    /// When the user interrupts.
    pub fn look(&mut self) -> Result<bool> {
        if let Some(why) = self.stages.missing(ClusterStage::only_reads) {
            self.lacks(why);
            return Ok(false);
        }
        (self.say)("asking the cluster …");
        if !self.context()? || !self.server()? {
            return Ok(false);
        }
        let mut well = true;
        for stage in [
            ClusterStage::DryRun,
            ClusterStage::Permission,
            ClusterStage::Node,
        ] {
            if stage.has_node() && !self.stages.words.contains_key(NODE) {
                continue;
            }
            for job in self.stages.jobs(stage) {
                let outcome = self.looked(stage, &job)?;
                well &= outcome.verdict == Verdict::Passed;
                self.result.steps.push(outcome);
            }
        }
        let mut left = self.stages.run(ClusterStage::Leftovers)?;
        left.retain(|one| one.verdict == Verdict::Passed && !one.results.is_empty());
        self.result.steps.extend(left);
        if !well {
            self.skip("a step above failed");
        } else if let Some(why) = self.stages.missing(|stage| !stage.only_reads()) {
            self.lacks(why);
            return Ok(false);
        }
        Ok(well)
    }

    /// Runs a check; a dry run tells how many objects the server would accept.
    fn looked(&self, stage: ClusterStage, job: &Job<'_>) -> Result<Outcome> {
        (self.say)(&format!("{} …", job.name));
        let mut outcome = self.stages.outcome(job, stage)?;
        let lines = std::mem::take(&mut outcome.results).len();
        if stage == ClusterStage::DryRun && outcome.verdict == Verdict::Passed {
            let plural = if lines == 1 { "" } else { "s" };
            outcome.results = vec![format!("{lines} object{plural}")];
        }
        Ok(outcome)
    }

    fn lacks(&mut self, why: String) {
        let outcome = if self.strict {
            Outcome::new(STEP, Verdict::Failed, 0).with_output(&why)
        } else {
            Outcome::skipped(STEP, why)
        };
        self.result.steps.push(outcome);
    }

    /// Finds the name of the context, unless one is named.
    fn context(&mut self) -> Result<bool> {
        if !self.stages.words.contains_key(CONTEXT) {
            let mut printed = self.stages.run(ClusterStage::Context)?;
            let name = printed.iter().find_map(|one| one.results.first());
            let Some(name) = name.filter(|name| !name.starts_with('-')).cloned() else {
                self.result.steps.append(&mut printed);
                return Ok(false);
            };
            self.stages.words.insert(CONTEXT, name);
        }
        self.result.context.clone_from(&self.stages.words[CONTEXT]);
        Ok(true)
    }

    /// Reaches the server.
    fn server(&mut self) -> Result<bool> {
        let mut outcomes = self.stages.run(ClusterStage::Server)?;
        for outcome in &mut outcomes {
            let printed = std::mem::take(&mut outcome.results);
            self.result.server = printed.into_iter().next_back().unwrap_or_default();
        }
        let well = outcomes.iter().all(|one| one.verdict == Verdict::Passed);
        self.result.steps.append(&mut outcomes);
        Ok(well)
    }
}
