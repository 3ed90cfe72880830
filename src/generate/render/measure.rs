//! The size and depth of a template's value, without reading more of it than a limit.

use tera::Value;

/// The fixed cost of every value.
const EACH: usize = 16;
/// Deeper than any data of a pack; Tera walks values recursively.
pub(super) const MAX_DEPTH: usize = 48;

/// The size of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueSize {
    /// Approximate number of bytes.
    Bytes(usize),
    /// Larger than the limit.
    TooLarge,
    /// Deeper than `MAX_DEPTH`.
    TooDeep,
}

/// Measures a value, up to `most` bytes.
pub(super) fn size(value: &Value, most: usize) -> ValueSize {
    let mut left = most;
    match walk(value, &mut left, MAX_DEPTH) {
        Ok(()) => ValueSize::Bytes(most - left),
        Err(why) => why,
    }
}

fn walk(value: &Value, left: &mut usize, depth: usize) -> Result<(), ValueSize> {
    let own = EACH + value.as_str().map_or(0, str::len) + value.as_bytes().map_or(0, <[u8]>::len);
    *left = left.checked_sub(own).ok_or(ValueSize::TooLarge)?;
    let below = || depth.checked_sub(1).ok_or(ValueSize::TooDeep);
    if let Some(items) = value.as_array() {
        let below = below()?;
        return items.iter().try_for_each(|item| walk(item, left, below));
    }
    if let Some(map) = value.as_map() {
        let below = below()?;
        for (key, item) in map {
            let key = key.as_str().map_or(0, str::len);
            *left = left.checked_sub(key).ok_or(ValueSize::TooLarge)?;
            walk(item, left, below)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_measured_up_to_a_bound_and_to_a_depth() {
        let text = Value::from("x".repeat(100));
        assert_eq!(size(&text, 1000), ValueSize::Bytes(116));
        assert_eq!(size(&text, 100), ValueSize::TooLarge);
        let list = Value::from(vec![text.clone(), text]);
        assert_eq!(size(&list, 1000), ValueSize::Bytes(248));
        let nested = (0..MAX_DEPTH).fold(Value::from(1), |inner, _| Value::from(vec![inner]));
        assert_eq!(
            size(&nested, 10_000),
            ValueSize::Bytes(EACH * (MAX_DEPTH + 1))
        );
        assert_eq!(size(&Value::from(vec![nested]), 10_000), ValueSize::TooDeep);
    }
}
