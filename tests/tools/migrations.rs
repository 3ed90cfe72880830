//! Migrations on a real database, for each ORM: any history of a project gives the schema that a new project has, rows
//! keep their values, the models need no further migration, and everything can be reverted.

use std::path::PathBuf;
use std::sync::Arc;

use libtest_mimic::Conclusion;

use crate::machine::tools::{Need, Tools, inside, on_path};
use crate::support;
use crate::trials::{Suite, Trial, trial};

const SCRIPT: &str = include_str!("migrations/histories.py");

pub fn suite(suite: Suite) -> Conclusion {
    let tools = Arc::new(Tools::find());
    let webs = ["flask", "django"];
    let databases = webs.into_iter().flat_map(|web| {
        let server = history(&tools, web, "postgres", postgres());
        [history(&tools, web, "sqlite", Some(PathBuf::new())), server]
    });
    let trials = databases.collect();
    suite.run(trials)
}

/// `programs`: the folder of the server's programs; empty where there is no server.
fn history(
    tools: &Arc<Tools>,
    web: &'static str,
    db: &'static str,
    programs: Option<PathBuf>,
) -> Trial {
    let lack = match &programs {
        None => Some("initdb of PostgreSQL is not installed".to_owned()),
        Some(_) => tools.lack(Need::Requirements),
    };
    let tools = Arc::clone(tools);
    let name = format!("every history gives the same schema: {web}, {db}");
    trial(name, lack, move || {
        let scratch = support::scratch();
        let program = support::tierup(scratch.path());
        let mut script = tools.python_tool("python");
        script.args(["-c", SCRIPT]).arg(program.get_program());
        script.arg(scratch.path()).args([web, db]);
        script.args(programs.filter(|folder| !folder.as_os_str().is_empty()));
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
