//! A namespace of its own, and how it goes away.

use std::fs;

use rustix::process::Signal;

use super::fake_cluster::{FakeCluster, Ran};
use super::{KILL, LOOK, POLICIES, REMOVE, ROLLOUT, RUN, steps};

/// The last command of the stage that applies.
const WAIT: &str = "wait --for=condition=Available";

pub(super) fn clean() {
    let page = "../report.html";
    let ran = FakeCluster::new().verify(&["--cluster", "-y", "--html", page]);
    ran.ended(
        0,
        &steps(&[&LOOK, &RUN, &[POLICIES, ROLLOUT, KILL, REMOVE]]),
    );
    let cluster = &ran.document["cluster"];
    assert_eq!(cluster["context"], "fake");
    assert_eq!(cluster["server"], "https://cluster.example:6443");
    let namespace = cluster["namespace"].as_str().unwrap();
    let word = namespace.strip_prefix("shop-verify-").unwrap();
    assert_eq!(word.len(), 8);
    assert_eq!(cluster["steps"][2]["results"][0], "3 objects");
    assert!(
        ran.note
            .contains("note: cluster of the context `fake`, https://cluster.example:6443")
    );

    // what changes something is about this namespace and this context alone
    let changes = ran.calls.iter().filter(|call| {
        let reads = [
            "config ",
            "get --raw",
            " get ",
            "auth can-i",
            "--dry-run=server",
            "kustomize ",
        ];
        !reads.iter().any(|words| call.contains(words))
    });
    let own = format!("--context fake --namespace {namespace} ");
    let space = [
        "create --filename -",
        &format!("delete namespace {namespace} "),
    ]
    .map(|words| format!("--context fake {words}"));
    let mut changes = changes.peekable();
    assert_eq!(changes.peek(), Some(&&space[0]));
    for call in changes {
        assert!(
            space.iter().any(|words| call.starts_with(words)) || call.starts_with(&own),
            "{call}"
        );
    }
    let forward = ran
        .calls
        .iter()
        .find(|call| call.contains("port-forward"))
        .unwrap();
    assert!(
        forward.contains(" service/lb ") && forward.ends_with(":8080"),
        "{forward}"
    );

    let secrets = fs::read_to_string(ran.fake_cluster.cluster().join("secrets")).unwrap();
    let password = |text: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with("DB_PASSWORD="))
            .map(str::to_owned);
        line.filter(|line| line.len() > 30).expect("a password")
    };
    let private = fs::read_to_string(ran.fake_cluster.project().join(".env")).unwrap();
    assert_ne!(password(&secrets), password(&private));
    let report = fs::read_to_string(ran.fake_cluster.project().join(page)).unwrap();
    assert!(report.contains("<h2>Cluster fake, https://cluster.example:6443</h2>"));
}

pub(super) fn never_ready() {
    let ran = FakeCluster::new()
        .fault(
            WAIT,
            "fail error: timed out waiting for the condition on deployments/web",
        )
        .fault(
            "get events",
            "print web-1: Failed: no such image shop-app:0123456789ab",
        )
        .verify(&["--cluster", "-y"]);
    ran.ended(
        1,
        &steps(&[&LOOK, &["failed apply, all available", REMOVE]]),
    );
    let step = &ran.document["cluster"]["steps"][5];
    let said = step["said"].as_array().unwrap();
    assert_eq!(
        said[0],
        "error: timed out waiting for the condition on deployments/web"
    );
    assert_eq!(
        said.last().unwrap(),
        "web-1: Failed: no such image shop-app:0123456789ab"
    );
    assert!(
        step["help"]
            .as_str()
            .unwrap()
            .contains("`LOAD` or `REGISTRY`")
    );
}

pub(super) fn interrupted() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let fake_cluster = FakeCluster::new().fault(WAIT, "hang");
        let mut child = fake_cluster.start(&["--cluster", "-y"]);
        let step = fake_cluster.hanging();
        assert_eq!(fake_cluster.namespaces().len(), 1);
        FakeCluster::signal(&child, signal);
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(code));
        assert_eq!(fake_cluster.namespaces(), [] as [String; 0]);
        assert!(
            rustix::process::test_kill_process(step).is_err(),
            "a step goes on"
        );
    }
}

pub(super) fn killed() {
    let fake_cluster = FakeCluster::new().fault(WAIT, "hang");
    let child = fake_cluster.start(&["--cluster", "-y"]);
    let step = fake_cluster.hanging();
    let killed = rustix::process::kill_process(step, Signal::KILL);
    let ran = Ran::of(fake_cluster, &child.wait_with_output().unwrap());
    killed.unwrap();
    ran.ended(
        1,
        &steps(&[&LOOK, &["failed apply, all available", REMOVE]]),
    );
    let said = ran.document["cluster"]["steps"][5]["said"].to_string();
    assert!(said.contains("signal: 9"), "{said}");
}

pub(super) fn outside() {
    let more = "---\nkind: ClusterRole\nmetadata:\n  name: all\n";
    let ran = FakeCluster::new()
        .env("MORE_OBJECTS", more)
        .verify(&["--cluster", "-y"]);
    let said = &ran.document["cluster"]["steps"][5]["said"][0];
    let said = said.as_str().unwrap();
    assert!(
        said.starts_with("ClusterRole all would be outside of shop-verify-"),
        "{said}"
    );
    ran.ended(
        1,
        &steps(&[&LOOK, &["failed apply, all available", REMOVE]]),
    );
    assert!(
        ran.calls
            .iter()
            .all(|call| !call.contains("create --filename"))
    );
}

pub(super) fn not_removed() {
    let ran = FakeCluster::new()
        .fault(WAIT, "fail error: timed out")
        .fault(
            "delete namespace shop",
            "fail error: the server is currently unable",
        )
        .verify(&["--cluster", "-y"]);
    let namespace = ran.document["cluster"]["namespace"].as_str().unwrap();
    let step = ran.step("failed remove the namespace");
    assert_eq!(step["said"][0], "error: the server is currently unable");
    let help = format!("kubectl --context fake delete namespace {namespace}");
    assert_eq!(step["help"], help);
    let tried = ran
        .calls
        .iter()
        .filter(|call| call.contains("delete namespace shop"));
    assert_eq!(tried.count(), 3);
}
