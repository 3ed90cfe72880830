//! Plots of a report as SVG in a page. Colours are from the page; text is escaped.

use std::fmt::Write as _;

use crate::core::text::escape_xml;
use crate::verify::measure::{Event, RequestStats, SecondStats, ServiceUsage};

const WIDTH: f64 = 800.0;
/// Space for names on the left, and for overflow on the right.
const LEFT: f64 = 150.0;
const RIGHT: f64 = 16.0;
const ROW: f64 = 30.0;
const AXIS: f64 = 22.0;
/// Labels of events that are nearer to each other are on separate lines.
const NEAR: f64 = 96.0;
const LINES: usize = 4;

/// From p50 to p99 of each kind, on one scale.
pub(super) fn latency(kinds: &[RequestStats]) -> String {
    let most = nice(kinds.iter().map(|kind| kind.p99_ms).fold(1.0, f64::max));
    let height = ROW * float(kinds.len()) + AXIS;
    let x = |ms: f64| LEFT + (WIDTH - LEFT - RIGHT) * ms / most;
    let mut inside = axis(most, height - AXIS, &x, "ms");
    for (at, kind) in kinds.iter().enumerate() {
        let y = ROW * float(at) + ROW / 2.0;
        let (from, to, mark) = (x(kind.p50_ms), x(kind.p99_ms), x(kind.p95_ms));
        let _ = write!(
            inside,
            "<text class=\"name\" x=\"0\" y=\"{:.1}\">{}</text>\
             <rect class=\"one\" x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\" rx=\"2\"><title>{} p50 {} ms, p95 {} ms, p99 {} ms</title></rect>\
             <line class=\"mark\" x1=\"{mark:.1}\" x2=\"{mark:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
            y + 4.0,
            escape_xml(&kind.name),
            y - 6.0,
            (to - from).max(2.0),
            escape_xml(&kind.name),
            kind.p50_ms,
            kind.p95_ms,
            kind.p99_ms,
            y - 9.0,
            y + 9.0
        );
    }
    framed(height, "Latency of each kind of request", &inside)
}

/// Successful and failed requests per second, the p95, and the events.
pub(super) fn over_time(seconds: &[SecondStats], events: &[Event]) -> String {
    let (top, tall) = (16.0 * float(LINES) + 26.0, 150.0);
    let height = top + tall + AXIS + 6.0;
    let span = span(seconds.len(), events);
    let x = |s: f64| LEFT + (WIDTH - LEFT - RIGHT) * s / span;
    let most = nice(
        seconds
            .iter()
            .map(|s| float(s.well + s.failed))
            .fold(1.0, f64::max),
    );
    let slowest = nice(seconds.iter().map(|s| s.p95_ms).fold(1.0, f64::max));
    let y = |share: f64| top + tall * (1.0 - share);
    let mut inside = format!(
        "<rect class=\"frame\" x=\"{LEFT}\" y=\"{top}\" width=\"{:.1}\" height=\"{tall}\"/>\
         <rect class=\"one\" x=\"0\" y=\"{top}\" width=\"10\" height=\"10\"/><text x=\"15\" y=\"{:.1}\">answered/s, to {most}</text>\
         <rect class=\"bad\" x=\"0\" y=\"{:.1}\" width=\"10\" height=\"10\"/><text x=\"15\" y=\"{:.1}\">failed/s</text>\
         <rect class=\"key-two\" x=\"0\" y=\"{:.1}\" width=\"10\" height=\"3\"/><text x=\"15\" y=\"{:.1}\">p95 ms, to {slowest}</text>",
        WIDTH - LEFT - RIGHT,
        top + 10.0,
        top + 18.0,
        top + 28.0,
        top + 40.0,
        top + 46.0
    );
    let wide = (x(1.0) - x(0.0) - 1.0).max(1.0);
    let mut path = String::new();
    for second in seconds {
        let at = x(float_of(second.at_s));
        let (well, failed) = (float(second.well) / most, float(second.failed) / most);
        let _ = write!(
            inside,
            "<rect class=\"area\" x=\"{at:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{:.1}\"/>",
            y(well),
            tall * well
        );
        if second.failed > 0 {
            // one in a thousand must be visible
            let height = (tall * failed).max(3.0);
            let _ = write!(
                inside,
                "<rect class=\"bad\" x=\"{at:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{height:.1}\"/>",
                y(0.0) - height
            );
        }
        if second.well > 0 {
            let command = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(
                path,
                "{command}{:.1} {:.1}",
                at + wide / 2.0,
                y(second.p95_ms / slowest)
            );
        }
    }
    let _ = write!(inside, "<path class=\"two\" d=\"{path}\"/>");
    inside.push_str(&marked(events, &x, top, tall));
    inside.push_str(&clock(span, top + tall, &x));
    framed(height, "Requests over time", &inside)
}

