//! Checks that signs of existing projects can be looked for.

use crate::core::error::Problem;
use crate::generate::locations::line_pattern;
use crate::pack::Pack;
use crate::pack::catalog::path_pattern;
use crate::pack::sign::Sign;

pub(super) fn signs(pack: &Pack, problems: &mut Vec<Problem>) {
    for (folder, manifest) in &pack.providers {
        let found = manifest
            .signs
            .iter()
            .filter_map(|sign| problem(sign, false));
        problems.extend(found.map(|problem| problem.at(format!("{folder}/provider.toml: signs"))));
    }
    for read in &pack.catalog.reads {
        let sign = Sign {
            path: Some(read.path.clone()),
            pattern: Some(read.pattern.clone()),
            ..Sign::default()
        };
        let found = problem(&sign, false);
        problems.extend(found.map(|problem| problem.at("catalog.toml: reads")));
    }
    for question in &pack.catalog.questions {
        let place = format!("catalog.toml: question `{}`", question.id);
        let found = question.signs.iter().filter_map(|sign| problem(sign, true));
        problems.extend(found.map(|problem| problem.at(&place)));
    }
}

/// Why a sign cannot be looked for.
fn problem(sign: &Sign, is_of_question: bool) -> Option<Problem> {
    let is_empty = sign.distributions.is_empty() && sign.images.is_empty() && sign.path.is_none();
    if is_empty {
        return Some(
            Problem::new("a sign needs `distributions`, `images` or `path`")
                .help("add one of them"),
        );
    }
    if sign.pattern.is_some() && sign.path.is_none() {
        return Some(
            Problem::new("the `pattern` of a sign needs a `path`").help("add `path = \"**/*.py\"`"),
        );
    }
    if is_of_question != sign.answer.is_some() {
        let what = if is_of_question {
            "a sign of a question needs an `answer`"
        } else {
            "a sign of a provider has no `answer`"
        };
        return Some(Problem::new(what));
    }
    let path = sign.path.as_deref().map(path_pattern);
    if let Some(Err(error)) = path {
        return Some(Problem::new(format!(
            "`path` is not a pattern of paths: {}",
            error.kind()
        )));
    }
    let pattern = sign.pattern.as_deref().map(line_pattern);
    pattern
        .and_then(Result::err)
        .map(|why| Problem::new(format!("`pattern` {why}")))
}
