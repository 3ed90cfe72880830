//! A `.env` as Docker Compose reads it: a byte order mark, CRLF, `export`, quotes, spaces and comments; the last value
//! of a name is used.

use std::ops::Range;

/// A statement of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub name: String,
    /// From 1.
    pub line: usize,
    /// The byte range of the value with quotes; `None` for a name alone, whose value is from the environment.
    pub value: Option<Range<usize>>,
    /// Whether the value is empty, which Compose treats as missing where one is required.
    pub empty: bool,
}

impl Statement {
    /// Its value in the file without quotes; escaped characters stay as they are written.
    #[must_use]
    pub fn text(&self, file: &[u8]) -> Option<String> {
        let value = String::from_utf8_lossy(file.get(self.value.clone()?)?).into_owned();
        let quote = value.chars().next().filter(|first| "'\"".contains(*first));
        let inner = quote.and_then(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
        Some(inner.unwrap_or(&value).to_owned())
    }
}

/// Why Compose cannot read the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// From 1.
    pub line: usize,
    /// The end of a sentence that names the file.
    pub what: &'static str,
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Every statement in order.
///
/// # Errors
/// Where Compose stops reading.
pub fn read(bytes: &[u8]) -> Result<Vec<Statement>, SyntaxError> {
    if let Some(nul) = bytes.iter().position(|byte| *byte == 0) {
        let line = line_of(bytes, nul);
        let what = "is not UTF-8 text";
        return Err(SyntaxError { line, what });
    }
    let mut at = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let mut given = Vec::new();
    loop {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == 0x0b);
        match bytes.get(at) {
            None => return Ok(given),
            Some(b'#') => at = end_of_line(bytes, at),
            Some(_) => {
                let (one, next) = statement(bytes, at)?;
                given.push(one);
                at = next;
            }
        }
    }
}

fn statement(bytes: &[u8], start: usize) -> Result<(Statement, usize), SyntaxError> {
    let fault = |at, what| {
        let line = line_of(bytes, at);
        Err(SyntaxError { line, what })
    };
    let name_at = match bytes[start..].strip_prefix(b"export") {
        Some([next, ..]) if is_space(*next) => skip(bytes, start + b"export".len(), is_space),
        _ => start,
    };
    let ends = |byte: &u8| matches!(byte, b'=' | b':' | b'\n');
    let end = bytes[name_at..].iter().position(ends);
    let end = end.map_or(bytes.len(), |length| name_at + length);
    let name = bytes[name_at..end].trim_ascii();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-[]".contains(byte) || *byte > 0x7f;
    if name.is_empty() || !name.iter().all(plain) {
        return fault(start, "contains a line that is not `NAME=VALUE`");
    }
    let mut given = Statement {
        name: String::from_utf8_lossy(name).into_owned(),
        line: line_of(bytes, start),
        value: None,
        empty: false,
    };
    if bytes.get(end).is_none_or(|byte| *byte == b'\n') {
        return Ok((given, end));
    }
    let value_at = skip(bytes, end + 1, is_space);
    let Some(quote @ (b'"' | b'\'')) = bytes.get(value_at) else {
        let line_end = end_of_line(bytes, value_at);
        let line = &bytes[value_at..line_end];
        let comment = line.windows(2).position(|pair| pair == b" #");
        let value = line[..comment.unwrap_or(line.len())].trim_ascii_end();
        given.empty = value.is_empty();
        // an empty value begins directly after the `=`
        let value_at = if given.empty { end + 1 } else { value_at };
        given.value = Some(value_at..value_at + value.len());
        return Ok((given, line_end));
    };
    let mut escaped = false;
    for (offset, byte) in bytes[value_at + 1..].iter().enumerate() {
        if byte == quote && !escaped {
            let close = value_at + 1 + offset;
            given.empty = offset == 0;
            given.value = Some(value_at..close + 1);
            return Ok((given, close + 1));
        }
        escaped = *byte == b'\\' && !escaped;
    }
    fault(
        value_at,
        "contains a quoted value without its closing quote",
    )
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x0b | 0x0c | b'\r' | b' ')
}

fn skip(bytes: &[u8], at: usize, while_: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| while_(**byte)).count()
}

fn end_of_line(bytes: &[u8], at: usize) -> usize {
    let length = bytes[at..].iter().position(|byte| *byte == b'\n');
    length.map_or(bytes.len(), |length| at + length)
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at].split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    fn parsed(text: &[u8]) -> Vec<(String, Option<String>, bool)> {
        let value = |range: &Range<usize>| String::from_utf8_lossy(&text[range.clone()]).into();
        read(text)
            .unwrap()
            .iter()
            .map(|one| (one.name.clone(), one.value.as_ref().map(value), one.empty))
            .collect()
    }

    /// The output of `docker compose config` for the same bytes.
    #[test]
    fn statements_are_read_as_compose_reads_them() {
        let given = |name: &str, value: &str| (name.to_owned(), Some(value.to_owned()), false);
        let empty = |name: &str, value: &str| (name.to_owned(), Some(value.to_owned()), true);
        assert_eq!(
            parsed(b"\xef\xbb\xbfA=1\r\nB = 2 # c\r\n# X=1\r\nexport C=3\nD= # c\nE=a#b\nF=\"x # y\" # z\nG: 7\n"),
            [
                given("A", "1"),
                given("B", "2"),
                given("C", "3"),
                given("D", "# c"),
                given("E", "a#b"),
                given("F", "\"x # y\""),
                given("G", "7")
            ]
        );
        assert_eq!(
            parsed(b"A\nB=\nC=\"\"\nD=''\nF=   \n G='a\\'b\nX=1'\nexportH=\r\n"),
            [
                ("A".to_owned(), None, false),
                empty("B", ""),
                empty("C", "\"\""),
                empty("D", "''"),
                empty("F", ""),
                given("G", "'a\\'b\nX=1'"),
                empty("exportH", ""),
            ]
        );
        assert_eq!(parsed(b"A=gr\xfc # \xfc"), [given("A", "gr\u{fffd}")]);
    }

    #[test]
    fn syntax_errors_of_compose_are_reported() {
        let fault = |text: &[u8]| read(text).unwrap_err();
        assert_eq!(fault(b"\xff\xfeA\0=\x001\0").what, "is not UTF-8 text");
        assert_eq!(fault(b"A=1\nB C=2\n").line, 2);
        assert_eq!(fault(b"A=1\n\nB=\"x\nC=2\n").line, 3);
    }
}
