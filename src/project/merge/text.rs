//! A file as lines: bytes without line endings, so that CRLF and LF compare equal and any encoding is preserved.

pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// Lines and line endings of a file.
#[derive(Debug, Clone)]
pub(super) struct Text<'a> {
    pub(super) bom: bool,
    pub(super) lines: Vec<Line<'a>>,
    /// Whether the last line has a line ending. True for a file without lines.
    pub(super) ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a [u8],
    pub(super) ending: Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Lf,
    CrLf,
}

impl Ending {
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
        }
    }
}

impl<'a> Text<'a> {
    /// `None` for a binary file.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if is_binary(bytes) {
            return None;
        }
        let (bom, rest) = match bytes.strip_prefix(BOM) {
            Some(rest) => (true, rest),
            None => (false, bytes),
        };
        let mut lines: Vec<Line<'a>> = Vec::new();
        for raw in rest.split_inclusive(|byte| *byte == b'\n') {
            let before = lines.last().map_or(Ending::Lf, |line| line.ending);
            lines.push(match raw.strip_suffix(b"\n") {
                Some(text) => match text.strip_suffix(b"\r") {
                    Some(text) => Line {
                        text,
                        ending: Ending::CrLf,
                    },
                    None => Line {
                        text,
                        ending: Ending::Lf,
                    },
                },
                None => Line {
                    text: raw,
                    ending: before,
                },
            });
        }
        Some(Self {
            bom,
            lines,
            ended: rest.is_empty() || rest.ends_with(b"\n"),
        })
    }

    /// The line ending, if all lines have the same.
    pub(super) fn ending(&self) -> Option<Ending> {
        let with = self.lines.len() - usize::from(!self.ended);
        let mut endings = self.lines[..with].iter().map(|line| line.ending);
        let first = endings.next()?;
        endings.all(|ending| ending == first).then_some(first)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        if self.bom {
            out.extend_from_slice(BOM);
        }
        for line in &self.lines {
            out.extend_from_slice(line.text);
            out.extend_from_slice(line.ending.bytes());
        }
        // an empty last line consists only of its line ending
        if let (false, Some(last)) = (self.ended, self.lines.last().filter(|l| !l.text.is_empty()))
        {
            out.truncate(out.len() - last.ending.bytes().len());
        }
    }
}

/// Contains NUL, or control characters and invalid UTF-8. Latin-1 and similar encodings are text.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let control = |byte: &u8| *byte < b' ' && !b"\t\n\r\x0c\x1b".contains(byte);
    bytes.contains(&0) || (bytes.iter().any(control) && str::from_utf8(bytes).is_err())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    #[test]
    fn reading_and_writing_text_is_lossless() {
        for bytes in [
            &b""[..],
            b"\n",
            b"a",
            b"a\n",
            b"a\r\n",
            b"a\r\nb\n\r\nc",
            b"\xef\xbb\xbfa\n",
            b"\xef\xbb\xbf",
            b"gr\xfc\xdfe\n",
            b"\r\r\n\r",
        ] {
            let mut out = Vec::new();
            Text::read(bytes).unwrap().write(&mut out);
            assert_eq!(out, bytes);
        }
    }

    #[test]
    fn text_contains_no_binary_bytes() {
        assert!(is_binary(b"a\0b"));
        assert!(is_binary(b"\x1f\x8b\x08\xff"));
        assert!(!is_binary("größe\n".as_bytes()));
        assert!(!is_binary(b"gr\xf6\xdfe\n"));
        assert!(!is_binary(b"\x1b[1mbold\x1b[0m\n"));
    }

    #[test]
    fn one_ending_is_that_of_all_lines() {
        let ending = |bytes: &'static [u8]| Text::read(bytes).unwrap().ending();
        assert_eq!(ending(b"a\r\nb\r\nc"), Some(Ending::CrLf));
        assert_eq!(ending(b"a\nb\n"), Some(Ending::Lf));
        assert_eq!(ending(b"a\r\nb\n"), None);
        assert_eq!(ending(b"a"), None);
    }
}
