//! The tables of resources in `tierup.toml` when resources change: renamed fields keep their line, removed ones lose it,
//! new ones get one beside their neighbours. Text to text; what is not a line of its own is left to the merge.

use super::blueprint_text::{KeySpan, header, key_spans, line_of};
use super::edits::keys;
use crate::core::answers::RESOURCES;
use crate::generate::migrations::compare::FieldRename;

/// `text` with the lines for the resources of `new`. Lines that differ from the generated ones (`base`) were edited by the
/// user: they become comments instead of being removed.
pub(super) fn with_resources(
    text: &str,
    (base, new): (&str, &str),
    renames: &[FieldRename],
) -> String {
    let mut lines = Lines {
        end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        text: renamed(text, renames),
        base,
        new,
    };
    lines.remove_fields();
    lines.remove_headers();
    lines.insert_fields();
    lines.text
}

fn renamed(text: &str, renames: &[FieldRename]) -> String {
    let mut text = text.to_owned();
    for rename in renames {
        let (old, _) = keys(rename);
        if let Some(found) = key_spans(&text).into_iter().find(|span| span.key == old) {
            text.replace_range(found.name, &rename.new);
        }
    }
    text
}

struct Lines<'a> {
    text: String,
    base: &'a str,
    new: &'a str,
    /// The end of a line.
    end: &'static str,
}

impl Lines<'_> {
    /// Removes the lines of fields that are not in the new text.
    fn remove_fields(&mut self) {
        let wanted = of_resources(self.new);
        let mut gone: Vec<usize> = of_resources(&self.text)
            .iter()
            .filter(|span| !wanted.iter().any(|wanted| wanted.key == span.key))
            .filter_map(|span| own_line(&self.text, span))
            .collect();
        gone.sort_unstable_by_key(|line| std::cmp::Reverse(*line));
        let mut lines = split(&self.text);
        for line in gone {
            self.remove(&mut lines, line);
        }
        self.text = lines.concat();
    }

    /// Removes the headers of resources that are not in the new text.
    fn remove_headers(&mut self) {
        let wanted = of_resources(self.new);
        let mut lines = split(&self.text);
        for line in (0..lines.len()).rev() {
            let is_gone = header(&lines[line]).is_some_and(|table| {
                let fields = format!("{table}.");
                table.starts_with(RESOURCES)
                    && !wanted.iter().any(|wanted| wanted.key.starts_with(&fields))
            });
            if !is_gone || !self.remove(&mut lines, line) {
                continue;
            }
            let is_blank = |line: usize| lines.get(line).is_some_and(|line| line.trim().is_empty());
            if is_blank(line) && line > 0 && is_blank(line - 1) {
                lines.remove(line);
            }
        }
        self.text = lines.concat();
    }

    /// Removes a generated line (true), or makes a comment of the user's (false).
    fn remove(&self, lines: &mut Vec<String>, line: usize) -> bool {
        let is_generated = self
            .base
            .lines()
            .any(|known| known == lines[line].trim_end());
        if is_generated {
            lines.remove(line);
        } else {
            lines[line].insert_str(0, "# ");
        }
        is_generated
    }

    /// Inserts the lines of new fields into the tables that exist, and the tables of new resources after the last one.
    fn insert_fields(&mut self) {
        let wanted = of_resources(self.new);
        let mut before: Option<&KeySpan> = None;
        for field in &wanted {
            let has = of_resources(&self.text);
            if !has.iter().any(|has| has.key == field.key) {
                self.insert(field, before, &has);
            }
            before = Some(field);
        }
    }

    fn insert(&mut self, field: &KeySpan, before: Option<&KeySpan>, has: &[KeySpan]) {
        let (table, _) = table_and_name(&field.key);
        let before = before.filter(|before| table_and_name(&before.key).0 == table);
        let before = before.and_then(|before| has.iter().find(|has| has.key == before.key));
        let mut lines = split(&self.text);
        let opens = |line: &String| header(line).is_some_and(|found| found == table);
        let text = line_at(self.new, line_of(self.new, field));
        let text = format!("{text}{}", self.end);
        let at = match before {
            Some(before) => own_line(&self.text, before),
            None => lines.iter().position(opens),
        };
        if let Some(at) = at {
            // a dotted key of another table would change its meaning
            let is_inside = lines[..=at].iter().rev().find_map(|line| header(line));
            if is_inside.is_some_and(|inside| inside == table) {
                lines.insert(at + 1, text);
                terminate(&mut lines, at, self.end);
            }
        } else if before.is_none()
            && let Some(last) = has.iter().filter_map(|has| own_line(&self.text, has)).max()
        {
            let block = [self.end.to_owned(), format!("[{table}]{}", self.end), text];
            let rest = lines.split_off(last + 1);
            lines.extend(block.into_iter().chain(rest));
            terminate(&mut lines, last, self.end);
        }
        self.text = lines.concat();
    }
}

