//! The words behind a field's type: `unique`, `index`, `min`, `max`, `on_delete`, as far as the type allows them.

use super::field::{Fault, Field, OnDelete};
use crate::pack::field_type::{FieldType, Modifier};

impl Field {
    pub(super) fn take_words(
        &mut self,
        of_type: &FieldType,
        words: &[(String, Option<String>)],
    ) -> Result<(), Fault> {
        for (word, value) in words {
            let allowed = of_type
                .modifiers
                .iter()
                .find(|modifier| modifier.word() == word);
            let Some(modifier) = allowed else {
                return Err((
                    format!("`{word}` does not go with `{}`", self.kind),
                    format!("what goes with it: {}", of_type.words().join(", ")),
                ));
            };
            let needs = !matches!(modifier, Modifier::Unique | Modifier::Index);
            match (needs, value) {
                (true, None) => {
                    return Err((
                        format!("`{word}` has no value"),
                        format!("write `{word}=VALUE`"),
                    ));
                }
                (false, Some(_)) => {
                    return Err((
                        format!("`{word}` takes no value"),
                        format!("write `{word}`"),
                    ));
                }
                _ => {}
            }
            match modifier {
                Modifier::Unique => self.unique = true,
                Modifier::Index => self.index = true,
                Modifier::Min => self.min.clone_from(value),
                Modifier::Max => self.max.clone_from(value),
                Modifier::OnDelete => self.on_delete = Some(self.on_delete(value.as_deref())?),
                Modifier::Default => {}
            }
        }
        if self.target.is_some() {
            self.on_delete.get_or_insert(OnDelete::Restrict);
        }
        Ok(())
    }

    fn on_delete(&self, value: Option<&str>) -> Result<OnDelete, Fault> {
        let found = match value.unwrap_or_default() {
            "restrict" => OnDelete::Restrict,
            "cascade" => OnDelete::Cascade,
            "set_null" => OnDelete::SetNull,
            other => {
                return Err((
                    format!("`on_delete` cannot be `{other}`"),
                    "one of: restrict, cascade, set_null".to_owned(),
                ));
            }
        };
        if found == OnDelete::SetNull && !self.optional {
            return Err((
                "`on_delete=set_null` needs a field that may be empty".to_owned(),
                format!(
                    "write `{}({})? on_delete=set_null`",
                    self.kind,
                    self.target.as_deref().unwrap_or_default()
                ),
            ));
        }
        Ok(found)
    }
}
