//! From a pack and answers to a tree: what was decided, the numbers, the files. Pure: the same answers give the same
//! bytes. Knows no disk, no project that is there already, no screen.

pub mod amounts;
pub mod architecture;
pub mod assembly;
pub mod blueprint;
pub mod capacity;
pub mod diagram;
pub mod locations;
pub mod names;
mod pictures;
pub mod pipeline;
pub mod plan;
pub mod render;
pub mod running_service;
pub mod schema;
pub mod selection;
pub mod size;
