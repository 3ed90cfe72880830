//! From files to a pack: parses the manifests and merges the pack that it extends. `audit` checks the result.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::catalog::Catalog;
use super::changes::PackChanges;
use super::content::{Content, Files, ReadContent};
use super::formulas::{self, Model};
use super::layout::CATALOG;
use super::model::{FindBasePack, Pack};
use super::reserved_names::ReservedNames;
use super::{builtin, extend, field_type, manifests};
use crate::core::error::{Problem, Result};

/// A pack that `audit` has not checked yet.
#[derive(Debug)]
pub struct UncheckedPack {
    pub pack: Pack,
    /// The problems of each manifest.
    pub problems: Vec<Problem>,
    /// The problems of what the pack hides of the one below it.
    pub hidden: Vec<Problem>,
}

/// Parses the manifests among `files`; `below` returns the pack that they may extend.
///
/// # Errors
/// When no catalog can be read, with the problems of the manifests too.
pub fn parse(
    source: &str,
    mut files: Files,
    below: &FindBasePack<'_>,
    read: &ReadContent<'_>,
) -> Result<UncheckedPack> {
    leave_out_inner_packs(&mut files);
    let (catalog, mut problems) = manifests::catalog(source, &files, read)?;
    let Some(catalog) = catalog else {
        problems.extend(manifests::broken(&files, read)?);
        return Err(with_fix(problems).into());
    };
    let mut pack = over(source, catalog, files, below, read, &mut problems)?;
    pack.catalog.complete_presets();
    let layers = manifests::Layers {
        files: &pack.files,
        below: pack.layers.get(1),
    };
    let (providers, found) = manifests::providers(&pack.catalog, layers, read, &mut pack.weight)?;
    problems.extend(found);
    let (parts, found) = manifests::parts(layers, read, &mut pack.weight)?;
    problems.extend(found);
    (pack.providers, pack.parts) = (providers, parts);
    let (types, found) = field_type::types(&pack.files, read)?;
    problems.extend(found);
    pack.types = types;
    let (model, found) = model(&pack, read)?;
    problems.extend(found);
    pack.formulas = Arc::new(model);
    let hidden = pack.remove_hidden();
    Ok(UncheckedPack {
        pack,
        problems,
        hidden,
    })
}

/// Leaves out directories with a catalog of their own: they are other packs.
fn leave_out_inner_packs(files: &mut Files) {
    if !files.contains_key(CATALOG) {
        return;
    }
    let below = format!("/{CATALOG}");
    let inner = files.keys().filter_map(|path| path.strip_suffix(&below));
    let inner: Vec<String> = inner.map(|folder| format!("{folder}/")).collect();
    files.retain(|path, _| !inner.iter().any(|folder| path.starts_with(folder)));
}

/// The capacity model: the built-in one, then that of the pack below, then that of the pack.
fn model(pack: &Pack, read: &ReadContent<'_>) -> Result<(Model, Vec<Problem>)> {
    let below = if pack.source == builtin::NAME {
        formulas::PATH.to_owned()
    } else {
        format!("{}: {}", builtin::NAME, formulas::PATH)
    };
    let (layer, mut problems) = formulas::read(&below, builtin::model());
    let mut model = Model::default().with_layer(layer);
    for content in pack
        .layers()
        .rev()
        .filter_map(|files| files.get(formulas::PATH))
    {
        // the built-in model is already loaded
        if !matches!(content, Content::Embedded(_)) {
            let (layer, found) = formulas::read(formulas::PATH, &read(content)?);
            problems.extend(found);
            model = model.with_layer(layer);
        }
    }
    Ok((model.sorted(), problems))
}

/// Help for a problem in a third-party pack.
pub(crate) const FIX: &str = "fix the pack, or leave out `--pack` for the built-in one";

/// Adds a help to problems without one, for users who did not write the pack.
pub(crate) fn with_fix(mut problems: Vec<Problem>) -> Vec<Problem> {
    for problem in &mut problems {
        problem.help.get_or_insert_with(|| FIX.to_owned());
    }
    problems
}

/// The pack merged with the one that it extends, before its folders are parsed.
fn over(
    source: &str,
    catalog: Catalog,
    files: Files,
    below: &FindBasePack<'_>,
    read: &ReadContent<'_>,
    problems: &mut Vec<Problem>,
) -> Result<Pack> {
    let mut pack = Pack {
        source: source.to_owned(),
        commit: None,
        hash: None,
        changes: vec![PackChanges::read(&catalog, &files, read, problems)?],
        catalog,
        formulas: Arc::default(),
        types: IndexMap::new(),
        providers: IndexMap::new(),
        parts: IndexMap::new(),
        files,
        inherited: BTreeSet::new(),
        reserved_names: ReservedNames::default(),
        weight: 0,
        layers: Vec::new(),
    };
    let Some(name) = pack.catalog.extends.clone() else {
        problems.extend(extend::standalone_problems(&pack.catalog));
        return Ok(pack);
    };
    let Some(mut lower) = below(&name) else {
        let problem = Problem::new(format!("a pack cannot extend `{name}`"))
            .at("catalog.toml: extends")
            .help("only the built-in pack can be extended: `extends = \"builtin\"`");
        problems.push(problem);
        return Err(std::mem::take(problems).into());
    };
    leave_out_inner_packs(&mut lower);
    let (Some(catalog), found) = manifests::catalog(&name, &lower, read)? else {
        return Ok(pack);
    };
    problems.extend(found);
    let below = PackChanges::read(&catalog, &lower, read, problems)?;
    pack.changes.push(below);
    pack.layers.extend([pack.files.clone(), lower.clone()]);
    let extended = extend::extend(catalog, lower, pack.catalog, pack.files);
    problems.extend(extended.problems);
    (pack.catalog, pack.files, pack.inherited) =
        (extended.catalog, extended.files, extended.inherited);
    Ok(pack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_with_a_catalog_is_another_pack() {
        let files = |paths: &[&str]| -> Files {
            let content = Content::Embedded(b"");
            let file = |path: &&str| ((*path).to_owned(), content.clone());
            paths.iter().map(file).collect()
        };
        let mut outer = files(&[
            "catalog.toml",
            "inner/catalog.toml",
            "inner/a.md",
            "inner.md",
        ]);
        leave_out_inner_packs(&mut outer);
        let left: Vec<&String> = outer.keys().collect();
        assert_eq!(left, ["catalog.toml", "inner.md"]);
        // without a catalog of its own it is no pack, and the message names the inner one
        let mut repository = files(&["packs/acme/catalog.toml"]);
        leave_out_inner_packs(&mut repository);
        assert_eq!(repository.len(), 1);
    }
}
