//! Bounds that the chosen providers put on a number.

use std::collections::BTreeMap;

/// The allowed range of a number, each end with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound {
    pub most: Option<(u64, String)>,
    pub least: Option<(u64, String)>,
}

impl Bound {
    /// The allowed value that is nearest to `value`.
    #[must_use]
    pub fn nearest(&self, value: f64) -> f64 {
        self.violation(value).map_or(value, |broken| broken.end)
    }

    #[must_use]
    pub fn most_value(&self) -> Option<f64> {
        self.most.as_ref().map(|(end, _)| precise(*end))
    }

    #[must_use]
    pub fn least_value(&self) -> Option<f64> {
        self.least.as_ref().map(|(end, _)| precise(*end))
    }

    /// The bound that `value` violates.
    #[must_use]
    pub fn violation(&self, value: f64) -> Option<BoundViolation<'_>> {
        let above = |(end, _): &&(u64, String)| value > precise(*end);
        let below = |(end, _): &&(u64, String)| value < precise(*end);
        let found = self
            .most
            .as_ref()
            .filter(above)
            .map(|end| (end, "most"))
            .or_else(|| self.least.as_ref().filter(below).map(|end| (end, "least")));
        found.map(|((end, reason), side)| BoundViolation {
            end: precise(*end),
            side,
            reason,
        })
    }
}

/// A violated bound, `at least` or `at most`, with its reason.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundViolation<'a> {
    pub end: f64,
    pub side: &'static str,
    pub reason: &'a str,
}

#[expect(clippy::cast_precision_loss, reason = "bounds are small counts")]
fn precise(bound: u64) -> f64 {
    bound as f64
}

/// Bounds by key.
pub type Bounds = BTreeMap<String, Bound>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violated_bound_has_the_nearest_value_and_a_reason() {
        let bound = Bound {
            most: Some((8, "room".to_owned())),
            least: Some((2, "hunger".to_owned())),
        };
        for (value, nearest) in [(1.0, 2.0), (2.0, 2.0), (5.0, 5.0), (9.0, 8.0)] {
            assert!((bound.nearest(value) - nearest).abs() < 1e-9);
        }
        assert_eq!(bound.violation(5.0), None);
        let broken = |end, side, reason| Some(BoundViolation { end, side, reason });
        assert_eq!(bound.violation(9.0), broken(8.0, "most", "room"));
        assert_eq!(bound.violation(1.0), broken(2.0, "least", "hunger"));
        assert_eq!(Bound::default().violation(1e9), None);
    }
}
