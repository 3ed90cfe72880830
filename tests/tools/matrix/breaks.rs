//! Deliberately broken packs, each by one line: inconsistent names must be found, with their files.

use std::fs;
use std::path::Path;

use super::rendered::{Rendered, load, preset_with};

/// In `file` of the pack, replaces `old` by `new`; then the names of the project with `choices` are inconsistent.
pub(crate) struct Break {
    pub(crate) name: &'static str,
    choices: &'static [(&'static str, &'static str)],
    file: &'static str,
    old: &'static str,
    new: &'static str,
    pub(crate) findings: &'static [&'static str],
}

const CLASSIC: &[(&str, &str)] = &[];

pub(crate) const BREAKS: [Break; 16] = [
    Break {
        name: "a wrong port in the address of a cache",
        choices: CLASSIC,
        file: "cache/redis/provider.toml",
        old: "//cache:6379",
        new: "//cache:6380",
        findings: &[
            "compose.yaml: CACHE_URL of web says port 6380 of cache",
            "CACHE_URL of worker",
        ],
    },
    Break {
        name: "a port where the server does not listen",
        choices: CLASSIC,
        file: "db/postgres/provider.toml",
        old: "port = 5432",
        new: "port = 5433",
        findings: &["compose.yaml: db listens on 5432, but {5433} is exposed"],
    },
    Break {
        name: "a balancer that sends to a wrong port",
        choices: CLASSIC,
        file: "parts/gunicorn/part.toml",
        old: "port = 8000",
        new: "port = 8001",
        findings: &["compose.yaml: web listens on 8000, but {8001} is exposed"],
    },
    Break {
        name: "a balancer that does not listen where it is published",
        choices: CLASSIC,
        file: "lb/nginx/provider.toml",
        old: "port = 8080",
        new: "port = 8088",
        findings: &["compose.yaml: lb publishes 8088, where none of its files listens"],
    },
    Break {
        name: "a service renamed",
        choices: CLASSIC,
        file: "db/postgres/provider.toml",
        old: "name = \"db\"\n",
        new: "name = \"store\"\n",
        findings: &["compose.yaml: DATABASE_URL of web calls db, which is no service"],
    },
    Break {
        name: "the web service renamed",
        choices: CLASSIC,
        file: "parts/gunicorn/part.toml",
        old: "name = \"web\"\n",
        new: "name = \"shopfront\"\n",
        findings: &["deploy/nginx/nginx.conf: sends to web, which is no service"],
    },
    Break {
        name: "a credential that differs",
        choices: CLASSIC,
        file: "cache/redis/provider.toml",
        old: "REDISCLI_AUTH = \"${CACHE_PASSWORD",
        new: "REDISCLI_AUTH = \"${DB_PASSWORD",
        findings: &[
            "compose.yaml: CACHE_URL of web gives \"the-cache_password\", which cache is not told",
        ],
    },
    Break {
        name: "a database under another name",
        choices: CLASSIC,
        file: "db/postgres/provider.toml",
        old: "{% endif %}/{{ project.package }}",
        new: "{% endif %}/shops",
        findings: &["compose.yaml: DATABASE_URL of web asks for \"shops\", which db is not told"],
    },
    Break {
        name: "two services on networks apart",
        choices: CLASSIC,
        file: "cache/redis/provider.toml",
        old: "networks = [\"backend\"]",
        new: "networks = [\"outbound\"]",
        findings: &["compose.yaml: CACHE_URL of web calls cache, with which it shares no network"],
    },
    Break {
        name: "a variable that nothing reads",
        choices: CLASSIC,
        file: "parts/gunicorn/part.toml",
        old: "WEB_THREADS = ",
        new: "WEB_TREADS = ",
        findings: &["compose.yaml: WEB_TREADS is read by no Python file"],
    },
    Break {
        name: "a variable that nobody is asked for",
        choices: CLASSIC,
        file: "cache/redis/provider.toml",
        old: "name = \"CACHE_PASSWORD\"",
        new: "name = \"CACHE_SECRET\"",
        findings: &["CACHE_PASSWORD"],
    },
    Break {
        name: "a file outside its volume",
        choices: &[("db", "sqlite"), ("cache", "none")],
        file: "db/sqlite/provider.toml",
        old: "target = \"/data\"",
        new: "target = \"/datas\"",
        findings: &["compose.yaml: web keeps /data/app.db in no volume"],
    },
    Break {
        name: "a module that is not there",
        choices: CLASSIC,
        file: "parts/celery/part.toml",
        old: "{{ project.package }}.worker\"",
        new: "{{ project.package }}.workers\"",
        findings: &["compose.yaml: shop.workers is no module"],
    },
    Break {
        name: "a target that the Makefile lacks",
        choices: CLASSIC,
        file: "project/Makefile.tera",
        old: "migration: ; $(RUN)\n",
        new: "",
        findings: &["Makefile: the rules are", "and make.py has"],
    },
    Break {
        name: "a file that the image lacks",
        choices: CLASSIC,
        file: "parts/sqlalchemy/part.toml",
        old: "COPY alembic.ini ./",
        new: "COPY alembic.cfg ./",
        findings: &["Dockerfile: copies alembic.cfg, which is not there"],
    },
    Break {
        name: "a package that is imported and not installed",
        choices: &[("queue", "none")],
        file: "cache/redis/provider.toml",
        old: "dependencies = [\"redis==8.1.0\"]",
        new: "dependencies = []",
        findings: &["src/shop/infrastructure/adapters/cache.py: imports redis"],
    },
];

impl Break {
    /// The project of the broken pack, from a copy of the pack in `folder`.
    pub(crate) fn project(&self, folder: &Path) -> Result<Rendered, String> {
        let pack = folder.join("pack");
        copy(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"),
            &pack,
        )?;
        let file = pack.join(self.file);
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", self.file))?;
        if !text.contains(self.old) {
            return Err(format!("{} no longer has {:?}", self.file, self.old));
        }
        fs::write(&file, text.replace(self.old, self.new)).map_err(|error| error.to_string())?;
        preset_with(&load(&pack)?, self.choices)
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.map_err(|error| error.to_string())?;
        let path = entry
            .path()
            .strip_prefix(from)
            .map_err(|error| error.to_string())?;
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).map_err(|error| error.to_string())?;
            super::workshop::write(&to.join(path), &bytes)?;
        }
    }
    Ok(())
}
