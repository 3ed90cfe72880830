//! Where in a manifest a problem is that the checks found in its value: what the problem names is looked for in the
//! text. Only what stands there once is taken for its place.

use crate::core::error::Problem;
use crate::core::text::line_column;
use crate::pack::reading::quoted;

/// The problem with the line and column in `text`, the text of the file that its place begins with.
pub(super) fn located(problem: Problem, file: &str, text: &str) -> Problem {
    let Some(rest) = problem
        .place
        .as_deref()
        .and_then(|place| place.strip_prefix(file))
    else {
        return problem;
    };
    if rest.starts_with(':') && !rest.starts_with(": ") {
        return problem;
    }
    let around = rest.trim_start_matches(": ");
    let part = match quoted(around).first() {
        Some(id) => once(text, &format!("id = {id:?}")),
        None => key(text, around.trim_matches(['[', ']'])),
    };
    let (from, below) = text.split_at(part.unwrap_or(0));
    let names = quoted(&problem.message).into_iter().rev();
    let place = names
        .flat_map(forms)
        .find_map(|form| once(below, &form))
        .map(|at| from.len() + at);
    let found = place.or(part);
    let Some(at) = found else {
        return problem;
    };
    let (line, column) = line_column(text, at);
    let place = format!("{file}:{line}:{column}{rest}");
    problem.at(place)
}

/// How a name may be written in a manifest; of a choice, the provider.
fn forms(name: &str) -> Vec<String> {
    let provider = name.split_once('=').map(|(_, provider)| provider);
    let mut forms = vec![format!("{name:?}"), format!("'{name}'"), name.to_owned()];
    forms.extend(provider.map(|provider| format!("{:?}", provider.trim().trim_matches('"'))));
    forms
}

/// Where a word stands that stands only once.
fn once(text: &str, word: &str) -> Option<usize> {
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
    found.next().is_none().then_some(first)
}

fn comment(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.trim_start().starts_with('#')
}

/// Where a key or a table begins.
fn key(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches('[');
        let after = bare.strip_prefix(name).and_then(|rest| rest.chars().next());
        if after.is_some_and(|c| " =].".contains(c)) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_what_stands_once() {
        let text = "format = 2\n# \"dsk\"\n[[tiers]]\nid = \"web\"\n\n[base]\nx = \"dsk\"\ny = [\"a\", \"a\"]\n";
        let place = |message: &str, place: &str| {
            let problem = Problem::new(message).at(place);
            located(problem, "c.toml", text).place.unwrap()
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
        assert_eq!(place("`dsk`", "c.toml:1:1"), "c.toml:1:1");
        assert_eq!(place("`dsk`", "d.toml"), "d.toml");
    }
}
