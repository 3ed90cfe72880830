//! Random trees, and edits of users and templates.

use std::borrow::Cow;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use tierup::core::tree::{File, Mode, RelPath, Tree};

/// Some are below others, so that a file can replace a folder.
const PATHS: [&str; 10] = [
    "README.md",
    "app.py",
    "config",
    "config/web.py",
    "config/lb/nginx.conf",
    "src/shop/orders.py",
    "src/shop/orders",
    "src/store/orders.py",
    "docs/a.md",
    "logo.png",
];

/// An edit of a file's text.
#[derive(Debug, Clone)]
pub enum Edit {
    Insert(Index, String),
    Append(String),
    Delete(Index, usize),
    Replace(Index, String),
    Rewrite(Vec<String>),
    Latin1(Index),
    Bom,
    Crlf,
    NoLastNewline,
    Binary(u8),
}

/// A change of a tree.
#[derive(Debug, Clone)]
enum Change {
    Edit(Index, Edit),
    Rename(Index, &'static str),
    Remove(Index),
    Add(&'static str, Vec<u8>),
    Mode(Index),
}

/// A base, and two edited versions of it.
pub fn trees() -> impl Strategy<Value = (Tree, Tree, Tree)> {
    let base = vec((select(&PATHS[..]), texts()), 0..6).prop_map(|files| {
        let mut tree = Tree::new();
        for (path, text) in files {
            add(&mut tree, path, text);
        }
        tree
    });
    (base, vec(change(), 0..6), vec(change(), 0..6)).prop_map(|(base, mine, new)| {
        let [mine, new] = [mine, new].map(|changes| {
            let mut tree = base.clone();
            for change in changes {
                change.apply(&mut tree);
            }
            tree
        });
        (base, mine, new)
    })
}

pub fn texts() -> impl Strategy<Value = Vec<u8>> {
    vec(line(), 0..14).prop_map(|lines| {
        lines
            .iter()
            .flat_map(|line| format!("{line}\n").into_bytes())
            .collect()
    })
}

pub fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), line()).prop_map(|(at, line)| Edit::Insert(at, line)),
        3 => line().prop_map(Edit::Append),
        3 => (at(), 1..4_usize).prop_map(|(at, count)| Edit::Delete(at, count)),
        4 => (at(), line()).prop_map(|(at, line)| Edit::Replace(at, line)),
        1 => vec(line(), 0..8).prop_map(Edit::Rewrite),
        1 => at().prop_map(Edit::Latin1),
        1 => Just(Edit::Bom),
        1 => Just(Edit::Crlf),
        1 => Just(Edit::NoLastNewline),
        1 => any::<u8>().prop_map(Edit::Binary),
    ]
}

/// Some lines occur several times, some look like markers, most are unique.
pub fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(vec!["", "}", "    pass", "import os", "[tool.ruff]", "KEY=1", "=======", "<<<<<<< x", ">>>>>>> y"])
            .prop_map(str::to_owned),
        4 => (0..60_u32).prop_map(|n| format!("word {n} and more of it")),
        2 => (0..60_u32).prop_map(|n| format!("    indented {n}")),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        6 => (at(), edit()).prop_map(|(at, edit)| Change::Edit(at, edit)),
        2 => (at(), select(&PATHS[..])).prop_map(|(at, path)| Change::Rename(at, path)),
        1 => at().prop_map(Change::Remove),
        2 => (select(&PATHS[..]), texts()).prop_map(|(path, text)| Change::Add(path, text)),
        1 => at().prop_map(Change::Mode),
    ]
}

impl Edit {
    pub fn apply(&self, text: &[u8]) -> Vec<u8> {
        let mut lines: Vec<Vec<u8>> = text
            .split_inclusive(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        let place = |at: &Index| at.index(lines.len() + 1);
        let line = |text: &str| format!("{text}\n").into_bytes();
        match self {
            Self::Insert(at, text) => lines.insert(place(at), line(text)),
            Self::Append(text) => lines.push(line(text)),
            Self::Delete(at, count) => {
                let start = place(at);
                lines.drain(start..(start + count).min(lines.len()));
            }
            Self::Replace(at, text) => {
                let at = place(at);
                if let Some(there) = lines.get_mut(at) {
                    *there = line(text);
                }
            }
            Self::Rewrite(texts) => lines = texts.iter().map(|text| line(text)).collect(),
            Self::Latin1(at) => lines.insert(place(at), b"gr\xfc\xdfe\n".to_vec()),
            Self::Bom => lines.insert(0, b"\xef\xbb\xbf".to_vec()),
            Self::Crlf => {
                for line in lines
                    .iter_mut()
                    .filter(|line| line.ends_with(b"\n") && !line.ends_with(b"\r\n"))
                {
                    line.pop();
                    line.extend_from_slice(b"\r\n");
                }
            }
            Self::NoLastNewline => {
                if let Some(last) = lines.last_mut().filter(|line| line.ends_with(b"\n")) {
                    last.pop();
                }
            }
            Self::Binary(byte) => lines.push(vec![0, *byte]),
        }
        // a last line without ending gets one when lines follow it
        let last = lines.len().saturating_sub(1);
        for line in &mut lines[..last] {
            if !line.ends_with(b"\n") && line != b"\xef\xbb\xbf" {
                line.push(b'\n');
            }
        }
        lines.concat()
    }
}

impl Change {
    fn apply(self, tree: &mut Tree) {
        let path = |tree: &Tree, at: &Index| {
            (!tree.is_empty()).then(|| tree.keys().nth(at.index(tree.len())).cloned().unwrap())
        };
        match self {
            Self::Add(to, text) => add(tree, to, text),
            Self::Edit(at, edit) => {
                if let Some(path) = path(tree, &at) {
                    let file = tree.get_mut(&path).unwrap();
                    file.bytes = Cow::Owned(edit.apply(&file.bytes));
                }
            }
            Self::Rename(at, to) => {
                if let Some(path) = path(tree, &at) {
                    let file = tree.remove(&path).unwrap();
                    if fits(tree, to) {
                        tree.insert(RelPath::new(to).unwrap(), file);
                    } else {
                        tree.insert(path, file);
                    }
                }
            }
            Self::Remove(at) => {
                path(tree, &at).map(|path| tree.remove(&path));
            }
            Self::Mode(at) => {
                if let Some(path) = path(tree, &at) {
                    tree.get_mut(&path).unwrap().mode = Mode::Executable;
                }
            }
        }
    }
}

fn add(tree: &mut Tree, path: &str, text: Vec<u8>) {
    if fits(tree, path) {
        tree.insert(RelPath::new(path).unwrap(), File::new(Cow::Owned(text)));
    }
}

fn fits(tree: &Tree, path: &str) -> bool {
    tree.keys().all(|there| {
        let there = there.as_str();
        there != path
            && !there.starts_with(&format!("{path}/"))
            && !path.starts_with(&format!("{there}/"))
    })
}
