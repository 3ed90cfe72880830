//! The page to try tierup on, as it was built last: its types and lints, and its tests in Chromium, which compare what
//! is downloaded with what the program writes.
//!
//! Without the built page or a browser it is skipped with a message; with `CI=true` it fails.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Conclusion;

use crate::machine::tools::{inside, on_path};
use crate::trials::{Suite, Trial, trial};

/// Files of tests, and what each shows.
const TESTS: [(&str, &str); 3] = [
    ("choices", "what is chosen is shown, shared and undone"),
    ("access", "keyboard, screen readers, colours, small screens"),
    ("archive", "what is downloaded is what the command writes"),
];
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

pub fn suite(suite: Suite) -> Conclusion {
    if is_left_out() {
        println!("skipped: the page is not built");
        return suite.run(Vec::new());
    }
    let mut trials: Vec<Trial> = vec![trial("types and lints", lack_of_packages(), || {
        let mut check = Command::new("npm");
        inside(check.args(["run", "--silent", "check"]), &web()).map(|_| ())
    })];
    trials.extend(TESTS.map(|(file, name)| {
        trial(name, lack(), move || {
            let mut node = Command::new("node");
            node.env("TIERUP", env!("CARGO_BIN_EXE_tierup"));
            let path = format!("tests/{file}.test.mjs");
            inside(node.args(["--test", &path]), &web()).map(|_| ())
        })
    }));
    suite.run(trials)
}

/// Where the page cannot be built, CI says so.
fn is_left_out() -> bool {
    std::env::var_os("TIERUP_WITHOUT_PAGE").is_some()
}

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("web")
}

/// What is missing for the tests in a browser.
fn lack() -> Option<String> {
    let browser = BROWSERS.iter().find_map(|name| on_path(name));
    let page = web().join("dist/index.html");
    lack_of_packages()
        .or_else(|| (!page.is_file()).then(|| "the page is not built: `make page`".to_owned()))
        .or_else(|| {
            browser
                .is_none()
                .then(|| "chromium is not installed".to_owned())
        })
}

fn lack_of_packages() -> Option<String> {
    let has = |path: &str| web().join(path).exists();
    let is_built = has("node_modules") && has("generated");
    on_path("node")
        .is_none()
        .then(|| "node is not installed".to_owned())
        .or_else(|| (!is_built).then(|| "the page is not built: `make page`".to_owned()))
}
