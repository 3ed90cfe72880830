//! `tierup verify`: its output with tools that succeed, fail, print too much, or are missing; a cluster that a fake
//! plays; and real stacks that it boots, finds broken, and removes however it ends.
//!
//! Each folder of `tests/verify/cases` contains the only programs on PATH (`bin`), the arguments (`arguments`) and the
//! output (`said.txt`). `BLESS=1 cargo test --test tools -- verify::` rewrites the output.

mod boots;
mod cluster;
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
    trials.extend(cluster::trials(&tools));
    trials.extend(boots::trials(&tools, scratch.path()));
    suite.run(trials)
}
