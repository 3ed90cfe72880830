//! The content of a diagram as plain values: boxes, arrows between them, their networks. Knows no pack and no output
//! format.

use serde::Serialize;

/// The architecture of a blueprint, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// The project's name, as the user typed it.
    pub title: String,
    /// The URL of the stack, e.g. `http://127.0.0.1:8080`.
    pub entry: String,
    /// In drawing order within a rank.
    pub nodes: Vec<Node>,
    pub arrows: Vec<Arrow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// The service's name in Compose (`web`), or `client`.
    pub id: String,
    /// The product: `Flask`, `NGINX`.
    pub label: String,
    /// Short facts, a line each: `2 processes x 8 threads`, `SQLite in a volume`.
    pub details: Vec<String>,
    pub replicas: u64,
    /// The port it listens on inside its networks.
    pub port: Option<u16>,
    /// Names of its networks (`edge`, `backend`); none for the client.
    pub networks: Vec<String>,
    /// 0 is the client, 1 the edge, 2 the request workers, 3 the services they call, 4 those that call only rank 3 (the
    /// task workers, behind their broker), 5 those that watch the others.
    pub rank: usize,
    /// Whether its data survive a restart.
    pub durable: bool,
}

/// An arrow, from the service that opens the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub kind: Flow,
}

/// The kind of traffic along an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    Request,
    Task,
    CacheRead,
    Query,
    /// Any other call.
    Call,
    /// A look at how a service does.
    Metrics,
}

impl Flow {
    /// The label of the arrow.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Flow::Request => "request",
            Flow::Task => "task",
            Flow::CacheRead => "cache read",
            Flow::Query => "query",
            Flow::Call => "call",
            Flow::Metrics => "metrics",
        }
    }
}
