//! A history as it may be shown.
//!
//! # What is decided
//!
//! A size, the population, who entered and who left are each a set of people on some date, and they are held against each other in
//! ledgers like the figures of a run: along time for each cohort (its size on every date, who entered and who left, the
//! population), and across the cohorts of an entity for every two dates beside each other. Dates are taken from the last one
//! backwards, sizes before movements.
//!
//! So the difference of two sizes tells nothing that the movement would not: where a cohort gained 3 people and lost none, the
//! two sizes together say that, and the earlier one is held back. The next date that differs by enough people from those shown
//! is shown again. A line through the sizes that are shown is never further off than fewer than `min_cell` people who moved.
//!
//! The size on the last date is shown if the run shows it. Tiers, columns and metrics of the run are not held against earlier
//! dates: only sizes and movements of a history are figures here, and means where the size is shown, without their n.
//!
//! A projection is a sum of all sizes that it stands on. In a document it stands on those that are shown; between them the sizes are filled in
//! evenly, so that it tells nothing which the page does not.

use super::Cleared;
use super::ledger::Ledger;
use crate::cohort::{
    CohortHistory, Grounds, History, Past, PointMetric, Projection, Refusal, Step, projected,
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many dates are held against each other at once; the next lot begins with the last of these.
const DATES: usize = 60;
/// So many cohorts of an entity.
const COHORTS: usize = 20;

/// A history whose figures may be shown; what is held back is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownHistory {
    /// `day`, `week`, `month`, `quarter` or `year`.
    pub step: Step,
    /// ISO days, ascending.
    pub dates: Vec<String>,
    /// The last date stands less than a step after the one before.
    pub cut_short: bool,
    /// In the order declared.
    pub cohorts: Vec<ShownPast>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownPast {
    /// As it is declared.
    pub name: String,
    /// `icp`, `persona` or `score`.
    pub kind: String,
    /// By date.
    pub points: Vec<ShownPoint>,
    /// How far its past can be told from the data.
    pub grounds: Grounds,
    /// The sizes to come, or why there are none.
    pub projection: Projection,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ShownPoint {
    /// Members; of a score, everyone.
    pub size: Option<u64>,
    /// Those who count.
    pub population: Option<u64>,
    /// size / population.
    pub share: Option<f64>,
    /// 0 to 100; null without members.
    pub mean_score: Option<f64>,
    /// Members who were none on the date before; null on the first date.
    pub entered: Option<u64>,
    /// Members of the date before who are none any more.
    pub left: Option<u64>,
    /// A figure that may not be shown says so; none where the size is held back.
    pub metrics: Vec<PointMetric>,
}

/// Which figures of a cohort may be shown, by date.
#[derive(Debug, Clone)]
struct Allowed {
    size: Vec<bool>,
    entered: Vec<bool>,
    left: Vec<bool>,
}

/// What of a history may be shown beside a run's figures, if there is a run.
pub fn past(history: &History, least: u64, run: Option<&Cleared>) -> ShownHistory {
    let mut allowed: BTreeMap<&str, Allowed> = BTreeMap::new();
    let mut everyone: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    let dates = history.dates.len();
    for cohort in &history.cohorts {
        let all = || vec![least <= 1; dates];
        allowed.insert(&cohort.name, Allowed { size: all(), entered: all(), left: all() });
        everyone.insert(&cohort.entity, all());
    }
    for past in history.pasts.iter().filter(|_| least > 1) {
        let mut desk = Desk::new(history, past, least);
        desk.population();
        desk.end(run);
        (0..desk.cohorts.len()).for_each(|c| desk.along(c));
        for date in (1..dates).rev() {
            desk.across(date);
        }
        let decided = desk.cohorts.iter().map(|c| c.name.as_str()).zip(desk.allowed);
        allowed.extend(decided);
        everyone.insert(&past.entity, desk.population);
    }
    let one = |cohort: &CohortHistory| {
        shown(history, cohort, &allowed[&*cohort.name], &everyone[&*cohort.entity], least)
    };
    ShownHistory {
        step: history.step,
        dates: history.dates.clone(),
        cut_short: history.cut_short,
        cohorts: history.cohorts.iter().map(one).collect(),
    }
}

/// One entity's cohorts.
struct Desk<'a> {
    past: &'a Past,
    least: u64,
    cohorts: Vec<&'a CohortHistory>,
    population: Vec<bool>,
    allowed: Vec<Allowed>,
}

/// Sets of people by kind: those who are alike in all of them are one.
struct Kinds {
    sets: Vec<Vec<bool>>,
    ledger: Ledger,
}

impl Kinds {
    fn new(past: &Past, least: u64, sets: &[&Vec<bool>]) -> Kinds {
        let mut kinds: BTreeMap<Vec<bool>, u64> = BTreeMap::new();
        for person in 0..past.people {
            *kinds.entry(sets.iter().map(|set| set[person]).collect()).or_default() += 1;
        }
        let mut kinds: Vec<(Vec<bool>, u64)> = kinds.into_iter().collect();
        kinds.sort_by(|a, b| Reverse(a.1).cmp(&Reverse(b.1)).then_with(|| a.0.cmp(&b.0)));
        let by_kind = |set: usize| kinds.iter().map(|(of, _)| of[set]).collect();
        let ledger = Ledger::new(least, kinds.iter().map(|(_, people)| *people).collect(), past.whole);
        Kinds { sets: (0..sets.len()).map(by_kind).collect(), ledger }
    }

    fn publish(&mut self, set: usize, count: u64) -> bool {
        self.ledger.publish(&self.sets[set], count)
    }

    /// Those who are in one set and not in another.
    fn publish_rest(&mut self, set: usize, without: usize, count: u64) -> bool {
        let pairs = self.sets[set].iter().zip(&self.sets[without]);
        let rest: Vec<bool> = pairs.map(|(inside, other)| *inside && !other).collect();
        self.ledger.publish(&rest, count)
    }
}

impl<'a> Desk<'a> {
    fn new(history: &'a History, past: &'a Past, least: u64) -> Desk<'a> {
        let mut cohorts: Vec<&CohortHistory> = history
            .cohorts
            .iter()
            .filter(|c| c.entity == past.entity && past.members.contains_key(&c.name))
            .collect();
        cohorts.sort_by_key(|c| ["icp", "persona"].iter().position(|kind| *kind == c.kind).unwrap_or(2));
        let dates = history.dates.len();
        let open = || vec![true; dates];
        let allowed =
            cohorts.iter().map(|_| Allowed { size: open(), entered: open(), left: open() }).collect();
        Desk { past, least, cohorts, population: open(), allowed }
    }

    /// How many count on each date, the last one first.
    fn population(&mut self) {
        let Some(first) = self.cohorts.first() else { return };
        for dates in lots(self.population.len()) {
            let sets: Vec<&Vec<bool>> = dates.iter().map(|&date| &self.past.everyone[date]).collect();
            let mut kinds = Kinds::new(self.past, self.least, &sets);
            for (set, &date) in dates.iter().enumerate() {
                if self.population[date] {
                    self.population[date] = kinds.publish(set, first.points[date].population);
                }
            }
        }
    }

    /// What the run does not show of the last date, the history does not either.
    fn end(&mut self, run: Option<&Cleared>) {
        let (Some(run), Some(last)) = (run, self.population.len().checked_sub(1)) else { return };
        for (cohort, allowed) in self.cohorts.iter().zip(&mut self.allowed) {
            allowed.size[last] = run.shows_size(&cohort.entity, &cohort.name);
        }
        if let Some(first) = self.cohorts.first() {
            self.population[last] &= run.population(&first.entity, 0).is_some();
        }
    }

    /// One cohort against itself on other dates.
    fn along(&mut self, c: usize) {
        let (cohort, allowed) = (self.cohorts[c], &mut self.allowed[c]);
        let members = &self.past.members[&cohort.name];
        for dates in lots(self.population.len()) {
            let both = dates.iter().flat_map(|&date| [&self.past.everyone[date], &members[date]]);
            let mut kinds = Kinds::new(self.past, self.least, &both.collect::<Vec<_>>());
            for (set, &date) in dates.iter().enumerate() {
                if self.population[date] {
                    kinds.publish(2 * set, cohort.points[date].population);
                }
                allowed.size[date] =
                    allowed.size[date] && kinds.publish(2 * set + 1, cohort.points[date].size);
            }
            for (set, pair) in dates.windows(2).enumerate() {
                let (now, before) = (2 * set + 1, 2 * set + 3);
                let point = &cohort.points[pair[0]];
                let entered = kinds.publish_rest(now, before, point.entered.unwrap_or(0));
                let left = kinds.publish_rest(before, now, point.left.unwrap_or(0));
                (allowed.entered[pair[0]], allowed.left[pair[0]]) = (entered, left);
            }
        }
    }

    /// All cohorts against each other, on a date and the one before.
    fn across(&mut self, date: usize) {
        let is_last = date + 1 == self.population.len();
        let all: Vec<usize> = (0..self.cohorts.len()).collect();
        for lot in all.chunks(COHORTS) {
            let mut sets = vec![&self.past.everyone[date], &self.past.everyone[date - 1]];
            for &c in lot {
                let members = &self.past.members[&self.cohorts[c].name];
                sets.extend([&members[date], &members[date - 1]]);
            }
            let mut kinds = Kinds::new(self.past, self.least, &sets);
            for (set, date) in
                [date, date - 1].into_iter().enumerate().filter(|(_, date)| self.population[*date])
            {
                kinds.publish(set, self.cohorts[lot[0]].points[date].population);
            }
            for (back, date) in [date, date - 1].into_iter().enumerate() {
                for (place, &c) in lot.iter().enumerate() {
                    if !self.allowed[c].size[date] {
                        continue;
                    }
                    let shown = kinds.publish(2 + 2 * place + back, self.cohorts[c].points[date].size);
                    // What has been decided for a later date stays.
                    self.allowed[c].size[date] = shown || (back == 0 && !is_last);
                }
            }
            for (place, &c) in lot.iter().enumerate() {
                let (now, before) = (2 + 2 * place, 3 + 2 * place);
                let point = &self.cohorts[c].points[date];
                let allowed = &mut self.allowed[c];
                allowed.entered[date] =
                    allowed.entered[date] && kinds.publish_rest(now, before, point.entered.unwrap_or(0));
                allowed.left[date] =
                    allowed.left[date] && kinds.publish_rest(before, now, point.left.unwrap_or(0));
            }
        }
    }
}

