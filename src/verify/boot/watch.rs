//! EDGE: what the containers use while they are under load: the engine's own statistics, once a second, and how many
//! connections the clients of a store hold.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::stack::Stack;
use crate::error::Result;
use crate::verify::child::end;
use crate::verify::measure::{Held, Sample};

const EVERY: Duration = Duration::from_millis(700);

/// Watches until it is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    seen: Arc<Mutex<(Vec<Sample>, Vec<Held>)>>,
    stop: Arc<AtomicBool>,
    child: Child,
    threads: Vec<JoinHandle<()>>,
}

/// A service that can be asked how many connections its clients hold, and by which command in its container.
pub(super) type Asked = (String, Vec<String>);

impl Watch {
    pub(super) fn start(stack: &Stack<'_>, start: Instant, asked: &[Asked]) -> Result<Self> {
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
        let mut child = stats.spawn()?;
        let seen: Arc<Mutex<(Vec<Sample>, Vec<Held>)>> = Arc::default();
        let stop = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::new();
        if let Some(out) = child.stdout.take() {
            let (seen, of) = (Arc::clone(&seen), of.clone());
            threads.push(std::thread::spawn(move || {
                for line in BufReader::new(out)
                    .lines()
                    .map_while(std::result::Result::ok)
                {
                    let sample = line
                        .find('{')
                        .and_then(|at| sample(&line[at..], &of, micros(start)));
                    lock(&seen).0.extend(sample);
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
                    let said = ask
                        .output()
                        .ok()
                        .and_then(|said| String::from_utf8(said.stdout).ok());
                    if let Some(connections) = said.and_then(|said| said.trim().parse().ok()) {
                        let held = Held {
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
        Ok(Self {
            seen,
            stop,
            child,
            threads,
        })
    }

    /// Ends it; what was seen, the containers of a service added up.
    pub(super) fn finish(mut self) -> (Vec<Sample>, Vec<Held>) {
        self.end();
        for thread in self.threads.drain(..) {
            let _ended = thread.join();
        }
        let (samples, held) = std::mem::take(&mut *lock(&self.seen));
        (added(samples), held)
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        end(&mut self.child);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.end();
    }
}

/// A line of the engine's statistics.
fn sample(line: &str, of: &BTreeMap<String, String>, at_us: u64) -> Option<Sample> {
    let value: Value = serde_json::from_str(line.trim_end_matches(|c| c != '}')).ok()?;
    let id = value["ID"]
        .as_str()
        .or_else(|| value["Container"].as_str())?;
    let (_, service) = of
        .iter()
        .find(|(known, _)| known.starts_with(id) || id.starts_with(known.as_str()))?;
    let percent: f64 = value["CPUPerc"]
        .as_str()?
        .trim_end_matches('%')
        .parse()
        .ok()?;
    Some(Sample {
        at_us,
        service: service.clone(),
        cpus: percent / 100.0,
        memory_mb: megabytes(value["MemUsage"].as_str()?.split('/').next()?.trim())?,
    })
}

/// `12.5MiB` as the engine writes it.
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

/// The engine tells one container after the other, all within a moment.
const MOMENT_US: u64 = 300_000;

fn added(samples: Vec<Sample>) -> Vec<Sample> {
    let mut sums: Vec<Sample> = Vec::new();
    for sample in samples {
        let near = sums
            .iter_mut()
            .rev()
            .take_while(|known| sample.at_us.saturating_sub(known.at_us) < MOMENT_US)
            .find(|known| known.service == sample.service);
        match near {
            Some(known) => {
                known.cpus += sample.cpus;
                known.memory_mb += sample.memory_mb;
            }
            None => sums.push(sample),
        }
    }
    sums
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
        let line = |id: &str, cpu: &str, memory: &str| {
            let text =
                format!(r#"{{"ID":"{id}","CPUPerc":"{cpu}","MemUsage":"{memory} / 512MiB"}}"#);
            sample(&format!("{text}\u{1b}[K"), &of, 5).unwrap()
        };
        let samples = vec![
            line("abc123", "50.00%", "1.5GiB"),
            line("def456", "25.00%", "512KiB"),
        ];
        let sums = added(samples);
        assert_eq!(sums.len(), 1);
        assert!((sums[0].cpus - 0.75).abs() < 1e-9 && (sums[0].memory_mb - 1536.5).abs() < 1e-9);
    }
}
