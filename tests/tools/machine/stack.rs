//! A generated project that runs in Compose, with its own port and name.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::tools::{Outcome, run};
use crate::machine::docker;
use crate::machine::http;
use crate::machine::projects::generate;

/// The client in the container of `PostgreSQL` or of `MariaDB`.
const CLIENT: &str = "
if [ -n \"${POSTGRES_DB-}\" ]; then
  exec psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --username \"$POSTGRES_USER\" \
    --dbname \"$POSTGRES_DB\" --command \"$0\"
fi
exec mariadb --batch --skip-column-names --user mysql --execute \"$0\" \"$DB_NAME\"";

#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
    name: String,
    /// The project's own image, named after its stack.
    image: String,
}

impl Stack {
    /// Generates, builds, starts and waits until everything is healthy. After a failure, everything is removed.
    pub(crate) fn up(dir: &Path, image: &str, arguments: &[&str]) -> Result<Self, String> {
        Self::changed(dir, image, arguments, |_| Ok(()))
    }

    /// The same of a project that is changed before it starts.
    pub(crate) fn changed(
        dir: &Path,
        image: &str,
        arguments: &[&str],
        change: fn(&Path) -> Result<(), String>,
    ) -> Result<Self, String> {
        let folder = generate(&dir.join(image), image, arguments)?;
        change(&folder)?;
        harden(&folder.join(".env")).map_err(|error| error.to_string())?;
        hide(&folder)?;
        Self::of(folder, image)
    }

    /// The same for an existing project in `folder` with this name.
    pub(crate) fn of(folder: PathBuf, image: &str) -> Result<Self, String> {
        let name = format!("{image}-{}", std::process::id());
        let stack = Self {
            folder,
            port: free_port()?,
            image: format!("{name}-app"),
            name,
        };
        stack.start().inspect_err(|_| stack.down())?;
        Ok(stack)
    }

    fn start(&self) -> Result<(), String> {
        docker::provide_named(&self.folder)?;
        let up = [
            "up",
            "--detach",
            "--build",
            "--wait",
            "--wait-timeout",
            "300",
        ];
        match self.compose(&up) {
            Ok(_) => self.authorize(),
            Err(said) => {
                let states = self.compose(&["ps", "--all"]).unwrap_or_else(|said| said);
                let logs = self
                    .compose(&["logs", "--tail", "40"])
                    .unwrap_or_else(|said| said);
                Err(format!("{said}\n{states}\n{logs}"))
            }
        }
    }

    /// Requests to a stack with callers are those of staff.
    fn authorize(&self) -> Result<(), String> {
        if self.folder.join("tests/support/tokens.py").exists() {
            let token = self.compose(&["exec", "-T", "web", "development-token"])?;
            http::authorize(self.port, token.trim());
        }
        Ok(())
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn image(&self) -> &str {
        &self.image
    }

    /// The name of its Python package and of its database.
    pub(crate) fn package(&self) -> String {
        let name = self.name.rsplit_once('-').map_or("", |(name, _)| name);
        name.replace('-', "_")
    }

    /// Writes its name and port to `.env`, as a user would.
    pub(crate) fn told_in_env(&self) -> std::io::Result<()> {
        let env = self.folder.join(".env");
        let text = std::fs::read_to_string(&env)?;
        let text = text.replace("APP_PORT=8080", &format!("APP_PORT={}", self.port));
        std::fs::write(&env, format!("{text}COMPOSE_PROJECT_NAME={}\n", self.name))
    }

    pub(crate) fn compose(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new("docker");
        command
            .args(["compose", "--progress", "quiet"])
            .args(arguments)
            .env("COMPOSE_PROJECT_NAME", &self.name)
            .env("APP_PORT", self.port.to_string())
            // any free one
            .env("PROMETHEUS_PORT", "0")
            .env_remove("APP_BIND")
            .env_remove("COMPOSE_FILE")
            .current_dir(&self.folder);
        run(&mut command)
    }

    /// What its database answers its superuser: a line for each row.
    pub(crate) fn sql(&self, statement: &str) -> Outcome {
        self.compose(&["exec", "-T", "db", "sh", "-c", CLIENT, statement])
    }

    /// Of two statements that do the same, the one for its database.
    pub(crate) fn dialect<'a>(&self, postgres: &'a str, mariadb: &'a str) -> &'a str {
        if self.folder.join("deploy/mariadb").exists() {
            mariadb
        } else {
            postgres
        }
    }

    /// The containers, including finished jobs.
    pub(crate) fn containers(&self) -> Vec<Value> {
        let said = self
            .compose(&["ps", "--all", "--format", "json"])
            .expect("the containers");
        said.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }

    /// Removes containers, networks, volumes and the built image, in any state.
    pub(crate) fn down(&self) {
        let down = ["down", "--volumes", "--remove-orphans", "--timeout", "5"];
        if let Err(said) = self.compose(&down) {
            eprintln!("{} is left behind:\n{said}", self.name);
        }
        let _ = run(Command::new("docker").args(["image", "rm", &self.image]));
    }
}

/// Adds to every password characters that are special in a URL, a shell, a configuration file or a Compose file.
fn harden(env: &Path) -> std::io::Result<()> {
    let text = std::fs::read_to_string(env)?;
    let lines = text.lines().map(|line| match line.split_once('=') {
        Some((name, value)) if name.ends_with("_PASSWORD") && !value.is_empty() => {
            format!("{name}='aB/9@:#%?$x &\"\\'{value}'\n")
        }
        _ => format!("{line}\n"),
    });
    let text: String = lines.collect();
    std::fs::write(env, text)
}

/// Gives the project the permissions of a clone with `umask 077`, and then runs the step of `make up` for them.
fn hide(folder: &Path) -> Result<(), String> {
    let hidden = "chmod -R go= . \
        && if grep -q _make_readable make.py; then python3 -c 'import make; make._make_readable()'; fi";
    run(Command::new("sh").args(["-c", hidden]).current_dir(folder)).map(drop)
}

pub(crate) fn free_port() -> Result<u16, String> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| error.to_string())
}
