//! The real kubectl, and a small API server that accepts objects as dry runs alone.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::fake_cluster::{FakeCluster, Ran};
use super::{Case, LOOK, SKIPPED, named, steps};
use crate::machine::tools::{Need, Tools, on_path};
use crate::trials::Trial;

/// Only a failing test waits for it.
const DEADLINE: Duration = Duration::from_secs(20);

pub(super) fn trials(tools: &Tools) -> Vec<Trial> {
    let all: [Case; 3] = [
        ("an API server accepts every object", accepts),
        ("an API server refuses and forbids", refuses),
        ("an API server is not reached", is_gone),
    ];
    let lack = || {
        let kubectl = tools.lack(Need::Program("kubectl"));
        tools.lack(Need::Interpreter).or(kubectl)
    };
    all.into_iter().map(|case| named(case, lack())).collect()
}

/// The server, ended when it is dropped.
struct Api(Child);

impl Drop for Api {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn started(fake_cluster: &FakeCluster, refused: &[&str]) -> (Api, String) {
    let path = |name: &str| fake_cluster.cluster().join(name);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify/cluster/api.py");
    let child = Command::new("python3")
        .arg(script)
        .args([path("port"), path("requests")])
        .args(refused)
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let api = Api(child);
    let start = Instant::now();
    loop {
        let written = fs::read_to_string(path("port")).unwrap_or_default();
        if let Some(port) = written.strip_suffix('\n') {
            return (api, port.to_owned());
        }
        assert!(start.elapsed() < DEADLINE, "the API server does not start");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A run with the real kubectl, for the server at this port.
fn verified(fake_cluster: FakeCluster, port: &str) -> Ran {
    let kubeconfig = fake_cluster.cluster().join("kubeconfig");
    let text = [
        "{apiVersion: v1, kind: Config, current-context: small,",
        " contexts: [{name: small, context: {cluster: small, user: guest}}],",
        " clusters: [{name: small, cluster: {server: 'http://127.0.0.1:PORT'}}],",
        " users: [{name: guest, user: {}}]}",
    ];
    fs::write(&kubeconfig, text.concat().replace("PORT", port)).unwrap();
    let (config, home) = (kubeconfig.display().to_string(), fake_cluster.cluster());
    let kubectl = on_path("kubectl").unwrap();
    fake_cluster
        .with("kubectl", &kubectl)
        .env("KUBECONFIG", &config)
        .env("HOME", &home.display().to_string())
        .verify(&["--cluster"])
}

fn accepts() {
    let fake_cluster = FakeCluster::new();
    let (_api, port) = started(&fake_cluster, &[]);
    let ran = verified(fake_cluster, &port);
    ran.ended(0, &steps(&[&LOOK, &[SKIPPED]]));
    assert_eq!(
        ran.document["cluster"]["server"],
        format!("http://127.0.0.1:{port}")
    );
    let requests = fs::read_to_string(ran.fake_cluster.cluster().join("requests")).unwrap();
    let mut sent = 0;
    for request in requests.lines() {
        let object = request.strip_prefix("PATCH All ").expect(request);
        let [namespace, kind, name] = *object.split('/').collect::<Vec<_>>() else {
            panic!("{request}");
        };
        if kind == "Namespace" {
            assert_eq!((namespace, name), ("", "shop"));
            continue;
        }
        sent += 1;
        // a name that no object has
        let word = name
            .split('-')
            .find(|word| word.len() == 8 && u32::from_str_radix(word, 16).is_ok());
        assert!(namespace == "default" && word.is_some(), "{request}");
    }
    let counted = ran.document["cluster"]["steps"].as_array().unwrap().iter();
    let counted = counted.filter_map(|step| step["results"][0].as_str()?.split_once(" object"));
    let counted: usize = counted
        .map(|(count, _)| count.parse::<usize>().unwrap())
        .sum();
    assert_eq!(counted, sent + 1);
    assert!(sent > 40, "{requests}");
}

fn refuses() {
    let invalid = r#"Deployment.apps "web" is invalid: spec.replicas: must be positive"#;
    let forbidden = r#"ingresses.networking.k8s.io is forbidden: User "guest" cannot patch"#;
    let refused = [
        format!("Deployment=422 {invalid}"),
        format!("Ingress=403 {forbidden}"),
        "deployments=403 no".to_owned(),
    ];
    let fake_cluster = FakeCluster::new();
    let (_api, port) = started(&fake_cluster, &refused.each_ref().map(String::as_str));
    let ran = verified(fake_cluster, &port);
    let failed = [
        "failed server-side dry run development",
        "failed server-side dry run production",
        "failed permissions",
        SKIPPED,
    ];
    ran.ended(1, &steps(&[&LOOK[..2], &failed]));
    let said = |name: &str| ran.step(name)["said"].to_string().replace('\\', "");
    for (name, line) in [
        (failed[0], format!("Error from server (Invalid): {invalid}")),
        (
            failed[1],
            format!("Error from server (Forbidden): {forbidden}"),
        ),
        (failed[2], "[\"no\"".to_owned()),
    ] {
        assert!(said(name).contains(&line), "{}", said(name));
    }
}

fn is_gone() {
    let fake_cluster = FakeCluster::new();
    let (api, port) = started(&fake_cluster, &[]);
    drop(api);
    let ran = verified(fake_cluster, &port);
    ran.ended(1, &steps(&[&["failed server"]]));
    let said = ran.step("failed server")["said"].to_string();
    let expected = format!("The connection to the server 127.0.0.1:{port} was refused");
    assert!(said.contains(&expected), "{said}");
}
