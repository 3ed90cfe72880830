//! A pack: a folder of templates with one catalog, as a value. Where it was read from is `source`'s business.

pub mod asked;
pub mod catalog;
pub mod check;
pub mod defaults;
mod extend;
mod git;
pub mod hash;
pub mod manifest;
pub mod origin;
pub mod question;
pub mod source;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::error::{Error, Problem, Result};
use crate::suggest;
use catalog::Catalog;
use manifest::Manifest;

/// Where a file's bytes are; `source::read` brings them.
#[derive(Debug, Clone)]
pub enum Content {
    Embedded(&'static [u8]),
    OnDisk(PathBuf),
    Held(Arc<[u8]>),
}

/// Files by path inside the pack, `/` between parts. They are read when they are needed, so that a large pack
/// costs what a selection uses of it.
pub type Files = BTreeMap<String, Content>;

/// Brings a file's bytes; handed in by the edge.
pub type Read<'a> = dyn Fn(&Content) -> Result<Cow<'static, [u8]>> + Sync + 'a;

/// Brings the files of a pack that another one may extend, by its name; handed in by the edge.
pub type Below<'a> = dyn Fn(&str) -> Option<Files> + 'a;

/// A whole pack, its manifests parsed.
#[derive(Debug, Clone)]
pub struct Pack {
    /// How `tierup.toml` names it: `builtin`, or the folder.
    pub source: String,
    /// Where it came from git: the commit.
    pub commit: Option<String>,
    /// What all its files come to, where that was asked for.
    pub hash: Option<String>,
    pub catalog: Catalog,
    /// By `<tier>/<provider>`.
    pub providers: IndexMap<String, Manifest>,
    /// By `parts/<name>`, in name order.
    pub parts: IndexMap<String, Manifest>,
    pub files: Files,
    /// Those of them that come from the pack that it extends.
    pub inherited: BTreeSet<String>,
    /// Where it extends one: its own files, and those of the pack below.
    layers: Vec<Files>,
}

impl Pack {
    /// Parses the manifests among `files`; `below` brings the pack that they may extend.
    ///
    /// # Errors
    /// Every problem of every manifest, each with its place.
    pub fn parse(source: &str, files: Files, below: &Below<'_>, read: &Read<'_>) -> Result<Self> {
        let mut catalog = catalog_of(source, &files, read)?;
        let mut layers = Vec::new();
        let (mut files, mut inherited) = (files, BTreeSet::new());
        if let Some(name) = catalog.extends.clone() {
            let lower = below(&name).ok_or_else(|| {
                Problem::new(format!("a pack cannot extend `{name}`"))
                    .at("catalog.toml: extends")
                    .help("the pack in the program is the only one that can be extended: `extends = \"builtin\"`")
            })?;
            layers.extend([files.clone(), lower.clone()]);
            let below = catalog_of(&name, &lower, read)?;
            let extended = extend::extended(below, lower, catalog, files);
            Error::unless_none(mendable(extended.problems))?;
            (catalog, files, inherited) = (extended.catalog, extended.files, extended.inherited);
        } else {
            Error::unless_none(mendable(extend::alone(&catalog)))?;
        }
        let mut pack = Self {
            source: source.to_owned(),
            commit: None,
            hash: None,
            catalog,
            providers: IndexMap::new(),
            parts: IndexMap::new(),
            files,
            inherited,
            layers,
        };
        pack.parse_folders(read)?;
        let mut problems = pack.settle();
        problems.extend(check::problems(&pack));
        problems.extend(asked::problems(&pack));
        Error::unless_none(pack.placed(mendable(problems)))?;
        Ok(pack)
    }

    /// Parses the manifests of providers and parts.
    fn parse_folders(&mut self, read: &Read<'_>) -> Result<()> {
        let mut problems = Vec::new();
        for tier in &self.catalog.tiers {
            for provider in &tier.providers {
                let folder = format!("{}/{provider}", tier.id);
                let path = format!("{folder}/provider.toml");
                match self.files.get(&path) {
                    Some(content) => match parse_toml(&path, &read(content)?) {
                        Ok(manifest) => {
                            self.providers.insert(folder, manifest);
                        }
                        Err(problem) => problems.push(problem),
                    },
                    None => problems.push(
                        Problem::new(format!(
                            "the catalog offers `{provider}` for `{}`, but {path} does not exist",
                            tier.id
                        ))
                        .at("catalog.toml")
                        .help(format!(
                            "make {path}, or take `{provider}` out of the tier's providers"
                        )),
                    ),
                }
            }
        }
        for (path, content) in self.files.range("parts/".to_owned().."parts0".to_owned()) {
            let Some(folder) = path.strip_suffix("/part.toml") else {
                continue;
            };
            match parse_toml(path, &read(content)?) {
                Ok(manifest) => {
                    self.parts.insert(folder.to_owned(), manifest);
                }
                Err(problem) => problems.push(problem),
            }
        }
        Error::unless_none(self.placed(mendable(problems)))
    }

    #[must_use]
    pub fn provider(&self, tier: &str, provider: &str) -> Option<&Manifest> {
        self.providers.get(&format!("{tier}/{provider}"))
    }
}

fn catalog_of(source: &str, files: &Files, read: &Read<'_>) -> Result<Catalog> {
    let Some(catalog) = files.get("catalog.toml") else {
        return Err(Problem::new(format!("`{source}` is not a pack: it has no catalog.toml"))
            .at(source)
            .help("a pack is a folder with a catalog.toml; leave out `--pack` for the built-in one")
            .into());
    };
    Ok(parse_toml("catalog.toml", &read(catalog)?).map_err(|p| mendable(vec![p]))?)
}

/// Whoever uses a pack need not know how to mend it.
fn mendable(mut problems: Vec<Problem>) -> Vec<Problem> {
    for problem in &mut problems {
        let help = || "mend the pack, or leave out `--pack` for the built-in one".to_owned();
        problem.help.get_or_insert_with(help);
    }
    problems
}

/// A TOML file of a pack as a value, its problems with their place.
pub(crate) fn parse_toml<'a, T: serde::Deserialize<'a>>(
    path: &str,
    bytes: &'a [u8],
) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::new("the manifest is not UTF-8 text").at(path))?;
    toml::from_str(text).map_err(|error| {
        let place = error.span().map_or_else(
            || path.to_owned(),
            |span| {
                let (line, column) = line_column(text, span.start);
                format!("{path}:{line}:{column}")
            },
        );
        let message = error.message();
        let problem = Problem::new(message.lines().next().unwrap_or(message)).at(place);
        match unknown_field(message) {
            Some((field, known)) => problem.help(suggest::help(field, known)),
            None => problem,
        }
    })
}

/// The field that serde does not know, and those that it does.
fn unknown_field(message: &str) -> Option<(&str, Vec<&str>)> {
    let (field, known) = message
        .strip_prefix("unknown ")?
        .split_once(", expected ")?;
    let quoted = |text| -> Vec<&'_ str> { str::split(text, '`').skip(1).step_by(2).collect() };
    Some((quoted(field).first()?, quoted(known)))
}

/// Line and column, both from 1, of a byte offset.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |last| last.chars().count())
        + 1;
    (line, column)
}
