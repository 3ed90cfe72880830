//! Makes Cargo notice a template that was added or removed: `include_dir!` itself sees only changed ones.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=src/cli/command/pack/starter");
}
