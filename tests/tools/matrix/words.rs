//! Without the example domain, no file has a word of it.

use std::collections::BTreeSet;

use super::names::expression;
use super::none;
use super::rendered::Matrix;

const WITHOUT: &str = "example=none";

const WORDS: &str = r"(?i:(?:^|[^a-z])(?:orders?|reports?|skus?|invoices?|customers?|smtp)(?:[^a-z]|$))|(?:Order|Report)[A-Z]";

/// Parts of lines in which such a word means something else, with the reason.
const OTHERS: [(&str, &str); 7] = [
    (
        "example = \"none\" # orders, none",
        "the choices of the tier",
    ),
    ("`make lint` checks this order", "the order of the layers"),
    ("`/readyz` reports `degraded`", "a verb"),
    ("report the", "a verb"),
    ("report errors", "a verb"),
    ("order_by(", "of queries"),
    ("ORDER BY", "of queries"),
];

pub(super) fn of_the_example(matrix: &Matrix) -> Result<(), String> {
    let words = expression(WORDS);
    let mut unused: BTreeSet<&str> = OTHERS.iter().map(|(part, _)| *part).collect();
    let mut found = BTreeSet::new();
    for (path, file) in matrix.texts_of(|choices| choices.contains(&WITHOUT)) {
        let text = String::from_utf8_lossy(&file.bytes);
        if words.is_match(path.as_str()) {
            found.insert(path.as_str().to_owned());
        }
        for line in text.lines() {
            let mut rest = line.to_owned();
            for (part, _) in OTHERS.iter().filter(|(part, _)| line.contains(part)) {
                unused.remove(part);
                rest = rest.replace(part, "");
            }
            if words.is_match(&rest) {
                found.insert(format!("{path}: {line}"));
            }
        }
    }
    found.extend(unused.iter().map(|part| format!("no file has {part:?}")));
    none(&found.into_iter().collect::<Vec<_>>())
}
