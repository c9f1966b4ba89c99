//! Goes through all figures of a run, most wanted first.

use super::columns::{self, Part};
use super::insights::MOST_HELD;
use super::ledger::Ledger;
use super::sets::{Kinds, Set, Side};
use super::{Cleared, Column, Cost, Count, Fine, Shape, Spread, Step, Tier};
use crate::cohort::{self, AssignResult, CohortResult, ColumnResult, Distribution, GridResult, Results};

/// So many independent figures are held against each other at most before columns start anew beside the cohorts.
const AT_ONCE: usize = 400;

pub(super) fn decide(cleared: &mut Cleared, results: &Results) {
    for entity in &results.entities {
        let empty = cohort::Census::default();
        let census = results.censuses.iter().find(|c| c.entity == entity.name).unwrap_or(&empty);
        let kinds = Kinds::new(results, census);
        let ledger = Ledger::new(cleared.least, kinds.people.clone(), kinds.whole());
        let mut desk = Desk { entity: &entity.name, results, kinds, ledger, cleared };
        desk.ask(Set::Everyone, entity.population);
        desk.cohorts();
        let earlier = desk.columns();
        desk.overlaps();
        desk.everyone(earlier);
    }
}

/// One entity's figures.
struct Desk<'a> {
    entity: &'a str,
    results: &'a Results,
    kinds: Kinds<'a>,
    ledger: Ledger,
    cleared: &'a mut Cleared,
}

impl<'a> Desk<'a> {
    fn ask(&mut self, set: Set, count: u64) -> bool {
        let key = (self.entity.to_owned(), set);
        if let Some(&known) = self.cleared.decided.get(&key) {
            return known;
        }
        let allowed = self.ledger.publish(&self.kinds.members(&key.1), count);
        self.cleared.decided.insert(key, allowed);
        allowed
    }

    fn own(&self) -> Vec<(usize, &'a CohortResult)> {
        let results = self.results;
        let own = results.cohorts.iter().enumerate().filter(|(_, c)| c.entity == self.entity);
        let mut own: Vec<_> = own.collect();
        own.sort_by_key(|(_, c)| ["icp", "persona"].iter().position(|k| *k == c.kind).unwrap_or(2));
        own
    }

    /// All that is about whole cohorts.
    fn cohorts(&mut self) {
        let own = self.own();
        for &(c, cohort) in &own {
            self.ask(Set::Members(c), cohort.matched);
        }
        self.nested(&own);
        for &(c, cohort) in &own {
            self.ask(Set::Undecided(c), cohort.undecided);
            self.ask(Set::Outside(c), cohort.not_matched);
        }
        for &(c, cohort) in &own {
            for (place, tier) in cohort.tiers.iter().enumerate() {
                self.ask(Set::Tier(c, place), tier.count);
            }
            self.ask(Set::BelowTiers(c), cohort.below_tiers);
        }
        for &(c, cohort) in &own {
            for (place, step) in cohort.attrition.iter().enumerate() {
                self.ask(Set::Step(c, place), step.left);
            }
        }
        let (results, entity) = (self.results, self.entity);
        for (a, assign) in results.assigns.iter().enumerate().filter(|(_, a)| a.entity == entity) {
            for (place, count) in assign.counts.iter().enumerate() {
                self.ask(Set::Assigned(a, place), count.count);
            }
            self.ask(Set::Unassigned(a), assign.unassigned);
        }
        for (g, grid) in results.grids.iter().enumerate().filter(|(_, g)| g.entity == entity) {
            for (cell, &count) in grid.counts.iter().flatten().enumerate() {
                self.ask(Set::Cell(g, cell), count);
            }
            self.ask(Set::OffGrid(g), grid.outside);
        }
        for &(c, cohort) in &own {
            for cost in &cohort.missing {
                self.ask(Set::Missing(c, cost.column.clone()), cost.people);
            }
        }
    }

    /// Who is in two cohorts; last, since much else can be told without it.
    fn overlaps(&mut self) {
        let mut own = self.own();
        own.retain(|(_, cohort)| cohort.kind != "score");
        own.sort_by_key(|(c, _)| *c);
        own.truncate(MOST_HELD);
        let (results, entity) = (self.results, self.entity);
        for overlap in results.insights.overlaps.iter().filter(|o| o.entity == entity) {
            let place = |name: &str| own.iter().find(|(_, c)| c.name == name).map(|(c, _)| *c);
            if let (Some(a), Some(b)) = (place(&overlap.first), place(&overlap.second)) {
                self.ask(Set::Both(a, b), overlap.both.unwrap_or(0));
            }
        }
    }

