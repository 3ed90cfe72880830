//! Looks for one sign in a project.

use regex::Regex;

use super::survey::Survey;
use crate::generate::locations::line_pattern;
use crate::pack::catalog::path_pattern;
use crate::pack::sign::Sign;

/// Where a sign was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// For the user: `requirements.txt names flask`.
    pub(super) why: String,
    /// Of a question.
    pub(super) answer: Option<String>,
}

/// The place of a sign in the project, if it is there.
pub(super) fn find(sign: &Sign, survey: &Survey) -> Option<Found> {
    let mut why = Vec::new();
    for names in [&sign.distributions, &sign.also] {
        if !names.is_empty() {
            let name = names
                .iter()
                .find(|name| survey.distributions.contains(*name))?;
            why.push(format!("it depends on {name}"));
        }
    }
    if !sign.images.is_empty() {
        let image = sign
            .images
            .iter()
            .find(|image| survey.images.contains(*image))?;
        why.push(format!("a Compose file names the image {image}"));
    }
    let mut answer = sign.answer.clone();
    if let Some(path) = &sign.path {
        let (place, filled) = in_files(path, sign, survey)?;
        why.push(place);
        answer = filled;
    }
    Some(Found {
        why: why.join(", "),
        answer,
    })
}

/// The first file that fits, with the answer that it gives.
fn in_files(path: &str, sign: &Sign, survey: &Survey) -> Option<(String, Option<String>)> {
    let paths = path_pattern(path).ok()?.compile_matcher();
    let pattern = match &sign.pattern {
        Some(pattern) => Some(line_pattern(pattern).ok()?),
        None => None,
    };
    let files = survey.files.iter().filter(|(path, _)| paths.is_match(path));
    files.into_iter().find_map(|(path, text)| {
        let Some(pattern) = &pattern else {
            return Some((format!("{path} exists"), sign.answer.clone()));
        };
        let group = first_group(pattern, text)?;
        let line = text[..group.0].matches('\n').count() + 1;
        let answer = match &sign.answer {
            Some(answer) => Some(filled(answer, path, &group.1)?),
            None => None,
        };
        Some((format!("{path}:{line}"), answer))
    })
}

/// The place of the match, and its group or all of it.
fn first_group(pattern: &Regex, text: &str) -> Option<(usize, String)> {
    let found = pattern.captures(text)?;
    let all = found.get(0)?;
    let group = found.get(1).unwrap_or(all);
    Some((group.start(), group.as_str().to_owned()))
}

/// An answer with its variables; none if the file is not a module that can be imported.
fn filled(answer: &str, path: &str, group: &str) -> Option<String> {
    let answer = answer.replace("$1", group);
    if !answer.contains("$module") {
        return Some(answer);
    }
    Some(answer.replace("$module", &module(path)?))
}

/// `shop.web` for `src/shop/web.py`, `shop` for `shop/__init__.py`.
fn module(path: &str) -> Option<String> {
    let path = path.strip_suffix(".py")?;
    let path = path.strip_prefix("src/").unwrap_or(path);
    let path = path.strip_suffix("/__init__").unwrap_or(path);
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    path.split('/').all(is_name).then(|| path.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_what_python_imports() {
        for (path, name) in [
            ("app.py", Some("app")),
            ("src/shop/web.py", Some("shop.web")),
            ("shop/__init__.py", Some("shop")),
            ("my-app/main.py", None),
            ("2fa.py", None),
            ("README.md", None),
        ] {
            assert_eq!(module(path).as_deref(), name, "{path}");
        }
    }
}
