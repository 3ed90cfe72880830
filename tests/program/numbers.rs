//! The numbers of a project: `size` shows them, `check` finds those that were edited.

use std::fs;
use std::path::Path;

use crate::support::{project, run, scratch};

/// Edits of a user: file, text, new text; the reported number, and words of the message.
const CHANGES: [(&str, &str, &str, &str, &str); 9] = [
    (
        "compose.yaml",
        "max_connections=80",
        "max_connections=70",
        "db.max_connections",
        "exceed the database's limit",
    ),
    (
        "compose.yaml",
        "DB_POOL_SIZE: \"10\"",
        "DB_POOL_SIZE: \"5\"",
        "web.pool",
        "more threads than pooled connections",
    ),
    (
        "compose.yaml",
        "WEB_KEEPALIVE_S: \"75\"",
        "WEB_KEEPALIVE_S: \"5\"",
        "web.keepalive_s",
        "close an idle connection",
    ),
    (
        "compose.yaml",
        "stop_grace_period: 40s",
        "stop_grace_period: 10s",
        "web.stop_grace_s",
        "killed during a request",
    ),
    (
        "compose.yaml",
        "TASK_VISIBILITY_TIMEOUT_S: \"20\"",
        "TASK_VISIBILITY_TIMEOUT_S: \"10\"",
        "timeouts.visibility_s",
        "visibility timeout",
    ),
    (
        "compose.yaml",
        "DB_STATEMENT_TIMEOUT_MS: \"25000\"",
        "DB_STATEMENT_TIMEOUT_MS: \"60000\"",
        "timeouts.statement_s",
        "not shorter than the request timeout",
    ),
    (
        "deploy/nginx/site.conf",
        "proxy_read_timeout 35s",
        "proxy_read_timeout 10s",
        "timeouts.edge_s",
        "not shorter than the load balancer's",
    ),
    (
        "deploy/nginx/nginx.conf",
        "worker_connections 4096",
        "worker_connections 512",
        "lb.worker_connections",
        "cannot hold every client",
    ),
    (
        "deploy/nginx/nginx.conf",
        "        keepalive_timeout 60s",
        "        keepalive_timeout 90s",
        "lb.upstream_keepalive_s",
        "being sent",
    ),
];

#[test]
fn the_size_of_a_project_is_printed_also_for_other_values() {
    let folder = scratch();
    let shop = project(folder.path(), "shop", &[]);
    let before = fs::read_to_string(shop.join("tierup.toml")).unwrap();
    let printed = run(&shop, ["size"]).ok().stdout;
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/size/classic.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &printed).unwrap();
    }
    assert_eq!(printed, fs::read_to_string(&golden).unwrap());
    assert!(printed.lines().all(|line| line.chars().count() <= 80));
    assert!(!printed.contains('\u{1b}'));
    // from a subfolder of the project, for other numbers
    let json = run(
        &shop.join("src"),
        ["size", "--json", "--set", "capacity.web.replicas=3"],
    );
    let json = json.ok().json();
    assert_eq!(json["capacity"]["web"]["replicas"], 3);
    assert_eq!(json["inputs"]["web.replicas"], 3.0);
    let inequalities = json["inequalities"].as_array().unwrap();
    assert!(inequalities.len() > 20 && inequalities.iter().all(|i| i["holds"] == true));
    let refused = run(&shop, ["size", "--set", "capacity.web.replicas=300"]);
    assert_eq!(refused.code, 1);
    let sets = refused.stderr.split('`').nth(1).unwrap();
    let followed = run(
        &shop,
        ["size"]
            .into_iter()
            .chain(sets.split(' '))
            .chain(["--set", "capacity.web.replicas=300"]),
    );
    followed.ok();
    assert_eq!(
        before,
        fs::read_to_string(shop.join("tierup.toml")).unwrap()
    );
}

#[test]
fn autoscaled_replicas_are_sized_for_their_maximum() {
    let folder = scratch();
    let shop = project(folder.path(), "shop", &["deploy=kubernetes"]);
    let printed = run(&shop, ["size"]).ok().stdout;
    for line in [
        "  web      Flask         2 to 3  2 x 8 threads     2 x 512       2 x 1\n",
        "  all                                                 2768         7.5\n",
        "  at most                                             4304        10.5\n",
        "  web      ██████████████████████████████                                60\n",
    ] {
        assert!(printed.contains(line), "{line}in:\n{printed}");
    }
}

#[test]
fn numbers_that_were_changed_by_hand_are_found_and_named() {
    let folder = scratch();
    let shop = project(folder.path(), "shop", &[]);
    assert!(run(&shop, ["check"]).ok().stdout.contains("consistent"));
    let change = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(shop.join(file)).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(shop.join(file), text.replacen(from, to, 1)).unwrap();
    };
    let found = || run(&shop, ["check", "--json"]);
    // a number that violates nothing is reported, and is not a failure
    change("compose.yaml", "max_connections=80", "max_connections=95");
    let said = found().ok().json();
    assert_eq!(said["inconsistent"], serde_json::json!([]));
    assert_eq!(said["different"][0]["number"], "db.max_connections");
    assert_eq!(said["different"][0]["found"], 95.0);
    change("compose.yaml", "max_connections=95", "max_connections=80");

    for (file, from, to, number, words) in CHANGES {
        change(file, from, to);
        let said = found();
        assert_eq!(said.code, 3, "{to}");
        let findings = said.json()["inconsistent"].clone();
        let finding = &findings[0];
        assert_eq!(findings.as_array().unwrap().len(), 1, "{findings:#}");
        assert_eq!(finding["number"], number);
        assert!(
            finding["where"]
                .as_str()
                .unwrap()
                .starts_with(&format!("{file}:"))
        );
        assert!(
            finding["message"].as_str().unwrap().contains(words),
            "{finding:#}"
        );
        assert!(finding["inequality"].is_string());
        change(file, to, from);
    }
    assert_eq!(found().ok().json()["different"], serde_json::json!([]));

    // a number that is not found is reported
    change("compose.yaml", "max_connections=80", "work_mem=8MB");
    fs::remove_file(shop.join("deploy/nginx/site.conf")).unwrap();
    let said = run(&shop, ["check"]);
    assert_eq!(said.code, 3);
    assert!(
        said.stdout
            .contains("db.max_connections cannot be checked: `services.db.command`"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.contains("the file is not there"));
}

