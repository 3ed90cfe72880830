//! A fault for every checker, planted in a good project: a checker that does not see it is blind.

use std::fs;
use std::path::Path;

/// In `file`, the first `old` becomes `new`; an empty `old` is the end of the file. Then the check
/// must fail and say `finding`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) check: &'static str,
    pub(crate) name: &'static str,
    file: &'static str,
    old: &'static str,
    new: &'static str,
    pub(crate) finding: &'static str,
}

const fn fault(
    check: &'static str,
    name: &'static str,
    [file, old, new]: [&'static str; 3],
    finding: &'static str,
) -> Fault {
    Fault {
        check,
        name,
        file,
        old,
        new,
        finding,
    }
}

const ORDERS: &str = "src/shop/services/orders.py";
const NGINX: &str = "deploy/nginx/nginx.conf";
const COMPOSE: &str = "compose.yaml";

pub(crate) const FAULTS: [Fault; 26] = [
    fault(
        "our search for template marks",
        "a value that was not filled in",
        ["Makefile", "", "# {{ project.name }}\n"],
        "Makefile:",
    ),
    fault(
        "the standard library",
        "a table twice",
        ["tierup.toml", "", "[project]\n"],
        "tierup.toml: Cannot declare ('project',) twice",
    ),
    fault(
        "the standard library",
        "Python that does not parse",
        [ORDERS, "", "def f(:\n"],
        "orders.py: invalid syntax",
    ),
    fault(
        "ruff check",
        "an undefined name",
        [ORDERS, "", "\n\nTOTAL = nowhere\n"],
        "F821",
    ),
    fault(
        "ruff check",
        "a shell",
        [
            ORDERS,
            "",
            "\n\n__import__('subprocess').run('ls', shell=True)\n",
        ],
        "S60",
    ),
    fault(
        "ruff format",
        "a line too close to the one before",
        [ORDERS, "", "TOTAL = 1\n"],
        "1 file would be reformatted",
    ),
    fault(
        "mypy",
        "a wrong type",
        [ORDERS, "", "\n\ndef total() -> int:\n    return \"1\"\n"],
        "[return-value]",
    ),
    fault(
        "mypy",
        "a function without types",
        ["tests/conftest.py", "", "\n\ndef total(a):\n    return a\n"],
        "[no-untyped-def]",
    ),
    fault(
        "import-linter",
        "a service that knows the framework",
        [ORDERS, "", "\n\nimport flask\n"],
        "The core knows no framework, no driver and no setting BROKEN",
    ),
    fault(
        "import-linter",
        "a service that knows a controller",
        [ORDERS, "", "\n\nimport shop.controllers\n"],
        "Each layer uses only those below it BROKEN",
    ),
    fault(
        "import-linter",
        "a controller that knows a repository",
        [
            "src/shop/controllers/orders.py",
            "",
            "\n\nimport shop.repositories\n",
        ],
        "Controllers know services, not what is behind them BROKEN",
    ),
    fault(
        "validate-pyproject",
        "a dependency without a name",
        [
            "pyproject.toml",
            "dependencies = [\n",
            "dependencies = [\n    \"==1\",\n",
        ],
        "project.dependencies[0]",
    ),
    fault(
        "docker compose config",
        "a network that nobody defines",
        [COMPOSE, "networks: [edge]", "networks: [edges]"],
        "undefined network edges",
    ),
    fault(
        "docker compose config",
        "a variable that nobody sets",
        [".env", "DB_PASSWORD", "DB_PASSWD"],
        "see .env.example",
    ),
    fault(
        "the Compose specification",
        "a wrong key",
        [COMPOSE, "    ports:\n", "    port:\n"],
        "'port' was unexpected",
    ),
    fault(
        "yamllint",
        "a key twice",
        [COMPOSE, "  init: true\n", "  init: true\n  init: true\n"],
        "duplication of key \"init\"",
    ),
    fault(
        "hadolint",
        "a base without a tag",
        ["Dockerfile", "FROM python:3.13-slim\n", "FROM python\n"],
        "DL3006",
    ),
    fault(
        "nginx",
        "a directive that does not exist",
        [NGINX, "proxy_pass ", "proxy_pas "],
        "unknown directive \"proxy_pas\"",
    ),
    fault(
        "nginx",
        "a variable that does not exist",
        [NGINX, "$scheme", "$schema"],
        "unknown \"schema\" variable",
    ),
    fault(
        "gixy",
        "a way out of a folder",
        [
            NGINX,
            "location / {",
            "location /static {\n            alias /srv/static/;\n        }\n        location / {",
        ],
        "[alias_traversal]",
    ),
    fault(
        "the schema of answers",
        "a provider that does not exist",
        ["tierup.toml", "lb = \"nginx\"", "lb = \"ngnix\""],
        "$.tiers.lb: 'ngnix' is not one of",
    ),
    fault(
        "the schema of answers",
        "a number that is a text",
        ["tierup.toml", "replicas = 2", "replicas = \"two\""],
        "'two' is not",
    ),
    fault(
        "the schema of answers",
        "a table that does not exist",
        ["tierup.toml", "[capacity]", "[capacities]"],
        "'capacities' was unexpected",
    ),
    fault(
        "xmllint",
        "an element that does not end",
        ["docs/architecture.svg", "</svg>", ""],
        "Premature end of data",
    ),
    fault(
        "mermaid",
        "a label that does not end",
        ["README.md", "\"]", "\""],
        "Parse error",
    ),
    fault(
        "mermaid",
        "an arrow to nowhere",
        ["README.md", "| tier_lb\n", "|\n"],
        "Parse error",
    ),
];

impl Fault {
    pub(crate) fn plant(&self, project: &Path) -> Result<(), String> {
        let path = project.join(self.file);
        let shown = |error| format!("{}: {error}", path.display());
        let text = fs::read_to_string(&path).map_err(shown)?;
        let broken = if self.old.is_empty() {
            text.clone() + self.new
        } else {
            text.replacen(self.old, self.new, 1)
        };
        if broken == text {
            return Err(format!("{} has no {:?} to break", self.file, self.old));
        }
        fs::write(&path, broken).map_err(shown)
    }
}
