//! One file of which there are three versions.

use std::borrow::Cow;

use super::diff::Numbers;
use super::identity::Known;
use super::language::Language;
use super::markers::{Markers, Sides};
use super::outline::outline;
use super::regions::{self, BASE, MINE, NEW, Piece, Side, Take};
use super::text::{Line, Text};
use super::{Conflict, ConflictKind, Labels, blocks, similarity};
use crate::core::tree::{File, RelPath};

/// How much of a person's own file, in hundredths, must stand in the template's for their differences to be marked
/// in it. Where there is less, both stay whole, side by side.
const ALIKE: u8 = 50;

/// What becomes of a file.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) file: File,
    pub(super) conflicts: Vec<Conflict>,
    /// The new version, where it could not be brought into the file.
    pub(super) beside: Option<File>,
}

impl Merged {
    fn clean(file: File) -> Self {
        Self {
            file,
            conflicts: Vec::new(),
            beside: None,
        }
    }

    fn beside(mine: &File, new: &File, what: ConflictKind) -> Self {
        Self {
            file: mine.clone(),
            conflicts: vec![Conflict { line: 0, what }],
            beside: Some(new.clone()),
        }
    }
}

/// What is unchanged on one side becomes what it is on the other; for the rest, lines are merged.
pub(super) fn merge(path: &RelPath, [base, mine, new]: [&File; 3], labels: &Labels) -> Merged {
    let mode = if mine.mode == base.mode {
        new.mode
    } else {
        mine.mode
    };
    let with = |bytes: Cow<'static, [u8]>| File { bytes, mode };
    if base.bytes == new.bytes || mine.bytes == new.bytes {
        return Merged::clean(with(mine.bytes.clone()));
    }
    if mine.bytes == base.bytes {
        return Merged::clean(with(new.bytes.clone()));
    }
    let texts = (
        Text::read(&base.bytes),
        Text::read(&mine.bytes),
        Text::read(&new.bytes),
    );
    let (Some(base), Some(mine_text), Some(new_text)) = texts else {
        let mine = with(mine.bytes.clone());
        return Merged::beside(&mine, new, ConflictKind::Binary);
    };
    let (bytes, conflicts) = lines(
        Language::of(path),
        Some(&base),
        &mine_text,
        &new_text,
        labels,
    );
    Merged {
        file: with(bytes),
        conflicts,
        beside: None,
    }
}

/// A person's own file, and one of the template's that was never there before: every difference is marked where the
/// two are alike, else each stays whole.
pub(super) fn own(mine: &File, new: &File, labels: &Labels) -> Merged {
    if mine.bytes == new.bytes {
        return Merged::clean(mine.clone());
    }
    let (Some(mine_text), Some(new_text)) = (Text::read(&mine.bytes), Text::read(&new.bytes))
    else {
        return Merged::beside(mine, new, ConflictKind::InTheWay);
    };
    if similarity::of(&mine_text, &new_text) < ALIKE {
        return Merged::beside(mine, new, ConflictKind::InTheWay);
    }
    let (bytes, mut conflicts) = lines(None, None, &mine_text, &new_text, labels);
    for conflict in &mut conflicts {
        conflict.what = ConflictKind::InTheWay;
    }
    Merged {
        file: File {
            bytes,
            mode: mine.mode,
        },
        conflicts,
        beside: None,
    }
}

/// The result keeps mine's line endings, where mine has only one kind of them.
fn lines(
    language: Option<Language>,
    base: Option<&Text>,
    mine: &Text,
    new: &Text,
    labels: &Labels,
) -> (Cow<'static, [u8]>, Vec<Conflict>) {
    let mut numbers = Numbers::default();
    let numbered = [
        base.map_or(&[][..], |base| &base.lines),
        &mine.lines,
        &new.lines,
    ]
    .map(|lines| (lines, numbers.of(lines)));
    let sides = numbered.each_ref().map(|(lines, numbers)| Side {
        lines,
        numbers,
        rows: language.map_or_else(Vec::new, |language| outline(language, lines)),
    });
    let pieces = match base {
        Some(_) => merged(language, sides.each_ref()),
        None => regions::compare(&sides[MINE], &sides[NEW]),
    };
    let texts: Vec<&Text> = base.into_iter().chain([mine, new]).collect();
    let markers = Markers::new(labels, &texts);
    let mut out: Vec<Line> = Vec::new();
    let mut conflicts = Vec::new();
    let mut marked_last = false;
    for Piece { take, ranges } in &pieces {
        let part = |side: usize| &sides[side].lines[ranges[side].clone()];
        let before = out.len();
        match take {
            Take::Same | Take::Mine => out.extend_from_slice(part(MINE)),
            Take::New => out.extend_from_slice(part(NEW)),
            Take::Line(text) => out.extend(part(MINE).first().map(|line| Line { text, ..*line })),
            Take::Conflict => {
                conflicts.push(Conflict {
                    line: out.len() + 1,
                    what: ConflictKind::Lines,
                });
                let sides = Sides {
                    base: part(BASE),
                    mine: part(MINE),
                    new: part(NEW),
                };
                markers.around(&sides, &mut out);
            }
        }
        if out.len() > before {
            marked_last = *take == Take::Conflict;
        }
    }
    let ending = mine.ending().or_else(|| {
        let endless = mine.lines.len() <= usize::from(!mine.ended);
        new.ending().filter(|_| endless)
    });
    if let Some(ending) = ending {
        for line in &mut out {
            line.ending = ending;
        }
    }
    let agreed = |base: Option<bool>, mine, new| if base == Some(mine) { new } else { mine };
    let merged = Text {
        bom: agreed(base.map(|base| base.bom), mine.bom, new.bom),
        ended: marked_last || agreed(base.map(|base| base.ended), mine.ended, new.ended),
        lines: out,
    };
    let mut bytes = Vec::new();
    merged.write(&mut bytes);
    (Cow::Owned(bytes), conflicts)
}

/// By lines, and where that leaves conflicts, by entry.
fn merged(language: Option<Language>, sides: [&Side; 3]) -> Vec<Piece> {
    let all = sides.map(|side| 0..side.lines.len());
    let by_lines = regions::merge(sides, &all, true);
    let Some(language) = language else {
        return by_lines;
    };
    let known = Known::of(language, sides);
    let by_lines = known.hold(by_lines);
    if conflicting(&by_lines) == 0 {
        return by_lines;
    }
    let by_entry = blocks::merge(language, sides).map(|pieces| known.hold(pieces));
    by_entry
        .filter(|pieces| conflicting(pieces) < conflicting(&by_lines))
        .unwrap_or(by_lines)
}

/// How much a person has to look at.
fn conflicting(pieces: &[Piece]) -> usize {
    let conflicts = pieces.iter().filter(|piece| piece.take == Take::Conflict);
    let lines = conflicts.map(|piece| 1 + piece.ranges[MINE].len() + piece.ranges[NEW].len());
    lines.sum()
}
