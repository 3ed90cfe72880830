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

/// Compose's `${NAME:?why}` and `$$` as platforms say them that write `$(NAME)` and `$`.
pub(super) fn references(text: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    let unsaid = || tera::Error::message(format!("nothing but Compose can say `{text}`"));
    if text.contains("$(") {
        return Err(unsaid());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let (inside, after) = after
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'))
            .ok_or_else(unsaid)?;
        let (name, otherwise) = inside.split_once(':').unwrap_or((inside, "?"));
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !plain || !otherwise.starts_with(['?', '-']) {
            return Err(unsaid());
        }
        out.push_str(&format!("$({name})"));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
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
