//! EDGE: prompts on a terminal, through dialoguer. If its prompts do not work (very small, or a terminal without cursor
//! movement), plain lines.

mod keys;
mod plain;
mod theme;

use std::io::{Error as IoError, ErrorKind, IsTerminal as _};

use console::{Term, style};
use dialoguer::{Input, Select};
use unicode_width::UnicodeWidthStr as _;

use super::option_rows::rows;
use super::{Ask, Choice, LineCheck, Reply, ScreenSize};
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::interrupt;
use crate::core::text::{clean, fit, wrap};
use keys::KeyGuard;
use theme::PromptTheme;

/// Below this size, dialoguer's redrawing is wrong.
const MIN_SIZE: ScreenSize = ScreenSize {
    rows: 7,
    columns: 24,
};
/// The size if the terminal does not report one.
const DEFAULT_SIZE: ScreenSize = ScreenSize {
    rows: 24,
    columns: 80,
};
/// The place of a problem with the terminal.
const TERMINAL: &str = "the terminal";
/// Input that means "back"; in a list, Esc.
const BACK: &str = "<";

/// The terminal of this process.
#[derive(Debug)]
pub struct Terminal {
    term: Term,
    /// Whether the keys were explained.
    greeted: bool,
    /// Rows of a remark that is removed with the next answer.
    remark: usize,
    /// Number of answered questions directly above; going back removes the last one.
    answered: usize,
    _keys: KeyGuard,
}

impl Terminal {
    /// `None` if standard input is not interactive.
    #[must_use]
    pub fn open() -> Option<Self> {
        let somebody = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        somebody.then(|| Self {
            term: Term::stderr(),
            greeted: false,
            remark: 0,
            answered: 0,
            _keys: KeyGuard::begin(),
        })
    }

    fn is_plain(&self) -> bool {
        let ScreenSize { rows, columns } = self.screen_size();
        let dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        dumb || rows < MIN_SIZE.rows || columns < MIN_SIZE.columns
    }

    /// Before every question: fails after a Ctrl-C, and explains the keys once.
    fn begin(&mut self) -> Result<()> {
        if interrupt::check().is_err() {
            return Err(self.leave_error(&IoError::from(ErrorKind::Interrupted)));
        }
        if !std::mem::replace(&mut self.greeted, true) {
            let keys = if self.is_plain() {
                "Enter accepts [the default]. Esc goes back."
            } else {
                "Enter accepts, ↑ ↓ choose, Esc (in text: <) goes back, Ctrl-C quits."
            };
            self.write_wrapped(keys, |line| style(line).for_stderr().dim().to_string())?;
        }
        Ok(())
    }

    /// A list with a cursor; a remark above it is removed with the answer.
    fn list(&mut self, prompt: &str, options: &[Choice], at: usize) -> Result<Option<usize>> {
        let size = self.screen_size();
        let look = PromptTheme {
            rows: rows(options, size),
            columns: size.columns,
        };
        // dialoguer gets numbers as items, because it counts bytes as columns; the theme maps them to rows
        let numbers: Vec<String> = (0..options.len())
            .map(|number| number.to_string())
            .collect();
        let asked = Select::with_theme(&look)
            .with_prompt(fit(&clean(prompt), size.columns.saturating_sub(3)))
            .items(&numbers)
            .default(at)
            .report(false)
            .interact_on_opt(&self.term);
        match asked {
            Ok(chosen) => {
                self.forget_remark()?;
                Ok(chosen)
            }
            Err(dialoguer::Error::IO(error)) => Err(self.leave_error(&error)),
        }
    }

    /// A line to edit: empty with the default beside it, or with the rejected text.
    fn text(&mut self, prompt: &str, default: &str, refused: Option<&str>) -> Result<String> {
        let prompt = clean(prompt);
        let look = PromptTheme {
            rows: Vec::new(),
            columns: self.screen_size().columns,
        };
        let (_, before) = look.before_answer(&prompt, default);
        let mut input = Input::<String>::with_theme(&look)
            .with_prompt(prompt)
            .default(default.to_owned())
            .allow_empty(true)
            .report(false);
        if let Some(refused) = refused {
            input = input.with_initial_text(refused);
        }
        match input.interact_text_on(&self.term) {
            Ok(line) => {
                // dialoguer ignores the rows into which a long line was wrapped
                let rows = (before.width() + line.width()) / look.columns;
                self.term.clear_last_lines(rows).at_path(TERMINAL)?;
                self.forget_remark()?;
                Ok(line.trim().to_owned())
            }
            Err(dialoguer::Error::IO(error)) => Err(self.leave_error(&error)),
        }
    }

    /// Shows why an answer was rejected, until the next answer.
    fn remark(&mut self, text: &str) -> Result<()> {
        let text = format!("! {text}");
        self.remark +=
            self.write_wrapped(&text, |line| style(line).for_stderr().magenta().to_string())?;
        Ok(())
    }

