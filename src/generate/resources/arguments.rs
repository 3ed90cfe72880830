//! Resources as arguments: `note title:string(120) body:text?`.

use super::check::name_fault;
use super::field_text::split_resource;
use crate::core::answers::{self, Answers, Assignment, EMPTY_TABLE, RESOURCES, Value};
use crate::core::error::Problem;

/// The resources of `--resource`; each replaces one of the same name in the answers file.
pub fn from_arguments(arguments: &[String], gathered: &mut Answers, problems: &mut Vec<Problem>) {
    let mut typed = Answers::default();
    let mut named: Vec<String> = Vec::new();
    for text in arguments {
        let place = format!("--resource {text}");
        let read = split_resource(text).and_then(|(name, fields)| match name_fault(&name) {
            Some(fault) => Err(format!("has the name `{name}`, which {fault}")),
            None => Ok((name, fields)),
        });
        let (name, fields) = match read {
            Ok(read) => read,
            Err(why) => {
                problems.push(
                    Problem::new(format!("`{text}` {why}"))
                        .at(place)
                        .help("e.g. `--resource 'note title:string(120) body:text?'`"),
                );
                continue;
            }
        };
        let table = format!("{RESOURCES}{name}");
        let is_of_it = |key: &str| key == table || key.starts_with(&format!("{table}."));
        gathered.0.retain(|known| !is_of_it(&known.key));
        if named.contains(&name) {
            problems.push(
                Problem::new(format!("the resource `{name}` is given twice"))
                    .at(&place)
                    .help("put all of its fields into one `--resource`"),
            );
        }
        named.push(name.clone());
        if fields.is_empty() {
            typed.0.push(Assignment {
                key: table,
                value: Value::Other(EMPTY_TABLE),
                place: place.into(),
            });
            continue;
        }
        for (field, text) in fields {
            let key = format!("{table}.{field}");
            let place = format!("--resource {name} {field}:{text}");
            if typed.get(&key).is_some() {
                problems.push(answers::conflicting_values(&field, &place));
            }
            typed.set(key, text, &place);
        }
    }
    gathered.override_with(typed);
}
