//! Who is put elsewhere, by an assignment or by a grid.

use super::View;
use super::people::{People, Person};
use crate::cohort::*;

/// Before and after.
type Ways<T> = (Option<T>, Option<T>);

/// The people whom an assignment or a grid puts elsewhere, why, and how many it had and has. `ways`: where it puts somebody before and after.
pub(super) fn moved<'p, T: PartialEq>(
    view: &View,
    people: &'p People,
    ways: &dyn Fn(&Person) -> Ways<T>,
    named: &dyn Fn(Option<T>) -> Option<String>,
    because: &dyn Fn(&Person) -> Vec<(usize, bool)>,
) -> (Change<u64>, Vec<&'p Person>, Moved) {
    let count = |is: &dyn Fn(&Person) -> bool| people.all.iter().filter(|p| is(p)).count() as u64;
    let size = Change { before: count(&|p| ways(p).0.is_some()), after: count(&|p| ways(p).1.is_some()) };
    let movers: Vec<&Person> = people.all.iter().filter(|p| ways(p).0 != ways(p).1).collect();
    let mut tally = BlameTally::default();
    for person in &movers {
        tally.add(&because(person));
    }
    let reasons = |person: &Person| {
        let clauses = because(person).into_iter();
        clauses.map(|(clause, unknown)| Because { clause, unknown, seen: Vec::new() }).collect()
    };
    let sample = |person: &&Person| {
        let (from, to) = ways(person);
        Sample { key: person.key.clone(), from: named(from), to: named(to), because: reasons(person) }
    };
    let moved = Moved {
        blame: tally.blame(),
        samples: movers.iter().take(view.samples).map(sample).collect(),
        ..Moved::new(movers.len() as u64, size.before, people.population().after)
    };
    (size, movers, moved)
}
