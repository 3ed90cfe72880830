//! Renders every template for every selection that uses it, once per distinct context.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::scenarios::Scenario;
use super::shape::Shape;
use super::{branches, names, outputs, with_selections};
use crate::core::error::{Problem, Result};
use crate::core::threads;
use crate::generate::plan::PlannedFile;
use crate::generate::render::{self, TracedTemplate};
use crate::pack::{Pack, ReadContent};

pub(super) struct TemplateFindings {
    pub(super) problems: Vec<Problem>,
    pub(super) files: usize,
    pub(super) outputs: usize,
}

/// A file of the pack that becomes a project file, with the selections that contain it.
struct FileScenarios<'w, 'a> {
    planned: &'w PlannedFile<'a>,
    /// With their number, and the number of the resource that the file is about.
    scenarios: Vec<(usize, &'w Scenario<'a>, Option<usize>)>,
}

/// How much the rendered selections cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coverage {
    /// Some choices occur only in refused selections.
    Incomplete,
    EveryChoice,
    All,
}

/// The combined structure of all contexts.
struct ContextShape {
    /// The names that any selection has.
    shape: Shape,
    /// These, and those of a resource: for files about one.
    with_resource: Shape,
    coverage: Coverage,
}

pub(super) fn inspect(
    pack: &Pack,
    scenarios: &[Scenario<'_>],
    selections: Coverage,
    read: &ReadContent<'_>,
    threads: usize,
) -> TemplateFindings {
    let mut cases: BTreeMap<&str, FileScenarios<'_, '_>> = BTreeMap::new();
    for (number, scenario) in scenarios.iter().enumerate() {
        for planned in &scenario.planned {
            let entry = cases
                .entry(planned.template)
                .or_insert_with(|| FileScenarios {
                    planned,
                    scenarios: Vec::new(),
                });
            entry.scenarios.push((number, scenario, planned.resource));
        }
    }
    let shape = shape(scenarios);
    let context = ContextShape {
        with_resource: with_resource(&shape),
        shape,
        coverage: selections,
    };
    let mut problems = match selections {
        Coverage::Incomplete => Vec::new(),
        Coverage::EveryChoice | Coverage::All => slots(pack, &context.shape),
    };
    let all: Vec<FileScenarios<'_, '_>> = cases.into_values().collect();
    let found = threads::map_with(&all, threads, HashMap::new, |seen, cases| {
        inspect_file(cases, &context, read, seen)
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
    TemplateFindings {
        problems,
        files: all.len(),
        outputs,
    }
}

/// The names that any selection has.
fn shape(scenarios: &[Scenario<'_>]) -> Shape {
    let mut all: BTreeMap<String, Shape> = BTreeMap::new();
    for Scenario { assembly, .. } in scenarios {
        for name in render::names(&assembly.context) {
            if let Some(value) = assembly.context.get(&name) {
                all.entry(name).or_default().add(value);
            }
        }
    }
    Shape::Table(all)
}

/// The names of files about a resource.
fn with_resource(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    if let Shape::Table(names) = &mut shape {
        let resource = names.get("resources").map(Shape::item);
        names.insert("resource".to_owned(), resource.unwrap_or_default());
    }
    shape
}

/// Checks names in slot texts; slots do not see each other.
fn slots(pack: &Pack, shape: &Shape) -> Vec<Problem> {
    let mut shape = shape.clone();
    if let Shape::Table(names) = &mut shape {
        names.remove("slots");
    }
    let folders = pack.providers.iter().chain(&pack.parts);
    let manifests = folders.map(|(folder, manifest)| (folder.as_str(), manifest));
    let manifests = std::iter::once(("catalog.toml", &pack.catalog.base)).chain(manifests);
    let texts = manifests.flat_map(|(folder, manifest)| manifest.slot_texts(folder));
    texts
        .flat_map(|(_, name, text)| names::unknown_names(&name, text, &shape))
        .collect()
}

/// Selections with the same context for a file, and the number of its resource.
type Alike<'w> = (Option<usize>, Vec<&'w Scenario<'w>>);

type Digests = HashMap<(usize, String), u64>;

/// The problems of a file, and the number of texts that it rendered to.
fn inspect_file(
    case: &FileScenarios<'_, '_>,
    context: &ContextShape,
    read: &ReadContent<'_>,
    seen: &mut Digests,
) -> Result<(Vec<Problem>, usize)> {
    let name = case.planned.template;
    let bytes = read(case.planned.content)?;
    let path = case.planned.path.as_str();
    if !case.planned.rendered {
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
    let template = match TracedTemplate::new(name, source) {
        Ok(template) => template,
        Err(problems) => return Ok((problems, 0)),
    };
    let mut alike: BTreeMap<(Vec<u64>, Option<usize>), Alike<'_>> = BTreeMap::new();
    let mut reads = names::names_read(source);
    if case.planned.resource.is_some() {
        reads.insert("resources".to_owned());
    }
    for (number, scenario, resource) in &case.scenarios {
        let key = reads
            .iter()
            .map(|name| digest(*number, scenario, name, seen))
            .collect();
        let having = alike
            .entry((key, *resource))
            .or_insert((*resource, Vec::new()));
        having.1.push(scenario);
    }
    let mut problems = rendered(case, &template, alike.values());
    if problems.is_empty() && context.coverage == Coverage::All {
        problems.extend(branches::unreachable(name, source, &|tag| {
            template.reached(tag)
        }));
    }
    if context.coverage != Coverage::Incomplete {
        let shape = match case.planned.resource {
            Some(_) => &context.with_resource,
            None => &context.shape,
        };
        problems.extend(names::unknown_names(name, source, shape));
    }
    Ok((problems, alike.len()))
}

/// The problems of rendered texts, with their selections.
fn rendered<'w>(
    case: &FileScenarios<'_, '_>,
    template: &TracedTemplate<'_>,
    alike: impl Iterator<Item = &'w Alike<'w>>,
) -> Vec<Problem> {
    let mut found: Vec<(Problem, Vec<&Scenario<'_>>)> = Vec::new();
    for (resource, scenarios) in alike {
        let problem = match template.render(&scenarios[0].context(*resource)) {
            Ok(text) => outputs::problem(case.planned.path.as_str(), &text)
                .map(|problem| problem.at(case.planned.template)),
            Err(problem) => Some(problem),
        };
        let Some(problem) = problem else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == problem) {
            Some((_, having)) => having.extend(scenarios),
            None => found.push((problem, scenarios.clone())),
        }
    }
    let whole = case.scenarios.len();
    found
        .into_iter()
        .map(|(problem, scenarios)| with_selections(problem, whole, &scenarios))
        .collect()
}

/// A digest of the value of a name, to compare contexts.
fn digest(number: usize, scenario: &Scenario<'_>, name: &str, seen: &mut Digests) -> u64 {
    if let Some(known) = seen.get(&(number, name.to_owned())) {
        return *known;
    }
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let value = scenario.assembly.context.get(first);
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

/// Names of slots that templates use.
pub(super) fn shown_slots(
    scenarios: &[Scenario<'_>],
    read: &ReadContent<'_>,
) -> Result<Option<BTreeSet<String>>> {
    let mut shown = BTreeSet::new();
    let mut known = BTreeSet::new();
    for planned in scenarios.iter().flat_map(|scenario| &scenario.planned) {
        if !planned.rendered || !known.insert(planned.template) {
            continue;
        }
        let bytes = read(planned.content)?;
        for name in names::names_read(std::str::from_utf8(&bytes).unwrap_or_default()) {
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
