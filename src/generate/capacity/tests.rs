mod connections;
mod model;
mod pooler;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use proptest::collection::vec;
use proptest::prelude::*;

use super::numbers::ROLES;
use super::{Bound, Cost, Inputs, Solution, StackProfile, inequalities, inequality, validate};
use crate::core::error::Problem;
use crate::core::role::Role;
use crate::pack::builtin;
use crate::pack::formulas::{self, Model};

/// The built-in model.
static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(model(&[])));

/// The built-in model extended by others.
fn model(over: &[&str]) -> Model {
    let mut model = Model::default();
    let texts = std::iter::once(builtin::model()).chain(over.iter().map(|text| text.as_bytes()));
    for text in texts {
        let (layer, problems) = formulas::read("model.toml", text);
        assert_eq!(problems, []);
        model = model.with_layer(layer);
    }
    model.sorted()
}

fn solve(inputs: &Inputs, stack: &StackProfile) -> Result<Solution, Vec<Problem>> {
    super::solve(&MODEL, inputs, stack)
}

/// Every tier that answers requests.
fn all() -> StackProfile {
    let mut stack = StackProfile {
        roles: ROLES.into_iter().map(|(role, _)| role).collect(),
        ..StackProfile::default()
    };
    stack.roles.remove(&Role::ConnectionPool);
    stack.roles.remove(&Role::Monitor);
    stack
}

fn pooled() -> StackProfile {
    let mut stack = scaling();
    stack.roles.insert(Role::ConnectionPool);
    stack
}

fn defaults() -> Inputs {
    Inputs(
        MODEL
            .inputs
            .values()
            .map(|input| (input.key.clone(), input.default))
            .collect(),
    )
}

fn solved(changes: &[(&str, f64)]) -> Result<Solution, Vec<Problem>> {
    let mut inputs = defaults();
    let changes = changes.iter();
    inputs
        .0
        .extend(changes.map(|(key, value)| ((*key).to_owned(), *value)));
    solve(&inputs, &all())
}

#[test]
fn nothing_is_wrong_with_the_built_in_model() {
    assert_eq!(validate(&MODEL), []);
    assert_eq!(MODEL.order.len(), MODEL.numbers.len());
}

#[test]
fn the_defaults_have_a_solution() {
    let solution = solved(&[]).unwrap();
    let number = |name| solution.count(name);
    assert_eq!(number("db.release_connections"), 2 * 10);
    assert_eq!(number("db.used_connections"), 2 * 2 * 10 + 4 * 2 + 20);
    assert_eq!(number("db.max_connections"), 80);
    for (shorter, longer) in [
        ("timeouts.statement_s", "timeouts.request_s"),
        ("timeouts.request_s", "timeouts.edge_s"),
        ("timeouts.task_hard_s", "timeouts.consumer_s"),
        ("timeouts.lease_s", "timeouts.visibility_s"),
        ("timeouts.visibility_s", "timeouts.restart_s"),
        ("lb.upstream_keepalive_s", "web.keepalive_s"),
    ] {
        assert!(number(shorter) < number(longer), "{shorter}");
    }
}

fn scaling() -> StackProfile {
    StackProfile {
        scales: true,
        ..all()
    }
}

#[test]
fn a_stack_that_takes_no_requests_has_nothing_to_size() {
    assert!(solve(&Inputs::default(), &StackProfile::default()).is_ok());
}

#[test]
fn unknown_host_memory_is_not_checked() {
    assert!(solved(&[("host.memory_mb", 0.0)]).is_ok());
    let problems = solved(&[("host.memory_mb", 2048.0)]).unwrap_err();
    assert!(
        problems[0]
            .message
            .ends_with("= 2768 > 2048 capacity.host.memory_mb"),
        "{problems:?}"
    );
}

#[test]
fn every_rule_is_about_numbers_and_inputs_that_exist() {
    let inputs = defaults();
    let mut inputs_known = inputs.clone();
    inputs_known.0.insert("host.memory_mb".to_owned(), 1e6);
    inputs_known.0.insert("host.cpus".to_owned(), 64.0);
    let mut stack = StackProfile {
        costs: BTreeMap::from([(
            Role::Edge,
            Cost {
                cpu_ms: 0.03,
                cpus: Some(0.5),
            },
        )]),
        ..pooled()
    };
    stack.roles.insert(Role::Monitor);
    let solution = solve(&inputs_known, &stack).unwrap();
    let numbers = &solution.numbers;
    for rule in &MODEL.rules {
        assert!(inequality(rule, numbers).is_some(), "{rule:?}");
        let names = rule.left.names().into_iter().chain(rule.right.names());
        for (name, _) in names {
            assert!(numbers.contains_key(name), "{name} of {}", rule.name);
        }
    }
    let names: BTreeSet<_> = MODEL.rules.iter().map(|rule| &rule.name).collect();
    assert_eq!(names.len(), MODEL.rules.len());
}

