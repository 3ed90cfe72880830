//! Tera as every template gets it: strict, without escaping, its output bounded.

use tera::{Context, Tera};

use super::problem::problem;
use super::{filters, substitute};
use crate::error::Problem;

/// The most that one template may become.
const MAX_OUTPUT: usize = 16 * 1024 * 1024;

/// An engine without templates.
pub(super) fn engine() -> Tera {
    let mut engine = Tera::new();
    engine.autoescape_on(Vec::<&str>::new());
    engine.register_filter("json", filters::json);
    engine.register_filter("yaml", filters::yaml);
    engine.register_filter("references", filters::references);
    engine.register_filter("markdown", filters::markdown);
    engine
}

/// Renders one piece of text, `name` standing in its problems' places.
///
/// # Errors
/// When it does not parse or render.
pub fn text(name: &str, source: &str, context: &Context) -> Result<String, Problem> {
    if let Some(text) = substitute::substitute(source, context) {
        return Ok(text);
    }
    let mut engine = engine();
    engine
        .add_raw_template(name, source)
        .map_err(|error| problem(name, &error))?;
    bounded(&engine, name, context)
}

/// What a template becomes, up to a bound: one that loops on and on must not fill the memory.
pub(super) fn bounded(engine: &Tera, template: &str, context: &Context) -> Result<String, Problem> {
    let mut output = Bounded::default();
    match engine.render_to(template, context, &mut output) {
        _ if output.full => Err(Problem::new(format!(
            "the template gives more than {} MiB",
            MAX_OUTPUT / 1024 / 1024
        ))
        .at(template)
        .help("look for a loop that runs too often")),
        Ok(()) => String::from_utf8(output.bytes)
            .map_err(|error| Problem::new(error.to_string()).at(template)),
        Err(error) => Err(problem(template, &error)),
    }
}

/// Takes up to `MAX_OUTPUT` bytes, then refuses.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.full |= self.bytes.len() + bytes.len() > MAX_OUTPUT;
        if self.full {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
