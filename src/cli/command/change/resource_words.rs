//! The arguments of `resource add` and `resource set`: fields, removals and renames, each with its place.

use super::verb::place;
use crate::core::error::Problem;
use crate::core::shell;
use crate::generate::resources::field_text::split_fields;

/// A change of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldChange {
    Set(String),
    Remove,
    /// To another name.
    Rename(String),
}

/// The change of a field by an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldWord {
    pub(super) field: String,
    pub(super) change: FieldChange,
    pub(super) place: String,
}

/// The arguments of `set`; those of `add` are fields only. An argument without a form of its own belongs to the field before
/// it, because a shell splits what is not quoted.
pub(super) fn parse(words: &[String], fields_only: bool) -> Result<Vec<FieldWord>, Vec<Problem>> {
    let mut changes: Vec<FieldWord> = Vec::new();
    let mut problems = Vec::new();
    for word in joined(words) {
        match split_fields(&word) {
            Ok(fields) => changes.extend(fields.into_iter().map(|(field, text)| FieldWord {
                place: place(&format!("{field}:{text}")),
                field,
                change: FieldChange::Set(text),
            })),
            Err(_) => match removal_or_rename(&word).filter(|_| !fields_only) {
                Some(change) => changes.push(change),
                None => problems.push(malformed(&word, fields_only)),
            },
        }
    }
    if problems.is_empty() {
        Ok(changes)
    } else {
        Err(problems)
    }
}

/// Arguments that are whole: a field with all its words, or one of another form.
fn joined(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut is_field = false;
    for word in words {
        let begins = split_fields(word).is_ok();
        match joined.last_mut() {
            Some(last) if is_field && !begins && removal_or_rename(word).is_none() => {
                last.push(' ');
                last.push_str(word);
            }
            _ => {
                joined.push(word.clone());
                is_field = begins;
            }
        }
    }
    joined
}

fn removal_or_rename(word: &str) -> Option<FieldWord> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
    };
    let (field, change, typed) = if let Some((old, new)) = word.split_once("=>") {
        (old, FieldChange::Rename(new.to_owned()), word.to_owned())
    } else {
        let field = word.strip_suffix('-').or_else(|| word.strip_prefix('-'))?;
        (field, FieldChange::Remove, format!("-{field}"))
    };
    let is_whole = match &change {
        FieldChange::Rename(new) => is_name(new),
        _ => true,
    };
    (is_name(field) && is_whole).then(|| FieldWord {
        field: field.to_owned(),
        change,
        place: place(&typed),
    })
}

fn malformed(word: &str, fields_only: bool) -> Problem {
    let form = if fields_only {
        "FIELD:TYPE"
    } else {
        "FIELD:TYPE, -FIELD or OLD=>NEW"
    };
    let help = match word.strip_suffix('=').filter(|_| !fields_only) {
        Some(old) => format!(
            "quote a rename, because `>` is an operator of the shell: `{}`",
            shell::quoted(&format!("{old}=>NEW"))
        ),
        None => "e.g. `'title:string(120)'`; `tierup list` shows the types".to_owned(),
    };
    Problem::new(format!("`{word}` is not of the form {form}"))
        .at(place(word))
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Vec<(String, FieldChange)> {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let changes = parse(&words, false).unwrap();
        changes
            .into_iter()
            .map(|word| (word.field, word.change))
            .collect()
    }

    #[test]
    fn fields_are_whole_even_if_the_shell_splits_them() {
        let set = |field: &str, text: &str| (field.to_owned(), FieldChange::Set(text.to_owned()));
        assert_eq!(
            read(&[
                "status:enum(draft,",
                "sent)",
                "=",
                "draft",
                "title:text",
                "a:int b:int?"
            ]),
            [
                set("status", "enum(draft, sent) = draft"),
                set("title", "text"),
                set("a", "int"),
                set("b", "int?"),
            ]
        );
    }

    #[test]
    fn removals_and_renames_have_their_form() {
        let rename = FieldChange::Rename("b".to_owned());
        assert_eq!(
            read(&["c-", "a=>b", "-d"]),
            [
                ("c".to_owned(), FieldChange::Remove),
                ("a".to_owned(), rename),
                ("d".to_owned(), FieldChange::Remove),
            ]
        );
        for word in ["a=", "a", "=>b", "a=>", "a=>b=>c", "-", "int = 3"] {
            let problems = parse(&[word.to_owned()], false).unwrap_err();
            assert_eq!(problems.len(), 1, "{word}");
        }
        assert_eq!(parse(&["a=>b".to_owned()], true).unwrap_err().len(), 1);
    }
}
