//! Prevents templates from running or growing without limit, which Tera does not. Counts the cost of loops and operands
//! and the size of values; `guard` inserts the calls into every template.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::filters;
use super::measure::{MAX_DEPTH, ValueSize, size};
use crate::core::error::Problem;

/// The maximum size of a variable, in bytes.
pub(super) const MAX_VALUE: usize = 256 * 1024;
/// The maximum size of a list or map that is not in a variable: the data of the pack.
const MAX_LIST: usize = 16 * MAX_VALUE;
/// The maximum cost of all loop iterations of a template: the bytes of the bodies plus a fixed amount. Operands may
/// cost as much.
const FUEL: usize = 32 * 1024 * 1024;
/// The maximum cost of all templates of a project.
pub(super) const FUEL_OF_ALL: usize = 16 * FUEL;
/// The minimum cost of an iteration.
pub(super) const TURN: usize = 256;
/// Each multiple of this size of the largest variable adds to the cost of every iteration, because each may read all of
/// it.
const LARGE: usize = 4 * 1024;
/// The fixed cost of a text.
const EACH_TEXT: usize = 16;
/// The maximum length of a range.
const MAX_RANGE: usize = 100_000;

/// Functions called at each iteration, and at each assignment to a variable.
pub(super) const TURNS: &str = "turn_of_loop_";
pub(super) const VARIABLES: &str = "size_of_variable_";
/// Functions called for an operand, for the value of a loop; prefix of the wrapped filters.
pub(super) const OPERANDS: &str = "size_of_operand_";
pub(super) const LISTED: &str = "length_of_list_";
pub(super) const CHARGED: &str = "charged_";

/// Every filter, Tera's and ours: each is charged for its input and output.
pub(super) const FILTERS: [&str; 41] = [
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
    "json",
    "yaml",
    "markdown",
    "references",
];
/// Filters that return a part of their value, or its size.
const PARTS: [&str; 6] = ["default", "length", "first", "last", "nth", "get"];

/// Which limit was exceeded.
const NONE: u8 = 0;
const GROWN: u8 = 1;
const DEEP: u8 = 2;
const LOOPS: u8 = 3;
const WORK: u8 = 4;

/// The remaining cost budget of a template.
#[derive(Debug, Default)]
pub(super) struct Fuel {
    left: AtomicUsize,
    /// The cost factor of an iteration, from the largest variable.
    weight: AtomicUsize,
    exceeded: AtomicU8,
}

