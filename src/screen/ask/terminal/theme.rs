//! EDGE: the look of dialoguer's prompts. No colour with `NO_COLOR` or on a terminal without colour.

use std::fmt::{Result, Write};

use console::style;
use dialoguer::theme::Theme;
use unicode_width::UnicodeWidthStr as _;

use crate::core::text::fit;
use crate::screen::ask::option_rows::OptionRow;

/// The minimum number of columns for an answer beside its question; with fewer it is below.
const LEAST_ANSWER: usize = 16;

/// The look of a prompt. A list's options are passed as their numbers, and looked up here.
#[derive(Debug)]
pub(super) struct PromptTheme {
    pub(super) rows: Vec<OptionRow>,
    pub(super) columns: usize,
}

impl PromptTheme {
    /// The text before the input: the question, and the default, on its own line if there is little space.
    pub(super) fn before_answer(&self, prompt: &str, default: &str) -> (String, String) {
        let asked = fit(prompt, self.columns.saturating_sub(3));
        let taken = fit(default, self.columns.saturating_sub(6));
        let taken = if taken.is_empty() {
            "› ".to_owned()
        } else {
            format!("({taken}) › ")
        };
        let asked = format!("? {asked}");
        let gap = if asked.width() + taken.width() + LEAST_ANSWER < self.columns {
            " "
        } else {
            "\n"
        };
        (asked + gap, taken)
    }
}

fn question(f: &mut dyn Write, prompt: &str) -> Result {
    let mark = style("?").for_stderr().cyan();
    write!(f, "{mark} {}", style(prompt).for_stderr().bold())
}

impl Theme for PromptTheme {
    fn format_select_prompt(&self, f: &mut dyn Write, prompt: &str) -> Result {
        question(f, prompt)
    }

    fn format_select_prompt_item(&self, f: &mut dyn Write, text: &str, active: bool) -> Result {
        let number: Option<usize> = text.parse().ok();
        let Some(row) = number.and_then(|number| self.rows.get(number)) else {
            return write!(f, "{text}");
        };
        let label = style(&row.label).for_stderr();
        let label = match (active, row.ruled_out) {
            (true, false) => label.cyan().bold(),
            (true, true) => label.yellow(),
            (false, true) => label.dim(),
            (false, false) => label,
        };
        let mark = style(if active { "❯" } else { " " }).for_stderr().green();
        write!(f, "{mark} {label}{}", style(&row.help).for_stderr().dim())?;
        let mut more = row.more.iter();
        more.try_for_each(|line| write!(f, "\n{}", style(line).for_stderr().dim()))
    }

    fn format_input_prompt(
        &self,
        f: &mut dyn Write,
        prompt: &str,
        default: Option<&str>,
    ) -> Result {
        let (asked, taken) = self.before_answer(prompt, default.unwrap_or_default());
        question(f, asked.trim_start_matches("? "))?;
        write!(f, "{}", style(taken).for_stderr().dim())
    }
}
