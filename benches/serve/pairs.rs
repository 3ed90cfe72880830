//! What is compared with what, and what shows that each side is what it is called.

use serde_json::{Value, json};

use crate::http::{get, post};
use crate::load::Request;
use crate::proof::{Proof, eventually};
use crate::stack::Stack;
use crate::variants::Ports;

/// Orders that are read, each in its turn.
const ORDERS: usize = 100;

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

/// Places the orders and the report that they are about.
pub(crate) fn all(stack: &Stack, ports: &Ports) -> Result<[Pair; 6], String> {
    let orders: Vec<String> = (0..ORDERS)
        .map(|_| location(&post(stack.port, "/api/orders", &order())))
        .collect::<Result<_, _>>()?;
    let report = location(&post(stack.port, "/api/reports", &json!({"days": 3})))?;
    for (path, state) in orders
        .iter()
        .map(|path| (path, "confirmed"))
        .chain([(&report, "done")])
    {
        let reached = || get(stack.port, path).json()["status"] == state;
        eventually(&format!("{path} is {state}"), reached)?;
    }
    let read = |port: u16, mark: &'static str| Request {
        port,
        method: "GET",
        targets: orders.clone(),
        headers: "",
        body: String::new(),
        mark: Some(("X-Cache", mark)),
    };
    let port = |name: &str| {
        ports
            .get(name)
            .copied()
            .ok_or_else(|| format!("no service {name}"))
    };
    Ok([
        pair(
            "cached read, not database",
            16,
            [
                (
                    "from the cache",
                    read(port("cached")?, "hit"),
                    Proof::Marked,
                ),
                (
                    "from the database",
                    read(port("uncached")?, "bypass"),
                    Proof::Marked,
                ),
            ],
        ),
        pair(
            "edge cache, not service",
            16,
            [
                (
                    "from NGINX",
                    at_edge(stack, &report, "", "HIT"),
                    Proof::Marked,
                ),
                (
                    "from the service",
                    at_edge(stack, &report, "Authorization: Bearer x\r\n", "BYPASS"),
                    Proof::Marked,
                ),
            ],
        ),
        pair(
            "task enqueued, not inline",
            4,
            [
                (
                    "enqueued",
                    write(port("cached")?),
                    Proof::Confirmed {
                        port: port("cached")?,
                        at_once: false,
                    },
                ),
                (
                    "inline",
                    write(port("inline")?),
                    Proof::Confirmed {
                        port: port("inline")?,
                        at_once: true,
                    },
                ),
            ],
        ),
        pair(
            "pool, not a connection each",
            16,
            [
                (
                    "pooled",
                    read(port("uncached")?, "bypass"),
                    Proof::Sessions { each: false },
                ),
                (
                    "a connection each",
                    read(port("unpooled")?, "bypass"),
                    Proof::Sessions { each: true },
                ),
            ],
        ),
        pair(
            "upstream keep-alive, not a connection each",
            16,
            [
                (
                    "kept alive",
                    read(stack.port, "hit"),
                    Proof::Opened {
                        by: "lb",
                        each: false,
                    },
                ),
                (
                    "a connection each",
                    read(port("closing")?, "hit"),
                    Proof::Opened {
                        by: "closing",
                        each: true,
                    },
                ),
            ],
        ),
        pair(
            "several processes, not one",
            16,
            [
                (
                    "two processes",
                    pages(port("several")?),
                    Proof::Processes {
                        of: "several",
                        count: 2,
                    },
                ),
                (
                    "one process",
                    pages(port("one")?),
                    Proof::Processes {
                        of: "one",
                        count: 1,
                    },
                ),
            ],
        ),
    ])
}

fn pair(name: &'static str, clients: usize, sides: [(&'static str, Request, Proof); 2]) -> Pair {
    let sides = sides.map(|(label, request, proof)| Side {
        label,
        request,
        proof,
    });
    Pair {
        name,
        clients,
        sides,
    }
}

fn at_edge(stack: &Stack, report: &str, headers: &'static str, mark: &'static str) -> Request {
    Request {
        port: stack.port,
        method: "GET",
        targets: vec![report.to_owned()],
        headers,
        body: String::new(),
        mark: Some(("X-Edge-Cache", mark)),
    }
}

fn write(port: u16) -> Request {
    Request {
        port,
        method: "POST",
        targets: vec!["/api/orders".to_owned()],
        headers: "",
        body: order().to_string(),
        mark: None,
    }
}

/// What makes the service itself work most: twenty orders with their items, read and written as JSON.
fn pages(port: u16) -> Request {
    Request {
        port,
        method: "GET",
        targets: vec!["/api/orders?limit=20".to_owned()],
        headers: "",
        body: String::new(),
        mark: None,
    }
}

fn order() -> Value {
    json!({"customer_email": "ada@example.com", "items": [
        {"sku": "tea-250", "quantity": 2, "unit_price_cents": 450},
        {"sku": "mug", "quantity": 1, "unit_price_cents": 1200},
    ]})
}

fn location(answer: &crate::http::Answer) -> Result<String, String> {
    let said = answer.header("Location").map(str::to_owned);
    said.ok_or_else(|| format!("no Location: {answer:#?}"))
}
