//! The layout of a pack's files.

/// The path of the catalog.
pub const CATALOG: &str = "catalog.toml";
/// The folder that is always rendered.
pub const ALWAYS: &str = "project";
/// Path segment that is replaced by the package's name.
pub const PACKAGE_SEGMENT: &str = "_package_";
/// Part of a path that is replaced by a resource's name; the file is rendered once for each resource.
pub const RESOURCE: &str = "_resource_";
/// The same with its plural.
pub const RESOURCES: &str = "_resources_";
/// Part of a path that is replaced by the number and the name of a migration.
pub const MIGRATION: &str = "_migration_";
/// Files of a pack that are not templates.
pub const MANIFESTS: [&str; 2] = ["provider.toml", "part.toml"];
