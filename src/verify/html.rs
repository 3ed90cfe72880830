//! A verification report as a single HTML page: no scripts, no external resources, light and dark, printable. It is
//! also XML, so that a strict parser can read it.

mod plot;

use std::fmt::Write as _;

use super::measure::Measurements;
use super::text::cluster_title;
use super::verdict::{Outcome, Verdict, VerifyResult, time};
use crate::core::text::escape_xml;

/// Identifies such a page.
pub const GENERATOR: &str = "<meta name=\"generator\" content=\"tierup verify\"/>";

const STYLE: &str = include_str!("html/style.css");

/// The page; `when` is shown as the time of the run.
#[must_use]
pub fn page(result: &VerifyResult, when: &str) -> String {
    let mut body = String::new();
    let verdict = if result.failed == 0 {
        "passed"
    } else {
        "failed"
    };
    let _ = write!(
        body,
        "<header><h1>{}</h1><p class=\"sum {verdict}\">{}</p><p class=\"quiet\">tierup verify, {}, {}</p></header>",
        escape_xml(&result.project),
        escape_xml(&result.summary()),
        escape_xml(when),
        time(result.ms)
    );
    if let Some(measurements) = result.boot.as_ref().and_then(|boot| boot.measured.as_ref()) {
        figures(&mut body, measurements);
    }
    if let Some(boot) = &result.boot {
        outcomes(&mut body, "The running stack", &boot.steps);
    }
    if let Some(cluster) = &result.cluster {
        outcomes(&mut body, &cluster_title(cluster), &cluster.steps);
    }
    outcomes(&mut body, "Checks", &result.checks);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         {GENERATOR}\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n<title>{}: {}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape_xml(&result.project),
        escape_xml(&result.summary())
    )
}

fn figures(body: &mut String, measurements: &Measurements) {
    for line in &measurements.told {
        let _ = write!(body, "<p class=\"lead\">{}</p>", escape_xml(line));
    }
    let _ = write!(
        body,
        "<section><h2>Requests</h2><p class=\"quiet\">{} clients without pauses, each kind by itself. The bar goes from \
         p50 to p99, the mark is p95; milliseconds.</p>{}{}</section>",
        measurements.clients,
        plot::latency(&measurements.requests),
        requests(measurements)
    );
    let _ = write!(
        body,
        "<section><h2>Over time</h2><p class=\"quiet\">Requests per second with the expected response, those \
         without it, and the 95th percentile of the latency.</p>{}</section>",
        plot::over_time(&measurements.seconds, &measurements.moments)
    );
    let _ = write!(
        body,
        "<section><h2>Processors</h2><p class=\"quiet\">Use of processors by each service; the line is its \
         limit.</p>{}</section>",
        plot::processors(&measurements.services, &measurements.moments)
    );
    body.push_str("<section><h2>Bounds</h2>");
    bounds(body, measurements);
    body.push_str("</section>");
}

fn requests(measurements: &Measurements) -> String {
    let mut rows = String::new();
    for kind in &measurements.requests {
        let _ = write!(
            rows,
            "<tr><th scope=\"row\">{}</th><td>{:.0}</td><td>{:.1}</td><td>{:.1}</td><td>{:.1}</td><td>{}</td><td>{}</td></tr>",
            escape_xml(&kind.name),
            kind.per_s,
            kind.p50_ms,
            kind.p95_ms,
            kind.p99_ms,
            kind.requests,
            kind.failed
        );
    }
    format!(
        "<table><thead><tr><th></th><th>requests/s</th><th>p50 ms</th><th>p95 ms</th><th>p99 ms</th><th>sent</th>\
         <th>failed</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

fn bounds(body: &mut String, measurements: &Measurements) {
    body.push_str(
        "<table><thead><tr><th></th><th>used</th><th>of</th><th>full</th><th>during</th><th>size expects it full at</th>\
         </tr></thead><tbody>",
    );
    for bound in &measurements.bounds {
        let _ = write!(
            body,
            "<tr><th scope=\"row\">{}</th><td>{:.2}</td><td>{}</td><td>{:.0} %</td><td>{}</td><td>{}</td></tr>",
            escape_xml(&bound.name),
            bound.used,
            crate::generate::capacity::show(bound.most),
            bound.share * 100.0,
            escape_xml(&bound.during),
            escape_xml(bound.expected_full_at.as_deref().unwrap_or("no model"))
        );
    }
    body.push_str("</tbody></table><table><thead><tr><th></th><th>MiB at most</th><th>of</th><th>connections</th></tr></thead><tbody>");
    for service in &measurements.services {
        let connections = service
            .connections
            .map_or(String::new(), |count| count.to_string());
        let _ = write!(
            body,
            "<tr><th scope=\"row\">{}</th><td>{:.0}</td><td>{:.0}</td><td>{connections}</td></tr>",
            escape_xml(&service.service),
            service.memory_mb,
            service.memory_limit_mb
        );
    }
    body.push_str("</tbody></table>");
}

fn outcomes(body: &mut String, title: &str, outcomes: &[Outcome]) {
    let _ = write!(
        body,
        "<section><h2>{}</h2><ul class=\"outcomes\">",
        escape_xml(title)
    );
    for outcome in outcomes {
        let (class, word) = match outcome.verdict {
            Verdict::Passed => ("passed", "passed"),
            Verdict::Failed => ("failed", "failed"),
            Verdict::Skipped => ("skipped", "skipped"),
        };
        let took = if outcome.verdict == Verdict::Skipped {
            String::new()
        } else {
            time(outcome.ms)
        };
        let _ = write!(
            body,
            "<li class=\"{class}\"><b>{word}</b> <span>{}</span> <i>{took}</i>",
            escape_xml(&outcome.name)
        );
        for lines in [&outcome.said, &outcome.results] {
            if !lines.is_empty() {
                let _ = write!(body, "<pre>{}</pre>", escape_xml(&lines.join("\n")));
            }
        }
        if outcome.more > 0 {
            let _ = write!(body, "<p class=\"quiet\">{} more lines</p>", outcome.more);
        }
        if outcome.verdict == Verdict::Failed && !outcome.commands.is_empty() {
            let _ = write!(
                body,
                "<pre class=\"command\">{}</pre>",
                escape_xml(&outcome.commands.join("\n"))
            );
        }
        if let Some(help) = &outcome.help {
            let _ = write!(body, "<p class=\"quiet\">{}</p>", escape_xml(help));
        }
        body.push_str("</li>");
    }
    body.push_str("</ul></section>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_tools_is_escaped() {
        let output = "<script>alert('1')</script> & \"x\"\u{7}";
        let outcome = Outcome::new(output, Verdict::Failed, 1);
        let page = page(
            &VerifyResult::of(output, 1, vec![outcome], None, None),
            "now",
        );
        assert!(!page.contains("<script") && !page.contains('\u{7}'));
        assert!(page.contains(
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;\u{fffd}"
        ));
    }
}
