//! EDGE: randomness. Secrets for the variables that need one, and names that cannot be guessed.

use std::collections::BTreeMap;

use crate::core::error::{Problem, Result};
use crate::pack::manifest::Variable;

/// Letters and digits only: `$ @ : /` would break Compose's substitution and URLs.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// 40 of 62 letters have 238 bits of entropy.
const LENGTH: usize = 40;

/// A new secret for each secret variable, by name.
///
/// # Errors
/// When the system provides no randomness.
pub fn new_secrets(variables: &[Variable]) -> Result<BTreeMap<String, String>> {
    variables
        .iter()
        .filter(|v| v.secret)
        .map(|v| Ok((v.name.clone(), secret()?)))
        .collect()
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

fn secret() -> Result<String> {
    let mut text = String::with_capacity(LENGTH);
    let mut bytes = [0_u8; 64];
    while text.len() < LENGTH {
        getrandom::fill(&mut bytes)
            .map_err(|error| Problem::new(format!("no randomness for secrets: {error}")))?;
        // higher bytes would make the first letters of the alphabet more likely
        let fair = bytes
            .iter()
            .filter(|byte| **byte < 248)
            .map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]);
        text.extend(fair.take(LENGTH - text.len()).map(char::from));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_plain_and_never_the_same() {
        let (a, b) = (secret().unwrap(), secret().unwrap());
        assert_ne!(a, b);
        assert!(a.len() == LENGTH && a.chars().all(|c| c.is_ascii_alphanumeric()));
    }
}
