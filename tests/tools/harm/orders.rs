//! The results of accepted orders.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::load::Seen;
use super::until_within;
use crate::machine::http::get;
use crate::machine::stack::Stack;

/// After a load, thousands of tasks wait for one worker.
const CONFIRMED: Duration = Duration::from_mins(5);

/// Orders of a load by id, with status and customer.
type Found = BTreeMap<String, (String, String)>;

/// Every accepted order exists and is confirmed in the end, no key created two, and no existing order remains
/// unconfirmed, accepted or not. Returns the time it took.
pub(crate) fn all_confirmed(stack: &Stack, seen: &Seen) -> Result<Duration, String> {
    let start = Instant::now();
    let mut left = String::new();
    until_within(CONFIRMED, "every order is confirmed", || {
        let found = found(stack.port, seen)?;
        if let Some(lost) = seen.orders.iter().find(|id| !found.contains_key(*id)) {
            return Err(format!("the accepted order {lost} is not there"));
        }
        let waiting: Vec<&String> = found
            .iter()
            .filter(|(_, (state, _))| state != "confirmed")
            .map(|(id, _)| id)
            .collect();
        let few = &waiting[..waiting.len().min(5)];
        left = format!("{} of {}: {few:?}", waiting.len(), found.len());
        Ok(waiting.is_empty())
    })
    .map_err(|said| format!("{said}\n{left}"))?;
    let mut by_key: BTreeMap<String, String> = BTreeMap::new();
    for (id, (_, customer)) in found(stack.port, seen)? {
        if let Some(other) = by_key.insert(customer.clone(), id.clone()) {
            return Err(format!("{customer} has two orders: {id} and {other}"));
        }
    }
    Ok(start.elapsed())
}

/// From the newest to the oldest, until all accepted ones are found.
fn found(port: u16, seen: &Seen) -> Result<Found, String> {
    let mine: std::collections::BTreeSet<String> = seen
        .outcomes
        .iter()
        .map(|outcome| format!("{}@example.com", outcome.id))
        .collect();
    let mut found = Found::new();
    let mut after = String::new();
    loop {
        let answer = get(port, &format!("/api/orders?limit=100{after}"));
        if answer.status != 200 {
            return Err(format!("the list of orders: {answer:#?}"));
        }
        let page = answer.json();
        let text = |order: &Value, key: &str| order[key].as_str().unwrap_or_default().to_owned();
        let mut of_others = 0;
        for order in page["items"].as_array().into_iter().flatten() {
            let customer = text(order, "customer_email");
            if mine.contains(&customer) {
                found.insert(text(order, "id"), (text(order, "status"), customer));
            } else {
                of_others += 1;
            }
        }
        match page["next"].as_str() {
            // orders before this load are ignored
            Some(cursor) if of_others < 100 => after = format!("&after={cursor}"),
            _ => return Ok(found),
        }
    }
}

/// The number of e-mails for each order, if it is not one.
pub(crate) fn sent_otherwise(
    stack: &Stack,
    seen: &Seen,
    since: &str,
) -> Result<BTreeMap<String, usize>, String> {
    let said = stack.compose(&[
        "logs",
        "--no-color",
        "--no-log-prefix",
        "--since",
        since,
        "worker",
    ])?;
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    for line in said
        .lines()
        .filter(|line| line.contains("e-mail not sent: "))
    {
        if let Some((_, rest)) = line.split_once("Your order ") {
            *sent.entry(rest.chars().take(36).collect()).or_default() += 1;
        }
    }
    let times = |id: &String| sent.get(id).copied().unwrap_or_default();
    let odd = seen.orders.iter().filter(|id| times(id) != 1);
    Ok(odd.map(|id| (id.clone(), times(id))).collect())
}
