//! What `new` tells: the plan before, the next steps after.

use std::fmt::Write as _;

use serde_json::{Value, json};
use similar::TextDiff;

use super::said;
use crate::answers::Answers;
use crate::args::New;
use crate::diagram;
use crate::generate::Generated;
use crate::pack::Pack;
use crate::tree::{Mode, Tree};

/// What happens to every file of a new project.
const ACTION: &str = "created";

/// Everything that can be told of a new project.
pub(super) struct Outcome<'a> {
    path: String,
    tree: &'a Tree,
    picture: String,
    next: String,
    command: String,
    notes: Vec<String>,
}

impl<'a> Outcome<'a> {
    pub(super) fn of(args: &New, answers: &Answers, generated: &'a Generated, pack: &Pack) -> Self {
        let slot = |name: &str| {
            let slots = generated.assembly.context.get("slots");
            slots
                .and_then(|slots| slots.get_from_path(name)?.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        Self {
            path: args.path.display().to_string(),
            tree: &generated.tree,
            picture: diagram::unicode(&generated.assembly.graph),
            next: slot("next"),
            command: said::command(args, answers, pack),
            notes: Vec::new(),
        }
    }

    pub(super) fn with_notes(mut self, notes: &[String]) -> Self {
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
        let mut next = format!("cd {}\n", crate::shell::quoted(&self.path));
        next.push_str(&self.next);
        let _ = write!(
            text,
            "{}\n{} files in {}\n\nNext:\n",
            self.picture,
            self.tree.len(),
            self.path
        );
        for line in next.lines() {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(text, "\nThe same again:\n  {}", self.command);
        text
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
        json!({"path": self.path, "files": files, "notes": self.notes, "command": self.command})
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
