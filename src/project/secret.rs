//! Secrets for the variables that need one, from random bytes that the caller provides.

use std::collections::BTreeMap;

use crate::core::error::Result;
use crate::pack::manifest::Variable;

/// Letters and digits only: `$ @ : /` would break Compose's substitution and URLs.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// 40 of 62 letters have 238 bits of entropy.
const LENGTH: usize = 40;

/// Fills a buffer with random bytes that cannot be predicted; passed in by the edge.
pub type FillRandom<'a> = dyn Fn(&mut [u8]) -> Result<()> + 'a;

/// A new secret for each secret variable, by name.
///
/// # Errors
/// When there is no randomness.
pub fn new_secrets(
    variables: &[Variable],
    random: &FillRandom<'_>,
) -> Result<BTreeMap<String, String>> {
    variables
        .iter()
        .filter(|v| v.secret)
        .map(|v| Ok((v.name.clone(), secret(random)?)))
        .collect()
}

fn secret(random: &FillRandom<'_>) -> Result<String> {
    let mut text = String::with_capacity(LENGTH);
    let mut bytes = [0_u8; 64];
    while text.len() < LENGTH {
        random(&mut bytes)?;
        let letters = bytes.iter().filter_map(|byte| letter(*byte));
        text.extend(letters.take(LENGTH - text.len()));
    }
    Ok(text)
}

/// Higher bytes would make the first letters of the alphabet more likely.
fn letter(byte: u8) -> Option<char> {
    (byte < 248).then(|| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_as_likely_as_any_other() {
        for one in ALPHABET {
            let of_it = (0..=u8::MAX).filter(|byte| letter(*byte) == Some(char::from(*one)));
            assert_eq!(of_it.count(), 4, "{}", char::from(*one));
        }
    }

    #[test]
    fn a_secret_is_long_and_plain() {
        let of_nines = |bytes: &mut [u8]| {
            bytes.fill(9);
            Ok(())
        };
        assert_eq!(secret(&of_nines).unwrap(), "J".repeat(LENGTH));
    }

    #[test]
    fn without_randomness_there_is_no_secret() {
        let none = |_: &mut [u8]| Err(crate::core::error::Problem::new("none").into());
        assert!(secret(&none).is_err());
    }
}
