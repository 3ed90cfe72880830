//! `tierup completions SHELL`: the script for a shell. It calls this program for candidates, so that they are those of
//! the pack.

use clap_complete::Shell;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};
use serde_json::json;

use crate::cli::args::Completions;
use crate::core::error::{AtPath, Problem, Result};
use crate::screen::report::Report;

const NAME: &str = "tierup";
/// The variable that the script sets.
const VARIABLE: &str = "COMPLETE";

pub(super) fn run(args: &Completions, report: Report) -> Result<i32> {
    let shell: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        Shell::Zsh => &Zsh,
        other => {
            return Err(
                Problem::new(format!("completion for {other} is not supported"))
                    .at("SHELL")
                    .into(),
            );
        }
    };
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, NAME, NAME, NAME, &mut script)
        .at_path("SHELL")?;
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if args.shell == Shell::Bash {
        script = with_whole_words(&script);
    }
    report.result(
        &script,
        &json!({"shell": args.shell.to_string(), "script": script}),
    )?;
    Ok(0)
}

/// Bash splits words at `=`, so that it would complete `p` when `db=p` was typed. This joins them again, and removes
/// the part up to the last `=` from the candidates.
fn with_whole_words(script: &str) -> String {
    let plain = format!("-F _clap_complete_{NAME} {NAME}");
    format!(
        "{BASH_WORDS}{}",
        script.replace(&plain, &format!("-F _{NAME}_whole_words {NAME}"))
    )
}

const BASH_WORDS: &str = r#"
_tierup_whole_words() {
    local whole=() at=0 i word glue=
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        word="${COMP_WORDS[i]}"
        if ((i > 0)) && [[ $glue || $word == "=" ]]; then
            whole[${#whole[@]}-1]+="$word"
        else
            whole+=("$word")
        fi
        [[ $word == "=" ]] && glue=1 || glue=
        ((i == COMP_CWORD)) && at=$((${#whole[@]} - 1))
    done
    local COMP_WORDS=("${whole[@]}") COMP_CWORD=$at
    local current="${whole[at]}" prefix=
    if [[ $COMP_WORDBREAKS == *=* && $current == *=* ]]; then
        prefix="${current%=*}="
    fi
    _clap_complete_tierup "$1" "$current" "$3"
    if [[ $prefix && ${#COMPREPLY[@]} -gt 0 ]]; then
        COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
    fi
}
"#;
