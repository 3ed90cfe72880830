//! Variables that Compose is told of and that nobody has given a value.

use super::{Found, Looked};
use crate::env_file;
use crate::error::Problem;
use crate::project::MOST_BYTES;

pub(super) fn find(looked: &Looked<'_>) -> Vec<Found> {
    // a fresh clone has none, and need not
    let Ok(Some((private, _))) = looked.project.root.read(env_file::PRIVATE, MOST_BYTES) else {
        return Vec::new();
    };
    let Some(example) = looked.mine.get(env_file::EXAMPLE) else {
        return Vec::new();
    };
    let (private, example) = (
        String::from_utf8_lossy(&private),
        String::from_utf8_lossy(&example.bytes),
    );
    let has = env_file::names(&private);
    env_file::names(&example)
        .into_iter()
        .filter(|name| !has.contains(name))
        .map(|name| {
            Problem::new(format!("`{name}` of `{}` has no value", env_file::EXAMPLE))
                .at(env_file::PRIVATE)
                .help("`tierup update` adds what the templates know; set the rest by hand")
                .into()
        })
        .collect()
}