#[test]
fn no_service_is_given_more_processors_than_the_machine_has() {
    let folder = scratch();
    let shop = project(folder.path(), "shop", &["--set", "capacity.host.cpus=1"]);
    let compose = fs::read_to_string(shop.join("compose.yaml")).unwrap();
    let shares = compose
        .lines()
        .filter_map(|line| line.trim().strip_prefix("cpus: "))
        .map(|share| share.trim_matches('"').parse::<f64>().unwrap());
    assert!((shares.fold(0.0, f64::max) - 1.0).abs() < 1e-9);
}

#[test]
fn a_project_is_needed_to_be_sized_and_checked() {
    let folder = scratch();
    for command in ["size", "check"] {
        let said = run(folder.path(), [command]);
        assert_eq!(said.code, 1);
        assert!(
            said.stderr
                .contains("there is no tierup.toml in this directory or its parents")
        );
    }
}

#[test]
fn a_pack_has_numbers_and_rules_of_its_own_technology() {
    let folder = scratch();
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/jvm");
    let new = ["new", "shop", "-y", "--no-git", "--pack"];
    run(
        folder.path(),
        new.into_iter().chain([pack.to_str().unwrap()]),
    )
    .ok();
    let shop = folder.path().join("shop");
    let text = fs::read_to_string(shop.join("application.properties")).unwrap();
    assert_eq!(
        text,
        "# heap 384m\nserver.tomcat.threads.max=50\nspring.datasource.hikari.maximum-pool-size=3\n"
    );
    let printed = run(&shop, ["size"]).ok().stdout;
    assert!(printed.contains("1 x 50 threads"), "{printed}");
    // processes of 300 MiB, and 50 bodies of 1 MiB: two fit into 1 GiB
    let larger = ["size", "--json", "--set", "capacity.web.memory_mb=1024"];
    let solved = run(&shop, larger).ok().json();
    let web = &solved["capacity"]["web"];
    assert_eq!(web["process_own_mb"], 300);
    assert_eq!(web["process_mb"], 350);
    assert_eq!(web["processes"], 2);
    assert_eq!(web["heap_mb"], 768);
    assert_eq!(
        solved["capacity"]["db"]["used_connections"],
        2 * 2 * 3 + 2 * 3
    );
    let blueprint = fs::read_to_string(shop.join("tierup.toml")).unwrap();
    let heap = "# Share of a container's memory that the heap may take.\n#heap_share = 0.75\n";
    assert!(blueprint.contains(heap), "{blueprint}");
    let half = ["size", "--json", "--set", "capacity.web.heap_share=0.5"];
    let solved = run(&shop, half).ok().json();
    assert_eq!(solved["capacity"]["web"]["heap_mb"], 256);
    let refused = run(&shop, ["set", "capacity.web.heap_share=1"]);
    assert_eq!(
        refused.stderr.lines().next().unwrap(),
        "error: `capacity.web.heap_share` must be a number from 0.1 to 0.9, not 1"
    );
    let more = ["size", "--set", "capacity.web.cpus=4"];
    let refused = run(&shop, more);
    assert_eq!(refused.code, 1);
    assert_eq!(
        refused.stderr,
        "error: too many threads wait for each connection: 200 web.threads > 20 x 9 web.pool = 180\n  \
         --> capacity.web.cpus\n  help: use `--set capacity.web.cpus=2.0`\n"
    );
}

#[test]
fn a_pack_over_the_built_in_one_changes_one_number() {
    let folder = scratch();
    let pack = folder.path().join("acme");
    fs::create_dir(&pack).unwrap();
    let catalog = "format = 1\nname = \"acme\"\nversion = \"1.0.0\"\nextends = \"builtin\"\n";
    fs::write(pack.join("catalog.toml"), catalog).unwrap();
    fs::write(pack.join("model.toml"), "[terms]\npython_mb = 250\n").unwrap();
    let new = ["new", "shop", "-y", "--no-git", "--pack", "acme"];
    let memory = ["--set", "capacity.worker.memory_mb=1024"];
    run(folder.path(), new.into_iter().chain(memory)).ok();
    let shop = folder.path().join("shop");
    let solved = run(&shop, ["size", "--json"]).ok().json();
    let capacity = &solved["capacity"];
    assert_eq!(capacity["web"]["process_mb"], 258);
    assert_eq!(capacity["web"]["processes"], 1);
    assert_eq!(capacity["worker"]["process_mb"], 258);
    assert_eq!(capacity["db"]["used_connections"], 2 * 10 + 2 * 3 + 10);
}
