//! Names that one file of a project uses and another defines. Here: variables, files, modules and commands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::is_python;
use super::names::{COMPOSE, expression};
use super::stack::Stack;
use super::workshop::Workshop;

const PACKAGE: &str = "shop";

/// Variables that a library reads itself.
const FOREIGN: [&str; 2] = ["DJANGO_SETTINGS_MODULE", "REMAP_SIGTERM"];

static SUBSTITUTED: LazyLock<Regex> = LazyLock::new(|| expression(r"[^$]\$\{(\w+)"));

/// Set by Compose itself.
const OF_COMPOSE: &str = "COMPOSE_PROJECT_NAME";

/// The Compose files and `.env.example` have the same variables.
pub(crate) fn variables(_: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    let example = workshop.text(".env.example").unwrap_or_default();
    let given: BTreeSet<&str> = example
        .lines()
        .filter_map(|line| line.trim_start_matches("# ").split_once('='))
        .map(|(name, _)| name)
        .filter(|name| !name.contains(' '))
        .collect();
    let files = || {
        workshop
            .texts()
            .filter(|(path, _)| path.starts_with("compose."))
    };
    for (path, text) in files() {
        // A variable of another Compose file has a default there.
        for used in SUBSTITUTED.captures_iter(text).filter(|_| path == COMPOSE) {
            if !given.contains(&used[1]) && &used[1] != OF_COMPOSE {
                found.push(format!("{path}: {} is not in .env.example", &used[1]));
            }
        }
    }
    let scripts = || {
        workshop
            .texts()
            .filter(|(path, _)| path.starts_with("deploy/"))
    };
    for name in given {
        let substituted = files().any(|(_, text)| text.contains(&format!("${{{name}")));
        let read = || scripts().any(|(_, text)| text.contains(&format!("\"{name}\"")));
        if !substituted && !read() {
            found.push(format!(
                ".env.example: {name} is used by no Compose file and no script"
            ));
        }
    }
}

/// Every variable of a container is read by the project.
pub(crate) fn environment(stack: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    let settings = workshop.text("src/shop/settings.py").unwrap_or_default();
    let python: BTreeMap<&str, &str> = workshop
        .texts()
        .filter(|(path, _)| is_python(path) && !path.starts_with("tests/"))
        .collect();
    let told: BTreeSet<&String> = stack
        .services
        .values()
        .filter(|service| service.app)
        .flat_map(|service| service.environment.keys())
        .collect();
    for name in told {
        let field = format!("\n    {}: ", name.to_lowercase());
        let quoted = format!("\"{name}\"");
        let read = FOREIGN.contains(&name.as_str())
            || settings.contains(&field)
            || python.values().any(|text| text.contains(&quoted));
        if !read {
            found.push(format!("{COMPOSE}: {name} is read by no Python file"));
        }
    }
}

static COPIED: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?m)^COPY (?:--chown=\S+ )?([^-\n].*) \S+$"));

/// Files that are mounted or copied into an image exist.
pub(crate) fn mounts(stack: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    for (name, service) in &stack.services {
        for path in service
            .mounts
            .iter()
            .filter_map(|mount| mount.file.as_deref())
        {
            if !workshop.has(path) {
                found.push(format!(
                    "{COMPOSE}: {name} mounts {path}, which is not there"
                ));
            }
        }
    }
    let dockerfile = workshop.text("Dockerfile").unwrap_or_default();
    for copied in COPIED.captures_iter(dockerfile) {
        for path in copied[1].split(' ') {
            if !workshop.has(path.trim_start_matches("./")) {
                found.push(format!("Dockerfile: copies {path}, which is not there"));
            }
        }
    }
}

static MODULE: LazyLock<Regex> =
    LazyLock::new(|| expression(&format!(r"\b({PACKAGE}(?:\.[a-z_]\w*)+)(?::(\w+))?")));

/// Files that refer to modules without importing them.
const NAMING: [&str; 7] = [
    COMPOSE,
    "Dockerfile",
    "alembic.ini",
    "gunicorn.conf.py",
    "make.py",
    "pyproject.toml",
    ".github/workflows/ci.yml",
];

/// A named module exists, and has the named attribute.
pub(crate) fn modules(stack: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    let files = NAMING
        .iter()
        .filter_map(|path| Some((*path, workshop.text(path)?)));
    let words = stack
        .services
        .values()
        .flat_map(|service| service.command.iter().chain(&service.healthcheck))
        .map(|word| (COMPOSE, word.as_str()));
    for (path, text) in files.chain(words) {
        for named in MODULE.captures_iter(text) {
            let file = format!("src/{}", named[1].replace('.', "/"));
            let module = workshop
                .text(&format!("{file}.py"))
                .or_else(|| workshop.text(&format!("{file}/__init__.py")));
            let attribute = named.get(2).map_or("", |name| name.as_str());
            match module {
                None if workshop.has(&file) => {}
                None => found.push(format!("{path}: {} is no module", &named[1])),
                Some(text) if !attribute.is_empty() && !defines(text, attribute) => {
                    found.push(format!("{path}: {} has no {attribute}", &named[1]));
                }
                Some(_) => {}
            }
        }
    }
}

fn defines(module: &str, attribute: &str) -> bool {
    let forms = [format!("\n{attribute} = "), format!("\ndef {attribute}(")];
    forms.iter().any(|form| module.contains(form))
}

static TARGET: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)^@target\ndef ([a-z_]+)\("));
static RULE: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)^([a-z-]+):"));

/// The Makefile has the targets of make.py, and each is phony.
pub(crate) fn targets(_: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    let makefile = workshop.text("Makefile").unwrap_or_default();
    let script = workshop.text("make.py").unwrap_or_default();
    let functions: BTreeSet<String> = TARGET
        .captures_iter(script)
        .map(|function| function[1].trim_end_matches('_').replace('_', "-"))
        .collect();
    let rules: BTreeSet<String> = RULE
        .captures_iter(makefile)
        .map(|rule| rule[1].to_owned())
        .collect();
    let phony = makefile
        .lines()
        .filter_map(|line| line.strip_prefix(".PHONY: "));
    let phony: BTreeSet<String> = phony
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect();
    for (what, names) in [("rules", rules), ("phony targets", phony)] {
        if functions.is_empty() || functions != names {
            found.push(format!(
                "Makefile: the {what} are {names:?}, and make.py has {functions:?}"
            ));
        }
    }
}

static MADE: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)(?:^|[`\s])make ([a-z][a-z-]*)"));

/// Every make target in documents and workflows exists.
pub(crate) fn commands(_: &Stack, workshop: &Workshop, found: &mut Vec<String>) {
    let makefile = workshop.text("Makefile").unwrap_or_default();
    for path in [
        "README.md",
        "docs/benchmarks.md",
        "docs/development.md",
        "docs/operations.md",
        "docs/kubernetes.md",
        ".github/workflows/ci.yml",
        ".pre-commit-config.yaml",
    ] {
        for line in workshop.text(path).unwrap_or_default().lines() {
            // Words of a sentence are not commands: a command is at the start of a line, or in backquotes.
            let command = line
                .trim_start()
                .trim_start_matches("- run: ")
                .starts_with("make ");
            for made in MADE
                .captures_iter(line)
                .filter(|_| command || line.contains("`make "))
            {
                if !makefile.contains(&format!("\n{}:", &made[1])) {
                    found.push(format!("{path}: the Makefile has no {}", &made[1]));
                }
            }
        }
    }
}
