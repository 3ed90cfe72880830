//! Templates by Tera's grammar.

use super::Choices;

const NAMES: [&str; 14] = [
    "project.name", "services", "service", "slots.readme", "facts", "a", "b", "x", "project", "loop.index",
    "services[0].name", "nothing", "a[0]", "labels",
];
const FILTERS: [&str; 42] = [
    "upper", "safe", "default", "lower", "wordcount", "escape", "escape_html", "escape_xml", "newlines_to_br",
    "pluralize", "trim", "trim_start", "trim_end", "replace", "capitalize", "title", "truncate", "indent", "str",
    "int", "float", "length", "reverse", "split", "abs", "round", "first", "last", "nth", "join", "sort", "unique",
    "get", "values", "keys", "pairs", "group_by", "json", "yaml", "markdown", "references", "nope",
];
const TESTS: [&str; 18] = [
    "defined", "string", "number", "map", "bool", "array", "integer", "float", "none", "iterable", "undefined",
    "odd", "even", "divisible_by", "starting_with", "ending_with", "containing", "nope",
];
const KEYWORDS: [&str; 18] = [
    "width", "from", "to", "pat", "sep", "length", "end", "value", "n", "key", "attribute", "boolean", "first",
    "blank", "indentation", "precision", "base", "divisor",
];
const OPERATORS: [&str; 19] = [
    "~", "+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", ">", "<=", ">=", "and", "or", "in", "not in", "if x else",
];

pub fn template(c: &mut Choices<'_>) -> String {
    body(c, 0)
}

fn body(c: &mut Choices<'_>, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..=c.below(5) {
        let node = node(c, depth);
        text += &c.often(node);
    }
    text
}

fn node(c: &mut Choices<'_>, depth: usize) -> String {
    if depth > 8 {
        return "x".to_owned();
    }
    let (open, close) = (c.one(&["{%", "{%-"]), c.one(&["%}", "-%}"]));
    match c.below(12) {
        0 => c.one(&["text\n", " ", "{", "}}", "\n\n", "{# c #}", "\u{e9}", "{% raw %}{{ x }}{% endraw %}"]).to_owned(),
        1..=3 => format!("{{{{ {} }}}}", expression(c, depth)),
        4 | 5 => {
            let name = c.one(&["a", "b", "x"]);
            format!("{open} {} {name} = {} {close}", c.one(&["set", "set_global"]), expression(c, depth))
        }
        6 | 7 => {
            let (condition, then) = (expression(c, depth), body(c, depth + 1));
            let branch = format!("{{% elif {} %}}{}", expression(c, depth), c.one(&["", "y"]));
            let branches = match c.below(3) {
                0 => String::new(),
                _ => c.often(branch),
            };
            let otherwise = match c.below(3) {
                0 => format!("{{% else %}}{}", body(c, depth + 1)),
                _ => String::new(),
            };
            let end = if c.rarely() { "" } else { "{% endif %}" };
            format!("{open} if {condition} {close}{then}{branches}{otherwise}{end}")
        }
        8 | 9 => {
            let names = c.one(&["x", "service", "key, x"]);
            let (list, inner) = (expression(c, depth), body(c, depth + 1));
            let stop = c.one(&["", "", "", "{% break %}", "{% continue %}", "{% else %}none"]);
            format!("{open} for {names} in {list} {close}{inner}{stop}{{% endfor %}}")
        }
        10 => format!("{{% for x in range(end={}) %}}{}{{% endfor %}}", c.number(), body(c, depth + 1)),
        _ => c
            .one(&[
                "{% raw %}", "{{ <a /> }}", "{% filter upper %}x{% endfilter %}", "{% include \"a\" %}", "{% block a %}b{% endblock %}",
                "{% set a %}b{% endset %}", "{{ throw(message=\"no\") }}", "{{", "{% if", "{{ [x for x in a] }}",
            ])
            .to_owned(),
    }
}

pub fn expression(c: &mut Choices<'_>, depth: usize) -> String {
    if depth > 12 {
        return "a".to_owned();
    }
    let inner = |c: &mut Choices<'_>| expression(c, depth + 1);
    match c.below(18) {
        0..=4 => c.one(&NAMES).to_owned(),
        5 => c.number(),
        6 => {
            let text = c.one(&["x", "a b", "\\n", "", "\u{e9}"]).to_owned();
            format!("\"{}\"", c.often(text))
        }
        7..=10 => {
            let mut text = inner(c);
            for _ in 0..=c.below(3) {
                let (name, arguments) = (c.one(&FILTERS), arguments(c, depth));
                let filter = format!(" | {name}{arguments}");
                text += &c.often(filter);
            }
            text
        }
        11 | 12 => {
            let (left, operator, right) = (inner(c), c.one(&OPERATORS), inner(c));
            let more = format!(" {operator} {right}");
            left + &c.often(more)
        }
        13 => {
            let item = format!("{}{}, ", c.one(&["", "..."]), inner(c));
            format!("[{}]", c.often(item))
        }
        14 => {
            let item = format!("\"{}\": {}, ", c.one(&["a", "b", "c"]), inner(c));
            format!("{{{}}}", c.often(item))
        }
        15 => {
            let (value, from, to) = (inner(c), c.number(), c.number());
            format!("{value}{}{from}:{to}]", c.one(&["[", "?["]))
        }
        16 => format!("{} is {}{}{}", inner(c), c.one(&["", "not "]), c.one(&TESTS), arguments(c, depth)),
        _ => match c.below(5) {
            0 => format!("range(start={}, end={}, step_by={})", c.number(), c.number(), c.number()),
            1 => format!("({})", inner(c)),
            2 => format!("not {}", inner(c)),
            3 => format!("-{}", inner(c)),
            _ => "__tera_context".to_owned(),
        },
    }
}

fn arguments(c: &mut Choices<'_>, depth: usize) -> String {
    match c.below(4) {
        0 => String::new(),
        many => {
            let arguments: Vec<String> = (0..many)
                .map(|_| format!("{}={}", c.one(&KEYWORDS), expression(c, depth + 2)))
                .collect();
            format!("({})", arguments.join(", "))
        }
    }
}
