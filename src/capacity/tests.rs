use std::collections::BTreeSet;

use super::{Bound, Bounds, Broken, INPUTS, Inputs, Solution, solve};
use crate::pack::manifest::Role;

const ALL: [Role; 6] = [
    Role::Edge,
    Role::RequestWorkers,
    Role::TaskWorkers,
    Role::Broker,
    Role::MemoryStore,
    Role::ConnectionStore,
];

fn solved(changes: &[(&'static str, f64)]) -> Result<Solution, Vec<crate::error::Problem>> {
    let mut inputs = Inputs(
        INPUTS
            .iter()
            .map(|input| (input.key, input.default))
            .collect(),
    );
    inputs.0.extend(changes.iter().copied());
    solve(&inputs, &BTreeSet::from(ALL), &Bounds::new())
}

#[test]
fn the_defaults_have_a_solution() {
    let solution = solved(&[]).unwrap();
    let db = solution.db.unwrap();
    assert_eq!(db.used_connections, 2 * 2 * 10 + 3 * 2);
    assert_eq!(db.max_connections, 60);
    assert!(solution.timeouts.statement_s < solution.timeouts.request_s);
    assert!(solution.timeouts.request_s < solution.timeouts.edge_s);
    assert!(solution.timeouts.task_hard_s < solution.timeouts.visibility_s);
    assert!(solution.lb.unwrap().upstream_keepalive_s < solution.web.keepalive_s);
}

#[test]
fn a_load_balancer_stays_within_its_memory_and_has_room_to_scale() {
    for replicas in [1.0, 4.0, 20.0] {
        let changes = [("web.replicas", replicas), ("db.max_connections", 1000.0)];
        let solution = solved(&changes).unwrap();
        let lb = solution.lb.unwrap();
        let buffers_mb = lb.connections * 32 / 1024;
        assert!(buffers_mb + lb.cache_mb < lb.memory_mb);
        assert!(lb.client_connections < lb.connections);
        assert!(lb.upstream_slots >= 8);
        assert!(lb.upstream_slots >= 2 * solution.web.replicas);
    }
}

#[test]
fn pools_that_outgrow_the_database_are_refused_with_the_arithmetic() {
    let problems = solved(&[("web.replicas", 8.0)]).unwrap_err();
    assert_eq!(
        problems[0].message,
        "the pools outgrow the database: 8 replicas x 2 processes x 10 connections + 6 of the workers + 10 in reserve = 176 > 100"
    );
    assert!(solved(&[("web.replicas", 8.0), ("db.max_connections", 176.0)]).is_ok());
}

#[test]
fn keys_stand_once_and_defaults_lie_in_their_range() {
    let keys: BTreeSet<_> = INPUTS.iter().map(|input| input.key).collect();
    assert_eq!(keys.len(), INPUTS.len());
    for input in INPUTS {
        assert!(
            input.min <= input.default && input.default <= input.max,
            "{}",
            input.key
        );
    }
}

#[test]
fn a_number_beyond_a_bound_is_told_its_nearest_and_why() {
    let bound = Bound {
        most: Some((8, "room".to_owned())),
        least: Some((2, "hunger".to_owned())),
    };
    let nearest = [1.0, 2.0, 5.0, 9.0].map(|value| bound.nearest(value).to_string());
    assert_eq!(nearest, ["2", "2", "5", "8"]);
    assert_eq!(bound.broken_by(5.0), None);
    let broken = |end, side, reason| Some(Broken { end, side, reason });
    assert_eq!(bound.broken_by(9.0), broken(8.0, "most", "room"));
    assert_eq!(bound.broken_by(1.0), broken(2.0, "least", "hunger"));
    assert_eq!(Bound::default().broken_by(1e9), None);
}
