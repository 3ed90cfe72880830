//! Migrations on a real database, for each ORM: any history of a project gives the schema that a new project has, rows
//! keep their values, the models need no further migration, and everything can be reverted.

use std::path::PathBuf;
use std::sync::Arc;

use libtest_mimic::Conclusion;

use crate::machine::docker;
use crate::machine::tools::{Need, Tools, inside, on_path};
use crate::support;
use crate::trials::{Suite, Trial, trial};

/// The image that the script starts.
const MARIADB: &str = "mariadb:11.8";
const SCRIPT: &str = include_str!("migrations/histories.py");

pub fn suite(suite: Suite) -> Conclusion {
    let tools = Arc::new(Tools::find());
    let webs = ["flask", "django"];
    let no_server = "initdb of PostgreSQL is not installed".to_owned();
    let postgres = postgres().ok_or(no_server);
    let trials = webs.into_iter().flat_map(|web| {
        let server = postgres.clone().map(Some);
        let container = tools.lack(Need::Engine).map_or(Ok(None), Err);
        [
            history(&tools, web, "sqlite", Ok(None)),
            history(&tools, web, "postgres", server),
            history(&tools, web, "mariadb", container),
        ]
    });
    let trials = trials.collect();
    suite.run(trials)
}

/// `programs`: the folder of the server's programs, if it needs one, or what it lacks.
fn history(
    tools: &Arc<Tools>,
    web: &'static str,
    db: &'static str,
    programs: Result<Option<PathBuf>, String>,
) -> Trial {
    let (programs, lack) = match programs {
        Ok(programs) => (programs, tools.lack(Need::Requirements)),
        Err(lack) => (None, Some(lack)),
    };
    let tools = Arc::clone(tools);
    let name = format!("every history gives the same schema: {web}, {db}");
    trial(name, lack, move || {
        let scratch = support::scratch();
        let program = support::tierup(scratch.path());
        let mut script = tools.python_tool("python");
        let file = scratch.path().join("histories.py");
        std::fs::write(&file, SCRIPT).map_err(|error| error.to_string())?;
        if db == "mariadb" {
            docker::provide(&[MARIADB])?;
        }
        script.arg(file).arg(program.get_program());
        script.arg(scratch.path()).args([web, db]);
        script.args(programs);
        script.envs(support::clean_environment());
        inside(&mut script, scratch.path()).map(drop)
    })
}

/// The folder of the programs of `PostgreSQL`: Debian does not put them on PATH.
fn postgres() -> Option<PathBuf> {
    let found = on_path("initdb").and_then(|path| Some(path.parent()?.to_owned()));
    found.or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
        folders.find(|folder| folder.join("initdb").exists())
    })
}
