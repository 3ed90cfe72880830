//! Migrations: history that is written once, by the change that needs it. Compares the tables before and after, and
//! renders the pack's template of a migration. Knows no ORM and no database.

pub mod compare;
mod describe;
pub mod history;
pub mod operation;
mod widening;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tera::Context;

use crate::core::error::{Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::generate::blueprint::Blueprint;
use crate::generate::plan;
use crate::generate::python_text;
use crate::generate::render::{self, Rendering, TextRenderer};
use crate::generate::resources;
use crate::generate::selection::Active;
use crate::pack::manifest::Migrations;
use crate::pack::{Pack, ReadContent};
use compare::{FieldRename, Tables};
use history::History;
use operation::{Operation, TableTexts};

/// A project as its blueprint decides it, with the context of its templates.
#[derive(Debug)]
pub struct Side<'a> {
    blueprint: &'a Blueprint,
    context: &'a Context,
    /// In the order in which their tables can be created.
    resources: Vec<Value>,
    /// The sets of tables that the folders of the pack bring.
    pub sets: Vec<TableTexts>,
}

impl<'a> Side<'a> {
    /// Renders the sets of tables.
    ///
    /// # Errors
    /// When a text does not render, or two folders bring a set of one name.
    pub fn of(pack: &Pack, blueprint: &'a Blueprint, context: &'a Context) -> Result<Self> {
        let resources = context.get("resources").map(serde_json::to_value);
        let resources = resources
            .transpose()
            .map_err(|error| Problem::new(error.to_string()))?;
        Ok(Self {
            blueprint,
            context,
            resources: resources
                .and_then(|all| all.as_array().cloned())
                .unwrap_or_default(),
            sets: sets(pack, blueprint, context)?,
        })
    }

    fn tables(&self) -> Tables<'_> {
        let resources = resources::in_order(&self.blueprint.resources);
        Tables {
            sets: &self.sets,
            resources: resources.into_iter().zip(&self.resources).collect(),
        }
    }
}

/// Where migrations are, and how they are read; the expressions in it are rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder of the pack that brings them: two projects with the same one have the same kind of migrations.
    pub part: String,
    pub how: Migrations,
}

/// A new migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    pub files: Tree,
    /// Data that it removes; the user must agree.
    pub data: Vec<String>,
    pub notes: Vec<String>,
}

/// The place of a project's migrations; none without a database.
///
/// # Errors
/// When an expression does not render, or two folders of the pack bring migrations.
pub fn place(pack: &Pack, blueprint: &Blueprint, context: &Context) -> Result<Option<Place>> {
    let active = blueprint.active(pack);
    let mut found = active
        .iter()
        .filter_map(|active| Some((active.folder, active.manifest.migrations.as_ref()?)));
    let Some((part, how)) = found.next() else {
        return Ok(None);
    };
    if let Some((other, _)) = found.next() {
        return Err(
            Problem::new(format!("two folders bring migrations: {part} and {other}"))
                .at(part)
                .help("keep `[migrations]` in one of them")
                .into(),
        );
    }
    let texts = TextRenderer::default();
    let render = |key: &str, text: &str| texts.render(&format!("{part}: {key}"), text, context);
    let how = Migrations {
        folder: render("folder", &how.folder)?,
        id: how
            .id
            .as_deref()
            .map(|text| render("id", text))
            .transpose()?,
        follows: render("follows", &how.follows)?,
        merge: render("merge", &how.merge)?,
        column: how.column.clone(),
    };
    Ok(Some(Place {
        part: part.to_owned(),
        how,
    }))
}

