//! Rules about a text: what follows from one about another of the same text.

use crate::meaning::Head;

/// What a rule says of a text.
pub(super) struct Claim<'h> {
    kind: Kind<'h>,
    pub negated: bool,
}

enum Kind<'h> {
    Contains { needles: &'h [String], all: bool },
    StartsWith(&'h str),
    EndsWith(&'h str),
}

/// `None` for rules about something else.
pub(super) fn claims(head: &Head) -> Option<Claim<'_>> {
    let (kind, negated) = match head {
        Head::Contains { needles, all, negated } => (Kind::Contains { needles, all: *all }, negated),
        Head::StartsWith { prefix, negated } => (Kind::StartsWith(prefix), negated),
        Head::EndsWith { suffix, negated } => (Kind::EndsWith(suffix), negated),
        _ => return None,
    };
    Some(Claim { kind, negated: *negated })
}

impl Claim<'_> {
    /// Whether it is true of this text.
    pub fn holds(&self, text: &str) -> bool {
        let holds = match &self.kind {
            Kind::Contains { needles, all: true } => needles.iter().all(|n| text.contains(n.as_str())),
            Kind::Contains { needles, all: false } => needles.iter().any(|n| text.contains(n.as_str())),
            Kind::StartsWith(prefix) => text.starts_with(prefix),
            Kind::EndsWith(suffix) => text.ends_with(suffix),
        };
        holds != self.negated
    }

    /// Whether the other is true of every text of which this one is. Negation is left aside.
    pub fn implies(&self, other: &Claim<'_>) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::StartsWith(one), Kind::StartsWith(prefix)) => one.starts_with(prefix),
            (Kind::EndsWith(one), Kind::EndsWith(suffix)) => one.ends_with(suffix),
            // Whatever else the text is, this piece is in it.
            (Kind::StartsWith(piece) | Kind::EndsWith(piece), Kind::Contains { .. }) => other.of_piece(piece),
            (Kind::Contains { needles, all: true }, Kind::Contains { needles: wanted, all }) => {
                let found = |wanted: &String| needles.iter().any(|n| n.contains(wanted.as_str()));
                if *all { wanted.iter().all(found) } else { wanted.iter().any(found) }
            }
            (Kind::Contains { needles, all: false }, Kind::Contains { .. }) => {
                needles.iter().all(|needle| other.of_piece(needle))
            }
            _ => false,
        }
    }

    fn of_piece(&self, piece: &str) -> bool {
        match &self.kind {
            Kind::Contains { needles, all: true } => needles.iter().all(|n| piece.contains(n.as_str())),
            Kind::Contains { needles, all: false } => needles.iter().any(|n| piece.contains(n.as_str())),
            _ => false,
        }
    }
}
