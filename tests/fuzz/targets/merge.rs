//! Three texts: they merge without a panic, no line of the user is lost, and changes of one side only are applied.
#![no_main]

use std::borrow::Cow;
use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use tierup::project::change::labels;
use tierup::project::merge::merge;
use tierup::core::tree::{File, RelPath, Tree};

/// One for each language with its own merge; the length of the input selects it.
const PATHS: [&str; 11] = [
    "a.txt", "a.toml", "a.yaml", "a.py", "a.md", "a.conf", ".env", "Makefile", "requirements.lock", "a.ini", "Dockerfile",
];
/// Separates the three texts; never occurs in UTF-8 text.
const BETWEEN: u8 = 0xff;

fn tree(path: &str, text: Option<&[u8]>) -> Tree {
    let file = |text: &[u8]| File::new(Cow::Owned(text.to_vec()));
    text.map(|text| (RelPath::new(path).unwrap(), file(text)))
        .into_iter()
        .collect()
}

/// The result at the path, and a file written next to it.
fn merged(base: &Tree, mine: &Tree, new: &Tree) -> Tree {
    let mut after = mine.clone();
    for step in merge(base, mine, new, &labels()) {
        for path in &step.remove {
            after.remove(path);
        }
        if let Some(file) = step.write {
            after.insert(step.path, file);
        }
    }
    after
}

/// Lines without line endings and byte order mark, which are merged separately.
fn lines(tree: &Tree) -> BTreeSet<&[u8]> {
    let bare =
        |bytes: &'_ [u8]| bytes.len() - bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).len();
    let texts = tree.values().map(|file| &file.bytes[bare(&file.bytes)..]);
    texts
        .flat_map(|text| text.split(|byte| *byte == b'\n'))
        .map(<[u8]>::trim_ascii_end)
        .collect()
}

fuzz_target!(|input: &[u8]| {
    let texts: Vec<&[u8]> = input.split(|byte| *byte == BETWEEN).collect();
    let [base, mine, new] = texts[..] else {
        return;
    };
    let path = PATHS[input.len() % PATHS.len()];
    let [base, mine, new] = [base, mine, new].map(|text| tree(path, (text != b"gone").then_some(text)));
    let after = merged(&base, &mine, &new);
    let (known, kept) = (lines(&base), lines(&after));
    for line in lines(&mine) {
        assert!(
            known.contains(line) || kept.contains(line),
            "lost {:?}",
            String::from_utf8_lossy(line)
        );
    }
    assert_eq!(merged(&base, &mine, &base), mine);
    assert_eq!(merged(&base, &base, &new), new);
});
