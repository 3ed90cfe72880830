//! Variables of the environment that the project's code reads and its stack does not set.

use std::collections::{BTreeMap, BTreeSet};

use super::survey::Survey;
use crate::core::error::Problem;
use crate::generate::assembly::Assembly;
use crate::generate::locations::line_pattern;
use crate::pack::Pack;
use crate::pack::catalog::path_pattern;

/// A note for each variable, at the first place that reads it.
#[must_use]
pub fn unset_variables(pack: &Pack, survey: &Survey, assembly: &Assembly) -> Vec<Problem> {
    let set = set_variables(assembly);
    let unset = reads(pack, survey)
        .into_iter()
        .filter(|(name, _)| !set.contains(name));
    unset
        .map(|(name, place)| {
            Problem::new(format!("the code reads `{name}`, which the stack does not set"))
                .at(place)
                .help("add it below `x-app-environment` in compose.yaml; the value of a secret belongs in .env")
        })
        .collect()
}

/// The variables that the code reads, each with its first place.
fn reads(pack: &Pack, survey: &Survey) -> BTreeMap<String, String> {
    let mut reads = BTreeMap::new();
    for read in &pack.catalog.reads {
        // `audit` reports invalid patterns
        let (Ok(path), Ok(pattern)) = (path_pattern(&read.path), line_pattern(&read.pattern))
        else {
            continue;
        };
        let paths = path.compile_matcher();
        let files = survey.files.iter().filter(|(path, _)| paths.is_match(path));
        for (path, text) in files {
            let names = pattern
                .captures_iter(text)
                .filter_map(|found| found.iter().skip(1).flatten().next());
            for name in names {
                let line = text[..name.start()].matches('\n').count() + 1;
                let place = format!("{path}:{line}");
                reads.entry(name.as_str().to_owned()).or_insert(place);
            }
        }
    }
    reads
}

/// The variables that services of the application have.
fn set_variables(assembly: &Assembly) -> BTreeSet<String> {
    let settings = assembly
        .context
        .get("settings")
        .and_then(|settings| settings.as_array());
    let shared = settings
        .into_iter()
        .flatten()
        .filter_map(|setting| Some(setting.get_from_path("name")?.as_str()?.to_uppercase()));
    let own = assembly.services.iter().filter(|running| running.app);
    let own = own.flat_map(|running| running.service.environment.keys().cloned());
    shared.chain(own).collect()
}
