//! A disk on which any single step can fail, or be the last one before the process is killed.
#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    clippy::unwrap_used,
    reason = "each test binary takes its part, and stops where it cannot go on"
)]

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::Path;

use tierup::project::root::Root;
use tierup::project::write::disk::{Attributes, Disk, Real};
use tierup::project::write::records::{Record, Records};

/// How a step ends that is not let through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// It fails, and all others go well: a full disk, a lost permission.
    Fails,
    /// It and all after it do not happen: the process was killed before it.
    Killed,
    /// As killed, but half of what was being written is there.
    KilledHalfWay,
}

/// The disk of the project at `root`, with its records in `records`.
pub fn disk(root: &Path, records: &Path) -> Real {
    let records = Records::at(records.to_path_buf());
    Real::new(&Root::open(root).unwrap(), records)
}

/// A disk that lets so many steps through.
pub struct Faulty {
    real: Real,
    pub left: Cell<usize>,
    pub stop: Stop,
    pub stopped: Cell<bool>,
}

impl Faulty {
    pub fn after(real: Real, steps: usize, stop: Stop) -> Self {
        Self {
            real,
            left: Cell::new(steps),
            stop,
            stopped: Cell::new(false),
        }
    }

    fn step(&self) -> io::Result<()> {
        if self.stopped.get() && self.stop != Stop::Fails {
            return Err(io::Error::other("dead"));
        }
        if self.left.get() == 0 && !self.stopped.get() {
            self.stopped.set(true);
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.left.set(self.left.get().saturating_sub(1));
        Ok(())
    }
}

impl Disk for Faulty {
    fn root(&self) -> &Root {
        self.real.root()
    }
    fn make_folder(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.real.make_folder(path)
    }
    fn write(&self, path: &str, bytes: &[u8], as_: &Attributes) -> io::Result<()> {
        if let Err(error) = self.step() {
            if self.stop == Stop::KilledHalfWay && self.left.get() == 0 {
                let path = self.root().path().join(path);
                let _half = fs::write(path, &bytes[..bytes.len() / 2]);
            }
            return Err(error);
        }
        self.real.write(path, bytes, as_)
    }
    fn keep(&self, from: &str, to: &str) -> io::Result<()> {
        self.step()?;
        self.real.keep(from, to)
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.step()?;
        self.real.rename(from, to)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.real.remove(path)
    }
    fn remove_folder(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.real.remove_folder(path)
    }
    fn settle(&self, folder: &str) -> io::Result<()> {
        self.step()?;
        self.real.settle(folder)
    }
    fn record(&self, id: &str, record: &Record) -> io::Result<()> {
        self.step()?;
        self.real.record(id, record)
    }
    fn recorded(&self, id: &str) -> Option<Record> {
        self.real.recorded(id)
    }
    fn forget(&self, id: &str) {
        if self.step().is_ok() {
            self.real.forget(id);
        }
    }
}
