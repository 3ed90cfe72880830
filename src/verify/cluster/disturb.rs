//! EDGE: what a cluster does to replicas, under load, and its effect on clients: a rollout, a killed pod, a drained
//! node. Knows no command: those are stages of the pack.

use std::time::{Duration, Instant};

use super::ClusterRun;
use super::tunnel::Tunnel;
use super::undo::Undo;
use crate::core::error::Result;
use crate::core::role::Role;
use crate::pack::verification::ClusterStage;
use crate::verify::boot::CLIENTS;
use crate::verify::boot::faults::fault_outcome;
use crate::verify::boot::full_load::PAUSE;
use crate::verify::boot::load::LoadGenerator;
use crate::verify::boot::probes::wait_until;
use crate::verify::checks::Job;
use crate::verify::measure::since as ends_since;
use crate::verify::verdict::{Outcome, Verdict};

/// So many requests are observed after each disturbance: five of each client.
const OBSERVED: usize = CLIENTS * 5;
/// Timeout for them: longer than that of a request.
const PATIENCE: Duration = Duration::from_mins(1);

impl ClusterRun<'_> {
    /// Every disturbance, one after the other, under one load.
    pub(super) fn under_load(&mut self, tunnel: &mut Tunnel) -> Result<()> {
        let mut stages = vec![ClusterStage::Rollout, ClusterStage::Kill];
        if self.stages.words.contains_key(super::NODE) {
            stages.push(ClusterStage::Drain);
        }
        let jobs: Vec<(ClusterStage, Job<'_>)> = stages
            .into_iter()
            .flat_map(|stage| {
                self.stages
                    .jobs(stage)
                    .into_iter()
                    .map(move |job| (stage, job))
            })
            .collect();
        let drives = &self.stages.drives;
        let word = &self.stages.words[super::WORD];
        let load = LoadGenerator::start(tunnel.port, drives, CLIENTS, word, PAUSE);
        for (stage, job) in jobs {
            match self.reason_to_skip(stage) {
                Some(why) => self.result.steps.push(Outcome::skipped(&job.name, why)),
                None => self.disturb(stage, &job, &load, tunnel)?,
            }
        }
        Ok(())
    }

    /// Why a disturbance would say nothing about this project.
    fn reason_to_skip(&self, stage: ClusterStage) -> Option<String> {
        if self.plan.of_role(Role::Edge).is_none() {
            return Some("without a load balancer the connection is to one replica".to_owned());
        }
        let Some(workers) = self.plan.of_role(Role::RequestWorkers) else {
            return Some("no service answers requests".to_owned());
        };
        let alone = stage == ClusterStage::Kill && workers.replicas < 2;
        alone.then(|| format!("{} has one replica", workers.name))
    }

    /// Runs a disturbance, and judges the requests since its beginning.
    fn disturb(
        &mut self,
        stage: ClusterStage,
        job: &Job<'_>,
        load: &LoadGenerator,
        tunnel: &mut Tunnel,
    ) -> Result<()> {
        (self.say)(&format!("{} …", job.name));
        let mut reported = flows(load)?;
        let (start, from) = (Instant::now(), load.age_us());
        let undo = (stage == ClusterStage::Drain)
            .then(|| Undo::begin(&self.stages, ClusterStage::Undrain));
        let ran = self.stages.outcome(job, stage)?;
        let ran = self.stages.explained(ran)?;
        if ran.verdict == Verdict::Failed {
            reported = reported.and(Err(ran.said.join("\n")));
        }
        let lost = tunnel.lost();
        let requests = |reported: std::result::Result<(), String>| {
            let begun = match stage {
                ClusterStage::Kill => self.begun(),
                _ => 0,
            };
            let ends = (ends_since(&load.sent(), from), begun);
            let wrong = load.failures().join("\n");
            fault_outcome(job.name.clone(), start, ends, reported, &wrong)
        };
        let mut outcome = match (lost, stage) {
            // the pod at the other end was on the node: only what follows can be judged
            (Some(_), ClusterStage::Drain) if reported.is_ok() => self.after(job, load, tunnel)?,
            (Some(why), _) => requests(reported.and(Err(why))),
            (None, _) => requests(reported.and(flows(load)?)),
        };
        if outcome.verdict == Verdict::Failed {
            outcome.commands = ran.commands;
            outcome.help = ran.help;
        }
        self.result.steps.push(outcome);
        if let Some(undo) = undo {
            let undone = undo.finish(&self.stages)?;
            self.result.steps.extend(undone);
        }
        Ok(())
    }

    /// Connects again, and judges only the requests from then on.
    fn after(&self, job: &Job<'_>, load: &LoadGenerator, tunnel: &mut Tunnel) -> Result<Outcome> {
        let connected = tunnel.connect(&self.stages)?;
        if connected.verdict != Verdict::Passed {
            return Ok(connected);
        }
        // clients that wait for the old connection are given up first
        let _given_up = flows(load)?;
        let _failed = load.failures();
        let (start, from) = (Instant::now(), load.age_us());
        let reported = flows(load)?;
        let ends = (ends_since(&load.sent(), from), 0);
        let wrong = load.failures().join("\n");
        let mut outcome = fault_outcome(job.name.clone(), start, ends, reported, &wrong);
        outcome
            .results
            .push("the connection was to the drained node: judged from its return".to_owned());
        Ok(outcome)
    }

    /// The number of responses that a killed replica may have begun.
    fn begun(&self) -> usize {
        let workers = self.plan.of_role(Role::RequestWorkers);
        let replicas = workers.map_or(1, |workers| workers.replicas);
        CLIENTS.div_ceil(usize::try_from(replicas).unwrap_or(1).max(1))
    }
}

/// Waits for the next requests to end: none that ends is no success.
fn flows(load: &LoadGenerator) -> Result<std::result::Result<(), String>> {
    let enough = load.count() + OBSERVED;
    let flows = wait_until(PATIENCE, || Ok(load.count() >= enough))?;
    let seconds = PATIENCE.as_secs();
    Ok(if flows {
        Ok(())
    } else {
        Err(format!(
            "fewer than {OBSERVED} requests ended within {seconds} s"
        ))
    })
}
