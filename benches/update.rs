//! How long `tierup update` takes beside `git merge` of the same three trees: whole processes, warm cache, the two in
//! turn, medians as ratios of one run. A tenth of the files is edited by a person, a tenth changed by the templates,
//! and a hundredth by both. `cargo bench --bench update` prints them; they are no tests.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark stops where it fails, and prints"
)]

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::copy;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tierup");
const ROUNDS: usize = 9;

fn main() {
    let scratch = scratch();
    println!(
        "ratios to `git merge` of the same three trees, medians of {ROUNDS} rounds, in {}",
        scratch.display()
    );
    println!(
        "{:<28} {:>6} {:>9} {:>9} {:>7}",
        "", "files", "update", "git", "ratio"
    );
    let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let pack = scratch.join("pack-classic");
    copy(&builtin, &pack);
    compare(&scratch, "classic", &pack);
    for files in [1_000, 10_000] {
        let pack = scratch.join(format!("pack-{files}"));
        synthetic_pack(&pack, files);
        compare(&scratch, &format!("a pack of {files} templates"), &pack);
    }
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
    let scratch = parent.join(format!("tierup-bench-update-{}", std::process::id()));
    fs::create_dir_all(&scratch).unwrap();
    scratch
}

fn compare(scratch: &Path, label: &str, pack: &Path) {
    let (base, mine, shop, repository) = (
        scratch.join("base"),
        scratch.join("mine"),
        scratch.join("shop"),
        scratch.join("repository"),
    );
    let new = |target: &Path| {
        quiet(
            Command::new(PROGRAM)
                .arg("new")
                .arg(target)
                .args([
                    "-y",
                    "--no-git",
                    "--quiet",
                    "--set",
                    "project.name=shop",
                    "--pack",
                ])
                .arg(pack),
        );
    };
    new(&base);
    copy(&base, &mine);
    let files = files(&base);
    for (number, file) in files
        .iter()
        .enumerate()
        .filter(|(number, _)| number % 10 == 3)
    {
        edit(
            &mine.join(file),
            &format!("# edited by a person: {number}\n"),
            3,
        );
    }
    let templates: Vec<PathBuf> = self::files(&pack.join("project"));
    for (number, file) in templates
        .iter()
        .enumerate()
        .filter(|(number, _)| number % 10 == 5 || number % 100 == 3)
    {
        edit(
            &pack.join("project").join(file),
            &format!("# of newer templates: {number}\n"),
            8,
        );
    }
    let newer = scratch.join("newer");
    new(&newer);
    make_repository(&repository, [&base, &mine, &newer]);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        copy(&mine, &shop);
        let update = time(
            Command::new(PROGRAM)
                .args(["update", "--quiet", "-y"])
                .current_dir(&shop),
        );
        let merge = time(
            Command::new("git")
                .args([
                    "-c",
                    "user.name=A",
                    "-c",
                    "user.email=a@example.com",
                    "merge",
                    "--quiet",
                    "--no-edit",
                    "new",
                ])
                .current_dir(&repository),
        );
        // wherever the merge ended, back to before
        git(&repository, &["reset", "--quiet", "--hard", "before"]);
        fs::remove_dir_all(&shop).unwrap();
        // the first round warms the cache
        if round > 0 {
            ours.push(update);
            theirs.push(merge);
        }
    }
    for folder in [&base, &mine, &newer, &repository] {
        fs::remove_dir_all(folder).unwrap();
    }
    let (update, merge) = (middle(ours), middle(theirs));
    println!(
        "{label:<28} {:>6} {:>6.1} ms {:>6.1} ms {:>7.2}",
        files.len(),
        update.as_secs_f64() * 1e3,
        merge.as_secs_f64() * 1e3,
        update.as_secs_f64() / merge.as_secs_f64(),
    );
}

/// The same three trees for git, without our bookkeeping.
fn make_repository(repository: &Path, [base, mine, newer]: [&Path; 3]) {
    copy(base, repository);
    fs::remove_dir_all(repository.join(".tierup")).unwrap();
    git(repository, &["init", "--quiet", "--initial-branch", "base"]);
    commit(repository);
    for (branch, tree) in [("new", newer), ("mine", mine)] {
        git(repository, &["checkout", "--quiet", "-b", branch, "base"]);
        copy(tree, repository);
        fs::remove_dir_all(repository.join(".tierup")).unwrap();
        commit(repository);
    }
    git(repository, &["tag", "before"]);
}

fn git(repository: &Path, arguments: &[&str]) {
    quiet(
        Command::new("git")
            .args([
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.com",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .current_dir(repository),
    );
}

fn commit(repository: &Path) {
    git(repository, &["add", "--all"]);
    git(repository, &["commit", "--quiet", "--message", "a tree"]);
}

fn quiet(command: &mut Command) {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{command:?}");
}

/// How long it takes, with conflicts or without.
fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let took = start.elapsed();
    assert!(matches!(status.code(), Some(0 | 1 | 4)), "{command:?}");
    took
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The files of a tree that have lines, without our bookkeeping and what is private.
fn files(root: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(root).unwrap().to_path_buf())
        .filter(|path| {
            !path.starts_with(".tierup")
                && !path.ends_with(".env")
                && !path.to_str().unwrap().contains("tierup.toml")
        })
        .collect()
}

/// Puts a line into a file.
fn edit(path: &Path, line: &str, at: usize) {
    let text = fs::read_to_string(path).unwrap();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.insert(at.min(lines.len()), line);
    fs::write(path, lines.concat()).unwrap();
}

/// A pack of `files` templates of about 1.7 KB in folders of 50.
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
        "label = \"Plain\"\nabout = \"Nothing else.\"\n\n[[services]]\nname = \"web\"\nrole = \"request-workers\"\n\
         port = 8000\nnetworks = [\"edge\"]\n",
    )
    .unwrap();
    fs::create_dir_all(root.join("project")).unwrap();
    fs::write(root.join("project/tierup.toml.tera"), "{{ blueprint }}").unwrap();
    for file in 0..files {
        let folder = root.join(format!("project/part_{:03}", file / 50));
        fs::create_dir_all(&folder).unwrap();
        let line = |number| {
            format!(
                "# line {number} of file {file}, as a template has it in a project of some size"
            )
        };
        let lines: Vec<String> = (0..20).map(line).collect();
        let lines = lines.join("\n");
        fs::write(
            folder.join(format!("file_{file}.py.tera")),
            format!("# {{{{ project.name }}}}\n{lines}\nend = \"{{{{ pack.name }}}}\"\n"),
        )
        .unwrap();
    }
}