impl Fuel {
    /// Registers the functions in `engine`; the fuel is for one template at a time.
    pub(super) fn of(engine: &mut Tera) -> Arc<Self> {
        let fuel = Arc::new(Self::default());
        let given = Arc::clone(&fuel);
        engine.register_function(
            TURNS,
            move |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
                let costs = kwargs.must_get::<usize>("costs")?;
                given.spend(costs.saturating_mul(given.weight.load(Relaxed)), LOOPS)
            },
        );
        let given = Arc::clone(&fuel);
        engine.register_function(
            VARIABLES,
            move |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
                let size = given.measured(kwargs.must_get::<&Value>("of")?, MAX_VALUE)?;
                given.weight.fetch_max(1 + size / LARGE, Relaxed);
                given.spend(size, LOOPS)
            },
        );
        let given = Arc::clone(&fuel);
        engine.register_filter(
            OPERANDS,
            move |value: &Value, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
                given.hold(value, kwargs.must_get::<usize>("n")?)?;
                Ok(value.clone())
            },
        );
        let given = Arc::clone(&fuel);
        engine.register_filter(
            LISTED,
            move |value: &Value, _: Kwargs, _: &State| -> TeraResult<Value> {
                given.spend(value.len().unwrap_or(0), WORK)?;
                Ok(value.clone())
            },
        );
        for name in FILTERS {
            charge(engine, &fuel, name);
        }
        let given = Arc::clone(&fuel);
        engine.register_function("range", move |kwargs: Kwargs, _: &State| {
            given.range(&kwargs)
        });
        filters::bounded(engine, &fuel);
        fuel
    }

    /// Refills the fuel for the next template.
    pub(super) fn fill(&self) {
        self.left.store(FUEL, Relaxed);
        self.weight.store(1, Relaxed);
        self.exceeded.store(NONE, Relaxed);
    }

    /// Subtracts a cost; `why` is the limit that is reported if the fuel is used up.
    pub(super) fn spend(&self, costs: usize, why: u8) -> TeraResult<&'static str> {
        let left = self.left.load(Relaxed).saturating_sub(costs);
        self.left.store(left, Relaxed);
        if left == 0 {
            return Err(self.exceed(why));
        }
        Ok("")
    }

    /// Subtracts the cost of work on values.
    pub(super) fn work(&self, costs: usize) -> TeraResult<()> {
        self.spend(costs, WORK).map(drop)
    }

    fn exceed(&self, why: u8) -> tera::Error {
        self.exceeded.store(why, Relaxed);
        tera::Error::message("a limit of templates is reached")
    }

    /// The size of a value, at most `most` bytes.
    fn measured(&self, value: &Value, most: usize) -> TeraResult<usize> {
        match size(value, most) {
            ValueSize::Bytes(bytes) => Ok(bytes),
            ValueSize::TooLarge => Err(self.exceed(GROWN)),
            ValueSize::TooDeep => Err(self.exceed(DEEP)),
        }
    }

    /// Charges a value that is read as a whole.
    fn hold(&self, value: &Value, times: usize) -> TeraResult<()> {
        let most = match value.as_str() {
            Some(_) => MAX_VALUE + EACH_TEXT,
            None => MAX_LIST,
        };
        self.work(self.measured(value, most)?.saturating_mul(times))
    }

    /// The numbers from `start` up to `end`; each is charged like a loop iteration.
    fn range(&self, kwargs: &Kwargs) -> TeraResult<Vec<i64>> {
        let number = |name: &str, default| -> TeraResult<i64> {
            Ok(kwargs.get::<i64>(name)?.unwrap_or(default))
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
            Some(length) => self.spend(length.saturating_mul(size_of::<i64>()), LOOPS)?,
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

    /// The fuel used since it was filled.
    pub(super) fn spent(&self) -> usize {
        FUEL - self.left.load(Relaxed)
    }

    /// Limits text created by a filter to the size of a variable.
    pub(super) fn allow(&self, size: usize) -> TeraResult<()> {
        if size > MAX_VALUE {
            return Err(self.exceed(GROWN));
        }
        Ok(())
    }

    /// The problem of the exceeded limit, if any.
    pub(super) fn problem(&self) -> Option<Problem> {
        let (what, help) = match self.exceeded.load(Relaxed) {
            GROWN => (
                format!(
                    "a value in the template is larger than {} KiB",
                    MAX_VALUE / 1024
                ),
                "write the text directly instead of collecting it in a variable",
            ),
            DEEP => (
                format!("a value in the template has more than {MAX_DEPTH} levels"),
                "keep a flat list instead of lists in lists",
            ),
            LOOPS => (
                "the loops of the template have too many iterations".to_owned(),
                "loop over data of the project, not over numbers",
            ),
            WORK => (
                "the expressions of the template process too much text together".to_owned(),
                "use large text once, where it belongs",
            ),
            _ => return None,
        };
        Some(Problem::new(what).help(help))
    }
}

/// Registers a filter under a second name, charged for its input and output.
fn charge(engine: &mut Tera, fuel: &Arc<Fuel>, name: &'static str) {
    let fuel = Arc::clone(fuel);
    let takes_part = PARTS.contains(&name);
    engine.register_filter(
        format!("{CHARGED}{name}"),
        move |value: &Value, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
            if takes_part {
                fuel.work(EACH_TEXT)?;
                return state.call_filter(name, value, kwargs);
            }
            fuel.hold(value, 1)?;
            let given = state.call_filter(name, value, kwargs)?;
            fuel.hold(&given, 1)?;
            Ok(given)
        },
    );
}
