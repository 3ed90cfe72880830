//! What lies in `.tierup` is input like any other: a cloned repository can carry anything. Links are not followed,
//! a journal of somebody else is not carried out, damage is rebuilt or refused with the way out.

#![cfg(unix)]

mod damage;
mod hostile;
mod journals;
mod links;
mod owners;
mod place;
mod reports;
