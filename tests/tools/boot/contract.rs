//! The HTTP contract, implemented a second time and from outside: it shares nothing with the tests that are generated
//! with the service.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::machine::http::{get, post, post_with, send};
use tierup::verify::boot::http::Response;

const PROBLEM: &str = "application/problem+json";
const NOWHERE: &str = "00000000-0000-4000-8000-000000000000";

fn order(email: &str) -> Value {
    json!({"customer_email": email, "items": [
        {"sku": "tea-250", "quantity": 2, "unit_price_cents": 450},
        {"sku": "mug", "quantity": 1, "unit_price_cents": 1200},
    ]})
}

#[track_caller]
pub(crate) fn placed(port: u16, email: &str) -> Value {
    let answer = post(port, "/api/orders", &order(email));
    assert_eq!(answer.status, 201, "{answer:#?}");
    answer.json()
}

pub(crate) fn path_of(order: &Value) -> String {
    format!("/api/orders/{}", order["id"].as_str().unwrap_or("none"))
}

/// The first correct result of `look`, within half a minute.
#[track_caller]
pub(crate) fn eventually<T: Debug>(look: impl Fn() -> T, right: impl Fn(&T) -> bool) -> T {
    let start = Instant::now();
    loop {
        let seen = look();
        if right(&seen) {
            return seen;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "still {seen:#?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[track_caller]
fn confirmed(port: u16, order: &Value) -> Response {
    eventually(
        || get(port, &path_of(order)),
        |answer| answer.json()["status"] == "confirmed",
    )
}

/// The order's response, once it is confirmed.
#[track_caller]
pub(crate) fn confirmed_with(port: u16, headers: &[(&str, &str)]) -> Response {
    let answer = post_with(port, "/api/orders", &order("id@example.com"), headers);
    assert_eq!(answer.status, 201, "{answer:#?}");
    confirmed(port, &answer.json());
    answer
}

pub(crate) fn it_lives_and_is_ready(port: u16) {
    assert_eq!(get(port, "/livez").status, 200);
    // a cache that was slow is not used for a while
    let ready = eventually(
        || get(port, "/readyz"),
        |ready| ready.json()["status"] == "ok",
    );
    assert_eq!(ready.status, 200, "{ready:#?}");
    let told = ready.json();
    let checks = told["checks"].as_object().expect("checks");
    assert!(checks.values().all(|state| state == "ok"), "{checks:?}");
}

pub(crate) fn an_order_is_created(port: u16) {
    let answer = post(port, "/api/orders", &order("created@example.com"));
    assert_eq!(answer.status, 201, "{answer:#?}");
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
    let told = answer.json();
    let location = answer.header("Location").expect("a location");
    assert!(location.ends_with(&path_of(&told)), "{location}");
    let mut expected = order("created@example.com");
    expected["id"] = told["id"].clone();
    expected["total_cents"] = json!(2100);
    expected["status"] = json!("pending");
    expected["created_at"] = told["created_at"].clone();
    assert_eq!(told, expected);
    assert_eq!(told["id"].as_str().map(str::len), Some(36), "{told}");
    assert!(
        told["created_at"]
            .as_str()
            .is_some_and(|at| at.contains('T'))
    );
}

pub(crate) fn an_order_is_confirmed_and_stays_so(port: u16) {
    let mut expected = placed(port, "confirmed@example.com");
    expected["status"] = json!("confirmed");
    confirmed(port, &expected);
    for _ in 0..20 {
        assert_eq!(get(port, &path_of(&expected)).json(), expected);
    }
}

/// Miss, then hit; after the confirmation the cached copy is invalid, and then hit again.
pub(crate) fn reads_come_from_the_cache(port: u16) {
    let order = placed(port, "cached@example.com");
    let first = get(port, &path_of(&order));
    assert_eq!(first.header("X-Cache"), Some("miss"), "{first:#?}");
    confirmed(port, &order);
    let hit = eventually(
        || get(port, &path_of(&order)),
        |answer| answer.header("X-Cache") == Some("hit"),
    );
    assert_eq!(hit.json()["status"], "confirmed");
}

pub(crate) fn reads_pass_the_cache_by(port: u16) {
    let order = placed(port, "bypass@example.com");
    for _ in 0..3 {
        let read = get(port, &path_of(&order));
        assert_eq!(read.header("X-Cache"), Some("bypass"), "{read:#?}");
    }
}

pub(crate) fn a_key_makes_one_order(port: u16) {
    let key = format!("key-{}", std::process::id());
    let body = order("twice@example.com");
    let place = || post_with(port, "/api/orders", &body, &[("Idempotency-Key", &key)]);
    let first = place();
    confirmed(port, &first.json());
    let second = place();
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.body, second.body);
    let other = order("other@example.com");
    let keyed = [("Idempotency-Key", key.as_str())];
    names(
        &post_with(port, "/api/orders", &other, &keyed),
        "Idempotency-Key",
    );
    let mine = all_pages(port, 100)
        .into_iter()
        .filter(|order| order["customer_email"] == "twice@example.com")
        .count();
    assert_eq!(mine, 1);
    assert_ne!(
        placed(port, "once@example.com")["id"],
        placed(port, "once@example.com")["id"]
    );
}

pub(crate) fn pages_go_from_the_newest_to_the_oldest(port: u16) {
    let placed: Vec<Value> = (0..5)
        .map(|_| placed(port, "pages@example.com")["id"].clone())
        .collect();
    let all = all_pages(port, 3);
    let ids: Vec<&Value> = all.iter().map(|order| &order["id"]).collect();
    let mine: Vec<&Value> = ids
        .iter()
        .copied()
        .filter(|id| placed.contains(id))
        .collect();
    assert_eq!(mine, placed.iter().rev().collect::<Vec<_>>());
    let distinct: BTreeSet<&str> = ids.iter().filter_map(|id| id.as_str()).collect();
    assert_eq!(distinct.len(), all.len(), "an order is on two pages");
    let times: Vec<&str> = all
        .iter()
        .filter_map(|order| order["created_at"].as_str())
        .collect();
    assert!(
        times.is_sorted_by(|newer, older| newer >= older),
        "{times:?}"
    );
}

/// Every order, up to the last page.
#[track_caller]
fn all_pages(port: u16, limit: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = get(port, &format!("/api/orders?limit={limit}{after}"));
        assert_eq!(page.status, 200, "{page:#?}");
        let told = page.json();
        let items = told["items"].as_array().expect("items");
        assert!(items.len() <= limit, "{told}");
        all.extend(items.iter().cloned());
        match &told["next"] {
            Value::Null => return all,
            Value::String(cursor) => after = format!("&after={cursor}"),
            odd => panic!("next is {odd}"),
        }
        assert!(all.len() < 10_000, "the pages do not end");
    }
}

pub(crate) fn orders_leave_as_csv(port: u16) {
    let order = placed(port, "csv@example.com");
    let answer = get(port, "/api/orders.csv");
    assert_eq!(answer.status, 200, "{answer:#?}");
    let kind = answer.header("Content-Type").unwrap_or_default();
    assert!(kind.starts_with("text/csv"), "{kind}");
    assert_eq!(answer.header("Content-Length"), None, "not streamed");
    let id = order["id"].as_str().expect("an id");
    let lines: Vec<&str> = answer
        .body
        .lines()
        .filter(|line| line.contains(id))
        .collect();
    assert_eq!(lines.len(), 1, "{}", answer.body);
    assert!(
        lines[0].contains("csv@example.com") && lines[0].contains("2100"),
        "{lines:?}"
    );
}

pub(crate) fn a_report_is_queued_and_then_done(port: u16) {
    placed(port, "report@example.com");
    let queued = post(port, "/api/reports", &json!({"days": 7}));
    assert_eq!(queued.status, 202, "{queued:#?}");
    let receipt = queued.json();
    assert_eq!(receipt, json!({"id": receipt["id"], "status": "queued"}));
    let path = format!("/api/reports/{}", receipt["id"].as_str().expect("an id"));
    assert!(
        queued
            .header("Location")
            .is_some_and(|location| location.ends_with(&path))
    );
    let done = eventually(
        || get(port, &path),
        |answer| {
            let status = answer.json()["status"].clone();
            assert!(
                ["queued", "running", "done"]
                    .iter()
                    .any(|known| status == *known),
                "{status}"
            );
            status == "done"
        },
    );
    let told = done.json();
    assert_eq!(told["id"], receipt["id"]);
    assert!(told["result"].is_object(), "{told}");
}

/// A 4xx problem document without internal details of the service.
#[track_caller]
pub(crate) fn refused(answer: &Response, status: u16) -> Value {
    assert_eq!(answer.status, status, "{answer:#?}");
    assert_eq!(answer.header("Content-Type"), Some(PROBLEM), "{answer:#?}");
    assert!(
        !answer.body.contains("Traceback") && !answer.body.contains(".py"),
        "{answer:#?}"
    );
    let told = answer.json();
    assert_eq!(told["status"], status);
    told
}

#[track_caller]
fn names(answer: &Response, field: &str) {
    let told = refused(answer, 422);
    let fields: Vec<&Value> = told["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| &error["field"])
        .collect();
    assert!(fields.contains(&&json!(field)), "{field} is not in {told}");
}

pub(crate) fn what_is_not_there_is_not_found(port: u16) {
    for path in ["/api/orders/", "/api/reports/"] {
        refused(&get(port, &format!("{path}{NOWHERE}")), 404);
        refused(&get(port, &format!("{path}nonsense")), 404);
    }
    refused(&get(port, "/api/nothing"), 404);
    refused(&send(port, "PUT", "/api/orders", &[], b""), 405);
}

pub(crate) fn bad_orders_are_refused_by_field(port: u16) {
    let item = |field: &str, value: Value| {
        let mut body = order("bad@example.com");
        body["items"][1][field] = value;
        body
    };
    let cases = [
        (json!({}), "customer_email"),
        (json!({"customer_email": "bad@example.com"}), "items"),
        (order("nobody"), "customer_email"),
        (
            order("bad@example.com\r\nBcc: x@example.com"),
            "customer_email",
        ),
        (json!({"customer_email": 7, "items": []}), "customer_email"),
        (
            json!({"customer_email": "bad@example.com", "items": []}),
            "items",
        ),
        (
            json!({"customer_email": "bad@example.com", "items": {"sku": "x"}}),
            "items",
        ),
        (item("sku", json!("")), "items.1.sku"),
        (item("sku", json!("a\0b")), "items.1.sku"),
        (item("sku", json!("x".repeat(100_000))), "items.1.sku"),
        (item("quantity", json!(0)), "items.1.quantity"),
        (item("quantity", json!("2")), "items.1.quantity"),
        (item("quantity", json!(1.5)), "items.1.quantity"),
        (item("quantity", json!(u64::MAX)), "items.1.quantity"),
        (
            item("unit_price_cents", json!(-1)),
            "items.1.unit_price_cents",
        ),
        (
            item("unit_price_cents", json!(i64::MAX)),
            "items.1.unit_price_cents",
        ),
        (item("discount", json!(1)), "items.1.discount"),
    ];
    for (body, field) in cases {
        names(&post(port, "/api/orders", &body), field);
    }
    let key = "k".repeat(1000);
    let keyed = post_with(
        port,
        "/api/orders",
        &order("bad@example.com"),
        &[("Idempotency-Key", &key)],
    );
    names(&keyed, "Idempotency-Key");
}

pub(crate) fn bad_reports_and_pages_are_refused_by_field(port: u16) {
    for days in [
        json!(0),
        json!(-1),
        json!(1_000_000),
        json!("7"),
        json!(null),
        json!([7]),
    ] {
        names(&post(port, "/api/reports", &json!({"days": days})), "days");
    }
    names(&post(port, "/api/reports", &json!({})), "days");
    for limit in [
        "0",
        "-1",
        "1000000",
        "ten",
        "",
        "1.5",
        "99999999999999999999999",
    ] {
        names(&get(port, &format!("/api/orders?limit={limit}")), "limit");
    }
    for after in [
        "",
        "nonsense",
        "%00",
        "%F0%9F%92%A9",
        "AAAA",
        "'%20OR%201=1--",
    ] {
        names(&get(port, &format!("/api/orders?after={after}")), "after");
    }
}

pub(crate) fn a_body_that_is_too_large_is_refused(port: u16) {
    for bytes in [1_200_000, 5_000_000] {
        let body = order(&"x".repeat(bytes));
        refused(&post(port, "/api/orders", &body), 413);
    }
}

pub(crate) fn bodies_that_are_no_json_are_refused(port: u16) {
    let json_type = [("Content-Type", "application/json")];
    let deep = [b"[".repeat(50_000), b"]".repeat(50_000)].concat();
    let bodies: [&[u8]; 6] = [b"", b"{", b"\xff\xfe", b"{\"a\": NaN}", b"{'a': 1}", &deep];
    for path in ["/api/orders", "/api/reports"] {
        for body in bodies {
            refused(&send(port, "POST", path, &json_type, body), 400);
        }
        for body in [b"null".as_slice(), b"[]", b"1", b"\"text\""] {
            refused(&send(port, "POST", path, &json_type, body), 422);
        }
        refused(
            &send(port, "POST", path, &[("Content-Type", "text/plain")], b"{}"),
            415,
        );
    }
}
