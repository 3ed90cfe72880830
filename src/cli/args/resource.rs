//! The arguments of `tierup resource`.

use std::ffi::{OsStr, OsString};

use clap::Subcommand;

use super::{ChangeFlags, examples};
use crate::cli::complete;

/// Commands for the resources of a project.
#[derive(Debug, Subcommand)]
pub enum ResourceCommand {
    /// List the resources of this project with their fields
    List,
    /// Add a resource to this project
    #[command(after_help = examples::RESOURCE_ADD)]
    Add(ResourceAdd),
    /// Add, change, rename and remove fields of a resource
    #[command(after_help = examples::RESOURCE_SET)]
    Set(ResourceSet),
    /// Remove resources from this project
    Remove(ResourceRemove),
}

#[derive(Debug, clap::Args)]
pub struct ResourceAdd {
    /// Name in the singular, e.g. `invoice`; prompts for a missing name
    pub name: Option<String>,
    /// Fields, e.g. `number:string(32)`; prompts for missing fields
    #[arg(value_name = "FIELD:TYPE", add = complete::new_fields())]
    pub fields: Vec<String>,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

#[derive(Debug, clap::Args)]
pub struct ResourceSet {
    /// Resource to change
    #[arg(add = complete::resources())]
    pub name: String,
    /// Field to add or change, to remove, or to rename
    #[arg(value_name = "FIELD:TYPE|-FIELD|OLD=>NEW", required = true, add = complete::fields())]
    pub changes: Vec<String>,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

#[derive(Debug, clap::Args)]
pub struct ResourceRemove {
    /// Resources to remove
    #[arg(value_name = "NAME", required = true, add = complete::resources())]
    pub names: Vec<String>,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

/// The words of a command line with `FIELD-` for each `-FIELD` of `resource set`, which would be read as options. A word
/// that consists of options (`-y`) is left as it is.
#[must_use]
pub fn with_removals(words: Vec<OsString>, command: &clap::Command) -> Vec<OsString> {
    let is = |word: &OsStr, name: &str| word == OsStr::new(name);
    let Some(at) = words
        .windows(2)
        .position(|pair| is(&pair[0], "resource") && is(&pair[1], "set"))
    else {
        return words;
    };
    let options: Vec<char> = command
        .get_arguments()
        .filter_map(clap::Arg::get_short)
        .chain(['h', 'V'])
        .collect();
    let end = words.iter().position(|word| is(word, "--"));
    let removal = |word: &OsStr| {
        let name = word.to_str()?.strip_prefix('-')?;
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_options = name.chars().all(|c| options.contains(&c));
        (is_name && !is_options).then(|| OsString::from(format!("{name}-")))
    };
    let change = |(number, word): (usize, OsString)| {
        let is_read = number > at + 2 && end.is_none_or(|end| number < end);
        let removal = if is_read { removal(&word) } else { None };
        removal.unwrap_or(word)
    };
    words.into_iter().enumerate().map(change).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::args::Args;

    #[test]
    fn a_removed_field_is_not_read_as_an_option() {
        let read = |line: &str| {
            let words = line.split(' ').map(OsString::from).collect();
            let words = with_removals(words, &Args::command());
            let words: Vec<String> = words
                .into_iter()
                .map(|word| word.into_string().unwrap())
                .collect();
            words.join(" ")
        };
        assert_eq!(
            read("tierup -C x resource set note -body -y --diff -x1 -q"),
            "tierup -C x resource set note body- -y --diff x1- -q"
        );
        for same in [
            "tierup -Cabc set -body",
            "tierup resource set -body",
            "tierup resource set note -yq -Cabc -- -body",
            "tierup resource add note -body",
        ] {
            assert_eq!(read(same), same);
        }
    }
}
