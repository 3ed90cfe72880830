//! New files written into a folder that is empty, or has the few files of a new repository. Existing files are kept, and
//! `.gitignore` gets the lines of both.

use crate::core::error::Problem;
use crate::core::tree::{File, RelPath, Tree};
use crate::project::base;
use crate::project::merge::{Action, Step};

/// A file whose lines are merged.
const IGNORED: &str = ".gitignore";

/// The steps from a folder with `existing` to `new`, and notes for the user.
#[must_use]
pub fn steps_into_folder(existing: &Tree, new: Tree) -> (Vec<Step>, Vec<Problem>) {
    let mut steps = Vec::with_capacity(new.len());
    let mut notes = Vec::new();
    for (path, file) in new {
        match existing_file(existing, &path) {
            None => steps.push(Step::new(path, Action::Created).writing(file)),
            Some(lines) if path.as_str() == IGNORED => {
                let joined = joined_lines(lines, &file);
                steps.push(Step::new(path, Action::Merged).writing(joined));
            }
            Some(_) => notes.push(kept_note(&path)),
        }
    }
    (steps, notes)
}

/// The existing file at `path`, also on a file system that ignores case.
fn existing_file<'a>(existing: &'a Tree, path: &RelPath) -> Option<&'a File> {
    let mut files = existing.iter();
    let found = files.find(|(file, _)| file.as_str().eq_ignore_ascii_case(path.as_str()));
    found.map(|(_, file)| file)
}

fn kept_note(path: &RelPath) -> Problem {
    let generated = base::base_path(path);
    Problem::new(format!(
        "`{path}` existed and is kept; the generated file is `{generated}`"
    ))
    .at(path.as_str())
    .help(format!("compare them: `diff {path} {generated}`"))
}

/// The existing lines, followed by the missing ones.
#[must_use]
pub fn joined_lines(existing: &File, new: &File) -> File {
    let text = |file: &File| String::from_utf8_lossy(&file.bytes).into_owned();
    let (old, generated) = (text(existing), text(new));
    let has: Vec<&str> = old.lines().map(str::trim_end).collect();
    let missing: Vec<&str> = generated
        .lines()
        .filter(|line| line.is_empty() || !has.contains(line))
        .collect();
    let mut bytes = existing.bytes.to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend(missing.join("\n").trim().bytes());
    bytes.push(b'\n');
    File {
        bytes: bytes.into(),
        mode: new.mode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn existing_files_are_kept_and_gitignores_are_joined() {
        let path = |path: &str| RelPath::new(path).unwrap();
        let file = |text: &str| File::new(text.as_bytes().to_vec().into());
        let tree = |files: &[(&str, &str)]| -> Tree {
            files
                .iter()
                .map(|(name, text)| (path(name), file(text)))
                .collect()
        };
        let new = tree(&[
            (".gitignore", "# own\n.env\n*.pyc\n"),
            ("README.md", "ours\n"),
            ("app.py", "1\n"),
        ]);
        let existing = tree(&[
            (".gitignore", "*.pyc\n!keep.pyc"),
            ("LICENSE", "mine\n"),
            ("readme.md", "mine\n"),
        ]);
        let (steps, notes) = steps_into_folder(&existing, new);
        assert_eq!(
            steps,
            [
                Step::new(path(".gitignore"), Action::Merged)
                    .writing(file("*.pyc\n!keep.pyc\n# own\n.env\n")),
                Step::new(path("app.py"), Action::Created).writing(file("1\n")),
            ]
        );
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].place.as_ref().unwrap().to_string(), "README.md");
    }
}
