//! EDGE: the platform's folders of this program: for settings, for what can be fetched again, for what it must know
//! again.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// The folder of this program among those of others.
const FOLDER: &str = "tierup";

/// Where a person's settings are.
#[must_use]
pub fn settings() -> Option<PathBuf> {
    platform("XDG_CONFIG_HOME", Base::config_dir).map(|folder| folder.join(FOLDER))
}

/// Where what was fetched is kept.
#[must_use]
pub fn cache() -> Option<PathBuf> {
    platform("XDG_CACHE_HOME", Base::cache_dir).map(|folder| folder.join(FOLDER))
}

/// Where this program keeps what it must know again on this machine.
#[must_use]
pub fn state() -> Option<PathBuf> {
    // Windows has none of its own for it
    let of = |base: &Base| base.state_dir().unwrap_or_else(|| base.data_dir());
    platform("XDG_STATE_HOME", of).map(|folder| folder.join(FOLDER))
}

/// A folder of the platform; `variable` may name it. Where nothing says where a person lives, the system's list of
/// persons is not asked: its answers come from libraries, which a static program cannot load without crashing.
fn platform(variable: &str, of: fn(&Base) -> PathBuf) -> Option<PathBuf> {
    let said = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if cfg!(unix) && said("HOME").is_none() {
        return said(variable)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute());
    }
    etcetera::choose_base_strategy().ok().map(|base| of(&base))
}

#[cfg(windows)]
type Base = etcetera::base_strategy::Windows;
#[cfg(not(windows))]
type Base = etcetera::base_strategy::Xdg;
