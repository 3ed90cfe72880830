//! What keeps a template from running or growing without end: Tera bounds neither. Counts what loops cost and how
//! large values get; `guard` sees to it that every template asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::filters;
use crate::error::Problem;

/// The most that a variable may hold, in bytes.
pub(super) const MAX_VALUE: usize = 256 * 1024;
/// What the turns of all loops of one template may cost together: bytes of their bodies, and then some.
const FUEL: usize = 32 * 1024 * 1024;
/// What those of all templates of a project may cost together.
pub(super) const FUEL_OF_ALL: usize = 16 * FUEL;
/// What a turn costs at least.
pub(super) const TURN: usize = 256;
/// A variable of this size makes every turn cost as much again: each may look at all of it.
const LARGE: usize = 4 * 1024;
/// The most numbers in a row.
const MAX_RANGE: usize = 100_000;

/// What a template asks at a turn, and when it sets a variable.
pub(super) const TURNS: &str = "turn_of_loop_";
pub(super) const HOLDS: &str = "size_of_variable_";

/// What one template may still do.
#[derive(Debug, Default)]
pub(super) struct Fuel {
    left: AtomicUsize,
    /// How much the largest variable makes a turn cost.
    weight: AtomicUsize,
    grown: AtomicUsize,
}

impl Fuel {
    /// Fuel that `engine` gives to its templates, one at a time.
    pub(super) fn of(engine: &mut Tera) -> Arc<Self> {
        let fuel = Arc::new(Self::default());
        let given = Arc::clone(&fuel);
        engine.register_function(
            TURNS,
            move |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
                let costs = kwargs.must_get::<usize>("costs")?;
                given.spend(costs.saturating_mul(given.weight.load(Relaxed)))
            },
        );
        let given = Arc::clone(&fuel);
        engine.register_function(
            HOLDS,
            move |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
                let size = size(kwargs.must_get::<&Value>("of")?, MAX_VALUE);
                if size > MAX_VALUE {
                    given.grown.store(1, Relaxed);
                    return Err(tera::Error::message("the variable is too large"));
                }
                given.weight.fetch_max(1 + size / LARGE, Relaxed);
                given.spend(size)
            },
        );
        let given = Arc::clone(&fuel);
        engine.register_function("range", move |kwargs: Kwargs, _: &State| {
            given.range(&kwargs)
        });
        filters::bounded(engine, &fuel);
        fuel
    }

    /// Fills up, for the next template.
    pub(super) fn fill(&self) {
        self.left.store(FUEL, Relaxed);
        self.weight.store(1, Relaxed);
        self.grown.store(0, Relaxed);
    }

    fn spend(&self, costs: usize) -> TeraResult<&'static str> {
        let left = self.left.load(Relaxed).saturating_sub(costs);
        self.left.store(left, Relaxed);
        if left == 0 {
            return Err(tera::Error::message("the loops run too often"));
        }
        Ok("")
    }

    /// The numbers from `start` up to `end`; every one costs what a turn of a loop may have to do for it.
    fn range(&self, kwargs: &Kwargs) -> TeraResult<Vec<i64>> {
        let number = |name: &str, usual| -> TeraResult<i64> {
            Ok(kwargs.get::<i64>(name)?.unwrap_or(usual))
        };
        let (start, end, step) = (
            number("start", 0)?,
            kwargs.must_get::<i64>("end")?,
            number("step_by", 1)?,
        );
        if start > end || step < 1 {
            return Err(tera::Error::message(
                "Function `range` needs a `start` that is no more than `end`, and a `step_by` of 1 or more",
            ));
        }
        let length = end.abs_diff(start).div_ceil(step.unsigned_abs());
        match usize::try_from(length)
            .ok()
            .filter(|length| *length <= MAX_RANGE)
        {
            Some(length) => self.spend(length.saturating_mul(size_of::<i64>()))?,
            None => {
                return Err(tera::Error::message(format!(
                    "Function `range` would produce {length} elements, which exceeds the limit of {MAX_RANGE}"
                )));
            }
        };
        Ok((0..i64::try_from(length).unwrap_or(0))
            .map(|turn| start.wrapping_add(turn.wrapping_mul(step)))
            .collect())
    }

    /// What was used since it was filled.
    pub(super) fn used(&self) -> usize {
        FUEL - self.left.load(Relaxed)
    }

    /// Text that a filter makes may be as large as a variable.
    pub(super) fn allow(&self, size: usize) -> TeraResult<()> {
        if size > MAX_VALUE {
            self.grown.store(1, Relaxed);
            return Err(tera::Error::message("the text is too large"));
        }
        Ok(())
    }

    /// Which bound was met, if one was.
    pub(super) fn problem(&self) -> Option<Problem> {
        if self.grown.load(Relaxed) == 1 {
            let most = MAX_VALUE / 1024;
            return Some(
                Problem::new(format!("a value in the template is larger than {most} KiB"))
                    .help("write text where it belongs instead of gathering it"),
            );
        }
        (self.left.load(Relaxed) == 0).then(|| {
            Problem::new("the loops of the template run too often")
                .help("loop over what the project has, not over numbers")
        })
    }
}

/// About how many bytes a value holds, counted up to `most`.
fn size(value: &Value, most: usize) -> usize {
    const EACH: usize = 16;
    let mut sum = EACH;
    let add = |sum: &mut usize, item: &Value| {
        *sum += size(item, most.saturating_sub(*sum));
        *sum <= most
    };
    if let Some(text) = value.as_str() {
        sum += text.len();
    } else if let Some(items) = value.as_array() {
        let _all = items.iter().all(|item| add(&mut sum, item));
    } else if let Some(map) = value.as_map() {
        let _all = map.values().all(|item| add(&mut sum, item));
    }
    sum
}
