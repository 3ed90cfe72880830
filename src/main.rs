//! Arguments in, exit code out.

use std::process::exit;

fn main() {
    let code = tierup::core::threads::with_stack(tierup::run);
    exit(code.unwrap_or_else(|_| tierup::run()));
}
