//! Renders expressions in manifests with the context before the folders add anything.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tera::Context;

use crate::core::error::Problem;
use crate::generate::render::TextRenderer;

/// The items with every expression in their text rendered.
pub(super) fn resolve_all<T>(
    items: Vec<T>,
    context: &Context,
    texts: &TextRenderer,
    problems: &mut Vec<Problem>,
    place: impl Fn(&T) -> String,
) -> Vec<T>
where
    T: Serialize + DeserializeOwned,
{
    items
        .into_iter()
        .filter_map(|item| match resolve(&item, context, texts) {
            Ok(item) => Some(item),
            Err(problem) => {
                problems.push(problem.at(place(&item)));
                None
            }
        })
        .collect()
}

/// An item with every expression in its text rendered.
pub(super) fn resolve<T>(item: &T, context: &Context, texts: &TextRenderer) -> Result<T, Problem>
where
    T: Serialize + DeserializeOwned,
{
    let internal = |error: serde_json::Error| Problem::new(error.to_string());
    let value = serde_json::to_value(item).map_err(internal)?;
    serde_json::from_value(resolve_value(value, context, texts)?).map_err(internal)
}

fn resolve_value(value: Value, context: &Context, texts: &TextRenderer) -> Result<Value, Problem> {
    Ok(match value {
        Value::String(text) if text.contains("{{") || text.contains("{%") => {
            Value::String(texts.render("a manifest's text", &text, context)?)
        }
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| resolve_value(item, context, texts))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, item)| Ok((key, resolve_value(item, context, texts)?)))
                .collect::<Result<_, Problem>>()?,
        ),
        other => other,
    })
}
