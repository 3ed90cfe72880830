//! EDGE: concurrent clients that send sequential requests, and their results.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::http::{Client, ExchangeError, Request, Response};
use crate::pack::verification::{Drive, filled};
use crate::verify::measure::{LIMITED, Phase, SentRequest};

/// The index that means all drives, by weight.
const MIXED: usize = usize::MAX;
/// The number of recent values that are requested again.
const REMEMBERED: usize = 200;

/// A load that continues until it is stopped.
#[derive(Debug)]
pub(in crate::verify) struct LoadGenerator {
    shared: Arc<Shared>,
    clients: Vec<JoinHandle<()>>,
    phases: Vec<Phase>,
}

#[derive(Debug)]
struct Shared {
    port: u16,
    word: String,
    drives: Vec<Drive>,
    /// Indexes of drives, repeated by weight.
    round: Vec<usize>,
    start: Instant,
    stop: AtomicBool,
    only: AtomicUsize,
    pause_us: AtomicU64,
    sent: Mutex<Vec<SentRequest>>,
    /// Descriptions of the first few failed requests.
    wrong: Mutex<Vec<String>>,
    /// By resource.
    given: Mutex<HashMap<Option<String>, VecDeque<String>>>,
    turn: AtomicUsize,
}

/// What makes the data of a request different from those of any other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fresh<'a> {
    /// Of the stack.
    pub word: &'a str,
    /// Of the request: 0 before the load, and from 1 in it.
    pub turn: usize,
}

impl Fresh<'_> {
    /// The value of a variable.
    fn value(self, variable: &str) -> Option<String> {
        match variable {
            "unique" => Some(format!("{}-{}", self.word, self.turn)),
            "number" => Some((100_000 + self.turn % 900_000).to_string()),
            "day" => Some(day(self.turn)),
            _ => None,
        }
    }
}

/// A day of each number, in months of 28 days.
fn day(number: usize) -> String {
    let (month, day) = (number / 28 % 12 + 1, number % 28 + 1);
    format!("{}-{month:02}-{day:02}", 2000 + number / (28 * 12) % 8000)
}

impl LoadGenerator {
    /// Starts the clients; `word` makes their data different from those of any other load.
    pub(in crate::verify) fn start(
        port: u16,
        drives: &[Drive],
        clients: usize,
        word: &str,
        pause: Duration,
    ) -> Self {
        let weights = drives.iter().enumerate();
        let round = weights.flat_map(|(at, drive)| vec![at; drive.weight.clamp(1, 100) as usize]);
        let shared = Arc::new(Shared {
            port,
            word: word.to_owned(),
            drives: drives.to_vec(),
            round: round.collect(),
            start: Instant::now(),
            stop: AtomicBool::new(drives.is_empty()),
            only: AtomicUsize::new(MIXED),
            pause_us: AtomicU64::new(micros(pause)),
            sent: Mutex::default(),
            wrong: Mutex::default(),
            given: Mutex::default(),
            turn: AtomicUsize::new(1),
        });
        let clients = (0..clients)
            .map(|_| {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || shared.go_on())
            })
            .collect();
        Self {
            shared,
            clients,
            phases: Vec::new(),
        }
    }

    /// Begins a phase: a single drive without pause, or all of them with a pause.
    pub(super) fn phase(&mut self, name: &str, drive: Option<usize>, pause: Duration) {
        let now = self.age_us();
        self.end_phase(now);
        self.shared
            .only
            .store(drive.unwrap_or(MIXED), Ordering::Relaxed);
        self.shared.pause_us.store(micros(pause), Ordering::Relaxed);
        self.phases.push(Phase {
            name: name.to_owned(),
            full: drive.is_some(),
            from_us: now,
            to_us: u64::MAX,
        });
    }

    fn end_phase(&mut self, now: u64) {
        if let Some(last) = self.phases.last_mut() {
            last.to_us = last.to_us.min(now);
        }
    }

    pub(super) fn start_of(&self) -> Instant {
        self.shared.start
    }

    pub(in crate::verify) fn age_us(&self) -> u64 {
        micros(self.shared.start.elapsed())
    }

    /// The requests finished so far.
    pub(in crate::verify) fn sent(&self) -> Vec<SentRequest> {
        lock(&self.shared.sent).clone()
    }

    /// The number of requests finished so far.
    pub(in crate::verify) fn count(&self) -> usize {
        lock(&self.shared.sent).len()
    }

    /// Descriptions of the first few failed requests.
    pub(in crate::verify) fn failures(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.shared.wrong))
    }

    /// Ends the load; returns the requests and phases.
    pub(super) fn finish(mut self) -> (Vec<SentRequest>, Vec<Phase>) {
        let now = self.age_us();
        self.end_phase(now);
        self.shared.stop.store(true, Ordering::Relaxed);
        for client in self.clients.drain(..) {
            // a client that panicked has reported it already
            let _ended = client.join();
        }
        (
            std::mem::take(&mut lock(&self.shared.sent)),
            std::mem::take(&mut self.phases),
        )
    }
}

