//! Values of clauses for movers, a column for each clause.

use super::sides::Prepared;
use crate::ir::{NodeId, TableId};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many values are in memory at a time, or those of one cohort if it has more.
const AT_ONCE: usize = 40_000_000;

/// What somebody asks to know of rows of a table.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub table: TableId,
    /// In any order, and perhaps twice.
    pub rows: Vec<IdxSize>,
    pub nodes: Vec<NodeId>,
}

/// Answers to a question, and to others of the same table.
pub(super) struct Answers<'a> {
    rows: &'a [IdxSize],
    values: &'a HashMap<NodeId, Series>,
}

impl Answers<'_> {
    /// The place of a row in the columns.
    pub(super) fn place(&self, row: IdxSize) -> Option<usize> {
        self.rows.binary_search(&row).ok()
    }

    pub(super) fn column(&self, node: NodeId) -> Option<&Series> {
        self.values.get(&node)
    }
}

/// Asks a version all questions, several at a time, and hands each one's answers over, in any order.
pub(super) fn ask(
    side: &Prepared,
    questions: &[Question],
    mut heard: impl FnMut(usize, &Answers) -> PolarsResult<()>,
) -> PolarsResult<()> {
    let mut by_table: BTreeMap<TableId, Vec<usize>> = BTreeMap::new();
    for (index, question) in questions.iter().enumerate().filter(|(_, q)| !q.rows.is_empty()) {
        by_table.entry(question.table).or_default().push(index);
    }
    for (table, wanted) in by_table {
        for some in batches(questions, &wanted) {
            let mut rows: Vec<IdxSize> =
                some.iter().flat_map(|&i| questions[i].rows.iter().copied()).collect();
            rows.sort_unstable();
            rows.dedup();
            let nodes: Vec<NodeId> = some.iter().flat_map(|&i| questions[i].nodes.iter().copied()).collect();
            let values = side.at(table, &rows, &nodes)?;
            let answers = Answers { rows: &rows, values: &values };
            for index in some {
                heard(index, &answers)?;
            }
        }
    }
    Ok(())
}

/// Questions that are answered by one query.
fn batches(questions: &[Question], wanted: &[usize]) -> Vec<Vec<usize>> {
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let (mut rows, mut nodes) = (0, BTreeSet::new());
    for &index in wanted {
        let question = &questions[index];
        let more_rows = rows + question.rows.len();
        nodes.extend(question.nodes.iter().copied());
        match batches.last_mut().filter(|_| more_rows.saturating_mul(nodes.len()) <= AT_ONCE) {
            Some(batch) => {
                batch.push(index);
                rows = more_rows;
            }
            None => {
                batches.push(vec![index]);
                rows = question.rows.len();
                nodes = question.nodes.iter().copied().collect();
            }
        }
    }
    batches
}
