//! "Did you mean": the nearest known name to an unknown one.

/// Longer words are not compared: the cost is the product of both lengths.
const LONG: usize = 100;
/// The maximum number of names in a list.
const LISTED: usize = 20;

/// The candidate nearest to `word`, if it is near enough to be a typing error.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let word = word.as_str();
    if word.len() > LONG {
        return None;
    }
    let allowed = (word.chars().count() / 3).max(1) + 1;
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONG)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= allowed || (word.len() > 2 && candidate.starts_with(word))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean `x`?`, or the list of names.
pub fn help<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match nearest(word, candidates.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if candidates.is_empty() => "there are none".to_owned(),
        None => format!("one of: {}", name_list(&candidates)),
    }
}

/// A list of names, cut to a readable length.
#[must_use]
pub fn name_list(names: &[&str]) -> String {
    let some = names.get(..LISTED).unwrap_or(names).join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => some,
        more => format!("{some} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_gets_a_suggestion_and_nonsense_does_not() {
        let names = ["postgres", "sqlite", "none"];
        assert_eq!(nearest("postgress", names), Some("postgres"));
        assert_eq!(nearest("sqllite", names), Some("sqlite"));
        assert_eq!(nearest("oracle", names), None);
        assert_eq!(nearest("post", names), Some("postgres"));
        assert_eq!(nearest("SQLite", names), Some("sqlite"));
    }
}
