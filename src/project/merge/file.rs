//! Merges three versions of a file.

use std::borrow::Cow;

use super::diff::LineNumbers;
use super::identity::LineIdentities;
use super::language::Language;
use super::markers::{ConflictSides, Markers};
use super::outline::outline;
use super::regions::{self, BASE, NEW, OURS, Piece, PieceKind, Side};
use super::text::{Line, Text};
use super::{Conflict, ConflictKind, MarkerLabels, blocks, similarity};
use crate::core::tree::{File, RelPath};

/// The minimum similarity, in percent, between an untracked file and the template's for marking their differences.
/// Below it, both are kept whole, side by side.
const MIN_SIMILARITY: u8 = 50;

/// The result for a file.
#[derive(Debug)]
pub(super) struct MergedFile {
    pub(super) file: File,
    pub(super) conflicts: Vec<Conflict>,
    /// The new version, if it could not be merged.
    pub(super) beside: Option<File>,
}

impl MergedFile {
    fn clean(file: File) -> Self {
        Self {
            file,
            conflicts: Vec::new(),
            beside: None,
        }
    }

    fn beside(ours: &File, new: &File, what: ConflictKind) -> Self {
        Self {
            file: ours.clone(),
            conflicts: vec![Conflict { line: 0, what }],
            beside: Some(new.clone()),
        }
    }
}

/// A version changed on one side only is taken; otherwise lines are merged.
pub(super) fn merge(
    path: &RelPath,
    [base, ours, new]: [&File; 3],
    labels: &MarkerLabels,
) -> MergedFile {
    let mode = if ours.mode == base.mode {
        new.mode
    } else {
        ours.mode
    };
    let with = |bytes: Cow<'static, [u8]>| File { bytes, mode };
    if base.bytes == new.bytes || ours.bytes == new.bytes {
        return MergedFile::clean(with(ours.bytes.clone()));
    }
    if ours.bytes == base.bytes {
        return MergedFile::clean(with(new.bytes.clone()));
    }
    let texts = (
        Text::read(&base.bytes),
        Text::read(&ours.bytes),
        Text::read(&new.bytes),
    );
    let (Some(base), Some(mine_text), Some(new_text)) = texts else {
        let ours = with(ours.bytes.clone());
        return MergedFile::beside(&ours, new, ConflictKind::Binary);
    };
    let (bytes, conflicts) = lines(
        Language::of(path),
        Some(&base),
        &mine_text,
        &new_text,
        labels,
    );
    MergedFile {
        file: with(bytes),
        conflicts,
        beside: None,
    }
}

/// Merges a file of the user with a new one of the template: differences are marked if the two are similar, otherwise
/// both are kept whole.
pub(super) fn merge_untracked(ours: &File, new: &File, labels: &MarkerLabels) -> MergedFile {
    if ours.bytes == new.bytes {
        return MergedFile::clean(ours.clone());
    }
    let (Some(mine_text), Some(new_text)) = (Text::read(&ours.bytes), Text::read(&new.bytes))
    else {
        return MergedFile::beside(ours, new, ConflictKind::InTheWay);
    };
    if similarity::of(&mine_text, &new_text) < MIN_SIMILARITY {
        return MergedFile::beside(ours, new, ConflictKind::InTheWay);
    }
    let (bytes, mut conflicts) = lines(None, None, &mine_text, &new_text, labels);
    for conflict in &mut conflicts {
        conflict.what = ConflictKind::InTheWay;
    }
    MergedFile {
        file: File {
            bytes,
            mode: ours.mode,
        },
        conflicts,
        beside: None,
    }
}

/// The result has the line endings of the user's file, if those are all the same.
fn lines(
    language: Option<Language>,
    base: Option<&Text>,
    ours: &Text,
    new: &Text,
    labels: &MarkerLabels,
) -> (Cow<'static, [u8]>, Vec<Conflict>) {
    let mut numbers = LineNumbers::default();
    let numbered = [
        base.map_or(&[][..], |base| &base.lines),
        &ours.lines,
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
        None => regions::compare(&sides[OURS], &sides[NEW]),
    };
    let texts: Vec<&Text> = base.into_iter().chain([ours, new]).collect();
    let markers = Markers::new(labels, &texts);
    let mut out: Vec<Line> = Vec::new();
    let mut conflicts = Vec::new();
    let mut marked_last = false;
    for Piece { kind, ranges } in &pieces {
        let part = |side: usize| &sides[side].lines[ranges[side].clone()];
        let before = out.len();
        match kind {
            PieceKind::Same | PieceKind::Ours => out.extend_from_slice(part(OURS)),
            PieceKind::New => out.extend_from_slice(part(NEW)),
            PieceKind::Line(text) => {
                out.extend(part(OURS).first().map(|line| Line { text, ..*line }));
            }
            PieceKind::Conflict => {
                conflicts.push(Conflict {
                    line: out.len() + 1,
                    what: ConflictKind::Lines,
                });
                let sides = ConflictSides {
                    base: part(BASE),
                    ours: part(OURS),
                    new: part(NEW),
                };
                markers.around(&sides, &mut out);
            }
        }
        if out.len() > before {
            marked_last = *kind == PieceKind::Conflict;
        }
    }
    let ending = ours.ending().or_else(|| {
        let endless = ours.lines.len() <= usize::from(!ours.ended);
        new.ending().filter(|_| endless)
    });
    if let Some(ending) = ending {
        for line in &mut out {
            line.ending = ending;
        }
    }
    let agreed = |base: Option<bool>, ours, new| if base == Some(ours) { new } else { ours };
    let merged = Text {
        bom: agreed(base.map(|base| base.bom), ours.bom, new.bom),
        ended: marked_last || agreed(base.map(|base| base.ended), ours.ended, new.ended),
        lines: out,
    };
    let mut bytes = Vec::new();
    merged.write(&mut bytes);
    (Cow::Owned(bytes), conflicts)
}

/// Merges by lines; if conflicts are left, by entry.
fn merged(language: Option<Language>, sides: [&Side; 3]) -> Vec<Piece> {
    let all = sides.map(|side| 0..side.lines.len());
    let by_lines = regions::merge(sides, &all, true);
    let Some(language) = language else {
        return by_lines;
    };
    let known = LineIdentities::of(language, sides);
    let by_lines = known.hold(by_lines);
    if conflicting(&by_lines) == 0 {
        return by_lines;
    }
    let by_entry = blocks::merge(language, sides).map(|pieces| known.hold(pieces));
    by_entry
        .filter(|pieces| conflicting(pieces) < conflicting(&by_lines))
        .unwrap_or(by_lines)
}

/// The number of lines in conflicts.
fn conflicting(pieces: &[Piece]) -> usize {
    let conflicts = pieces
        .iter()
        .filter(|piece| piece.kind == PieceKind::Conflict);
    let lines = conflicts.map(|piece| 1 + piece.ranges[OURS].len() + piece.ranges[NEW].len());
    lines.sum()
}
