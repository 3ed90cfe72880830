//! Finds names in a template that no context has, also in branches that are never taken, and in conditions, where Tera
//! treats an unknown name as false.

use std::collections::BTreeSet;

use super::scope::Scope;
use super::shape::Shape;
use crate::core::error::Problem;
use crate::core::place::Place;
use crate::generate::render::in_scope;
use crate::generate::render::tags::{Tag, Token, tags};

/// The maximum number of problems reported for a template.
const MAX_PROBLEMS: usize = 20;
/// Keywords, which are not names.
const WORDS: [&str; 14] = [
    "and", "or", "not", "in", "is", "if", "else", "elif", "true", "false", "True", "False", "none",
    "null",
];

/// A name with its path of attributes.
#[derive(Debug, Clone)]
pub(super) struct NameUse<'a> {
    pub(super) parts: Vec<Token<'a>>,
    /// Whether it may be undefined: the template tests for it or gives a default.
    optional: bool,
    /// The number of tokens.
    pub(super) length: usize,
}

/// Every name in the tokens.
pub(super) fn name_uses<'a>(tokens: &[Token<'a>]) -> Vec<NameUse<'a>> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let mut uses = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map_or("", text);
        let asked = before == "is" || (before == "not" && at > 1 && text(at - 2) == "is");
        let argument = text(at + 1) == "=" && ["(", ","].contains(&before);
        let key = text(at + 1) == ":" && ["{", ","].contains(&before);
        let none = !tokens[at].is_name() || WORDS.contains(&text(at));
        if none
            || asked
            || argument
            || key
            || text(at + 1) == "("
            || [".", "?.", "|"].contains(&before)
        {
            at += 1;
            continue;
        }
        let found = chain(&tokens[at..]);
        // names inside brackets are used too
        at += found.length;
        uses.push(found);
    }
    uses
}

/// `a.b["c"]`, up to the first unknown part.
fn chain<'a>(tokens: &[Token<'a>]) -> NameUse<'a> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let mut parts = vec![tokens[0]];
    let mut at = 1;
    let mut optional = false;
    loop {
        let string = text(at + 1).starts_with(['"', '\'', '`']);
        match text(at) {
            "." | "?." if tokens.get(at + 1).is_some_and(Token::is_name) => {
                optional |= text(at) == "?.";
                parts.push(tokens[at + 1]);
                at += 2;
            }
            "[" if string && text(at + 2) == "]" => {
                let quoted = tokens[at + 1];
                let text = quoted
                    .text
                    .get(1..quoted.text.len() - 1)
                    .unwrap_or_default();
                parts.push(Token {
                    text,
                    at: quoted.at,
                });
                at += 3;
            }
            _ => break,
        }
    }
    let negated = usize::from(text(at) == "is" && text(at + 1) == "not");
    optional |= text(at) == "is" && ["defined", "undefined"].contains(&text(at + 1 + negated));
    optional |= text(at) == "|" && text(at + 1) == "default";
    NameUse {
        parts,
        optional,
        length: at,
    }
}

/// The dotted names of the context that a template uses.
pub(super) fn names_read(source: &str) -> BTreeSet<String> {
    let mut scope = Scope::default();
    let mut reads = BTreeSet::new();
    for tag in tags(source) {
        for used in name_uses(operand_tokens(&tag)) {
            if scope.local(used.parts[0].text).is_none() {
                let names: Vec<&str> = used.parts.iter().map(|part| part.text).collect();
                reads.insert(names.join("."));
            }
        }
        scope.enter(&tag, &Shape::Unknown);
    }
    reads
}

/// Every name that is unknown in all contexts that `context` summarizes.
pub(super) fn unknown_names(name: &str, source: &str, context: &Shape) -> Vec<Problem> {
    let mut scope = Scope::default();
    let mut problems = Vec::new();
    for tag in tags(source) {
        for used in name_uses(operand_tokens(&tag))
            .iter()
            .filter(|used| !used.optional)
        {
            if let Err((what, at, known)) = scope.find(used, context) {
                let wrong = used
                    .parts
                    .iter()
                    .find(|part| part.at == at)
                    .map_or("", |part| part.text);
                let message = format!("{what} `{wrong}` is not defined");
                let place = Place::in_text(name, source, at..at + wrong.len());
                let help = in_scope(wrong, &known);
                problems.push(Problem::new(message).at(place).help(help));
            }
        }
        scope.enter(&tag, context);
        if problems.len() >= MAX_PROBLEMS {
            break;
        }
    }
    problems
}

/// The tokens of a tag that use names: without its keyword and the names that it defines.
pub(super) fn operand_tokens<'t, 'a>(tag: &'t Tag<'a>) -> &'t [Token<'a>] {
    let after = |word: &str| {
        tag.tokens
            .iter()
            .position(|token| token.text == word)
            .map_or(0, |at| at + 1)
    };
    match tag.word() {
        "for" => &tag.tokens[after("in")..],
        "set" | "set_global" => &tag.tokens[after("=")..],
        "" => &tag.tokens,
        _ => &tag.tokens[1..],
    }
}
