//! The connections of all pools, and the database's limit.

use super::{all, defaults, scaling, solve, solved};

#[test]
fn shared_resources_are_enough_for_the_maximum_of_replicas() {
    let least = solve(&defaults(), &all()).unwrap();
    let most = solve(&defaults(), &scaling()).unwrap();
    assert_eq!(least.get("web.max_replicas"), None);
    let number = |name| most.count(name);
    assert_eq!((number("web.replicas"), number("web.max_replicas")), (2, 3));
    assert_eq!(number("db.used_connections"), 3 * 2 * 10 + 3 * 4 * 2 + 20);
    let together = number("db.used_connections") + number("db.reserved_connections");
    assert!(number("db.max_connections") >= together);
    assert!(number("cache.connections") > least.count("cache.connections"));
    assert!(number("lb.upstream_slots") >= 6);
    assert_eq!(number("memory_mb"), least.count("memory_mb"));
}

#[test]
fn more_replicas_than_the_database_has_connections_for_are_refused_with_the_arithmetic() {
    let mut inputs = defaults();
    inputs.0.insert("web.max_replicas".to_owned(), 20.0);
    let problems = solve(&inputs, &scaling()).unwrap_err();
    assert_eq!(
        problems[0].message,
        "the connection pools of the maximum number of replicas exceed the database's limit: 20 web.max_replicas x 2 web.processes x 10 web.pool \
         + 3 worker.max_replicas x 3 worker.concurrency x 2 worker.pool + 3 worker.max_replicas x 2 worker.pool \
         + 20 db.release_connections + 10 db.reserved_connections = 454 > 150 db.max_connections"
    );
    assert!(
        problems[0]
            .help
            .as_ref()
            .unwrap()
            .contains("--set capacity.db.max_connections=454")
    );
}

#[test]
fn pools_larger_than_the_databases_limit_are_refused_with_the_arithmetic_and_a_complete_help() {
    let problems = solved(&[("web.replicas", 8.0)]).unwrap_err();
    assert_eq!(
        problems[0].message,
        "the connection pools exceed the database's limit: 8 web.replicas x 2 web.processes x 10 web.pool \
         + 1 worker.replicas x 3 worker.concurrency x 2 worker.pool + 1 worker.replicas x 2 worker.pool \
         + 20 db.release_connections + 10 db.reserved_connections = 198 > 150 db.max_connections"
    );
    assert_eq!(
        problems[0].help.as_deref().unwrap().split(", or").next(),
        Some("use `--set capacity.db.max_connections=198 --set capacity.db.memory_mb=791`")
    );
    let changes = [
        ("web.replicas", 8.0),
        ("db.max_connections", 198.0),
        ("db.memory_mb", 791.0),
    ];
    assert!(solved(&changes).is_ok());
}
