//! The layout of a pack's files.

/// The path of the catalog.
pub const CATALOG: &str = "catalog.toml";
/// The folder that is always rendered.
pub const ALWAYS: &str = "project";
/// Path segment that is replaced by the package's name.
pub const PACKAGE_SEGMENT: &str = "_package_";
/// Files of a pack that are not templates.
pub const MANIFESTS: [&str; 2] = ["provider.toml", "part.toml"];
