//! The pack of a command, and its source in the project.

use std::path::{Component, Path, PathBuf};

use crate::audit::open;
use crate::cli::args::{GlobalArgs, PackArg};
use crate::cli::config::{self, Config};
use crate::core::answers::Answers;
use crate::core::error::{Error, Problem, Result};
use crate::core::place::Place;
use crate::pack::origin::{BUILTIN_NAME, PackOrigin, is_built_in};
use crate::pack::source::{self, PackRequest};
use crate::pack::{Pack, hash};
use crate::project::current::Project;
use crate::screen::report::Report;

pub(super) const SOURCE: &str = "pack.source";
const COMMIT: &str = "pack.commit";
const HASH: &str = "pack.hash";

/// A pack from the command line, from answers, or from the user's defaults.
#[derive(Debug)]
pub(super) struct PackChoice {
    pub(super) source: String,
    /// The base of a relative path.
    from: PathBuf,
    commit: Option<String>,
    /// Where it was named, unless by `--pack`.
    place: Option<Place>,
}

impl PackChoice {
    /// Precedence: command line, then answers, then the user's defaults. A folder is relative to where it was named:
    /// the current folder, or that of the answers (`beside`).
    pub(super) fn of(
        global: &GlobalArgs,
        typed: Option<&str>,
        (answers, beside): (&Answers, Option<&Path>),
        config: &Config,
    ) -> Self {
        let folder = global.path(Path::new(""));
        let beside = beside.filter(|beside| !beside.as_os_str().is_empty());
        let is_of_file = |place: &Place| !place.name().starts_with("--set");
        let assignment = answers.get(SOURCE);
        let place = match (typed, assignment, &config.source) {
            (None, Some(assignment), _) => Some(assignment.place.clone()),
            (None, None, Some(_)) => Some(config.path().into()),
            _ => None,
        };
        let (source, from, commit) = match (typed, answers.text(SOURCE), &config.source) {
            (Some(typed), ..) => (typed, folder, None),
            (None, Some(said_source), _) => {
                let beside = beside
                    .filter(|_| assignment.is_some_and(|assignment| is_of_file(&assignment.place)));
                let from = beside.map_or(folder, |beside| global.path(beside));
                (said_source, from, answers.text(COMMIT))
            }
            (None, None, Some(default)) => (default.as_str(), config.folder.clone(), None),
            (None, None, None) => (BUILTIN_NAME, folder, None),
        };
        Self {
            source: source.to_owned(),
            from,
            commit: commit.map(str::to_owned),
            place,
        }
    }

    /// The pack, with the user's defaults on top of its own.
    pub(super) fn open(&self, config: &Config) -> Result<Pack> {
        let mut pack = open::open_pack(&PackRequest {
            source: &self.source,
            from: &self.from,
            commit: self.commit.as_deref(),
        })
        .map_err(|error| match &self.place {
            Some(place) => with_place(error, place),
            None => error,
        })?;
        config.apply_to(&mut pack)?;
        Ok(pack)
    }

    /// The source for a project at `target`: a relative path for a folder, unless it was given as an absolute one.
    pub(super) fn source_for(&self, target: &Path) -> String {
        match PackOrigin::parse(&self.source) {
            Ok(PackOrigin::Folder(folder)) => {
                let absolute = Path::new(&folder).is_absolute();
                let folder = canonical(&self.from.join(&folder));
                let relative = relative_path(&canonical(target), &folder).filter(|_| !absolute);
                relative.unwrap_or_else(|| folder.display().to_string())
            }
            _ => self.source.clone(),
        }
    }

    /// The source as a command-line argument; `None` for the default pack.
    pub(super) fn argument(&self, args: Option<&str>) -> Option<String> {
        match PackOrigin::parse(&self.source) {
            Ok(PackOrigin::Builtin) | Err(_) => None,
            Ok(PackOrigin::Folder(folder)) if args.is_none() => {
                Some(canonical(&self.from.join(folder)).display().to_string())
            }
            Ok(_) => Some(self.source.clone()),
        }
    }
}

/// The pack that `new` would use.
pub(super) fn pack_for_new(args: &PackArg, global: &GlobalArgs) -> Result<Pack> {
    let config = config::read()?;
    let answers = Answers::default();
    PackChoice::of(global, args.source.as_deref(), (&answers, None), &config).open(&config)
}

