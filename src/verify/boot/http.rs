//! EDGE: as much HTTP/1.1 as a load needs: one request after the other on a connection that is kept. Nothing is
//! followed or repaired; a request is sent again only where a kept connection was closed before it was heard.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Longer than anything in a stack may wait.
const PATIENCE: Duration = Duration::from_secs(45);
/// No answer that is looked at is larger.
const LARGEST: usize = 8 << 20;
const LONGEST_LINE: u64 = 64 * 1024;

/// What is said of an answer that began and did not end.
pub(super) const CUT: &str = "the response was truncated";

/// A request, all of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// Whether the connection ends with it.
    last: bool,
}

impl Answer {
    /// A member of its JSON object that is text.
    pub(super) fn member(&self, name: &str) -> Option<String> {
        let value: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        match value.get(name)? {
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// One client, with its connection.
#[derive(Debug)]
pub(super) struct Client {
    port: u16,
    kept: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(super) fn new(port: u16) -> Self {
        Self { port, kept: None }
    }

    /// Sends it; the answer, or in a word what came instead.
    pub(super) fn send(&mut self, request: &Request) -> Result<Answer, String> {
        let bytes = self.bytes(request);
        if let Some(kept) = self.kept.take() {
            match self.exchange(kept, &bytes) {
                Err(Lost::Unheard) => {}
                Err(Lost::Cut(why)) => return Err(why),
                Ok(answer) => return Ok(answer),
            }
        }
        let fresh =
            TcpStream::connect(("127.0.0.1", self.port)).map_err(|error| error.to_string())?;
        let timeouts = fresh
            .set_read_timeout(Some(PATIENCE))
            .and_then(|()| fresh.set_write_timeout(Some(PATIENCE)))
            .and_then(|()| fresh.set_nodelay(true));
        timeouts.map_err(|error| error.to_string())?;
        match self.exchange(BufReader::new(fresh), &bytes) {
            Ok(answer) => Ok(answer),
            Err(Lost::Unheard) => Err("the connection was closed without a response".to_owned()),
            Err(Lost::Cut(why)) => Err(why),
        }
    }

    fn bytes(&self, request: &Request) -> Vec<u8> {
        let Request {
            method,
            path,
            headers,
            body,
        } = request;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n",
            self.port
        );
        for (name, value) in headers {
            head.push_str(&[name, ": ", value, "\r\n"].concat());
        }
        if !body.is_empty() {
            let length = body.len().to_string();
            head.push_str("Content-Type: application/json\r\nContent-Length: ");
            head.push_str(&[&length, "\r\n"].concat());
        }
        head.push_str("\r\n");
        [head.as_bytes(), body.as_bytes()].concat()
    }

    fn exchange(&mut self, mut stream: BufReader<TcpStream>, bytes: &[u8]) -> Result<Answer, Lost> {
        // a server may answer and close before it has read everything: its answer is what counts
        let _sent = stream.get_mut().write_all(bytes);
        let answer = read(&mut stream)?;
        if !answer.last {
            self.kept = Some(stream);
        }
        Ok(answer)
    }
}

enum Lost {
    /// Closed before a byte came.
    Unheard,
    Cut(String),
}

fn read(stream: &mut BufReader<TcpStream>) -> Result<Answer, Lost> {
    let cut = |why: &str| Lost::Cut(why.to_owned());
    let first = match line(stream) {
        Ok(Some(line)) => line,
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            return Err(cut("no response within 45 s"));
        }
        Ok(None) | Err(_) => return Err(Lost::Unheard),
    };
    let status = first.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status: u16 = status.ok_or_else(|| cut("the response is not HTTP"))?;
    let (mut length, mut chunked, mut last) = (None, false, false);
    loop {
        let header = line(stream).ok().flatten().ok_or_else(|| cut(CUT))?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').unwrap_or((&header, ""));
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse::<usize>().ok(),
            "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
            "connection" => last = value.eq_ignore_ascii_case("close"),
            _ => {}
        }
    }
    let body = if chunked {
        chunks(stream)
    } else if let Some(length) = length.filter(|length| *length <= LARGEST) {
        let mut body = vec![0; length];
        stream.read_exact(&mut body).ok().map(|()| body)
    } else if status == 204 || status == 304 {
        Some(Vec::new())
    } else {
        last = true;
        let mut body = Vec::new();
        let read = stream.take(LARGEST as u64).read_to_end(&mut body);
        read.ok().map(|_| body)
    };
    let body = body.ok_or_else(|| cut(CUT))?;
    Ok(Answer { status, body, last })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// What clients get from a server that says these things, one a connection.
    fn answers(
        said: &'static [&'static str],
        requests: usize,
    ) -> Vec<Result<(u16, Vec<u8>), String>> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            for words in said {
                let (mut stream, _) = listener.accept().unwrap();
                let mut heard = [0; 1024];
                let _ = stream.read(&mut heard).unwrap();
                stream.write_all(words.as_bytes()).unwrap();
            }
        });
        let mut client = Client::new(port);
        let request = Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            ..Request::default()
        };
        let got = (0..requests)
            .map(|_| {
                client
                    .send(&request)
                    .map(|answer| (answer.status, answer.body))
            })
            .collect();
        server.join().unwrap();
        got
    }

    #[test]
    fn answers_are_whole_or_lost() {
        let got = answers(
            &[
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
                "",
                "SSH-2.0\r\n",
            ],
            5,
        );
        let lost = |why: &str| Err(why.to_owned());
        assert_eq!(
            got,
            [
                Ok((200, b"ab".to_vec())),
                Ok((200, b"abc".to_vec())),
                lost("the response was truncated"),
                lost("the connection was closed without a response"),
                lost("the response is not HTTP"),
            ]
        );
    }
}