/// The sets of tables that the folders of a project bring, by name.
fn sets(pack: &Pack, blueprint: &Blueprint, context: &Context) -> Result<Vec<TableTexts>> {
    let texts = TextRenderer::default();
    let mut sets: Vec<TableTexts> = Vec::new();
    for (active, set) in table_sets(&blueprint.active(pack)) {
        if sets.iter().any(|known| known.name == set.name) {
            let what = format!("two folders bring the tables `{}`", set.name);
            let problem = Problem::new(what).at(active.folder);
            return Err(problem.help("rename one of the sets").into());
        }
        let render = |(path, text): &(String, String)| texts.render(path, text, context);
        sets.push(TableTexts {
            name: set.name.clone(),
            create: render(&set.create)?,
            drop: render(&set.drop)?,
        });
    }
    sets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sets)
}

fn table_sets<'a>(
    active: &[Active<'a>],
) -> impl Iterator<Item = (Active<'a>, &'a crate::pack::manifest::TableSet)> {
    let folders = active.iter().copied();
    folders.flat_map(|active| active.manifest.tables.iter().map(move |set| (active, set)))
}

/// The names of the sets of tables of a project, for its bookkeeping.
#[must_use]
pub fn set_names(pack: &Pack, blueprint: &Blueprint) -> BTreeSet<String> {
    table_sets(&blueprint.active(pack))
        .map(|(_, set)| set.name.clone())
        .collect()
}

/// The migration from the tables of one blueprint to those of another; without an old one, the first migration. None
/// where they are the same; then `history` is not asked for.
///
/// # Errors
/// Every change for which records that exist are in the way; templates that do not render.
pub fn write(
    pack: &Pack,
    (old, new): (Option<&Side<'_>>, &Side<'_>),
    history: &dyn Fn() -> Result<History>,
    renames: &[FieldRename],
    read: &ReadContent<'_>,
) -> Result<Option<Migration>> {
    let Some(Place { how, .. }) = place(pack, new.blueprint, new.context)? else {
        return Ok(None);
    };
    let before = old.map(Side::tables).unwrap_or_default();
    let operations = compare::operations(pack, &how.column, (&before, &new.tables()), renames)?;
    if operations.is_empty() {
        return Ok(None);
    }
    let history = history()?;
    let name = match &history.head {
        None => describe::FIRST.to_owned(),
        Some(_) => describe::name(&operations),
    };
    let number = format!("{:04}", history.next);
    let id = format!("{number}_{name}");
    let reverse: Vec<Operation<'_>> = operations.iter().rev().map(Operation::inverse).collect();
    let migration = json!({
        "number": number,
        "name": name,
        "id": id,
        "title": name.replace('_', " "),
        "follows": history.head,
        "upgrade": operation::values(&operations),
        "downgrade": operation::values(&reverse),
        "imports": imports(&operations),
    });
    let mut context = new.context.clone();
    context.insert("migration", &migration);
    let planned = plan::migration(
        pack,
        &new.blueprint.active(pack),
        &new.blueprint.package,
        &id,
    )?;
    let rendering = Rendering {
        read,
        finish: &|path, file| python_text::tidied(pack, path, file),
        threads: 1,
        memo: None,
    };
    let files = render::render(&planned, &context, &rendering)?;
    Ok(Some(Migration {
        files,
        data: describe::losses(&operations, &id),
        notes: describe::notes(&operations, &id),
    }))
}

/// The imports for the values that added fields get in rows that exist.
fn imports(operations: &[Operation<'_>]) -> Value {
    let mut lines: BTreeSet<&str> = BTreeSet::new();
    for operation in operations {
        if let Operation::Part {
            field,
            part: operation::Part::Field,
            ..
        } = operation
            && !field["default"].is_null()
            && let Some(found) = field["imports"]["migrations"].as_array()
        {
            lines.extend(found.iter().filter_map(Value::as_str));
        }
    }
    json!(lines)
}

/// Whether the path is a migration in `folder` that a change wrote.
#[must_use]
pub fn is_migration(path: &RelPath, folder: &str) -> bool {
    let inside = path
        .as_str()
        .strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('/'));
    inside.is_some_and(history::is_numbered)
}