#[test]
fn a_load_balancer_stays_within_its_memory_and_has_room_to_scale() {
    for replicas in [1.0, 4.0, 20.0, 1000.0] {
        let changes = [
            ("web.replicas", replicas),
            ("db.max_connections", 100_000.0),
            ("db.memory_mb", 600_000.0),
        ];
        let solution = solved(&changes).unwrap();
        let slots = solution.count("lb.upstream_slots");
        assert!(slots >= 8 && slots >= 2 * solution.count("web.replicas"));
        assert!(solution.count("lb.connections") >= 2048);
    }
}

#[test]
fn the_largest_body_takes_its_memory_from_the_processes() {
    let small = solved(&[("web.cpus", 2.0)]).unwrap();
    let large = solved(&[("web.cpus", 2.0), ("largest_body_kb", 20_480.0)]).unwrap();
    let processes = |solution: Solution| solution.count("web.processes");
    assert_eq!((processes(small), processes(large)), (4, 2));
    assert!(solved(&[("largest_body_kb", 102_400.0)]).is_err());
}

#[test]
fn the_tier_that_is_full_first_decides_the_throughput() {
    let solution = solved(&[]).unwrap();
    let load = &solution.load;
    // two processors, 5 ms each
    assert!((load.most_requests_per_s - 400.0).abs() < 1e-9);
    assert_eq!(load.stations[0].role, Role::TaskWorkers);
    assert!(load.response_ms > solution.get("load.latency_ms"));
    // 5 s of waiting per request: threads are full before processors are
    let load = solved(&[
        ("expected.latency_ms", 2000.0),
        ("expected.requests_per_s", 15.0),
    ])
    .unwrap()
    .load;
    assert_eq!(
        (load.stations[0].resource, load.most_requests_per_s),
        ("threads", 16.0)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_solution_satisfies_all_inequalities_and_a_refusal_has_a_help(
        (inputs, stack) in (any::<[bool; 5]>(), vec(0.0..1.0_f64, MODEL.inputs.len()), any::<u8>()).prop_map(some)
    ) {
        match solve(&inputs, &stack) {
            Ok(solution) => {
                for inequality in inequalities(&solution) {
                    prop_assert!(inequality.holds, "{inequality:?}");
                }
            }
            Err(problems) => {
                let help = problems[0].help.clone().unwrap();
                let mut followed = inputs.clone();
                let sets = help.split('`').nth(1).unwrap_or_default();
                for set in sets.split("--set capacity.").skip(1) {
                    let (key, value) = set.trim().split_once('=').unwrap();
                    let input = &MODEL.inputs[key];
                    let value: f64 = value.parse().unwrap();
                    prop_assert!((input.min..=input.max).contains(&value), "{set}");
                    prop_assert!(stack.bounds.get(key).is_none_or(|b| b.violation(value).is_none()));
                    followed.0.insert(key.to_owned(), value);
                }
                let again = solve(&followed, &stack);
                prop_assert!(again.is_ok(), "{problems:#?}\n{help}\n{again:#?}");
            }
        }
    }
}

/// Inputs of any size, more often near their minimum, for any set of roles and some bounds.
fn some((optional, sizes, bounded): ([bool; 5], Vec<f64>, u8)) -> (Inputs, StackProfile) {
    let mut stack = all();
    let chosen = ROLES
        .into_iter()
        .map(|(role, _)| role)
        .filter(|role| *role != Role::RequestWorkers)
        .zip(optional);
    for (role, _) in chosen.filter(|(_, kept)| !kept) {
        stack.roles.remove(&role);
    }
    for (bit, key) in [(1, "web.replicas"), (2, "web.processes")] {
        if bounded & bit != 0 {
            let most = Some((1, "one sees no other".to_owned()));
            stack
                .bounds
                .insert(key.to_owned(), Bound { most, least: None });
        }
    }
    stack.scales = bounded & 4 != 0;
    let edge = Cost {
        cpu_ms: 0.03,
        cpus: Some(0.5),
    };
    let web = Cost {
        cpu_ms: 4.0,
        cpus: None,
    };
    stack.costs = BTreeMap::from([(Role::Edge, edge), (Role::RequestWorkers, web)]);
    let mut inputs = Inputs::default();
    for (input, size) in MODEL.inputs.values().zip(sizes) {
        if stack.needs(input) {
            let spread = (input.max - input.min + 1.0).ln() * size;
            let value = input
                .round(input.min - 1.0 + spread.exp(), false)
                .clamp(input.min, input.max);
            let bound = stack.bounds.get(&input.key);
            inputs.0.insert(
                input.key.clone(),
                bound.map_or(value, |bound| bound.nearest(value)),
            );
        }
    }
    (inputs, stack)
}
