//! `bindings MODULE FOLDER`: writes the JavaScript side of a WebAssembly module that wasm-bindgen has prepared, and the
//! module itself, compressed and without the names of its functions.

use std::fs::File;
use std::io::BufWriter;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;
use zopfli::{Format, Options};

/// More passes take seconds each, and a thousandth of the size.
const PASSES: NonZeroU64 = NonZeroU64::MIN;

fn main() -> ExitCode {
    let words: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder] = &words[..] else {
        return failed("usage: bindings MODULE FOLDER");
    };
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("engine")
        .typescript(true);
    bindgen
        .remove_name_section(true)
        .remove_producers_section(true);
    let written = bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder));
    if let Err(error) = written {
        return failed(&format!("{error:#}"));
    }
    match compress(&folder.join("engine_bg.wasm")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

fn compress(module: &Path) -> std::io::Result<()> {
    let options = Options {
        iteration_count: PASSES,
        ..Options::default()
    };
    let compressed = BufWriter::new(File::create(module.with_extension("wasm.gz"))?);
    zopfli::compress(options, Format::Gzip, File::open(module)?, compressed)
}

#[allow(
    clippy::print_stderr,
    reason = "a tool of the build reports on standard error"
)]
fn failed(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}
