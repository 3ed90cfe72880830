//! What `new` tells: the plan before, the next steps after.

use std::fmt::Write as _;

use serde_json::{Value, json};
use similar::TextDiff;

use super::outline::outline;
use super::said;
use crate::answers::Answers;
use crate::args::{Global, New};
use crate::ask::page;
use crate::error::Problem;
use crate::generate::Generated;
use crate::pack::{Pack, catalog};
use crate::report;
use crate::tree::{Mode, Tree};
use crate::{prose, shell};

/// What happens to every file of a new project.
const ACTION: &str = "created";

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
}

impl<'a> Outcome<'a> {
    pub(super) fn of(
        args: &New,
        global: &Global,
        answers: &Answers,
        generated: &'a Generated,
        pack: (&Pack, Option<&str>),
    ) -> Self {
        let slot = |name: &str| {
            let slots = generated.assembly.context.get("slots");
            slots
                .and_then(|slots| slots.get_from_path(name)?.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        let columns = report::columns().unwrap_or(usize::MAX);
        Self {
            path: args.path.display().to_string(),
            tree: &generated.tree,
            picture: page::drawn(&generated.assembly.graph, columns),
            next: slot(catalog::NEXT),
            command: said::command(args, global, &spoken(args, answers), pack),
            columns,
            notes: Vec::new(),
        }
    }

    pub(super) fn with_notes(mut self, notes: &[Problem]) -> Self {
        self.notes.extend_from_slice(notes);
        self
    }

    pub(super) fn plan(&self, diff: bool) -> String {
        let mut text = String::new();
        for (path, file) in self.tree {
            let _ = writeln!(
                text,
                "{ACTION}  {path}{}",
                if file.mode == Mode::Private {
                    "  (private)"
                } else {
                    ""
                }
            );
            if diff {
                text.push_str(&self.diff(path.as_str()));
            }
        }
        let _ = writeln!(
            text,
            "\n{} files in {}; nothing was written",
            self.tree.len(),
            self.path
        );
        text
    }

    pub(super) fn written(&self, diff: bool) -> String {
        let mut text = String::new();
        if diff {
            self.tree
                .keys()
                .for_each(|path| text.push_str(&self.diff(path.as_str())));
        }
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
        let again = heading("The same again:");
        let room = self.columns.saturating_sub(INDENT);
        let command = prose::command(&self.command, room, 2 * INDENT);
        let _ = writeln!(text, "\n{again}\n  {command}");
        text
    }

    /// What to try first; where the screen is narrow each comment stands above its command.
    fn next_steps(&self) -> Vec<String> {
        let entered = format!("cd {}", shell::quoted(&self.path));
        let lines = std::iter::once(entered.as_str()).chain(self.next.lines());
        let lines: Vec<&str> = lines.collect();
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
                let mut file = json!({"path": path, "action": ACTION});
                if diff {
                    file["diff"] = json!(self.diff(path.as_str()));
                }
                file
            })
            .collect();
        let notes: Vec<String> = self.notes.iter().map(Problem::in_a_line).collect();
        json!({"path": self.path, "files": files, "notes": notes, "command": self.command})
    }

    /// A private file's content is not shown.
    fn diff(&self, path: &str) -> String {
        let Some(file) = self
            .tree
            .get(path)
            .filter(|file| file.mode != Mode::Private)
        else {
            return String::new();
        };
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            return format!("Binary file {path} is new\n");
        };
        TextDiff::from_lines("", text)
            .unified_diff()
            .header("/dev/null", path)
            .to_string()
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