fn of_resources(text: &str) -> Vec<KeySpan> {
    let mut spans = key_spans(text);
    spans.retain(|span| span.key.starts_with(RESOURCES));
    spans
}

fn table_and_name(key: &str) -> (&str, &str) {
    key.rsplit_once('.').unwrap_or(("", key))
}

fn split(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// The last line of a text may have no end.
fn terminate(lines: &mut [String], line: usize, end: &str) {
    if !lines[line].ends_with('\n') {
        lines[line].push_str(end);
    }
}

fn line_at(text: &str, line: usize) -> &str {
    text.lines().nth(line).unwrap_or_default()
}

/// The line of a field, if it holds only this field: not for one in an inline table, or of several lines.
fn own_line(text: &str, span: &KeySpan) -> Option<usize> {
    let line = line_of(text, span);
    let begin = text[..span.name.start].rfind('\n').map_or(0, |at| at + 1);
    let is_first = !text[begin..span.name.start].contains(['{', '=']);
    let is_one = !text[span.name.start..span.value.end].contains('\n');
    (is_first && is_one).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "[tiers]\ndb = \"b\"\n\n# Records.\n[resources.note]\ntitle = \"text\"\nbody = \"text?\"\n\n[resources.tag]\nname = \"text\"\n\n# Load.\n[capacity]\n";

    #[track_caller]
    fn changed(text: &str, new: &str, wanted: &str) {
        assert_eq!(with_resources(text, (BASE, new), &[]), wanted);
    }

    #[test]
    fn new_fields_are_beside_their_neighbours_and_new_resources_at_the_end() {
        let new = BASE
            .replace("[resources.note]\n", "[resources.note]\nfirst = \"int\"\n")
            .replace("body = \"text?\"\n", "body = \"text?\"\nlast = \"int\"\n")
            .replace(
                "\n# Load",
                "\n[resources.word]\ntext = \"text\"\nsize = \"int\"\n\n# Load",
            );
        changed(BASE, &new, &new);
        let mine = |text: &str| {
            text.replace("body = \"text?\"", "body = 'text?' # mine")
                .replace("[resources.note]", "[resources . note] # notes")
        };
        changed(&mine(BASE), &new, &mine(&new));
        let lines = |text: &str| text.replace('\n', "\r\n");
        changed(&lines(BASE), &new, &lines(&new));
    }

    #[test]
    fn generated_lines_are_removed_and_those_of_the_user_become_comments() {
        let new = BASE
            .replace("title = \"text\"\n", "")
            .replace("[resources.tag]\nname = \"text\"\n\n", "");
        changed(BASE, &new, &new);
        let mine = |text: &str| {
            text.replace("title = \"text\"", "title = \"text\" # why")
                .replace("# Load", "# mine\n# Load")
        };
        changed(
            &mine(BASE),
            &new,
            &mine(&new).replace(
                "[resources.note]\n",
                "[resources.note]\n# title = \"text\" # why\n",
            ),
        );
    }

    #[test]
    fn a_renamed_field_keeps_its_line() {
        let renames = [FieldRename {
            resource: "note".to_owned(),
            old: "title".to_owned(),
            new: "name".to_owned(),
        }];
        let new = BASE.replace("title", "name");
        let mine = BASE.replace("title = \"text\"", "\"title\"  = 'text' # mine");
        assert_eq!(
            with_resources(&mine, (BASE, &new), &renames),
            mine.replace("\"title\"", "name")
        );
    }

    #[test]
    fn what_is_not_a_line_of_its_own_is_left_as_it_is() {
        let new = BASE.replace("title", "name");
        for text in [
            "resources = { note = { title = \"text\", body = \"text?\" } }\n",
            "resources.note = { title = \"text\" }\n",
            "resources.note.title = \"\"\"\ntext\"\"\"\n",
            "not toml",
            "",
        ] {
            changed(text, &new, text);
        }
    }
}
