//! A pack: a folder of templates with one catalog, as a value. Where it was read from is `source`'s business.

pub mod asked;
pub mod catalog;
pub mod check;
pub mod defaults;
mod draft;
mod extend;
mod git;
pub mod hash;
mod junk;
mod lines;
mod located;
pub mod manifest;
mod manifests;
pub mod origin;
pub mod proof;
pub mod question;
pub(crate) mod reading;
pub(crate) mod slots;
pub mod source;
mod taken;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::error::{Error, Problem, Result};
use crate::names::Taken;
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
    /// Names that a package may not have beside it.
    pub taken: Taken,
    /// What its manifests hold, in bytes.
    pub weight: usize,
    /// Where it extends one: its own files, and those of the pack below.
    layers: Vec<Files>,
}

impl Pack {
    /// Parses the manifests among `files`; `below` brings the pack that they may extend.
    ///
    /// # Errors
    /// Every problem of every manifest, each with its place.
    pub fn parse(source: &str, files: Files, below: &Below<'_>, read: &Read<'_>) -> Result<Self> {
        let (catalog, mut problems) = manifests::catalog(source, &files, read)?;
        let Some(catalog) = catalog else {
            problems.extend(manifests::broken(&files, read)?);
            return Err(mendable(problems).into());
        };
        let mut pack = Self::over(source, catalog, files, below, read, &mut problems)?;
        pack.catalog.complete_presets();
        let (providers, found) =
            manifests::providers(&pack.catalog, &pack.files, read, &mut pack.weight)?;
        problems.extend(found);
        let (parts, found) = manifests::parts(&pack.files, read, &mut pack.weight)?;
        problems.extend(found);
        (pack.providers, pack.parts) = (providers, parts);
        // what a manifest with problems of its own says of others is not to be trusted
        let known: BTreeSet<String> = problems.iter().filter_map(file_of).collect();
        if !known.contains(CATALOG) {
            let wrong =
                |problem: &Problem| file_of(problem).is_some_and(|file| known.contains(&file));
            let mut found = pack.settle();
            found.extend(check::problems(&pack));
            found.extend(asked::problems(&pack));
            found.extend(proof::problems(&pack));
            for problem in found.into_iter().filter(|problem| !wrong(problem)) {
                problems.push(with_line(problem, &pack.files, read)?);
            }
        }
        Error::unless_none(pack.placed(mendable(problems)))?;
        pack.taken = taken::of(&pack, read)?;
        Ok(pack)
    }

    /// The pack with the one that it extends below it, without what its folders say.
    fn over(
        source: &str,
        catalog: Catalog,
        files: Files,
        below: &Below<'_>,
        read: &Read<'_>,
        problems: &mut Vec<Problem>,
    ) -> Result<Self> {
        let mut pack = Self {
            source: source.to_owned(),
            commit: None,
            hash: None,
            catalog,
            providers: IndexMap::new(),
            parts: IndexMap::new(),
            files,
            inherited: BTreeSet::new(),
            taken: Taken::default(),
            weight: 0,
            layers: Vec::new(),
        };
        let Some(name) = pack.catalog.extends.clone() else {
            problems.extend(extend::alone(&pack.catalog));
            return Ok(pack);
        };
        let Some(lower) = below(&name) else {
            let problem = Problem::new(format!("a pack cannot extend `{name}`"))
                .at("catalog.toml: extends")
                .help("the pack in the program is the only one that can be extended: `extends = \"builtin\"`");
            problems.push(problem);
            return Err(std::mem::take(problems).into());
        };
        let (Some(catalog), found) = manifests::catalog(&name, &lower, read)? else {
            return Ok(pack);
        };
        problems.extend(found);
        pack.layers.extend([pack.files.clone(), lower.clone()]);
        let extended = extend::extended(catalog, lower, pack.catalog, pack.files);
        problems.extend(extended.problems);
        (pack.catalog, pack.files, pack.inherited) =
            (extended.catalog, extended.files, extended.inherited);
        Ok(pack)
    }

    #[must_use]
    pub fn provider(&self, tier: &str, provider: &str) -> Option<&Manifest> {
        self.providers.get(&format!("{tier}/{provider}"))
    }
}

/// The path of the catalog.
const CATALOG: &str = "catalog.toml";

/// A problem of a whole manifest, with its line where that can be told.
fn with_line(problem: Problem, files: &Files, read: &Read<'_>) -> Result<Problem> {
    let file = file_of(&problem).unwrap_or_default();
    // a place in a file of `slots/` has no line: it is about the file's name
    let is_slot = file.contains(&format!("/{}", slots::FOLDER));
    let Some(content) = files.get(&file).filter(|_| !is_slot) else {
        return Ok(problem);
    };
    let bytes = read(content)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    Ok(located::located(problem, &file, text))
}

/// The file that a problem is in.
fn file_of(problem: &Problem) -> Option<String> {
    let place = problem.place.as_deref()?;
    Some(place.split(':').next().unwrap_or(place).to_owned())
}

/// What can be done about a pack of somebody else.
pub(crate) const MEND: &str = "mend the pack, or leave out `--pack` for the built-in one";

/// Whoever uses a pack need not know how to mend it.
fn mendable(mut problems: Vec<Problem>) -> Vec<Problem> {
    for problem in &mut problems {
        problem.help.get_or_insert_with(|| MEND.to_owned());
    }
    problems
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
