//! What lints ask of the data: in which letters texts stand there, and on which day a table begins.

use crate::catalog::{Catalog, ColumnType};
use crate::cohort::{DataAnswers, DataQuestions};
use crate::diagnostics::Diagnostic;
use polars::lazy::dsl::{Expr, col, len, lit};
use polars::prelude::*;

/// Answers what is asked, each table and column in one pass. `tables` are those of a load, by table of the catalog.
pub fn answer(
    questions: &DataQuestions,
    catalog: &Catalog,
    tables: &[LazyFrame],
) -> Result<DataAnswers, Diagnostic> {
    answers(questions, catalog, tables).map_err(super::run::failed)
}

fn answers(questions: &DataQuestions, catalog: &Catalog, tables: &[LazyFrame]) -> PolarsResult<DataAnswers> {
    let mut answers = DataAnswers::default();
    for ((table, column), texts) in &questions.spellings {
        let own = &catalog.tables[*table].columns[*column];
        let name = own.name.as_str();
        let mut frame = tables[*table].clone().select([Expr::Column(name.into())]);
        if own.ty == ColumnType::List {
            frame = frame.explode(
                by_name([name], true, false),
                ExplodeOptions { empty_as_null: true, keep_nulls: true },
            );
        }
        let texts = Series::new(PlSmallStr::EMPTY, texts.iter().map(String::as_str).collect::<Vec<_>>());
        let value = || Expr::Column(name.into());
        let found = frame
            .filter(value().str().to_lowercase().is_in(lit(texts).implode(false), false))
            .group_by([value()])
            .agg([len().alias("rows")])
            .collect()?;
        let found = found.sort([name], SortMultipleOptions::default())?;
        let rows = found.column("rows")?.cast(&DataType::UInt64)?;
        let texts = found.column(name)?.cast(&DataType::String)?;
        let pairs = texts.str()?.iter().zip(rows.u64()?.iter());
        let pairs = pairs.filter_map(|(text, rows)| Some((text?.to_owned(), rows?))).collect();
        answers.spellings.insert((*table, *column), pairs);
    }
    for &table in &questions.first_days {
        let Some(time) = catalog.tables[table].time else { continue };
        let own = &catalog.tables[table].columns[time];
        let oldest =
            tables[table].clone().select([col(own.name.as_str()).min().alias("oldest")]).collect()?;
        let oldest = oldest.column("oldest")?;
        let day = match own.ty {
            ColumnType::Date => {
                let days = oldest.cast(&DataType::Int32)?.i32()?.get(0);
                days.and_then(|d| {
                    chrono::NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(d.into()))
                })
            }
            _ => oldest.cast(&DataType::Int64)?.i64()?.get(0).and_then(|at| local_day(at, catalog.timezone)),
        };
        answers.first_days.extend(day.map(|day| (table, day)));
    }
    Ok(answers)
}

/// The calendar day of an instant in microseconds.
fn local_day(at: i64, zone: chrono_tz::Tz) -> Option<chrono::NaiveDate> {
    Some(chrono::DateTime::from_timestamp_micros(at)?.with_timezone(&zone).date_naive())
}
