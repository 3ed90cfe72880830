//! Output and prompts: pages, progress, messages. Makes no decisions.

pub mod ask;
#[cfg(feature = "edge")]
pub mod consent;
pub mod excerpt;
#[cfg(feature = "edge")]
pub mod progress;
pub mod prose;
#[cfg(feature = "edge")]
pub mod report;
