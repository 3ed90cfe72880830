//! What a person sees and is asked: prompts, pages, progress, printed words. Decides nothing.

pub mod ask;
pub mod progress;
pub mod prose;
pub mod report;
