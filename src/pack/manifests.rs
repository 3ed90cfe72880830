//! Parses the catalog and the manifests of a pack, each with its own problems.

use indexmap::IndexMap;

use super::catalog::Catalog;
use super::layout::{self, CATALOG};
use super::manifest::Manifest;
use super::{Files, ReadContent, extend, limits, slots, tables, toml_file};
use crate::core::error::{Error, Problem, Result};

/// Manifests by folder, and their problems.
type Manifests = (IndexMap<String, Manifest>, Vec<Problem>);

/// The files of a pack, and those of the pack that it extends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layers<'a> {
    pub(super) files: &'a Files,
    pub(super) below: Option<&'a Files>,
}

/// The catalog; `None` if its text is not TOML.
pub(super) fn catalog(
    source: &str,
    files: &Files,
    read: &ReadContent<'_>,
) -> Result<(Option<Catalog>, Vec<Problem>)> {
    let Some(catalog) = files.get(CATALOG) else {
        return Err(Problem::new(format!("`{source}` is not a pack: it has no catalog.toml"))
            .at(source)
            .help(elsewhere(files).unwrap_or_else(|| {
                "a pack is a directory with a catalog.toml; without `--pack` the built-in one is used".to_owned()
            }))
            .into());
    };
    let (catalog, problems) = toml_file::read::<Catalog>(CATALOG, &read(catalog)?);
    let over = catalog.as_ref().map(limits::catalog).unwrap_or_default();
    Error::if_any(over)?;
    Ok((catalog, problems))
}

/// The path of another catalog in the files.
fn elsewhere(files: &Files) -> Option<String> {
    let below = format!("/{CATALOG}");
    let folder = files.keys().find_map(|path| path.strip_suffix(&below))?;
    Some(format!(
        "its directory `{folder}` has one: use that directory, or in a repository `git+URL#REF:{folder}`"
    ))
}

/// The manifests of the providers that the catalog offers.
pub(super) fn providers(
    catalog: &Catalog,
    layers: Layers<'_>,
    read: &ReadContent<'_>,
    bytes: &mut usize,
) -> Result<Manifests> {
    let (mut providers, mut problems) = (IndexMap::new(), Vec::new());
    for tier in &catalog.tiers {
        for provider in &tier.providers {
            let folder = format!("{}/{provider}", tier.id);
            let path = format!("{folder}/provider.toml");
            if !layers.files.contains_key(&path) {
                problems.push(
                    Problem::new(format!(
                        "the catalog offers `{provider}` for `{}`, but {path} does not exist",
                        tier.id
                    ))
                    .at("catalog.toml")
                    .help(format!(
                        "create {path}, or remove `{provider}` from the tier's providers"
                    )),
                );
                continue;
            }
            let (manifest, found) = of_folder(&folder, &path, layers, read, bytes)?;
            problems.extend(found);
            providers.extend(manifest.map(|manifest| (folder, manifest)));
        }
    }
    Ok((providers, problems))
}

/// The manifests of the parts.
pub(super) fn parts(
    layers: Layers<'_>,
    read: &ReadContent<'_>,
    bytes: &mut usize,
) -> Result<Manifests> {
    let (mut parts, mut problems) = (IndexMap::new(), Vec::new());
    let files = layers.files;
    for path in files
        .range("parts/".to_owned().."parts0".to_owned())
        .map(|(path, _)| path)
    {
        if let Some(folder) = path.strip_suffix("/part.toml") {
            let (manifest, found) = of_folder(folder, path, layers, read, bytes)?;
            problems.extend(found);
            parts.extend(manifest.map(|manifest| (folder.to_owned(), manifest)));
        }
    }
    Ok((parts, problems))
}

/// The manifest of a folder, over that of the pack below if it inherits it, with its slots and tables.
fn of_folder(
    folder: &str,
    path: &str,
    Layers { files, below }: Layers<'_>,
    read: &ReadContent<'_>,
    bytes: &mut usize,
) -> Result<(Option<Manifest>, Vec<Problem>)> {
    let Some(content) = files.get(path) else {
        return Ok((None, Vec::new()));
    };
    let (manifest, mut problems) = one(path, &read(content)?, bytes)?;
    let Some(mut manifest) = manifest else {
        return Ok((None, problems));
    };
    if manifest.inherit {
        let lower = below.and_then(|below| below.get(path));
        let lower = lower
            .map(|lower| one(path, &read(lower)?, bytes))
            .transpose()?;
        match lower {
            Some((Some(lower), _)) => {
                manifest = extend::inherited(lower, manifest, path, &mut problems);
            }
            _ => problems.push(
                Problem::new(
                    "there is no manifest of an extended pack that this one could inherit",
                )
                .at(path)
                .help("remove `inherit`"),
            ),
        }
    } else if !manifest.without.is_empty() {
        problems.push(
            Problem::new("`without` needs `inherit = true`")
                .at(path)
                .help("add it, or remove `without`"),
        );
    }
    problems.extend(slots::add(&mut manifest, folder, files, read, bytes)?);
    problems.extend(tables::add(&mut manifest, folder, files, read, bytes)?);
    Ok((Some(manifest), problems))
}

/// A manifest, unless it or the total of all manifests is too large.
fn one(path: &str, text: &[u8], bytes: &mut usize) -> Result<(Option<Manifest>, Vec<Problem>)> {
    *bytes += text.len();
    let (manifest, problems) = toml_file::read::<Manifest>(path, text);
    if let Some(manifest) = &manifest {
        Error::if_any(limits::manifest(manifest, path))?;
        *bytes += manifest.places.len() * limits::PATTERN_BYTES;
    }
    match limits::together(*bytes) {
        Some(problem) => Err(problem.into()),
        None => Ok((manifest, problems)),
    }
}

/// The problems of all manifests, when no catalog says which are used.
pub(super) fn broken(files: &Files, read: &ReadContent<'_>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for (path, content) in files {
        let name = path.rsplit('/').next();
        if name.is_some_and(|name| layout::MANIFESTS.contains(&name))
            && path.matches('/').count() < 3
        {
            problems.extend(toml_file::read::<Manifest>(path, &read(content)?).1);
        }
    }
    Ok(problems)
}
