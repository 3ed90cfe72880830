//! Whether the values of a field fit into another one.

use serde_json::Value;

use crate::generate::resources::Field;
use crate::pack::Pack;
use crate::pack::field_type::Argument;

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
        return Some("may be empty in records that exist, so it cannot become required".to_owned());
    }
    let is_smaller = shrinks(old, new) || squeezes(old, new, &after.arguments);
    is_smaller.then(|| {
        format!(
            "may have values in records that exist for which there is no room in `{}`",
            new.text
        )
    })
}

/// Whether an argument has less room than before.
fn shrinks(old: &Field, new: &Field) -> bool {
    old.arguments
        .iter()
        .any(|(name, before)| match (before, new.arguments.get(name)) {
            (Value::Array(before), Some(Value::Array(after))) => {
                before.iter().any(|word| !after.contains(word))
            }
            (Value::Number(before), Some(Value::Number(after))) => after.as_u64() < before.as_u64(),
            _ => false,
        })
}

/// Whether an argument takes so much of another one that less is left of it than before.
fn squeezes(old: &Field, new: &Field, arguments: &[Argument]) -> bool {
    let number = |field: &Field, name: &str| field.arguments.get(name).and_then(Value::as_u64);
    arguments.iter().any(|argument| {
        let rest = |field: &Field| {
            let whole = number(field, argument.part_of.as_deref()?)?;
            whole.checked_sub(number(field, &argument.name)?)
        };
        rest(old).is_some_and(|before| rest(new).is_some_and(|after| after < before))
    })
}
