//! **tierup**: asks which tiers a service needs and writes a layered, scalable Python project.
//!
//! # Layers
//!
//! Each folder of `src` is a layer. A layer imports only from itself and from the layers below it, and no two modules
//! of a layer import each other in a circle. `tests/program/layers.rs` reads this table and checks it.
//!
//! | layer | purpose |
//! | --- | --- |
//! | [`cli`] | command line: arguments as types, one file per command, completion, manual page |
//! | [`screen`] | output and prompts: pages, progress, colours, wrapping |
//! | [`verify`] | checks of a project: checkers, booting its stack, load test, fault injection |
//! | [`project`] | an existing project: its files, a change of it, the merge, the journal |
//! | [`audit`] | problems of a pack, under any selection |
//! | [`generate`] | from answers and a pack to a tree: blueprint, capacity, files, diagram |
//! | [`pack`] | a pack as a value: catalog, manifests, questions, lock; its source |
//! | [`core`] | errors with place and help, paths and trees, answers, text, child processes |
//!
//! # Data flow
//!
//! Data flows in one direction; each arrow is a function, and everything between two arrows is a plain value:
//!
//! ```text
//! argv, pack -> answers -> blueprint -> plan -> tree -> disk
//! ```
//!
//! | stage | module | result |
//! | --- | --- | --- |
//! | arguments | [`cli::args`] | the command line as types |
//! | pack | [`pack::source`], [`audit::open`] | a checked [`pack::Pack`]: catalog, manifests, files |
//! | answers | [`core::answers`], [`screen::ask`] | dotted keys with their origin |
//! | selection | [`generate::selection`] | the folders that a selection activates, its conflicts |
//! | blueprint | [`generate::blueprint`], [`generate::names`] | answers checked against the catalog |
//! | capacity | [`generate::capacity`] | connection pools, limits and timeouts, solved |
//! | assembly | [`generate::assembly`], [`generate::architecture`] | the context of the templates, the graph |
//! | checks of values | [`generate::locations`], [`project::check`] | locations in files, inconsistent values |
//! | budget | [`generate::size`] | memory, processors, connections and timeouts |
//! | references | [`project::references`] | unresolved names in the user's files |
//! | lock | [`pack::lock`] | exact versions and hashes of all dependencies |
//! | plan | [`generate::plan`] | the template of each file |
//! | rendering | [`generate::render`], [`generate::diagram`] | a [`core::tree::Tree`] |
//! | pack check | [`audit::inspect`] | problems of a pack under any selection |
//! | merge | [`project::merge`] | base, ours and new as one tree, with conflicts |
//! | verification | [`verify`] | results of checks, measurements of the running stack |
//! | write | [`project::write`] | a folder, written atomically |
//! | output | [`screen::report`], [`screen::prose`] | text that fits the screen |
//!
//! A change of a project starts from the existing files:
//!
//! ```text
//! base tree + disk tree + new tree -> steps -> disk
//! ```
//!
//! | stage | module | result |
//! | --- | --- | --- |
//! | current state | [`project::current`], [`project::base`] | the answers, the tree as last generated, the files |
//! | changed answers | [`project::change::answers`] | the stored answers, overridden by the arguments |
//! | merge | [`project::merge`], [`project::change`] | a step per file, and the consequences of the change |
//! | write | [`project::root`], [`project::write::journal`] | files written atomically; no link is followed |
//!
//! A project that no template wrote gets a stack around its code, whose files come from the pack `adopted`:
//!
//! | stage | module | result |
//! | --- | --- | --- |
//! | survey | [`project::adopt`] | the signs of tiers and answers in its files |
//! | files | [`project::adopt`], [`project::new_project`] | what is new, and what would change an existing file |
//!
//! Each command of the command line is a file in [`cli::command`] and follows this pipeline.
//!
//! # Access to the outside
//!
//! Only modules whose first line says EDGE touch a file, a process, the environment, randomness or a terminal. A test
//! checks this. Without the cargo feature `edge` the library contains only the other modules: answers to a tree,
//! diagram, size and merge. It compiles for `wasm32-unknown-unknown`, which has no files, processes, environment or
//! terminal.

pub mod audit;
#[cfg(feature = "edge")]
pub mod cli;
pub mod core;
pub mod generate;
pub mod pack;
pub mod project;
pub mod screen;
pub mod verify;

#[cfg(feature = "edge")]
pub use cli::command::run;
