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
    use std::cell::Cell;

    use super::*;

    #[test]
    fn every_letter_is_as_likely_as_any_other() {
        let next = Cell::new(0_u8);
        let counting = |bytes: &mut [u8]| {
            for byte in bytes {
                *byte = next.get();
                next.set(next.get().wrapping_add(1));
            }
            Ok(())
        };
        let mut text = String::new();
        while text.len() < 62 * LENGTH {
            text.push_str(&secret(&counting).unwrap());
        }
        assert!(text.chars().all(|c| c.is_ascii_alphanumeric()));
        let count = |letter: u8| text.bytes().filter(|byte| *byte == letter).count();
        let counts: Vec<usize> = ALPHABET.iter().map(|letter| count(*letter)).collect();
        let (least, most) = (counts.iter().min(), counts.iter().max());
        assert!(most.unwrap() - least.unwrap() <= 20, "{counts:?}");
    }

    #[test]
    fn without_randomness_there_is_no_secret() {
        let none = |_: &mut [u8]| Err(crate::core::error::Problem::new("none").into());
        assert!(secret(&none).is_err());
    }
}
