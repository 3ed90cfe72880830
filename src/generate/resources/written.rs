//! The resources of answers as text: `FIELD:TYPE FIELD:TYPE`, as arguments and prompts take them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::field_text::split_resource;
use crate::core::answers::{Answers, RESOURCES, Value};

/// A resource as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct WrittenResource {
    pub name: String,
    /// Its fields and its plural, each with its text.
    pub fields: Vec<(String, String)>,
}

impl WrittenResource {
    /// `title:string(120) body:text?`
    #[must_use]
    pub fn line(&self) -> String {
        let fields = self.fields.iter();
        let fields: Vec<String> = fields
            .map(|(name, text)| format!("{name}:{text}"))
            .collect();
        fields.join(" ")
    }

    /// `note title:string(120) body:text?`, if this is read as the same resource again.
    #[must_use]
    pub fn argument(&self) -> Option<String> {
        let argument = format!("{} {}", self.name, self.line());
        let read = split_resource(&argument).ok()?;
        let is_same = read.0 == self.name && read.1 == self.fields && !self.fields.is_empty();
        is_same.then_some(argument)
    }
}

/// The resources of the answers, in their order; without those that are not text.
#[must_use]
pub fn written(answers: &Answers) -> Vec<WrittenResource> {
    let mut found: IndexMap<&str, Vec<(String, String)>> = IndexMap::new();
    for assignment in &answers.0 {
        let (Some(key), Value::Typed(text) | Value::Text(text)) =
            (assignment.key.strip_prefix(RESOURCES), &assignment.value)
        else {
            continue;
        };
        if let Some((name, field)) = key.split_once('.') {
            let fields = found.entry(name).or_default();
            fields.push((field.to_owned(), text.clone()));
        }
    }
    let resources = found.into_iter().map(|(name, fields)| WrittenResource {
        name: name.to_owned(),
        fields,
    });
    resources.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::answers::from_toml;

    #[test]
    fn a_resource_is_an_argument_if_it_is_read_as_the_same_again() {
        let file = "[resources.note]\ntitle = \"string(9) = 'a b'\"\nat = \"datetime = 2024-01-01T00:00:00Z\"\nplural = \"notes\"\n[resources.odd]\ntitle = \"int\\nunique\"\n";
        let resources = written(&from_toml("t", file).unwrap());
        assert_eq!(
            resources[0].argument().unwrap(),
            "note title:string(9) = 'a b' at:datetime = 2024-01-01T00:00:00Z plural:notes"
        );
        assert_eq!(resources[1].argument(), None);
    }
}
