//! The hash of a meaning: what it depends on, what it does not, and that it stays what it is.

use super::{Files, base, loaded};
use personac::meaning::{CohortMeaning, Meaning, Meanings, meanings};

fn of(files: &Files) -> (Meanings, Vec<String>) {
    let loaded = loaded(files);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let project = loaded.project.unwrap();
    let names = project.program.cohorts.iter().map(|c| c.name.clone()).collect();
    (meanings(&project.program, &project.catalog), names)
}

fn cohort(files: &Files, name: &str) -> CohortMeaning {
    let (meanings, names) = of(files);
    meanings.cohorts[names.iter().position(|n| n == name).unwrap()].clone()
}

fn edited(file: &str, from: &str, to: &str) -> Files {
    let mut files = base();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{from}");
    *text = text.replace(from, to);
    files
}

/// A hash that is kept in a file must not change with the program that made it. Whoever changes the canonical form on purpose counts
/// up its version, and writes the new hashes here.
#[test]
fn hashes_stay_what_they_are() {
    let (meanings, names) = of(&base());
    let shown: Vec<String> =
        names.iter().zip(&meanings.cohorts).map(|(name, m)| format!("{name} {}", m.whole)).collect();
    insta::assert_snapshot!(shown.join("\n"));
    let hash = meanings.cohorts[0].whole;
    assert_eq!(hash.to_string().parse::<Meaning>().unwrap(), hash);
    assert_eq!(serde_json::from_str::<Meaning>(&serde_json::to_string(&hash).unwrap()).unwrap(), hash);
    assert!("12".parse::<Meaning>().is_err() && "é".repeat(32).parse::<Meaning>().is_err());
}

#[test]
fn other_words_are_no_other_meaning() {
    let before = of(&base()).0;
    let same = [
        ("paid_orders", "orders_that_were_paid"),
        ("min_income", "floor"),
        ("\"Likely buyers\"", "\"Buyers\""),
        ("  because \"they buy for a household\"", ""),
        (
            "[early_adopter, interests has \"audio\", income >= 60_000]",
            "[income >= 60000.0, early_adopter, interests has \"audio\"]",
        ),
        ("age between 30 and 45", "age >= 30 and 45 >= age"),
        ("must not bio matches", "must  not   bio  matches"),
        ("big_cities: [\"tier-1\", \"tier-2\"]", "big_cities: [\"tier-2\", \"tier-1\"]"),
    ];
    for (from, to) in same {
        let after = of(&edited("specs.persona", from, to)).0;
        for (one, other) in before.cohorts.iter().zip(&after.cohorts) {
            assert_eq!(one.whole, other.whole, "{from}");
        }
    }
    // Files are read by path: the declarations come in another order.
    let mut files = base();
    let text = files.remove("specs.persona").unwrap();
    let (front, back) = text.split_at(text.find("persona pro").unwrap());
    files.insert("z.persona".into(), front.into());
    files.insert("a.persona".into(), back.into());
    for name in ["likely", "pro", "hunter", "warmth"] {
        assert_eq!(cohort(&files, name).whole, cohort(&base(), name).whole, "{name}");
    }
}

#[test]
fn what_changes_members_or_scores_is_another_meaning() {
    let before = cohort(&base(), "likely");
    let other = [
        ("specs.persona", "between 30 and 45", "between 30 and 44"),
        ("specs.persona", "weight 20", "weight 21"),
        ("specs.persona", "cap 30", "cap 31"),
        ("specs.persona", "A: 70", "A: 71"),
        ("specs.persona", "A: 70", "AA: 70"),
        ("specs.persona", "demographics {", "needs {"),
        ("specs.persona", "param min_income: 40_000", "param min_income: 40_001"),
        ("specs.persona", "during last 12 months", "during last 365 days"),
        ("specs.persona", "exclude bio", "must bio"),
        ("personac.yaml", "country = \"DE\"", "country = \"AT\""),
        ("personac.yaml", "    consent: marketing\n", ""),
        ("personac.yaml", "      income: number", "      income: int"),
        ("personac.yaml", "normalize: [trim, lower]", "normalize: [trim]"),
        ("personac.yaml", "Europe/Berlin", "Asia/Shanghai"),
        ("personac.yaml", "    key: customer_id", "    key: customer_id\n    value: income"),
    ];
    for (file, from, to) in other {
        assert_ne!(cohort(&edited(file, from, to), "likely").whole, before.whole, "{from}");
    }
    // What is claimed is no part of who is in.
    let claimed = cohort(&edited("specs.persona", "between 2% and 15%", "between 2% and 16%"), "likely");
    assert_eq!(claimed.whole, before.whole);
    assert_ne!(claimed.claims, before.claims);
    // The score alone.
    let scored = cohort(&edited("specs.persona", "weight 20", "weight 21"), "likely");
    assert_eq!(scored.members, before.members);
    assert_ne!(scored.score, before.score);
}
