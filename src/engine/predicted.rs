//! What customers are expected to bring, worked out once for everyone and then looked up.

use super::measured::{Columns, Members};
use crate::ir::{NodeId, Statistic, StatisticFunction, Type};
use crate::reference::measures::{Counted, Predictor, Tally, customer};
use crate::stats::Customer;
use polars::prelude::IdxSize;
use rayon::prelude::*;

/// By row in millionths; `None` for those who have not bought, or who are not in the base.
pub(super) struct Predicted(Vec<Option<i128>>);

impl Columns {
    /// `None` for other statistics. `base` holds the rows of the table's base.
    pub(super) fn predicted(&self, statistic: &Statistic, base: &[IdxSize]) -> Option<Predicted> {
        let StatisticFunction::Predicted { last, observed, mean, .. } = statistic.function else {
            return None;
        };
        let repeats = statistic.value?;
        let number = |node: NodeId, row: usize| self.nodes.get(&node).and_then(|(v, _)| v.real(row, 1.0));
        let of_row = |&row: &IdxSize| {
            let row = row as usize;
            customer(number(repeats, row), number(last, row), number(observed, row), number(mean, row))
        };
        let customers: Vec<Option<Customer>> = base.par_iter().map(of_row).collect();
        let known: Vec<Customer> = customers.iter().flatten().copied().collect();
        let predictor = Predictor::fit(statistic.function, &known);
        let mut by_row = vec![None; base.last().map_or(0, |&row| row as usize + 1)];
        if let Some(predictor) = predictor {
            let units: Vec<Option<i128>> =
                customers.par_iter().map(|c| predictor.units(c.as_ref()?)).collect();
            for (&row, units) in base.iter().zip(units) {
                by_row[row as usize] = units;
            }
        }
        Some(Predicted(by_row))
    }
}

impl Predicted {
    pub(super) fn count(&self, statistic: &Statistic, group: &Members) -> Counted {
        let mut tally = Tally::default();
        // Members are of the base.
        for units in group.rows.iter().filter_map(|&row| *self.0.get(row as usize)?) {
            tally.rows += 1;
            tally.people += 1;
            tally.add(units);
        }
        tally.counted(statistic.function, Type::Number)
    }
}
