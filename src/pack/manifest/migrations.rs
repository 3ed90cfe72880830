//! How the migrations of a project are found and read.

use schemars::JsonSchema;
use serde::Deserialize;

/// The migrations of a project: files that are written once, when tables change. The template of such a file has the
/// part `_migration_` in its path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Migrations {
    /// The folder of the files in a project.
    pub folder: String,
    /// A regular expression in which `^` and `$` are ends of lines; its one group is the id of a migration. Without one,
    /// the id is the name of the file without its suffix.
    pub id: Option<String>,
    /// A regular expression of the same kind: the strings in quotation marks in its one group are the ids of migrations
    /// that must be applied before.
    pub follows: String,
    /// The command that merges two migrations of which none follows the other.
    pub merge: String,
    /// The texts of field types that describe a column: where they stay the same, a field needs no migration.
    pub column: Vec<String>,
}
