//! A project with a neighbour folder that must not change, and interrupted commands in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::fixtures::faulty::{self, Faulty, Stop};
use crate::support::{Said, clean_environment, copy, project, scratch, tierup};
use tierup::core::hash::hash;
use tierup::core::tree::{Mode, RelPath};
use tierup::project::write::journal::{self, FileChange, TargetMode};

/// The timeout of a command.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder with a project, `shop`, and a neighbour, `outside`.
pub(crate) struct Place(tempfile::TempDir);

/// A project that all tests copy.
static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let made = scratch();
    let shop = project(made.path(), "shop", &["--preset", "minimal"]);
    fs::create_dir_all(shop.join(".git/hooks")).unwrap();
    fs::write(shop.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    fs::create_dir_all(made.path().join("outside/deep")).unwrap();
    fs::write(
        made.path().join("outside/deep/thesis.txt"),
        "years of work\n",
    )
    .unwrap();
    fs::write(made.path().join("outside/secret.txt"), "a private key\n").unwrap();
    fs::write(made.path().join("outside/manifest.json"), EMPTY).unwrap();
    made
});

const EMPTY: &str = r#"{"format":2,"id":"0","command":"x","conflicts":[],"entries":[],"made":[]}"#;

impl Place {
    pub(crate) fn new() -> Self {
        let place = scratch();
        copy(MADE.path(), place.path());
        Self(place)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn shop(&self) -> PathBuf {
        self.0.path().join("shop")
    }

    pub(crate) fn outside(&self) -> PathBuf {
        self.0.path().join("outside")
    }

    /// Runs the program in the project, with the timeout.
    pub(crate) fn run(&self, line: &str) -> Said {
        run(&self.shop(), line)
    }
}

/// Runs the program in `dir`, with the timeout.
pub(crate) fn run(dir: &Path, line: &str) -> Said {
    let out = scratch();
    let file = |name: &str| fs::File::create(out.path().join(name)).unwrap();
    let mut child = tierup(dir)
        .args(line.split(' '))
        .stdout(Stdio::from(file("stdout")))
        .stderr(Stdio::from(file("stderr")))
        .spawn()
        .unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("`tierup {line}` hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |name: &str| fs::read_to_string(out.path().join(name)).unwrap();
    Said {
        code: status.code().unwrap_or(-1),
        stdout: read("stdout"),
        stderr: read("stderr"),
    }
}

/// Everything below a folder: kind, permissions and content.
pub(crate) fn snapshot(root: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    entries
        .map(|entry| {
            let meta = entry.path().symlink_metadata().unwrap();
            let holds = if meta.is_symlink() {
                let to = fs::read_link(entry.path()).unwrap();
                to.into_os_string().into_encoded_bytes()
            } else if meta.is_file() && meta.len() < 1 << 20 {
                fs::read(entry.path()).unwrap()
            } else if meta.is_file() {
                meta.len().to_be_bytes().to_vec()
            } else {
                Vec::new()
            };
            let path = entry.path().strip_prefix(root).unwrap().to_path_buf();
            (path, (meta.mode(), holds))
        })
        .collect()
}

/// The records folder of the programs that the tests start.
pub(crate) fn records() -> PathBuf {
    let state = clean_environment()
        .into_iter()
        .find(|(name, _)| *name == "XDG_STATE_HOME");
    let records = Path::new(state.unwrap().1).join("tierup/journals");
    fs::create_dir_all(&records).unwrap();
    for folder in [&records, records.parent().unwrap()] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
    records
}

/// The interrupted change: removes a file, adds one, edits one.
pub(crate) fn puts(shop: &Path) -> Vec<FileChange> {
    let put = |path: &str, will: Option<&'static str>| FileChange {
        path: RelPath::new(path).unwrap(),
        was: fs::read(shop.join(path)).ok().map(|bytes| hash(&bytes)),
        will: will.map(|text| text.as_bytes().into()),
        mode: TargetMode::Of(Mode::Plain),
    };
    vec![
        put("gunicorn.conf.py", None),
        put("Makefile", Some("all:\n")),
        put("notes/new.txt", Some("new\n")),
    ]
}

/// Leaves the state after a command that was killed after so many steps. Returns whether it was killed.
pub(crate) fn interrupt(shop: &Path, steps: usize, conflicts: &[&str]) -> bool {
    let disk = Faulty::after(faulty::disk(shop, &records()), steps, Stop::Killed);
    let conflicts: Vec<String> = conflicts.iter().map(|path| (*path).to_owned()).collect();
    let _killed = journal::apply(&disk, &puts(shop), "tierup add x", &conflicts, || Ok(()));
    disk.stopped.get()
}

/// The step at which the change begins to write files.
static BEGUN: LazyLock<usize> = LazyLock::new(|| {
    let stands = |steps: &usize| {
        let place = scratch();
        fs::create_dir(place.path().join(".tierup")).unwrap();
        for path in ["gunicorn.conf.py", "Makefile"] {
            fs::write(place.path().join(path), path).unwrap();
        }
        interrupt(place.path(), *steps, &[]);
        place.path().join(".tierup/journal").exists()
    };
    (0..100).find(stands).unwrap()
});

/// Leaves a journal of which some files are written.
pub(crate) fn half_done(shop: &Path) {
    interrupt(shop, *BEGUN + 1, &[]);
    assert!(shop.join(".tierup/journal/manifest.json").exists());
}

/// Whether the tests run as root.
pub(crate) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}
