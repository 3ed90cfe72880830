//! The hash of bytes, as text.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The hash of a file's bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
