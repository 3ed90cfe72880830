//! A fault for every checker, planted in a valid project: the checker must find it.

use std::fs;
use std::path::Path;

/// In `file` of the project `selection`, replaces the first `old` by `new`; an empty `old` is the end of the file,
/// which may be new. Then the check must fail and report `finding`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) check: &'static str,
    pub(crate) name: &'static str,
    pub(crate) selection: &'static str,
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
    fault_in("classic", check, name, [file, old, new], finding)
}

const fn fault_in(
    selection: &'static str,
    check: &'static str,
    name: &'static str,
    [file, old, new]: [&'static str; 3],
    finding: &'static str,
) -> Fault {
    Fault {
        check,
        name,
        selection,
        file,
        old,
        new,
        finding,
    }
}

const ORDERS: &str = "src/shop/services/orders.py";
const SITE: &str = "deploy/nginx/site.conf";
const HAPROXY: &str = "deploy/haproxy/haproxy.cfg";
const CADDY: &str = "deploy/caddy/Caddyfile";
const COMPOSE: &str = "compose.yaml";
const RULES: &str = "deploy/prometheus/rules.yml";
const WORKFLOW: &str = ".github/workflows/ci.yml";

pub(crate) const FAULTS: [Fault; 58] = [
    fault(
        "our search for template marks",
        "a value that was not filled in",
        ["Makefile", "", "# {{ project.name }}\n"],
        "Makefile:",
    ),
    fault(
        "our search for rules that are off without a reason",
        "one",
        [ORDERS, "", "\n\nTOTAL = nowhere  # noqa: F821\n"],
        "TOTAL = nowhere",
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
        "import-linter",
        "an infrastructure that knows a service",
        [
            "src/shop/infrastructure/errors.py",
            "",
            "\n\nimport shop.services.pricing\n",
        ],
        "The infrastructure knows nothing of the domain BROKEN",
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
        "a network that is not defined",
        [COMPOSE, "networks: [edge]", "networks: [edges]"],
        "undefined network edges",
    ),
    fault(
        "docker compose config",
        "a variable that is not set",
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
        "compose-spec",
        "a restart policy that does not exist",
        [COMPOSE, "restart: unless-stopped", "restart: sometimes"],
        "restart: unknown variant `sometimes`",
    ),
    fault(
        "dclint",
        "a port published twice",
        [
            COMPOSE,
            "    networks: [edge]\n",
            "      - \"127.0.0.1:8080:9090\"\n    networks: [edge]\n",
        ],
        "no-duplicate-exported-ports",
    ),
    fault(
        "dclint",
        "a port for every address",
        [COMPOSE, "${APP_BIND:-127.0.0.1}:", ""],
        "no-unbound-port-interfaces",
    ),
    fault(
        "compose-lint",
        "a container that may do all",
        [
            COMPOSE,
            "  read_only: true\n",
            "  read_only: true\n  privileged: true\n",
        ],
        "CL-0002",
    ),
    fault(
        "compose-lint",
        "a file system that can be written",
        [COMPOSE, "  read_only: true\n", ""],
        "CL-0007",
    ),
    fault(
        "compose-lint",
        "a password among the arguments",
        [
            COMPOSE,
            "      - \"-c\"\n",
            "      - \"--password\"\n      - \"hunter2hunter2\"\n      - \"-c\"\n",
        ],
        "CL-0020",
    ),
    fault(
        "shellcheck",
        "a script that can remove everything",
        [
            "deploy/clean.sh",
            "",
            "#!/usr/bin/env bash\nrm -rf \"$1/\"*\n",
        ],
        "SC2115",
    ),
    fault(
        "shellcheck",
        "a word without quotes in a workflow",
        [WORKFLOW, "- run: make up", "- run: rm $HOME/$1"],
        "SC2086",
    ),
    fault(
        "the schema of workflows",
        "a key that does not exist",
        [WORKFLOW, "    steps:\n", "    step:\n"],
        "'step' was unexpected",
    ),
    fault(
        "the schema of Dependabot",
        "an interval that does not exist",
        [
            ".github/dependabot.yml",
            "interval: weekly",
            "interval: often",
        ],
        "'often'",
    ),
    fault_in(
        "bare",
        "the schema of GitLab CI",
        "a list that is a word",
        [".gitlab-ci.yml", "timeout: 15 minutes", "timeout: [15]"],
        "timeout",
    ),
    fault_in(
        "bare",
        "the schema of Renovate",
        "a manager without a list",
        [
            "renovate.json",
            "[\"docker-compose\", \"dockerfile\", \"gitlabci\"]",
            "\"dockerfile\"",
        ],
        "enabledManagers",
    ),
    fault(
        "actionlint",
        "a value that does not exist",
        [WORKFLOW, "${{ matrix.python }}", "${{ matrix.pythons }}"],
        "property \"pythons\" is not defined",
    ),
    fault(
        "zizmor",
        "an action by a name that can move",
        [
            WORKFLOW,
            "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8",
            "actions/checkout@main",
        ],
        "unpinned-uses",
    ),
    fault(
        "zizmor",
        "a title that is run as a command",
        [
            WORKFLOW,
            "- run: make up",
            "- run: echo ${{ github.event.pull_request.title }}",
        ],
        "template-injection",
    ),
    fault(
        "bandit",
        "a shell",
        [
            ORDERS,
            "",
            "\n\n__import__('os').system('ls')\nimport subprocess\nsubprocess.run('ls', shell=True)\n",
        ],
        "B602",
    ),
    fault(
        "detect-secrets",
        "a key in the Dockerfile",
        ["Dockerfile", "", "ENV AWS_KEY=AKIAQWERTYUIOPASDFGH\n"],
        "AWS Access Key",
    ),
    fault(
        "detect-secrets",
        "a password in the Compose file",
        [
            COMPOSE,
            "${DB_PASSWORD:?see .env.example}",
            "s3cr3tOfTheTrade",
        ],
        "Secret Keyword",
    ),
    fault(
        "markdownlint",
        "a link to no heading",
        ["README.md", "", "\nSee [there](#nowhere-at-all).\n"],
        "MD051",
    ),
    fault(
        "yamllint",
        "a value that YAML reads as a truth",
        [WORKFLOW, "fail-fast: false", "fail-fast: no"],
        "truthy value should be one of",
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
        [SITE, "proxy_pass ", "proxy_pas "],
        "unknown directive \"proxy_pas\"",
    ),
    fault(
        "nginx",
        "a variable that does not exist",
        [SITE, "$proto", "$schema"],
        "unknown \"schema\" variable",
    ),
    fault_in(
        "haproxy",
        "haproxy",
        "a keyword that does not exist",
        [HAPROXY, "balance leastconn", "balance leastcon"],
        "balance only supports",
    ),
    fault_in(
        "haproxy",
        "haproxy",
        "a rule that comes too late",
        [
            HAPROXY,
            "    default_backend ready\n",
            "    default_backend ready\n    tcp-request connection accept\n",
        ],
        "[WARNING]",
    ),
    fault_in(
        "haproxy",
        "haproxy",
        "an error page that is none",
        ["deploy/haproxy/errors/400.http", "HTTP/1.1 400", "400"],
        "400.http",
    ),
    fault_in(
        "caddy",
        "caddy",
        "a directive that does not exist",
        [CADDY, "\t\tfile_server\n", "\t\tfile_sever\n"],
        "unrecognized directive: file_sever",
    ),
    fault_in(
        "caddy",
        "caddy",
        "spaces at the beginning of a line",
        [CADDY, "\t\tfile_server\n", "        file_server\n"],
        "is not formatted",
    ),
    fault(
        "gixy",
        "a way out of a folder",
        [
            SITE,
            "location / {",
            "location /files {\n    alias /srv/static/;\n}\nlocation / {",
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
        ["tierup.toml", "#replicas = 2", "replicas = \"two\""],
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
    fault_in(
        "watched",
        "promtool",
        "a rule that cannot be read",
        [RULES, "pg_up == 0", "pg_up === 0"],
        "parse error",
    ),
    fault_in(
        "watched",
        "promtool",
        "an alert that comes too late",
        [RULES, "for: 2m", "for: 20m"],
        "FAILED",
    ),
    fault_in(
        "watched",
        "amtool",
        "a receiver that does not exist",
        [
            "deploy/alertmanager/alertmanager.yml",
            "receiver: operators",
            "receiver: others",
        ],
        "undefined receiver",
    ),
    fault_in(
        "watched",
        "our search for alerts without a test or a meaning",
        "an alert without a test",
        [RULES, "- alert: PoolNearlyUsed", "- alert: PoolUsed"],
        "PoolUsed is not tested",
    ),
    fault_in(
        "watched",
        "our search for alerts without a test or a meaning",
        "a section about no alert",
        ["docs/alerts.md", "### LatencyHigh", "### Latency"],
        "LatencyHigh is not explained",
    ),
];

impl Fault {
    pub(crate) fn plant(&self, project: &Path) -> Result<(), String> {
        let path = project.join(self.file);
        let shown = |error| format!("{}: {error}", path.display());
        let text = if self.old.is_empty() && !path.exists() {
            String::new()
        } else {
            fs::read_to_string(&path).map_err(shown)?
        };
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
