//! Models that extend the built-in one: their effects, and what is refused.

use std::sync::Arc;

use super::{MODEL, all, defaults, model, validate};
use crate::generate::capacity::solve;

/// The problems of a model that extends the built-in one, each with its place.
fn messages(over: &str) -> Vec<String> {
    let problems = validate(&model(&[over])).into_iter();
    problems
        .map(|problem| format!("{} {}", problem.place.unwrap_or_default(), problem.message))
        .collect()
}

#[test]
fn a_model_that_may_fail_for_some_selection_is_refused_with_its_place() {
    for (text, expected) in [
        (
            "[terms]\na = \"b + 1\"\nb = \"max(a, 2)\"",
            "2:6 `a` depends on itself: it depends on `b`, which depends on `a`",
        ),
        (
            "[terms]\na = \"1 / (web.threads - 8)\"",
            "2:11 the divisor can be 0",
        ),
        (
            "[terms]\na_s = \"2 * web.memory_mb\"",
            "2:8 `a_s` is seconds by its name, but its formula gives MiB",
        ),
        (
            "[terms]\na_mb = \"web.memory_mb + largest_body_kb\"",
            "2:25 this is KiB, but the part before it is MiB",
        ),
        (
            "[terms]\na = \"web.replicas - 2\"",
            "2:6 `a` can fall to -2",
        ),
        (
            "[terms]\na = \"9000000000 * 9000000000\"",
            "2:6 this can be larger than 9007199254740991, the largest exact number",
        ),
        ("[terms]\nmax = 1", "2:7 `max` is the name of a function"),
        (
            "[numbers]\nweb = 1",
            "2:7 `web` is the name of a group of numbers",
        ),
        (
            "[numbers]\n\"said.web.replicas\" = 1",
            "2:23 `said.web.replicas` is the name of a number that the program gives",
        ),
        (
            "[terms]\na = \"web.thread\"",
            "2:6 there is no number `web.thread`",
        ),
        (
            "[terms]\na = \"1 +\"",
            "2:9 a number, a name or a function should stand here",
        ),
        (
            "without = [\"web.drain\"]",
            "1:13 the extended model has no `web.drain` to remove",
        ),
    ] {
        assert_eq!(messages(text), [format!("model.toml:{expected}")], "{text}");
    }
}

#[test]
fn an_input_that_cannot_be_is_refused_with_its_place() {
    for (input, expected) in [
        (
            "[inputs.\"a.b.c\"]\ndefault = 1\nmin = 1\nmax = 2",
            "1:10 `a.b.c` is not a valid name of an input",
        ),
        (
            "[inputs.web]\ndefault = 1\nmin = 1\nmax = 2",
            "1:9 `web` is an input and a group of inputs",
        ),
        (
            "[inputs.a]\ndefault = 1\nmin = 2\nmax = 1",
            "1:9 the limits of `a` are not in order",
        ),
        (
            "[inputs.a]\ndefault = 1\nmin = 1\nmax = inf",
            "1:9 the limits of `a` are not in order",
        ),
        (
            "[inputs.a]\ndefault = 1.5\nmin = 1\nmax = 2",
            "1:9 the default of `a` is 1.5",
        ),
        (
            "[inputs.a]\ndefault = nan\nmin = 1\nmax = 2",
            "1:9 the default of `a` is NaN",
        ),
    ] {
        let text = format!("{input}\nrole = \"edge\"\nabout = \"A.\"\n");
        let found = messages(&text);
        assert_eq!(found, [format!("model.toml:{expected}")], "{input}");
    }
}

#[test]
fn units_are_converted_by_their_factor_only() {
    for right in [
        "a_kb = \"web.memory_mb * 1024\"",
        "a_mb = \"largest_body_kb / 1024\"",
        "a_ms = \"timeouts.edge_s * 1000\"",
        "a = \"load.requests_per_s * load.cpu_ms / 1000\"",
        "a = \"web.memory_mb / web.process_mb\"",
    ] {
        assert_eq!(messages(&format!("[terms]\n{right}")), [""; 0], "{right}");
    }
    for wrong in [
        "a_kb = \"web.memory_mb * 1000\"",
        "a_ms = \"timeouts.edge_s\"",
        "a = \"load.requests_per_s * load.cpu_ms / 1024\"",
    ] {
        assert_eq!(messages(&format!("[terms]\n{wrong}")).len(), 1, "{wrong}");
    }
}

#[test]
fn a_pack_changes_single_numbers_and_rules() {
    let model = model(&[
        "without = [\"the pool has a connection for every thread\"]\n[terms]\npython_mb = 300\n[numbers]\n\"web.pool\" = 3\n",
    ]);
    assert_eq!(validate(&model), []);
    let mut inputs = defaults();
    inputs.0.insert("worker.memory_mb".to_owned(), 1200.0);
    let solution = solve(&Arc::new(model), &inputs, &all()).unwrap();
    assert_eq!(solution.count("web.process_mb"), 308);
    assert_eq!(solution.count("web.processes"), 1);
    assert_eq!(solution.count("db.used_connections"), 2 * 3 + 3 * 2 + 6);
    assert_eq!(solution.model.rules.len() + 1, MODEL.rules.len());
}
