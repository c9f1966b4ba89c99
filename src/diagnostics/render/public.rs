//! What a finding says where others read along: in a code-scanning alert, in the log of a public build.
//!
//! Findings about data speak of people: with cells as examples, with counts, with what was measured in a cohort. In the
//! terminal and in JSON they do, for those who have the data; here they say what is wrong and where, and no more.

use crate::diagnostics::{Code, Diagnostic, codes};

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

/// The finding as it may be told to others.
pub fn discreet(diagnostic: &Diagnostic) -> Diagnostic {
    let mut told = diagnostic.clone();
    if counts(told.code) {
        // `customers.age`, as the message begins.
        told.message = match told.message.split_once(": ") {
            Some((about, _)) if about.starts_with('`') && about.ends_with('`') => {
                format!("{about}: {}", told.code.title)
            }
            _ => told.code.title.to_owned(),
        };
        told.labels.iter_mut().for_each(|label| label.text.clear());
        (told.help, told.fix) = (None, None);
        told.notes = vec![WITHHELD.to_owned()];
    } else if MEASURED.contains(&told.code) {
        if let Some(first) = told.labels.first_mut() {
            first.text.clear();
        }
        told.notes = vec![WITHHELD.to_owned()];
    }
    told
}

/// What there is to say beside the message of a finding, a line each: what its place shows, the help, the notes.
pub(super) fn more(told: &Diagnostic) -> Vec<String> {
    let label = told.labels.first().map(|label| label.text.clone()).filter(|text| !text.is_empty());
    let help = told.help.as_ref().map(|help| format!("help: {help}"));
    let notes = told.notes.iter().map(|note| format!("note: {note}"));
    label.into_iter().chain(help).chain(notes).collect()
}
