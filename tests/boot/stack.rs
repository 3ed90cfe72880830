//! A generated project that runs in Compose, on a port and under a name of its own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::selections::generate;
use crate::tools::{Outcome, run};
use crate::{Selection, docker};

#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
    name: String,
    /// What the project calls its image; no other project here is called so.
    image: String,
}

impl Stack {
    /// Generates, builds, starts and waits until everything is healthy. What stands half is taken
    /// down again.
    pub(crate) fn up(dir: &Path, selection: &Selection) -> Result<Self, String> {
        let image = format!("boot-{}", selection.name);
        let folder = generate(&dir.join(selection.name), &image, selection.arguments)?;
        Self::of(folder, image)
    }

    /// The same for a project that stands in `folder` and calls its image so.
    pub(crate) fn of(folder: PathBuf, image: String) -> Result<Self, String> {
        let stack = Self {
            folder,
            port: free_port()?,
            name: format!("{image}-{}", std::process::id()),
            image,
        };
        stack.start().inspect_err(|_| stack.down())?;
        Ok(stack)
    }

    fn start(&self) -> Result<(), String> {
        let images = self.images()?;
        let names: Vec<&str> = images.iter().map(String::as_str).collect();
        docker::provide(&self.folder, &names)?;
        let up = [
            "up",
            "--detach",
            "--build",
            "--wait",
            "--wait-timeout",
            "300",
        ];
        match self.compose(&up) {
            Ok(_) => Ok(()),
            Err(said) => {
                let states = self.compose(&["ps", "--all"]).unwrap_or_else(|said| said);
                let logs = self
                    .compose(&["logs", "--tail", "40"])
                    .unwrap_or_else(|said| said);
                Err(format!("{said}\n{states}\n{logs}"))
            }
        }
    }

    /// Every image that is not built here: those of services and those that the Dockerfile starts from.
    fn images(&self) -> Result<Vec<String>, String> {
        let named = self.compose(&["config", "--images"])?;
        let dockerfile = std::fs::read_to_string(self.folder.join("Dockerfile"))
            .map_err(|error| error.to_string())?;
        let bases = dockerfile
            .lines()
            .filter_map(|line| line.strip_prefix("FROM "))
            .filter_map(|line| line.split(' ').next());
        let images = named
            .lines()
            .filter(|image| image.contains(':'))
            .chain(bases);
        Ok(images.map(str::to_owned).collect())
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn image(&self) -> &str {
        &self.image
    }

    pub(crate) fn compose(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new("docker");
        command
            .args(["compose", "--progress", "quiet"])
            .args(arguments)
            .env("COMPOSE_PROJECT_NAME", &self.name)
            .env("APP_PORT", self.port.to_string())
            .env_remove("APP_BIND")
            .env_remove("COMPOSE_FILE")
            .current_dir(&self.folder);
        run(&mut command)
    }

    /// The containers, jobs that have ended among them.
    pub(crate) fn containers(&self) -> Vec<Value> {
        let said = self
            .compose(&["ps", "--all", "--format", "json"])
            .expect("the containers");
        said.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }

    /// Containers, networks, volumes and the built image go, whatever happened to them.
    pub(crate) fn down(&self) {
        let down = ["down", "--volumes", "--remove-orphans", "--timeout", "5"];
        if let Err(said) = self.compose(&down) {
            eprintln!("{} is left behind:\n{said}", self.name);
        }
        let _ = run(Command::new("docker").args(["image", "rm", &self.image]));
    }
}

pub(crate) fn free_port() -> Result<u16, String> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| error.to_string())
}
