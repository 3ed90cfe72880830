//! A closed loop over loopback: so many clients, each with a connection that stays, send as soon as they have an answer.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::machine::http::{Answer, parse};

/// Longer than anything in the stack waits.
const PATIENCE: Duration = Duration::from_secs(45);

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
        let mut connection = Connection::open(request.port)?;
        while start.elapsed() < lasts {
            if INTERRUPTED.load(Ordering::Relaxed) {
                return Err("interrupted".to_owned());
            }
            let bytes = request.bytes(number.fetch_add(1, Ordering::Relaxed));
            let sent = Instant::now();
            let answer = connection.exchange(bytes.as_bytes())?;
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
            if answer
                .header("Connection")
                .is_some_and(|said| said.eq_ignore_ascii_case("close"))
            {
                connection = Connection::open(request.port)?;
            }
        }
        Ok(client)
    }
}

/// A connection, and what has come over it and belongs to no answer yet.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    come: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(port: u16) -> Result<Self, String> {
        let open = || {
            let stream = TcpStream::connect(("127.0.0.1", port))?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            Ok(Self {
                stream,
                come: Vec::with_capacity(4096),
            })
        };
        open().map_err(|error: std::io::Error| format!("port {port}: {error}"))
    }

    fn exchange(&mut self, bytes: &[u8]) -> Result<Answer, String> {
        let said = |error: std::io::Error| format!("a connection: {error}");
        self.stream.write_all(bytes).map_err(said)?;
        let mut some = [0; 16 * 1024];
        loop {
            if let Some(end) = whole(&self.come) {
                let answer = parse(&self.come[..end]).ok_or("an answer that is no HTTP")?;
                self.come.drain(..end);
                return Ok(answer);
            }
            match self.stream.read(&mut some).map_err(said)? {
                0 => return Err("a connection was closed without an answer".to_owned()),
                read => self.come.extend_from_slice(&some[..read]),
            }
        }
    }
}

/// Where the first answer ends, once all of it has come.
fn whole(come: &[u8]) -> Option<usize> {
    let head = come.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&come[..head]).ok()?;
    let header = |name: &str| {
        let fields = text.lines().filter_map(|line| line.split_once(':'));
        let mut named = fields.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.trim())
    };
    if header("Transfer-Encoding") == Some("chunked") {
        let last = come[head..]
            .windows(5)
            .position(|window| window == b"0\r\n\r\n")?;
        return Some(head + last + 5);
    }
    let length: usize = header("Content-Length")?.parse().ok()?;
    (come.len() >= head + length).then_some(head + length)
}
