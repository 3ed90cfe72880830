//! Places that take little or nothing: a small disk in memory, a person who owns nothing.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Said, nobody, said, scratch};

/// What the program says to somebody who owns nothing here; `None` where that cannot be tried.
pub fn as_nobody(dir: &Path, arguments: &[&str]) -> Option<Said> {
    // the program lies below a folder that only its owner may enter, perhaps
    let copy = tempfile::Builder::new()
        .prefix("tierup-")
        .tempdir_in("/tmp")
        .ok()?;
    fs::set_permissions(copy.path(), fs::Permissions::from_mode(0o755)).ok()?;
    let program = copy.path().join("tierup");
    fs::copy(env!("CARGO_BIN_EXE_tierup"), &program).ok()?;
    if !is_root() {
        return Some(said(
            Command::new(program)
                .envs(nobody())
                .args(arguments)
                .current_dir(dir)
                .stdin(Stdio::null()),
        ));
    }
    let mut command = Command::new("setpriv");
    command
        .envs(nobody())
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(program)
        .args(arguments);
    match command.current_dir(dir).stdin(Stdio::null()).output() {
        Ok(_) => Some(said(&mut command)),
        Err(error) => {
            skipped(&format!("setpriv: {error}"));
            None
        }
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// Where everything must run, nothing is skipped.
fn skipped(why: &str) {
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "not tried: {why}"
    );
    eprintln!("skipped: {why}");
}

/// A small disk in memory, gone with the value.
pub struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    /// `None` where this process may not mount.
    pub fn mount(options: &str) -> Option<Self> {
        let folder = scratch();
        let output = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder.path())
            .output();
        match output {
            Ok(output) if output.status.success() => Some(Self { folder }),
            Ok(output) => {
                skipped(String::from_utf8_lossy(&output.stderr).trim());
                None
            }
            Err(error) => {
                skipped(&format!("mount: {error}"));
                None
            }
        }
    }

    pub fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let status = Command::new("mount")
            .args(["-o", &options])
            .arg(self.path())
            .status();
        assert!(status.unwrap().success());
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg(self.folder.path()).status();
    }
}
