//! EDGE: numbered options and typed answers, for terminals on which a list cannot be redrawn. The cursor only moves one
//! step back.

use console::Key;

use super::{BACK, TERMINAL, Terminal};
use crate::core::error::{AtPath, Result};
use crate::core::text::clean;
use crate::screen::ask::Choice;

impl Terminal {
    /// The number of an option; `None`: back.
    pub(super) fn plain_list(
        &self,
        prompt: &str,
        options: &[Choice],
        at: usize,
    ) -> Result<Option<usize>> {
        self.term.write_line(&clean(prompt)).at_path(TERMINAL)?;
        for (number, option) in options.iter().enumerate() {
            let about = match &option.ruled_out {
                Some(reason) => format!(" (not available: {reason})"),
                None if option.about.is_empty() => String::new(),
                None => format!(": {}", option.about),
            };
            let line = clean(&format!("{}) {}{about}", number + 1, option.label));
            self.term.write_line(&line).at_path(TERMINAL)?;
        }
        loop {
            let Some(line) = self.read_line(&(at + 1).to_string())? else {
                return Ok(None);
            };
            match (line.as_str(), line.parse::<usize>()) {
                ("", _) => return Ok(Some(at)),
                (BACK, _) => return Ok(None),
                (_, Ok(number)) if (1..=options.len()).contains(&number) => {
                    return Ok(Some(number - 1));
                }
                _ => self
                    .term
                    .write_line(&format!("Enter a number from 1 to {}", options.len()))
                    .at_path(TERMINAL)?,
            }
        }
    }

    /// A line of text; `None`: back.
    pub(super) fn plain_text(&self, prompt: &str, default: &str) -> Result<Option<String>> {
        self.term.write_line(&clean(prompt)).at_path(TERMINAL)?;
        let line = self.read_line(default)?;
        Ok(line.map(|line| {
            if line.is_empty() {
                default.to_owned()
            } else {
                line
            }
        }))
    }

    /// Input up to Enter; `None` for Esc. Keys are read one by one, because reading a whole line would not end at
    /// Ctrl-C.
    fn read_line(&self, default: &str) -> Result<Option<String>> {
        let offered = if default.is_empty() {
            "> ".to_owned()
        } else {
            format!("[{default}] ")
        };
        self.term.write_str(&offered).at_path(TERMINAL)?;
        let mut line = String::new();
        loop {
            match self
                .term
                .read_key()
                .map_err(|error| self.leave_error(&error))?
            {
                Key::Enter => {
                    self.term.write_line("").at_path(TERMINAL)?;
                    return Ok(Some(line.trim().to_owned()));
                }
                Key::Escape => {
                    self.term.write_line("").at_path(TERMINAL)?;
                    return Ok(None);
                }
                Key::Backspace if line.pop().is_some() => {
                    self.term.write_str("\u{8} \u{8}").at_path(TERMINAL)?;
                }
                Key::Char(c) if !c.is_control() => {
                    line.push(c);
                    self.term.write_str(&c.to_string()).at_path(TERMINAL)?;
                }
                _ => {}
            }
        }
    }
}
