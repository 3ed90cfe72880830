//! What templates gave for the values that they read: of many selections of one pack, most files are the same. A template
//! reads nothing but its context, because it cannot include another one and every function is pure.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};
use tera::{Context, Value};

use super::tags::{Tag, tags};
use crate::core::tree::File;
use crate::generate::plan::PlannedFile;

/// The variable with which Tera shows a template's whole context.
const WHOLE_CONTEXT: &str = "__tera_context";

/// The finished files of one pack, by template and by the values that it reads.
#[derive(Debug)]
pub struct RenderMemo {
    reads: Mutex<HashMap<String, Arc<Reads>>>,
    files: Mutex<HashMap<Key, File>>,
    most_files: usize,
}

impl Default for RenderMemo {
    /// Keeps everything.
    fn default() -> Self {
        Self::of_at_most(usize::MAX)
    }
}

/// The names that a template mentions, as `facts.storage`; `None` if it can read everything.
type Reads = Option<Vec<String>>;

pub(super) type Key = [u8; 32];

impl RenderMemo {
    /// Forgets all files when there would be more.
    #[must_use]
    pub fn of_at_most(most_files: usize) -> Self {
        Self {
            reads: Mutex::default(),
            files: Mutex::default(),
            most_files,
        }
    }

    /// The key of a planned file; `None` if its result cannot be remembered.
    pub(super) fn key(
        &self,
        planned: &PlannedFile<'_>,
        source: &str,
        values: &ValueHashes<'_>,
    ) -> Option<Key> {
        let known = locked(&self.reads).get(planned.template).cloned();
        let reads = known.unwrap_or_else(|| {
            let reads = Arc::new(reads(source));
            locked(&self.reads).insert(planned.template.to_owned(), Arc::clone(&reads));
            reads
        });
        let mut key = Sha256::new_with_prefix(planned.template);
        for name in reads.as_ref().as_ref()? {
            key.update(values.of(name));
        }
        Some(key.finalize().into())
    }

    pub(super) fn get(&self, key: &Key) -> Option<File> {
        locked(&self.files).get(key).cloned()
    }

    pub(super) fn insert(&self, key: Key, file: File) {
        let mut files = locked(&self.files);
        if files.len() >= self.most_files {
            files.clear();
        }
        files.insert(key, file);
    }
}

/// The hashes of a context's values.
pub(super) struct ValueHashes<'a> {
    context: &'a Context,
    known: RefCell<BTreeMap<String, Key>>,
}

impl<'a> ValueHashes<'a> {
    pub(super) fn of_context(context: &'a Context) -> Self {
        Self {
            context,
            known: RefCell::default(),
        }
    }

    /// The hash of the value that a dotted name reaches; where it leads nowhere, of the last value on the way.
    fn of(&self, name: &str) -> Key {
        if let Some(known) = self.known.borrow().get(name) {
            return *known;
        }
        let mut hash = Sha256::new();
        let mut parts = name.split('.');
        let mut value = parts.next().and_then(|first| self.context.get(first));
        for part in parts {
            let Some(next) = value.and_then(|value| value.get_from_path(part)) else {
                break;
            };
            value = Some(next);
        }
        if let Some(value) = value {
            add(&mut hash, value);
        }
        let hash: Key = hash.finalize().into();
        self.known.borrow_mut().insert(name.to_owned(), hash);
        hash
    }
}

/// Adds a value, its kind, and for what has parts how many there are.
fn add(hash: &mut Sha256, value: &Value) {
    let mut text = |kind: u8, text: &[u8]| {
        hash.update([kind]);
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    if let Some(string) = value.as_str() {
        text(b's', string.as_bytes());
    } else if let Some(items) = value.as_array() {
        text(b'a', &items.len().to_le_bytes());
        for item in items {
            add(hash, item);
        }
    } else if let Some(map) = value.as_map() {
        text(b'm', &map.len().to_le_bytes());
        for (key, item) in map {
            add(hash, &Value::from(key.to_string()));
            add(hash, item);
        }
    } else {
        text(b'o', format!("{value:?}").as_bytes());
    }
}

fn reads(source: &str) -> Reads {
    let mut all: Vec<String> = tags(source).iter().flat_map(names).collect();
    all.sort_unstable();
    all.dedup();
    let is_known = !all.iter().any(|name| name.starts_with(WHOLE_CONTEXT));
    is_known.then_some(all)
}

/// The dotted names of a tag. Words that are not variables do no harm: they reach no value.
fn names(tag: &Tag<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut goes_on = false;
    for (at, token) in tag.tokens.iter().enumerate() {
        let is_member = at > 0 && tag.tokens[at - 1].text == ".";
        if !token.is_name() {
            goes_on &= token.text == ".";
        } else if is_member && goes_on {
            if let Some(name) = all.last_mut() {
                name.push('.');
                name.push_str(token.text);
            }
        } else {
            goes_on = !is_member;
            if goes_on {
                all.push(token.text.to_owned());
            }
        }
    }
    all
}

fn locked<T>(all: &Mutex<T>) -> MutexGuard<'_, T> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_reads_the_names_of_its_tags() {
        let source = "{% if facts.edge == \"facts.no\" and services | length > a[b.c].d %}{{ x.y.0.z }}{% endif %}{# no #}";
        let found = reads(source).unwrap();
        for name in ["facts.edge", "services", "a", "b.c", "x.y"] {
            assert!(found.iter().any(|one| one == name), "{name}: {found:?}");
        }
        assert!(!found.iter().any(|one| one.contains("no")), "{found:?}");
        assert_eq!(reads("{{ __tera_context }}"), None);
    }

    #[test]
    fn values_that_differ_have_different_hashes() {
        let values = [
            serde_json::json!({"a": {"b": 1, "c": [1, 2]}}),
            serde_json::json!({"a": {"b": "1", "c": [1, 2]}}),
            serde_json::json!({"a": {"b": 1, "c": [12]}}),
            serde_json::json!({"a": {"b": 1}}),
            serde_json::json!({"a": {"b": 1.0, "c": [1, 2]}}),
        ];
        let contexts = values.map(|value| Context::from_serialize(&value).unwrap());
        let hashes = contexts.each_ref().map(ValueHashes::of_context);
        let whole: std::collections::BTreeSet<Key> =
            hashes.iter().map(|hashes| hashes.of("a")).collect();
        assert_eq!(whole.len(), 5);
        assert_eq!(hashes[0].of("a.b"), hashes[2].of("a.b"));
        assert_ne!(hashes[0].of("a.c"), hashes[2].of("a.c"));
    }
}
