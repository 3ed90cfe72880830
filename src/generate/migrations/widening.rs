//! Whether the values of a field fit into another one.

use serde_json::Value;

use crate::generate::resources::Field;
use crate::pack::Pack;
use crate::pack::field_type::{ArgumentKind, FieldType};

/// Why records that exist do not fit into the new field, as the end of a sentence.
pub(super) fn refusal(pack: &Pack, old: &Field, new: &Field) -> Option<String> {
    let (before, after) = (pack.types.get(&old.kind)?, pack.types.get(&new.kind)?);
    if old.kind != new.kind && !before.widens.contains(&new.kind) {
        return Some(format!(
            "cannot change from `{}` to `{}`",
            old.kind, new.kind
        ));
    }
    if old.target != new.target {
        return Some("cannot refer to another resource".to_owned());
    }
    if old.optional && !new.optional {
        return Some("is empty in some records, perhaps, and cannot become required".to_owned());
    }
    shrinks(old, new, (before, after))
        .map(|what| format!("has records with values for which `{what}` is too small, perhaps"))
}

/// The argument that has less room than before.
fn shrinks(old: &Field, new: &Field, types: (&FieldType, &FieldType)) -> Option<String> {
    let number = |field: &Field, name: &str| field.arguments.get(name).and_then(Value::as_u64);
    for argument in &types.1.arguments {
        let name = argument.name.as_str();
        match argument.kind {
            ArgumentKind::Resource => {}
            ArgumentKind::Words => {
                let words = |field: &Field| {
                    let words = field.arguments.get(name).and_then(Value::as_array);
                    words.cloned().unwrap_or_default()
                };
                let after = words(new);
                if words(old).iter().any(|word| !after.contains(word)) {
                    return Some(name.to_owned());
                }
            }
            ArgumentKind::Whole => {
                let (Some(before), Some(after)) = (number(old, name), number(new, name)) else {
                    continue;
                };
                if after < before {
                    return Some(name.to_owned());
                }
                let of = argument.part_of.as_deref();
                let rest =
                    |field: &Field, part: u64| Some(number(field, of?)?.saturating_sub(part));
                if rest(new, after) < rest(old, before) {
                    return of.map(str::to_owned);
                }
            }
        }
    }
    None
}
