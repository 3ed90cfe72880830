//! Releases under a load: no request fails and no task is lost, also when the new version cannot work.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::containers::{self, inspected};
use super::load::Load;
use super::orders::all_confirmed;
use super::{Told, number};
use crate::machine::stack::Stack;
use crate::machine::tools::{Outcome, run};

/// Requests before, between and after the releases.
const SOME: usize = 100;

/// Answers for SSH and runs the command on this machine, in a home of its own.
const SSH: &str = "#!/bin/sh
cd \"$SSH_HOME\" || exit
while [ \"$#\" -gt 0 ]; do
    case $1 in
        -o | -l | -p | -F) shift 2 ;;
        -*) shift ;;
        *) break ;;
    esac
done
shift
[ \"$1\" != -- ] || shift
unset DOCKER_HOST
exec sh -c \"$*\"
";

/// `HARM_RELEASES` says how many.
pub(crate) fn released(stack: &Stack) -> Told {
    let count = number("HARM_RELEASES", 2);
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let start = Instant::now();
    for number in 0..count {
        change(stack, number)?;
        release(stack)?;
        load.more(SOME)?;
    }
    let seconds = start.elapsed().as_secs() / count as u64;
    let seen = load.stop();
    seen.none_failed(stack)?;
    all_confirmed(stack, &seen)?;
    let images = images(stack)?;
    if images.len() != 1 {
        return Err(format!("several versions run: {images:?}"));
    }
    Ok(format!("{count} releases of {seconds} s: {seen}"))
}

pub(crate) fn never_ready(stack: &Stack) -> Told {
    let before = images(stack)?;
    let app = source(stack, "app.py");
    let text = fs::read_to_string(&app).map_err(told)?;
    let load = Load::start(stack.port);
    load.more(SOME)?;
    fs::write(&app, format!("{text}\nraise RuntimeError\n")).map_err(told)?;
    let ended = release(stack);
    fs::write(&app, text).map_err(told)?;
    load.more(SOME)?;
    let seen = load.stop();
    expect(ended, "ended with ")?;
    seen.none_failed(stack)?;
    all_confirmed(stack, &seen)?;
    let after = images(stack)?;
    if after != before {
        return Err(format!("{before:?} ran before, {after:?} after"));
    }
    Ok(seen.to_string())
}

/// A migration that drops a column which the running version writes.
pub(crate) fn breaking(stack: &Stack) -> Told {
    let before = images(stack)?;
    let migration = breaking_migration(stack)?;
    let ended = release(stack);
    fs::remove_file(&migration).map_err(told)?;
    expect(ended, "customer_email is dropped or renamed")?;
    let after = images(stack)?;
    if after != before {
        return Err(format!("{before:?} ran before, {after:?} after"));
    }
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    Ok(seen.to_string())
}

/// While another one runs, and while the mark of a killed one is left.
pub(crate) fn beside_another(stack: &Stack) -> Told {
    let before = images(stack)?;
    change(stack, 0)?;
    let mut first = make(stack, &stack.folder).spawn().map_err(told)?;
    let mark = format!("{}_release", stack.name());
    let docker = |words: &[&str]| run(Command::new("docker").args(words));
    let deadline = Instant::now() + Duration::from_mins(1);
    while docker(&["volume", "inspect", &mark]).is_err() {
        if Instant::now() > deadline {
            return Err(format!("no {mark} in a minute"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let second = release(stack);
    let ended = first.wait().map_err(told)?;
    expect(second, &format!("another one holds {mark}"))?;
    if !ended.success() || images(stack)? == before {
        return Err(format!("the first release ended with {ended}"));
    }
    docker(&["volume", "create", &mark])?;
    let third = release(stack);
    docker(&["volume", "rm", &mark])?;
    expect(third, &format!("docker volume rm {mark}"))?;
    release(stack)?;
    Ok("one of two releases runs".to_owned())
}

/// From another folder, which has no `.env` and in which nothing runs.
pub(crate) fn from_elsewhere(stack: &Stack) -> Told {
    let bin = stack.folder.with_extension("bin");
    fs::create_dir_all(&bin).map_err(told)?;
    let ssh = bin.join("ssh");
    fs::write(&ssh, SSH).map_err(told)?;
    fs::set_permissions(&ssh, fs::Permissions::from_mode(0o755)).map_err(told)?;
    let copy = stack.folder.with_extension("elsewhere");
    let copied = ["-a", "--", word(&stack.folder), word(&copy)];
    run(Command::new("cp").args(copied))?;
    fs::remove_file(copy.join(".env")).map_err(told)?;
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let mark = "\n# from elsewhere\n";
    let changed = source_in(&copy, stack, "app.py");
    let app = fs::read_to_string(&changed).map_err(told)?;
    fs::write(&changed, app + mark).map_err(told)?;
    let before = images(stack)?;
    let home = stack.folder.parent().unwrap_or(Path::new("/"));
    let folder = stack.folder.file_name().unwrap_or_default();
    let options = [
        "HOST=shop@elsewhere".to_owned(),
        format!("FOLDER={}", folder.to_string_lossy()),
    ];
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = make(stack, &copy);
    command
        .args(options)
        .env("PATH", format!("{}:{path}", word(&bin)))
        .env("SSH_HOME", home);
    let ended = run(&mut command);
    fs::remove_dir_all(&copy).map_err(told)?;
    ended?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    all_confirmed(stack, &seen)?;
    if !images(stack)?.is_disjoint(&before) {
        return Err("a container of the version before runs".to_owned());
    }
    Ok(seen.to_string())
}

fn release(stack: &Stack) -> Outcome {
    run(&mut make(stack, &stack.folder))
}

fn make(stack: &Stack, folder: &Path) -> Command {
    let mut command = Command::new("python3");
    command
        .args(["make.py", "release"])
        .env("COMPOSE_PROJECT_NAME", stack.name())
        .env("APP_PORT", stack.port.to_string())
        .env_remove("COMPOSE_FILE")
        .current_dir(folder);
    command
}

fn change(stack: &Stack, number: usize) -> Result<(), String> {
    let app = source(stack, "app.py");
    let text = fs::read_to_string(&app).map_err(told)?;
    fs::write(&app, format!("{text}# release {number}\n")).map_err(told)
}

fn breaking_migration(stack: &Stack) -> Result<PathBuf, String> {
    let versions = stack.folder.join("migrations/versions");
    let (folder, text): (_, fn(&str) -> String) = if versions.is_dir() {
        (versions, alembic)
    } else {
        (source(stack, "migrations"), django)
    };
    let files = fs::read_dir(&folder).map_err(told)?;
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let last = names
        .filter(|name| name.starts_with("00"))
        .max()
        .ok_or("no migration")?;
    let migration = folder.join("9999_breaking.py");
    let text = text(last.trim_end_matches(".py"));
    fs::write(&migration, text).map_err(told)?;
    Ok(migration)
}

fn alembic(last: &str) -> String {
    format!(
        "from alembic import op\n\nrevision = \"9999_breaking\"\ndown_revision = \"{last}\"\n\n\n\
         def upgrade() -> None:\n    with op.batch_alter_table(\"orders\") as batch:\n        \
         batch.drop_column(\"customer_email\")\n"
    )
}

fn django(last: &str) -> String {
    format!(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    \
         dependencies = [(\"service\", \"{last}\")]\n    \
         operations = [migrations.RemoveField(\"orderrow\", \"customer_email\")]\n"
    )
}

/// The images of the containers that serve.
fn images(stack: &Stack) -> Result<BTreeSet<String>, String> {
    let ids = containers::of(stack, "web")?;
    let image = |id: &String| Ok(inspected(id)?["Image"].to_string());
    ids.iter().map(image).collect()
}

fn source(stack: &Stack, path: &str) -> PathBuf {
    source_in(&stack.folder, stack, path)
}

fn source_in(folder: &Path, stack: &Stack, path: &str) -> PathBuf {
    folder.join("src").join(stack.package()).join(path)
}

fn expect(ended: Outcome, part: &str) -> Result<(), String> {
    match ended {
        Err(said) if said.contains(part) => Ok(()),
        Err(said) => Err(format!("it does not say {part:?}:\n{said}")),
        Ok(said) => Err(format!("it was released:\n{said}")),
    }
}

fn word(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` gives it away")]
fn told(error: std::io::Error) -> String {
    error.to_string()
}
