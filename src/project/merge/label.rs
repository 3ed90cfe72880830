//! The name of a line: a key, a distribution, a function. Two lines of a list with the same name are the same entry.

use super::language::Language;
use super::outline::{LineInfo, LineKind};

/// Identifies an entry in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EntryLabel {
    pub(super) name: Vec<u8>,
    /// Whether it may be at any position, and its name is unique.
    pub(super) declares: bool,
    /// Whether the name is the whole line.
    pub(super) whole: bool,
}

impl EntryLabel {
    fn key(name: &[u8]) -> Self {
        Self {
            name: name.trim_ascii().to_vec(),
            declares: true,
            whole: false,
        }
    }

    fn whole(text: &[u8], declares: bool) -> Self {
        Self {
            name: text.trim_ascii_end().to_vec(),
            declares,
            whole: true,
        }
    }
}

/// The label of a head.
pub(super) fn of(language: Language, row: &LineInfo, text: &[u8]) -> EntryLabel {
    debug_assert!(row.kind == LineKind::Head);
    let text = text.trim_ascii();
    match language {
        Language::Toml if row.element => element(text),
        Language::Toml | Language::Ini if row.depth < 0 => EntryLabel::key(text),
        Language::Toml | Language::Ini => up_to(text, b"="),
        Language::Env => up_to(text.strip_prefix(b"export ").unwrap_or(text), b"="),
        Language::Yaml => yaml(text),
        Language::Python if row.element => python_element(text),
        Language::Python => python(text),
        Language::Make => make(row, text),
        Language::Requirements => {
            distribution(text).unwrap_or_else(|| EntryLabel::whole(text, false))
        }
        Language::Markdown => EntryLabel::key(text),
        Language::Ignore => EntryLabel::whole(text, true),
        Language::Conf => EntryLabel::whole(text, !text.starts_with(b"if ")),
        Language::Docker => EntryLabel::whole(text, false),
    }
}

fn up_to(text: &[u8], ends: &[u8]) -> EntryLabel {
    match text.iter().position(|byte| ends.contains(byte)) {
        Some(end) => EntryLabel::key(&text[..end]),
        None => EntryLabel::whole(text, false),
    }
}

fn yaml(text: &[u8]) -> EntryLabel {
    if text == b"-" || text.starts_with(b"- ") || text == b"---" {
        return EntryLabel::whole(text, true);
    }
    let end = text
        .windows(2)
        .position(|pair| pair == b": ")
        .or_else(|| text.ends_with(b":").then(|| text.len() - 1));
    match end {
        Some(end) => EntryLabel::key(&text[..end]),
        None => EntryLabel::whole(text, false),
    }
}

/// An element, with or without a comment after it. A line with several elements has no label.
fn element(text: &[u8]) -> EntryLabel {
    let bare = match text.iter().position(|byte| *byte == b',') {
        Some(end) if bare_rest(&text[end + 1..]) => &text[..end],
        Some(_) => return EntryLabel::whole(text, false),
        None => text,
    };
    let bare = bare.trim_ascii();
    let inner = bare
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""));
    match inner {
        Some(inner) if inner.contains(&b'"') => EntryLabel::whole(text, false),
        Some(inner) => distribution(inner).unwrap_or_else(|| EntryLabel::whole(bare, true)),
        None => EntryLabel::whole(bare, true),
    }
}

fn bare_rest(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii();
    rest.is_empty() || rest.starts_with(b"#")
}

/// `Name[extra]>=1` and `name` are the same.
fn distribution(text: &[u8]) -> Option<EntryLabel> {
    let end = text.iter().position(|byte| b"[=<>~!;@ ".contains(byte))?;
    let name = &text[..end];
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let pinned = text[end..].iter().any(|byte| b"=<>~@[".contains(byte));
    if name.is_empty() || !name.iter().all(plain) || !pinned {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let dashed: Vec<u8> = name
        .iter()
        .map(|byte| if b"._".contains(byte) { b'-' } else { *byte })
        .collect();
    Some(EntryLabel::key(&dashed))
}

fn make(row: &LineInfo, text: &[u8]) -> EntryLabel {
    let word = text
        .split(|byte| b" \t".contains(byte))
        .next()
        .unwrap_or_default();
    let conditional = [
        &b"ifeq"[..],
        b"ifneq",
        b"ifdef",
        b"ifndef",
        b"else",
        b"endif",
        b"define",
        b"endef",
    ];
    if row.depth > 0 || conditional.contains(&word) {
        return EntryLabel::whole(text, false);
    }
    let end = text.iter().position(|byte| b":=?+!".contains(byte));
    end.map_or_else(
        || EntryLabel::whole(text, false),
        |end| EntryLabel::key(&text[..end]),
    )
}

fn python_element(text: &[u8]) -> EntryLabel {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let end = text
        .iter()
        .position(|byte| !word(byte))
        .unwrap_or(text.len());
    match text.get(end) {
        // an argument, or an entry of a dictionary
        Some(b'=') if text.get(end + 1) != Some(&b'=') => EntryLabel::key(&text[..end]),
        Some(b':') => EntryLabel::key(&text[..end]),
        _ if text.starts_with(b"\"") && text.windows(2).any(|pair| pair == b"\":") => {
            up_to(text, b":")
        }
        _ => element(text),
    }
}

/// The name that a statement binds. One that binds nothing has an effect, so its position matters.
fn python(text: &[u8]) -> EntryLabel {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.".contains(byte);
    let name = |text: &[u8]| -> Vec<u8> {
        let text = text.trim_ascii_start();
        text[..text
            .iter()
            .position(|byte| !word(byte))
            .unwrap_or(text.len())]
            .to_vec()
    };
    for (start, kind) in [
        (&b"def "[..], &b"def "[..]),
        (b"async def ", b"def "),
        (b"class ", b"class "),
        (b"from ", b"from "),
    ] {
        if let Some(rest) = text.strip_prefix(start) {
            return EntryLabel::key(&[kind, &name(rest)].concat());
        }
    }
    if text.starts_with(b"import ") {
        return EntryLabel::key(text);
    }
    if text == b"if TYPE_CHECKING:" {
        return EntryLabel::key(text);
    }
    let bound = name(text);
    let rest = text[bound.len()..].trim_ascii_start();
    let binds = !bound.is_empty()
        && !bound.contains(&b'.')
        && (rest.starts_with(b":") && rest.len() > 1
            || rest.starts_with(b"=") && !rest.starts_with(b"=="));
    if binds {
        return EntryLabel::key(&bound);
    }
    EntryLabel::whole(text, false)
}
