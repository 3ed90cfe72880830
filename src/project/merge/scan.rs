//! Scans a file line by line: the open string, bracket or statement before each line, and the kind of the line.

use super::language::Language;
use super::outline::columns;
use super::text::Line;

/// The kind of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LineScan {
    Blank,
    Comment,
    /// Continues another line.
    Inside(usize),
    /// Closes a bracket that another line opened.
    Close(usize),
    Head {
        depth: i64,
        /// The line with the innermost open bracket.
        within: Option<usize>,
    },
}

/// The open brackets, strings and statements after the scanned lines.
#[derive(Debug)]
pub(super) struct Scan {
    language: Language,
    /// The lines of the open brackets.
    brackets: Vec<usize>,
    string: Option<Quote>,
    /// The first line of a statement that continues on the next line.
    goes_on: Option<usize>,
    /// YAML: the line of a block scalar, and the column that ends it.
    block: Option<(usize, i64)>,
    /// Markdown: whether a code block is open.
    fenced: bool,
    /// Markdown: the header above.
    header: Option<usize>,
    /// Whether statements end with a character instead of the line.
    marked: bool,
}

/// An open string.
#[derive(Debug, Clone, Copy)]
struct Quote {
    byte: u8,
    triple: bool,
    line: usize,
}

impl Scan {
    pub(super) fn new(language: Language, lines: &[Line]) -> Self {
        let opens = |line: &Line| line.text.trim_ascii_end().ends_with(b"{");
        Self {
            language,
            brackets: Vec::new(),
            string: None,
            goes_on: None,
            block: None,
            fenced: false,
            header: None,
            marked: language == Language::Conf && lines.iter().any(opens),
        }
    }

    pub(super) fn line(&mut self, at: usize, text: &[u8]) -> LineScan {
        let bare = text.trim_ascii();
        if self.language == Language::Markdown {
            return self.markdown(at, text, bare);
        }
        if let Some(Quote { line, .. }) = self.string {
            self.characters(at, text);
            return LineScan::Inside(line);
        }
        if let Some((line, column)) = self.block {
            if bare.is_empty() || columns(text) > column {
                return LineScan::Inside(line);
            }
            self.block = None;
        }
        if let Some(line) = self.goes_on.take() {
            self.characters(at, text);
            self.goes_on = self.goes_on.map(|_| line);
            return LineScan::Inside(line);
        }
        if bare.is_empty() {
            return LineScan::Blank;
        }
        if bare.starts_with(b"#") {
            return LineScan::Comment;
        }
        let within = self.brackets.last().copied();
        let closing = bare.iter().take_while(|byte| b")]}".contains(byte));
        let closing = closing.count().min(self.brackets.len());
        let opener = self.brackets.get(self.brackets.len() - closing).copied();
        let depth = self.depth(text, bare, within);
        self.characters(at, text);
        match (opener.filter(|_| closing > 0), within) {
            (Some(opener), _) => LineScan::Close(opener),
            (None, Some(line)) if self.language == Language::Yaml => LineScan::Inside(line),
            _ => LineScan::Head { depth, within },
        }
    }

    fn markdown(&mut self, at: usize, text: &[u8], bare: &[u8]) -> LineScan {
        if bare.starts_with(b"```") {
            self.fenced = !self.fenced;
        } else if bare.is_empty() && !self.fenced {
            return LineScan::Blank;
        } else if !self.fenced {
            let level = text.iter().take_while(|byte| **byte == b'#').count();
            if (1..=6).contains(&level) && text.get(level) == Some(&b' ') {
                self.header = Some(at);
                return LineScan::Head {
                    depth: i64::try_from(level).unwrap_or(0),
                    within: None,
                };
            }
        }
        // lines before the first header belong to the first line
        LineScan::Inside(self.header.unwrap_or(0))
    }