impl Drop for LoadGenerator {
    fn drop(&mut self) {
        // not joined: the stack is being removed
        self.shared.stop.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    fn go_on(&self) {
        let mut client = Client::new(self.port);
        while !self.stop.load(Ordering::Relaxed) {
            self.request(&mut client);
            std::thread::sleep(Duration::from_micros(self.pause_us.load(Ordering::Relaxed)));
        }
    }

    fn request(&self, client: &mut Client) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let only = self.only.load(Ordering::Relaxed);
        let at = if only == MIXED {
            self.round[turn % self.round.len()]
        } else {
            only
        };
        let drive = &self.drives[at];
        let given = {
            let given = lock(&self.given);
            given.get(&drive.resource).and_then(|given| {
                let back = turn * 7 % given.len().max(1);
                given.get(back).cloned()
            })
        };
        let word = &self.word;
        let Some(request) = request(drive, Fresh { word, turn }, given.as_deref()) else {
            // no values yet: other clients must create some first
            std::thread::sleep(Duration::from_millis(1));
            return;
        };
        let began = self.start.elapsed();
        let answer = client.send(&request);
        let took = self.start.elapsed().saturating_sub(began);
        let status = answer.as_ref().ok().map(|answer| answer.status);
        let well = status == Some(drive.status);
        if let (true, Some(member), Ok(answer)) = (well, &drive.gives, &answer)
            && let Some(value) = answer.member(member)
        {
            let mut given = lock(&self.given);
            let given = given.entry(drive.resource.clone()).or_default();
            given.push_front(value);
            given.truncate(REMEMBERED);
        }
        if !well && status != Some(LIMITED) {
            let mut wrong = lock(&self.wrong);
            if wrong.len() < 8 {
                wrong.push(describe(drive, &request, &answer));
            }
        }
        lock(&self.sent).push(SentRequest {
            drive: at,
            at_us: micros(began),
            took_us: micros(took),
            status,
            well,
            cut: answer == Err(ExchangeError::Truncated),
        });
    }
}

/// The request with its variables replaced; `None` if one has no value yet.
pub(super) fn request(drive: &Drive, fresh: Fresh<'_>, given: Option<&str>) -> Option<Request> {
    if given.is_none() && drive.needs_given() {
        return None;
    }
    let of = |word: &str| match word {
        "given" => given.map(str::to_owned),
        _ => fresh.value(word),
    };
    let header = |(name, value): (&String, &String)| (name.clone(), filled(value, &of));
    Some(Request {
        method: drive.method.clone(),
        path: filled(&drive.path, &of).replace(|c: char| c.is_control() || c == ' ', ""),
        headers: drive.headers.iter().map(header).collect(),
        body: drive
            .body
            .as_ref()
            .map_or(String::new(), |body| filled(body, &of)),
    })
}

/// Describes a failed request.
pub(super) fn describe(
    drive: &Drive,
    request: &Request,
    answer: &Result<Response, ExchangeError>,
) -> String {
    let got = match answer {
        Ok(Response { status, body, .. }) => {
            format!("{status} instead of {}: {}", drive.status, body.trim())
        }
        Err(lost) => lost.to_string(),
    };
    format!("{} {}: {got}", request.method, request.path)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Fresh, day};

    #[test]
    fn values_differ_and_keep_their_form() {
        let of = |variable, turn| Fresh { word: "w", turn }.value(variable).unwrap();
        assert_eq!(of("unique", 7), "w-7");
        assert_eq!(of("number", 0), "100000");
        assert_eq!(of("number", 899_999), "999999");
        assert_eq!(Fresh { word: "w", turn: 0 }.value("other"), None);
        assert_eq!(
            [day(0), day(28), day(335)],
            ["2000-01-01", "2000-02-01", "2000-12-28"]
        );
        let days: BTreeSet<String> = (0..8000 * 336).map(day).collect();
        assert_eq!(days.len(), 8000 * 336);
        assert_eq!(days.last().unwrap(), "9999-12-28");
    }
}
