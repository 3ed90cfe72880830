//! EDGE: single requests to a running service, before and after a load: its state, and one of each kind. Knows only its
//! port, not where it runs.

use std::collections::HashMap;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::http::{Client, Request};
use super::load;
use crate::core::error::{AtPath, Result};
use crate::core::interrupt;
use crate::pack::verification::{Drive, Readiness};
use crate::verify::clock::since;
use crate::verify::recipe::Recipe;
use crate::verify::verdict::{Outcome, Verdict};

pub(in crate::verify) const LOOPBACK: &str = "127.0.0.1";
/// Timeout for a healthy service to report that it is ready.
const SOON: Duration = Duration::from_secs(20);

/// Whether it reports that it is ready, if the pack declares where.
pub(in crate::verify) fn ready(port: u16, recipe: &Recipe) -> Result<Option<Outcome>> {
    let Some(readiness) = &recipe.readiness else {
        return Ok(None);
    };
    let start = Instant::now();
    let result = wait_for_report(port, readiness, &readiness.well, SOON)?;
    let name = format!("{} says {}", readiness.path, readiness.well);
    let outcome = Outcome::new(name, Verdict::of(result.is_ok()), since(start));
    Ok(Some(outcome.with_output(&result.err().unwrap_or_default())))
}

/// Sends each drive once before the load: a failure here would affect every client. Whether all are right.
pub(in crate::verify) fn answers(
    port: u16,
    word: &str,
    drives: &[Drive],
) -> Result<(Vec<Outcome>, bool)> {
    let mut client = Client::new(port);
    let mut steps = Vec::new();
    let (mut given, mut well) = (HashMap::new(), !drives.is_empty());
    for drive in drives {
        interrupt::check()?;
        let start = Instant::now();
        let name = format!("{} ({} {})", drive.name, drive.method, drive.path);
        let known = given.get(&drive.resource).map(String::as_str);
        let Some(request) = load::request(drive, load::Fresh { word, turn: 0 }, known) else {
            steps.push(Outcome::skipped(name, "no requests are defined"));
            continue;
        };
        let answer = client.send(&request);
        let right = answer
            .as_ref()
            .is_ok_and(|answer| answer.status == drive.status);
        if let (Some(member), Ok(answer)) = (&drive.gives, &answer)
            && let Some(value) = answer.member(member)
        {
            given.insert(&drive.resource, value);
        }
        let result = if right {
            String::new()
        } else {
            load::describe(drive, &request, &answer)
        };
        let outcome = Outcome::new(name, Verdict::of(right), since(start));
        steps.push(outcome.with_output(&result));
        well &= right;
    }
    if drives.is_empty() {
        steps.push(Outcome::skipped("load", "the pack defines no requests"));
    } else if !well {
        let why = "not every request got the expected response";
        steps.push(Outcome::skipped("load", why));
    }
    Ok((steps, well))
}

/// Polls until the stack reports this state with a successful status; returns the last report after a timeout.
pub(super) fn wait_for_report(
    port: u16,
    readiness: &Readiness,
    word: &str,
    patience: Duration,
) -> Result<std::result::Result<(), String>> {
    let mut client = Client::new(port);
    let request = Request {
        method: "GET".to_owned(),
        path: readiness.path.clone(),
        ..Request::default()
    };
    let mut last = String::new();
    let reported = wait_until(patience, || {
        Ok(match client.send(&request) {
            Ok(answer) => {
                last = format!("{} {}", answer.status, answer.body.trim());
                answer.status == 200 && answer.member(&readiness.member).as_deref() == Some(word)
            }
            Err(why) => {
                last = why.to_string();
                false
            }
        })
    })?;
    let never = || {
        format!(
            "{} did not report {word} within {} s, but: {last}",
            readiness.path,
            patience.as_secs()
        )
    };
    Ok(if reported { Ok(()) } else { Err(never()) })
}

/// Polls a condition; returns whether it became true within the timeout.
pub(in crate::verify) fn wait_until(
    patience: Duration,
    mut look: impl FnMut() -> Result<bool>,
) -> Result<bool> {
    let start = Instant::now();
    loop {
        interrupt::check()?;
        if look()? {
            return Ok(true);
        }
        if start.elapsed() > patience {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A port of this machine that nothing uses.
pub(in crate::verify) fn free_port() -> Result<u16> {
    let address = TcpListener::bind((LOOPBACK, 0)).and_then(|listener| listener.local_addr());
    Ok(address.at_path(LOOPBACK)?.port())
}