/// The path without links and `..`, as far as it exists.
fn canonical(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let existing = path.ancestors().find_map(|folder| {
        let real = folder.canonicalize().ok()?;
        Some((real, path.strip_prefix(folder).ok()?))
    });
    existing.map_or_else(
        || path.clone(),
        |(real, rest)| real.join(rest).components().collect(),
    )
}

/// The relative path between two folders, with `/` as separator; `None` if they have no common ancestor.
fn relative_path(from: &Path, to: &Path) -> Option<String> {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if common == 0 || !matches!(from[0], Component::RootDir) {
        return None;
    }
    let up = from[common..].iter().map(|_| Some(".."));
    let down = to[common..].iter().map(|part| part.as_os_str().to_str());
    let parts: Option<Vec<&str>> = up.chain(down).collect();
    Some(parts?.join("/"))
}

/// Adds the hash of the pack's files, except for a built-in one, which cannot change.
pub(super) fn with_hash(mut pack: Pack) -> Result<Pack> {
    if !is_built_in(&pack.source) {
        pack.hash = Some(hash::of(&pack, &source::read, super::threads())?);
    }
    Ok(pack)
}

/// Which version of the pack a command uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PackVersion<'a> {
    /// The one with which the project was generated.
    Recorded,
    /// The current one of its source.
    Current,
    /// Another source.
    Other(&'a str),
}

/// The pack of a project, with its recorded source.
pub(super) fn of_project(
    project: &Project,
    version: PackVersion<'_>,
    report: Report,
) -> Result<Pack> {
    let mut pack = open_version(project, version, report)?;
    if let Some(package) = project.base_value("project.package") {
        pack.reserved_names.release(&package);
    }
    Ok(pack)
}

fn open_version(project: &Project, version: PackVersion<'_>, report: Report) -> Result<Pack> {
    let answers = &project.answers;
    let source = match version {
        PackVersion::Other(source) => source,
        _ => answers.text(SOURCE).unwrap_or(BUILTIN_NAME),
    };
    // a commit is only valid with its recorded source
    let commit = answers.text(COMMIT).filter(|_| {
        project
            .base_value(SOURCE)
            .is_none_or(|made_from| made_from == source)
    });
    let bring = |commit| {
        open::open_pack(&PackRequest {
            source,
            from: project.root.path(),
            commit,
        })
        .map_err(|error| with_place(error, &SOURCE.into()))
    };
    match (version, commit) {
        (PackVersion::Recorded, commit) => bring(commit),
        (_, None) => bring(None),
        // without a network, the recorded commit is used
        (_, Some(commit)) => bring(None).or_else(|error| {
            let pack = bring(Some(commit)).map_err(|_| error.clone())?;
            let why = error
                .problems
                .first()
                .map(|problem| problem.message.as_str());
            report.note(&format!(
                "the pack could not be updated and stays at {commit}: {}",
                why.unwrap_or("it cannot be fetched")
            ));
            Ok(pack)
        }),
    }
}

/// Adds the place where a file names the pack, because `--pack` was not given.
fn with_place(mut error: Error, named: &Place) -> Error {
    for place in error
        .problems
        .iter_mut()
        .filter_map(|problem| problem.place.as_mut())
    {
        if place.name().starts_with("--pack") {
            place.clone_from(named);
        }
    }
    error
}

/// Refuses a pack that has changed, until `update` reviews the changes.
pub(super) fn require_unchanged(project: &Project, pack: &Pack) -> Result<()> {
    match project.answers.get(HASH) {
        Some(assignment) if project.answers.text(HASH) != pack.hash.as_deref() => Err(Problem::new(
            format!(
                "the pack `{}` has changed since this project was generated",
                pack.catalog.name
            ),
        )
        .at(&assignment.place)
        .help(
            "`tierup plan` previews the change, `tierup update` applies it; then run this command again",
        )
        .into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relative_path_from_a_project_to_its_pack() {
        let relative = |from: &str, to: &str| relative_path(Path::new(from), Path::new(to));
        assert_eq!(relative("/a/shop", "/a/acme").as_deref(), Some("../acme"));
        assert_eq!(relative("/a/shop", "/a").as_deref(), Some(".."));
        assert_eq!(relative("/a/shop", "/b/c").as_deref(), Some("../../b/c"));
        assert_eq!(relative("/a/shop", "/a/shop/pack").as_deref(), Some("pack"));
    }
}
