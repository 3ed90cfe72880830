//! What is compared with what, and what shows that each side is what it is called.

use serde_json::{Value, json};

use crate::load::Request;
use crate::machine::http::{get, post};
use crate::machine::stack::Stack;
use crate::proof::{Proof, eventually};
use crate::variants::Ports;

/// Orders that are read, each in its turn.
const ORDERS: usize = 100;
/// As many as the threads of a container.
const CLIENTS: usize = 16;

#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) clients: usize,
    /// The better way first, as the usual advice has it.
    pub(crate) sides: [Side; 2],
}

#[derive(Debug)]
pub(crate) struct Side {
    pub(crate) label: &'static str,
    pub(crate) request: Request,
    pub(crate) proof: Proof,
}

/// All of them, over orders and a report that are made here.
pub(crate) fn all(stack: &Stack, ports: &Ports) -> Result<[Pair; 6], String> {
    let orders: Vec<String> = (0..ORDERS)
        .map(|_| location(&post(stack.port, "/api/orders", &order())))
        .collect::<Result<_, _>>()?;
    let report = location(&post(stack.port, "/api/reports", &json!({"days": 3})))?;
    let ends = orders.iter().map(|path| (path, "confirmed"));
    for (path, state) in ends.chain([(&report, "done")]) {
        let reached = || get(stack.port, path).json()["status"] == state;
        eventually(&format!("{path} is {state}"), reached)?;
    }
    let port = |name: &str| {
        let port = ports.get(name).copied();
        port.ok_or_else(|| format!("no service {name}"))
    };
    let (lb, cached, uncached) = (stack.port, port("cached")?, port("uncached")?);
    Ok([
        cached_reads(&orders, cached, uncached),
        edge_cache(&report, lb),
        enqueued(cached, port("inline")?),
        pooled(&orders, uncached, port("unpooled")?),
        kept_alive(&orders, lb, port("closing")?),
        processes(port("several")?, port("one")?),
    ])
}

fn cached_reads(orders: &[String], cached: u16, uncached: u16) -> Pair {
    pair(
        "cached read, not database",
        [
            ("from the cache", read(cached, orders, "hit"), Proof::Marked),
            (
                "from the database",
                read(uncached, orders, "bypass"),
                Proof::Marked,
            ),
        ],
    )
}

fn edge_cache(report: &str, lb: u16) -> Pair {
    let login = "Authorization: Bearer x\r\n";
    pair(
        "edge cache, not service",
        [
            ("from NGINX", at_edge(lb, report, "", "HIT"), Proof::Marked),
            (
                "from the service",
                at_edge(lb, report, login, "BYPASS"),
                Proof::Marked,
            ),
        ],
    )
}

/// With few clients: what they enqueue must be done before the next turn.
fn enqueued(queued: u16, inline: u16) -> Pair {
    let proof = |port, at_once| Proof::Confirmed { port, at_once };
    let sides = [
        ("enqueued", write(queued), proof(queued, false)),
        ("inline", write(inline), proof(inline, true)),
    ];
    Pair {
        clients: 4,
        ..pair("task enqueued, not inline", sides)
    }
}

fn pooled(orders: &[String], pool: u16, none: u16) -> Pair {
    let proof = |each| Proof::Sessions { each };
    pair(
        "pool, not a connection each",
        [
            ("pooled", read(pool, orders, "bypass"), proof(false)),
            (
                "a connection each",
                read(none, orders, "bypass"),
                proof(true),
            ),
        ],
    )
}

fn kept_alive(orders: &[String], lb: u16, closing: u16) -> Pair {
    let proof = |by, each| Proof::Opened { by, each };
    pair(
        "upstream kept alive, not opened each time",
        [
            ("kept alive", read(lb, orders, "hit"), proof("lb", false)),
            (
                "opened each time",
                read(closing, orders, "hit"),
                proof("closing", true),
            ),
        ],
    )
}

fn processes(several: u16, one: u16) -> Pair {
    let proof = |of, count| Proof::Processes { of, count };
    pair(
        "several processes, not one",
        [
            ("two processes", pages(several), proof("several", 2)),
            ("one process", pages(one), proof("one", 1)),
        ],
    )
}

fn pair(name: &'static str, sides: [(&'static str, Request, Proof); 2]) -> Pair {
    let sides = sides.map(|(label, request, proof)| Side {
        label,
        request,
        proof,
    });
    Pair {
        name,
        clients: CLIENTS,
        sides,
    }
}

fn get_of(port: u16, targets: Vec<String>) -> Request {
    Request {
        port,
        method: "GET",
        targets,
        headers: "",
        body: String::new(),
        mark: None,
    }
}

fn read(port: u16, orders: &[String], mark: &'static str) -> Request {
    Request {
        mark: Some(("X-Cache", mark)),
        ..get_of(port, orders.to_vec())
    }
}

fn at_edge(lb: u16, report: &str, headers: &'static str, mark: &'static str) -> Request {
    let mark = Some(("X-Edge-Cache", mark));
    Request {
        headers,
        mark,
        ..get_of(lb, vec![report.to_owned()])
    }
}

fn write(port: u16) -> Request {
    let targets = vec!["/api/orders".to_owned()];
    Request {
        method: "POST",
        body: order().to_string(),
        ..get_of(port, targets)
    }
}

/// What makes the service itself work most: twenty orders with their items, read and written as JSON.
fn pages(port: u16) -> Request {
    get_of(port, vec!["/api/orders?limit=20".to_owned()])
}

fn order() -> Value {
    json!({"customer_email": "ada@example.com", "items": [
        {"sku": "tea-250", "quantity": 2, "unit_price_cents": 450},
        {"sku": "mug", "quantity": 1, "unit_price_cents": 1200},
    ]})
}

fn location(answer: &tierup::verify::boot::http::Response) -> Result<String, String> {
    let said = answer.header("Location").map(str::to_owned);
    said.ok_or_else(|| format!("no Location: {answer:#?}"))
}
