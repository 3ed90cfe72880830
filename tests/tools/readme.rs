//! Executes the documents. Of a generated project: the "Add ..." sections of its documents followed exactly, and `make
//! bench`, `make profile` and `make load` on a fresh project, with their results checked. Of this repository: every
//! command that a document shows (`cargo test --test tools readme::documents`).
//!
//! Projects need make, Python from 3.11 and a package index; skipped if one is missing, unless `CI=true`.

mod documents;
mod elsewhere;
mod follow;
mod links;
mod lists;
mod numbers;
mod project;
mod script;
mod shell;

use libtest_mimic::Conclusion;

use crate::trials::{Suite, Trial, today, trial};
use project::Project;

const IN_MEMORY: [&str; 4] = ["lb=none", "queue=none", "cache=none", "db=none"];

pub fn suite(suite: Suite) -> Conclusion {
    let lack = project::lack();
    let mut trials: Vec<Trial> = vec![trial(
        "the README, then that of the classic project, followed word by word".to_owned(),
        lack.clone(),
        || followed(&[], true),
    )];
    let more = [
        trial(
            "the guide of the project on Django, followed word by word".to_owned(),
            lack.clone(),
            || followed(&["web=django"], true),
        ),
        trial(
            "the guide of the project in memory, followed word by word".to_owned(),
            lack.clone(),
            || followed(&IN_MEMORY, false),
        ),
        trial(
            "the guide of the FastAPI project, followed word by word".to_owned(),
            lack.clone(),
            || followed(&["web=fastapi"], true),
        ),
        trial(
            "make bench measures the pairs".to_owned(),
            lack.clone(),
            measured,
        ),
        trial(
            "make profile draws what it should".to_owned(),
            lack.clone(),
            profiled,
        ),
        trial(
            "make load passes, and fails without a server".to_owned(),
            lack,
            loaded,
        ),
    ];
    // a sixth of these each day; all of them with `--include-ignored`
    let more = more.into_iter().enumerate();
    trials.extend(more.map(|(at, trial)| trial.ignored_unless((at + today()).is_multiple_of(6))));
    trials.extend(documents::trials());
    suite.run(trials)
}

fn followed(choices: &[&str], table: bool) -> Result<(), String> {
    let project = match choices {
        [] => Project::started()?,
        _ => Project::new(choices)?,
    };
    let guide = project.read("docs/development.md")?;
    let sections = follow::sections(&guide, "Add ");
    let expected = if table { 4 } else { 3 };
    if sections.len() != expected {
        return Err(format!("{} sections that add something", sections.len()));
    }
    for section in sections {
        for step in follow::steps(section)? {
            project.follow(&step)?;
        }
    }
    project.make(&["test", "lint"])?;
    let server = project.serve()?;
    project.python(include_str!("readme/receipt.py"), &[&server.url])?;
    if table {
        project.python(include_str!("readme/reviews.py"), &["var/app.db"])?;
    }
    Ok(())
}

fn measured() -> Result<(), String> {
    let project = Project::new(&[])?;
    // other tests may keep the machine busy: only checks that everything is measured
    let said = project.make(&["bench", "BENCH_FLOOR=0"])?;
    for pair in [
        "generator, not list",
        "comprehension, not loop",
        "builtin, not loop",
        "lru_cache, not again",
        "several processes, not one",
        "cached read, not database",
        "keyset, not offset",
        "pool, not a connection each",
    ] {
        // one processor runs one process at a time
        let alone = std::thread::available_parallelism().is_ok_and(|count| count.get() == 1);
        let needless = alone && pair.starts_with("several");
        if !needless && !said.contains(pair) {
            return Err(format!("`{pair}` is not measured:\n{said}"));
        }
    }
    project.python(include_str!("readme/ratios.py"), &["var/bench/ratios.json"])?;
    match project.make(&["bench", "BENCH_FLOOR=1000000"]) {
        Ok(said) => Err(format!("no floor is too high:\n{said}")),
        Err(said) if said.contains("below their floor") => Ok(()),
        Err(said) => Err(said),
    }
}

fn profiled() -> Result<(), String> {
    let project = Project::new(&[])?;
    project.make(&["profile"])?;
    let frames = include_str!("readme/frames.py");
    project.python(
        frames,
        &[
            "var/profile/requests.svg",
            "controllers/orders.py",
            "services/orders.py",
        ],
    )?;
    project.python(
        frames,
        &[
            "var/profile/report.svg",
            "services/reports.py",
            "services/summary.py",
        ],
    )
}

fn loaded() -> Result<(), String> {
    let resources = [
        "--resource",
        "note title:string(120) unique",
        "--resource",
        "remark note:ref(note)",
    ];
    let project = Project::new(&resources)?;
    let server = project.serve()?;
    let url = format!("BASE_URL={}", server.url);
    let load = ["load", "USERS=4", "DURATION=4s", &url];
    let said = project.make(&load)?;
    if !said.contains(" 0 failed, p50 ") {
        return Err(said);
    }
    drop(server);
    match project.make(&load) {
        Ok(said) => Err(format!("nobody answered, and it passed:\n{said}")),
        Err(_) => Ok(()),
    }
}
