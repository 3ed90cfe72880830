//! What `new` tells: the plan before, the next steps after.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::outline::outline;
use super::said;
use crate::cli::args::{Global, New};
use crate::core::answers::Answers;
use crate::core::error::Problem;
use crate::core::shell;
use crate::core::tree::{File, Mode, RelPath, Tree};
use crate::generate::architecture;
use crate::generate::blueprint::Blueprint;
use crate::generate::pipeline::Generated;
use crate::pack::{Pack, catalog};
use crate::project::patch::patch;
use crate::project::write::Standing;
use crate::screen::ask::page;
use crate::screen::prose;
use crate::screen::report;

/// What happens to every file of a new project.
const ACTION: &str = "created";
/// What happens to a file that was there and gets more lines.
const MERGED: &str = "merged";

/// Longer lines are no outline, where nobody's screen says how long they are.
const MOST: usize = 100;
/// Blanks before a command.
const INDENT: usize = 2;

/// Everything that can be told of a new project.
pub(super) struct Outcome<'a> {
    path: String,
    tree: &'a Tree,
    picture: String,
    next: String,
    command: String,
    notes: Vec<Problem>,
    columns: usize,
    /// What stands there already.
    standing: Option<&'a Standing>,
}

impl<'a> Outcome<'a> {
    pub(super) fn of(
        args: &New,
        global: &Global,
        answers: &Answers,
        blueprint: &Blueprint,
        generated: &'a Generated,
        pack: (&Pack, Option<&str>),
    ) -> Self {
        let slot = |name: &str| {
            let slots = generated.assembly.context.get("slots");
            slots
                .and_then(|slots| slots.get_from_path(name)?.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        let graph = architecture::graph(blueprint, &generated.assembly);
        let columns = report::columns().unwrap_or(usize::MAX);
        Self {
            path: args.path.display().to_string(),
            tree: &generated.tree,
            picture: page::drawn(&graph, columns),
            next: slot(catalog::NEXT),
            command: said::command(args, global, &spoken(args, answers), pack),
            columns,
            notes: Vec::new(),
            standing: None,
        }
    }

    /// In a folder that holds something.
    pub(super) fn over(mut self, standing: &'a Standing) -> Self {
        self.standing = Some(standing);
        self
    }

    fn before(&self, path: &RelPath) -> Option<&File> {
        self.standing.and_then(|standing| standing.0.get(path))
    }

    fn action(&self, path: &RelPath) -> &'static str {
        if self.before(path).is_some() {
            MERGED
        } else {
            ACTION
        }
    }

    pub(super) fn with_notes(mut self, notes: &[Problem]) -> Self {
        self.notes.extend_from_slice(notes);
        self
    }

    pub(super) fn plan(&self, diff: bool) -> Vec<u8> {
        let mut text = Vec::new();
        for (path, file) in self.tree {
            let private = if file.mode == Mode::Private {
                "  (private)"
            } else {
                ""
            };
            let line = format!("{:7}  {path}{private}\n", self.action(path));
            text.extend(line.bytes());
            if diff {
                text.extend(report::patch(&self.diff(path)));
            }
        }
        let count = self.tree.len();
        let end = format!("\n{count} files in {}; nothing was written\n", self.path);
        text.extend(end.bytes());
        text
    }

    pub(super) fn written(&self, diff: bool) -> Vec<u8> {
        let diffs = self.tree.keys().filter(|_| diff);
        let mut whole: Vec<u8> = diffs
            .flat_map(|path| report::patch(&self.diff(path)))
            .collect();
        let mut text = String::new();
        let heading = |text| console::style(text).bold();
        let _ = write!(
            text,
            "{}\n\n{} files in {}\n{}\n{}\n",
            self.picture.trim_end(),
            self.tree.len(),
            self.path,
            outline(self.tree, self.columns.min(MOST)),
            heading("Next:")
        );
        for line in self.next_steps() {
            let _ = writeln!(text, "  {line}");
        }
        let again = heading("To repeat this:");
        let room = self.columns.saturating_sub(INDENT);
        let command = prose::command(&self.command, room, 2 * INDENT);
        let _ = writeln!(text, "\n{again}\n  {command}");
        whole.extend(text.bytes());
        whole
    }

    /// What to try first; where the screen is narrow each comment stands above its command.
    fn next_steps(&self) -> Vec<String> {
        let entered = format!("cd {}", shell::quoted(&self.path));
        let entered = Some(entered.as_str()).filter(|_| self.path != ".");
        let lines: Vec<&str> = entered.into_iter().chain(self.next.lines()).collect();
        if page::is_narrow_enough(&self.next, self.columns.saturating_sub(2)) {
            return lines.into_iter().map(str::to_owned).collect();
        }
        let apart = |line: &str| match line.split_once(" # ") {
            Some((command, about)) => vec![format!("# {about}"), command.trim_end().to_owned()],
            None => vec![line.to_owned()],
        };
        lines.into_iter().flat_map(apart).collect()
    }

    pub(super) fn document(&self, diff: bool) -> Value {
        let files: Vec<Value> = self
            .tree
            .keys()
            .map(|path| {
                let mut file = json!({"path": path, "action": self.action(path)});
                if diff {
                    file["diff"] = json!(String::from_utf8_lossy(&self.diff(path)));
                }
                file
            })
            .collect();
        let notes: Vec<String> = self.notes.iter().map(Problem::in_a_line).collect();
        json!({"path": self.path, "files": files, "notes": notes, "command": self.command})
    }

    /// A private file's content is not shown.
    fn diff(&self, path: &RelPath) -> Vec<u8> {
        let file = self.tree.get(path);
        let Some(file) = file.filter(|file| file.mode != Mode::Private) else {
            return Vec::new();
        };
        patch(
            self.before(path).map(|before| (path, before)),
            Some((path, file)),
        )
    }
}

/// The answers without a name that the path says already.
fn spoken(args: &New, answers: &Answers) -> Answers {
    let mut spoken = answers.clone();
    let name = answers.text("project.name");
    if name.is_some_and(|name| args.path.file_name().is_some_and(|last| last == name)) {
        spoken.forget("project.name");
    }
    spoken
}