/// Dates from the last one on, in lots that each begin with the end of the one before.
fn lots(dates: usize) -> Vec<Vec<usize>> {
    let backwards: Vec<usize> = (0..dates).rev().collect();
    let mut lots = Vec::new();
    let mut from = 0;
    while from < backwards.len() {
        let to = (from + DATES).min(backwards.len());
        lots.push(backwards[from..to].to_vec());
        from = if to == backwards.len() { to } else { to - 1 };
    }
    lots
}

fn shown(
    history: &History,
    cohort: &CohortHistory,
    allowed: &Allowed,
    everyone: &[bool],
    least: u64,
) -> ShownPast {
    let point = |(date, point): (usize, &crate::cohort::Point)| {
        let size = Some(point.size).filter(|_| allowed.size[date]);
        let population = Some(point.population).filter(|_| everyone[date]);
        let metric = |metric: &PointMetric| {
            let rest = point.size.saturating_sub(metric.figure.people);
            let few = least > 1 && rest > 0 && rest < least;
            let mut figure = metric.figure.shown(if few { u64::MAX } else { least });
            // Its value alone: no n, from which a sum could be made.
            if least > 1 {
                (figure.n, figure.people, figure.part, figure.interval, figure.lift) =
                    (0, 0, None, None, None);
            }
            PointMetric { name: metric.name.clone(), figure }
        };
        ShownPoint {
            size,
            population,
            share: size.and(population).map(|_| point.share),
            mean_score: size.and(point.mean_score),
            entered: point.entered.filter(|_| allowed.entered[date]),
            left: point.left.filter(|_| allowed.left[date]),
            metrics: size.map(|_| point.metrics.iter().map(metric).collect()).unwrap_or_default(),
        }
    };
    let points: Vec<ShownPoint> = cohort.points.iter().enumerate().map(point).collect();
    let projection = projection(history, cohort, &points);
    ShownPast {
        name: cohort.name.clone(),
        kind: cohort.kind.to_owned(),
        points,
        grounds: cohort.grounds.clone(),
        projection,
    }
}

