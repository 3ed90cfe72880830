//! More tasks than usual: an outbox full of due ones, and large reports beside confirmations.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::containers::{self, inspected, package, python};
use crate::http::post;
use crate::load::Load;
use crate::orders::all_confirmed;
use crate::stack::Stack;
use crate::{Told, until};

const SOME: usize = 100;
/// In which the relays of a stack publish ten thousand due tasks.
const PUBLISHED: f32 = 10.0;
/// In which orders are confirmed while reports run.
const CONFIRMED: Duration = Duration::from_secs(10);
/// The default of `REPORTS_OPEN`.
const OPEN: usize = 5;

/// Stores ten thousand due tasks, and prints how many seconds it took until none was due.
const FILL: &str = "
import sys, time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4
package = sys.argv[1]
container = import_module(package + '.container').build_container(import_module(package + '.settings').get_settings())
message_of = import_module(package + '.entities').TaskMessage
due = datetime.now(UTC) - timedelta(seconds=1)
for _ in range(10):
    with container.storage.begin() as uow:
        for _ in range(1000):
            uow.outbox.put(message_of(uuid4(), 'orders.confirm', {'order_id': str(uuid4())}), due)
started = time.monotonic()
left = 1
while left and time.monotonic() < started + 60:
    with container.storage.begin() as uow:
        left = uow.outbox.count_due(datetime.now(UTC))
    time.sleep(0.1)
print(time.monotonic() - started)
";

/// Prints how many tasks are not decided.
const COUNT: &str = "
import sys
from importlib import import_module
package = sys.argv[1]
container = import_module(package + '.container').build_container(import_module(package + '.settings').get_settings())
with container.storage.begin() as uow:
    print(uow.outbox.count())
";

/// Stores six thousand orders of the last year.
const ORDERS: &str = "
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4
package = sys.argv[1]
container = import_module(package + '.container').build_container(import_module(package + '.settings').get_settings())
e = import_module(package + '.entities')
now = datetime.now(UTC)
for part in range(12):
    with container.storage.begin() as uow:
        for n in range(500):
            items = (e.OrderItem('tea', 1 + n % 9, 100),)
            moment = now - timedelta(hours=1 + (part * 500 + n) * 1.4)
            uow.orders.add(e.Order(uuid4(), 'old@example.com', items, items[0].amount_cents, e.OrderStatus.CONFIRMED, moment))
";

/// Ten thousand due tasks are published in time, no request fails meanwhile, and all of them are done.
pub(crate) fn full_outbox(stack: &Stack) -> Told {
    let package = package(stack)?;
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let took = python(stack, "web", FILL, &[&package])?;
    let took: f32 = took
        .trim()
        .parse()
        .map_err(|error| format!("{error}: {took}"))?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    if took > PUBLISHED {
        return Err(format!("10,000 due tasks were published in {took:.1} s"));
    }
    let start = Instant::now();
    // a minute for each third
    let empty =
        || -> Result<bool, String> { Ok(python(stack, "web", COUNT, &[&package])?.trim() == "0") };
    until("the outbox is empty", empty)
        .or_else(|_| until("the outbox is empty", empty))
        .or_else(|_| until("the outbox is empty", empty))?;
    let done = start.elapsed();
    all_confirmed(stack, &seen)?;
    Ok(format!(
        "{seen}; 10,000 due tasks published in {took:.1} s, done {:.1} s later",
        done.as_secs_f32()
    ))
}

/// A client has as many reports of a year open as it may; orders are confirmed beside them, and no worker is killed.
pub(crate) fn large_reports(stack: &Stack) -> Told {
    let package = package(stack)?;
    python(stack, "web", ORDERS, &[&package])?;
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
