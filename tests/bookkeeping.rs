//! What lies in `.tierup` is input like any other: a cloned repository can carry anything. Links are not followed,
//! a journal of somebody else is not carried out, damage is rebuilt or refused with the way out.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

#[path = "bookkeeping/damage.rs"]
mod damage;
#[path = "support/faulty.rs"]
mod faulty;
#[path = "bookkeeping/hostile.rs"]
mod hostile;
#[path = "bookkeeping/journals.rs"]
mod journals;
#[path = "bookkeeping/links.rs"]
mod links;
#[path = "bookkeeping/owners.rs"]
mod owners;
#[path = "bookkeeping/place.rs"]
mod place;
#[path = "bookkeeping/reports.rs"]
mod reports;
mod support;
