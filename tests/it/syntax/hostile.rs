//! Texts that nobody should write: each ends in a coded finding, soon, and never in a panic.

use super::parsed;
use personac::diagnostics::codes;
use personac::source::FileId;
use personac::syntax::{self, MAX_BYTES};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Generous, because tests share a busy machine and are not optimised; what it guards against takes minutes.
const SOON: Duration = Duration::from_secs(20);

fn codes_of(text: &str) -> Vec<&'static str> {
    let begun = Instant::now();
    let found = parsed(text).diagnostics.iter().map(|d| d.code.id).collect();
    assert!(
        begun.elapsed() < SOON,
        "took {:?}: {}…",
        begun.elapsed(),
        text.chars().take(40).collect::<String>()
    );
    found
}

#[test]
fn brackets_nested_thirty_deep_read_at_once() {
    let wraps = [
        ("(", ")"),
        ("[", "]"),
        ("f(", ")"),
        ("f(a: ", ")"),
        ("at least 1 of [", "]"),
        ("any(t where ", ")"),
    ];
    for (open, close) in wraps {
        let text = format!("segment a: {}x{}", open.repeat(30), close.repeat(30));
        let begun = Instant::now();
        assert_eq!(codes_of(&text), Vec::<&str>::new(), "{open}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{open} took {:?}", begun.elapsed());
        // Broken in the innermost place, every level is tried in every way: still at once.
        let text = format!("segment a: {}x y{}", open.repeat(30), close.repeat(30));
        let begun = Instant::now();
        assert_eq!(codes_of(&text).len(), 1, "{open}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{open} took {:?}", begun.elapsed());
    }
}

#[test]
fn a_hundred_thousand_levels_are_one_coded_error() {
    let n = 100_000;
    let deep = [
        format!("segment a: {}x{}", "(".repeat(n), ")".repeat(n)),
        format!("segment a: {}x{}", "[".repeat(n), "]".repeat(n)),
        format!("segment a: {}", "(".repeat(n)),
        format!("persona a {}", "{".repeat(n)),
        format!("segment a: {}", "f(x: ".repeat(n)),
        format!("segment a: {}x", "not ".repeat(n)),
        format!("segment a: {}x", "- ".repeat(n)),
        format!("segment a: {}x", "-".repeat(n)),
        format!("segment a: x{}", " + x".repeat(20_000)),
        format!("segment a: x{}", " ?? x".repeat(20_000)),
        format!("segment a: x{}", ".x".repeat(20_000)),
    ];
    for text in deep {
        assert_eq!(codes_of(&text), ["E0114"], "{}", &text[..40]);
    }
    assert_eq!(codes_of(&format!("segment a: x{}", " is known".repeat(20_000))), ["E0107"]);
    assert_eq!(codes_of(&format!("segment a: 1{}", " < x".repeat(20_000))), ["E0107"]);
    // A long list of alternatives is wide, not deep.
    assert_eq!(codes_of(&format!("segment a: x{}", " or x".repeat(10_000))), Vec::<&str>::new());
}

#[test]
fn one_deep_declaration_does_not_hide_the_others() {
    let text = format!("segment a: {}\nsegment b: x = \nsegment c: ok", "(".repeat(500));
    assert_eq!(codes_of(&text), ["E0114", "E0101"]);
    assert_eq!(parsed(&text).value.items.len(), 3);
}

#[test]
fn rules_inside_yaml_and_values_have_the_same_limits() {
    let text = "(".repeat(100_000);
    let span = personac::source::Span::new(FileId(0), 0, text.len());
    assert_eq!(syntax::parse_rule(span, &text).diagnostics[0].code, &codes::TOO_DEEP);
    assert_eq!(syntax::parse_value(&text, FileId(0)).diagnostics[0].code, &codes::TOO_DEEP);
}

#[test]
fn a_large_file_is_refused_before_it_is_read() {
    let text = "segment a: x\n".repeat(MAX_BYTES / 13 + 1);
    let begun = Instant::now();
    let parsed = parsed(&text);
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.diagnostics[0].code, &codes::TOO_LARGE);
    assert!(parsed.value.items.is_empty());
}

#[test]
fn much_of_the_same_mistake_stays_linear() {
    for text in [
        "persona x {\n".repeat(10_000),
        "must x\n".repeat(30_000),
        "segment a: (x]\n".repeat(3_000),
        "“".repeat(50_000),
        "segment a: \"x\n".repeat(3_000),
        format!("persona a {{ {}", "must (x\n".repeat(10_000)),
        format!("segment a: {}", "x ".repeat(100_000)),
    ] {
        assert!(!codes_of(&text).is_empty(), "{}", &text[..6]);
    }
}

const VALID: [&str; 2] =
    [include_str!("../../fixtures/valid/consumer.persona"), include_str!("../../fixtures/valid/b2b.persona")];

/// Bits of the language, so that soup comes close to it.
const BITS: [&str; 40] = [
    "persona",
    " x ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "must ",
    "should ",
    "weight 20",
    "because",
    "\"",
    "\"\"\"",
    "`",
    "#",
    "##",
    "/",
    "matches /",
    "'",
    "“",
    "”",
    "（",
    "＝",
    "==",
    "&&",
    "!",
    "not ",
    " and ",
    " or ",
    "2026-10-31",
    "30 days",
    "1_0",
    "%",
    ",",
    ":",
    "\n",
    "\\",
    "城市",
    "\u{3000}",
];

fn survives(text: &str) -> Result<(), TestCaseError> {
    let parsed = parsed(text);
    for diagnostic in &parsed.diagnostics {
        prop_assert!(!diagnostic.labels.is_empty(), "{} has no place", diagnostic.message);
        for label in &diagnostic.labels {
            prop_assert!(
                text.get(label.span.range()).is_some(),
                "{} stands at {:?}",
                diagnostic.message,
                label.span
            );
        }
        if let Some(fix) = &diagnostic.fix {
            prop_assert!(
                text.get(fix.span.range()).is_some(),
                "{} is mended at {:?}",
                diagnostic.message,
                fix.span
            );
        }
    }
    let span = personac::source::Span::new(FileId(0), 0, text.len());
    syntax::parse_rule(span, text);
    Ok(())
}

/// `PROPTEST_CASES` runs longer.
fn cases() -> ProptestConfig {
    let chosen = std::env::var_os("PROPTEST_CASES").is_some();
    if chosen { ProptestConfig::default() } else { ProptestConfig::with_cases(300) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn soup_of_characters(text in "\\PC{0,200}") {
        survives(&text)?;
    }

    #[test]
    fn soup_of_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        match syntax::decode(&bytes) {
            Ok(text) => survives(&text)?,
            Err(bad) => {
                let place = bad.diagnostic(FileId(0)).labels[0].span;
                prop_assert!(bad.lossy.get(place.range()).is_some());
            }
        }
    }

    #[test]
    fn soup_of_bits(bits in proptest::collection::vec(0..BITS.len(), 0..60)) {
        let text: String = bits.into_iter().map(|bit| BITS[bit]).collect();
        survives(&text)?;
    }

    #[test]
    fn valid_texts_with_a_piece_taken_out_or_put_in(
        which in 0..VALID.len(),
        at in any::<prop::sample::Index>(),
        length in 0usize..30,
        bit in 0..=BITS.len(),
    ) {
        let text = VALID[which];
        let boundary = |from: usize| (from..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap();
        let start = boundary(at.index(text.len()));
        let end = boundary((start + length).min(text.len()));
        let put = BITS.get(bit).copied().unwrap_or_default();
        survives(&format!("{}{put}{}", &text[..start], &text[end..]))?;
    }
}
