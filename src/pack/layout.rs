//! How the files of a pack lie in it.

/// The path of the catalog.
pub const CATALOG: &str = "catalog.toml";
/// Always part of a project.
pub const ALWAYS: &str = "project";
/// A part of a template's path that stands for the package's name.
pub const PACKAGE_SEGMENT: &str = "_package_";
/// Files of a pack that are no templates: what their folders declare.
pub const MANIFESTS: [&str; 2] = ["provider.toml", "part.toml"];
