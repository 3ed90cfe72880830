//! `.tierup` is untrusted input: a cloned repository can contain anything. Links are not followed, a journal of another
//! user is not replayed, damage is repaired or refused with a help.

#![cfg(unix)]

mod damage;
mod hostile;
mod journals;
mod links;
mod owners;
mod place;
mod reports;
