//! The places that change.

use super::Renaming;
use super::refuse::refused;
use crate::diagnostics::Diagnostic;
use crate::model::Named;
use crate::source::{FileId, Span};
use crate::syntax;
use std::collections::BTreeSet;

/// The places of the old name, in order: where it is declared, and every use. Each must hold the name as it is known.
pub fn edits(renaming: &Renaming<'_>) -> Result<Vec<Span>, Box<Diagnostic>> {
    let references = &renaming.project.program.references;
    let uses =
        references.all.iter().filter(|r| r.to == Named::Declaration(renaming.declaration)).map(|r| r.at);
    let places: BTreeSet<Span> = std::iter::once(renaming.declared().span).chain(uses).collect();
    for &place in &places {
        let written = renaming.sources.text(place);
        if syntax::plain_name(written) != renaming.old() {
            let path = &renaming.sources.file(place.file).path;
            let line = renaming.sources.position(place).line;
            let message = format!(
                "`{}` is used in {path}, line {line}, in a form that cannot be changed safely",
                renaming.old()
            );
            return Err(refused(message, "write that line without escapes, then rename"));
        }
    }
    Ok(places.into_iter().collect())
}

/// A file's text with the new name in the places that are in it.
pub fn edited(text: &str, file: FileId, places: &[Span], new: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for place in places.iter().filter(|place| place.file == file) {
        out.push_str(&text[from..place.range().start]);
        out.push_str(new);
        from = place.range().end;
    }
    out.push_str(&text[from..]);
    out
}

/// Where a place stands after the edits.
pub fn moved(span: Span, places: &[Span], new: &str) -> Span {
    let shift = |edge: u32| -> i64 {
        let before = places.iter().filter(|p| p.file == span.file && p.end <= edge);
        before.map(|p| new.len() as i64 - i64::from(p.end - p.start)).sum()
    };
    let moved = |edge: u32| (i64::from(edge) + shift(edge)) as u32;
    Span { start: moved(span.start), end: moved(span.end), ..span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_with_what_stands_before_them() {
        let file = FileId(0);
        let span = |start, end| Span::new(file, start, end);
        let text = "ab = ab + c";
        let places = [span(0, 2), span(5, 7)];
        assert_eq!(edited(text, file, &places, "long"), "long = long + c");
        assert_eq!(moved(span(5, 7), &places, "long"), span(7, 11));
        assert_eq!(moved(span(10, 11), &places, "long"), span(14, 15));
        assert_eq!(moved(span(0, 2), &places, "x"), span(0, 1));
    }
}
