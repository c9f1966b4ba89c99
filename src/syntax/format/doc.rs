//! A small algebra of documents: what may break, and where, is said by the layout; whether it breaks, by the width.
//!
//! A [`Doc::Group`] is printed on one line if it fits with what follows it up to the next break, and else with all of its own
//! breaks; groups inside it are asked anew. A comment ends its line, so whatever holds one is broken.

use super::story;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

#[derive(Debug, Clone)]
pub(super) enum Doc<'a> {
    Text(Cow<'a, str>),
    /// A text between `"""` and `"""` over several lines, which move to where it stands.
    Story(&'a str),
    /// A break, or so many spaces.
    Line(u8),
    /// What is around it does not fit on one line, whatever the width.
    Broken,
    /// Only where the group around it is broken.
    IfBroken(&'static str),
    Concat(Vec<Doc<'a>>),
    Group(Vec<Doc<'a>>),
    Indent(Vec<Doc<'a>>),
    /// As many on each line as fit.
    Fill(Vec<Doc<'a>>),
    /// A comment on a line of its own.
    OwnComment(&'a str),
    /// A comment behind what stands on the line.
    EndComment(&'a str),
}

pub(super) const LINE: Doc<'static> = Doc::Line(1);
pub(super) const SOFT: Doc<'static> = Doc::Line(0);

pub(super) fn text<'a>(text: impl Into<Cow<'a, str>>) -> Doc<'a> {
    Doc::Text(text.into())
}

/// Columns that a text takes in a terminal.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

impl Doc<'_> {
    /// Columns on one line; none for what cannot stand on one.
    pub fn flat_width(&self) -> Option<usize> {
        let sum = |parts: &[Doc]| parts.iter().map(Doc::flat_width).sum::<Option<usize>>();
        match self {
            Doc::Text(text) => Some(width(text)),
            Doc::Line(spaces) => Some(usize::from(*spaces)),
            Doc::IfBroken(_) => Some(0),
            Doc::Concat(parts) | Doc::Group(parts) | Doc::Indent(parts) => sum(parts),
            Doc::Fill(items) => Some(sum(items)? + items.len().saturating_sub(1)),
            Doc::Story(_) | Doc::Broken | Doc::OwnComment(_) | Doc::EndComment(_) => None,
        }
    }
}

/// The width of a group on one line, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
struct Flat {
    width: usize,
    /// It ends in a comment: only a comma may follow.
    ended: bool,
    /// A comment on a line of its own stands before it.
    opened: bool,
    /// Something stands in it.
    begun: bool,
}

impl Flat {
    fn add(self, doc: &Doc<'_>) -> Option<Flat> {
        match doc {
            Doc::EndComment(_) => Some(Flat { ended: true, ..self }),
            Doc::Concat(parts) | Doc::Group(parts) | Doc::Indent(parts) => {
                parts.iter().try_fold(self, |flat, part| flat.add(part))
            }
            Doc::Fill(items) => {
                let gaps = items.len().saturating_sub(1);
                let flat = items.iter().try_fold(self, |flat, item| flat.add(item))?;
                Some(Flat { width: flat.width + gaps, ..flat })
            }
            Doc::Text(text) if text == "," => Some(Flat { width: self.width + 1, begun: true, ..self }),
            Doc::IfBroken(_) => Some(self),
            _ if self.ended => None,
            Doc::OwnComment(_) => (!self.begun).then_some(Flat { opened: true, ..self }),
            other => Some(Flat { width: self.width + other.flat_width()?, begun: true, ..self }),
        }
    }

    fn of(parts: &[Doc<'_>]) -> Option<Flat> {
        parts.iter().try_fold(Flat::default(), |flat, part| flat.add(part))
    }
}

impl Doc<'_> {
    fn ends_in_comma(&self) -> bool {
        match self {
            Doc::Text(text) => text == ",",
            Doc::Concat(parts) => {
                parts.iter().rfind(|p| !matches!(p, Doc::EndComment(_))).is_some_and(Doc::ends_in_comma)
            }
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

#[derive(Clone, Copy)]
struct Todo<'d, 'a> {
    indent: usize,
    mode: Mode,
    doc: &'d Doc<'a>,
}

/// Writes documents below each other.
pub(super) struct Printer<'a> {
    out: String,
    limit: usize,
    /// Columns written on this line.
    column: usize,
    /// Nothing stands on this line yet; it will be indented so far.
    fresh: Option<usize>,
    /// The comment for the end of this line.
    pending: Option<&'a str>,
    /// The line holds a comment of its own, so nothing else.
    closed: bool,
}

impl<'a> Printer<'a> {
    pub fn new(limit: usize, capacity: usize) -> Self {
        let out = String::with_capacity(capacity);
        Printer { out, limit, column: 0, fresh: Some(0), pending: None, closed: false }
    }

    pub fn finish(mut self) -> String {
        if self.fresh.is_none() {
            self.newline(0);
        }
        self.out
    }

    pub fn blank_line(&mut self) {
        self.newline(0);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Goes to the beginning of a line, unless it is there.
    pub fn newline(&mut self, indent: usize) {
        if self.fresh.is_none() || self.pending.is_some() {
            self.out.truncate(self.out.trim_end_matches(' ').len());
            if let Some(comment) = self.pending.take() {
                self.end_comment(comment, 2);
            }
            self.out.push('\n');
        }
        self.closed = false;
        self.fresh = Some(indent);
        self.column = 0;
    }

    /// A comment behind what is on the line, from a column on or two spaces further. Behind another comment it goes below.
    pub fn end_comment_at(&mut self, comment: &str, column: usize, indent: usize) {
        match self.pending.is_none() && !self.closed {
            true => self.end_comment(comment, column.saturating_sub(self.column).max(2)),
            false => self.own_comment(comment, indent),
        }
    }

    fn end_comment(&mut self, comment: &str, gap: usize) {
        self.out.extend(std::iter::repeat_n(' ', gap));
        self.out.push_str(comment);
        self.closed = true;
    }

    /// Goes on to a column of this line, if it stands before it.
    pub fn advance_to(&mut self, column: usize) {
        self.gap(column.saturating_sub(self.column));
    }

    /// Columns written on this line.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Spaces behind what is on the line.
    pub fn gap(&mut self, count: usize) {
        if self.fresh.is_none() && !self.closed && self.pending.is_none() {
            self.spaces(count);
        }
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
        self.column += count;
    }

    /// A document, from the column where the printer stands; its breaks go back to `indent`.
    pub fn print(&mut self, doc: &Doc<'a>, indent: usize) {
        self.print_as(doc, indent, Mode::Broken);
    }

    /// A document that fits.
    pub fn print_flat(&mut self, doc: &Doc<'a>, indent: usize) {
        self.print_as(doc, indent, Mode::Flat);
    }

    fn print_as(&mut self, doc: &Doc<'a>, indent: usize, mode: Mode) {
        let mut stack = vec![Todo { indent, mode, doc }];
        while let Some(Todo { indent, mode, doc }) = stack.pop() {
            match doc {
                Doc::Text(text) => self.write(text, indent),
                Doc::Story(written) => {
                    let moved = story::indented(written, indent);
                    self.write(&moved, indent);
                    self.column = moved.rsplit('\n').next().map_or(0, width);
                }
                Doc::Line(_) if mode == Mode::Broken || self.closed || self.pending.is_some() => {
                    self.newline(indent)
                }
                Doc::Line(spaces) if self.fresh.is_none() => self.spaces((*spaces).into()),
                Doc::IfBroken(text) if mode == Mode::Broken => self.write(text, indent),
                Doc::Line(_) | Doc::IfBroken(_) | Doc::Broken => {}
                Doc::Concat(parts) => push(&mut stack, parts, indent, mode),
                Doc::Indent(parts) => push(&mut stack, parts, indent + 2, mode),
                Doc::Group(parts) => {
                    let flat = mode == Mode::Flat || self.fits(parts, &stack, indent);
                    push(&mut stack, parts, indent, if flat { Mode::Flat } else { Mode::Broken });
                }
                Doc::Fill(items) => self.fill(items, indent, mode),
                Doc::EndComment(comment) if self.pending.is_none() => self.pending = Some(comment),
                // A line has one comment at its end; the second one follows on its own.
                Doc::EndComment(comment) | Doc::OwnComment(comment) => self.own_comment(comment, indent),
            }
        }
    }

    fn fill(&mut self, items: &[Doc<'a>], indent: usize, mode: Mode) {
        for (i, item) in items.iter().enumerate() {
            // The last one will get a comma behind it if it has none.
            let comma = usize::from(i + 1 == items.len() && !item.ends_in_comma());
            // Where nothing stands on the line yet, what will be indented counts.
            let start = self.fresh.unwrap_or(self.column + 1);
            let room = self.limit.saturating_sub(start + comma);
            let fits = mode == Mode::Flat || Flat::default().add(item).is_some_and(|flat| flat.width <= room);
            if i > 0 {
                if fits && !self.closed && self.pending.is_none() {
                    self.spaces(1)
                } else {
                    self.newline(indent)
                }
            }
            self.print_as(item, indent, if fits { Mode::Flat } else { Mode::Broken });
        }
    }

    fn own_comment(&mut self, comment: &str, indent: usize) {
        if self.fresh.is_none() || self.pending.is_some() {
            self.newline(indent);
        }
        self.write(comment, indent);
        self.closed = true;
    }

    fn write(&mut self, text: &str, indent: usize) {
        // A comma may still go before the comment that waits for the line's end.
        if self.closed || (self.pending.is_some() && text != ",") {
            self.newline(indent);
        }
        if let Some(indent) = self.fresh.take() {
            self.spaces(indent);
        }
        self.out.push_str(text);
        self.column += width(text);
    }

    /// Whether a group stands on this line, with what follows it up to the next break.
    fn fits(&self, parts: &[Doc<'a>], rest: &[Todo<'_, 'a>], indent: usize) -> bool {
        let Some(own) = Flat::of(parts) else { return false };
        let start = if own.opened || self.closed { indent } else { self.fresh.unwrap_or(self.column) };
        let Some(mut room) = self.limit.checked_sub(start + own.width) else { return false };
        let mut behind = rest.iter().rev().map(|todo| (todo.mode, todo.doc));
        let mut stack = Vec::new();
        while let Some((mode, doc)) = stack.pop().or_else(|| behind.next()) {
            match doc {
                // Behind a comment stands nothing but a comma.
                Doc::Text(text) if own.ended && text != "," => return true,
                Doc::Line(_) if own.ended => return true,
                Doc::Text(text) => match room.checked_sub(width(text)) {
                    Some(left) => room = left,
                    None => return false,
                },
                Doc::Line(_) if mode == Mode::Broken => return true,
                Doc::Line(spaces) => match room.checked_sub((*spaces).into()) {
                    Some(left) => room = left,
                    None => return false,
                },
                Doc::Story(_) | Doc::OwnComment(_) | Doc::EndComment(_) => return true,
                Doc::IfBroken(text) if mode == Mode::Broken => match room.checked_sub(text.len()) {
                    Some(left) => room = left,
                    None => return false,
                },
                Doc::IfBroken(_) | Doc::Broken => {}
                // A group behind this one may still break.
                Doc::Group(parts) => stack.extend(parts.iter().rev().map(|doc| (Mode::Broken, doc))),
                Doc::Concat(parts) | Doc::Indent(parts) => {
                    stack.extend(parts.iter().rev().map(|doc| (mode, doc)))
                }
                Doc::Fill(items) => stack.extend(items.first().map(|doc| (mode, doc))),
            }
        }
        true
    }
}

fn push<'d, 'a>(stack: &mut Vec<Todo<'d, 'a>>, parts: &'d [Doc<'a>], indent: usize, mode: Mode) {
    stack.extend(parts.iter().rev().map(|doc| Todo { indent, mode, doc }));
}
