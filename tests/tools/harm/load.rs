//! A steady load over loopback, and the result of each of its requests.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::machine::stack::Stack;
use tierup::verify::boot::http::{Client, ExchangeError};

const CLIENTS: usize = 8;
const PAUSE: Duration = Duration::from_millis(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Creates an order, with an idempotency key.
    Write,
    /// Reads an accepted order.
    Read,
    List,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Answer {
        status: u16,
        retry_after: bool,
        hit: bool,
    },
    Lost(ExchangeError),
}

#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) kind: Kind,
    /// Time since the start of the load.
    pub(crate) at: Duration,
    pub(crate) took: Duration,
    pub(crate) end: End,
    /// Its `X-Request-ID`.
    pub(crate) id: String,
}

impl Outcome {
    pub(crate) fn is_well(&self) -> bool {
        matches!(
            self.end,
            End::Answer {
                status: 200..=299,
                ..
            }
        )
    }

    pub(crate) fn hit(&self) -> bool {
        matches!(self.end, End::Answer { hit: true, .. })
    }

    /// Since the load began.
    pub(crate) fn ended(&self) -> Duration {
        self.at + self.took
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, end, id, .. } = self;
        let (at, took) = (self.at.as_secs_f32(), self.took.as_secs_f32());
        write!(
            f,
            "{kind:?} at {at:.2} s: {end:?} after {took:.2} s, id {id}"
        )
    }
}

/// A load that runs until it is stopped.
#[derive(Debug)]
pub(crate) struct Load {
    shared: Arc<Shared>,
    clients: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    port: u16,
    pause: Duration,
    start: Instant,
    stop: AtomicBool,
    outcomes: Mutex<Vec<Outcome>>,
    orders: Mutex<Vec<String>>,
    turn: AtomicUsize,
}

/// Makes the data of all loads of this process different.
static LOADS: AtomicU64 = AtomicU64::new(0);

impl Load {
    pub(crate) fn start(port: u16) -> Self {
        Self::of(port, CLIENTS, PAUSE)
    }