    fn depth(&self, text: &[u8], bare: &[u8], within: Option<usize>) -> i64 {
        let section = within.is_none()
            && match self.language {
                Language::Toml | Language::Ini => text.starts_with(b"["),
                Language::Docker => bare.len() > 5 && bare[..5].eq_ignore_ascii_case(b"from "),
                Language::Yaml => bare == b"---",
                _ => false,
            };
        match self.language {
            _ if section => -1,
            Language::Env | Language::Ignore | Language::Docker => 0,
            Language::Yaml => {
                let dash = bare == b"-" || bare.starts_with(b"- ");
                columns(text) * 2 + i64::from(dash)
            }
            _ => columns(text),
        }
    }

    /// Records the characters of a line that open and close something.
    fn characters(&mut self, at: usize, text: &[u8]) {
        match self.language {
            Language::Python | Language::Toml => self.quotes_and_brackets(at, text, b"([{", b")]}"),
            Language::Conf if self.marked => {
                self.quotes_and_brackets(at, text, b"{", b"}");
                let text = text.split(|byte| *byte == b'#').next().unwrap_or_default();
                let ended = text
                    .trim_ascii_end()
                    .last()
                    .is_none_or(|byte| b";{}".contains(byte));
                self.goes_on = (!ended).then_some(at);
            }
            Language::Yaml => self.yaml(at, text),
            Language::Make | Language::Docker | Language::Requirements => {
                self.goes_on = text.trim_ascii_end().ends_with(b"\\").then_some(at);
            }
            _ => {}
        }
    }

    fn yaml(&mut self, at: usize, text: &[u8]) {
        if self.string.is_some() || !self.brackets.is_empty() {
            return self.quotes_and_brackets(at, text, b"[{", b"]}");
        }
        let mut value = text.trim_ascii();
        let mut column = columns(text);
        while let Some(rest) = value.strip_prefix(b"- ") {
            let rest_bare = rest.trim_ascii_start();
            column += i64::try_from(2 + rest.len() - rest_bare.len()).unwrap_or(0);
            value = rest_bare;
        }
        let key = value.windows(2).position(|pair| pair == b": ");
        if let Some(end) = key.filter(|_| !b"\"'[{|>".contains(&value[0])) {
            value = value[end + 1..].trim_ascii_start();
        } else if column > columns(text) {
            // a block scalar as an item of the sequence itself
            column -= 1;
        }
        while let Some(rest) = value.strip_prefix(b"&").or(value.strip_prefix(b"!")) {
            let end = rest
                .iter()
                .position(|byte| *byte == b' ')
                .unwrap_or(rest.len());
            value = rest[end..].trim_ascii_start();
        }
        match value.first() {
            Some(b'|' | b'>') => self.block = Some((at, column)),
            Some(b'[' | b'{' | b'"' | b'\'') => self.quotes_and_brackets(at, value, b"[{", b"]}"),
            _ => {}
        }
    }

    fn quotes_and_brackets(&mut self, line: usize, text: &[u8], opening: &[u8], closing: &[u8]) {
        let end = text.trim_ascii_end().len();
        let mut at = 0;
        while let Some(byte) = text.get(at).copied() {
            at += 1;
            if let Some(quote) = self.string {
                let ends = if quote.triple {
                    &[quote.byte; 3][..]
                } else {
                    &[quote.byte][..]
                };
                if byte == b'\\' && !(quote.byte == b'\'' && self.language != Language::Python) {
                    at += 1;
                } else if text[at - 1..].starts_with(ends) {
                    at += ends.len() - 1;
                    self.string = None;
                }
            } else if byte == b'#' {
                break;
            } else if byte == b'"' || byte == b'\'' {
                let triple = text[at - 1..].starts_with(&[byte; 3]);
                at += if triple { 2 } else { 0 };
                self.string = Some(Quote { byte, triple, line });
            } else if opening.contains(&byte) {
                self.brackets.push(line);
            } else if closing.contains(&byte) {
                self.brackets.pop();
            } else if byte == b'\\' && at == end && self.language == Language::Python {
                self.goes_on = Some(line);
            }
        }
        // a single-line string ends with the line
        let spans = |quote: &Quote| {
            quote.triple || matches!(self.language, Language::Yaml | Language::Conf)
        };
        self.string = self.string.filter(spans);
    }
}
