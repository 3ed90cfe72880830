//! The changes between the version of the pack that generated a project and the current one, as text and JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::change::baseline::Baseline;
use crate::core::error::Problem;
use crate::generate::blueprint::Blueprint;
use crate::generate::version_changes;
use crate::pack::Pack;
use crate::pack::changes::{PackChange, PackChanges};
use crate::pack::origin::BUILTIN_NAME;
use crate::project::base;
use crate::project::current::Project;
use crate::screen::report::printable;

const RUNTIME: &str = "Changes of a running service";
const OTHER: &str = "Other changes";

/// What the current version of the pack changes for a project.
pub(super) struct VersionChanges {
    changes: Vec<ProjectChange>,
    /// Where the current version is older than that of the project.
    pub(super) downgrades: Vec<Problem>,
}

struct ProjectChange {
    pack: String,
    change: PackChange,
}

impl VersionChanges {
    pub(super) fn of(
        project: &Project,
        baseline: &Baseline,
        pack: &Pack,
        blueprint: &Blueprint,
    ) -> Self {
        let old = |name: &str| generated_by(project, baseline, pack, name);
        let found = version_changes::since(pack, blueprint, &old).into_iter();
        let older = pack.changes.iter().filter_map(|pack| {
            let old = old(&pack.name).filter(|old| pack.is_older_than(old))?;
            Some(downgrade(pack, &old))
        });
        Self {
            changes: found
                .map(|found| ProjectChange {
                    pack: found.pack.name.clone(),
                    change: found.change.clone(),
                })
                .collect(),
            downgrades: older.collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// A section for each kind of change, with an empty line between them.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (title, changes) in self.sections() {
            if !text.is_empty() {
                text.push('\n');
            }
            let _ = writeln!(text, "{}", console::style(title).bold());
            for found in changes {
                let _ = writeln!(text, "  {}", printable(&found.headline()));
                if let Some(instructions) = &found.change.instructions {
                    let _ = writeln!(text, "    to do: {}", printable(instructions));
                }
            }
        }
        text
    }

    /// The same as Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut text = String::new();
        for (title, changes) in self.sections() {
            let _ = writeln!(text, "## {title}\n");
            for found in changes {
                let _ = writeln!(text, "- {}", printable(&found.headline()));
                if let Some(instructions) = &found.change.instructions {
                    let _ = writeln!(text, "  - To do: {}", printable(instructions));
                }
            }
            text.push('\n');
        }
        text
    }

    pub(super) fn document(&self) -> Value {
        let changes = self.changes.iter().map(|found| {
            let mut document = json!(found.change);
            document["pack"] = json!(found.pack);
            document
        });
        changes.collect()
    }

    /// The sections that have changes, those of a running service first.
    fn sections(&self) -> impl Iterator<Item = (&'static str, Vec<&ProjectChange>)> {
        let sections = [(RUNTIME, true), (OTHER, false)].map(|(title, runtime)| {
            let changes = self.changes.iter();
            let changes = changes.filter(|found| found.change.runtime == runtime);
            (title, changes.collect::<Vec<_>>())
        });
        let present = sections.into_iter();
        present.filter(|(_, changes)| !changes.is_empty())
    }
}

impl ProjectChange {
    fn headline(&self) -> String {
        let PackChange { version, what, .. } = &self.change;
        format!("{} {version}: {what}", self.pack)
    }
}

/// The version of the pack with this name that generated the project.
fn generated_by(project: &Project, baseline: &Baseline, pack: &Pack, name: &str) -> Option<String> {
    let Some(state) = &baseline.stored.state else {
        // a project without a base only has the version of its pack
        let recorded = project.answers.text("pack.version")?;
        return (pack.catalog.name == name).then(|| recorded.to_owned());
    };
    let mut packs = [Some(&state.pack), state.extends.as_ref()]
        .into_iter()
        .flatten();
    let known = packs.find(|pack| pack.name == name)?;
    Some(known.version.clone())
}

fn downgrade(pack: &PackChanges, old: &str) -> Problem {
    let PackChanges { name, version, .. } = pack;
    let help = if name == BUILTIN_NAME {
        "use the latest tierup: `uvx tierup@latest update`"
    } else {
        "use the newer version of the pack: `tierup set pack.source=SOURCE`"
    };
    Problem::new(format!(
        "the project was generated with {name} {old}, and the current templates are the older {name} {version}: an update goes back to them"
    ))
    .at(base::STATE)
    .help(help)
}
