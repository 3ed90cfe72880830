//! EDGE: reads a response from a connection.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _};
use std::net::TcpStream;

use serde_json::Value;

use super::ExchangeError;

/// The maximum size of a response body.
const LARGEST: usize = 8 << 20;
const LONGEST_LINE: u64 = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Text of any format.
    pub body: String,
    /// Whether the connection is closed after it.
    pub(super) last: bool,
}

impl Response {
    /// Reads one response.
    pub(super) fn read(stream: &mut BufReader<TcpStream>) -> Result<Self, ExchangeError> {
        let first = match line(stream) {
            Ok(Some(line)) => line,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                return Err(ExchangeError::TimedOut);
            }
            Ok(None) | Err(_) => return Err(ExchangeError::Silent),
        };
        let status = first.split(' ').nth(1).and_then(|word| word.parse().ok());
        let mut answer = Self {
            status: status.ok_or(ExchangeError::NotHttp)?,
            headers: Vec::new(),
            body: String::new(),
            last: false,
        };
        loop {
            let header = line(stream)
                .ok()
                .flatten()
                .ok_or(ExchangeError::Truncated)?;
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').unwrap_or((&header, ""));
            let field = (name.to_owned(), value.trim().to_owned());
            answer.headers.push(field);
        }
        let is = |name, word| {
            let value = answer.header(name);
            value.is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        let length = answer.header("Content-Length");
        let length = length.and_then(|value| value.parse().ok());
        let mut last = is("Connection", "close");
        let body = if is("Transfer-Encoding", "chunked") {
            chunks(stream)
        } else if let Some(length) = length.filter(|length| *length <= LARGEST) {
            let mut body = vec![0; length];
            stream.read_exact(&mut body).ok().map(|()| body)
        } else if [204, 304].contains(&answer.status) {
            Some(Vec::new())
        } else {
            last = true;
            let mut body = Vec::new();
            let read = stream.take(LARGEST as u64).read_to_end(&mut body);
            read.ok().map(|_| body)
        };
        answer.body = String::from_utf8_lossy(&body.ok_or(ExchangeError::Truncated)?).into_owned();
        answer.last = last;
        Ok(answer)
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let known = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map(|(_, value)| value.as_str())
    }

    /// The JSON document of the body, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A text member of the body's JSON object.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<String> {
        match self.json().get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

fn line(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    stream.take(LONGEST_LINE).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn chunks(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream).ok()??;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if body.len().checked_add(size)? > LARGEST {
            return None;
        }
        let start = body.len();
        body.resize(start + size, 0);
        stream.read_exact(body.get_mut(start..)?).ok()?;
        line(stream).ok()??;
        if size == 0 {
            return Some(body);
        }
    }
}
