//! The files of a pack: where their bytes are, and how they are read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::core::error::Result;

/// Where the bytes of a file are; `source::read` reads them.
#[derive(Debug, Clone)]
pub enum Content {
    Embedded(&'static [u8]),
    OnDisk(PathBuf),
    InMemory(Arc<[u8]>),
}

/// Files by path inside the pack, with `/` as separator. They are read on demand, so that a large pack costs only what
/// a selection uses.
pub type Files = BTreeMap<String, Content>;

/// Reads the bytes of a file; passed in by the edge.
pub type ReadContent<'a> = dyn Fn(&Content) -> Result<Cow<'static, [u8]>> + Sync + 'a;
