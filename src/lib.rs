//! **tierup**: asks which tiers a service needs and writes a layered, scalable Python project.
//!
//! # The layers
//!
//! `src` is a few folders, each a layer. A layer imports from itself and from those below it, never from one above, and
//! no two modules of a layer import each other in a circle. `tests/program/layers.rs` reads this table and holds the
//! code to it.
//!
//! | layer | what it is for |
//! | --- | --- |
//! | [`cli`] | the command line: its words as types, one file a verb, completion, the manual page |
//! | [`screen`] | what a person sees and is asked: prompts, pages, progress, printed words |
//! | [`verify`] | whether a project holds what it promises: checkers, its stack booted, loaded and harmed |
//! | [`project`] | a project that is there: its files, a change of it, the merge, the journal |
//! | [`audit`] | what is wrong with a pack, under any selection |
//! | [`generate`] | answers and a pack to a tree: what was decided, the numbers, the files, the picture |
//! | [`pack`] | a pack as a value: catalog, manifests, questions, lock; where it comes from |
//! | [`core`] | errors with place and help, paths and trees, answers, text, child processes |
//!
//! # The way of the data
//!
//! Data goes one way; each arrow is a plain function, each thing between two arrows a plain value:
//!
//! ```text
//! argv, pack -> answers -> blueprint -> plan -> tree -> disk
//! ```
//!
//! | stage | module | gives |
//! | --- | --- | --- |
//! | what was typed | [`cli::args`] | the command line as types |
//! | where templates come from | [`pack::source`], [`audit::open`] | a [`pack::Pack`]: catalog, manifests, files; one pack over another; judged |
//! | what was said | [`core::answers`], [`screen::ask`] | dotted keys with their origin |
//! | what goes together | [`generate::selection`] | the folders that a selection activates, its clashes |
//! | what was decided | [`generate::blueprint`], [`generate::names`] | answers checked against the catalog |
//! | the numbers tiers share | [`generate::capacity`] | every pool, limit and timeout, solved |
//! | what the folders add | [`generate::assembly`], [`generate::architecture`] | the context of the templates, the picture |
//! | where numbers stand, what they come to | [`generate::locations`], [`project::check`], [`generate::size`] | spots in files, findings, the budget |
//! | what a person's files name that is gone | [`project::references`] | modules, services, targets that are not there |
//! | what pins bring in turn | [`pack::lock`] | exact versions and hashes |
//! | which file from where | [`generate::plan`] | one owner a path |
//! | the text | [`generate::render`], [`generate::diagram`] | a [`core::tree::Tree`] |
//! | a pack's author | [`audit::inspect`] | what is wrong with a pack under any selection |
//! | keeping up | [`project::merge`] | base, ours and new as one, with conflicts |
//! | proof | [`verify`] | what held, what did not, what the running stack showed |
//! | the disk | [`project::write`] | a folder, all or nothing |
//! | what is told | [`screen::report`], [`screen::prose`] | sentences that fit the screen |
//!
//! A change of a project is the same, with what is there already:
//!
//! ```text
//! base tree + disk tree + new tree -> steps -> disk
//! ```
//!
//! | stage | module | gives |
//! | --- | --- | --- |
//! | what is there | [`project::current`], [`project::base`] | the answers, the tree as last generated, the files |
//! | what was decided anew | [`project::change::answers`] | the answers with what was typed over them |
//! | three trees to one | [`project::merge`], [`project::change`] | a step for every file, and what the change means |
//! | the disk | [`project::root`], [`project::write::journal`] | no link followed; all of it or nothing, whatever happens |
//!
//! A verb of the command line is a file in [`cli::command`] and reads as this pipeline.
//!
//! # Where the outside is
//!
//! Only modules whose first line says EDGE touch a file, a process, the environment, randomness or a terminal. A test
//! holds the others to it. Without the cargo feature `edge` the library is the rest: answers to a tree, picture, size
//! and merge. It compiles for `wasm32-unknown-unknown`, which has none of what the edge touches.

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
