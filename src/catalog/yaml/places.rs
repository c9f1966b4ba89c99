//! Places of scalars that the library had to rewrite: those with escapes, folded over lines, or in blocks.

use super::{Kind, Node};
use crate::source::{FileId, Span};

/// Each look-up reads the text once more, so their number is bounded. Later ones keep the place of what stands before them.
pub const MAX_LOOKED_UP: usize = 200;

/// The place of a rewritten scalar that begins at `start`. If it differs from its source in white space alone, the span
/// covers the text without quotes or block marks; else the whole scalar.
pub fn of_rewritten(file: FileId, text: &str, start: usize, value: &str) -> Option<Span> {
    let source = text.get(start..)?;
    let first = source.chars().next()?;
    let body = match first {
        '"' | '\'' => start + 1,
        '|' | '>' => start + source.find('\n').map_or(source.len(), |n| n + 1),
        _ => start,
    };
    if let Some((from, to)) = same_but_for_space(&text[body..], value) {
        return Some(Span::new(file, body + from, body + to));
    }
    let end = match first {
        '"' | '\'' => start + quoted_length(source, first),
        _ => start + source.find('\n').unwrap_or(source.len()),
    };
    Some(Span::new(file, start, end))
}

/// Where `value` stands at the beginning of `source`, white space apart.
fn same_but_for_space(source: &str, value: &str) -> Option<(usize, usize)> {
    let mut wanted = value.chars().filter(|c| !c.is_whitespace()).peekable();
    wanted.peek()?;
    let mut from = None;
    for (at, found) in source.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        if wanted.next() != Some(found) {
            return None;
        }
        let from = *from.get_or_insert(at);
        if wanted.peek().is_none() {
            return Some((from, at + found.len_utf8()));
        }
    }
    None
}

/// The length of a quoted scalar with its quotes.
fn quoted_length(source: &str, quote: char) -> usize {
    let mut chars = source.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        let doubled = quote == '\'' && c == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'');
        if doubled || (quote == '"' && c == '\\') {
            chars.next();
        } else if c == quote {
            return at + 1;
        }
    }
    source.len()
}

/// Sets the places found, by number of the scalar (keys and values counted in the order written).
pub fn put_in(node: &mut Node, found: &[(usize, Option<Span>)], number: &mut usize) {
    let set = |span: &mut Span, number: &mut usize| {
        if let Ok(at) = found.binary_search_by_key(number, |(n, _)| *n)
            && let Some(place) = found[at].1
        {
            *span = place;
        }
        *number += 1;
    };
    match &mut node.kind {
        Kind::List(items) => items.iter_mut().for_each(|n| put_in(n, found, number)),
        Kind::Map(entries) => {
            for entry in entries {
                set(&mut entry.key.span, number);
                put_in(&mut entry.value, found, number);
            }
        }
        _ => set(&mut node.span, number),
    }
}