    fn nested(&mut self, own: &[(usize, &CohortResult)]) {
        let members: Vec<Vec<bool>> =
            own.iter().map(|(c, _)| self.kinds.members(&Set::Members(*c))).collect();
        for (one, (c, _)) in members.iter().zip(own) {
            for (other, (d, _)) in members.iter().zip(own).filter(|(_, (d, _))| d != c) {
                if one.iter().zip(other).all(|(one, other)| !one || *other) {
                    self.cleared.within.insert((*c, *d));
                }
            }
        }
    }

    /// With what was held against each other when columns started anew, and which columns that was.
    fn columns(&mut self) -> Vec<(Ledger, Vec<&'a str>)> {
        let own = self.own();
        let cohorts = self.ledger.clone();
        let mut batches: Vec<(Ledger, Vec<&'a str>)> = Vec::new();
        let mut batch: Vec<&'a str> = Vec::new();
        for &(c, cohort) in &own {
            let width = score_width(self.cleared.least, cohort);
            for (place, bins) in cohort.score_histogram.chunks(width).enumerate() {
                self.ask(Set::Score(c, place * width, (place + 1) * width), bins.iter().sum());
            }
        }
        let mut labels: Vec<&'a str> = Vec::new();
        for column in own.iter().flat_map(|(_, cohort)| &cohort.columns) {
            if !labels.contains(&column.label.as_str()) {
                labels.push(&column.label);
            }
        }
        for label in labels {
            if self.ledger.rank() > AT_ONCE {
                let full = std::mem::replace(&mut self.ledger, cohorts.clone());
                batches.push((full, std::mem::take(&mut batch)));
            }
            batch.push(label);
            for &(c, cohort) in &own {
                for column in cohort.columns.iter().filter(|column| column.label == label) {
                    self.column(c, column);
                }
            }
        }
        batches.push((self.ledger.clone(), batch));
        batches
    }

    /// Everyone in the finest bins of each column that give nothing away with all the rest: what is left to say once the cohorts
    /// have had their share.
    fn everyone(&mut self, mut batches: Vec<(Ledger, Vec<&'a str>)>) {
        // The last batch is held against the overlaps, too.
        if let Some((last, _)) = batches.last_mut() {
            *last = self.ledger.clone();
        }
        let own = self.own();
        for (mut ledger, labels) in batches {
            for label in labels {
                let column =
                    own.iter().flat_map(|(_, cohort)| &cohort.columns).find(|column| column.label == label);
                let Some(cohort::Shape::Histogram { edges, counts, .. }) =
                    column.map(|c| &c.population.shape)
                else {
                    continue;
                };
                for parts in columns::everyone(self.cleared.least, edges, counts) {
                    let mut with = ledger.clone();
                    let shown = parts.iter().all(|part| {
                        let set = Set::part(None, label, part);
                        with.publish(&self.kinds.members(&set), counts[part.from..part.to].iter().sum())
                    });
                    if shown {
                        self.cleared.fine.insert((self.entity.to_owned(), label.to_owned()), parts);
                        ledger = with;
                        break;
                    }
                }
            }
        }
    }

    fn column(&mut self, c: usize, column: &ColumnResult) {
        let label = &column.label;
        let cohort = &self.results.cohorts[c];
        let parts = parts(self.cleared.least, cohort, column);
        for (side, spread) in [(None, &column.population), (Some(c), &column.cohort)] {
            self.ask(Set::Known(side, label.clone()), spread.n.saturating_sub(spread.missing));
            self.ask(Set::Unknown(side, label.clone()), spread.missing);
            match &spread.shape {
                cohort::Shape::Values { values, items: true, .. } => {
                    for (place, value) in values.iter().enumerate().take(parts.len()) {
                        self.ask(Set::Item(side, label.clone(), place), value.count);
                    }
                }
                shape => {
                    let counts = counts(shape);
                    let count = |part: &Part| counts[part.from..part.to].iter().sum::<u64>();
                    // If one has to be hidden, let it be the smallest.
                    let mut parts: Vec<&Part> = parts.iter().collect();
                    parts.sort_by_key(|part| std::cmp::Reverse(count(part)));
                    for part in parts {
                        self.ask(Set::part(side, label, part), count(part));
                    }
                }
            }
        }
    }
}

/// Bins, or values and all others.
fn counts(shape: &cohort::Shape) -> Vec<u64> {
    match shape {
        cohort::Shape::Histogram { counts, .. } => counts.clone(),
        cohort::Shape::Values { values, other, .. } => {
            values.iter().map(|v| v.count).chain([*other]).collect()
        }
    }
}

/// The parts of a column of which something may be said; of values the last one is all others, but not of lists.
fn parts(least: u64, cohort: &CohortResult, column: &ColumnResult) -> Vec<Part> {
    let (here, all) = (counts(&column.cohort.shape), counts(&column.population.shape));
    let most = most_parts(least, cohort);
    match &column.population.shape {
        cohort::Shape::Histogram { edges, .. } => columns::bins(least, most, edges, &here, &all),
        cohort::Shape::Values { values, items, .. } => {
            let enough = values.iter().take_while(|v| least <= 1 || v.count >= least).count();
            // Names are worth more than bins: a few are always asked for.
            let enough = enough.min(most.max(4));
            let one = |from: usize, to: usize| Part { from, to, edges: (None, None) };
            let mut parts: Vec<Part> = (0..enough).map(|i| one(i, i + 1)).collect();
            parts.extend((!items).then(|| one(enough, here.len())));
            parts
        }
    }
}

fn most_parts(least: u64, cohort: &CohortResult) -> usize {
    columns::most_parts(least, cohort.matched, cohort.columns.len())
}

fn score_width(least: u64, cohort: &CohortResult) -> usize {
    columns::score_width(least, most_parts(least, cohort), &cohort.score_histogram)
}

impl Cleared {
    fn place(&self, cohort: &CohortResult) -> usize {
        self.places.get(&cohort.name).copied().unwrap_or(usize::MAX)
    }

    pub fn population(&self, entity: &str, n: u64) -> Option<u64> {
        self.count(entity, &Set::Everyone, n)
    }

    pub fn matched(&self, cohort: &CohortResult) -> Option<u64> {
        self.count(&cohort.entity, &Set::Members(self.place(cohort)), cohort.matched)
    }

    pub fn undecided(&self, cohort: &CohortResult) -> Option<u64> {
        self.count(&cohort.entity, &Set::Undecided(self.place(cohort)), cohort.undecided)
    }

    pub fn not_matched(&self, cohort: &CohortResult) -> Option<u64> {
        self.count(&cohort.entity, &Set::Outside(self.place(cohort)), cohort.not_matched)
    }

    pub fn tiers(&self, cohort: &CohortResult) -> Vec<Tier> {
        let c = self.place(cohort);
        let tier = |(place, tier): (usize, &cohort::TierResult)| Tier {
            name: tier.name.clone(),
            bound: tier.bound,
            count: self.count(&cohort.entity, &Set::Tier(c, place), tier.count),
        };
        cohort.tiers.iter().enumerate().map(tier).collect()
    }

    pub fn below_tiers(&self, cohort: &CohortResult) -> Option<u64> {
        self.count(&cohort.entity, &Set::BelowTiers(self.place(cohort)), cohort.below_tiers)
    }

    /// 20 bins of 5 points, or fewer and wider ones.
    pub fn scores(&self, cohort: &CohortResult) -> Vec<Option<u64>> {
        let c = self.place(cohort);
        let width = score_width(self.least, cohort);
        let bin = |(place, bins): (usize, &[u64])| {
            let set = Set::Score(c, place * width, (place + 1) * width);
            self.count(&cohort.entity, &set, bins.iter().sum())
        };
        cohort.score_histogram.chunks(width).enumerate().map(bin).collect()
    }

    pub fn attrition(&self, cohort: &CohortResult) -> Vec<Step> {
        let c = self.place(cohort);
        let step = |(place, step): (usize, &cohort::AttritionStep)| Step {
            rule: step.rule,
            left: self.count(&cohort.entity, &Set::Step(c, place), step.left),
        };
        cohort.attrition.iter().enumerate().map(step).collect()
    }

    pub fn missing(&self, cohort: &CohortResult) -> Vec<Cost> {
        let c = self.place(cohort);
        let cost = |cost: &cohort::MissingCost| Cost {
            column: cost.column.clone(),
            people: self.count(&cohort.entity, &Set::Missing(c, cost.column.clone()), cost.people),
        };
        cohort.missing.iter().map(cost).collect()
    }

    /// By cohort, then the unassigned.
    pub fn assigned(&self, results: &Results, assign: &AssignResult) -> (Vec<Count>, Option<u64>) {
        let a = results.assigns.iter().position(|a| a.name == assign.name).unwrap_or(usize::MAX);
        let count = |(place, count): (usize, &cohort::ValueCount)| Count {
            value: count.value.clone(),
            count: self.count(&assign.entity, &Set::Assigned(a, place), count.count),
        };
        let counts = assign.counts.iter().enumerate().map(count).collect();
        (counts, self.count(&assign.entity, &Set::Unassigned(a), assign.unassigned))
    }

    /// By row, then column; and those outside.
    pub fn grid(&self, results: &Results, grid: &GridResult) -> (Vec<Vec<Option<u64>>>, Option<u64>) {
        let g = results.grids.iter().position(|g| g.name == grid.name).unwrap_or(usize::MAX);
        let width = grid.columns.len();
        let cell = |r: usize, c: usize, n: u64| self.count(&grid.entity, &Set::Cell(g, r * width + c), n);
        let row = |(r, counts): (usize, &Vec<u64>)| {
            counts.iter().enumerate().map(|(c, &n)| cell(r, c, n)).collect()
        };
        let counts = grid.counts.iter().enumerate().map(row).collect();
        (counts, self.count(&grid.entity, &Set::OffGrid(g), grid.outside))
    }

    pub fn columns(&self, cohort: &CohortResult) -> Vec<Column> {
        let c = self.place(cohort);
        let column = |column: &ColumnResult| {
            let parts = parts(self.least, cohort, column);
            let side = |side: Side, spread: &Distribution| {
                self.spread(&cohort.entity, side, &column.label, spread, &parts)
            };
            Column {
                label: column.label.clone(),
                population: side(None, &column.population),
                cohort: side(Some(c), &column.cohort),
                everyone: self.fine(&cohort.entity, column, parts.len()),
            }
        };
        cohort.columns.iter().map(column).collect()
    }

    /// Everyone in more than so many bins.
    fn fine(&self, entity: &str, column: &ColumnResult, bins: usize) -> Option<Fine> {
        let parts = self.fine.get(&(entity.to_owned(), column.label.clone()))?;
        let cohort::Shape::Histogram { counts, .. } = &column.population.shape else { return None };
        (parts.len() > bins).then(|| Fine {
            edges: edges(parts),
            counts: parts.iter().map(|part| counts[part.from..part.to].iter().sum()).collect(),
        })
    }

    fn spread(&self, entity: &str, side: Side, label: &str, spread: &Distribution, parts: &[Part]) -> Spread {
        let whole = match side {
            Some(c) => Set::Members(c),
            None => Set::Everyone,
        };
        let missing = Set::Unknown(side, label.to_owned());
        // A mean with the number of people behind it is a sum.
        let speaks = self.allows(entity, &Set::Known(side, label.to_owned()));
        let counts = counts(&spread.shape);
        let count = |part: &Part| {
            let n = counts[part.from..part.to].iter().sum();
            self.count(entity, &Set::part(side, label, part), n)
        };
        let shape = match &spread.shape {
            cohort::Shape::Histogram { mean, median, min, max, dates, .. } => Shape::Histogram {
                edges: edges(parts),
                counts: parts.iter().map(count).collect(),
                mean: mean.filter(|_| speaks),
                median: median.filter(|_| speaks),
                min: min.filter(|_| self.is_open()),
                max: max.filter(|_| self.is_open()),
                dates: *dates,
            },
            cohort::Shape::Values { values, other, items } => {
                let named = parts.len() - usize::from(!items);
                let value = |(place, value): (usize, &cohort::ValueCount)| Count {
                    value: value.value.clone(),
                    count: match items {
                        true => self.count(entity, &Set::Item(side, label.to_owned(), place), value.count),
                        false => count(&parts[place]),
                    },
                };
                Shape::Values {
                    values: values.iter().enumerate().take(named).map(value).collect(),
                    other: match items {
                        true => Some(*other).filter(|_| self.is_open()),
                        false => parts.last().and_then(count),
                    },
                    items: *items,
                }
            }
        };
        Spread {
            n: self.count(entity, &whole, spread.n),
            missing: self.count(entity, &missing, spread.missing),
            shape,
        }
    }
}

/// Of parts that lie beside each other.
fn edges(parts: &[Part]) -> Vec<Option<f64>> {
    let first = parts.first().map(|part| part.edges.0);
    first.into_iter().chain(parts.iter().map(|part| part.edges.1)).collect()
}
