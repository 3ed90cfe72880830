//! What was typed, and nothing more: filling these types needs no file, no environment, no terminal.

mod examples;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::cli::complete;

/// The heading of what every command takes.
const EVERYWHERE: &str = "On every command";

/// Asks which tiers a service needs and writes a layered, scalable Python project that starts.
#[derive(Debug, Parser)]
#[command(
    name = "tierup",
    version,
    max_term_width = 100,
    after_help = examples::PROGRAM
)]
pub struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true, help_heading = EVERYWHERE, display_order = 900, value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// Ask nothing: take what is given, and the preset for the rest
    #[arg(short, long, global = true, help_heading = EVERYWHERE, display_order = 900)]
    pub yes: bool,
    /// Print one JSON document on standard output
    #[arg(long, global = true, help_heading = EVERYWHERE, display_order = 900)]
    pub json: bool,
    /// Print results and errors only
    #[arg(short, long, global = true, help_heading = EVERYWHERE, display_order = 900)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a new project
    #[command(after_help = examples::NEW)]
    New(New),
    /// Add tiers to the project here
    #[command(after_help = examples::ADD)]
    Add(Add),
    /// Take tiers out of the project here
    #[command(after_help = examples::REMOVE)]
    Remove(Remove),
    /// Replace a provider of the project here, or set another key
    #[command(after_help = examples::SET)]
    Set(Set),
    /// Bring the project here to its answers and the templates of today
    Update(Update),
    /// Print what `update` would do
    Plan(Plan),
    /// List tiers, providers and presets
    List(List),
    /// Print the budget of the project here: connections, memory, load, timeouts
    #[command(after_help = examples::SIZE)]
    Size(Size),
    /// Find what is behind, edited or inconsistent in the project here
    Check,
    /// Prove the project here: run every checker that is installed, and its stack if asked
    Verify(Verify),
    /// Draw the architecture of the project here
    Diagram(Diagram),
    /// Make a pack, and check it
    #[command(subcommand, arg_required_else_help = false)]
    Pack(PackCommand),
    /// Print the JSON Schema of tierup.toml, or of a pack's manifests
    Schema(Schema),
    /// Print a script by which a shell completes tiers, providers and keys
    #[command(after_help = examples::COMPLETIONS)]
    Completions(Completions),
    /// Print the manual page
    #[command(after_help = examples::MAN)]
    Man,
}

#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct New {
    /// Where the project goes: a folder that does not exist yet, or an empty one
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: PathBuf,
    /// Providers, e.g. `db=postgres cache=none`; what is not named is asked for
    #[arg(value_name = "TIER=PROVIDER", add = complete::choices())]
    pub choices: Vec<String>,
    /// Start from a named selection
    #[arg(long, value_name = "NAME", add = complete::presets())]
    pub preset: Option<String>,
    /// Read answers from a tierup.toml; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Set any other key of tierup.toml, e.g. `capacity.web.replicas=4`
    #[arg(long = "set", value_name = "KEY=VALUE", add = complete::keys())]
    pub sets: Vec<String>,
    /// Make no git repository
    #[arg(long)]
    pub no_git: bool,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// With --dry-run: exit with 3 where something would be written
    #[arg(long, requires = "dry_run")]
    pub exit_code: bool,
    /// Print every file as a unified diff too
    #[arg(long)]
    pub diff: bool,
    #[command(flatten)]
    pub pack: PackArg,
}

#[derive(Debug, clap::Args)]
pub struct ChangeFlags {
    /// Print what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// With --dry-run: exit with 3 where something would be done
    #[arg(long, requires = "dry_run")]
    pub exit_code: bool,
    /// Print every change as a unified diff too
    #[arg(long)]
    pub diff: bool,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// Tiers, e.g. `cache` or `cache=redis`; a provider that is not named is asked for
    #[arg(value_name = "TIER[=PROVIDER]", required = true, add = complete::additions())]
    pub tiers: Vec<String>,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

#[derive(Debug, clap::Args)]
pub struct Remove {
    /// Tiers, e.g. `cache`
    #[arg(value_name = "TIER", required = true, add = complete::removals())]
    pub tiers: Vec<String>,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

#[derive(Debug, clap::Args)]
pub struct Set {
    /// Providers and keys, e.g. `db=postgres` or `capacity.web.replicas=4`
    #[arg(value_name = "TIER=PROVIDER|KEY=VALUE", required = true, add = complete::changes())]
    pub changes: Vec<String>,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

#[derive(Debug, clap::Args)]
pub struct Update {
    /// Go back to before the last change, where it left conflicts
    #[arg(long, conflicts_with_all = ["dry_run", "diff"])]
    pub abort: bool,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

#[derive(Debug, clap::Args)]
pub struct Plan {
    /// Exit with 3 where something would be done
    #[arg(long)]
    pub exit_code: bool,
    /// Print every change as a unified diff too
    #[arg(long)]
    pub diff: bool,
}

#[derive(Debug, clap::Args)]
pub struct PackArg {
    /// Take these templates: a folder, or `git+URL#REF:DIR`
    #[arg(long = "pack", value_name = "SOURCE", value_hint = ValueHint::DirPath)]
    pub source: Option<String>,
}

/// What an author does with a pack.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Make a small complete pack
    New(PackNew),
    /// Find everything that is wrong with a pack, under any selection
    Check(PackCheck),
    /// Compare what a pack generates with its golden cases, `tests/CASE`
    Test(PackTest),
}

#[derive(Debug, clap::Args)]
pub struct PackNew {
    /// Where the pack goes: a folder that does not exist yet, or an empty one
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct PackCheck {
    /// The pack
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: String,
    /// What to show the files of, e.g. `db=postgres`; the first preset's choices where nothing is said
    #[arg(value_name = "TIER=PROVIDER")]
    pub choices: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct PackTest {
    /// The pack
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: String,
    /// Write what is generated as what is expected
    #[arg(long)]
    pub bless: bool,
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    pub pack: PackArg,
}

#[derive(Debug, clap::Args)]
pub struct Size {
    /// Ask "what if", e.g. `capacity.web.replicas=8`; nothing is written
    #[arg(long = "set", value_name = "KEY=VALUE", add = complete::keys_here())]
    pub sets: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Build and start the stack beside the person's own, drive it, harm it, measure it, take it down
    #[arg(long)]
    pub boot: bool,
    /// Write the report as one page that can be sent
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub html: Option<PathBuf>,
    /// Run the commands of a pack that is not the one in the program
    #[arg(long)]
    pub trust: bool,
}

#[derive(Debug, clap::Args)]
pub struct Diagram {
    /// What to draw with
    #[arg(long, value_enum, default_value_t = Format::Unicode)]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    Unicode,
    Mermaid,
    Svg,
}

#[derive(Debug, clap::Args)]
pub struct Schema {
    /// What to describe
    #[arg(value_enum, default_value_t = Described::Tierup)]
    pub what: Described,
    #[command(flatten)]
    pub pack: PackArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Described {
    /// tierup.toml: the blueprint of a project
    Tierup,
    /// catalog.toml of a pack
    Catalog,
    /// provider.toml and part.toml of a pack
    Provider,
}

#[derive(Debug, clap::Args)]
pub struct Completions {
    /// Whose script
    pub shell: Shell,
}
