//! The dependency order of numbers, and circular dependencies.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Number;

/// The numbers in dependency order, and the circles among the rest.
pub(super) fn order(numbers: &IndexMap<String, Number>) -> (Vec<usize>, Vec<Vec<String>>) {
    let needs: Vec<BTreeSet<usize>> = numbers
        .values()
        .map(|number| {
            let names = number.formula.names().into_iter();
            names
                .filter_map(|(name, _)| numbers.get_index_of(name))
                .collect()
        })
        .collect();
    let mut needed_by = vec![Vec::new(); needs.len()];
    for (number, needs) in needs.iter().enumerate() {
        for need in needs {
            needed_by[*need].push(number);
        }
    }
    let mut missing: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
    let mut order: Vec<usize> = (0..needs.len()).filter(|at| missing[*at] == 0).collect();
    let mut next = 0;
    while let Some(number) = order.get(next).copied() {
        next += 1;
        for after in &needed_by[number] {
            missing[*after] -= 1;
            if missing[*after] == 0 {
                order.push(*after);
            }
        }
    }
    let circles = circles(&needs, &missing);
    let named = |circle: Vec<usize>| {
        let names = circle.into_iter().filter_map(|at| numbers.get_index(at));
        names.map(|(name, _)| name.clone()).collect()
    };
    (order, circles.into_iter().map(named).collect())
}

/// A circle for each group of numbers that depend on each other. Starts at a number without a place in the order and
/// follows such numbers until one is repeated.
fn circles(needs: &[BTreeSet<usize>], missing: &[usize]) -> Vec<Vec<usize>> {
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for start in (0..needs.len()).filter(|at| missing[*at] > 0) {
        let mut path: Vec<usize> = Vec::new();
        let mut at = start;
        while seen.insert(at) {
            path.push(at);
            let next = needs[at].iter().find(|need| missing[**need] > 0);
            at = next.copied().unwrap_or(at);
        }
        if let Some(from) = path.iter().position(|passed| *passed == at) {
            circles.push(path.split_off(from));
        }
    }
    circles
}
