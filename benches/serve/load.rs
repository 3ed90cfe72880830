//! A closed loop over loopback: so many clients, each with a connection that stays, send as soon as they have an
//! answer.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use tierup::verify::boot::http;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Ends the turn that runs, and with it the run.
pub(crate) fn interrupt() {
    INTERRUPTED.store(true, Ordering::Relaxed);
}

/// What all clients of a side ask for, each time the next of `targets`.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) port: u16,
    pub(crate) method: &'static str,
    pub(crate) targets: Vec<String>,
    pub(crate) headers: &'static str,
    pub(crate) body: String,
    /// A header of the answer by which it is known, with its value.
    pub(crate) mark: Option<(&'static str, &'static str)>,
}

impl Request {
    fn bytes(&self, number: usize) -> String {
        let Self {
            method,
            headers,
            body,
            ..
        } = self;
        let target = &self.targets[number % self.targets.len()];
        format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}

/// What a side did in its turn.
#[derive(Debug)]
pub(crate) struct Turn {
    /// Sorted.
    took: Vec<Duration>,
    lasted: Duration,
    pub(crate) marked: usize,
    /// Where the last few answers said that their things are.
    pub(crate) locations: Vec<String>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Figures {
    pub(crate) per_s: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

impl Turn {
    pub(crate) fn requests(&self) -> usize {
        self.took.len()
    }

    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    pub(crate) fn figures(&self) -> Figures {
        let at = |percent: usize| {
            let last = self.took.len().saturating_sub(1);
            let took = self.took.get(last * percent / 100).copied();
            took.unwrap_or_default().as_secs_f64() * 1e3
        };
        Figures {
            per_s: self.took.len() as f64 / self.lasted.as_secs_f64(),
            p50_ms: at(50),
            p99_ms: at(99),
        }
    }
}

/// Any answer that is not a success ends it: a figure of failures says nothing.
pub(crate) fn turn(request: &Request, clients: usize, lasts: Duration) -> Result<Turn, String> {
    let number = AtomicUsize::new(0);
    let start = Instant::now();
    let told: Vec<Result<Client, String>> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..clients)
            .map(|_| scope.spawn(|| Client::run(request, &number, start, lasts)))
            .collect();
        let joined = clients.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .map(|told| told.unwrap_or_else(|_| Err("a client panicked".to_owned())))
            .collect()
    });
    let mut turn = Turn {
        took: Vec::new(),
        lasted: start.elapsed(),
        marked: 0,
        locations: Vec::new(),
    };
    for client in told {
        let client = client?;
        turn.took.extend(client.took);
        turn.marked += client.marked;
        turn.locations.extend(client.location);
    }
    turn.took.sort_unstable();
    Ok(turn)
}

#[derive(Debug, Default)]
struct Client {
    took: Vec<Duration>,
    marked: usize,
    location: Option<String>,
}

impl Client {
    fn run(
        request: &Request,
        number: &AtomicUsize,
        start: Instant,
        lasts: Duration,
    ) -> Result<Self, String> {
        let mut client = Self::default();
        let mut connection = http::Client::new(request.port);
        while start.elapsed() < lasts {
            if INTERRUPTED.load(Ordering::Relaxed) {
                return Err("interrupted".to_owned());
            }
            let bytes = request.bytes(number.fetch_add(1, Ordering::Relaxed));
            let sent = Instant::now();
            let answer = connection.raw(bytes.as_bytes());
            let answer = answer.map_err(|lost| lost.to_string())?;
            client.took.push(sent.elapsed());
            if !(200..300).contains(&answer.status) {
                return Err(format!(
                    "{}\n{answer:#?}",
                    bytes.lines().next().unwrap_or_default()
                ));
            }
            let marked = |(name, value): (&str, &str)| answer.header(name) == Some(value);
            client.marked += usize::from(request.mark.is_some_and(marked));
            client.location = answer.header("Location").map(str::to_owned);
        }
        Ok(client)
    }
}
