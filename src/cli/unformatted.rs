//! What `fmt --check` finds in a file, as a finding.

use crate::diagnostics::{Diagnostic, codes};
use crate::source::{FileId, SourceFile, Span};
use similar::{ChangeTag, TextDiff};

/// Places beyond these are not named one by one.
const PLACES: usize = 20;

/// A file that is not as the formatter writes it: the lines that change, and the new text for all of them.
pub fn finding(id: FileId, file: &SourceFile, formatted: &str) -> Diagnostic {
    let written = file.text.as_str();
    let diff = TextDiff::from_lines(written, formatted);
    let changes: Vec<_> = diff.ops().iter().filter(|op| op.tag() != similar::DiffTag::Equal).collect();
    let message = format!("`{}` is not written in the one style", file.path);
    let mut finding = Diagnostic::new(&codes::UNFORMATTED, message)
        .help(format!("`personac fmt {}` writes it so", shell_word(&file.path)));
    // Lines of the difference count from 0.
    let line = |line: usize| file.line_start(line + 1);
    for op in changes.iter().take(PLACES) {
        let (start, end) = (line(op.old_range().start), line(op.old_range().end));
        // Without the last line's break: a place ends in the line that it is about.
        let text = written[start..end].trim_end_matches(['\r', '\n']);
        let new: Vec<&str> = diff
            .iter_changes(op)
            .filter(|change| change.tag() == ChangeTag::Insert)
            .map(|change| change.value().trim())
            .collect();
        let label = match (text.is_empty(), &new[..]) {
            (_, []) => "goes away".to_owned(),
            (_, [one]) if !one.is_empty() => format!("becomes `{one}`"),
            (true, _) => "lines are added".to_owned(),
            _ => "blanks and line breaks change".to_owned(),
        };
        finding = finding.at(Span::new(id, start, start + text.len()), label);
    }
    if changes.len() > PLACES {
        finding = finding.note(format!("and {} more places", changes.len() - PLACES));
    }
    match (changes.first(), changes.last()) {
        (Some(first), Some(last)) => {
            let new: String = diff.new_slices()[first.new_range().start..last.new_range().end].concat();
            let span = Span::new(id, line(first.old_range().start), line(last.old_range().end));
            finding.fix(span, new)
        }
        _ => finding,
    }
}

/// A path as a shell takes it for one word.
fn shell_word(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@:".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn the_fix_makes_the_file_what_the_formatter_writes() {
        for (written, formatted) in [
            ("a\nb\nc\n", "a\nB\nc\n"),
            ("a\nb\nc", "a\nb\nc\n"),
            ("\n\na\n", "a\n"),
            ("a\nc\n", "a\nb\nc\n"),
            ("一\r\n二\r\n三\r\n", "一\n二\n三\n"),
            ("", "a\n"),
            ("a\n\n\nb\nc \nd\n", "a\n\nb\nc\nd\n"),
        ] {
            let mut sources = SourceMap::default();
            let id = sources.add("a.persona", written);
            let finding = finding(id, sources.file(id), formatted);
            let fix = finding.fix.unwrap();
            let mut mended = written.to_owned();
            mended.replace_range(fix.span.range(), &fix.replacement);
            assert_eq!(mended, formatted);
            assert!(!finding.labels.is_empty());
        }
    }

    #[test]
    fn the_command_can_be_pasted() {
        assert_eq!(shell_word("specs/城市.persona"), "specs/城市.persona");
        assert_eq!(shell_word("my shop/it's.persona"), r"'my shop/it'\''s.persona'");
    }
}