/// Processors of each service over time, each against its limit.
pub(super) fn processors(services: &[ServiceUsage], events: &[Event]) -> String {
    let tall = 34.0;
    let last = services
        .iter()
        .flat_map(|s| &s.over_time)
        .map(|(at, _)| *at)
        .fold(1.0, f64::max);
    let span = events.iter().map(|event| event.at_s).fold(last, f64::max);
    let x = |s: f64| LEFT + (WIDTH - LEFT - RIGHT) * s / span;
    let height = (tall + 14.0) * float(services.len()) + AXIS;
    let mut inside = String::new();
    for (at, service) in services.iter().enumerate() {
        let top = (tall + 14.0) * float(at) + 8.0;
        let peak = service
            .over_time
            .iter()
            .map(|(_, cpus)| *cpus)
            .fold(0.0, f64::max);
        let most = service.cpus_limit.max(peak).max(0.01);
        let y = |cpus: f64| top + tall * (1.0 - cpus / most);
        let mut path = String::new();
        let first = service.over_time.first().map_or(0.0, |(at, _)| *at);
        let _ = write!(path, "M{:.1} {:.1}", x(first), top + tall);
        for (at, cpus) in &service.over_time {
            let _ = write!(path, "L{:.1} {:.1}", x(*at), y(*cpus));
        }
        let end = service.over_time.last().map_or(0.0, |(at, _)| *at);
        let _ = write!(path, "L{:.1} {:.1}Z", x(end), top + tall);
        let limit = y(service.cpus_limit);
        let _ = write!(
            inside,
            "<rect class=\"frame\" x=\"{LEFT}\" y=\"{top}\" width=\"{:.1}\" height=\"{tall}\"/>\
             <path class=\"area\" d=\"{path}\"/><line class=\"limit\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{limit:.1}\" y2=\"{limit:.1}\"/>\
             <text class=\"name\" x=\"0\" y=\"{:.1}\">{}</text><text x=\"0\" y=\"{:.1}\">{:.2} of {}</text>",
            WIDTH - LEFT - RIGHT,
            WIDTH - RIGHT,
            top + 14.0,
            escape_xml(&service.service),
            top + 29.0,
            service.cpus,
            crate::generate::capacity::show(service.cpus_limit)
        );
    }
    for event in events {
        let at = x(event.at_s);
        let _ = write!(
            inside,
            "<line class=\"moment\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"4\" y2=\"{:.1}\"><title>{}</title></line>",
            height - AXIS,
            escape_xml(&event.what)
        );
    }
    inside.push_str(&clock(span, height - AXIS, &x));
    framed(height, "Processors over time", &inside)
}

fn framed(height: f64, title: &str, inside: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{}\" xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>",
        escape_xml(title)
    )
}

fn span(seconds: usize, events: &[Event]) -> f64 {
    events
        .iter()
        .map(|event| event.at_s)
        .fold(float(seconds).max(1.0), f64::max)
}

/// Dashed lines with labels, each in the first line with enough space.
fn marked(events: &[Event], x: &dyn Fn(f64) -> f64, top: f64, tall: f64) -> String {
    let mut marks = String::new();
    let mut ends = [f64::MIN; LINES];
    for event in events {
        let at = x(event.at_s);
        let wide = (float(event.what.chars().count()) * 6.5).max(NEAR);
        let line = ends.iter().position(|end| *end <= at).unwrap_or(LINES - 1);
        ends[line] = at + wide;
        let y = 16.0 * float(line) + 14.0;
        // near the right edge, a label is on the left of its line
        let (anchor, by) = if at + wide > WIDTH {
            ("end", -4.0)
        } else {
            ("start", 4.0)
        };
        let _ = write!(
            marks,
            "<line class=\"moment\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>\
             <text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
            y - 10.0,
            top + tall,
            at + by,
            escape_xml(&event.what)
        );
    }
    marks
}

fn clock(span: f64, y: f64, x: &dyn Fn(f64) -> f64) -> String {
    let step = (nice(span / 6.0)).max(1.0).round();
    ticks(span, step)
        .map(|at| {
            format!(
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{at:.0} s</text>",
                x(at),
                y + 16.0
            )
        })
        .collect::<Vec<_>>()
        .concat()
}

fn axis(most: f64, y: f64, x: &dyn Fn(f64) -> f64, unit: &str) -> String {
    ticks(most, most / 5.0)
        .map(|at| {
            let place = x(at);
            let shown = crate::generate::capacity::show((at * 10.0).round() / 10.0);
            format!(
                "<line class=\"grid\" x1=\"{place:.1}\" x2=\"{place:.1}\" y1=\"0\" y2=\"{y:.1}\"/>\
                 <text x=\"{place:.1}\" y=\"{:.1}\" text-anchor=\"{}\">{shown} {unit}</text>",
                y + 16.0,
                if at >= most { "end" } else { "middle" }
            )
        })
        .collect::<Vec<_>>()
        .concat()
}

fn ticks(most: f64, step: f64) -> impl Iterator<Item = f64> {
    (0_u32..=1000)
        .map(move |n| f64::from(n) * step)
        .take_while(move |at| *at <= most + step / 1000.0)
}

/// The next round number: 1, 2, or 5, and zeros.
fn nice(value: f64) -> f64 {
    let power = 10_f64.powf(value.max(0.001).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * power)
        .find(|n| *n >= value)
        .unwrap_or(value)
}

#[expect(clippy::cast_precision_loss, reason = "counts of a plot")]
fn float(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "seconds of a run")]
fn float_of(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        for (value, scale) in [(0.7, 1.0), (13.0, 20.0), (50.0, 50.0), (501.0, 1000.0)] {
            assert!((nice(value) - scale).abs() < 1e-9, "{value}");
        }
    }

    #[test]
    fn plots_without_measurements_are_valid() {
        for svg in [latency(&[]), over_time(&[], &[]), processors(&[], &[])] {
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
