//! Line endings of a pack's text: a checkout with CRLF gives the same pack. Binary files are not changed.

/// Text with CRLF replaced by LF; `None` if there is no CRLF, or it is not text (UTF-8 without zero bytes).
pub(super) fn unix(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&b'\r') || bytes.contains(&0) {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    text.contains("\r\n")
        .then(|| text.replace("\r\n", "\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_gets_lf_and_binary_files_stay() {
        assert_eq!(unix(b"a\r\nb\rc\n").as_deref(), Some(&b"a\nb\rc\n"[..]));
        for bytes in [
            &b"a\nb"[..],
            b"a\rb",
            b"\x89PNG\r\n\x1a\n",
            b"a\r\n\0",
            b"%PDF\r\n\xe2\xe3",
        ] {
            assert_eq!(unix(bytes), None);
        }
    }
}
