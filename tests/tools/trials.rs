//! Suites of trials named at run time. A trial that cannot run is skipped with the reason; with `CI=true` it fails.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Conclusion};

/// Trials that take longer are named after their suite.
const LONG: Duration = Duration::from_secs(20);

/// The suites run one after the other: a suite may need the whole machine.
pub struct Suite {
    pub name: &'static str,
    pub arguments: Arguments,
}

impl Suite {
    /// Runs the requested trials, each as `suite::name`, and says which ones took long.
    pub fn run(self, trials: Vec<Trial>) -> Conclusion {
        let took = Arc::new(Mutex::new(Vec::new()));
        let named = trials.into_iter().map(|trial| {
            let name = format!("{}::{}", self.name, trial.name);
            let (body, is_ignored) = (trial.body, trial.is_ignored);
            let (label, took) = (name.clone(), Arc::clone(&took));
            let timed = move || {
                let start = Instant::now();
                let result = body();
                let mut took = took.lock().unwrap_or_else(PoisonError::into_inner);
                took.push((start.elapsed(), label));
                Ok(result?)
            };
            libtest_mimic::Trial::test(name, timed).with_ignored_flag(is_ignored)
        });
        let conclusion = libtest_mimic::run(&self.arguments, named.collect());
        let mut took = took.lock().unwrap_or_else(PoisonError::into_inner);
        took.sort_unstable();
        for (time, name) in took.iter().rev().take_while(|(time, _)| *time > LONG) {
            println!("{:4} s {name}", time.as_secs());
        }
        conclusion
    }
}

pub struct Trial {
    name: String,
    body: Box<dyn FnOnce() -> Result<(), String> + Send>,
    is_ignored: bool,
    is_lacking: bool,
}

impl Trial {
    /// Runs only with `--ignored`, except when `turn` is true.
    pub fn ignored_unless(mut self, turn: bool) -> Self {
        self.is_ignored |= !turn && !self.is_lacking;
        self
    }
}

/// A trial that runs if nothing is missing.
pub fn trial(
    name: impl Into<String>,
    lack: Option<String>,
    body: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Trial {
    let strict = std::env::var("CI").is_ok_and(|value| value == "true");
    let (name, is_lacking) = (name.into(), lack.is_some());
    let shown = match &lack {
        Some(lack) if !strict => format!("{name} (skipped: {lack})"),
        _ => name,
    };
    Trial {
        name: shown,
        body: Box::new(move || match lack {
            None => body(),
            Some(lack) => Err(lack),
        }),
        is_ignored: is_lacking && !strict,
        is_lacking,
    }
}

/// The number of the day, which selects long trials.
pub fn today() -> usize {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed();
    let days = since.map_or(0, |since| since.as_secs() / 86_400);
    usize::try_from(days).unwrap_or(0)
}
