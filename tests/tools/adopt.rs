//! Projects with code of their own in Compose: each of `tests/adopt` is adopted, starts, and serves its routes behind
//! the load balancer. `cargo test --test tools -- --include-ignored adopt::` boots all of them every day.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Conclusion;
use serde_json::{Value, json};

use crate::machine::http::{get, post};
use crate::machine::stack::Stack;
use crate::machine::tools::{Need, Tools};
use crate::support::{self, copy, run};
use crate::trials::{Suite, Trial, today, trial};

/// What a project answers once it runs.
type Serves = fn(u16) -> Result<(), String>;

const PROJECTS: [(&str, Serves); 5] = [
    ("flat", a_page),
    ("flask", notes_in_memory),
    ("django", notes_with_slash),
    ("fastapi", notes),
    ("cookiecutter", sums),
];

pub fn suite(suite: Suite) -> Conclusion {
    let scratch = support::scratch();
    let tools = Tools::find();
    let folder = scratch.path().to_owned();
    let trials = PROJECTS
        .into_iter()
        .enumerate()
        .map(|(at, (name, serves))| {
            let folder = folder.clone();
            let turn = (at + today()).is_multiple_of(PROJECTS.len());
            boots(&tools, folder, name, serves).ignored_unless(turn)
        });
    suite.run(trials.collect())
}

fn boots(tools: &Tools, folder: PathBuf, name: &'static str, serves: Serves) -> Trial {
    let lack = tools.lack(Need::Engine);
    trial(
        format!("{name} serves its routes behind the edge"),
        lack,
        move || {
            let stack = Stack::of(adopted(&folder, name)?, name)?;
            let said = serves(stack.port);
            stack.down();
            said
        },
    )
}

/// The project of a case with its stack, without any question.
fn adopted(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let case = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/adopt")
        .join(name);
    let root = folder.join(name);
    copy(&case.join("in"), &root);
    let words = fs::read_to_string(case.join("command")).map_err(|error| error.to_string())?;
    let said = run(&root, words.split_whitespace());
    if said.code == 0 {
        Ok(root)
    } else {
        Err(format!("{said:#?}"))
    }
}

fn equal(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{found} is not {expected}"))
    }
}

/// One process has them, so every client reads the same.
fn notes_in_memory(port: u16) -> Result<(), String> {
    equal(&json!(get(port, "/").body), &json!("<h1>Notes</h1>"))?;
    kept(port, "/notes")
}

fn a_page(port: u16) -> Result<(), String> {
    let page = get(port, "/");
    equal(
        &json!([page.status, page.body]),
        &json!([200, "<h1>Shop</h1>"]),
    )
}

fn notes_with_slash(port: u16) -> Result<(), String> {
    kept(port, "/notes/")
}

fn notes(port: u16) -> Result<(), String> {
    kept(port, "/notes")
}

/// What one request stores is read by all others.
fn kept(port: u16, path: &str) -> Result<(), String> {
    let made = post(port, path, &json!({"text": "one"}));
    equal(&json!(made.status), &json!(201))?;
    for _ in 0..8 {
        equal(&get(port, path).json(), &json!({"notes": ["one"]}))?;
    }
    Ok(())
}

/// A worker adds them.
fn sums(port: u16) -> Result<(), String> {
    let made = post(port, "/sums", &json!([1, 2]));
    equal(
        &json!([made.status, made.json()]),
        &json!([201, {"sum": 3}]),
    )
}
