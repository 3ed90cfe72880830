//! The entries of a list: the keys of a section, the members of a class, the elements in brackets, each with the
//! comments above it and all lines that belong to it.

use std::collections::HashMap;
use std::ops::Range;

use super::label::{self, EntryLabel};
use super::language::Language;
use super::outline::{LineKind, columns};
use super::regions::Side;
use super::text::Line;

/// An entry of a list.
#[derive(Debug, Clone)]
pub(super) struct ListEntry {
    /// From its comments to its last non-blank line.
    pub(super) range: Range<usize>,
    /// `None` for separate comments.
    pub(super) head: Option<usize>,
    pub(super) label: EntryLabel,
}

/// Python: clauses that continue the preceding statement.
const CLAUSES: [&[u8]; 4] = [b"else", b"elif", b"except", b"finally"];
/// YAML: keys whose items are ordered.
const ORDERED: [&[u8]; 5] = [b"command", b"entrypoint", b"args", b"test", b"steps"];

impl Side<'_> {
    /// The entries below a line, or of the file, within a range. `None` if their order matters, as in the body of a
    /// function.
    pub(super) fn entries(
        &self,
        language: Language,
        range: Range<usize>,
        owner: Option<usize>,
    ) -> Option<Vec<ListEntry>> {
        let is_head =
            |at: &usize| self.rows[*at].kind == LineKind::Head && self.rows[*at].owner == owner;
        let heads: Vec<usize> = range.clone().filter(is_head).collect();
        if !self.is_list(language, owner, &heads) {
            return None;
        }
        let mut entries: Vec<ListEntry> = Vec::new();
        let mut lead = None;
        for at in heads {
            let text = self.lines[at].text.trim_ascii();
            if language == Language::Python && !self.rows[at].element {
                if text.starts_with(b"@") {
                    lead.get_or_insert(at);
                    continue;
                }
                if self.goes_on(text, at, entries.last()) {
                    continue;
                }
            }
            let from = entries
                .last()
                .and_then(|entry| entry.head)
                .map_or(range.start, |head| head + 1);
            let start = self.with_comments(lead.take().unwrap_or(at), from);
            let mut label = label::of(language, &self.rows[at], self.lines[at].text);
            if let Some(identity) = self.identity(language, at, range.end) {
                label.name.extend_from_slice(identity);
            }
            entries.push(ListEntry {
                range: start..range.end,
                head: Some(at),
                label,
            });
        }
        Some(self.bounded(entries, &range))
    }

    /// Whether the lines below a line are a list of entries.
    fn is_list(&self, language: Language, owner: Option<usize>, heads: &[usize]) -> bool {
        let Some(&first) = heads.first() else {
            return false;
        };
        let elements = self.rows[first].element;
        if heads.iter().any(|at| self.rows[*at].element != elements) {
            return false;
        }
        let text = owner.map_or(&b""[..], |owner| self.lines[owner].text.trim_ascii());
        let starts = |word: &&[u8]| text.starts_with(word);
        match language {
            Language::Docker | Language::Ini => false,
            Language::Make => {
                let conditional =
                    |at: &usize| label::of(language, &self.rows[*at], self.lines[*at].text).whole;
                owner.is_none() && !heads.iter().any(conditional)
            }
            Language::Python if elements => {
                let inside = owner.is_some_and(|owner| self.rows[owner].depth > 0);
                let named =
                    |at: &usize| !label::of(language, &self.rows[*at], self.lines[*at].text).whole;
                !inside || heads.iter().all(named)
            }
            Language::Python => {
                owner.is_none() || starts(&&b"class "[..]) || text == b"if TYPE_CHECKING:"
            }
            Language::Yaml => {
                let key = text.split(|byte| *byte == b':').next().unwrap_or_default();
                let key = key.strip_prefix(b"- ").unwrap_or(key).trim_ascii();
                let dash = self.rows[first].depth % 2 != 0;
                let alike = heads
                    .iter()
                    .all(|at| (self.rows[*at].depth % 2 != 0) == dash);
                alike && !(dash && ORDERED.contains(&key))
            }
            _ => true,
        }
    }

    /// Whether a statement belongs to the preceding one: the words below a setting, an `else`.
    fn goes_on(&self, text: &[u8], at: usize, before: Option<&ListEntry>) -> bool {
        let word = text
            .split(|byte| b" :(".contains(byte))
            .next()
            .unwrap_or_default();
        let words =
            text.starts_with(b"\"\"\"") && at > 0 && self.rows[at - 1].kind != LineKind::Blank;
        before.is_some() && (words || CLAUSES.contains(&word))
    }

    /// The first of the comments directly above a line that are not indented deeper. Comments at the start of the file
    /// belong to the file.
    fn with_comments(&self, at: usize, from: usize) -> usize {
        let column = columns(self.lines[at].text);
        let above = |line: &usize| {
            self.rows[*line].kind == LineKind::Comment && columns(self.lines[*line].text) <= column
        };
        let start = (from..at).rev().take_while(above).last().unwrap_or(at);
        if start == 0 { at } else { start }
    }

    /// The text that distinguishes a section or document from others with the same header.
    fn identity(&self, language: Language, at: usize, end: usize) -> Option<&[u8]> {
        let text = self.lines[at].text.trim_ascii();
        let named = |line: &&Line| {
            let text = line.text.trim_ascii();
            match language {
                Language::Toml => [&b"id ="[..], b"name =", b"module ="]
                    .iter()
                    .any(|key| text.starts_with(key)),
                _ => line.text.starts_with(b"  name:"),
            }
        };
        let repeats = match language {
            Language::Toml => text.starts_with(b"[["),
            Language::Yaml => text == b"---",
            _ => false,
        };
        let below = self.lines.get(at + 1..end)?;
        let own = below
            .iter()
            .zip(&self.rows[at + 1..])
            .take_while(|(_, row)| row.depth >= 0 || row.kind != LineKind::Head);
        let mut own = own.map(|(line, _)| line).take(32);
        if repeats {
            own.find(named).map(|line| line.text)
        } else {
            None
        }
    }

    /// Ends each entry where the next begins, and makes entries of the separate comments between them.
    fn bounded(&self, entries: Vec<ListEntry>, range: &Range<usize>) -> Vec<ListEntry> {
        let mut bounded = Vec::with_capacity(entries.len());
        let starts = entries.iter().map(|entry| entry.range.start);
        let mut starts: Vec<usize> = starts.chain([range.end]).collect();
        starts.reverse();
        self.standing_alone(range.start, starts.pop().unwrap_or(range.end), &mut bounded);
        for mut entry in entries {
            let next = starts.pop().unwrap_or(range.end);
            let end = self.end(&entry, next);
            let filled = |at: &usize| self.rows[*at].kind != LineKind::Blank;
            let last = (entry.range.start..end).rev().find(filled);
            entry.range.end = last.map_or(end, |last| last + 1);
            bounded.push(entry);
            self.standing_alone(end, next, &mut bounded);
        }
        bounded
    }

    fn standing_alone(&self, from: usize, to: usize, entries: &mut Vec<ListEntry>) {
        let blank = |at: &usize| self.rows[*at].kind == LineKind::Blank;
        let mut at = from;
        while let Some(start) = (at..to).find(|at| !blank(at)) {
            at = (start..to).find(blank).unwrap_or(to);
            let lines = self.lines[start..at].iter().map(|line| line.text);
            let label = EntryLabel {
                name: lines.collect::<Vec<_>>().join(&b'\n'),
                declares: true,
                whole: true,
            };
            let (range, head) = (start..at, None);
            entries.push(ListEntry { range, head, label });
        }
    }

    /// The end of an entry: before comments that follow after a blank line and are not indented deeper.
    fn end(&self, entry: &ListEntry, next: usize) -> usize {
        let Some(head) = entry.head else {
            return next;
        };
        let column = columns(self.lines[head].text);
        let loose = |at: &usize| match self.rows[*at].kind {
            LineKind::Blank => true,
            LineKind::Comment => columns(self.lines[*at].text) <= column,
            _ => false,
        };
        let tail = (head + 1..next)
            .rev()
            .take_while(loose)
            .last()
            .unwrap_or(next);
        // comments directly after the entry belong to it
        (tail..next)
            .find(|at| self.rows[*at].kind == LineKind::Blank)
            .unwrap_or(next)
    }
}

/// Whether names identify the entries of three lists. Names that occur equally often in all of them are numbered.
pub(super) fn tell_apart(lists: &mut [Vec<ListEntry>; 3]) -> bool {
    let counts = lists.each_ref().map(|entries| {
        let mut counts: HashMap<&[u8], usize> = HashMap::new();
        for entry in entries {
            *counts.entry(&entry.label.name).or_default() += 1;
        }
        counts.retain(|_, count| *count > 1);
        counts
    });
    if counts[0] != counts[1] || counts[0] != counts[2] {
        return false;
    }
    let repeated: Vec<Vec<u8>> = counts[0].keys().map(|name| name.to_vec()).collect();
    if repeated.is_empty() {
        return true;
    }
    for entries in lists {
        let mut seen: HashMap<Vec<u8>, usize> =
            repeated.iter().map(|name| (name.clone(), 0)).collect();
        for entry in entries {
            if let Some(count) = seen.get_mut(&entry.label.name) {
                *count += 1;
                entry
                    .label
                    .name
                    .extend_from_slice(format!("\n{count}").as_bytes());
            }
        }
    }
    true
}
