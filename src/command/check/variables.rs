//! Variables that Compose is told of and that nobody has given a value.

use super::{Found, Looked};
use crate::env_file;
use crate::error::Problem;
use crate::project::MOST_BYTES;
use crate::root::Standing;

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

/// A private file that is not read: what it gives, nobody here can know.
pub(super) fn unread(looked: &Looked<'_>) -> Vec<Found> {
    let private = env_file::PRIVATE;
    let read = looked.project.root.read(private, MOST_BYTES);
    let standing = looked.project.root.look(private).ok();
    let what = match (read, standing.and_then(Standing::obstacle)) {
        (Ok(_), _) => return Vec::new(),
        (Err(_), Some(what)) => format!("it {what}, and is not read"),
        (Err(error), None) => format!("it is not read: {error}"),
    };
    let help = format!(
        "put the file itself there; `{}` says what it must hold",
        env_file::EXAMPLE
    );
    vec![Problem::new(what).at(private).help(help).into()]
}
