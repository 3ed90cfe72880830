//! EDGE: the platform's folders for this program: settings, cache, state.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// The name of this program's folder.
const FOLDER: &str = "tierup";

/// The folder of the user's settings.
#[must_use]
pub fn settings() -> Option<PathBuf> {
    platform("XDG_CONFIG_HOME", Base::config_dir).map(|folder| folder.join(FOLDER))
}

/// The folder of fetched files.
#[must_use]
pub fn cache() -> Option<PathBuf> {
    platform("XDG_CACHE_HOME", Base::cache_dir).map(|folder| folder.join(FOLDER))
}

/// The folder of data that must persist on this machine.
#[must_use]
pub fn state() -> Option<PathBuf> {
    // Windows has no separate state folder
    let of = |base: &Base| base.state_dir().unwrap_or_else(|| base.data_dir());
    platform("XDG_STATE_HOME", of).map(|folder| folder.join(FOLDER))
}

/// A folder of the platform; `variable` overrides it. Without `HOME`, the user database is not asked: its lookups load
/// shared libraries, which crash a statically linked program.
fn platform(variable: &str, of: fn(&Base) -> PathBuf) -> Option<PathBuf> {
    let value_of = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if cfg!(unix) && value_of("HOME").is_none() {
        return value_of(variable)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute());
    }
    etcetera::choose_base_strategy().ok().map(|base| of(&base))
}

#[cfg(windows)]
type Base = etcetera::base_strategy::Windows;
#[cfg(not(windows))]
type Base = etcetera::base_strategy::Xdg;
