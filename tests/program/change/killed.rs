//! Law 7 for migrations: a process that is killed while it adds a resource leaves the project without it or with it, and
//! never a migration alone.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{shop, snapshot};
use crate::support::{copy, run, scratch, tierup};

const FLASK: &[&str] = &["lb=none", "queue=none", "cache=none", "db=sqlite"];
const ADD: [&str; 4] = ["resource", "add", "note", "title:string(9)"];
const ROUNDS: u32 = 12;

#[test]
fn a_killed_addition_of_a_resource_is_finished_or_taken_back() {
    let (_folder, made) = shop(FLASK);
    let place = scratch();
    // the same path each time, as it is a part of what is compared
    let project = place.path().join("shop");
    let fresh = || {
        if project.exists() {
            std::fs::remove_dir_all(&project).unwrap();
        }
        std::fs::create_dir(&project).unwrap();
        copy(&made, &project);
    };
    fresh();
    let old = snapshot(&project);
    let start = Instant::now();
    run(&project, ADD).ok();
    let whole = start.elapsed();
    let new = snapshot(&project);
    let migration = project.join("migrations/versions/0002_add_notes.py");
    assert!(new.contains_key(&migration) && !old.contains_key(&migration));
    let (mut added, mut not) = (0, 0);
    for round in 0..ROUNDS {
        fresh();
        let mut child = tierup(&project)
            .args(ADD)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // most kills meet the end, when files are written
        let part = 0.6 + 0.5 * f64::from(round) / f64::from(ROUNDS);
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * part));
        child.kill().unwrap();
        child.wait().unwrap();
        run(&project, ["update"]).ok();
        let found = snapshot(&project);
        if found == new {
            added += 1;
        } else {
            assert!(found == old, "round {round}");
            not += 1;
        }
    }
    println!("added {added}, not added {not}");
}
