//! The projects that are checked: presets, different selections, and a difficult name.

use std::path::{Path, PathBuf};

use crate::support;

/// All that a name may contain, in its 60 characters: quotes, a comment sign, a colon, markup, a variable, a command,
/// wide letters.
pub(crate) const NASTY: &str =
    r#"project.name=Crème "brûlée" & co: it's #1 <b>shop</b>, 100 % \ `$HOME` 東京"#;

/// Arguments of `tierup new shop`.
pub(crate) const SELECTIONS: [(&str, &[&str]); 23] = [
    ("classic", &["--preset", "classic"]),
    (
        "minimal",
        &[
            "--preset",
            "minimal",
            "--set",
            "answers.update_workflow=yes",
        ],
    ),
    ("fastapi", &["web=fastapi"]),
    ("no queue", &["queue=none"]),
    ("no balancer", &["lb=none"]),
    ("no cache", &["cache=none"]),
    ("only a database", &["queue=none", "cache=none"]),
    ("a queue over SQLite", &["db=sqlite", "cache=none"]),
    ("haproxy", &["lb=haproxy"]),
    ("caddy", &["lb=caddy"]),
    ("django", &["web=django"]),
    (
        "django alone",
        &[
            "lb=none",
            "web=django",
            "queue=none",
            "cache=none",
            "db=sqlite",
        ],
    ),
    ("in memory", &["db=none", "queue=none", "cache=none"]),
    (
        "bare",
        &[
            "lb=none",
            "queue=none",
            "cache=none",
            "db=sqlite",
            "example=none",
            "--set",
            "answers.gitlab=yes",
            "--set",
            "answers.devcontainer=yes",
        ],
    ),
    (
        "no example, with a pooler",
        &["web=django", "example=none", "--set", "answers.pooler=yes"],
    ),
    ("watched", &["observe=prometheus"]),
    (
        "traced",
        &[
            "--set",
            "answers.tracing=yes",
            "--set",
            "answers.sentry=yes",
        ],
    ),
    (
        "traced others",
        &[
            "lb=caddy",
            "web=django",
            "queue=none",
            "cache=none",
            "db=mariadb",
            "deploy=kubernetes",
            "--set",
            "answers.argocd=yes",
            "--set",
            "answers.flux=yes",
            "--set",
            "answers.tracing=yes",
            "--set",
            "answers.sentry=yes",
        ],
    ),
    (
        "watched others",
        &[
            "lb=haproxy",
            "web=fastapi",
            "queue=celery-rabbitmq",
            "cache=memcached",
            "observe=prometheus",
        ],
    ),
    (
        "no example in the async preset",
        &["--preset", "async", "example=none"],
    ),
    (
        "own code",
        &[
            "--pack",
            "adopted",
            "web=django",
            "queue=celery-rabbitmq",
            "cache=redis",
            "db=postgres",
            "migrations=django",
        ],
    ),
    (
        "own code behind HAProxy",
        &[
            "--pack",
            "adopted",
            "lb=haproxy",
            "web=fastapi",
            "queue=celery-redis",
            "cache=redis",
            "db=sqlite",
            "packages=uv",
        ],
    ),
    (
        "a nasty name",
        &["--set", NASTY, "--set", "project.package=nasty"],
    ),
];

/// The project `name` of `arguments` in the new folder `dir`.
pub(crate) fn generate(dir: &Path, name: &str, arguments: &[&str]) -> Result<PathBuf, String> {
    std::fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let new = ["new", name, "-y"]
        .into_iter()
        .chain(arguments.iter().copied());
    let said = support::run(dir, new);
    if said.code == 0 {
        Ok(dir.join(name))
    } else {
        Err(format!("exit {}\n{}", said.code, said.stderr))
    }
}
