//! What a diagram shows, as plain values: boxes, arrows between them, the networks they stand in.
//! Knows no pack and no output format.

use serde::Serialize;

/// The architecture of one blueprint, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// The project's name, as a person typed it.
    pub title: String,
    /// Where a client reaches the stack, e.g. `http://127.0.0.1:8080`.
    pub entry: String,
    /// In the order in which they are drawn within a rank.
    pub nodes: Vec<Node>,
    pub arrows: Vec<Arrow>,
}

/// One box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// The service's name in Compose (`web`), or `client` for who calls.
    pub id: String,
    /// What fills it: `Flask`, `NGINX`.
    pub label: String,
    /// Short facts, a line each: `2 processes x 8 threads`, `SQLite in a volume`.
    pub details: Vec<String>,
    pub replicas: u64,
    /// The port it listens on inside its networks.
    pub port: Option<u16>,
    /// Names of the networks it stands in (`edge`, `backend`); none for the client.
    pub networks: Vec<String>,
    /// 0 is the client, 1 the edge, 2 the request workers, 3 what they call, 4 what only those call
    /// (the task workers, behind their broker).
    pub rank: usize,
    /// True for what keeps data over a restart.
    pub durable: bool,
}

/// One arrow, drawn from who starts the exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub kind: Flow,
}

/// What travels along an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    Request,
    Task,
    CacheRead,
    Query,
    /// Anything else that a service calls.
    Call,
}

impl Flow {
    /// The word beside the arrow.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Flow::Request => "request",
            Flow::Task => "task",
            Flow::CacheRead => "cache read",
            Flow::Query => "query",
            Flow::Call => "call",
        }
    }
}
