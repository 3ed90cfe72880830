//! Arguments in, exit code out.

use std::process::exit;

fn main() {
    exit(tierup::run());
}
