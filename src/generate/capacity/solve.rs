//! Inputs to solution: every number from its formula, then every inequality over all of them. What breaks one is
//! refused with its numbers and the inputs that would satisfy it.

use super::inequality::{Inequality, Rule};
use super::numbers::numbers;
use super::repair::repair;
use super::rules::RULES;
use super::solution::{Solution, Worker};
use super::{Inputs, Stack, edge, load, processes, stores, timeouts};
use crate::core::answers::CAPACITY;
use crate::core::error::Problem;
use crate::core::role::Role;

/// Solves the model.
///
/// # Errors
/// Every inequality that does not hold, with its numbers and the inputs that would satisfy it.
pub fn solve(inputs: &Inputs, stack: &Stack) -> Result<Solution, Vec<Problem>> {
    let broken = broken(inputs, stack);
    if broken.is_empty() {
        return Ok(candidate(inputs, stack));
    }
    let help = help(inputs, stack);
    let problems = broken.into_iter().map(|(rule, inequality)| {
        let place = rule.mend.first().map_or("capacity".to_owned(), |mend| {
            format!("{CAPACITY}{}", mend.key())
        });
        Problem::new(format!("{}: {}", rule.broken, inequality.text))
            .at(place)
            .help(help.clone())
    });
    Err(problems.collect())
}

/// Every inequality between the numbers of a solution.
#[must_use]
pub fn inequalities(inputs: &Inputs, solution: &Solution) -> Vec<Inequality> {
    let numbers = numbers(inputs, solution);
    RULES.iter().filter_map(|rule| rule.of(&numbers)).collect()
}

/// The numbers that the formulas give, whether or not they agree.
pub(super) fn candidate(inputs: &Inputs, stack: &Stack) -> Solution {
    let has = |role| stack.roles.contains(&role);
    let timeouts = timeouts::timeouts(inputs);
    let web = processes::web(inputs, &timeouts, stack);
    let worker = has(Role::TaskWorkers).then(|| processes::worker(inputs, &timeouts, stack.scales));
    // what all replicas share has to be enough for as many as there may ever be
    let most_web = web.at_most();
    let most_worker = worker.as_ref().map(Worker::at_most);
    let memory = |key: &str| stores::memory(inputs.count(key), &most_web, most_worker.as_ref());
    let broker = has(Role::Broker).then(|| memory("broker.memory_mb"));
    let cache = has(Role::MemoryStore).then(|| memory("cache.memory_mb"));
    let lb = has(Role::Edge).then(|| edge::edge(inputs, &most_web, &timeouts));
    let db = has(Role::ConnectionStore)
        .then(|| stores::database(inputs, &most_web, most_worker.as_ref()));
    let memory_mb = web.replicas * web.memory_mb
        + worker.as_ref().map_or(0, |w| w.replicas * w.memory_mb)
        + broker.as_ref().map_or(0, |b| b.memory_mb)
        + cache.as_ref().map_or(0, |c| c.memory_mb)
        + db.as_ref().map_or(0, |d| d.memory_mb)
        + lb.as_ref().map_or(0, |l| l.memory_mb);
    let load = load::load(inputs, stack, &web, worker.as_ref(), db.as_ref());
    Solution {
        web,
        worker,
        broker,
        cache,
        db,
        lb,
        timeouts,
        largest_body_kb: inputs.count("largest_body_kb"),
        memory_mb,
        load,
    }
}

/// Every rule that the candidate breaks. Where nothing takes requests there is nothing to size.
pub(super) fn broken(inputs: &Inputs, stack: &Stack) -> Vec<(&'static Rule, Inequality)> {
    if !stack.roles.contains(&Role::RequestWorkers) {
        return Vec::new();
    }
    let numbers = numbers(inputs, &candidate(inputs, stack));
    RULES
        .iter()
        .filter_map(|rule| Some((rule, rule.of(&numbers)?)))
        .filter(|(_, inequality)| !inequality.holds)
        .collect()
}

/// What satisfies everything at once, ready to be pasted.
fn help(inputs: &Inputs, stack: &Stack) -> String {
    let Some(changes) = repair(inputs, stack).filter(|changes| !changes.is_empty()) else {
        return "ask less of it".to_owned();
    };
    let sets: Vec<String> = changes
        .iter()
        .map(|(input, value)| format!("--set {CAPACITY}{}={}", input.key, input.show(*value)))
        .collect();
    let mut others: Vec<&str> = broken(inputs, stack)
        .iter()
        .flat_map(|(rule, _)| rule.mend)
        .map(|mend| mend.key())
        .filter(|key| inputs.0.contains_key(key))
        .filter(|key| !changes.iter().any(|(input, _)| input.key == *key))
        .collect();
    others.sort_unstable();
    others.dedup();
    let others: Vec<String> = others
        .iter()
        .map(|key| format!("{CAPACITY}{key}"))
        .collect();
    if others.is_empty() {
        format!("say `{}`", sets.join(" "))
    } else {
        format!("set `{}`, or change {}", sets.join(" "), others.join(", "))
    }
}
