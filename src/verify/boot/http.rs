//! EDGE: a minimal HTTP/1.1 client for a load test: sequential requests on a persistent connection. No redirects; a
//! request is repeated only if a persistent connection was closed before any response.

mod response;

use std::fmt;
use std::io::{BufReader, ErrorKind, Write as _};
use std::net::TcpStream;
use std::time::Duration;

pub use response::Response;

/// Longer than any timeout of a stack.
const PATIENCE: Duration = Duration::from_secs(45);

/// Why there is no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeError {
    Refused(ErrorKind),
    /// Closed before the first byte.
    Silent,
    TimedOut,
    /// Incomplete response.
    Truncated,
    NotHttp,
}

impl fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(kind) => kind.fmt(f),
            Self::Silent => f.write_str("the connection was closed without a response"),
            Self::TimedOut => write!(f, "no response within {} s", PATIENCE.as_secs()),
            Self::Truncated => f.write_str("the response was truncated"),
            Self::NotHttp => f.write_str("the response is not HTTP"),
        }
    }
}

/// A complete request.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// A client with its connection.
#[derive(Debug)]
pub struct Client {
    port: u16,
    connection: Option<BufReader<TcpStream>>,
}

impl Client {
    #[must_use]
    pub fn new(port: u16) -> Self {
        Self {
            port,
            connection: None,
        }
    }

    pub(super) fn send(&mut self, request: &Request) -> Result<Response, ExchangeError> {
        self.raw(&self.bytes(request))
    }

    /// Sends raw bytes.
    ///
    /// # Errors
    ///
    /// When there is no complete response.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<Response, ExchangeError> {
        if let Some(connection) = self.connection.take() {
            let answer = self.exchange(connection, bytes);
            if answer != Err(ExchangeError::Silent) {
                return answer;
            }
        }
        let connect = || {
            let fresh = TcpStream::connect(("127.0.0.1", self.port))?;
            fresh.set_read_timeout(Some(PATIENCE))?;
            fresh.set_write_timeout(Some(PATIENCE))?;
            fresh.set_nodelay(true)?;
            Ok(fresh)
        };
        let fresh =
            connect().map_err(|error: std::io::Error| ExchangeError::Refused(error.kind()))?;
        self.exchange(BufReader::new(fresh), bytes)
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

    fn exchange(
        &mut self,
        mut stream: BufReader<TcpStream>,
        bytes: &[u8],
    ) -> Result<Response, ExchangeError> {
        // a server may respond and close before it has read everything: only the response matters
        let _sent = stream.get_mut().write_all(bytes);
        let answer = Response::read(&mut stream)?;
        if !answer.last {
            self.connection = Some(stream);
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::net::TcpListener;

    /// The results of clients of a server with these responses, one per connection.
    fn answers(
        said: &'static [&'static str],
        requests: usize,
    ) -> Vec<Result<(u16, String), ExchangeError>> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            for words in said {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).unwrap();
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
    fn incomplete_responses_are_errors() {
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
        assert_eq!(
            got,
            [
                Ok((200, "ab".to_owned())),
                Ok((200, "abc".to_owned())),
                Err(ExchangeError::Truncated),
                Err(ExchangeError::Silent),
                Err(ExchangeError::NotHttp),
            ]
        );
    }
}
