//! EDGE: measures resource use under load: the engine's statistics of containers, once a second, and the number of
//! client connections of stores.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::stack::ComposeStack;
use crate::core::error::{AtPath, Result};
use crate::verify::child::end;
use crate::verify::measure::{ConnectionCount, Sample, WHOLE_MACHINE};

const EVERY: Duration = Duration::from_millis(700);

/// The measurements so far.
type Observations = Arc<Mutex<(Vec<Sample>, Vec<ConnectionCount>)>>;

/// Measures until it is dropped.
#[derive(Debug)]
pub(super) struct StatsWatch {
    seen: Observations,
    stop: Arc<AtomicBool>,
    child: Child,
    threads: Vec<JoinHandle<()>>,
}

/// A service, and the command in its container that prints its number of client connections.
pub(super) type ConnectionQuery = (String, Vec<String>);

impl StatsWatch {
    pub(super) fn start(
        stack: &ComposeStack<'_>,
        start: Instant,
        asked: &[ConnectionQuery],
    ) -> Result<Self> {
        let of: BTreeMap<String, String> = stack.all()?.into_iter().collect();
        let program = stack.engine.program().to_owned();
        let mut stats = Command::new(&program);
        stats
            .args(["stats", "--no-trunc", "--format", "{{json .}}"])
            .args(of.keys());
        stats
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut stats, 0);
        let mut child = stats.spawn().at_path("docker")?;
        let seen: Observations = Arc::default();
        let stop = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::new();
        if let Some(out) = child.stdout.take() {
            let (seen, of) = (Arc::clone(&seen), of.clone());
            threads.push(std::thread::spawn(move || {
                let mut round = Round::default();
                for line in BufReader::new(out)
                    .lines()
                    .map_while(std::result::Result::ok)
                {
                    let one = line.find('{').and_then(|at| parse_line(&line[at..], &of));
                    if let Some((id, sample)) = one {
                        lock(&seen).0.extend(round.add(id, sample, micros(start)));
                    }
                }
            }));
        }
        for (service, command) in asked {
            let Some((id, _)) = of.iter().find(|(_, of)| *of == service) else {
                continue;
            };
            let (seen, stop, service) = (Arc::clone(&seen), Arc::clone(&stop), service.clone());
            let (program, id, command) = (program.clone(), id.clone(), command.clone());
            threads.push(std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let mut ask = Command::new(&program);
                    ask.args(["exec", &id]).args(&command).stdin(Stdio::null());
                    #[cfg(unix)]
                    std::os::unix::process::CommandExt::process_group(&mut ask, 0);
                    let output = ask
                        .output()
                        .ok()
                        .and_then(|output| String::from_utf8(output.stdout).ok());
                    if let Some(connections) = output.and_then(|output| output.trim().parse().ok())
                    {
                        let held = ConnectionCount {
                            at_us: micros(start),
                            service: service.clone(),
                            connections,
                        };
                        lock(&seen).1.push(held);
                    }
                    std::thread::sleep(EVERY);
                }
            }));
        }
        threads.push(machine(Arc::clone(&seen), Arc::clone(&stop), start));
        Ok(Self {
            seen,
            stop,
            child,
            threads,
        })
    }

    /// Ends it; returns the measurements, added up over the containers of a service.
    pub(super) fn finish(mut self) -> (Vec<Sample>, Vec<ConnectionCount>) {
        self.end();
        for thread in self.threads.drain(..) {
            let _ended = thread.join();
        }
        let (samples, held) = std::mem::take(&mut *lock(&self.seen));
        (samples, held)
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        end(&mut self.child);
    }
}

impl Drop for StatsWatch {
    fn drop(&mut self) {
        self.end();
    }
}

/// The system's processor statistics.
const COUNTED: &str = "/proc/stat";

/// Measures the whole machine, if the system has statistics: the load generator and other processes use it too.
fn machine(seen: Observations, stop: Arc<AtomicBool>, start: Instant) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let read = || busy(&std::fs::read_to_string(COUNTED).ok()?);
        let Some(mut before) = read() else { return };
        while !stop.load(Ordering::Relaxed) {
            std::thread::sleep(EVERY);
            let Some(now) = read() else { break };
            let (worked, all) = (now.0 - before.0, now.1 - before.1);
            if all > 0.0 {
                lock(&seen).0.push(Sample {
                    at_us: micros(start),
                    service: WHOLE_MACHINE.to_owned(),
                    cpus: worked / all * now.2,
                    memory_mb: 0.0,
                });
            }
            before = now;
        }
    })
}

