//! The output of `new`: the picture, the folders, the next steps.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::arguments;
use super::outline::outline;
use crate::cli::args::{GlobalArgs, New};
use crate::cli::command::summary::Summary;
use crate::core::answers::Answers;
use crate::core::shell;
use crate::core::tree::RelPath;
use crate::generate::architecture;
use crate::generate::assembly::Assembly;
use crate::generate::blueprint::Blueprint;
use crate::pack::{Pack, catalog};
use crate::screen::ask::page;
use crate::screen::prose;
use crate::screen::report;

/// The maximum line length without a terminal.
const MAX_COLUMNS: usize = 100;
/// Spaces before a command.
const INDENT: usize = 2;

/// The data for the output.
pub(super) struct CreatedProject {
    path: String,
    picture: String,
    next: String,
    command: String,
    columns: usize,
}

impl CreatedProject {
    pub(super) fn of(
        args: &New,
        global: &GlobalArgs,
        answers: &Answers,
        blueprint: &Blueprint,
        assembly: &Assembly,
        pack: (&Pack, Option<&str>),
    ) -> Self {
        let slots = assembly.context.get("slots");
        let next = slots.and_then(|slots| slots.get_from_path(catalog::NEXT)?.as_str());
        let graph = architecture::graph(blueprint, assembly);
        let columns = report::columns().unwrap_or(usize::MAX);
        Self {
            path: args.path.display().to_string(),
            picture: page::picture_or_sketch(&graph, columns),
            next: next.unwrap_or_default().to_owned(),
            command: arguments::command_line(
                args,
                global,
                &without_implied_name(args, answers),
                pack,
            ),
            columns,
        }
    }

    /// The picture, an outline of `paths`, and the next steps.
    pub(super) fn text(&self, paths: &[&RelPath]) -> String {
        let mut text = String::new();
        let heading = |text| console::style(text).bold();
        let _ = write!(
            text,
            "{}\n\n{} files in {}\n{}\n{}\n",
            self.picture.trim_end(),
            paths.len(),
            self.path,
            outline(paths, self.columns.min(MAX_COLUMNS)),
            heading("Next:")
        );
        for line in self.next_steps() {
            let _ = writeln!(text, "  {line}");
        }
        let again = heading("To repeat this:");
        let available = self.columns.saturating_sub(INDENT);
        let command = prose::command(&self.command, available, 2 * INDENT);
        let _ = writeln!(text, "\n{again}\n  {command}");
        text
    }

    /// The JSON document: the files and the command that creates them again.
    pub(super) fn document(&self, summary: &Summary) -> Value {
        let mut document = summary.document();
        document["command"] = json!(self.command);
        document
    }

    /// The next steps; on a narrow screen each comment is above its command.
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
}

/// The answers without a name that the path implies.
fn without_implied_name(args: &New, answers: &Answers) -> Answers {
    let mut stated = answers.clone();
    let name = answers.text("project.name");
    if name.is_some_and(|name| args.path.file_name().is_some_and(|last| last == name)) {
        stated.remove("project.name");
    }
    stated
}
