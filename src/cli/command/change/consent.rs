//! Consent of the user: for data that the stack no longer uses.

use crate::cli::args::GlobalArgs;
use crate::core::error::{Problem, Result};
use crate::screen::ask::terminal::Terminal;
use crate::screen::ask::{Ask as _, Choice, Reply};
use crate::screen::prose;

/// Asks if any data are affected; refuses without a terminal.
pub(super) fn ask(data: &[String], command: &str, global: &GlobalArgs) -> Result<()> {
    if data.is_empty() || global.yes {
        return Ok(());
    }
    let Some(mut terminal) = Terminal::open() else {
        return Err(refusal(data, command).into());
    };
    for text in data {
        terminal.show(&prose::hanging(text, terminal.screen_size().columns, 0))?;
    }
    let options = [
        Choice::new("No", "Change nothing"),
        Choice::new("Yes", "The data is not needed, or has a backup"),
    ];
    terminal.forget_keys();
    match terminal.select("Continue anyway?", &options, 0)? {
        Reply::Given(1) => Ok(()),
        _ => Err(refusal(data, command).into()),
    }
}

fn refusal(data: &[String], command: &str) -> Problem {
    Problem::new(data.join("; "))
        .at(command)
        .help(format!("to continue: `{command} -y`"))
}
