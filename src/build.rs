//! Makes Cargo notice a template that was added or removed, and a page that was built: `include_dir!` itself sees only
//! changed files.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=src/pack/adopted");
    println!("cargo::rerun-if-changed=src/cli/command/pack/starter");
    println!("cargo::rerun-if-changed=web/dist");
}
