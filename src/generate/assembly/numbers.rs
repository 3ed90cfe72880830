//! The numbers that a service declares: renders and parses them. `amounts` checks their ranges.

use tera::Context;

use crate::core::error::Problem;
use crate::core::text::{clean, fit};
use crate::generate::amounts::{self, Amounts, ExpectedNumber};
use crate::generate::render::TextRenderer;
use crate::pack::manifest::{NumberText, Service};

/// Columns of a wrong value in a message.
const SHOWN: usize = 40;

/// The numbers of a service.
///
/// # Errors
/// Every invalid number, with its key.
pub(super) fn of_service(
    service: &Service,
    context: &Context,
    texts: &TextRenderer,
) -> Result<Amounts, Vec<(&'static str, Problem)>> {
    let mut reader = NumberReader {
        service: &service.name,
        context,
        texts,
        problems: Vec::new(),
    };
    let numbers = Amounts {
        port: reader.port(service.port),
        replicas: reader.number("replicas", service.replicas.as_ref(), amounts::replicas),
        memory_mb: reader.number("memory_mb", service.memory_mb.as_ref(), amounts::mebibytes),
        cpus: reader.number("cpus", service.cpus.as_ref(), amounts::cpus),
        tmpfs_mb: reader.number("tmpfs_mb", service.tmpfs_mb.as_ref(), amounts::mebibytes),
        stop_grace_s: reader.number(
            "stop_grace_s",
            service.stop_grace_s.as_ref(),
            amounts::seconds,
        ),
    };
    if reader.problems.is_empty() {
        Ok(numbers)
    } else {
        Err(reader.problems)
    }
}

struct NumberReader<'a> {
    service: &'a str,
    context: &'a Context,
    texts: &'a TextRenderer,
    problems: Vec<(&'static str, Problem)>,
}

impl NumberReader<'_> {
    fn number<T>(
        &mut self,
        key: &'static str,
        declared: Option<&NumberText>,
        parse: fn(&str) -> Result<T, ExpectedNumber>,
    ) -> Option<T> {
        let source = declared?.as_str();
        let number = match self.texts.render("a manifest's text", source, self.context) {
            Ok(text) => parse(&text).map_err(|expected| {
                let example = format!("{key} = \"{}\"", expected.example);
                self.problem(key, &text, &expected.range).help(format!(
                    "for example `{example}`, or an expression that gives such a number"
                ))
            }),
            Err(problem) => Err(problem),
        };
        self.record(key, number)
    }

    fn port(&mut self, declared: Option<i64>) -> Option<u16> {
        let number = declared?;
        let port = amounts::port(number).map_err(|expected| {
            let help = format!("for example `port = {}`", expected.example);
            self.problem("port", &number.to_string(), &expected.range)
                .help(help)
        });
        self.record("port", port)
    }

    /// The number; records its problem.
    fn record<T>(&mut self, key: &'static str, number: Result<T, Problem>) -> Option<T> {
        number
            .map_err(|problem| self.problems.push((key, problem)))
            .ok()
    }

    fn problem(&self, key: &str, text: &str, range: &str) -> Problem {
        let (service, text) = (self.service, fit(&clean(text), SHOWN));
        Problem::new(format!(
            "`{key}` of the service `{service}` is `{text}`, but must be {range}"
        ))
    }
}
