//! External checks of generated projects: parsers, linters and type checkers, nginx, HAProxy, Compose, and the
//! projects' own tests, requests from their `OpenAPI` document. Each checker must also find a planted fault.
//!
//! A check whose tool is missing is skipped with a message; with `CI=true` it fails. `tests/checkers/requirements.txt`
//! (first on PATH) and `package.json` (in `TIERUP_NODE`) list the tools.

mod alerts;
mod api;
pub(crate) mod checks;
mod compose;
mod faults;
mod off;
pub(crate) mod python;
mod repository;
mod schemas;
mod types;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use checks::{CHECKS, Check};
use libtest_mimic::Conclusion;

use crate::machine::projects::{SELECTIONS, generate};
use crate::machine::tools::{Need, Pin, Tools, pins};
use crate::support;
use crate::trials::{Suite, Trial, today, trial};
use faults::{FAULTS, Fault};
use off::{OFF, Off};
use schemas::{Described, SCHEMAS};

pub fn suite(mut suite: Suite) -> Conclusion {
    // most of the time of a project's own tests is waiting for servers
    let threads = std::thread::available_parallelism().map_or(2, usize::from) * 2;
    suite.arguments.test_threads.get_or_insert(threads);
    let scratch = support::scratch();
    let bench = Bench {
        tools: Arc::new(Tools::find()),
        folder: scratch.path().to_owned(),
    };
    let mut trials = bench.own_tests();
    trials.extend(bench.api());
    trials.extend(bench.selections());
    trials.extend(FAULTS.iter().map(|fault| bench.fault(fault)));
    trials.extend(OFF.iter().map(|off| bench.off(*off)));
    trials.extend(SCHEMAS.iter().map(|described| bench.schema(described)));
    trials.push(bench.pins());
    suite.run(trials)
}

/// Packages for a build, a load test or Windows: nothing here imports them.
const APART: [&str; 3] = ["hatchling", "locust", "uvicorn"];

struct Bench {
    tools: Arc<Tools>,
    folder: PathBuf,
}

impl Bench {
    /// The generated tests: slowest, so first. The first selection runs every day, the others every second one, each on
    /// a different Python version.
    fn own_tests(&self) -> Vec<Trial> {
        let selections = [
            "classic",
            "minimal",
            "in memory",
            "django",
            "fastapi",
            "bare",
            "no example, with a pooler",
            "traced",
            "traced others",
        ];
        let kinds = selections.iter().enumerate().flat_map(|(at, name)| {
            let numbered = python::VERSIONS.into_iter().enumerate();
            numbered.map(move |(number, on)| {
                let runs = at == 0 || (at + today() / 2).is_multiple_of(2);
                let turn = (at + number + today()).is_multiple_of(python::VERSIONS.len());
                (*name, on, runs && turn)
            })
        });
        kinds
            .map(|(name, version, turn)| self.own_test(name, version).ignored_unless(turn))
            .collect()
    }

    fn own_test(&self, selection: &'static str, version: &'static str) -> Trial {
        let interpreter = python::interpreter(version);
        let lack = match &interpreter {
            None => Some(format!("python{version} is not installed")),
            Some(_) => self.lack(&[Need::Program("make"), Need::Program("git")]),
        };
        let folder = self.folder.join(format!("{selection} on {version}"));
        let name = format!("make test passes: {selection}, Python {version}");
        trial(name, lack, move || {
            let project = generate(&folder, "shop", arguments_of(selection))?;
            let path = format!("PATH={}", path_without("uv").unwrap_or_default());
            let is_first = version == python::VERSIONS[0] && selection == SELECTIONS[0].0;
            // once by pip
            let variables: &[&str] = if is_first { &[&path] } else { &[] };
            python::make_test(&project, &interpreter.unwrap_or_default(), variables)
        })
    }

    fn selections(&self) -> Vec<Trial> {
        SELECTIONS
            .iter()
            .flat_map(|(name, arguments)| self.selection(name, arguments))
            .collect()
    }

