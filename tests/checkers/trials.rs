//! Trials that say why they are skipped. With `CI=true` nothing is skipped: it fails.

use libtest_mimic::{Failed, Trial};

/// A trial that runs where nothing is lacking.
pub(crate) fn trial(
    name: String,
    lack: Option<String>,
    body: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Trial {
    match lack {
        None => Trial::test(name, || body().map_err(Failed::from)),
        Some(lack) if strict() => Trial::test(name, || Err(lack.into())),
        Some(lack) => {
            let shown = format!("{name} (skipped: {lack})");
            Trial::test(shown, || Err(lack.into())).with_ignored_flag(true)
        }
    }
}

/// The number of the day, by which what takes long has its turn.
#[allow(dead_code, reason = "each test binary takes its part")]
pub(crate) fn today() -> usize {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed();
    let days = since.map_or(0, |since| since.as_secs() / 86_400);
    usize::try_from(days).unwrap_or(0)
}

fn strict() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}
