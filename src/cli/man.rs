//! The manual page: one for all commands, from the same words as `--help`. Pure: the command line as data gives text
//! for troff.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::Command;
use clap_mangen::Man;

/// The page of a program and of all its commands.
///
/// # Errors
/// Never: the page is written to memory.
pub fn page(program: &Command) -> io::Result<String> {
    let program = program.clone().disable_help_subcommand(true);
    let mut page = Vec::new();
    let man = Man::new(program.clone());
    man.render_name_section(&mut page)?;
    synopsis(&mut program.clone(), &mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut page = title(&program) + &text(&page);
    examples(&program, &mut page);
    commands(&program, program.get_name(), &mut page)?;
    Ok(page)
}

/// A section for every command, with those below it.
fn commands(above: &Command, name: &str, page: &mut String) -> io::Result<()> {
    for command in above.get_subcommands() {
        let name = format!("{name} {}", command.get_name());
        // what every command takes stands once, at the beginning
        let command = command
            .clone()
            .bin_name(&name)
            .disable_help_flag(true)
            .disable_help_subcommand(true);
        let _ = writeln!(page, ".SH \"{}\"", name.to_uppercase());
        let mut sections = Vec::new();
        let man = Man::new(command.clone());
        synopsis(&mut command.clone(), &mut sections)?;
        man.render_description_section(&mut sections)?;
        if command.get_arguments().next().is_some() {
            man.render_options_section(&mut sections)?;
        }
        page.push_str(&below(&text(&sections)));
        examples(&command, page);
        commands(&command, &name, page)?;
    }
    Ok(())
}

/// Of no day: the same program gives the same page.
fn title(program: &Command) -> String {
    let name = program.get_name();
    let version = program.get_version().unwrap_or_default();
    format!(".TH {} 1 \"\" \"{name} {version}\"\n", name.to_uppercase())
}

/// The usage, as the help has it.
fn synopsis(command: &mut Command, page: &mut Vec<u8>) -> io::Result<()> {
    let usage = command.render_usage().to_string();
    writeln!(page, ".SH SYNOPSIS\n.nf")?;
    for line in usage.trim_start_matches("Usage:").lines() {
        writeln!(page, "{}", escaped(line.trim()))?;
    }
    writeln!(page, ".fi")
}

/// Sections as parts of one.
fn below(sections: &str) -> String {
    sections.replace("\n.SH ", "\n.SS ")
}

/// What stands below the help, as it was written.
fn examples(command: &Command, page: &mut String) {
    let Some(after) = command.get_after_help() else {
        return;
    };
    page.push_str(".PP\n.nf\n");
    for line in after.to_string().lines() {
        let _ = writeln!(page, "{}", escaped(line));
    }
    page.push_str(".fi\n");
}

/// A line that troff shows as it is.
fn escaped(line: &str) -> String {
    let escaped = line.replace('\\', "\\e").replace('-', "\\-");
    if escaped.starts_with(['.', '\'']) {
        format!("\\&{escaped}")
    } else {
        escaped
    }
}

/// What the library wrote, without what troff warns of: blanks at line ends, and breaks where there is one already.
fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut lines = lines.join("\n");
    lines.push('\n');
    lines.replace(".br\n\n.br\n", ".sp\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn a_line_is_no_request_to_troff() {
        assert_eq!(escaped(".TH -x"), "\\&.TH \\-x");
        assert_eq!(escaped("a\\b"), "a\\eb");
    }

    #[test]
    fn every_command_and_every_option_stands_on_the_page() {
        fn look(command: &Command, name: &str, page: &str) {
            for below in command.get_subcommands() {
                let name = format!("{name} {}", below.get_name());
                assert!(
                    page.contains(&format!(".SH \"{}\"\n", name.to_uppercase())),
                    "{name}"
                );
                for long in below
                    .get_arguments()
                    .filter_map(|argument| argument.get_long())
                {
                    let long = long.replace('-', "\\-");
                    assert!(page.contains(&format!("\\-\\-{long}")), "{name} --{long}");
                }
                look(below, &name, page);
            }
        }
        let program = crate::cli::args::Args::command();
        let page = page(&program).unwrap();
        look(&program, program.get_name(), &page);
        let words = page.replace("\\-", "-");
        assert!(
            words.contains("\n  tierup new shop -y --preset minimal\n"),
            "{words}"
        );
        assert!(
            words.contains("\ntierup new [OPTIONS] <PATH> [TIER=PROVIDER]...\n"),
            "{words}"
        );
    }
}
