//! What changes nothing: the server, its dry run, and consent.

use std::fs;

use super::fake_cluster::FakeCluster;
use super::{LOOK, SKIPPED, steps};
use crate::support::{project, scratch, tierup};

pub(super) fn without_consent() {
    let ran = FakeCluster::new().verify(&["--cluster", "there"]);
    ran.ended(0, &steps(&[&LOOK, &[SKIPPED]]));
    ran.changed_nothing();
    let last = &ran.document["cluster"]["steps"][5];
    assert_eq!(
        last["said"][0],
        "needs consent: answer yes, or run it again with `--yes`"
    );
    assert_eq!(
        ran.document["cluster"]["namespace"],
        serde_json::Value::Null
    );
    assert_eq!(ran.document["cluster"]["context"], "there");
    assert!(
        ran.calls
            .iter()
            .all(|call| !call.contains("current-context"))
    );
}

pub(super) fn asked() {
    for (answer, code, shown) in [("n\r", 0, "needs consent"), ("\x03", 130, "Continue?")] {
        let fake_cluster = FakeCluster::new();
        let mut pty = fake_cluster.on_terminal(&["--cluster", "--drain", "n1"]);
        pty.see("Continue?");
        for words in [
            "cluster of the context `fake`, https://cluster.example:6443",
            "make the namespace shop-verify-",
            "cordon the node n1",
        ] {
            pty.see(words);
        }
        pty.send(answer);
        pty.see(shown);
        assert_eq!(pty.end(), code);
        assert!(
            !fake_cluster
                .calls()
                .iter()
                .any(|call| call.contains("create --filename"))
        );
    }
}

pub(super) fn refused() {
    let says = r#"The Deployment "web" is invalid: spec.replicas: must be positive"#;
    let ran = FakeCluster::new()
        .fault("--dry-run=server", &format!("fail {says}"))
        .verify(&["--cluster", "-y"]);
    let failed = [
        "passed server",
        "failed server-side dry run of the namespace",
        "failed server-side dry run development",
        "failed server-side dry run production",
        "passed permissions",
        SKIPPED,
    ];
    ran.ended(1, &steps(&[&failed]));
    ran.changed_nothing();
    assert_eq!(ran.document["cluster"]["steps"][2]["said"][0], says);
}

pub(super) fn forbidden() {
    let ran = FakeCluster::new()
        .fault("can-i delete namespaces", "fail no")
        .verify(&["--cluster", "-y"]);
    let failed = ["failed permissions", SKIPPED];
    ran.ended(1, &steps(&[&LOOK[..4], &failed]));
    ran.changed_nothing();
    let step = &ran.document["cluster"]["steps"][4];
    let commands = step["commands"].as_array().unwrap();
    assert_eq!(
        commands.last().unwrap(),
        "kubectl --context fake auth can-i delete namespaces"
    );
    let help = step["help"].as_str().unwrap();
    assert!(help.starts_with("ask who operates the cluster"), "{help}");
}

pub(super) fn unreachable() {
    let says = "Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout";
    let ran = FakeCluster::new()
        .fault("get --raw", &format!("fail {says}"))
        .verify(&["--cluster", "far", "-y"]);
    ran.ended(1, &steps(&[&["failed server"]]));
    let step = &ran.document["cluster"]["steps"][0];
    assert_eq!(step["said"][0], says);
    let help = step["help"].as_str().unwrap();
    assert!(
        help.contains("kubectl --context far cluster-info"),
        "{help}"
    );
}

pub(super) fn no_context() {
    let ran = FakeCluster::new()
        .fault("current-context", "fail error: current-context is not set")
        .verify(&["--cluster"]);
    ran.ended(1, &steps(&[&["failed current context"]]));
    let step = &ran.document["cluster"]["steps"][0];
    assert_eq!(step["said"][0], "error: current-context is not set");
}

pub(super) fn missing() {
    let without = FakeCluster::new().without("kubectl");
    let ran = without.verify(&["--cluster", "-y"]);
    ran.ended(0, &steps(&[&["skipped cluster"]]));
    let said = &ran.document["cluster"]["steps"][0]["said"];
    assert_eq!(said[0], "kubectl is not installed");
    let ran = ran
        .fake_cluster
        .env("CI", "true")
        .verify(&["--cluster", "-y"]);
    ran.ended(1, &steps(&[&["failed cluster"]]));

    // what is missing for the rest is known before the question
    let fake_cluster = FakeCluster::new();
    fs::remove_file(fake_cluster.project().join("deploy/cluster.py")).unwrap();
    let ran = fake_cluster.verify(&["--cluster", "-y"]);
    let last = ran.step("skipped cluster");
    assert_eq!(last["said"][0], "deploy/cluster.py is not there");
    ran.changed_nothing();
}

pub(super) fn cordoned() {
    let ran = FakeCluster::new()
        .fault("get node n1", "print true")
        .verify(&["--cluster", "--drain", "n1", "-y"]);
    ran.ended(
        1,
        &steps(&[&LOOK, &["failed the node may be drained", SKIPPED]]),
    );
    ran.changed_nothing();
}

pub(super) fn leftovers() {
    let ran = FakeCluster::new()
        .fault("get namespaces", "print namespace/shop-verify-0badcafe")
        .verify(&["--cluster"]);
    ran.ended(
        0,
        &steps(&[&LOOK, &["passed namespaces of other runs", SKIPPED]]),
    );
    let step = ran.step("passed namespaces of other runs");
    assert_eq!(step["results"][0], "namespace/shop-verify-0badcafe");
}

pub(super) fn without_stages() {
    let folder = scratch();
    let project = project(folder.path(), "shop", &[]);
    let said = crate::support::said(tierup(&project).args(["verify", "--cluster"]));
    assert_eq!(said.code, 1);
    assert_eq!(
        said.stderr,
        "error: this project has no manifests for a cluster\n  help: tierup set deploy=kubernetes\n"
    );
}
