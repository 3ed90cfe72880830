//! Replicas that are replaced, killed and moved under load.

use super::fake_cluster::FakeCluster;
use super::{DRAIN, KILL, LOOK, POLICIES, REMOVE, ROLLOUT, RUN, UNCORDON, steps};

pub(super) fn outage() {
    let ran = FakeCluster::new()
        .fault("rollout restart", "outage")
        .verify(&["--cluster", "-y"]);
    let failed = "failed rollout under load: no request fails";
    ran.ended(1, &steps(&[&LOOK, &RUN, &[POLICIES, failed, KILL, REMOVE]]));
    let said = ran.step(failed)["said"].to_string();
    assert!(
        said.contains("requests failed") && said.contains("503 instead of 20"),
        "{said}"
    );
}

pub(super) fn lost() {
    let ran = FakeCluster::new()
        .fault("port-forward", "end rollout restart")
        .verify(&["--cluster", "-y"]);
    let said = ran.step("failed rollout under load: no request fails")["said"].to_string();
    let expected = "the connection has ended (exit status: 1): error: lost connection to pod";
    assert!(said.contains(expected), "{said}");
    ran.nothing_left();
}

pub(super) fn drained() {
    let results = drained_by(FakeCluster::new());
    assert_eq!(results, "null");
}

pub(super) fn drained_with_connection() {
    let results = drained_by(FakeCluster::new().fault("port-forward", "end drain n1"));
    assert!(results.contains("judged from its return"), "{results}");
}

fn drained_by(fake_cluster: FakeCluster) -> String {
    let ran = fake_cluster.verify(&["--cluster", "--drain", "n1", "-y"]);
    let look = ["passed the node may be drained"];
    let last = [POLICIES, ROLLOUT, KILL, DRAIN, UNCORDON, REMOVE];
    ran.ended(0, &steps(&[&LOOK, &look, &RUN, &last]));
    let word = ran.document["cluster"]["namespace"].as_str().unwrap();
    let word = word.strip_prefix("shop-verify-").unwrap();
    let own = format!("--context fake drain n1 --pod-selector tierup-verify={word},");
    let drains = ran.calls.iter().filter(|call| call.starts_with(&own));
    assert_eq!(drains.count(), 1);
    assert!(ran.calls.contains(&"--context fake uncordon n1".to_owned()));
    ran.step(DRAIN)["results"].to_string()
}

pub(super) fn drain_fails() {
    let ran = FakeCluster::new()
        .fault("drain n1", "fail error: cannot evict")
        .verify(&["--cluster", "--drain", "n1", "-y"]);
    let said = ran.step("failed drain the node under load")["said"].to_string();
    assert!(said.contains("error: cannot evict"), "{said}");
    ran.step(UNCORDON);
    ran.nothing_left();
}
