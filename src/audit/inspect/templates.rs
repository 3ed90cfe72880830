//! Every template rendered for every selection that makes its file, those once that it cannot tell apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::shape::Shape;
use super::worlds::World;
use super::{branches, names, outputs, with};
use crate::core::error::{Problem, Result};
use crate::core::threads;
use crate::generate::plan::Planned;
use crate::generate::render::{self, Traced};
use crate::pack::{Pack, Read};

pub(super) struct Rendered {
    pub(super) problems: Vec<Problem>,
    pub(super) files: usize,
    pub(super) outputs: usize,
}

/// A file of the pack that becomes one of a project, with the selections that make it.
struct Made<'w, 'a> {
    planned: &'w Planned<'a>,
    worlds: Vec<(usize, &'w World<'a>)>,
}

/// Which selections a template can be judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Some choices occur only in selections that are refused.
    Incomplete,
    EveryChoice,
    All,
}

/// What is known of all selections together.
struct Known {
    /// The names that any of them has.
    world: Shape,
    seen: Seen,
}

pub(super) fn inspect(
    pack: &Pack,
    worlds: &[World<'_>],
    selections: Seen,
    read: &Read<'_>,
    threads: usize,
) -> Rendered {
    let mut made: BTreeMap<&str, Made<'_, '_>> = BTreeMap::new();
    for (number, world) in worlds.iter().enumerate() {
        for planned in &world.planned {
            let entry = made.entry(planned.template).or_insert_with(|| Made {
                planned,
                worlds: Vec::new(),
            });
            entry.worlds.push((number, world));
        }
    }
    let known = Known {
        world: shape(worlds),
        seen: selections,
    };
    let mut problems = match selections {
        Seen::Incomplete => Vec::new(),
        Seen::EveryChoice | Seen::All => slots(pack, &known.world),
    };
    let all: Vec<Made<'_, '_>> = made.into_values().collect();
    let found = threads::map_with(&all, threads, HashMap::new, |seen, made| {
        look(made, &known, read, seen)
    });
    let mut outputs = 0;
    for found in found {
        match found {
            Ok((found, gave)) => {
                problems.extend(found);
                outputs += gave;
            }
            Err(error) => problems.extend(error.problems),
        }
    }
    Rendered {
        problems,
        files: all.len(),
        outputs,
    }
}

/// The names that any selection has.
fn shape(worlds: &[World<'_>]) -> Shape {
    let mut all: BTreeMap<String, Shape> = BTreeMap::new();
    for World { assembly, .. } in worlds {
        for name in render::names(&assembly.context) {
            if let Some(value) = assembly.context.get(&name) {
                all.entry(name).or_default().add(value);
            }
        }
    }
    Shape::Table(all)
}

/// Names in what folders give to slots; slots do not see one another.
fn slots(pack: &Pack, world: &Shape) -> Vec<Problem> {
    let mut world = world.clone();
    if let Shape::Table(names) = &mut world {
        names.remove("slots");
    }
    let folders = pack.providers.iter().chain(&pack.parts);
    let manifests = folders.map(|(folder, manifest)| (folder.as_str(), manifest));
    let manifests = std::iter::once(("catalog.toml", &pack.catalog.base)).chain(manifests);
    let texts = manifests.flat_map(|(folder, manifest)| manifest.slot_texts(folder));
    texts
        .flat_map(|(_, name, text)| names::missing(&name, text, &world))
        .collect()
}

type Digests = HashMap<(usize, String), u64>;

/// What is wrong with a file, and how many texts it gave.
fn look(
    made: &Made<'_, '_>,
    known: &Known,
    read: &Read<'_>,
    seen: &mut Digests,
) -> Result<(Vec<Problem>, usize)> {
    let name = made.planned.template;
    let bytes = read(made.planned.content)?;
    let path = made.planned.path.as_str();
    if !made.planned.rendered {
        let text = std::str::from_utf8(&bytes).ok();
        let found = text.and_then(|text| outputs::problem(path, text));
        return Ok((
            found.map(|problem| problem.at(name)).into_iter().collect(),
            1,
        ));
    }
    let Ok(source) = std::str::from_utf8(&bytes) else {
        return Ok((
            vec![Problem::new("the template is not UTF-8 text").at(name)],
            0,
        ));
    };
    let template = match Traced::new(name, source) {
        Ok(template) => template,
        Err(problems) => return Ok((problems, 0)),
    };
    let mut alike: BTreeMap<Vec<u64>, Vec<&World<'_>>> = BTreeMap::new();
    let reads = names::reads(source);
    for (number, world) in &made.worlds {
        let key = reads
            .iter()
            .map(|name| digest(*number, world, name, seen))
            .collect();
        alike.entry(key).or_default().push(world);
    }
    let mut problems = rendered(made, &template, alike.values());
    if problems.is_empty() && known.seen == Seen::All {
        problems.extend(branches::unreached(name, source, &|tag| {
            template.reached(tag)
        }));
    }
    if known.seen != Seen::Incomplete {
        problems.extend(names::missing(name, source, &known.world));
    }
    Ok((problems, alike.len()))
}

/// What is wrong with what a template gives, and with which selections.
fn rendered<'w>(
    made: &Made<'_, '_>,
    template: &Traced<'_>,
    alike: impl Iterator<Item = &'w Vec<&'w World<'w>>>,
) -> Vec<Problem> {
    let mut found: Vec<(Problem, Vec<&World<'_>>)> = Vec::new();
    for worlds in alike {
        let problem = match template.render(&worlds[0].assembly.context) {
            Ok(text) => outputs::problem(made.planned.path.as_str(), &text)
                .map(|problem| problem.at(made.planned.template)),
            Err(problem) => Some(problem),
        };
        let Some(problem) = problem else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == problem) {
            Some((_, having)) => having.extend(worlds),
            None => found.push((problem, worlds.clone())),
        }
    }
    let whole = made.worlds.len();
    found
        .into_iter()
        .map(|(problem, worlds)| with(problem, whole, &worlds))
        .collect()
}

/// What stands at a name, told from everything else.
fn digest(number: usize, world: &World<'_>, name: &str, seen: &mut Digests) -> u64 {
    if let Some(known) = seen.get(&(number, name.to_owned())) {
        return *known;
    }
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let value = world.assembly.context.get(first);
    let value = value.and_then(|value| {
        if rest.is_empty() {
            Some(value)
        } else {
            value.get_from_path(rest)
        }
    });
    let mut hasher = DefaultHasher::new();
    value
        .map(|value| serde_json::to_string(value).unwrap_or_default())
        .hash(&mut hasher);
    let digest = hasher.finish();
    seen.insert((number, name.to_owned()), digest);
    digest
}

/// Names of slots that a template shows.
pub(super) fn shown(worlds: &[World<'_>], read: &Read<'_>) -> Result<Option<BTreeSet<String>>> {
    let mut shown = BTreeSet::new();
    let mut known = BTreeSet::new();
    for planned in worlds.iter().flat_map(|world| &world.planned) {
        if !planned.rendered || !known.insert(planned.template) {
            continue;
        }
        let bytes = read(planned.content)?;
        for name in names::reads(std::str::from_utf8(&bytes).unwrap_or_default()) {
            if name == "slots" {
                return Ok(None);
            }
            let slot = name.strip_prefix("slots.");
            shown.extend(
                slot.and_then(|slot| slot.split('.').next())
                    .map(str::to_owned),
            );
        }
    }
    Ok(Some(shown))
}
