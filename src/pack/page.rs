//! The page on which a pack can be tried: puts the files of a pack into the page that was built for the built-in one.
//! Text only; `cli` reads and writes the files.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

/// The element of the page in which the pack goes; it is empty in the page of the built-in pack.
const ELEMENT: &str = r#"<script type="application/json" id="pack">"#;
const END: &str = "</script>";

/// A pack to put into the page.
#[derive(Debug)]
pub struct PagePack<'a> {
    /// The source by which commands and `tierup.toml` name it.
    pub source: &'a str,
    /// For git sources: the commit.
    pub commit: Option<&'a str>,
    /// Its own files, without those of the pack that it extends.
    pub files: Vec<(&'a str, Vec<u8>)>,
}

/// The page of a pack; `None` if `page` has no place for one.
#[must_use]
pub fn with_pack(page: &str, pack: &PagePack<'_>) -> Option<String> {
    let (before, rest) = page.split_once(ELEMENT)?;
    let (_, after) = rest.split_once(END)?;
    let document = document(pack);
    Some(format!("{before}{ELEMENT}{document}{END}{after}"))
}

/// Whether a file is a page that this program wrote.
#[must_use]
pub fn is_page(text: &str) -> bool {
    text.contains(ELEMENT)
}

/// The files as text, or in base64 if they are not; no `<`, which could end the element.
fn document(pack: &PagePack<'_>) -> String {
    let files: Map<String, Value> = pack
        .files
        .iter()
        .map(|(path, bytes)| {
            let content = match std::str::from_utf8(bytes) {
                Ok(text) => json!(text),
                Err(_) => json!({"base64": BASE64_STANDARD.encode(bytes)}),
            };
            ((*path).to_owned(), content)
        })
        .collect();
    json!({"source": pack.source, "commit": pack.commit, "files": files})
        .to_string()
        .replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_put_into_its_element_and_cannot_end_it() {
        let page = format!("<body>{ELEMENT}{END}<script>run()</script></body>");
        let pack = PagePack {
            source: "git+https://a.example/b",
            commit: None,
            files: vec![("a.html", b"</script><b>".to_vec()), ("b.png", vec![0xff])],
        };
        let wanted = r#"{"source":"git+https://a.example/b","commit":null,"files":{"a.html":"\u003c/script>\u003cb>","b.png":{"base64":"/w=="}}}"#;
        let first = with_pack(&page, &pack).unwrap();
        assert_eq!(
            first,
            format!("<body>{ELEMENT}{wanted}{END}<script>run()</script></body>")
        );
        assert_eq!(with_pack(&first, &pack).unwrap(), first);
        assert_eq!(with_pack("<body></body>", &pack), None);
    }
}
