//! Rounds in, a table or JSON out.

use std::fmt;

use serde::Serialize;

use crate::load::Figures;
use crate::pairs::Pair;

/// One turn of each side.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Round {
    pub(crate) better: Figures,
    pub(crate) plain: Figures,
}

/// All rounds of a pair on one framework.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    framework: &'static str,
    pair: &'static str,
    clients: usize,
    sides: [&'static str; 2],
    /// How many times as many requests a second the better side answered: middle, least and most of the rounds.
    ratio: [f64; 3],
    rounds: Vec<Round>,
}

impl Measured {
    pub(crate) fn new(framework: &'static str, pair: &Pair, rounds: Vec<Round>) -> Self {
        let mut ratios: Vec<f64> = rounds
            .iter()
            .map(|round| round.better.per_s / round.plain.per_s)
            .collect();
        ratios.sort_by(f64::total_cmp);
        let [first, .., last] = ratios[..] else {
            let only = ratios.first().copied().unwrap_or(f64::NAN);
            return Self::of(framework, pair, [only; 3], rounds);
        };
        Self::of(
            framework,
            pair,
            [ratios[ratios.len() / 2], first, last],
            rounds,
        )
    }

    fn of(framework: &'static str, pair: &Pair, ratio: [f64; 3], rounds: Vec<Round>) -> Self {
        let sides = [pair.sides[0].label, pair.sides[1].label];
        Self {
            framework,
            pair: pair.name,
            clients: pair.clients,
            sides,
            ratio,
            rounds,
        }
    }

    fn middle(&self, figure: impl Fn(&Round) -> f64) -> f64 {
        let mut figures: Vec<f64> = self.rounds.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Requests a second, p50 and p99 of a side, the middle of all rounds.
    fn side(&self, of: impl Fn(&Round) -> Figures) -> String {
        let [per_s, p50, p99] = [
            self.middle(|round| of(round).per_s),
            self.middle(|round| of(round).p50_ms),
            self.middle(|round| of(round).p99_ms),
        ];
        format!("{per_s:.0}/s, {p50:.1} / {p99:.1} ms")
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [middle, least, most] = self.ratio;
        let [better, plain] = self.sides;
        write!(
            f,
            "{better} {}; {plain} {}; {middle:.2}x ({least:.2} to {most:.2})",
            self.side(|round| round.better),
            self.side(|round| round.plain),
        )
    }
}

/// One row for each pair and framework.
pub(crate) fn markdown(measured: &[Measured]) -> String {
    let mut rows = vec![
        "| pair | framework | better: requests/s, p50 / p99 | plain: the same | ratio (least to most) |".to_owned(),
        "| --- | --- | --- | --- | --- |".to_owned(),
    ];
    let mut sorted: Vec<&Measured> = measured.iter().collect();
    let first = |pair: &str| measured.iter().position(|one| one.pair == pair);
    sorted.sort_by_key(|one| first(one.pair));
    rows.extend(sorted.into_iter().map(|one| {
        let [middle, least, most] = one.ratio;
        format!(
            "| {} | {} | {} | {} | {middle:.2} ({least:.2} to {most:.2}) |",
            one.pair,
            one.framework,
            one.side(|round| round.better),
            one.side(|round| round.plain),
        )
    }));
    rows.join("\n")
}

pub(crate) fn json(measured: &[Measured]) -> String {
    serde_json::to_string_pretty(measured).unwrap_or_default()
}
