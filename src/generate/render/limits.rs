//! Limits for Tera's parser, which is recursive and needs hundreds of bytes per token: checked before Tera reads the
//! template.

use super::tags::Tag;
use crate::core::error::Problem;
use crate::core::place::Place;

/// The maximum size of a template with tags, in bytes.
const MAX_BYTES: usize = 1024 * 1024;
/// The maximum number of tokens in the tags of a template.
const MAX_TOKENS: usize = 200_000;
/// The maximum number of tokens in a tag.
const MAX_TAG: usize = 4_000;
/// The maximum depth of blocks; every `elif` adds one, because Tera parses it as an `if` in an `else`.
const MAX_DEPTH: usize = 64;

/// Tera's variable with the whole context, in random order.
const CONTEXT: &str = "__tera_context";

/// The first limit that a template exceeds.
pub(super) fn problem(name: &str, source: &str, tags: &[Tag<'_>]) -> Option<Problem> {
    let at = |tag: &Tag<'_>| Place::in_text(name, source, tag.range.clone());
    if source.len() > MAX_BYTES {
        let most = MAX_BYTES / 1024;
        let problem = Problem::new(format!("the template is larger than {most} KiB"));
        return Some(
            problem
                .at(name)
                .help("split it, or leave out `.tera` so that it is copied as it is"),
        );
    }
    let mut tokens = 0;
    let mut open = vec![0_usize];
    let mut depth = 0;
    for tag in tags {
        tokens += tag.tokens.len();
        if tag.tokens.len() > MAX_TAG {
            return Some(
                Problem::new(format!(
                    "the expression is too complex: it has more than {MAX_TAG} tokens"
                ))
                .at(at(tag))
                .help("split it with `{% set %}`"),
            );
        }
        if let Some(context) = tag.tokens.iter().find(|token| token.text == CONTEXT) {
            let place = Place::in_text(name, source, context.at..context.at + CONTEXT.len());
            return Some(
                Problem::new(format!(
                    "`{CONTEXT}` has no fixed order, so the file would differ each time"
                ))
                .at(place)
                .help("name the variables"),
            );
        }
        match tag.word() {
            "if" | "for" | "block" => {
                open.push(1);
                depth += 1;
            }
            "elif" => {
                if let Some(branches) = open.last_mut() {
                    *branches += 1;
                    depth += 1;
                }
            }
            "endif" | "endfor" | "endblock" => depth -= open.pop().unwrap_or(0),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(
                Problem::new(format!(
                    "the template nesting is too deep: more than {MAX_DEPTH} blocks and `elif` branches are open"
                ))
                .at(at(tag))
                .help("look the value up in a map: `{% set names = {\"a\": 1, \"b\": 2} %}{{ names[value] }}`"),
            );
        }
        if tokens > MAX_TOKENS {
            return Some(
                Problem::new(format!(
                    "the template has more than {MAX_TOKENS} tokens in its tags"
                ))
                .at(at(tag))
                .help("split it into several files"),
            );
        }
    }
    None
}