    pub(crate) fn of(port: u16, clients: usize, pause: Duration) -> Self {
        let shared = Arc::new(Shared {
            port,
            pause,
            start: Instant::now(),
            stop: AtomicBool::new(false),
            outcomes: Mutex::default(),
            orders: Mutex::default(),
            turn: AtomicUsize::new(0),
        });
        let number = LOADS.fetch_add(1, Ordering::Relaxed);
        let clients = (0..clients)
            .map(|client| {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    shared.go_on(&format!("{}-{number}-{client}", std::process::id()));
                })
            })
            .collect();
        Self { shared, clients }
    }

    /// Waits for `count` more successful requests.
    pub(crate) fn more(&self, count: usize) -> Result<(), String> {
        let goal = self.well() + count;
        super::until("the load goes on well", || Ok(self.well() >= goal))
    }

    fn well(&self) -> usize {
        let outcomes = lock(&self.shared.outcomes);
        outcomes.iter().filter(|outcome| outcome.is_well()).count()
    }

    /// Time since its start.
    pub(crate) fn age(&self) -> Duration {
        self.shared.start.elapsed()
    }

    pub(crate) fn outcomes_since(&self, age: Duration) -> Vec<Outcome> {
        let outcomes = lock(&self.shared.outcomes);
        let after = outcomes.iter().filter(|outcome| outcome.at >= age);
        after.cloned().collect()
    }

    pub(crate) fn stop(mut self) -> Seen {
        self.end();
        Seen {
            outcomes: std::mem::take(&mut lock(&self.shared.outcomes)),
            orders: std::mem::take(&mut lock(&self.shared.orders)),
        }
    }

    fn end(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        for client in self.clients.drain(..) {
            let _ = client.join();
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn go_on(&self, client: &str) {
        for number in 0_u64.. {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            self.request(&format!("load-{client}-{number}"));
            std::thread::sleep(self.pause);
        }
    }

    /// A third of the requests are writes; each client reads orders of all clients.
    fn request(&self, id: &str) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let known = {
            let orders = lock(&self.orders);
            // one of the last few, as customers do
            let back = 1 + turn * 7 % orders.len().clamp(1, 40);
            orders.len().checked_sub(back).map(|at| orders[at].clone())
        };
        let (kind, head, body) = match (turn % 6, known) {
            (1 | 3 | 4, Some(order)) => (
                Kind::Read,
                format!("GET /api/orders/{order}"),
                String::new(),
            ),
            (5, _) => (
                Kind::List,
                "GET /api/orders?limit=20".to_owned(),
                String::new(),
            ),
            _ => (Kind::Write, "POST /api/orders".to_owned(), order(id)),
        };
        let key = if kind == Kind::Write {
            format!("Idempotency-Key: {id}\r\n")
        } else {
            String::new()
        };
        let bytes = format!(
            "{head} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nX-Request-ID: {id}\r\n{key}\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let at = self.start.elapsed();
        let answer = Client::new(self.port).raw(bytes.as_bytes());
        let took = self.start.elapsed().saturating_sub(at);
        let end = match &answer {
            Ok(answer) => End::Answer {
                status: answer.status,
                retry_after: answer.header("Retry-After").is_some(),
                hit: answer.header("X-Cache") == Some("hit"),
            },
            Err(lost) => End::Lost(*lost),
        };
        if let (Kind::Write, Ok(answer)) = (kind, answer)
            && answer.status == 201
            && let Some(order) = answer.json()["id"].as_str()
        {
            lock(&self.orders).push(order.to_owned());
        }
        lock(&self.outcomes).push(Outcome {
            kind,
            at,
            took,
            end,
            id: id.to_owned(),
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn order(id: &str) -> String {
    json!({"customer_email": format!("{id}@example.com"), "items": [
        {"sku": "tea-250", "quantity": 2, "unit_price_cents": 450},
    ]})
    .to_string()
}

/// The results of a load.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) outcomes: Vec<Outcome>,
    /// Accepted orders.
    pub(crate) orders: Vec<String>,
}

impl Seen {
    pub(crate) fn failed(&self) -> Vec<&Outcome> {
        let outcomes = self.outcomes.iter();
        outcomes.filter(|outcome| !outcome.is_well()).collect()
    }

    /// Checks that every request succeeded.
    pub(crate) fn none_failed(&self, stack: &Stack) -> Result<(), String> {
        let failed = self.failed();
        if failed.is_empty() {
            return Ok(());
        }
        Err(format!(
            "{} of {} requests failed:\n{}{}",
            failed.len(),
            self.outcomes.len(),
            listed(&failed),
            logged(stack, &failed)
        ))
    }
}

/// The load balancer's log of the first few.
fn logged(stack: &Stack, outcomes: &[&Outcome]) -> String {
    let logs = ["logs", "--no-color", "--no-log-prefix", "lb"];
    let said = stack.compose(&logs).unwrap_or_default();
    let first = &outcomes[..outcomes.len().min(20)];
    let told = |line: &&str| first.iter().any(|one| line.contains(&one.id));
    said.lines()
        .filter(told)
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The first few, one a line.
pub(crate) fn listed(outcomes: &[&Outcome]) -> String {
    let lines = outcomes
        .iter()
        .take(20)
        .map(|outcome| format!("{outcome}\n"));
    lines.collect()
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.failed().len();
        write!(f, "{} requests, {failed} failed", self.outcomes.len())?;
        write!(f, ", {}", Latency::of(&self.outcomes))
    }
}

/// Of the successful requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Latency {
    pub(crate) p50: Duration,
    pub(crate) p95: Duration,
    pub(crate) max: Duration,
}

impl Latency {
    pub(crate) fn of(outcomes: &[Outcome]) -> Self {
        let well = outcomes.iter().filter(|outcome| outcome.is_well());
        let mut times: Vec<Duration> = well.map(|outcome| outcome.took).collect();
        times.sort_unstable();
        let at = |percent: usize| {
            let last = times.len().saturating_sub(1);
            times.get(last * percent / 100).copied().unwrap_or_default()
        };
        Self {
            p50: at(50),
            p95: at(95),
            max: at(100),
        }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p95, max] = [self.p50, self.p95, self.max].map(|time| time.as_millis());
        write!(f, "p50 {p50} ms, p95 {p95} ms, max {max} ms")
    }
}
