//! How long `tierup new` takes beside `cp -r` of what it wrote: whole processes, warm cache, the two sides in
//! turn, medians as ratios of one run. `cargo bench` prints them; they are no tests.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark stops where it fails, and prints"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tierup");
const ROUNDS: usize = 15;

fn main() {
    let scratch = scratch();
    println!(
        "ratios to `cp -r` of the same tree, medians of {ROUNDS} rounds, in {}",
        scratch.display()
    );
    println!(
        "{:<28} {:>6} {:>9} {:>9} {:>7} {:>9}",
        "", "files", "new", "cp -r", "ratio", "memory"
    );
    compare(&scratch, "classic", &[]);
    for files in [1_000, 10_000] {
        let pack = scratch.join(format!("pack-{files}"));
        synthetic_pack(&pack, files);
        compare(
            &scratch,
            &format!("a pack of {files} templates"),
            &["--pack", pack.to_str().unwrap()],
        );
    }
    let version = median(|| time(Command::new(PROGRAM).arg("--version")));
    println!("--version: {:.1} ms", version.as_secs_f64() * 1e3);
    fs::remove_dir_all(scratch).unwrap();
}

/// Memory where there is any to write to: a disk's journal would drown the difference.
fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() {
        memory.to_path_buf()
    } else {
        std::env::temp_dir()
    };
    let scratch = parent.join(format!("tierup-bench-{}", std::process::id()));
    fs::create_dir_all(&scratch).unwrap();
    scratch
}

fn compare(scratch: &Path, label: &str, arguments: &[&str]) {
    let (made, copied) = (scratch.join("made"), scratch.join("copied"));
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for round in 0..=ROUNDS {
        let new = time(
            Command::new(PROGRAM)
                .arg("new")
                .arg(&made)
                .args(["-y", "--no-git", "--quiet"])
                .args(arguments),
        );
        let copy = time(Command::new("cp").arg("-r").arg(&made).arg(&copied));
        if round < ROUNDS {
            fs::remove_dir_all(&made).unwrap();
            fs::remove_dir_all(&copied).unwrap();
        }
        // the first round warms the cache
        if round > 0 {
            ours.push(new);
            theirs.push(copy);
        }
    }
    let files = count(&made);
    fs::remove_dir_all(&made).unwrap();
    fs::remove_dir_all(&copied).unwrap();
    let memory = peak_memory(&made, arguments);
    let (new, copy) = (middle(ours), middle(theirs));
    println!(
        "{label:<28} {files:>6} {:>6.1} ms {:>6.1} ms {:>7.2} {:>9}",
        new.as_secs_f64() * 1e3,
        copy.as_secs_f64() * 1e3,
        new.as_secs_f64() / copy.as_secs_f64(),
        memory,
    );
}

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let took = start.elapsed();
    assert!(status.success(), "{command:?}");
    took
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    middle((0..ROUNDS).map(|_| run()).collect())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The most memory that one run held, by GNU time; a dash where that is not installed.
fn peak_memory(target: &Path, arguments: &[&str]) -> String {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M", PROGRAM, "new"])
        .arg(target)
        .args(["-y", "--no-git", "--quiet"])
        .args(arguments)
        .stdout(Stdio::null())
        .output();
    let _gone = fs::remove_dir_all(target);
    output
        .ok()
        .and_then(|output| {
            String::from_utf8_lossy(&output.stderr)
                .trim()
                .parse::<f64>()
                .ok()
        })
        .map_or_else(|| "-".to_owned(), |kib| format!("{:.1} MiB", kib / 1024.0))
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            if entry.file_type().unwrap().is_dir() {
                count(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

/// A pack of `files` templates of about 1.7 KB in folders of 50, each with names, a condition and a loop.
fn synthetic_pack(root: &Path, files: usize) {
    fs::create_dir_all(root.join("web/plain")).unwrap();
    fs::write(
        root.join("catalog.toml"),
        "format = 1\nname = \"synthetic\"\nversion = \"1.0.0\"\n\n[[tiers]]\nid = \"web\"\nlabel = \"Web\"\n\
         question = \"Which?\"\nproviders = [\"plain\"]\n\n[[presets]]\nid = \"only\"\nlabel = \"Only\"\n\
         about = \"the one\"\ntiers = { web = \"plain\" }\n",
    )
    .unwrap();
    fs::write(
        root.join("web/plain/provider.toml"),
        "label = \"Plain\"\nabout = \"Nothing else.\"\n",
    )
    .unwrap();
    let line = "# a line of a template that stays as it is, whatever the selection is made of\n";
    let body = format!(
        "# {{{{ project.name }}}}\n{}{{%- if project.package %}}\nname = \"{{{{ project.slug }}}}\"\n{{%- endif %}}\n\
         {{%- for setting in settings %}}\n{{{{ setting.name }}}} = 1\n{{%- endfor %}}\nend = \"{{{{ pack.version }}}}\"\n",
        line.repeat(19)
    );
    for file in 0..files {
        let folder = root.join(format!("project/part_{:03}", file / 50));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("file_{file}.py.tera")), &body).unwrap();
    }
}
