//! A folder `.tierup` with files, links and folders from the input: its readers, and the recovery after a killed
//! command, end without a panic, and nothing outside the project changes.
#![no_main]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tierup::project::base;
use tierup::project::kept;
use tierup::project::root::Root;
use tierup::project::write::disk::Real;
use tierup::project::write::journal::{self, Manifest};
use tierup::project::write::records::Records;
use tierup::project::write::undo;

/// In memory, because thousands are created per second.
static SCRATCH: LazyLock<PathBuf> = LazyLock::new(|| {
    let scratch = Path::new("/dev/shm").join(format!("tierup-fuzz-{}", std::process::id()));
    fs::create_dir_all(scratch.join("outside")).unwrap();
    fs::write(scratch.join("outside/manifest.json"), "{}").unwrap();
    scratch
});

/// Separates two entries; never occurs in UTF-8 text.
const BETWEEN: u8 = 0xff;

const NAMES: [&str; 14] = [
    "state.toml",
    "base.sha256",
    "base",
    "base/a.base",
    "base/.git/HEAD.base",
    "journal",
    "journal/manifest.json",
    "journal/new",
    "journal/new/0",
    "journal.back/manifest.json",
    "journal.part",
    "undo/manifest.json",
    "rest-0",
    "rest-0/new",
];

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    for path in base::listed(&text).hashes.keys() {
        assert!(!path.as_str().contains(".git/") && path.as_str() != ".env");
    }
    if let Some(manifest) = Manifest::parse(input) {
        let files = manifest.entries.iter().map(|entry| &entry.path);
        for path in files.chain(&manifest.made) {
            let part = |part: &str| part == ".." || part.eq_ignore_ascii_case(".git");
            assert!(!path.starts_with('/') && !path.split('/').any(part), "{path}");
        }
    }
    let shop = SCRATCH.join("shop");
    let _none = fs::remove_dir_all(&shop);
    let own = shop.join(".tierup");
    fs::create_dir_all(&own).unwrap();
    for entry in input.split(|byte| *byte == BETWEEN).take(12) {
        let [kind, name, content @ ..] = entry else {
            continue;
        };
        let at = own.join(NAMES[usize::from(*name) % NAMES.len()]);
        // earlier entries are kept; links are not followed
        let plain = |path: &Path| path.symlink_metadata().is_ok_and(|meta| meta.is_dir());
        let above = at.parent().unwrap();
        if above != own && !plain(above) && fs::create_dir_all(above).is_err() {
            continue;
        }
        if !plain(above) || above.parent().is_some_and(|above| !plain(above)) {
            continue;
        }
        let _made = match kind % 4 {
            0 => symlink(SCRATCH.join("outside"), &at),
            1 => fs::create_dir(&at),
            _ => fs::write(&at, content),
        };
    }
    let root = Root::open(&shop).unwrap();
    let disk = Real::new(&root, Records::at(SCRATCH.join("records")));
    let _kept = kept::read(&root);
    let _undo = undo::read(&disk);
    let _recovered = journal::recover(&disk);
    assert_eq!(fs::read(SCRATCH.join("outside/manifest.json")).unwrap(), b"{}");
    assert_eq!(fs::read_dir(SCRATCH.join("outside")).unwrap().count(), 1);
    assert_eq!(fs::read_dir(&*SCRATCH).unwrap().count(), 2);
});
