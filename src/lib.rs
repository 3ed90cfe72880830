//! **tierup**: asks which tiers a service needs and writes a layered, scalable Python project.
//!
//! # The tour of the house
//!
//! Data goes one way; each arrow is a plain function, each thing between two arrows a plain value:
//!
//! ```text
//! argv, pack -> answers -> blueprint -> plan -> tree -> disk
//! ```
//!
//! | stage | module | gives |
//! | --- | --- | --- |
//! | what was typed | [`args`] | the command line as types |
//! | where templates come from | [`pack`] | a [`pack::Pack`]: catalog, manifests, files; one pack over another |
//! | what was said | [`answers`], [`ask`] | dotted keys with their origin |
//! | what goes together | [`selection`] | the folders that a selection activates, its clashes |
//! | what was decided | [`blueprint`], [`names`] | answers checked against the catalog |
//! | the numbers tiers share | [`capacity`] | every pool, limit and timeout, solved |
//! | what the folders add | [`assembly`], [`architecture`] | the context of the templates, the picture |
//! | where numbers stand, what they come to | [`places`], [`check`], [`size`] | spots in files, findings, the budget |
//! | what a person's files name that is gone | [`uses`] | modules, services, targets that are not there |
//! | what pins bring in turn | [`lock`] | exact versions and hashes |
//! | which file from where | [`plan`] | one owner a path |
//! | the text | [`render`], [`diagram`] | a [`tree::Tree`] |
//! | a pack's author | [`inspect`] | what is wrong with a pack under any selection |
//! | keeping up | [`merge`] | base, mine and new as one, with conflicts |
//! | proof | [`verify`] | what held, what did not, what the running stack showed |
//! | the disk | [`write`] | a folder, all or nothing |
//! | what is told | [`report`], [`prose`], [`man`] | sentences that fit the screen, the manual page |
//!
//! A change of a project is the same, with what is there already:
//!
//! ```text
//! base tree + disk tree + new tree -> steps -> disk
//! ```
//!
//! | stage | module | gives |
//! | --- | --- | --- |
//! | what is there | [`project`], [`base`] | the answers, the tree as last generated, the files |
//! | what was decided anew | [`change::answers`] | the answers with what was typed over them |
//! | three trees to one | [`merge`], [`change`] | a step for every file, and what the change means |
//! | the disk | [`root`], [`write::journal`] | no link followed; all of it or nothing, whatever happens |
//!
//! A verb of the command line is a file in [`command`] and reads as this pipeline.
//!
//! # Where the outside is
//!
//! Only modules whose first line says EDGE touch a file, a process, the environment, randomness or a terminal:
//! [`pack::source`] with its git, [`ask::terminal`], [`command`], [`complete`], [`config`], [`git`], [`interrupt`],
//! [`process`], [`progress`], [`project`], [`report`], [`root`], [`secret`], [`verify`]'s boot, checks and tools,
//! [`write`]. A test holds the others to it.

pub mod answers;
pub mod architecture;
pub mod args;
pub mod ask;
pub mod assembly;
pub mod base;
pub mod blueprint;
pub mod budget;
pub mod capacity;
pub mod change;
pub mod check;
pub mod command;
pub mod complete;
pub mod config;
pub mod diagram;
pub mod env_file;
pub mod error;
pub mod generate;
pub mod git;
pub mod ignored;
pub mod inspect;
pub mod interrupt;
pub mod lock;
pub mod man;
pub mod merge;
pub mod names;
pub mod pack;
pub mod patch;
pub mod places;
pub mod plan;
pub mod process;
pub mod progress;
pub mod project;
pub mod prose;
pub mod render;
pub mod report;
pub mod root;
pub mod schema;
pub mod secret;
pub mod selection;
pub mod shell;
pub mod size;
pub mod suggest;
pub mod threads;
pub mod tree;
pub mod uses;
pub mod verify;
pub mod write;

pub use command::run;
