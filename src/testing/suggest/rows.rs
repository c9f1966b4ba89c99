//! Rows that an aggregate, or a place in the population, asks for.

use super::customer::{Cells, MOST_ROWS, Patch, Site};
use super::make::{Maker, number};
use crate::ir::Type;
use crate::lower;
use crate::model::{Aggregate, AggregateFunction, Constant, Expr, GivenValue};
use chrono::NaiveDate;

/// How many others stand below and above somebody whose place in the population is asked for.
pub const AMONG: [(usize, usize); 7] = [(0, 0), (4, 0), (0, 4), (3, 1), (1, 3), (2, 2), (9, 0)];

impl Maker<'_> {
    /// A place in the population: other rows of the tested table with lower and with higher values.
    pub fn among(&self, value: &Expr, site: &Site, lower: usize, higher: usize) -> Option<Patch> {
        if *site != Site::Own(Vec::new()) || lower + higher > MOST_ROWS {
            return None;
        }
        let day = |back| self.as_of.checked_sub_days(chrono::Days::new(back)).map(Constant::Date);
        let [low, own, high] = match value.ty {
            Type::Date | Type::Datetime => [day(3)?, day(2)?, day(1)?],
            _ => [1, 2, 3].map(Constant::Int),
        };
        let with = |c: &Constant| self.value(value, site, &GivenValue::One(c.clone())).into_iter().next();
        // Of rows beside the tested one nothing is told but their own columns.
        let row = |c: &Constant| {
            let patch = with(c)?;
            let own = patch.rows.is_empty() && patch.cells.iter().all(|(at, ..)| at == site);
            own.then(|| {
                patch.cells.into_iter().filter_map(|(_, column, v)| Some((column, v?))).collect::<Cells>()
            })
        };
        let none_counts_as_low = higher == 0;
        let mut rows = vec![row(&low).or_else(|| none_counts_as_low.then(Cells::new))?; lower];
        if higher > 0 {
            rows.extend(vec![row(&high)?; higher]);
        }
        let beside = Patch { clear: vec![self.table], rows: vec![(self.table, rows)], ..Patch::default() };
        Some(with(&own)?.and(&beside))
    }

    pub fn aggregate(&self, aggregate: &Aggregate, target: &Constant) -> Vec<Patch> {
        let Some(Site::Rows(child)) = self.down(aggregate.relation) else { return Vec::new() };
        let rows = |n: usize, value: Option<&Constant>| self.rows_for(aggregate, child, n, value);
        match (aggregate.function, target) {
            (AggregateFunction::Count, t) => {
                let n = number(t).filter(|n| (0.0..=MOST_ROWS as f64).contains(n) && n.fract() == 0.0);
                n.map_or_else(Vec::new, |n| rows(n as usize, None))
            }
            (AggregateFunction::Any, Constant::Bool(want)) => {
                let value = aggregate.value.as_ref().map(|_| Constant::Bool(true));
                rows(usize::from(*want), value.as_ref())
            }
            (AggregateFunction::Share, t) => {
                let shares = number(t).map(shares).unwrap_or_default();
                let joined = |(holding, n): (usize, usize)| {
                    let (yes, no) = (Constant::Bool(true), Constant::Bool(false));
                    let holds = rows(holding, Some(&yes)).into_iter().next()?;
                    let fails = self.rows_for(aggregate, child, n - holding, Some(&no)).into_iter().next()?;
                    Some(Patch { clear: vec![child], ..holds.and(&Patch { clear: Vec::new(), ..fails }) })
                };
                shares.into_iter().filter_map(joined).collect()
            }
            (AggregateFunction::CountDistinct, t) => {
                let n = number(t).unwrap_or(0.0).clamp(0.0, MOST_ROWS as f64) as usize;
                let Some(value) = &aggregate.value else { return Vec::new() };
                let different = |i: usize| match value.ty {
                    Type::Text => Constant::Text(format!("value {i}")),
                    _ => Constant::Int(i as i64 + 1),
                };
                let each = (0..n).filter_map(|i| rows(1, Some(&different(i))).into_iter().next());
                let each = each.map(|patch| Patch { clear: Vec::new(), ..patch });
                let all = each.fold(Patch::default(), |all, patch| all.and(&patch));
                vec![Patch { clear: vec![child], ..all }]
            }
            (_, t) => rows(1, Some(t)),
        }
    }

    /// So many rows that an aggregate looks at, with its value so and so: instead of the rows that are there, and beside them.
    fn rows_for(
        &self,
        aggregate: &Aggregate,
        child: usize,
        n: usize,
        value: Option<&Constant>,
    ) -> Vec<Patch> {
        let clear = Patch { clear: vec![child], ..Patch::default() };
        if n == 0 {
            return vec![clear];
        }
        let site = Site::Rows(child);
        let mut parts = Vec::new();
        parts.extend(aggregate.filter.as_ref().map(|filter| self.truth(filter, &site, true)));
        if let (Some(expr), Some(target)) = (&aggregate.value, value) {
            let found = self.value(expr, &site, &GivenValue::One(target.clone()));
            if found.is_empty() {
                return Vec::new();
            }
            parts.push(found);
        } else if let Some(expr) = &aggregate.value {
            parts.push(self.known(expr, &site));
        }
        let ordered = matches!(aggregate.function, AggregateFunction::First | AggregateFunction::Last);
        if let Some(time) = self.catalog.tables[child].time.filter(|_| aggregate.window.is_some() || ordered)
        {
            let day = match aggregate.window {
                Some(window) => NaiveDate::from_epoch_days(lower::days(window, self.as_of).to),
                None => Some(self.as_of),
            };
            let fits = day.map(|d| self.values().fitting(child, time, &GivenValue::One(Constant::Date(d))));
            let cell = |value| Patch::cell(&site, time, Some(value));
            parts.push(fits.unwrap_or_default().into_iter().map(cell).collect());
        }
        let mut found = Vec::new();
        for patch in self.together(parts) {
            let row: Cells = patch.as_row(child);
            let rows = Patch { rows: vec![(child, vec![row; n])], ..Patch::default() };
            let patch = patch.without_cells_of(child).and(&rows);
            found.push(patch.clone().and(&clear));
            found.push(patch);
        }
        found
    }
}

/// Shares of few rows: this one, if there is one of that size, and those next to it.
fn shares(share: f64) -> Vec<(usize, usize)> {
    let all = |most: usize| (1..=most).flat_map(|n| (0..=n).map(move |k| (k, n)));
    let of = |(k, n): &(usize, usize)| *k as f64 / *n as f64;
    let below = |n| all(n).filter(|s| of(s) < share).max_by(|a, b| of(a).total_cmp(&of(b)));
    let above = |n| all(n).filter(|s| of(s) > share).min_by(|a, b| of(a).total_cmp(&of(b)));
    let exact = all(MOST_ROWS).find(|s| of(s) == share);
    [exact, above(6), below(6), above(MOST_ROWS), below(MOST_ROWS)].into_iter().flatten().collect()
}
