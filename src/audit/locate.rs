//! Finds the line in a manifest for a problem of its value by searching the text for the name in the problem. Only a
//! unique match is used.

use std::ops::Range;

use crate::core::error::Problem;
use crate::core::place::Place;

/// Adds the line and column in `text`, the text of the file with which the problem's place begins.
pub(super) fn locate(problem: Problem, file: &str, text: &str) -> Problem {
    let place = problem.place.as_ref();
    let without_line = place.filter(|place| place.position().is_none());
    let Some(rest) = without_line.and_then(|place| place.name().strip_prefix(file)) else {
        return problem;
    };
    let around = rest.trim_start_matches(": ");
    let part = match quoted(around).first() {
        Some(id) => once(text, &format!("id = {id:?}")),
        None => key(text, around.trim_matches(['[', ']'])),
    };
    let from = part.as_ref().map_or(0, |part| part.start);
    let names = quoted(&problem.message).into_iter().rev();
    let name = names
        .flat_map(forms)
        .find_map(|form| once(&text[from..], &form))
        .map(|span| from + span.start..from + span.end);
    let Some(found) = name.or(part) else {
        return problem;
    };
    let place = Place::in_text(file, text, found).followed_by(rest);
    problem.at(place)
}

/// The texts in back-quotes of a message.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The spellings of a name in a manifest; for a choice, the provider.
fn forms(name: &str) -> Vec<String> {
    let provider = name.split_once('=').map(|(_, provider)| provider);
    let mut forms = vec![format!("{name:?}"), format!("'{name}'"), name.to_owned()];
    forms.extend(provider.map(|provider| format!("{:?}", provider.trim().trim_matches('"'))));
    forms
}

/// The byte range of a word that occurs exactly once.
fn once(text: &str, word: &str) -> Option<Range<usize>> {
    let part = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    let whole = |at: &usize| {
        let bare = word.starts_with(part) && word.ends_with(part);
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !bare || !(before.is_some_and(part) || after.is_some_and(part))
    };
    let mut found = text
        .match_indices(word)
        .map(|(at, _)| at)
        .filter(whole)
        .filter(|at| !comment(text, *at));
    let first = found.next()?;
    found.next().is_none().then_some(first..first + word.len())
}

fn comment(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.trim_start().starts_with('#')
}

/// The line of a key or a table's header.
fn key(text: &str, name: &str) -> Option<Range<usize>> {
    if name.is_empty() {
        return None;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches('[');
        let after = bare.strip_prefix(name).and_then(|rest| rest.chars().next());
        if after.is_some_and(|c| " =].".contains(c)) {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_unique_match() {
        let text = "format = 2\n# \"dsk\"\n[[tiers]]\nid = \"web\"\n\n[base]\nx = \"dsk\"\ny = [\"a\", \"a\"]\n";
        let place = |message: &str, place: &str| {
            let problem = Problem::new(message).at(place);
            locate(problem, "c.toml", text).place.unwrap().to_string()
        };
        assert_eq!(place("a rule names `store=dsk`", "c.toml"), "c.toml:7:5");
        assert_eq!(
            place("`web` has no provider `none`", "c.toml"),
            "c.toml:4:6"
        );
        assert_eq!(place("`a` stands twice", "c.toml"), "c.toml");
        assert_eq!(
            place("it has format 2", "c.toml: format"),
            "c.toml:1:1: format"
        );
        assert_eq!(
            place("`label` is no key", "c.toml: [base]"),
            "c.toml:6:1: [base]"
        );
        let known = Problem::new("`dsk`").at(Place::in_text("c.toml", text, 0..6));
        assert_eq!(locate(known.clone(), "c.toml", text), known);
        assert_eq!(place("`dsk`", "d.toml"), "d.toml");
    }
}
