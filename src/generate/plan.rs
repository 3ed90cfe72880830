//! The template of each file: exactly one owner per path. Decides only; renders and writes nothing.

use std::collections::BTreeMap;

use crate::core::error::{Error, Problem, Result};
use crate::core::tree::{RelPath, is_in_git};
use crate::generate::resources::Names;
use crate::generate::selection::Active;
use crate::pack::layout::{ALWAYS, MANIFESTS, MIGRATION, PACKAGE_SEGMENT, RESOURCE, RESOURCES};
use crate::pack::{Content, Pack, slots, tables};

/// Files with this suffix are rendered; the suffix is removed.
const RENDERED: &str = ".tera";

/// A file to generate.
#[derive(Debug, Clone)]
pub struct PlannedFile<'a> {
    pub path: RelPath,
    /// Its template's path inside the pack.
    pub template: &'a str,
    pub content: &'a Content,
    /// Whether the template is rendered, or copied unchanged.
    pub rendered: bool,
    /// The number of the resource that it is for, from 0.
    pub resource: Option<usize>,
}

/// The files of a selection, in path order.
///
/// # Errors
/// Every path that two folders own, that differs from another only in case, or that is not valid on every system.
pub fn plan<'a>(
    pack: &'a Pack,
    active: &[Active<'_>],
    package: &str,
    resources: &[&Names],
) -> Result<Vec<PlannedFile<'a>>> {
    let mut problems = Vec::new();
    let mut owners: BTreeMap<String, PlannedFile<'a>> = BTreeMap::new();
    for folder in folders(active) {
        let files = files_of(pack, folder, (package, resources), &mut problems);
        for planned in files
            .into_iter()
            .filter(|file| !file.path.as_str().contains(MIGRATION))
        {
            let key = planned.path.as_str().to_lowercase();
            if let Some(owner) = owners.get(&key) {
                problems.push(
                    Problem::new(format!("two templates generate `{}`: {} and {}", planned.path, owner.template, planned.template))
                        .at(planned.template)
                        .help("rename one of them; names that differ only in case are the same on some systems"),
                );
            } else {
                owners.insert(key, planned);
            }
        }
    }
    Error::if_any(problems)?;
    let mut files: Vec<PlannedFile<'a>> = owners.into_values().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Error::if_any(folders_that_are_files(&files))?;
    Ok(files)
}

/// The files of a migration: those with `_migration_` in their path.
///
/// # Errors
/// Every path that is not valid on every system.
pub fn migration<'a>(
    pack: &'a Pack,
    active: &[Active<'_>],
    package: &str,
    id: &str,
) -> Result<Vec<PlannedFile<'a>>> {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    for folder in folders(active) {
        for mut file in files_of(pack, folder, (package, &[]), &mut problems) {
            if file.path.as_str().contains(MIGRATION) {
                file.path = RelPath::new(file.path.as_str().replace(MIGRATION, id))
                    .map_err(|why| Problem::new(format!("`{id}` {why}")).at(file.template))?;
                files.push(file);
            }
        }
    }
    Error::if_any(problems)?;
    Ok(files)
}

fn folders<'a>(active: &[Active<'a>]) -> impl Iterator<Item = &'a str> {
    std::iter::once(ALWAYS).chain(active.iter().map(|a| a.folder).collect::<Vec<_>>())
}

fn files_of<'a>(
    pack: &'a Pack,
    folder: &str,
    (package, resources): (&str, &[&Names]),
    problems: &mut Vec<Problem>,
) -> Vec<PlannedFile<'a>> {
    let prefix = format!("{folder}/");
    let mut files = Vec::new();
    for (template, content) in pack
        .files
        .range(prefix.clone()..)
        .take_while(|(path, _)| path.starts_with(&prefix))
    {
        let inner = &template[prefix.len()..];
        let beside = [slots::FOLDER, tables::FOLDER];
        let is_text = folder != ALWAYS && beside.iter().any(|folder| inner.starts_with(folder));
        if is_text || MANIFESTS.contains(&inner) {
            continue;
        }
        let output = inner.strip_suffix(RENDERED);
        let path = output
            .unwrap_or(inner)
            .split('/')
            .map(|part| {
                if part == PACKAGE_SEGMENT {
                    package
                } else {
                    part
                }
            })
            .collect::<Vec<_>>()
            .join("/");
        for (path, resource) in for_each_resource(path, resources) {
            match allowed(&path) {
                Ok(path) => files.push(PlannedFile {
                    path,
                    template,
                    content,
                    rendered: output.is_some(),
                    resource,
                }),
                Err(why) => {
                    problems.push(
                        Problem::new(format!("the path `{path}` {why}"))
                            .at(template)
                            .help("rename the template"),
                    );
                }
            }
        }
    }
    files
}

/// The path once, or once for each resource if it names one.
fn for_each_resource(path: String, resources: &[&Names]) -> Vec<(String, Option<usize>)> {
    if !path.contains(RESOURCE) && !path.contains(RESOURCES) {
        return vec![(path, None)];
    }
    let named = resources.iter().enumerate().map(|(number, names)| {
        let path = path.replace(RESOURCES, &names.plural);
        (path.replace(RESOURCE, &names.name), Some(number))
    });
    named.collect()
}

/// A path that a template may have. Templates cannot write the file with secrets.
fn allowed(path: &str) -> Result<RelPath, String> {
    if is_in_git(path) {
        return Err("is in git's own directory, where templates cannot write".to_owned());
    }
    if crate::core::reserved::is_bookkeeping(path) {
        return Err("is in tierup's own directory".to_owned());
    }
    if path.to_lowercase() == crate::core::reserved::PRIVATE {
        return Err(format!(
            "is generated from `{}`, with new secrets",
            crate::core::reserved::EXAMPLE
        ));
    }
    RelPath::new(path)
}

/// Paths that are a file for one template and a folder for another.
fn folders_that_are_files(files: &[PlannedFile<'_>]) -> Vec<Problem> {
    let paths: std::collections::BTreeSet<&str> =
        files.iter().map(|file| file.path.as_str()).collect();
    files
        .iter()
        .filter_map(|file| {
            let path = file.path.as_str();
            let folder = path
                .match_indices('/')
                .map(|(end, _)| &path[..end])
                .find(|folder| paths.contains(folder))?;
            Some(
                Problem::new(format!("`{folder}` is both a file and a directory"))
                    .at(file.template)
                    .help("rename one of them"),
            )
        })
        .collect()
}