/// Busy ticks of all processors, all ticks, and the number of processors.
fn busy(text: &str) -> Option<(f64, f64, f64)> {
    let first = text.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<f64> = first
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let all: f64 = ticks.iter().take(8).sum();
    let idle = ticks.get(3)? + ticks.get(4)?;
    let each = text
        .lines()
        .filter(|line| line.starts_with("cpu") && !line.starts_with("cpu "));
    let count = u32::try_from(each.count()).ok()?;
    Some((all - idle, all, f64::from(count)))
}

/// A container and its usage, from a line of the engine's statistics.
fn parse_line(line: &str, of: &BTreeMap<String, String>) -> Option<(String, Sample)> {
    let value: Value = serde_json::from_str(line.trim_end_matches(|c| c != '}')).ok()?;
    let id = value["ID"]
        .as_str()
        .or_else(|| value["Container"].as_str())?;
    let known =
        |(known, _): &(&String, &String)| known.starts_with(id) || id.starts_with(known.as_str());
    let (_, service) = of.iter().find(known)?;
    // a container that is not running uses nothing
    let percent = value["CPUPerc"]
        .as_str()?
        .trim_end_matches('%')
        .parse()
        .unwrap_or(0.0);
    let memory = value["MemUsage"].as_str()?.split('/').next()?.trim();
    let sample = Sample {
        at_us: 0,
        service: service.clone(),
        cpus: percent / 100.0,
        memory_mb: megabytes(memory).unwrap_or(0.0),
    };
    Some((id.to_owned(), sample))
}

/// The engine reports all containers in rounds.
#[derive(Default)]
struct Round {
    of: BTreeMap<String, Sample>,
    last_us: u64,
}

/// It reports each twice a second, but measures only once.
const SECOND_US: u64 = 900_000;

impl Round {
    /// Adds the usage of a container; a repeated container ends the round and returns its services.
    fn add(&mut self, id: String, sample: Sample, at_us: u64) -> Vec<Sample> {
        let mut sums: BTreeMap<String, Sample> = BTreeMap::new();
        if self.of.contains_key(&id) && at_us >= self.last_us + SECOND_US {
            self.last_us = at_us;
            for one in std::mem::take(&mut self.of).into_values() {
                let sum = sums.entry(one.service.clone()).or_insert_with(|| Sample {
                    at_us,
                    service: one.service.clone(),
                    cpus: 0.0,
                    memory_mb: 0.0,
                });
                sum.cpus += one.cpus;
                sum.memory_mb += one.memory_mb;
            }
        }
        self.of.insert(id, sample);
        sums.into_values().collect()
    }
}

/// Parses `12.5MiB`.
fn megabytes(text: &str) -> Option<f64> {
    let end = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(end);
    let times = match unit {
        "B" => 1.0 / 1_048_576.0,
        "KiB" | "kB" | "KB" => 1.0 / 1024.0,
        "MiB" | "MB" => 1.0,
        "GiB" | "GB" => 1024.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * times)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_statistics_are_read_and_added() {
        let of = BTreeMap::from([
            ("abc123".to_owned(), "web".to_owned()),
            ("def456".to_owned(), "web".to_owned()),
        ]);
        let mut round = Round::default();
        let mut add = |id: &str, cpu: &str, memory: &str| {
            let text =
                format!(r#"{{"ID":"{id}","CPUPerc":"{cpu}","MemUsage":"{memory} / 512MiB"}}"#);
            let (id, sample) = parse_line(&format!("{text}\u{1b}[K"), &of).unwrap();
            round.add(id, sample, SECOND_US)
        };
        assert!(add("abc123", "50.00%", "1.5GiB").is_empty());
        assert!(add("def456", "25.00%", "512KiB").is_empty());
        let sums = add("abc123", "--", "--");
        assert_eq!((sums.len(), sums[0].at_us), (1, SECOND_US));
        assert!((sums[0].cpus - 0.75).abs() < 1e-9 && (sums[0].memory_mb - 1536.5).abs() < 1e-9);
    }
}
