//! `tierup completions SHELL`: the script that a shell sources. It asks this program for candidates, so that
//! they are the pack's.

use clap_complete::Shell;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use crate::args::Completions;
use crate::error::{Problem, Result};

const NAME: &str = "tierup";
/// The variable by which the script asks.
const VARIABLE: &str = "COMPLETE";

pub(super) fn run(args: &Completions) -> Result<i32> {
    let shell: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        Shell::Zsh => &Zsh,
        other => {
            return Err(Problem::new(format!("there is no completion for {other}"))
                .at("SHELL")
                .into());
        }
    };
    shell.write_registration(VARIABLE, NAME, NAME, NAME, &mut std::io::stdout())?;
    Ok(0)
}
