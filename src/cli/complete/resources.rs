//! Candidates for resources: their names, their fields, and types with their modifiers.

use clap_complete::engine::ArgValueCompleter;

use super::line::{CompletionContext, CompletionScope};
use super::{Candidates, completer, completer_of};
use crate::generate::resources::field_text::FieldText;
use crate::generate::resources::{WrittenResource, written};
use crate::pack::Pack;
use crate::pack::field_type::{ArgumentKind, FieldType, Modifier};

/// The resources of the project that the line does not name yet.
#[must_use]
pub fn resources() -> ArgValueCompleter {
    completer(CompletionScope::Project, |context| {
        let resources = written(&context.has);
        let open = resources
            .into_iter()
            .filter(|resource| !context.words.contains(&resource.name));
        open.map(|resource| (resource.name.clone(), resource.line()))
            .collect()
    })
}

/// `resource add`: the type of a field whose name was typed, and what may follow it.
#[must_use]
pub fn new_fields() -> ArgValueCompleter {
    completer_of(CompletionScope::Project, |context, current| {
        texts(&context.pack, &written(&context.has), current)
    })
}

/// `new --resource`: the type of the last field, and what may follow it.
#[must_use]
pub fn new_resources() -> ArgValueCompleter {
    completer_of(CompletionScope::Anywhere, |context, current| {
        texts(&context.pack, &[], current)
    })
}

/// `resource set`: the fields of the resource, their removal, and the types of a field whose name was typed.
#[must_use]
pub fn fields() -> ArgValueCompleter {
    completer_of(CompletionScope::Project, |context, current| {
        let mut candidates = existing(context);
        candidates.extend(texts(&context.pack, &written(&context.has), current));
        candidates
    })
}

fn existing(context: &CompletionContext) -> Candidates {
    let resources = written(&context.has);
    let named = resources
        .iter()
        .find(|resource| context.words.contains(&resource.name));
    let fields = named.iter().flat_map(|resource| &resource.fields);
    let offers = fields.flat_map(|(name, text)| {
        [
            (format!("{name}:{text}"), "change the type".to_owned()),
            (format!("{name}=>"), "rename".to_owned()),
            (format!("{name}-"), "remove".to_owned()),
        ]
    });
    offers.collect()
}

/// `NAME:TYPE` for each type if `NAME:` was typed; with modifiers behind a whole type.
fn texts(pack: &Pack, resources: &[WrittenResource], current: &str) -> Candidates {
    let Some(at) = current.rfind(':') else {
        return Vec::new();
    };
    let (before, text) = current.split_at(at + 1);
    let mut candidates: Candidates = Vec::new();
    for (name, of_type) in &pack.types {
        for form in forms(name, of_type, resources) {
            candidates.push((format!("{before}{form}"), of_type.about.clone()));
        }
    }
    let typed = FieldText::parse(text.trim_end()).ok();
    let of_type = typed.as_ref().and_then(|typed| pack.types.get(&typed.kind));
    if let (Some(typed), Some(of_type)) = (typed, of_type) {
        let word = |modifier: &Modifier| match modifier {
            Modifier::Default => "= ".to_owned(),
            Modifier::Unique | Modifier::Index => modifier.word().to_owned(),
            Modifier::Min | Modifier::Max | Modifier::OnDelete => format!("{}=", modifier.word()),
        };
        let is_open = |modifier: &&Modifier| {
            !typed
                .words
                .iter()
                .any(|(known, _)| known == modifier.word())
                && (**modifier != Modifier::Default || typed.default.is_none())
        };
        let open = of_type.modifiers.iter().filter(is_open);
        let whole = current.trim_end();
        candidates
            .extend(open.map(|modifier| (format!("{whole} {}", word(modifier)), String::new())));
    }
    candidates
}

/// A type with its arguments: one for each resource that it may refer to, or with the least ones.
fn forms(name: &str, of_type: &FieldType, resources: &[WrittenResource]) -> Vec<String> {
    match of_type.arguments.first() {
        Some(argument) if argument.kind == ArgumentKind::Resource => resources
            .iter()
            .map(|resource| format!("{name}({})", resource.name))
            .collect(),
        Some(argument) if argument.default.is_none() => vec![format!("{name}(")],
        _ => vec![name.to_owned()],
    }
}
