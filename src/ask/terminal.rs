//! EDGE: a person at a terminal, through dialoguer. Below a width where its prompts hold, plain lines.

use std::io::{BufRead as _, IsTerminal as _};

use console::{Term, measure_text_width, style, truncate_str};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Input, Select};

use super::{Ask, Check, Choice, Reply};
use crate::error::{Error, Problem, Result};
use crate::interrupt;

/// Below this many columns the prompts' own redrawing goes wrong.
const NARROW: u16 = 24;
/// A line of text that means "back"; a select has Esc for it.
const BACK: &str = "<";

/// The terminal of this process.
pub struct Terminal {
    term: Term,
    theme: Box<dyn Theme>,
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terminal").finish_non_exhaustive()
    }
}

impl Terminal {
    /// `None` where there is nobody to ask.
    #[must_use]
    pub fn open() -> Option<Self> {
        let somebody = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let theme: Box<dyn Theme> = if console::colors_enabled_stderr() {
            Box::new(ColorfulTheme::default())
        } else {
            Box::new(SimpleTheme)
        };
        somebody.then(|| Self {
            term: Term::stderr(),
            theme,
        })
    }

    fn width(&self) -> u16 {
        self.term.size_checked().map_or(80, |(_, columns)| columns)
    }

    /// The question as numbered lines and an answer typed.
    fn plain_select(
        &self,
        prompt: &str,
        options: &[Choice],
        default: usize,
    ) -> Result<Reply<usize>> {
        self.term.write_line(prompt)?;
        for (number, option) in options.iter().enumerate() {
            self.term
                .write_line(&format!("{}) {}", number + 1, option.label))?;
        }
        loop {
            let line = self.plain_line(&format!("[{}] ", default + 1))?;
            match (line.as_str(), line.parse::<usize>()) {
                ("", _) => return Ok(Reply::Given(default)),
                (BACK, _) => return Ok(Reply::Back),
                (_, Ok(number)) if (1..=options.len()).contains(&number) => {
                    return Ok(Reply::Given(number - 1));
                }
                _ => self.term.write_line(&format!("1 to {}", options.len()))?,
            }
        }
    }

    fn plain_line(&self, prompt: &str) -> Result<String> {
        self.term.write_str(prompt)?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        interrupt::check()?;
        match read {
            Ok(0) => Err(Problem::new("the terminal was closed").into()),
            Ok(_) => Ok(line.trim().to_owned()),
            Err(error) => Err(self.left(&error)),
        }
    }

    /// The error for a prompt that ended without an answer.
    fn left(&self, error: &std::io::Error) -> Error {
        // a cursor that stays hidden is worse than an error while showing it
        let _shown = self.term.show_cursor();
        if error.kind() == std::io::ErrorKind::Interrupted || interrupt::check().is_err() {
            Error::interrupted()
        } else {
            Problem::new(format!("the terminal failed: {error}")).into()
        }
    }
}

impl Ask for Terminal {
    fn select(&mut self, prompt: &str, options: &[Choice], default: usize) -> Result<Reply<usize>> {
        let width = self.width();
        let lines = lines(options, usize::from(width).saturating_sub(4));
        let mut default = default;
        loop {
            let reply = if width < NARROW {
                self.plain_select(prompt, options, default)?
            } else {
                let question = truncate_str(prompt, usize::from(width) - 4, "…").into_owned();
                let asked = Select::with_theme(self.theme.as_ref())
                    .with_prompt(question)
                    .items(&lines)
                    .default(default)
                    .report(false)
                    .interact_on_opt(&self.term)
                    .map_err(|dialoguer::Error::IO(error)| self.left(&error))?;
                asked.map_or(Reply::Back, Reply::Given)
            };
            let Reply::Given(at) = reply else {
                return Ok(Reply::Back);
            };
            let Some(option) = options.get(at) else {
                continue;
            };
            if let Some(reason) = &option.ruled_out {
                self.show(&format!("{} cannot be chosen here: {reason}", option.label))?;
                default = at;
                continue;
            }
            self.term.write_line(&format!(
                "{prompt} {}",
                style(&option.label).for_stderr().green()
            ))?;
            return Ok(Reply::Given(at));
        }
    }

    fn line(&mut self, prompt: &str, initial: &str, check: &Check<'_>) -> Result<Reply<String>> {
        if self.width() < NARROW {
            loop {
                let line = self.plain_line(&format!("{prompt}\n[{initial}] "))?;
                let line = if line.is_empty() {
                    initial.to_owned()
                } else {
                    line
                };
                match check(&line) {
                    _ if line == BACK => return Ok(Reply::Back),
                    None => return Ok(Reply::Given(line)),
                    Some(problem) => self.show(&problem)?,
                }
            }
        }
        let line: String = Input::with_theme(self.theme.as_ref())
            .with_prompt(prompt)
            .with_initial_text(initial)
            .validate_with(|line: &String| match line.trim() {
                BACK => Ok(()),
                line => check(line).map_or(Ok(()), Err),
            })
            .interact_text_on(&self.term)
            .map_err(|dialoguer::Error::IO(error)| self.left(&error))?;
        let line = line.trim().to_owned();
        Ok(if line == BACK {
            Reply::Back
        } else {
            Reply::Given(line)
        })
    }

    fn show(&mut self, text: &str) -> Result<()> {
        Ok(self.term.write_line(text)?)
    }
}

/// The options as aligned lines that fit.
fn lines(options: &[Choice], width: usize) -> Vec<String> {
    let widest = options
        .iter()
        .map(|option| measure_text_width(&option.label))
        .max()
        .unwrap_or(0);
    options
        .iter()
        .map(|option| {
            let gap = " ".repeat(widest - measure_text_width(&option.label) + 2);
            let line = match &option.ruled_out {
                Some(reason) => style(format!("{}{gap}not here: {reason}", option.label))
                    .for_stderr()
                    .dim()
                    .to_string(),
                None if option.about.is_empty() => option.label.clone(),
                None => format!(
                    "{}{gap}{}",
                    option.label,
                    style(&option.about).for_stderr().dim()
                ),
            };
            truncate_str(&line, width, "…").into_owned()
        })
        .collect()
}
