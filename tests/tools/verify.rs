//! `tierup verify`: what it tells with tools that say yes, no, too much, or are not there; and real stacks that it
//! boots, finds broken, and takes away however it ends.
//!
//! Each folder of `tests/verify/cases` has programs that stand alone on PATH (`bin`), what is typed (`arguments`) and
//! all that is said (`said.txt`). `BLESS=1 cargo test --test tools -- verify::` rewrites what is said.

mod boots;
mod fakes;
mod foreign;

use libtest_mimic::Conclusion;

use crate::machine::tools::Tools;
use crate::support;
use crate::trials::Suite;

pub fn suite(suite: Suite) -> Conclusion {
    let scratch = support::scratch();
    let tools = Tools::find();
    let mut trials = fakes::trials();
    trials.extend(foreign::trials());
    trials.extend(boots::trials(&tools, scratch.path()));
    suite.run(trials)
}
