//! EDGE: the user's own defaults, from the platform's settings folder.

use std::path::PathBuf;

use crate::audit::questions;
use crate::core::answers::{self, ANSWERS, Answers, Assignment, CAPACITY, TIERS, Value};
use crate::core::error::{Error, Problem, Result};
use crate::core::folders;
use crate::core::suggest;
use crate::pack::Pack;

const FILE: &str = "config.toml";
/// The key of the default pack.
const SOURCE: &str = "pack";
/// The maximum size of the file.
const MAX_BYTES: u64 = 1024 * 1024;

/// The user's own defaults.
#[derive(Debug, Default)]
pub struct Config {
    /// The folder of the file.
    pub folder: PathBuf,
    /// The default pack.
    pub source: Option<String>,
    /// Tiers, numbers and answers.
    defaults: Answers,
}

/// Reads them; empty if there is no such file.
///
/// # Errors
/// When the file cannot be read, or contains something that cannot be a default.
pub fn read() -> Result<Config> {
    let Some(folder) = folders::settings() else {
        return Ok(Config::default());
    };
    let path = folder.join(FILE);
    let name = path.display().to_string();
    let refuse = |why: String| Problem::new(why).at(&name).help("fix it, or move it away");
    match std::fs::metadata(&path) {
        Ok(meta) if meta.len() > MAX_BYTES => {
            return Err(refuse("the defaults file is larger than 1 MiB".to_owned()).into());
        }
        Ok(_) => {}
        Err(_) => return Ok(Config::default()),
    }
    let text = std::fs::read_to_string(&path)
        .map_err(|error| refuse(format!("your defaults cannot be read: {error}")))?;
    Ok(Config {
        folder,
        ..parse(&name, &text)?
    })
}

fn parse(name: &str, text: &str) -> Result<Config> {
    let mut config = Config::default();
    let mut problems = Vec::new();
    for assignment in answers::from_toml(name, text)?.0 {
        match (&assignment.value, assignment.key.as_str()) {
            (Value::Text(source), SOURCE) => config.source = Some(source.clone()),
            (Value::Other(answers::EMPTY_TABLE), _) => {}
            _ => match invalid_default(&assignment) {
                Some(problem) => problems.push(problem.at(&assignment.place)),
                None => config.defaults.0.push(assignment),
            },
        }
    }
    Error::if_any(problems)?;
    Ok(config)
}

/// The problem of a default, for any pack.
fn invalid_default(assignment: &Assignment) -> Option<Problem> {
    if assignment.key == SOURCE {
        return Some(
            Problem::new("`pack` must be a directory or `git+URL#REF:DIR`, in quotes")
                .help("e.g. `pack = \"git+https://example.com/team/pack#v1\"`"),
        );
    }
    let known = [TIERS, ANSWERS, CAPACITY];
    (!known.iter().any(|known| assignment.key.starts_with(known))).then(|| {
        Problem::new(format!("there is no default `{}`", assignment.key))
            .help("defaults are `pack`, `tiers.TIER`, `capacity.NUMBER` and `answers.QUESTION`")
    })
}

impl Config {
    /// Puts the user's defaults on top of those of a pack, except for questions and providers that the pack does not
    /// have.
    ///
    /// # Errors
    /// Every invalid default.
    pub fn apply_to(&self, pack: &mut Pack) -> Result<()> {
        let mut defaults = self.defaults.clone();
        defaults.0.retain(|assignment| {
            let tier = assignment.key.strip_prefix(TIERS);
            let question = assignment.key.strip_prefix(ANSWERS);
            let hidden = |id: &str| {
                let provider = match &assignment.value {
                    Value::Text(provider) => provider,
                    _ => "",
                };
                pack.catalog.tier(id).is_none() || pack.catalog.hides(id, provider)
            };
            let number = assignment.key.strip_prefix(CAPACITY);
            let inputs = || pack.formulas.inputs.keys().map(String::as_str);
            !tier.is_some_and(hidden)
                && question.is_none_or(|id| pack.catalog.question(id).is_some())
                && number.is_none_or(|key| suggest::nearest(key, inputs()).is_some())
        });
        let wrong = defaults.0.iter().filter_map(|assignment| {
            let problem = questions::default(pack, assignment)?;
            Some(problem.at(&assignment.place))
        });
        Error::if_any(wrong.collect())?;
        pack.catalog.defaults.0.override_with(defaults);
        Ok(())
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// The defaults that an equivalent command line must contain.
    #[must_use]
    pub fn defaults(&self) -> &Answers {
        &self.defaults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_defaults_are_reported_with_their_place() {
        let text = "pack = \"builtin\"\nfast = true\n[project]\nname = \"x\"\n";
        let problems = parse("config.toml", text).unwrap_err().problems;
        let messages: Vec<_> = problems
            .iter()
            .map(|p| (p.place.as_ref().unwrap().to_string(), p.message.as_str()))
            .collect();
        assert_eq!(
            messages,
            [
                ("config.toml:2:1".to_owned(), "there is no default `fast`"),
                (
                    "config.toml:4:1".to_owned(),
                    "there is no default `project.name`"
                ),
            ]
        );
    }
}
