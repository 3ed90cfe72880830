//! A TOML file of a pack as a value, with all its problems: first the syntax, then the table against the JSON Schema of
//! the type. Knows no key of any manifest.

mod schema;
mod walk;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::de::Deserializer;

use crate::core::error::Problem;
use crate::core::place::Place;
use crate::core::toml_syntax::{self, MAX_PROBLEMS};

/// The maximum size of a manifest: a hundred times more than any needs.
const MAX_BYTES: usize = 512 * 1024;

/// A manifest's value and its problems. Invalid parts are left out of the value, so that the rest can be checked too;
/// `None` if the text is not TOML.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(
    path: &str,
    bytes: &[u8],
) -> (Option<T>, Vec<Problem>) {
    if bytes.len() > MAX_BYTES {
        let most = MAX_BYTES / 1024;
        let problem = Problem::new(format!("the manifest is larger than {most} KiB")).at(path);
        return (None, vec![problem]);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return (None, vec![not_text(path)]);
    };
    // the schema is needed only for problems
    if let Ok(value) = toml::from_str(text) {
        return (Some(value), Vec::new());
    }
    let mut table = match toml_syntax::parse(path, text) {
        Ok(table) => table,
        Err(problems) => return (None, problems),
    };
    let schema = schemars::schema_for!(T).to_value();
    let mut faults = walk::walk(table.get_mut(), &schema);
    faults.sort_by_key(|fault| fault.span.start);
    faults.truncate(MAX_PROBLEMS);
    let problem = |fault: walk::Fault| Problem {
        help: fault.help,
        ..Problem::new(fault.message).at(Place::in_text(path, text, fault.span))
    };
    let mut problems: Vec<Problem> = faults.into_iter().map(problem).collect();
    match T::deserialize(Deserializer::from(table)) {
        Ok(value) => (Some(value), problems),
        // errors that a schema cannot express
        Err(error) => {
            problems.push(toml_syntax::problem(path, text, &error));
            (None, problems)
        }
    }
}

/// A TOML file's value, or its first problem.
///
/// # Errors
/// When the file is not TOML, or does not have this type.
pub(crate) fn read_or_first<'a, T: serde::Deserialize<'a>>(
    path: &str,
    bytes: &'a [u8],
) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| not_text(path))?;
    toml::from_str(text).map_err(|error| toml_syntax::problem(path, text, &error))
}

fn not_text(path: &str) -> Problem {
    Problem::new("the manifest is not UTF-8 text").at(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::manifest::Manifest;

    #[test]
    fn every_problem_of_a_manifest_is_reported_once() {
        let text = br#"label = 3
confilcts = []
facts = { a = 1, b = "x" }
wen = {}

[[services]]
nam = "web"
role = "requst-workers"
port = "x"
networks = "edge"

[[services]]
name = "b"
role = "edge"
depends_on = { db = "healty" }

[[settings]]
name = "s"
"#;
        let (manifest, problems) = read::<Manifest>("p.toml", text);
        let messages: Vec<String> = problems
            .iter()
            .map(|p| format!("{} {}", p.place.as_ref().unwrap(), p.message))
            .collect();
        let expected = [
            "p.toml:1:9 `label` must be a string, not the integer 3",
            "p.toml:2:1 unknown key `confilcts`",
            "p.toml:3:15 `a` must be a string, not the integer 1",
            "p.toml:4:1 unknown key `wen`",
            "p.toml:7:1 unknown key `nam`",
            "p.toml:8:8 `role` cannot be `requst-workers`",
            "p.toml:9:8 `port` must be an integer, not the string \"x\"",
            "p.toml:10:12 `networks` must be an array, not the string \"edge\"",
            "p.toml:12:1 missing key `networks`",
            "p.toml:15:21 `db` cannot be `healty`",
            "p.toml:17:1 missing key `type`",
            "p.toml:17:1 missing key `default`",
            "p.toml:17:1 missing key `about`",
        ];
        assert_eq!(messages, expected);
        assert_eq!(manifest.unwrap().services.len(), 2);
    }

    #[test]
    fn problems_of_names_ranges_and_items_state_the_condition() {
        let text = br#"cpu_ms = { edgee = 1, broker = "x" }
[[services]]
name = "a"
role = "edge"
networks = [1]
pids = -1
uid = 99999999999
[[checks]]
name = "c"
run = [["a", 2], "b"]
at_least = { version = "1" }
[[drives]]
name = "d"
path = "/"
status = 2.5
"#;
        let (manifest, problems) = read::<Manifest>("p.toml", text);
        let messages: Vec<String> = problems.iter().map(Problem::one_line).collect();
        let expected = [
            "p.toml:1:12: unknown key `edgee`; did you mean `edge`?",
            "p.toml:1:32: `broker` must be a number, not the string \"x\"",
            "p.toml:5:13: an item of `networks` must be a string, not the integer 1",
            "p.toml:6:8: `pids` must be an integer from 0 to 4294967295, not -1",
            "p.toml:7:7: `uid` must be an integer from 0 to 4294967295, not 99999999999",
            "p.toml:10:14: an item of `run` must be a string, not the integer 2",
            "p.toml:10:18: an item of `run` must be an array, not the string \"b\"",
            "p.toml:11:12: missing key `run`; add it: `run = []`",
            "p.toml:15:10: `status` must be an integer from 0 to 65535, not the number 2.5",
        ];
        assert_eq!(messages, expected);
        assert!(manifest.is_some());
    }

    #[test]
    fn every_line_that_is_not_toml_is_reported() {
        let (manifest, problems) = read::<Manifest>(
            "p.toml",
            b"label = Plain\nabout = \"a\"\n[[services]\nname = \n",
        );
        assert!(manifest.is_none());
        let places = problems.iter().filter_map(|p| p.place.as_ref());
        let places: Vec<String> = places.map(Place::to_string).collect();
        assert_eq!(places, ["p.toml:1:9", "p.toml:3:12"]);
    }
}
