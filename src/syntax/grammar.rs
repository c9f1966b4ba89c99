//! The one place that runs pest.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/persona.pest"]
struct Grammar;

/// How far the grammar came and what it would have read there.
#[derive(Debug)]
pub(super) struct Stopped {
    pub at: usize,
    pub expected: Vec<Rule>,
}

impl Stopped {
    /// For a text that reads and is not to be trusted.
    pub fn nowhere() -> Self {
        Stopped { at: 0, expected: Vec::new() }
    }
}

pub(super) fn read(whole: Rule, text: &str) -> Result<Pairs<'_, Rule>, Stopped> {
    Grammar::parse(whole, text).map_err(|error| {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let expected = match error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        Stopped { at, expected }
    })
}

/// The parts of a pair by what they are; the words between them are passed over.
pub(super) trait Parts<'i> {
    fn part(&self, wanted: Rule) -> Option<Pair<'i, Rule>>;
    fn parts(&self, wanted: Rule) -> impl Iterator<Item = Pair<'i, Rule>>;
}

impl<'i> Parts<'i> for Pair<'i, Rule> {
    fn part(&self, wanted: Rule) -> Option<Pair<'i, Rule>> {
        self.parts(wanted).next()
    }

    fn parts(&self, wanted: Rule) -> impl Iterator<Item = Pair<'i, Rule>> {
        self.clone().into_inner().filter(move |p| p.as_rule() == wanted)
    }
}
