//! The edits that a command makes to the answers of a project: new values, removed keys, renamed fields.

use crate::core::answers::{Answers, RESOURCES};
use crate::generate::migrations::compare::FieldRename;

/// The keys of a field before and after it gets another name.
pub(super) fn keys(rename: &FieldRename) -> (String, String) {
    let key = |field: &str| format!("{RESOURCES}{}.{field}", rename.resource);
    (key(&rename.old), key(&rename.new))
}

/// Edits of answers, in the order in which they are made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnswerEdits {
    pub renames: Vec<FieldRename>,
    /// Keys that are removed.
    pub removed: Vec<String>,
    pub answers: Answers,
}

impl From<Answers> for AnswerEdits {
    fn from(answers: Answers) -> Self {
        Self {
            answers,
            ..Self::default()
        }
    }
}

impl AnswerEdits {
    /// Makes the edits; everything that is not removed keeps its position.
    pub fn apply(&self, answers: &mut Answers) {
        for rename in &self.renames {
            let (old, new) = keys(rename);
            for assignment in answers.0.iter_mut().filter(|known| known.key == old) {
                assignment.key.clone_from(&new);
            }
        }
        for key in &self.removed {
            answers.remove(key);
        }
        answers.override_with(self.answers.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::answers;

    #[test]
    fn everything_that_is_not_removed_keeps_its_position() {
        let file = "[resources.note]\ntitle = \"text\"\nbody = \"text\"\nscore = \"int\"\n";
        let mut answers = answers::from_toml("t", file).unwrap();
        let mut edits = AnswerEdits::default();
        edits.renames.push(FieldRename {
            resource: "note".to_owned(),
            old: "title".to_owned(),
            new: "name".to_owned(),
        });
        edits.removed.push("resources.note.body".to_owned());
        for (key, text) in [("name", "url"), ("rank", "int"), ("score", "bigint")] {
            let key = format!("resources.note.{key}");
            edits.answers.set(key, text, "argument");
        }
        edits.apply(&mut answers);
        let lines: Vec<(&str, &str)> = answers
            .0
            .iter()
            .map(|known| (known.key.as_str(), answers.text(&known.key).unwrap()))
            .collect();
        assert_eq!(
            lines,
            [
                ("resources.note.name", "url"),
                ("resources.note.score", "bigint"),
                ("resources.note.rank", "int"),
            ]
        );
    }
}
