//! What a finding says where others read along: in a code-scanning alert, in the log of a public build.
//!
//! Findings about data speak of people: with cells as examples, with counts, with what was measured in a cohort. In the
//! terminal and in JSON they do, for those who have the data; here they say what is wrong and where, and no more.

use crate::diagnostics::{Code, Diagnostic, codes};

/// A finding's words, without a place.
pub(super) struct Words {
    pub message: String,
    /// By label.
    pub labels: Vec<String>,
    /// What follows, a line each: what the place shows, the help, the notes.
    pub more: Vec<String>,
}

const WITHHELD: &str = "figures and examples are left out here; `personac check --data` shows them";

/// What was measured of a cohort stands in the first label.
static MEASURED: [&Code; 3] = [&codes::EXPECTATION, &codes::CLAIMS, &codes::UNTOLD];

/// How many rows it is, and which, stands in the message, the help and the notes.
static COUNTED: [&Code; 9] = [
    &codes::RAGGED_ROW,
    &codes::BAD_CELL,
    &codes::VALUE_NOT_ALLOWED,
    &codes::VALUE_OUT_OF_RANGE,
    &codes::NO_KEY,
    &codes::KEY_TWICE,
    &codes::ORPHAN_ROW,
    &codes::OWNER_SET_ASIDE,
    &codes::STALE_DATA,
];

pub(super) fn words(diagnostic: &Diagnostic) -> Words {
    let mut labels: Vec<String> = diagnostic.labels.iter().map(|label| label.text.clone()).collect();
    if COUNTED.contains(&diagnostic.code) {
        // `customers.age`, as the message begins.
        let message = match diagnostic.message.split_once(": ") {
            Some((about, _)) => format!("{about}: {}", diagnostic.code.title),
            None => diagnostic.code.title.to_owned(),
        };
        return Words { message, labels, more: vec![WITHHELD.to_owned()] };
    }
    let mut more = Vec::new();
    if MEASURED.contains(&diagnostic.code) {
        if let Some(first) = labels.first_mut() {
            first.clear();
        }
        more.push(WITHHELD.to_owned());
    } else {
        more.extend(labels.first().filter(|text| !text.is_empty()).cloned());
    }
    more.extend(diagnostic.help.as_ref().map(|help| format!("help: {help}")));
    more.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    Words { message: diagnostic.message.clone(), labels, more }
}
