//! As much HTTP/1.1 as the contract needs: one request a connection, over a plain socket, so that
//! nothing between the test and the service retries, follows or repairs.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

pub(crate) fn get(port: u16, path: &str) -> Answer {
    send(port, "GET", path, &[], b"")
}

pub(crate) fn post(port: u16, path: &str, body: &Value) -> Answer {
    post_with(port, path, body, &[])
}

pub(crate) fn post_with(port: u16, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
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
) -> Answer {
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
        .unwrap_or_else(|| panic!("no answer to {method} {path}"))
}

/// What comes back for these bytes, whatever they are.
#[track_caller]
pub(crate) fn raw(port: u16, bytes: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
    // A server may answer and close before it has read everything: its answer is what counts.
    let _ = stream.write_all(bytes);
    parse(&read_to_end(&mut stream))
}

#[track_caller]
fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    match stream.read_to_end(&mut all) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("{error}"),
    }
    all
}

pub(crate) fn parse(all: &[u8]) -> Option<Answer> {
    let end = all.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&all[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut answer = Answer {
        status,
        headers,
        body: String::new(),
    };
    let rest = &all[end + 4..];
    let body = match answer.header("Transfer-Encoding") {
        Some("chunked") => dechunked(rest)?,
        _ => rest.to_vec(),
    };
    // what is compressed is no text
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Some(answer)
}

/// The content of all chunks, where the last one, the empty one, has come.
fn dechunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(content);
        }
        content.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
