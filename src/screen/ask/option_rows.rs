//! Lays out options and messages as lines that fit the screen. Pure: measures text, draws nothing.

use unicode_width::UnicodeWidthStr as _;

use super::{Choice, ScreenSize};
use crate::core::text::{clean, fit, wrap};

/// Columns before an option: the mark of the selected one and a space.
const MARK: usize = 2;
/// Columns between an option and its help.
const GAP: usize = 2;
/// If less space is left, help is below its option instead of beside it.
const LEAST_HELP: usize = 26;
/// Rows besides the list: its question, and the cursor's line.
const OTHER_ROWS: usize = 2;

/// One option, laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionRow {
    pub label: String,
    /// Text after the label, with spaces.
    pub help: String,
    /// Lines below, indented.
    pub more: Vec<String>,
    pub ruled_out: bool,
}

/// The options, aligned. All help is shown if it fits the screen; otherwise each option is one line.
#[must_use]
pub fn rows(options: &[Choice], size: ScreenSize) -> Vec<OptionRow> {
    // the last column stays free: some terminals wrap as soon as it is written
    let width = size.columns.saturating_sub(MARK + 1).max(1);
    let helped = options
        .iter()
        .filter(|o| o.ruled_out.is_some() || !o.about.is_empty());
    let widest = helped.map(|o| clean(&o.label).width()).max();
    let beside = width.saturating_sub(widest.unwrap_or(0) + GAP);
    let lay = |wrapped| -> Vec<OptionRow> {
        let row = |option| row(option, width, beside, wrapped);
        options.iter().map(row).collect()
    };
    let whole = lay(true);
    let height: usize = whole.iter().map(|row| 1 + row.more.len()).sum();
    if height + OTHER_ROWS <= size.rows {
        whole
    } else {
        lay(false)
    }
}

fn row(option: &Choice, width: usize, beside: usize, wrapped: bool) -> OptionRow {
    let label = fit(&clean(&option.label), width);
    let help = match &option.ruled_out {
        Some(reason) => format!("not available: {}", clean(reason)),
        None => clean(&option.about),
    };
    let stands_beside = beside >= LEAST_HELP || help.width() <= beside;
    let columns = match (stands_beside, wrapped) {
        (true, _) => beside,
        (false, true) => width.saturating_sub(GAP),
        (false, false) => 0,
    };
    let mut lines = if wrapped {
        wrap(&help, columns)
    } else {
        vec![fit(&help, columns)]
    };
    lines.retain(|line| !line.is_empty());
    let indent = if stands_beside {
        MARK + width - beside
    } else {
        MARK + GAP
    };
    let first = if stands_beside && !lines.is_empty() {
        let gap = (width - beside).saturating_sub(label.width());
        format!("{}{}", " ".repeat(gap), lines.remove(0))
    } else {
        String::new()
    };
    let indented = |line: String| format!("{}{line}", " ".repeat(indent));
    OptionRow {
        label,
        help: first,
        more: lines.into_iter().map(indented).collect(),
        ruled_out: option.ruled_out.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: ScreenSize = ScreenSize {
        rows: 24,
        columns: 60,
    };

    fn drawn(options: &[Choice], size: ScreenSize) -> Vec<String> {
        rows(options, size)
            .into_iter()
            .flat_map(|row| {
                let mut lines = vec![format!("  {}{}", row.label, row.help)];
                lines.extend(row.more);
                lines
            })
            .collect()
    }

    fn three() -> [Choice; 3] {
        [
            Choice::new("SQLite", "a file"),
            Choice {
                ruled_out: Some("the workers would not see it".to_owned()),
                ..Choice::new("None", "in memory")
            },
            Choice::new(
                "PostgreSQL",
                "a server that many can write to at the same time, on a network of its own",
            ),
        ]
    }

    #[test]
    fn help_is_beside_its_option_and_wrapped() {
        assert_eq!(
            drawn(&three(), WIDE),
            [
                "  SQLite      a file",
                "  None        not available: the workers would not see it",
                "  PostgreSQL  a server that many can write to at the same",
                "              time, on a network of its own",
            ]
        );
    }

    #[test]
    fn help_is_below_if_there_is_no_space_beside() {
        let narrow = ScreenSize {
            rows: 24,
            columns: 30,
        };
        assert_eq!(
            drawn(&three(), narrow),
            [
                "  SQLite      a file",
                "  None",
                "    not available: the",
                "    workers would not see it",
                "  PostgreSQL",
                "    a server that many can",
                "    write to at the same",
                "    time, on a network of its",
                "    own",
            ]
        );
    }

    #[test]
    fn an_option_is_one_line_where_the_screen_is_low() {
        let low = ScreenSize {
            rows: 5,
            columns: 40,
        };
        assert_eq!(
            drawn(&three(), low),
            ["  SQLite      a file", "  None", "  PostgreSQL",]
        );
        let wider = ScreenSize {
            rows: 5,
            columns: 50,
        };
        assert_eq!(
            drawn(&three(), wider)[2],
            "  PostgreSQL  a server that many can write to at…"
        );
    }

    #[test]
    fn no_line_is_wider_than_any_screen_from_five_columns_on() {
        for columns in 5..120 {
            for rows in [5, 24] {
                for line in drawn(&three(), ScreenSize { rows, columns }) {
                    assert!(line.width() < columns, "{columns} {line:?}");
                }
            }
        }
        for columns in 0..5 {
            assert_eq!(rows(&three(), ScreenSize { rows: 9, columns }).len(), 3);
        }
    }
}
