//! What was typed, and nothing more: filling these types needs no file, no environment, no terminal.

mod adopt;
mod examples;
mod pack;
mod resource;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::cli::complete;

pub use adopt::Adopt;
pub use pack::{PackArg, PackCheck, PackCommand, PackNew, PackSite, PackTest};
pub use resource::{ResourceAdd, ResourceCommand, ResourceRemove, ResourceSet, with_removals};

/// The heading of the options that every command takes.
const EVERYWHERE: &str = "Global options";

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
    pub global: GlobalArgs,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, clap::Args)]
pub struct GlobalArgs {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true, help_heading = EVERYWHERE, display_order = 900, value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// Ask no questions: use the given answers, and the preset for the rest
    #[arg(short, long, global = true, help_heading = EVERYWHERE, display_order = 900)]
    pub yes: bool,
    /// Print one JSON document to standard output
    #[arg(long, global = true, help_heading = EVERYWHERE, display_order = 900)]
    pub json: bool,
    /// Print results and errors only
    #[arg(short, long, global = true, help_heading = EVERYWHERE, display_order = 900)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a new project
    #[command(after_help = examples::NEW)]
    New(New),
    /// Put a stack around the project in this directory, whose code stays as it is
    #[command(after_help = examples::ADOPT)]
    Adopt(Adopt),
    /// Add tiers to this project
    #[command(after_help = examples::ADD)]
    Add(Add),
    /// Remove tiers from this project
    #[command(after_help = examples::REMOVE)]
    Remove(Remove),
    /// Change a provider or another key of this project
    #[command(after_help = examples::SET)]
    Set(Set),
    /// List and change the resources of this project: the kinds of records that it keeps
    #[command(subcommand, arg_required_else_help = false)]
    Resource(ResourceCommand),
    /// Apply tierup.toml and the current templates to this project
    Update(Update),
    /// Preview what `update` would change
    Plan(Plan),
    /// List tiers, providers, presets and field types
    List(List),
    /// Show the capacity budget of this project: connections, memory, load, timeouts
    #[command(after_help = examples::SIZE)]
    Size(Size),
    /// Report outdated, edited and inconsistent files of this project
    Check,
    /// Run all checks on this project; with --boot, also start and test its stack
    Verify(Verify),
    /// Draw the architecture of this project
    Diagram(Diagram),
    /// Create, check and test a template pack
    #[command(subcommand, arg_required_else_help = false)]
    Pack(PackCommand),
    /// Print the JSON Schema of tierup.toml or of a pack's manifests
    Schema(Schema),
    /// Print the completion script for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(Completions),
    /// Print the manual page, or write one for each command to a directory
    #[command(after_help = examples::MAN)]
    Man(Manual),
}

#[derive(Debug, clap::Args)]
pub struct Manual {
    /// Directory for the pages of all commands, e.g. ~/.local/share/man/man1
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct New {
    /// Directory of the new project: it must not exist, or be empty
    #[arg(value_hint = ValueHint::DirPath)]
    pub path: PathBuf,
    /// Providers, e.g. `db=postgres cache=none`; prompts for the others
    #[arg(value_name = "TIER=PROVIDER", add = complete::choices())]
    pub choices: Vec<String>,
    /// Start from a preset
    #[arg(long, value_name = "NAME", add = complete::presets())]
    pub preset: Option<String>,
    /// Read the answers from a tierup.toml; `-` for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Set another key of tierup.toml, e.g. `capacity.web.replicas=4`
    #[arg(long = "set", value_name = "KEY=VALUE", add = complete::keys())]
    pub sets: Vec<String>,
    /// Add a resource with its fields, e.g. `note title:string(120) body:text?`
    #[arg(long = "resource", value_name = "NAME FIELD:TYPE ...", add = complete::new_resources())]
    pub resources: Vec<String>,
    /// Do not create a git repository
    #[arg(long)]
    pub no_git: bool,
    /// Preview the files without writing anything
    #[arg(long)]
    pub dry_run: bool,
    /// With --dry-run: exit with code 3 if anything would be written
    #[arg(long, requires = "dry_run")]
    pub exit_code: bool,
    /// Also print every file as a unified diff
    #[arg(long)]
    pub diff: bool,
    #[command(flatten)]
    pub pack: PackArg,
}

#[derive(Debug, clap::Args)]
pub struct ChangeFlags {
    /// Preview the change without applying it
    #[arg(long)]
    pub dry_run: bool,
    /// With --dry-run: exit with code 3 if anything would change
    #[arg(long, requires = "dry_run")]
    pub exit_code: bool,
    /// Also print every change as a unified diff
    #[arg(long)]
    pub diff: bool,
    #[arg(skip)]
    pub format: PlanFormat,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// Tiers, e.g. `cache` or `cache=redis`; prompts for a missing provider
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
    /// Undo the last change if it left conflicts
    #[arg(long, conflicts_with_all = ["dry_run", "diff"])]
    pub abort: bool,
    #[command(flatten)]
    pub flags: ChangeFlags,
}

#[derive(Debug, clap::Args)]
pub struct Plan {
    /// Exit with code 3 if anything would change
    #[arg(long)]
    pub exit_code: bool,
    /// Also print every change as a unified diff
    #[arg(long)]
    pub diff: bool,
    /// Output format; Markdown for the text of a pull request: changes by version, conflicts
    #[arg(long, value_enum, default_value_t = PlanFormat::Text, conflicts_with = "diff")]
    pub format: PlanFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    #[default]
    Text,
    Markdown,
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    pub pack: PackArg,
}

#[derive(Debug, clap::Args)]
pub struct Size {
    /// Try another value, e.g. `capacity.web.replicas=8`, without changing the project
    #[arg(long = "set", value_name = "KEY=VALUE", add = complete::project_keys())]
    pub sets: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Also build and start a second stack, test it under load and with injected faults, remove it
    #[arg(long)]
    pub boot: bool,
    /// Also restore the newest backup into a second stack, count its rows, test it, remove it
    #[arg(long)]
    pub restore: bool,
    /// Also ask a cluster whether it accepts the project; with consent, run it there in a namespace of its own
    #[arg(long, value_name = "CONTEXT", num_args = 0..=1, default_missing_value = "")]
    pub cluster: Option<String>,
    /// With --cluster: drain this node of the pods of that namespace, under load
    #[arg(long, value_name = "NODE", requires = "cluster")]
    pub drain: Option<String>,
    /// Write the report as a single HTML page
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub html: Option<PathBuf>,
    /// Run the commands of a pack that is not built in
    #[arg(long)]
    pub trust: bool,
}

#[derive(Debug, clap::Args)]
pub struct Diagram {
    /// Output format
    #[arg(long, value_enum, default_value_t = DiagramFormat::Unicode)]
    pub format: DiagramFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DiagramFormat {
    Unicode,
    Mermaid,
    Svg,
}

#[derive(Debug, clap::Args)]
pub struct Schema {
    /// File to describe
    #[arg(value_enum, default_value_t = SchemaKind::Tierup)]
    pub what: SchemaKind,
    #[command(flatten)]
    pub pack: PackArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SchemaKind {
    /// tierup.toml: the blueprint of a project
    Tierup,
    /// catalog.toml of a pack
    Catalog,
    /// provider.toml and part.toml of a pack
    Provider,
    /// model.toml of a pack
    Model,
    /// changes.toml of a pack
    Changes,
    /// types/NAME.toml of a pack: a type of fields
    Type,
}

#[derive(Debug, clap::Args)]
pub struct Completions {
    /// Shell
    pub shell: Shell,
}
