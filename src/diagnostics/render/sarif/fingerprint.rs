use super::Findings;
use crate::diagnostics::Diagnostic;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// By which code scanning knows a finding again when lines have been added above it.
///
/// `primaryLocationLineHash` is the name that GitHub reads: a hash of the rule, the file and the line's text without blanks,
/// then a number for the findings that agree in all of that. A line's number is not in it, nor is what formatting changes.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<String, usize>,
}

impl Fingerprints {
    pub fn of(&mut self, diagnostic: &Diagnostic, findings: &Findings) -> String {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        part(diagnostic.code.id);
        match diagnostic.labels.first() {
            Some(label) => {
                let file = findings.sources.file(label.span.file);
                let line = findings.sources.position(label.span).line;
                let text = file.text.get(file.line_start(line)..file.line_start(line + 1));
                part(&findings.paths.place(&file.path).path);
                part(&text.unwrap_or_default().split_whitespace().collect::<String>());
            }
            // Figures change from run to run.
            None => part(&diagnostic.message.replace(|c: char| c.is_ascii_digit(), "")),
        }
        let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let count = self.seen.entry(hash.clone()).or_default();
        *count += 1;
        format!("{hash}:{count}")
    }
}
