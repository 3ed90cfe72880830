//! EDGE: randomness of the system. Bytes for secrets, and names that cannot be guessed.

use crate::core::error::{Problem, Result};

/// Fills `bytes` with random bytes of the system.
///
/// # Errors
/// When the system provides no randomness.
pub fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|error| Problem::new(format!("no randomness for secrets: {error}")).into())
}

/// A name of 32 hexadecimal digits that cannot be guessed.
///
/// # Errors
/// When the system provides no randomness.
pub fn random_name() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_the_same() {
        let (a, b) = (random_name().unwrap(), random_name().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.len(), 32);
    }
}
