//! Requests to a stack, one per connection, with the client of `tierup verify`: no retries, redirects or repairs.

use serde_json::Value;
use tierup::verify::boot::http::{Client, Response};

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
