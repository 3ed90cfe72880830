//! A report as text for a terminal, no line wider than the screen if possible.

use std::fmt::Write as _;

use super::measure::{BoundUsage, Measurements};
use super::verdict::{ClusterResult, Outcome, Verdict, VerifyResult, time};
use crate::core::bars::{Bar, bars};
use crate::core::text::{fit, wrap};
use crate::generate::capacity::show;

/// Narrower tables are not readable.
const NARROWEST: usize = 40;
/// Longer names would leave too little space for the bar.
const LONGEST_NAME: usize = 30;

/// The text of `tierup verify`. Lines without indentation are headings, or the summary.
#[must_use]
pub fn text(result: &VerifyResult, columns: usize) -> String {
    let columns = columns.max(NARROWEST);
    let mut text = String::from("Checks\n");
    outcomes(&mut text, &result.checks, columns);
    if let Some(boot) = &result.boot {
        text.push_str("\nBooted\n");
        outcomes(&mut text, &boot.steps, columns);
        if let Some(measurements) = &boot.measured {
            requests(&mut text, measurements, columns);
            bounds(&mut text, measurements, columns);
        }
    }
    if let Some(cluster) = &result.cluster {
        let _ = writeln!(text, "\n{}", cluster_title(cluster));
        outcomes(&mut text, &cluster.steps, columns);
    }
    let _ = write!(text, "\n{}, in {}", result.summary(), time(result.ms));
    text
}

/// The heading of the results in a cluster: which one it is.
#[must_use]
pub fn cluster_title(cluster: &ClusterResult) -> String {
    let (context, server) = (&cluster.context, &cluster.server);
    match (context.is_empty(), server.is_empty()) {
        (true, _) => "Cluster".to_owned(),
        (false, true) => format!("Cluster {context}"),
        (false, false) => format!("Cluster {context}, {server}"),
    }
}

/// Names in one column, results in the next.
fn outcomes(text: &mut String, outcomes: &[Outcome], columns: usize) {
    let widest = outcomes
        .iter()
        .map(|outcome| outcome.name.chars().count())
        .max();
    let width = widest.unwrap_or(0).min(columns.saturating_sub(24)).max(12);
    for outcome in outcomes {
        for (at, part) in wrap(&outcome.name, width).iter().enumerate() {
            match at {
                0 => {
                    let _ = writeln!(
                        text,
                        "  {part:width$}  {}",
                        outcome_line(outcome, columns, width)
                    );
                }
                _ => {
                    let _ = writeln!(text, "  {part}");
                }
            }
        }
        if outcome.verdict == Verdict::Failed {
            tool_output(text, outcome);
        }
        for line in &outcome.results {
            let _ = writeln!(text, "      {line}");
        }
    }
}

fn outcome_line(outcome: &Outcome, columns: usize, width: usize) -> String {
    let took = time(outcome.ms);
    match outcome.verdict {
        Verdict::Passed => {
            let beside = outcome.said.first().filter(|_| outcome.commands.is_empty());
            let available = columns.saturating_sub(width + 22);
            let beside = beside.filter(|line| line.chars().count() <= available);
            format!("passed  {took:>7}  {}", beside.map_or("", String::as_str))
                .trim_end()
                .to_owned()
        }
        Verdict::Failed => format!("FAILED  {took:>7}"),
        Verdict::Skipped => format!(
            "skipped: {}",
            outcome.said.first().map_or("", String::as_str)
        ),
    }
}

/// The output of a tool.
fn tool_output(text: &mut String, outcome: &Outcome) {
    for line in &outcome.said {
        let _ = writeln!(text, "      {line}");
    }
    if let (true, Some(rest)) = (outcome.more > 0, &outcome.rest) {
        let _ = writeln!(text, "      … {} more lines in {rest}", outcome.more);
    } else if outcome.more > 0 {
        let _ = writeln!(text, "      … {} more lines", outcome.more);
    }
    if let Some(command) = outcome.commands.last() {
        let _ = writeln!(text, "      $ {command}");
    }
    if let Some(help) = &outcome.help {
        let _ = writeln!(text, "      help: {help}");
    }
}

fn requests(text: &mut String, measurements: &Measurements, columns: usize) {
    let _ = writeln!(
        text,
        "\nRequests, {} clients without pauses",
        measurements.clients
    );
    let names = measurements
        .requests
        .iter()
        .map(|kind| kind.name.chars().count());
    let width = names
        .max()
        .unwrap_or(0)
        .min(columns.saturating_sub(52))
        .max(12);
    let _ = writeln!(
        text,
        "  {:width$}  {:>8}  {:>7}  {:>7}  {:>7}  {:>6}",
        "", "per s", "p50 ms", "p95 ms", "p99 ms", "failed"
    );
    for kind in &measurements.requests {
        let name = fit(&kind.name, width);
        let _ = writeln!(
            text,
            "  {name:width$}  {:>8.0}  {:>7.1}  {:>7.1}  {:>7.1}  {:>6}",
            kind.per_s, kind.p50_ms, kind.p95_ms, kind.p99_ms, kind.failed
        );
    }
}

fn bounds(text: &mut String, measurements: &Measurements, columns: usize) {
    text.push_str("\nLimits, at their highest use\n");
    let bar = |bound: &BoundUsage| {
        let size = bound.expected_full_at.as_ref();
        let size = size.map_or(String::new(), |at| format!("size: {at}"));
        let (share, most) = (bound.share * 100.0, show(bound.most));
        Bar {
            name: fit(&bound.name, LONGEST_NAME),
            share: bound.share,
            word: format!("{share:>3.0} % of {most:<8}  {size}")
                .trim_end()
                .to_owned(),
        }
    };
    let all: Vec<Bar> = measurements.bounds.iter().map(bar).collect();
    text.push_str(&bars(&all, columns, true));
    for line in &measurements.told {
        for line in wrap(line, columns.saturating_sub(2)) {
            let _ = writeln!(text, "  {line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_the_tools_output() {
        let mut failed =
            Outcome::new("style", Verdict::Failed, 1250).with_output("a.py:1: bad\nb.py:2: worse");
        failed.commands = vec!["style check".to_owned()];
        let checks = vec![
            Outcome::new("types", Verdict::Passed, 100),
            failed,
            Outcome::skipped("edge", "edge is not installed"),
        ];
        let result = VerifyResult::of("shop", 2000, checks, None, None);
        let expected = "Checks
  types         passed    0.1 s
  style         FAILED    1.2 s
      a.py:1: bad
      b.py:2: worse
      $ style check
  edge          skipped: edge is not installed

1 passed, 1 failed, 1 skipped, in 2.0 s";
        assert_eq!(text(&result, 80), expected);
    }
}
