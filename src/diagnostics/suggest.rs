//! The nearest name to a misspelt one.

/// The candidate nearest to `wanted`, if it is near enough to be what was meant.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let length = wanted.chars().count();
    candidates
        .into_iter()
        .map(|c| {
            let lower = c.to_lowercase();
            // Swapped letters are the commonest slip, so a transposition counts once.
            (strsim::damerau_levenshtein(&wanted, &lower), c)
        })
        .filter(|(distance, _)| *distance <= (length / 3).max(1))
        .min_by_key(|(distance, c)| (*distance, c.len()))
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_leaves_strangers_alone() {
        assert_eq!(nearest("incmoe", ["income", "age"]), Some("income"));
        assert_eq!(nearest("Income", ["income"]), Some("income"));
        assert_eq!(nearest("城是", ["城市", "年龄"]), Some("城市"));
        assert_eq!(nearest("colour", ["age", "income"]), None);
    }
}
