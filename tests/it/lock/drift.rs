//! Customers moved, or the rules did: both together are all that moved.

use super::{SPEC, full, locked};
use personac::lock::{Drifts, Fact, Figures, Lock, Now, Section, Value, drifts};

/// Names and meanings of a lock's entries.
fn declared(lock: &Lock) -> Vec<(Section, String, personac::meaning::Meaning)> {
    lock.entries.iter().map(|e| (e.section, e.name.clone(), e.meaning)).collect()
}

fn figures(lock: &Lock) -> Figures {
    let facts = lock.entries.iter().map(|e| (e.section, e.name.clone(), e.facts.clone()));
    Figures { measured: lock.measured.clone().unwrap(), facts: facts.collect() }
}

fn same_name(_: Section, name: &str) -> Option<String> {
    Some(name.to_owned())
}

fn drift(locked: &Lock, before: &Lock, after: &Lock) -> Drifts {
    let (old, new) = (figures(before), figures(after));
    let (old_names, new_names) = (declared(before), declared(after));
    let old = Now { declared: &old_names, figures: &old };
    drifts(locked, old, Now { declared: &new_names, figures: &new }, &same_name).unwrap()
}

/// A lock whose one cohort has this size and these tiers.
fn sized(spec: &str, size: u64, tiers: [u64; 2]) -> Lock {
    let mut lock = full();
    let meanings = locked(spec);
    lock.entries = meanings.entries.into_iter().filter(|e| e.name == "buyer").collect();
    with_size(&lock, size, tiers)
}

fn with_size(lock: &Lock, size: u64, tiers: [u64; 2]) -> Lock {
    let mut lock = lock.clone();
    lock.entries[0].facts = vec![
        Fact::new(["size"], Value::Whole(size)),
        Fact::new(["tiers", "A"], Value::Whole(tiers[0])),
        Fact::new(["tiers", "B"], Value::Whole(tiers[1])),
        Fact::new(["mean_score"], Value::decimal(size as f64 / 7.0, 1)),
    ];
    lock
}

#[test]
fn customers_and_rules_add_up() {
    let moved = SPEC.replace("param grown: 18", "param grown: 30");
    for (locked, before, after) in [(100, 90, 120), (0, 0, 0), (7, 0, 9), (1_000_000, 3, 999_999)] {
        let drifts = drift(
            &sized(SPEC, locked, [locked, 0]),
            &sized(SPEC, before, [0, before]),
            &sized(&moved, after, [after / 2, after - after / 2]),
        );
        assert!(drifts.untold.is_empty() && drifts.same_data);
        let figures = &drifts.told[0].figures;
        assert_eq!(figures.len(), 4);
        for moved in figures {
            let [customers, rules, together] =
                [moved.customers, moved.rules, moved.together].map(Option::unwrap);
            assert_eq!(customers.units + rules.units, together.units, "{moved:?}");
        }
        let size = &figures[0];
        let (locked, before, after) = (i128::from(locked), i128::from(before), i128::from(after));
        assert_eq!(size.customers.unwrap().units, before - locked);
        assert_eq!(size.rules.unwrap().units, after - before);
        assert_eq!(size.is_moved(), locked != before || before != after);
    }
}

#[test]
fn why_a_drift_cannot_be_told() {
    let moved = SPEC.replace("param grown: 18", "param grown: 30");
    let why = |lock: &Lock, before: &Lock| {
        let drifts = drift(lock, before, &sized(&moved, 1, [1, 0]));
        assert!(drifts.told.is_empty());
        drifts.untold[0].why
    };
    let old = sized(SPEC, 1, [1, 0]);
    assert_eq!(why(&sized(&moved, 1, [1, 0]), &old), "the lock is of another meaning than the old side");
    let mut empty = sized(SPEC, 1, [1, 0]);
    empty.entries[0].facts.clear();
    assert_eq!(why(&empty, &old), "it was locked without figures");
    let mut older = sized(SPEC, 1, [1, 0]);
    older.entries[0].measured_as = Some(sized(&moved, 1, [1, 0]).entries[0].meaning);
    assert_eq!(why(&older, &old), "its locked figures are older than its locked meaning");
    let mut nobody = old.clone();
    nobody.entries.clear();
    assert_eq!(why(&nobody, &old), "the lock does not have it");
}

#[test]
fn what_is_new_has_no_past() {
    let old = sized(SPEC, 10, [10, 0]);
    let mut new = old.clone();
    new.entries[0].facts.push(Fact::new(["tiers", "C"], Value::Whole(3)));
    assert_eq!(drift(&old, &old, &new).told[0].figures.len(), 4);
    let none = |_: Section, _: &str| None;
    let (names, figures) = (declared(&new), figures(&new));
    let side = Now { declared: &names, figures: &figures };
    let found = drifts(&old, side, side, &none).unwrap();
    assert!(found.told.is_empty() && found.untold.is_empty());
}

/// Tries all small cases: whatever the public is shown, no difference of a few people follows from it.
#[test]
fn the_public_cannot_tell_a_few_people() {
    const MIN: u64 = 4;
    let lock = sized(SPEC, 0, [0, 0]);
    let few = |a: u64, b: u64| (1..MIN).contains(&a.abs_diff(b));
    for locked in [0_u64, 4, 9] {
        for before in 0..16_u64 {
            for after in 0..16_u64 {
                for movers in [None, Some((5, 0)), Some((2, 2)), Some((6, 3))] {
                    let drifts = drift(
                        &with_size(&lock, locked, [locked, 0]),
                        &with_size(&lock, before, [before, 0]),
                        &with_size(&lock, after, [after, 0]),
                    );
                    let public = drifts.public(MIN, &|_| movers);
                    let figures = &public.told[0].figures;
                    let whole = |value: &Value| match value {
                        Value::Whole(n) => Some(*n),
                        _ => None,
                    };
                    let shown = [Some(locked), whole(&figures[0].before), whole(&figures[0].after)];
                    for (i, a) in shown.iter().enumerate() {
                        for b in shown[i + 1..].iter().filter_map(|b| *b) {
                            assert!(a.is_none_or(|a| !few(a, b)), "{locked} {before} {after}: {shown:?}");
                        }
                    }
                    // A side is told whole or not at all, so tiers and means tell no more than sizes.
                    for moved in figures {
                        assert_eq!(moved.before == Value::HeldBack, shown[1].is_none());
                        assert_eq!(moved.after == Value::HeldBack, shown[2].is_none());
                        assert_eq!(moved.rules.is_some(), shown[1].and(shown[2]).is_some());
                    }
                    let swapped = movers.is_some_and(|(entered, left)| few(entered, 0) || few(left, 0));
                    assert!(!swapped || shown[1].is_none() || shown[2].is_none());
                    if !few(after, locked) && !few(after, before) && !swapped {
                        assert_eq!(shown[2], Some(after), "held back without need");
                    }
                }
            }
        }
    }
}