    fn forget_remark(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.remark);
        Ok(self.term.clear_last_lines(rows).at_path(TERMINAL)?)
    }

    /// A question with its answer, as it remains on the screen.
    fn done(&mut self, prompt: &str, answer: &str) -> Result<()> {
        self.answered += 1;
        let columns = self.screen_size().columns.saturating_sub(1);
        let question = fit(&format!("✔ {}", clean(prompt)), columns);
        let left = columns.saturating_sub(question.chars().count() + 3);
        let question = style(question).for_stderr().dim();
        let line = match fit(&clean(answer), left) {
            answer if answer.is_empty() => question.to_string(),
            answer => format!("{question} · {}", style(answer).for_stderr().green()),
        };
        Ok(self.term.write_line(&line).at_path(TERMINAL)?)
    }

    /// Removes the answer of the previous question from the screen.
    fn back<T>(&mut self) -> Result<Reply<T>> {
        if !self.is_plain() && self.answered > 0 {
            self.answered -= 1;
            self.term.clear_last_lines(1).at_path(TERMINAL)?;
        }
        Ok(Reply::Back)
    }

    /// The lines above are no longer answers.
    fn new_page(&mut self) {
        self.remark = 0;
        self.answered = 0;
    }

    fn write_wrapped(&self, text: &str, look: impl Fn(String) -> String) -> Result<usize> {
        let lines = wrap(text, self.screen_size().columns.saturating_sub(1));
        for line in &lines {
            self.term
                .write_line(&look(line.clone()))
                .at_path(TERMINAL)?;
        }
        Ok(lines.len())
    }

    /// The error for a prompt that ended without an answer.
    fn leave_error(&self, error: &IoError) -> Error {
        // a hidden cursor is worse than an error while showing it
        let _shown = self.term.show_cursor();
        let leaves = matches!(
            error.kind(),
            ErrorKind::Interrupted | ErrorKind::UnexpectedEof
        );
        if leaves || interrupt::check().is_err() {
            if let Some(leave) = interrupt::end_prompt() {
                leave();
            }
            Error::interrupted()
        } else {
            let _moved = self.term.write_line("");
            Problem::new(format!("the terminal failed: {error}"))
                .at("the terminal")
                .help("answer on the command line instead, with `-y`")
                .into()
        }
    }
}

impl Ask for Terminal {
    fn select(&mut self, prompt: &str, options: &[Choice], default: usize) -> Result<Reply<usize>> {
        self.begin()?;
        let mut at = default;
        loop {
            let plain = self.is_plain();
            let chosen = if plain {
                self.plain_list(prompt, options, at)?
            } else {
                self.list(prompt, options, at)?
            };
            let Some(option) = chosen.and_then(|chosen| options.get(chosen)) else {
                return self.back();
            };
            at = chosen.unwrap_or(at);
            match &option.ruled_out {
                Some(reason) => {
                    self.remark(&format!("{} cannot be chosen: {reason}", option.label))?;
                }
                None if plain => return Ok(Reply::Given(at)),
                None => {
                    self.done(prompt, &option.label)?;
                    return Ok(Reply::Given(at));
                }
            }
        }
    }

    fn line(
        &mut self,
        prompt: &str,
        default: &str,
        check: &LineCheck<'_>,
    ) -> Result<Reply<String>> {
        self.begin()?;
        let mut refused: Option<String> = None;
        loop {
            let plain = self.is_plain();
            let line = if plain {
                self.plain_text(prompt, default)?
            } else {
                Some(self.text(prompt, default, refused.as_deref())?)
            };
            let Some(line) = line.filter(|line| line != BACK) else {
                return self.back();
            };
            match check(&line) {
                Some(problem) => self.remark(&problem)?,
                None if plain => return Ok(Reply::Given(line)),
                None => {
                    self.done(prompt, &line)?;
                    return Ok(Reply::Given(line));
                }
            }
            refused = Some(line);
        }
    }

    fn show(&mut self, text: &str) -> Result<()> {
        self.new_page();
        Ok(self.term.write_line(text).at_path(TERMINAL)?)
    }

    fn problem(&mut self, problem: &Problem) -> Result<()> {
        self.new_page();
        let red = |line| style(line).for_stderr().red().to_string();
        self.write_wrapped(&clean(&problem.message), red)?;
        if let Some(help) = &problem.help {
            self.write_wrapped(&clean(help), |line| line)?;
        }
        Ok(())
    }

    fn forget_keys(&mut self) {
        KeyGuard::forget();
    }

    fn screen_size(&self) -> ScreenSize {
        let size = self.term.size_checked();
        size.map_or(DEFAULT_SIZE, |(rows, columns)| ScreenSize {
            rows: rows.into(),
            columns: columns.into(),
        })
    }
}
