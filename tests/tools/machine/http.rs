//! Requests to a stack, one per connection, with the client of `tierup verify`: no retries, redirects or repairs. A
//! stack with callers gets a token of staff.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use tierup::verify::boot::http::{Client, Response};

/// The tokens of the stacks that need one, by port.
static TOKENS: Mutex<BTreeMap<u16, String>> = Mutex::new(BTreeMap::new());

/// All requests to this port without a token get this one.
pub(crate) fn authorize(port: u16, token: &str) {
    let mut tokens = TOKENS.lock().unwrap_or_else(PoisonError::into_inner);
    tokens.insert(port, token.to_owned());
}

fn token_of(port: u16) -> Option<String> {
    let tokens = TOKENS.lock().unwrap_or_else(PoisonError::into_inner);
    tokens.get(&port).cloned()
}

pub(crate) fn get(port: u16, path: &str) -> Response {
    send(port, "GET", path, &[], b"")
}

pub(crate) fn post(port: u16, path: &str, body: &Value) -> Response {
    post_with(port, path, body, &[])
}

pub(crate) fn post_with(port: u16, path: &str, body: &Value, headers: &[(&str, &str)]) -> Response {
    let all = [&[("Content-Type", "application/json")], headers].concat();
    send(port, "POST", path, &all, body.to_string().as_bytes())
}

#[track_caller]
pub(crate) fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    let is_known = headers.iter().any(|(name, _)| *name == "Authorization");
    let token = token_of(port).filter(|_| !is_known);
    let token = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .copied()
        .chain(token.iter().map(|token| ("Authorization", token.as_str())))
        .collect();
    let lines: String = headers
        .iter()
        .map(|(name, value)| [name, ": ", value, "\r\n"].concat())
        .collect();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Length: {}\r\n{lines}\r\n",
        body.len()
    );
    raw(port, &[head.as_bytes(), body].concat())
}

/// The response to raw bytes.
#[track_caller]
pub(crate) fn raw(port: u16, bytes: &[u8]) -> Response {
    Client::new(port).raw(bytes).unwrap_or_else(|lost| {
        let start: String = String::from_utf8_lossy(bytes).chars().take(60).collect();
        panic!("{lost}: {start}")
    })
}
