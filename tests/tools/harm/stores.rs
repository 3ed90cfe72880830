//! A cache that stops, restarts and overflows; a database that restarts.

use std::time::{Duration, Instant};

use super::containers::{self, docker, package, python};
use super::load::{End, Latency, Load, Outcome, Seen, listed};
use super::orders::all_confirmed;
use super::{Told, until};
use crate::machine::http::get;
use crate::machine::stack::Stack;

const SOME: usize = 100;
/// The time in which the service notices that the database is back: a check of the load balancer, a connection of the
/// pool.
const NOTICE: Duration = Duration::from_secs(3);

pub(crate) fn cache_stopped(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    stack.compose(&["stop", "--timeout", "3", "cache"])?;
    let gone = load.age();
    load.more(2 * SOME)?;
    let ready = get(stack.port, "/readyz");
    let without = load.outcomes_since(gone);
    let back = containers::start(stack);
    let returned = load.age();
    back?;
    until("hits return", || {
        Ok(load.outcomes_since(returned).iter().any(Outcome::hit))
    })?;
    let hits = load.age().saturating_sub(returned);
    let seen = load.stop();
    seen.none_failed(stack)?;
    if ready.status != 200 || ready.json()["status"] != "degraded" {
        return Err(format!("without its cache it is {ready:#?}"));
    }
    if let Some(hit) = without.iter().find(|outcome| outcome.hit()) {
        return Err(format!("a hit without a cache: {hit}"));
    }
    all_confirmed(stack, &seen)?;
    Ok(format!(
        "{seen}; without it {}; hits {:.1} s after it was back",
        Latency::of(&without),
        hits.as_secs_f32()
    ))
}

/// Through the service's own adapter, which works with any cache.
const FILL: &str = "
import importlib, sys
package, megabytes = sys.argv[1], int(sys.argv[2])
settings = importlib.import_module(package + '.settings').get_settings()
build = importlib.import_module(package + '.infrastructure.adapters.cache').build_cache
cache = build(settings.model_copy(update={'cache_timeout_s': 1.0}))
piece = bytes(64 * 1024)
keys = ['fill:%d' % number for number in range(megabytes * 16)]
for key in keys:
    cache.put(key, piece, 300)
held = sum(cache.get(key).state == 'hit' for key in keys)
cache.put('fill:last', b'last', 300)
assert cache.get('fill:last').value == b'last'
for key in keys:
    cache.drop(key)
print('held', held, 'of', len(keys))
";

pub(crate) fn cache_filled(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let said = python(
        stack,
        "web",
        FILL,
        &[&package(stack)?, &(2 * memory(stack)?).to_string()],
    )?;
    let counts: Vec<usize> = said
        .split(' ')
        .filter_map(|w| w.trim().parse().ok())
        .collect();
    let &[held, of] = counts.as_slice() else {
        return Err(said);
    };
    if held == 0 || held >= of {
        return Err(format!("nothing was evicted, or all: {said}"));
    }
    let filled = load.age();
    load.more(SOME)?;
    until("hits return", || {
        Ok(load.outcomes_since(filled).iter().any(Outcome::hit))
    })?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    let ready = get(stack.port, "/readyz");
    if ready.json()["status"] != "ok" {
        return Err(format!("a full cache: {ready:#?}"));
    }
    Ok(format!("{}; {seen}", said.trim()))
}

/// The memory of the cache's container, in MiB.
fn memory(stack: &Stack) -> Result<u64, String> {
    let ids = containers::of(stack, "cache")?;
    let cache = containers::inspected(ids.first().ok_or("no cache")?)?;
    let bytes = cache["HostConfig"]["Memory"].as_u64();
    Ok(bytes.ok_or("a cache without a limit")? >> 20)
}

pub(crate) fn database_restarted(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let ids = containers::of(stack, "db")?;
    let id = ids.first().ok_or("no database")?;
    let down = load.age();
    docker(&["restart", id])?;
    containers::healthy(id)?;
    let up = load.age();
    load.more(4 * SOME)?;
    until("some seconds go by", || Ok(load.age() > up + 2 * NOTICE))?;
    let seen = load.stop();
    let started = Instant::now();
    let recovered = judged(&seen, down, up)?;
    all_confirmed(stack, &seen)?;
    Ok(format!(
        "{seen}; down for {:.1} s; the last failure {:.1} s after it was healthy; all confirmed {:.1} s later",
        up.saturating_sub(down).as_secs_f32(),
        recovered.as_secs_f32(),
        started.elapsed().as_secs_f32()
    ))
}

/// The time from `up` to the end of the last failure; each must be a 503 with `Retry-After`.
fn judged(seen: &Seen, down: Duration, up: Duration) -> Result<Duration, String> {
    let failed = seen.failed();
    let right = |end: End| {
        matches!(
            end,
            End::Answer {
                status: 503,
                retry_after: true,
                ..
            }
        )
    };
    let wrong: Vec<&Outcome> = failed
        .iter()
        .copied()
        .filter(|one| !right(one.end) || one.ended() < down || one.at > up + NOTICE)
        .collect();
    if !wrong.is_empty() {
        return Err(format!(
            "down {down:.1?} to {up:.1?}; {} of {} failures are wrong:\n{}",
            wrong.len(),
            failed.len(),
            listed(&wrong)
        ));
    }
    let last = failed.iter().map(|one| one.ended()).max();
    Ok(last.map_or(Duration::ZERO, |last| last.saturating_sub(up)))
}
