//! The points of many rules at once: for each row the sum of the weights of those that are true.
//!
//! A rule's column has a bit per row. Adding it up rule by rule, eight rows at a time, writes no column per rule, which is what
//! most of the time of a plain sum of `when … then weight` goes into.

use polars::lazy::dsl::Expr;
use polars::prelude::*;
use std::sync::Arc;

/// So many rows are summed at a time: their sums stay in the processor's nearest memory.
const BLOCK: usize = 4_096;

/// By byte, for each of its bits all ones or none.
static MASKS: [[i32; 8]; 256] = masks();

const fn masks() -> [[i32; 8]; 256] {
    let mut masks = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            masks[byte][bit] = -((byte >> bit & 1) as i32);
            bit += 1;
        }
        byte += 1;
    }
    masks
}

/// The sum of the weights of the truths that hold, an Int32; what is missing does not hold. No sum of some of the weights leaves 32
/// bits.
pub(super) fn weigh(truths: Vec<Expr>, weights: Vec<i32>) -> Expr {
    let weights: Arc<[i32]> = weights.into();
    let mut truths = truths.into_iter();
    let first = truths.next().unwrap_or_else(|| super::scalar::constant(false));
    let others: Vec<Expr> = truths.collect();
    let mut expr = first.map_many(
        move |columns| {
            let name = columns[0].name().clone();
            let sums = sums(columns, &weights)?;
            Ok(Int32Chunked::from_vec(name, sums).into_column())
        },
        &others,
        |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Int32)),
    );
    if let Expr::AnonymousFunction { fmt_str, .. } = &mut expr {
        **fmt_str = PlSmallStr::from_static("weigh");
    }
    expr
}

fn sums(columns: &[Column], weights: &[i32]) -> PolarsResult<Vec<i32>> {
    let rows = columns.iter().map(Column::len).filter(|&n| n != 1).max().unwrap_or(1);
    let mut same_for_all = 0;
    let mut words: Vec<(Vec<u64>, i32)> = Vec::with_capacity(columns.len());
    for (column, &weight) in columns.iter().zip(weights) {
        let truths = column.as_materialized_series().bool()?.rechunk();
        if truths.len() == 1 && rows != 1 {
            same_for_all += if truths.get(0) == Some(true) { weight } else { 0 };
        } else {
            words.push((bits(&truths), weight));
        }
    }
    let mut sums = vec![same_for_all; rows];
    for (number, block) in sums.chunks_mut(BLOCK).enumerate() {
        for (words, weight) in &words {
            let own = words.iter().skip(number * BLOCK / 64);
            for (word, rows) in own.zip(block.chunks_mut(64)) {
                add(rows, *word, *weight);
            }
        }
    }
    Ok(sums)
}

fn add(rows: &mut [i32], word: u64, weight: i32) {
    if word == 0 {
        return;
    }
    for (byte, eight) in word.to_le_bytes().into_iter().zip(rows.chunks_mut(8)) {
        for (row, mask) in eight.iter_mut().zip(&MASKS[usize::from(byte)]) {
            *row += mask & weight;
        }
    }
}

/// The truths that hold, 64 rows to a word, from the lowest bit; bits beyond the rows are not set.
fn bits(truths: &BooleanChunked) -> Vec<u64> {
    let mut words = Vec::with_capacity(truths.len() / 64 + 2);
    for chunk in truths.downcast_iter() {
        let known = chunk.validity().map(|known| known & chunk.values());
        let mut full = known.as_ref().unwrap_or(chunk.values()).fast_iter_u64();
        words.extend(full.by_ref());
        let (rest, count) = full.remainder();
        words.extend(rest.into_iter().take(count.div_ceil(64)));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_true_rows_are_added() {
        let rows = 10_000;
        let truth = |step: usize| -> BooleanChunked {
            (0..rows).map(|i| if i % 7 == 3 { None } else { Some(i % step == 0) }).collect()
        };
        // A slice, so that bits do not begin at the start of a byte.
        let columns: Vec<Column> = [2, 3, 5]
            .into_iter()
            .map(|step| truth(step).into_series().slice(13, rows - 13).into_column())
            .chain([Column::new("one".into(), [true])])
            .collect();
        let found = sums(&columns, &[1, 10, -100, 1_000]).unwrap_or_default();
        let expected: Vec<i32> = (13..rows)
            .map(|i| {
                let of = |step: usize, weight: i32| if i % 7 != 3 && i % step == 0 { weight } else { 0 };
                1_000 + of(2, 1) + of(3, 10) + of(5, -100)
            })
            .collect();
        assert_eq!(found, expected);
    }
}
