//! Time that passes quickly for a monitoring: it looks more often, and every duration of its rules is as much shorter.
//! What the durations are, `promtool test rules` checks.

use std::fs;
use std::path::Path;

/// How many times as fast.
const TIMES: u64 = 3;

/// Changes the configuration of Prometheus in a project that does not run yet.
pub(crate) fn quicken(project: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    for entry in fs::read_dir(project.join("deploy/prometheus")).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.extension().is_some_and(|extension| extension == "yml") {
            let text = fs::read_to_string(&path).map_err(told)?;
            fs::write(&path, quickened(&text)).map_err(told)?;
        }
    }
    Ok(())
}

/// `for: 2m` is `for: 40s`, `[5m]` is `[100s]`, and a name such as `errors:rate5m` stays.
fn quickened(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|one: char| one.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        made.push_str(before);
        let end = from.find(|one: char| !one.is_ascii_alphanumeric());
        let (word, after) = from.split_at(end.unwrap_or(from.len()));
        let is_apart = !made.ends_with(|one: char| one.is_alphanumeric() || "_.".contains(one));
        let short = seconds(word).filter(|_| is_apart);
        let short = short.map(|seconds| format!("{}s", (seconds / TIMES).max(1)));
        made.push_str(short.as_deref().unwrap_or(word));
        rest = after;
    }
    made + rest
}

fn seconds(word: &str) -> Option<u64> {
    let (number, unit) = word.split_at_checked(word.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    number.parse::<u64>().ok().map(|number| number * unit)
}