    fn selection(&self, name: &str, arguments: &[&str]) -> Vec<Trial> {
        match generate(&self.folder.join(name), "shop", arguments) {
            Err(said) => vec![trial(format!("{name} is generated"), None, || Err(said))],
            Ok(project) => CHECKS
                .iter()
                .filter(|check| project.join(check.reads).exists())
                .map(|check| self.clean(name, *check, &project))
                .collect(),
        }
    }

    fn clean(&self, selection: &str, check: Check, project: &Path) -> Trial {
        let (tools, project) = (Arc::clone(&self.tools), project.to_owned());
        let name = format!("{} finds nothing in {selection}", check.name);
        trial(name, self.lack(&[check.need]), move || {
            (check.run)(&tools, &project).map(drop)
        })
    }

    fn fault(&self, fault: &Fault) -> Trial {
        let (tools, fault) = (Arc::clone(&self.tools), *fault);
        let name = format!("{} finds {}", fault.check, fault.name);
        let Some(check) = checks::named(fault.check) else {
            return trial(name, None, || Err("there is no such check".to_owned()));
        };
        let folder = self.folder.join(&name);
        trial(name, self.lack(&[check.need]), move || {
            let project = generate(&folder, "shop", arguments_of(fault.selection))?;
            fault.plant(&project)?;
            match (check.run)(&tools, &project) {
                Ok(said) => Err(format!("found nothing\n{said}")),
                Err(said) if said.contains(fault.finding) => Ok(()),
                Err(said) => Err(format!("does not say {:?}\n{said}", fault.finding)),
            }
        })
    }

    /// A rule may be disabled only while it has findings.
    fn off(&self, off: Off) -> Trial {
        let (tools, folder) = (Arc::clone(&self.tools), self.folder.clone());
        let name = format!(
            "{} is switched off in {} for a cause",
            off.rule, off.checker
        );
        let need = checks::named(off.checker).map_or(Need::Nothing, |check| check.need);
        trial(name.clone(), self.lack(&[need]), move || {
            let project = generate(&folder.join(name), "shop", arguments_of("classic"))?;
            match off.without(&tools, &project) {
                Ok(_) => Err("it finds nothing: switch it on again".to_owned()),
                Err(said) if said.contains(off.rule) => Ok(()),
                Err(said) => Err(said),
            }
        })
    }

    /// The schema is valid, its files satisfy it, and a broken file does not.
    fn schema(&self, described: &'static Described) -> Trial {
        let (tools, folder) = (Arc::clone(&self.tools), self.folder.clone());
        let lack = self.lack(&[Need::Python(&["check-jsonschema"])]);
        let name = format!("the schema of {}", described.what);
        trial(name, lack, move || described.holds(&tools, &folder))
    }

    /// Types are checked with the versions on which the projects depend.
    fn pins(&self) -> Trial {
        let project = self.folder.join("classic/shop/pyproject.toml");
        trial(
            "the pins of the checks are those of projects".to_owned(),
            None,
            move || {
                let text = std::fs::read_to_string(&project).map_err(|error| error.to_string())?;
                let needed = text.split('"').filter_map(Pin::parse);
                let known = pins();
                let odd: Vec<Pin> = needed
                    .filter(|pin| !APART.contains(&pin.name.as_str()) && !known.contains(pin))
                    .collect();
                if odd.is_empty() {
                    Ok(())
                } else {
                    Err(format!("{odd:?}"))
                }
            },
        )
    }

    fn lack(&self, needs: &[Need]) -> Option<String> {
        needs.iter().find_map(|need| self.tools.lack(*need))
    }
}

/// The folders of PATH in which there is no such program.
fn path_without(program: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let left = std::env::split_paths(&path).filter(|folder| !folder.join(program).exists());
    std::env::join_paths(left).ok()?.into_string().ok()
}

fn arguments_of(selection: &str) -> &'static [&'static str] {
    SELECTIONS
        .iter()
        .find(|(name, _)| *name == selection)
        .map_or(&[], |(_, arguments)| arguments)
}
