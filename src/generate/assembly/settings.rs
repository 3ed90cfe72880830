//! The settings and variables of all chosen folders, without duplicates.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use tera::Context;

use super::resolve::resolve_all;
use crate::core::error::Problem;
use crate::core::role::Role;
use crate::generate::render::TextRenderer;
use crate::pack::manifest::{Manifest, Setting, Variable};

const PARTS: &str = "parts/";

/// The application's settings, in the order of the folders.
pub(super) fn settings(
    manifests: &[(&str, &Manifest)],
    context: &Context,
    texts: &TextRenderer,
    problems: &mut Vec<Problem>,
) -> Vec<Setting> {
    let mut settings = once(manifests, |m| &m.settings, |s| &s.name, problems);
    let roles: BTreeSet<Role> = manifests
        .iter()
        .flat_map(|(_, m)| &m.services)
        .map(|service| service.role)
        .collect();
    // A role that no service has does not have numbers in the capacity model either.
    for setting in &mut settings {
        setting.compose_of.retain(|role, _| roles.contains(role));
    }
    resolve_all(settings, context, texts, problems, |s| {
        format!("setting `{}`", s.name)
    })
}

/// The variables of `.env`, by name.
pub(super) fn variables(
    manifests: &[(&str, &Manifest)],
    context: &Context,
    texts: &TextRenderer,
    problems: &mut Vec<Problem>,
) -> Vec<Variable> {
    let variables = once(manifests, |m| &m.variables, |v| &v.name, problems);
    let mut variables = resolve_all(variables, context, texts, problems, |v| {
        format!("variable `{}`", v.name)
    });
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    variables
}

/// Items of all manifests. A provider overrides parts, and both override `[base]`, which is first; other duplicates must
/// be equal.
fn once<'a, T: Clone + PartialEq + 'a>(
    manifests: &[(&str, &'a Manifest)],
    items: impl Fn(&'a Manifest) -> &'a Vec<T>,
    name: impl Fn(&T) -> &String,
    problems: &mut Vec<Problem>,
) -> Vec<T> {
    let mut merged: IndexMap<String, (u8, T)> = IndexMap::new();
    for (number, (folder, manifest)) in manifests.iter().enumerate() {
        let rank = match number {
            0 => 0,
            _ if folder.starts_with(PARTS) => 1,
            _ => 2,
        };
        for item in items(manifest) {
            match merged.get(name(item)) {
                Some((of, _)) if *of > rank => {}
                Some((of, known)) if *of == rank && known != item => problems.push(
                    Problem::new(format!(
                        "`{}` is declared twice with different values",
                        name(item)
                    ))
                    .at(*folder),
                ),
                _ => {
                    merged.insert(name(item).clone(), (rank, item.clone()));
                }
            }
        }
    }
    merged.into_values().map(|(_, item)| item).collect()
}
