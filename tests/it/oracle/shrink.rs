//! Makes a failing case small enough to be read.

use super::judge::{self, Engine};
use personac::ir::Plan;
use personac::reference::{Data, TableData};

/// As few rows as the difference needs: halves are left out, then quarters, then single rows.
pub fn rows(plan: &Plan, data: &Data, engine: Engine) -> Data {
    let mut data = data.clone();
    for table in 0..data.tables.len() {
        let mut size = data.tables[table].len().div_ceil(2);
        while size > 0 {
            let mut start = 0;
            while start < data.tables[table].len() {
                let smaller = without(&data, table, start..start + size);
                if judge::compare(plan, &smaller, engine).is_some() {
                    data = smaller;
                } else {
                    start += size;
                }
            }
            size /= 2;
        }
    }
    data
}

fn without(data: &Data, table: usize, range: std::ops::Range<usize>) -> Data {
    let mut smaller = data.clone();
    let keep = |column: &Vec<_>| -> Vec<_> {
        column
            .iter()
            .enumerate()
            .filter(|(row, _)| !range.contains(row))
            .map(|(_, value)| Clone::clone(value))
            .collect()
    };
    smaller.tables[table] = TableData { columns: data.tables[table].columns.iter().map(keep).collect() };
    smaller
}
