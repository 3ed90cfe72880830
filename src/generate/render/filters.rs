//! Additional filters for templates: quote text for the target format.

use std::sync::Arc;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::fuel::Fuel;
use crate::core::hash;

/// Limits Tera's filters that create large output from small input or compare all items with each other.
pub(super) fn bounded(engine: &mut Tera, fuel: &Arc<Fuel>) {
    let own = Arc::clone(fuel);
    engine.register_filter(
        "replace",
        move |text: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let (from, to) = (
                kwargs.must_get::<&str>("from")?,
                kwargs.must_get::<&str>("to")?,
            );
            let more = text.matches(from).count().saturating_mul(to.len());
            own.allow(text.len().saturating_add(more))?;
            Ok(text.replace(from, to))
        },
    );
    let own = Arc::clone(fuel);
    engine.register_filter(
        "join",
        move |items: &[Value], kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let between = kwargs.get::<&str>("sep")?.unwrap_or_default();
            let mut text = String::new();
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push_str(between);
                }
                text.push_str(&item.to_string());
                own.allow(text.len())?;
            }
            Ok(text)
        },
    );
    let own = Arc::clone(fuel);
    engine.register_filter(
        "indent",
        move |text: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let width = kwargs.get::<usize>("width")?.unwrap_or(4);
            // the indentation itself is created, even if there are few lines
            let lines = text.lines().count().max(1);
            own.allow(text.len().saturating_add(lines.saturating_mul(width)))?;
            indent(text, width, &kwargs)
        },
    );
    let own = Arc::clone(fuel);
    engine.register_filter(
        "unique",
        move |items: &[Value], _: Kwargs, _: &State| -> TeraResult<Vec<Value>> {
            let mut unique: Vec<Value> = Vec::new();
            for item in items {
                // each is compared with all earlier ones
                own.work(unique.len())?;
                if !unique.contains(item) {
                    unique.push(item.clone());
                }
            }
            Ok(unique)
        },
    );
}

/// Indents every line; by default not the first one and blank ones.
fn indent(text: &str, width: usize, kwargs: &Kwargs) -> TeraResult<String> {
    let (first, blank) = (kwargs.get::<bool>("first")?, kwargs.get::<bool>("blank")?);
    let margin = kwargs.get::<&str>("indentation")?.unwrap_or(" ");
    if margin.chars().count() != 1 {
        return Err(tera::Error::message(
            "The `indentation` argument must contain exactly one character",
        ));
    }
    let margin = margin.repeat(width);
    let mut out = String::with_capacity(text.len() * 2);
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end_matches(['\n', '\r']).is_empty();
        if (at > 0 || first == Some(true)) && (at == 0 || !bare || blank == Some(true)) {
            out.push_str(&margin);
        }
        out.push_str(line);
    }
    Ok(out)
}

/// A value as JSON, which YAML, TOML and Python read as the same string or number.
pub(super) fn json(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    serde_json::to_string(value).map_err(tera::Error::message)
}

/// A name that databases accept: a long one is cut, and keeps its difference from others by a hash.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature of a filter of Tera"
)]
pub(super) fn identifier(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let length = kwargs.must_get::<usize>("length")?;
    Ok(shortened(text, length))
}

/// Characters of the hash in a name that was cut.
const HASH: usize = 8;

fn shortened(text: &str, length: usize) -> String {
    if text.len() <= length {
        return text.to_owned();
    }
    let kept: String = text.chars().take(length.saturating_sub(HASH + 1)).collect();
    format!("{kept}_{}", &hash::hash(text.as_bytes())[..HASH])
}

/// Text escaped for Markdown.
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

/// Converts Compose's `${NAME:?why}` and `$$` for platforms that write `$(NAME)` and `$`.
pub(super) fn references(text: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    referred(text).ok_or_else(|| tera::Error::message(format!("only Compose can resolve `{text}`")))
}

/// Processors in the form in which Kubernetes stores them, as YAML: `500m`, `"2"`.
pub(super) fn cpu_quantity(cpus: f64, _: Kwargs, _: &State) -> String {
    let whole = cpus.fract() == 0.0;
    if whole {
        format!("\"{cpus}\"")
    } else {
        format!("{}m", (cpus * 1000.0).round())
    }
}

/// MiB in the form in which Kubernetes stores them: `512Mi`, `2Gi`.
pub(super) fn memory_quantity(mib: u64, _: Kwargs, _: &State) -> String {
    if mib.is_multiple_of(1024) {
        format!("{}Gi", mib / 1024)
    } else {
        format!("{mib}Mi")
    }
}

fn referred(text: &str) -> Option<String> {
    if text.contains("$(") {
        return None;
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
        let (inside, after) = after.strip_prefix('{')?.split_once('}')?;
        let (name, otherwise) = inside.split_once(':').unwrap_or((inside, "?"));
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !plain || !otherwise.starts_with(['?', '-']) {
            return None;
        }
        out.extend(["$(", name, ")"]);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// A string for YAML: plain if that is safe, otherwise as JSON.
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

#[cfg(test)]
mod tests {
    use super::{referred, shortened};

    #[test]
    fn a_long_name_is_cut_and_stays_different() {
        assert_eq!(shortened("ix_a", 30), "ix_a");
        let (one, other) = ("a".repeat(40) + "b", "a".repeat(40) + "c");
        assert_eq!(shortened(&one, 30).len(), 30);
        assert_ne!(shortened(&one, 30), shortened(&other, 30));
    }

    #[test]
    fn compose_variables_become_references() {
        for (said, expected) in [
            ("plain", Some("plain")),
            (
                "redis://:${SECRET:?see .env}@cache:6379/0",
                Some("redis://:$(SECRET)@cache:6379/0"),
            ),
            ("${HOSTS:-a,b}", Some("$(HOSTS)")),
            ("${A}${B}", Some("$(A)$(B)")),
            ("exec x \"$$@\" $$Y", Some("exec x \"$@\" $Y")),
            ("${A:+b}", None),
            ("${A-b}", None),
            ("$A", None),
            ("${A", None),
            ("$$(A)", None),
        ] {
            assert_eq!(referred(said).as_deref(), expected, "{said}");
        }
    }
}
