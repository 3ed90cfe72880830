//! The resource budget in a few lines, shown before anything is written.

use std::fmt::Write as _;

use super::sheet::{ServiceRow, Sheet};

/// The width of the names at the start of the lines.
pub const NAME_COLUMNS: usize = 13;
/// The number of services listed with their memory; the rest is summed up.
const LISTED: usize = 4;

/// Load, connections and memory, a line each.
#[must_use]
pub fn brief(sheet: &Sheet) -> String {
    let mut text = String::new();
    for (name, unit) in [("Requests", "requests"), ("Tasks", "tasks")] {
        if let Some(tier) = sheet.tiers.iter().find(|tier| tier.unit == unit) {
            let _ = writeln!(
                text,
                "{name:NAME_COLUMNS$}{} at most; {} reach their limit first",
                tier.full_at, tier.name
            );
        }
    }
    if let Some(most) = sheet.max_connections {
        let shares = sheet.connections.iter();
        let shares: Vec<String> = shares
            .map(|share| format!("{} {}", share.name, share.count))
            .collect();
        let name = "Connections";
        let _ = writeln!(
            text,
            "{name:NAME_COLUMNS$}{most} allowed: {}",
            shares.join(", ")
        );
    }
    let name = "Memory";
    let shares = memory(&sheet.services).join(", ");
    let _ = writeln!(
        text,
        "{name:NAME_COLUMNS$}{} MiB: {shares}",
        sheet.memory_mb
    );
    text
}

/// The services with the most memory.
fn memory(rows: &[ServiceRow]) -> Vec<String> {
    let whole = |row: &ServiceRow| row.memory_mb * row.replicas;
    let mut rows: Vec<&ServiceRow> = rows.iter().filter(|row| row.memory_mb > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(whole(row)));
    // a single remaining one takes no more space than a sum
    let listed = if rows.len() > LISTED + 1 {
        LISTED
    } else {
        rows.len()
    };
    let rest = rows.split_off(listed);
    let mut words: Vec<String> = rows
        .iter()
        .map(|row| match row.replicas {
            1 => format!("{} {}", row.service, row.memory_mb),
            replicas => format!("{} {replicas} x {}", row.service, row.memory_mb),
        })
        .collect();
    if !rest.is_empty() {
        let sum: u64 = rest.iter().map(|row| whole(row)).sum();
        words.push(format!("{} others {sum}", rest.len()));
    }
    words
}
