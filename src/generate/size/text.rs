//! The budget as text, no line wider than the screen if possible.

use std::fmt::Write as _;

use super::sheet::{ServiceRow, Sheet};
use super::timeouts::Timeout;
use crate::core::bars::{Bar, bars};
use crate::core::text::wrap;
use crate::generate::capacity::show;

/// A narrower screen has only space for bars and their values.
const WIDE: usize = 64;

/// The text of `tierup size`. Lines without an indent are headings.
#[must_use]
pub fn text(sheet: &Sheet, columns: usize) -> String {
    let parts = [
        table(sheet, columns),
        connections(sheet, columns),
        memory(sheet, columns),
        processors(sheet, columns),
        load(sheet, columns),
        timeouts(sheet, columns),
    ];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn table(sheet: &Sheet, columns: usize) -> String {
    let head = ["service", "", "replicas", "each runs", "MiB", "processors"].map(str::to_owned);
    let mut rows = vec![head];
    rows.extend(sheet.services.iter().map(|row| {
        [
            row.service.clone(),
            row.label.clone(),
            replicas(row),
            row.runs.clone(),
            times(row.replicas, &row.memory_mb.to_string()),
            times(row.replicas, &show(row.cpus)),
        ]
    }));
    let total = [
        "all",
        "",
        "",
        "",
        &sheet.memory_mb.to_string(),
        &show(sheet.cpus),
    ];
    rows.push(total.map(str::to_owned));
    if sheet.max_memory_mb > sheet.memory_mb {
        let (memory_mb, cpus) = (sheet.max_memory_mb.to_string(), show(sheet.max_cpus));
        rows.push(["at most", "", "", "", &memory_mb, &cpus].map(str::to_owned));
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..6).map(|column| width(column).unwrap_or(0)).collect();
    // on a narrow screen, text that repeats the names is left out
    let narrow = widths.iter().sum::<usize>() + 10 > columns;
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.filter(|(column, _)| !narrow || ![1, 3].contains(column));
        let cells = cells.map(|(column, (cell, width))| match column {
            0 | 1 | 3 => format!("{cell:width$}"),
            _ => format!("{cell:>width$}"),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let indent = if at == 0 { "" } else { "  " };
        let line = if at == 0 {
            line.replacen("service", "Service  ", 1)
        } else {
            line
        };
        let _ = writeln!(text, "{}", format!("{indent}{line}").trim_end());
    }
    text
}

fn replicas(row: &ServiceRow) -> String {
    if row.max_replicas > row.replicas {
        format!("{} to {}", row.replicas, row.max_replicas)
    } else {
        row.replicas.to_string()
    }
}

fn times(replicas: u64, each: &str) -> String {
    match replicas {
        1 => each.to_owned(),
        more => format!("{more} x {each}"),
    }
}

fn connections(sheet: &Sheet, columns: usize) -> String {
    let Some(most) = sheet.max_connections else {
        return String::new();
    };
    let all: Vec<Bar> = sheet
        .connections
        .iter()
        .map(|share| Bar {
            name: share.name.clone(),
            share: float(share.count) / float(most),
            word: share.count.to_string(),
        })
        .collect();
    format!(
        "Connections to the database: {most}\n{}",
        bars(&all, columns, false)
    )
}

fn memory(sheet: &Sheet, columns: usize) -> String {
    if sheet.services.len() < 2 {
        return String::new();
    }
    let bar = |row: &ServiceRow| {
        let whole = row.replicas * row.memory_mb;
        (whole > 0).then(|| Bar {
            name: row.service.clone(),
            share: float(whole) / float(sheet.memory_mb),
            word: whole.to_string(),
        })
    };
    let all: Vec<Bar> = sheet.services.iter().filter_map(bar).collect();
    format!(
        "Memory: {} MiB\n{}",
        sheet.memory_mb,
        bars(&all, columns, false)
    )
}

fn processors(sheet: &Sheet, columns: usize) -> String {
    if sheet.services.len() < 2 {
        return String::new();
    }
    let bar = |row: &ServiceRow| {
        let whole = float(row.replicas) * row.cpus;
        (whole > 0.0).then(|| Bar {
            name: row.service.clone(),
            share: whole / sheet.cpus,
            word: show(whole),
        })
    };
    let all: Vec<Bar> = sheet.services.iter().filter_map(bar).collect();
    format!(
        "Processors: {}\n{}",
        show(sheet.cpus),
        bars(&all, columns, false)
    )
}

fn load(sheet: &Sheet, columns: usize) -> String {
    let mut text = "Expected load: utilisation of each tier\n".to_owned();
    let all: Vec<Bar> = sheet
        .tiers
        .iter()
        .map(|tier| Bar {
            name: tier.name.clone(),
            share: tier.utilisation,
            word: if columns < WIDE {
                tier.busy.clone()
            } else {
                format!("{:>5}, full at {}", tier.busy, tier.full_at)
            },
        })
        .collect();
    text.push_str(&bars(&all, columns, true));
    for line in &sheet.told {
        for line in wrap(line, columns.saturating_sub(2).max(20)) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

fn timeouts(sheet: &Sheet, columns: usize) -> String {
    let mut text = "Timeouts in seconds, shortest first\n".to_owned();
    for order in &sheet.timeouts {
        let step = |timeout: &Timeout| format!("{} {}", timeout.name, timeout.seconds);
        let line = order.iter().map(step).collect::<Vec<_>>().join(" < ");
        for line in wrap(&line, columns.saturating_sub(2).max(20)) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "counts lie far below 2^52")]
fn float(count: u64) -> f64 {
    count as f64
}
