//! Migrations on a real database, for each ORM: any history of a project gives the schema that a new project has, rows
//! keep their values, the models need no further migration, and everything can be reverted.

use std::process::Command;
use std::sync::Arc;

use libtest_mimic::Conclusion;

use crate::machine::tools::{Need, Tools, inside};
use crate::support;
use crate::trials::{Suite, trial};

const SCRIPT: &str = include_str!("migrations/histories.py");

pub fn suite(suite: Suite) -> Conclusion {
    let tools = Arc::new(Tools::find());
    let trials = ["flask", "django"].map(|web| {
        let tools = Arc::clone(&tools);
        trial(
            format!("every history gives the same schema: {web}"),
            tools.lack(Need::Requirements),
            move || {
                let scratch = support::scratch();
                let program = support::tierup(scratch.path());
                let mut script: Command = tools.python_tool("python");
                script.args(["-c", SCRIPT]).arg(program.get_program());
                script.arg(scratch.path()).arg(web);
                script.envs(support::clean_environment());
                inside(&mut script, scratch.path()).map(drop)
            },
        )
    });
    suite.run(trials.into())
}
