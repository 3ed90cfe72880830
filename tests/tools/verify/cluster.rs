//! `tierup verify --cluster` with a fake kubectl, which records its calls and keeps namespaces in a folder.

mod fake_cluster;
mod load;
mod look;
mod real;
mod run;

use crate::machine::tools::{Need, Tools};
use crate::trials::{Trial, trial};

/// A case: it fails where an assertion does.
type Case = (&'static str, fn());

pub(crate) fn trials(tools: &Tools) -> Vec<Trial> {
    let all: [Case; 21] = [
        ("everything passes, and nothing is left", run::clean),
        ("without a yes, only the dry run", look::without_consent),
        (
            "at the question, a no and Ctrl-C change nothing",
            look::asked,
        ),
        ("the server refuses an object", look::refused),
        ("a verb is forbidden", look::forbidden),
        ("an API that is not reached", look::unreachable),
        ("no context", look::no_context),
        (
            "a missing program is skipped, and fails with CI=true",
            look::missing,
        ),
        ("a deployment that never becomes ready", run::never_ready),
        ("Ctrl-C and SIGTERM remove the namespace", run::interrupted),
        (
            "a killed step fails, and the namespace is removed",
            run::killed,
        ),
        ("an object outside of the namespace", run::outside),
        ("requests that fail during a rollout", load::outage),
        ("a connection that ends", load::lost),
        ("a drained node can be used again", load::drained),
        (
            "a drain that ends the connection",
            load::drained_with_connection,
        ),
        ("also after a drain that fails", load::drain_fails),
        ("a node that is cordoned already", look::cordoned),
        ("a namespace that cannot be removed", run::not_removed),
        ("namespaces of interrupted runs are listed", look::leftovers),
        ("a project without manifests", look::without_stages),
    ];
    let lack = || tools.lack(Need::Interpreter);
    let mut trials: Vec<Trial> = all.into_iter().map(|case| named(case, lack())).collect();
    trials.extend(real::trials(tools));
    trials
}

fn named((name, case): Case, lack: Option<String>) -> Trial {
    let body = move || {
        case();
        Ok(())
    };
    trial(format!("cluster: {name}"), lack, body)
}

/// The steps that change nothing.
const LOOK: [&str; 5] = [
    "passed server",
    "passed server-side dry run of the namespace",
    "passed server-side dry run development",
    "passed server-side dry run production",
    "passed permissions",
];
/// Those that change the namespace, before the load.
const RUN: [&str; 9] = [
    "passed apply, all available",
    "passed connect to the service",
    "passed /readyz says ok",
    "skipped the HTTP contract",
    "passed create with a task (POST /api/orders)",
    "passed read by key (GET /api/orders/$given)",
    "passed list (GET /api/orders?limit=20)",
    "passed the autoscaler has its metrics",
    "passed disruption budgets allow one pod at a time",
];
const POLICIES: &str = "passed network policies are enforced";
const ROLLOUT: &str = "passed rollout under load: no request fails";
const KILL: &str = "passed kill a pod under load: the others take over";
const DRAIN: &str = "passed drain the node under load";
const UNCORDON: &str = "passed uncordon the node";
const REMOVE: &str = "passed remove the namespace";
const SKIPPED: &str = "skipped run in a namespace of its own";

fn steps(parts: &[&[&str]]) -> Vec<String> {
    parts.concat().into_iter().map(str::to_owned).collect()
}
