//! The stack of the WebAssembly module: the parsers of templates, TOML and YAML are recursive, and their limits assume
//! the stack that the command gives its threads.

/// `tierup::core::threads::STACK`, in bytes.
const STACK: usize = 16 * 1024 * 1024;

fn main() {
    println!("cargo::rustc-link-arg-cdylib=-zstack-size={STACK}");
}
