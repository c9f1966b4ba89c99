//! Normalising text, the same way for cells and for the literals that rules compare them with.

use super::Normalize;
use unicode_normalization::UnicodeNormalization;

/// Applies a column's `normalize` list in the order written.
pub fn normalize(text: &str, steps: &[Normalize]) -> String {
    steps.iter().fold(text.to_owned(), |text, step| match step {
        Normalize::Trim => text.trim().to_owned(),
        Normalize::Lower => text.to_lowercase(),
        Normalize::Nfkc => text.nfkc().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_apply_in_order() {
        assert_eq!(normalize("  Tier-1 ", &[Normalize::Trim, Normalize::Lower]), "tier-1");
        assert_eq!(normalize("ＡＢ", &[Normalize::Nfkc, Normalize::Lower]), "ab");
    }
}
