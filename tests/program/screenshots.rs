//! Screenshots for the documents: each `tests/screenshots/NAME.toml` contains the command line and keys, and `NAME.svg`
//! beside it is the resulting screen, byte for byte. `BLESS=1 cargo test --test program screenshots::` rewrites the
//! pictures.

#![cfg(unix)]

mod drawing;
mod lines;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::support;
use crate::support::pty;
use crate::support::pty::Pty;
use crate::support::{run, scratch};

/// Screenshots that are not compared may take long: building a stack.
const PATIENCE: Duration = Duration::from_mins(5);

const TIERUP: &str = env!("CARGO_BIN_EXE_tierup");

/// The steps for a screenshot.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shot {
    /// Alternative text of the picture.
    about: String,
    /// Rows and columns of the terminal.
    screen: (u16, u16),
    /// Command lines to run before, without a terminal.
    #[serde(default)]
    before: Vec<String>,
    /// The working folder, below an empty folder.
    #[serde(default)]
    folder: PathBuf,
    /// Edits of files.
    #[serde(default)]
    edits: Vec<Edit>,
    /// The command line, as it is typed.
    command: String,
    /// The text to wait for, and the key to press then.
    #[serde(default)]
    keys: Vec<Key>,
    /// Text on the last screen.
    until: String,
    /// Whether the screen contains varying data such as times: then it is redrawn on request only, and not compared.
    #[serde(default)]
    differs: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: PathBuf,
    old: String,
    new: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    see: String,
    press: String,
}

#[test]
fn every_picture_shows_what_the_program_shows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screenshots");
    let mut shots: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    shots.sort();
    assert!(shots.len() >= 4, "{shots:?}");
    let bless = std::env::var_os("BLESS").is_some();
    let mut other = Vec::new();
    for path in shots {
        let shot: Shot = toml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let kept = path.with_extension("svg");
        if shot.differs && !bless {
            assert!(kept.is_file(), "{}", kept.display());
            continue;
        }
        let drawn = taken(&shot);
        if bless {
            fs::write(&kept, &drawn).unwrap();
        }
        if fs::read_to_string(&kept).unwrap_or_default() != drawn {
            other.push(kept);
        }
    }
    assert!(
        other.is_empty(),
        "BLESS=1 draws them anew, if this is meant: {other:#?}"
    );
}

/// Every picture is drawn from its commands, and shown in one document.
#[test]
fn the_documents_show_every_picture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = |path: &Path| {
        fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    let ends = |path: &Path, ending: &str| path.extension().is_some_and(|end| end == ending);
    let documents = folder(root).chain(folder(&root.join("docs")));
    let documents: Vec<String> = documents
        .filter(|path| ends(path, "md"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for path in folder(&root.join("tests/screenshots")).filter(|path| ends(path, "svg")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let shown = format!("tests/screenshots/{name})");
        let times: usize = documents
            .iter()
            .map(|text| text.matches(&shown).count())
            .sum();
        assert_eq!(times, 1, "documents that show {name}");
        assert!(
            path.with_extension("toml").is_file(),
            "nothing draws {name}"
        );
    }
}

fn taken(shot: &Shot) -> String {
    let dir = scratch();
    for line in &shot.before {
        run(dir.path(), words(line).into_iter().skip(1)).ok();
    }
    let folder = dir.path().join(&shot.folder);
    for Edit { file, old, new } in &shot.edits {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{old:?} is not in {}", file.display());
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
    }
    let mut command = vec![TIERUP];
    command.extend(words(&shot.command).into_iter().skip(1));
    let program = support::tierup(&folder);
    let environment: Vec<(&str, &str)> = program
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
        .filter(|(name, _)| *name != "NO_COLOR")
        .collect();
    let mut pty = Pty::with(&folder, shot.screen, &command, &environment);
    for Key { see, press } in &shot.keys {
        pty.see(see);
        pty.press(match press.as_str() {
            "enter" => pty::ENTER,
            "up" => pty::UP,
            "down" => pty::DOWN,
            "escape" => pty::ESC,
            other => other,
        });
    }
    let late = Instant::now() + PATIENCE;
    while shot.differs && Instant::now() < late && !pty.screen().contains(&shot.until) {
        std::thread::sleep(Duration::from_millis(200));
    }
    pty.see(&shot.until);
    if shot.keys.is_empty() {
        pty.end();
    }
    whole(|| {
        let screen = pty.look(|screen| drawing::Drawing::of(screen, &shot.command, &shot.about));
        screen.svg()
    })
}

/// The picture once the program has drawn all of it: the same twice in a row.
fn whole(look: impl Fn() -> String) -> String {
    let mut seen = look();
    loop {
        std::thread::sleep(Duration::from_millis(200));
        let again = look();
        if again == seen {
            return seen;
        }
        seen = again;
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}
