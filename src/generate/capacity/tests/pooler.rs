//! A pooler between the processes and the database.

use super::{defaults, pooled, scaling, solve};

#[test]
fn a_pooler_shares_what_the_database_allows() {
    let mut inputs = defaults();
    inputs.0.insert("web.max_replicas".to_owned(), 8.0);
    let said = solve(&inputs, &scaling()).unwrap_err();
    assert!(said[0].message.contains("8 web.max_replicas"), "{said:?}");
    let number = |name| solve(&inputs, &pooled()).unwrap().count(name);
    let held = 8 * 2 * 10 + 3 * 4 * 2 + 20;
    assert_eq!(number("pooler.clients"), 2 * held);
    assert_eq!(number("pooler.connections"), 150 - 10);
    assert_eq!(number("db.used_connections"), 140);
    assert_eq!(number("db.max_connections"), 150);
}
