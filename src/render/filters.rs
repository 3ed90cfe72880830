//! What templates may say beside Tera's own: text quoted for the format that it goes into.

use tera::{Kwargs, State, TeraResult, Value};

/// A value as JSON writes it, which YAML, TOML and Python read as the same string or number.
pub(super) fn json(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    serde_json::to_string(value).map_err(tera::Error::message)
}

/// Text as Markdown shows it: nothing in it marks anything up.
pub(super) fn markdown(text: &str, _: Kwargs, _: &State) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\`*_{}[]<>()#+!|~$&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A string as YAML reads it back: plain where that is safe, else as JSON writes it.
pub(super) fn yaml(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    match value.as_str() {
        Some(text)
            if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
                && !WORDS.contains(&text.to_ascii_lowercase().as_str()) =>
        {
            Ok(text.to_owned())
        }
        _ => serde_json::to_string(value).map_err(tera::Error::message),
    }
}
