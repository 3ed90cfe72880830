//! What a person sees and is asked: prompts, pages, progress, printed words. Decides nothing.

pub mod ask;
pub mod excerpt;
#[cfg(feature = "edge")]
pub mod progress;
pub mod prose;
#[cfg(feature = "edge")]
pub mod report;
