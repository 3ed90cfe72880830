//! Which pack a command takes, and how the project names it.

use std::path::{Component, Path, PathBuf};

use crate::audit::open;
use crate::cli::args::{Global, PackArg};
use crate::cli::config::{self, Config};
use crate::core::answers::Answers;
use crate::core::error::{Error, Problem, Result};
use crate::core::place::Place;
use crate::pack::origin::{BUILTIN_NAME, Origin};
use crate::pack::source::{self, Wanted};
use crate::pack::{Pack, hash};
use crate::project::current::Project;
use crate::screen::report::Report;

pub(super) const SOURCE: &str = "pack.source";
const COMMIT: &str = "pack.commit";
const HASH: &str = "pack.hash";

/// A pack that was named: on the command line, in answers, or in a person's defaults.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) source: String,
    /// What a folder's path begins at.
    from: PathBuf,
    commit: Option<String>,
    /// Where it was named, unless that was `--pack`.
    place: Option<Place>,
}

impl Named {
    /// What was typed counts over what answers say, and that over a person's defaults. A folder is looked for from
    /// where it was named: here, or beside the answers (`beside`).
    pub(super) fn of(
        global: &Global,
        typed: Option<&str>,
        (answers, beside): (&Answers, Option<&Path>),
        config: &Config,
    ) -> Self {
        let here = global.path(Path::new(""));
        let beside = beside.filter(|beside| !beside.as_os_str().is_empty());
        let is_of_file = |place: &Place| !place.name().starts_with("--set");
        let said = answers.get(SOURCE);
        let place = match (typed, said, &config.source) {
            (None, Some(said), _) => Some(said.place.clone()),
            (None, None, Some(_)) => Some(config.path().into()),
            _ => None,
        };
        let (source, from, commit) = match (typed, answers.text(SOURCE), &config.source) {
            (Some(typed), ..) => (typed, here, None),
            (None, Some(said_source), _) => {
                let beside = beside.filter(|_| said.is_some_and(|said| is_of_file(&said.place)));
                let from = beside.map_or(here, |beside| global.path(beside));
                (said_source, from, answers.text(COMMIT))
            }
            (None, None, Some(usual)) => (usual.as_str(), config.folder.clone(), None),
            (None, None, None) => (BUILTIN_NAME, here, None),
        };
        Self {
            source: source.to_owned(),
            from,
            commit: commit.map(str::to_owned),
            place,
        }
    }

    /// The pack, with a person's defaults over its own.
    pub(super) fn bring(&self, config: &Config) -> Result<Pack> {
        let mut pack = open::bring(&Wanted {
            source: &self.source,
            from: &self.from,
            commit: self.commit.as_deref(),
        })
        .map_err(|error| match &self.place {
            Some(place) => named_at(error, place),
            None => error,
        })?;
        config.lay_over(&mut pack)?;
        Ok(pack)
    }

    /// How a project at `target` names it: a folder by the way from there, unless it was named by its whole path.
    pub(super) fn recorded(&self, target: &Path) -> String {
        match Origin::parse(&self.source) {
            Ok(Origin::Folder(folder)) => {
                let absolute = Path::new(&folder).is_absolute();
                let folder = real(&self.from.join(&folder));
                let way = way(&real(target), &folder).filter(|_| !absolute);
                way.unwrap_or_else(|| folder.display().to_string())
            }
            _ => self.source.clone(),
        }
    }

    /// How a command line names it from here; nothing where it is the usual one.
    pub(super) fn typed(&self, args: Option<&str>) -> Option<String> {
        match Origin::parse(&self.source) {
            Ok(Origin::Builtin) | Err(_) => None,
            Ok(Origin::Folder(folder)) if args.is_none() => {
                Some(real(&self.from.join(folder)).display().to_string())
            }
            Ok(_) => Some(self.source.clone()),
        }
    }
}

/// The pack that `new` would take.
pub(super) fn offered(args: &PackArg, global: &Global) -> Result<Pack> {
    let config = config::read()?;
    let answers = Answers::default();
    Named::of(global, args.source.as_deref(), (&answers, None), &config).bring(&config)
}

/// The path without links and `..`, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let stands = path.ancestors().find_map(|folder| {
        let real = folder.canonicalize().ok()?;
        Some((real, path.strip_prefix(folder).ok()?))
    });
    stands.map_or_else(
        || path.clone(),
        |(real, rest)| real.join(rest).components().collect(),
    )
}

/// The way from one folder to another, `/` between its parts; none where they have nothing in common.
fn way(from: &Path, to: &Path) -> Option<String> {
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

/// Gives the pack its hash, where others can change it: the one in the program goes with the program.
pub(super) fn sealed(mut pack: Pack) -> Result<Pack> {
    if pack.source != BUILTIN_NAME {
        pack.hash = Some(hash::of(&pack, &source::read, super::threads())?);
    }
    Ok(pack)
}

/// What a command does about a pack that may have moved on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take<'a> {
    /// The one that the project was made with.
    Recorded,
    /// What its source gives today.
    Today,
    /// Another source.
    Other(&'a str),
}

/// The pack of a project, which keeps the name that it has.
pub(super) fn of_project(project: &Project, take: Take<'_>, report: Report) -> Result<Pack> {
    let mut pack = taken(project, take, report)?;
    if let Some(package) = project.made_with("project.package") {
        pack.taken.leave(&package);
    }
    Ok(pack)
}

fn taken(project: &Project, take: Take<'_>, report: Report) -> Result<Pack> {
    let answers = &project.answers;
    let source = match take {
        Take::Other(source) => source,
        _ => answers.text(SOURCE).unwrap_or(BUILTIN_NAME),
    };
    // a commit belongs to the source that it was recorded with
    let commit = answers.text(COMMIT).filter(|_| {
        project
            .made_with(SOURCE)
            .is_none_or(|made_from| made_from == source)
    });
    let bring = |commit| {
        open::bring(&Wanted {
            source,
            from: project.root.path(),
            commit,
        })
        .map_err(|error| named_at(error, &SOURCE.into()))
    };
    match (take, commit) {
        (Take::Recorded, commit) => bring(commit),
        (_, None) => bring(None),
        // without a network a project goes on with what it has
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

/// Nobody typed `--pack` here: a file names the pack.
fn named_at(mut error: Error, named: &Place) -> Error {
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

/// A pack that somebody changed is taken when it was looked at, not in passing.
pub(super) fn accepted(project: &Project, pack: &Pack) -> Result<()> {
    match project.answers.get(HASH) {
        Some(said) if project.answers.text(HASH) != pack.hash.as_deref() => Err(Problem::new(
            format!(
                "the pack `{}` has changed since this project was generated",
                pack.catalog.name
            ),
        )
        .at(&said.place)
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
    fn the_way_from_a_project_to_its_pack() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(way("/a/shop", "/a/acme").as_deref(), Some("../acme"));
        assert_eq!(way("/a/shop", "/a").as_deref(), Some(".."));
        assert_eq!(way("/a/shop", "/b/c").as_deref(), Some("../../b/c"));
        assert_eq!(way("/a/shop", "/a/shop/pack").as_deref(), Some("pack"));
    }
}
