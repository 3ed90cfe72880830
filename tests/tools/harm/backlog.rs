//! Large backlogs: an outbox full of due tasks, and large reports besides confirmations.

use std::time::{Duration, Instant};

use serde_json::json;

use super::containers::{self, inspected, package, python};
use super::load::Load;
use super::orders::all_confirmed;
use super::{Told, until};
use crate::machine::http::post;
use crate::machine::stack::Stack;

const SOME: usize = 100;
/// The timeout for publishing two thousand due tasks. Each needs 0.5 ms of a processor; workers, a load and the stores
/// run at the same time.
const PUBLISHED: f32 = 10.0;
/// The timeout for confirming orders while reports run.
const CONFIRMED: Duration = Duration::from_secs(10);
/// The default of `REPORTS_OPEN`.
const OPEN: usize = 5;

/// Stores two thousand due tasks of a hundred orders, and prints the seconds until none was due.
const FILL: &str = "
import sys, time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4
package = sys.argv[1]
container = import_module(package + '.container').build_container(import_module(package + '.settings').get_settings())
message_of = import_module(package + '.infrastructure.entities').TaskMessage
due = datetime.now(UTC) - timedelta(seconds=1)
with container.storage.begin() as uow:
    ids = [str(order.id) for order in uow.orders.page(100, None)]
for _ in range(2):
    with container.storage.begin() as uow:
        for n in range(1000):
            uow.outbox.put(message_of(uuid4(), 'orders.confirm', {'order_id': ids[n % len(ids)]}), due)
started = time.monotonic()
left = 1
while left and time.monotonic() < started + 60:
    with container.storage.begin() as uow:
        left = uow.outbox.count_due(datetime.now(UTC))
    time.sleep(0.1)
print(time.monotonic() - started)
";

/// Prints the number of unfinished tasks.
const COUNT: &str = "
import sys
from importlib import import_module
package = sys.argv[1]
container = import_module(package + '.container').build_container(import_module(package + '.settings').get_settings())
with container.storage.begin() as uow:
    print(uow.outbox.count())
";

/// The orders of a large shop after a year, with two items each; a second call adds none.
const ORDERS: &str = "
INSERT INTO orders (id, customer_email, total_cents, status, created_at)
SELECT md5(n::text)::uuid, 'old@example.com', 300, 'confirmed', now() - interval '1 hour' - n * interval '100 seconds'
FROM generate_series(1, 300000) AS n ON CONFLICT DO NOTHING;
INSERT INTO order_items (order_id, position, sku, quantity, unit_price_cents)
SELECT md5(n::text)::uuid, position, 'tea-' || n % 50, 1 + position, 100
FROM generate_series(1, 300000) AS n, generate_series(0, 1) AS position ON CONFLICT DO NOTHING;
ANALYZE orders, order_items;
";

const MARIADB_ORDERS: &str = "
INSERT IGNORE INTO orders (id, customer_email, total_cents, status, created_at)
SELECT CAST(MD5(seq) AS UUID), 'old@example.com', 300, 'confirmed', NOW(6) - INTERVAL (3600 + seq * 100) SECOND
FROM seq_1_to_300000;
INSERT IGNORE INTO order_items (order_id, position, sku, quantity, unit_price_cents)
SELECT CAST(MD5(n.seq) AS UUID), item.seq, CONCAT('tea-', n.seq % 50), 1 + item.seq, 100
FROM seq_1_to_300000 AS n JOIN seq_0_to_1 AS item;
ANALYZE TABLE orders, order_items;
";

/// Stores three hundred thousand orders of the last year.
pub(crate) fn orders(stack: &Stack) -> Result<(), String> {
    stack.sql(stack.dialect(ORDERS, MARIADB_ORDERS))?;
    Ok(())
}

/// Two thousand due tasks are published in time, no request fails, and all of them are done.
pub(crate) fn full_outbox(stack: &Stack) -> Told {
    let package = package(stack)?;
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let took = python(stack, "web", FILL, &[&package])?;
    // the output also contains log lines
    let took: f32 = took
        .lines()
        .find_map(|line| line.trim().parse().ok())
        .ok_or(took)?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    if took > PUBLISHED {
        return Err(format!("2,000 due tasks were published in {took:.1} s"));
    }
    let start = Instant::now();
    let empty = || -> Result<bool, String> {
        let said = python(stack, "web", COUNT, &[&package])?;
        Ok(said.lines().any(|line| line.trim() == "0"))
    };
    // a minute for each thousand
    until("the outbox is empty", empty).or_else(|_| until("the outbox is empty", empty))?;
    let done = start.elapsed();
    all_confirmed(stack, &seen)?;
    Ok(format!(
        "{seen}; 2,000 due tasks published in {took:.1} s, done {:.1} s later",
        done.as_secs_f32()
    ))
}

/// A client has the maximum number of reports of a year open; orders are still confirmed, and no worker is killed.
pub(crate) fn large_reports(stack: &Stack) -> Told {
    orders(stack)?;
    let before = started(stack)?;
    let asked: Vec<u16> = (0..2 * OPEN)
        .map(|_| post(stack.port, "/api/reports", &json!({ "days": 366 })).status)
        .collect();
    if asked.iter().any(|status| !matches!(status, 202 | 429)) || asked[..OPEN] != [202; OPEN] {
        return Err(format!("asked for reports, got {asked:?}"));
    }
    let load = Load::start(stack.port);
    load.more(2 * SOME)?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    let took = all_confirmed(stack, &seen)?;
    if took > CONFIRMED {
        return Err(format!(
            "{seen}; confirmed {:.1} s after the load",
            took.as_secs_f32()
        ));
    }
    if started(stack)? != before {
        return Err("a worker was killed for its memory".to_owned());
    }
    Ok(format!(
        "{seen}; reports answered with {asked:?}; orders confirmed {:.1} s after the load",
        took.as_secs_f32()
    ))
}

/// When each worker was started.
fn started(stack: &Stack) -> Result<Vec<String>, String> {
    containers::of(stack, "worker")?
        .iter()
        .map(|id| Ok(inspected(id)?["State"]["StartedAt"].to_string()))
        .collect()
}