/// On what is shown alone.
fn projection(history: &History, cohort: &CohortHistory, points: &[ShownPoint]) -> Projection {
    if points.iter().all(|point| point.size.is_some()) || matches!(cohort.projection, Projection::Refused(_))
    {
        return cohort.projection.clone();
    }
    let sizes: Vec<Option<u64>> = points.iter().map(|point| point.size).collect();
    let known = sizes.iter().flatten().count();
    if known * 2 < sizes.len() || sizes.last().is_none_or(Option::is_none) {
        return Projection::Refused(Refusal::Hidden);
    }
    let population = points.last().and_then(|point| point.population);
    projected(&filled(&sizes), population, &cohort.grounds, &history.next, history.cut_short)
}

/// What is missing lies evenly between its neighbours, and before the first of them where that is.
fn filled(sizes: &[Option<u64>]) -> Vec<u64> {
    let near = |date: usize| -> Option<u64> {
        let before = (0..=date).rev().find_map(|d| Some((d, sizes[d]?)));
        let after = (date..sizes.len()).find_map(|d| Some((d, sizes[d]?)));
        match (before, after) {
            (Some((from, low)), Some((to, high))) if from < to => {
                let part = (date - from) as f64 / (to - from) as f64;
                Some((low as f64 + part * (high as f64 - low as f64)).round() as u64)
            }
            (Some((_, size)), _) | (None, Some((_, size))) => Some(size),
            (None, None) => None,
        }
    };
    (0..sizes.len()).map(|date| near(date).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::{Point, Projection};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A history of one or two cohorts from who was in them on each date; everyone counts on every date.
    fn history(members: &[Vec<BTreeSet<usize>>], people: usize) -> History {
        let dates = members[0].len();
        let cohort = |(c, sets): (usize, &Vec<BTreeSet<usize>>)| {
            let point = |date: usize| {
                let now = &sets[date];
                let before = date.checked_sub(1).map(|d| &sets[d]);
                Point {
                    size: now.len() as u64,
                    population: people as u64,
                    share: now.len() as f64 / people as f64,
                    undecided: 0,
                    mean_score: None,
                    tiers: Vec::new(),
                    below_tiers: 0,
                    entered: before.map(|before| now.difference(before).count() as u64),
                    left: before.map(|before| before.difference(now).count() as u64),
                    metrics: Vec::new(),
                }
            };
            CohortHistory {
                name: format!("c{c}"),
                kind: "persona",
                entity: "people".to_owned(),
                points: (0..dates).map(point).collect(),
                grounds: Grounds::default(),
                projection: Projection::Refused(Refusal::NotAsked),
            }
        };
        let marks = |sets: &Vec<BTreeSet<usize>>| {
            sets.iter().map(|set| (0..people).map(|p| set.contains(&p)).collect()).collect()
        };
        let past = Past {
            entity: "people".to_owned(),
            people,
            whole: true,
            everyone: vec![vec![true; people]; dates],
            members: members.iter().enumerate().map(|(c, sets)| (format!("c{c}"), marks(sets))).collect(),
        };
        History {
            step: Step::Month,
            dates: (0..dates).map(|d| format!("d{d}")).collect(),
            cut_short: false,
            cohorts: members.iter().enumerate().map(cohort).collect(),
            assigns: Vec::new(),
            next: Vec::new(),
            pasts: vec![past],
        }
    }

    fn sizes(shown: &ShownPast) -> Vec<Option<u64>> {
        shown.points.iter().map(|point| point.size).collect()
    }

    #[test]
    fn a_size_comes_back_once_enough_have_moved() {
        // Three join on each date.
        let growing: Vec<BTreeSet<usize>> = (0..7).map(|date| (0..40 + 3 * date).collect()).collect();
        let shown = past(&history(&[growing], 200), 5, None);
        let expected = [Some(40), None, Some(46), None, Some(52), None, Some(58)];
        assert_eq!(sizes(&shown.cohorts[0]), expected);
        assert!(
            shown.cohorts[0].points[1..]
                .iter()
                .all(|p| p.entered.is_none() && p.share.is_none() == p.size.is_none())
        );
        assert!(
            past(&history(&[vec![(0..3).collect(); 3]], 200), 1, None).cohorts[0].points[2].size.is_some()
        );
    }

    #[test]
    fn what_does_not_move_is_shown() {
        let shown = past(&history(&[vec![(0..30).collect(); 9]], 200), 10, None);
        assert_eq!(sizes(&shown.cohorts[0]), [Some(30); 9]);
        assert!(shown.cohorts[0].points[1..].iter().all(|p| p.entered == Some(0) && p.left == Some(0)));
    }

    #[test]
    fn gaps_are_filled_evenly() {
        assert_eq!(filled(&[None, Some(10), None, None, Some(40)]), [10, 10, 20, 30, 40]);
        assert_eq!(filled(&[None, None]), [0, 0]);
        assert_eq!(lots(3), [[2, 1, 0]]);
        let many = lots(150);
        assert!(
            many.windows(2).all(|pair| pair[0].last() == pair[1].first())
                && many.last().unwrap().last() == Some(&0)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whoever subtracts two sizes that are shown, of one cohort or of two on dates beside each other, or a movement from
        /// them, finds enough people or nobody.
        #[test]
        fn no_difference_is_about_a_few(
            moves in prop::collection::vec(prop::collection::vec((0_usize..60, any::<bool>()), 0..14), 2..7),
            apart in prop::collection::btree_set(0_usize..60, 0..12),
        ) {
            const LEAST: u64 = 5;
            let mut now: BTreeSet<usize> = (0..30).collect();
            let mut one = vec![now.clone()];
            for some in moves {
                for (person, enters) in some {
                    if enters { now.insert(person); } else { now.remove(&person); }
                }
                one.push(now.clone());
            }
            let other: Vec<BTreeSet<usize>> = one.iter().map(|set| set.difference(&apart).copied().collect()).collect();
            let members = [one, other];
            let found = past(&history(&members, 60), LEAST, None);
            let enough = |set: usize| set == 0 || set as u64 >= LEAST;
            let size = |c: usize, d: usize| found.cohorts[c].points[d].size;
            for c in 0..2 {
                for d in 0..members[c].len() {
                    if size(c, d).is_none() { continue; }
                    prop_assert!(enough(members[c][d].len()) && enough(60 - members[c][d].len()));
                    for e in (0..d).filter(|&e| size(c, e).is_some()) {
                        prop_assert!(enough(members[c][d].symmetric_difference(&members[c][e]).count()));
                    }
                    if size(1 - c, d).is_some() {
                        prop_assert!(enough(members[0][d].difference(&members[1][d]).count()));
                    }
                }
                for d in 1..members[c].len() {
                    let point = &found.cohorts[c].points[d];
                    let (now, before) = (&members[c][d], &members[c][d - 1]);
                    let (entered, left) = (now.difference(before).count(), before.difference(now).count());
                    prop_assert!(point.entered.is_none() || enough(entered));
                    prop_assert!(point.left.is_none() || enough(left));
                    // With both sizes one movement tells the other.
                    let both = size(c, d).is_some() && size(c, d - 1).is_some();
                    prop_assert!(!both || point.entered.is_none() || enough(left));
                    prop_assert!(!both || point.left.is_none() || enough(entered));
                }
            }
        }
    }
}
