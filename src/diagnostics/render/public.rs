//! What a finding says where others read along: in a code-scanning alert, in the log of a public build.
//!
//! Findings about data speak of people: with cells as examples, with counts, with what was measured in a cohort. In the
//! terminal and in JSON they do, for those who have the data; here they say what is wrong and where, and no more.

use crate::diagnostics::{Code, Diagnostic, codes};

/// A finding's words, without a place.
pub(super) struct Words {
    pub message: String,
    /// By label; empty where only the place is told.
    pub labels: Vec<String>,
    /// What follows, a line each: what the place shows, the help, the notes.
    pub more: Vec<String>,
}

const WITHHELD: &str = "figures and examples are left out here; `personac check --data` shows them";

/// What was measured of a cohort stands in the first label.
static MEASURED: [&Code; 3] = [&codes::EXPECTATION, &codes::CLAIMS, &codes::UNTOLD];

/// These are about files of data, not about what stands in them.
static OF_FILES: [&Code; 8] = [
    &codes::NO_DATA_FILE,
    &codes::UNREADABLE_DATA,
    &codes::WRONG_ENCODING,
    &codes::MISSING_COLUMN,
    &codes::DOUBLED_COLUMN,
    &codes::FILES_DIFFER,
    &codes::COLUMN_TYPE,
    &codes::IGNORED_COLUMNS,
];

/// Lints whose words hold cells.
static OF_CELLS: [&Code; 3] = [&codes::OTHER_CASE, &codes::MIXED_CASE, &codes::SHORT_HISTORY];

/// Of every other finding about data the message, the help and the notes may tell how many rows it is, and which.
fn counts(code: &Code) -> bool {
    OF_CELLS.contains(&code)
        || code.id[1..].starts_with("06") && !OF_FILES.contains(&code) && !MEASURED.contains(&code)
}

pub(super) fn words(diagnostic: &Diagnostic) -> Words {
    let mut labels: Vec<String> = diagnostic.labels.iter().map(|label| label.text.clone()).collect();
    if counts(diagnostic.code) {
        // `customers.age`, as the message begins.
        let message = match diagnostic.message.split_once(": ") {
            Some((about, _)) if about.starts_with('`') && about.ends_with('`') => {
                format!("{about}: {}", diagnostic.code.title)
            }
            _ => diagnostic.code.title.to_owned(),
        };
        labels.iter_mut().for_each(String::clear);
        return Words { message, labels, more: vec![WITHHELD.to_owned()] };
    }
    let measured = MEASURED.contains(&diagnostic.code);
    if let Some(first) = labels.first_mut().filter(|_| measured) {
        first.clear();
    }
    let mut more: Vec<String> = labels.first().filter(|text| !text.is_empty()).cloned().into_iter().collect();
    more.extend(diagnostic.help.as_ref().map(|help| format!("help: {help}")));
    more.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    more.extend(measured.then(|| WITHHELD.to_owned()));
    Words { message: diagnostic.message.clone(), labels, more }
}
