//! From a pack and answers to a tree: blueprint, capacity, files. Pure: the same answers give the same bytes. Knows no
//! disk, no existing project, no screen.

pub mod amounts;
pub mod architecture;
pub mod assembly;
pub mod blueprint;
pub mod capacity;
pub mod diagram;
mod imports;
pub mod locations;
mod long_lines;
pub mod migrations;
pub mod names;
pub mod new_command;
mod pictures;
pub mod pipeline;
pub mod plan;
mod python_text;
pub mod render;
pub mod resources;
pub mod running_service;
pub mod schema;
pub mod selection;
pub mod size;
pub mod version_changes;
