//! The page about the data: how fresh, complete and right it is.

use super::site::{Place, Spot};
use super::{DataColumn, DataColumnPlain, DataPage, DataProblem, DataTable, Fact, Source};
use crate::catalog::{Column, ColumnType};
use crate::diagnostics::codes;
use crate::documents::charts::share_bar;
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::quality::{ColumnFigures, ProblemFigures, TableQuality};
use crate::documents::summary::Source as Read;

pub fn data(source: &Source) -> DataPage {
    let t = source.t();
    let tables = source.summary.sources.iter().filter_map(|(name, read)| {
        let quality = source.summary.quality.get(name)?;
        Some(table(source, name, read, quality))
    });
    DataPage { frame: source.frame(t.data.to_owned(), None, Spot::At(Place::Data)), tables: tables.collect() }
}

fn table(source: &Source, name: &str, read: &Read, quality: &TableQuality) -> DataTable {
    let catalog = source.catalog.table(name).map(|i| &source.catalog.tables[i]);
    let column = |figures: &ColumnFigures| {
        let of_catalog = catalog.and_then(|t| t.columns.iter().find(|c| c.name == figures.column));
        self::column(source, figures, of_catalog)
    };
    let ignored: Vec<String> =
        read.ignored_columns.iter().map(|name| line(name)).filter(|name| !name.is_empty()).collect();
    DataTable {
        heading: line(name),
        facts: facts(source, name, read, quality),
        columns: quality.columns.iter().map(column).collect(),
        problems: quality.problems.iter().map(|p| problem(source, p)).collect(),
        note: match quality.rounded_to {
            Some(least) => source.t().rounded.replace("{}", &least.to_string()),
            None => String::new(),
        },
        ignored: ignored.join(", "),
    }
}

fn facts(source: &Source, name: &str, read: &Read, quality: &TableQuality) -> Vec<Fact> {
    let t = source.t();
    let mut facts: Vec<Fact> = read
        .files
        .iter()
        .take(MOST_FILES)
        .map(|file| {
            let hash: String = file.sha256.chars().take(12).collect();
            let bytes = t.bytes.replace("{}", &format::count(file.bytes));
            Fact::new(t.file, format!("{} · {bytes} · {hash}", line(&file.path)))
        })
        .collect();
    let more = read.files.len().saturating_sub(MOST_FILES);
    facts.extend((more > 0).then(|| Fact::new(t.file, format!("+{more}"))));
    let rows = source.rows_of(name).join(" · ");
    facts.extend((!rows.is_empty()).then(|| Fact::new(t.data_rows, rows)));
    if quality.newest.is_none() && quality.fresh_within.is_none() {
        return facts;
    }
    let mut newest = Fact::new(t.newest, "–");
    if let (Some(day), Some(age)) = (&quality.newest, quality.age_days) {
        let ago = t.days_before.replace("{}", &format::count(age.into()));
        newest.value = format!("{} · {ago}", self::day(source, day));
    }
    let within = |text: &str| text.replace("{}", &format::count(quality.fresh_within.unwrap_or(0).into()));
    match quality.fresh {
        Some(true) => newest.value = format!("{} · {}", newest.value, within(t.fresh)),
        Some(false) => newest.flag = within(t.stale),
        None => {}
    }
    facts.push(newest);
    facts
}

/// How many files are named; of the others the number.
const MOST_FILES: usize = 5;

fn column(source: &Source, figures: &ColumnFigures, column: Option<&Column>) -> DataColumn {
    let count = |n: Option<u64>| n.map_or_else(|| source.hidden(), format::count);
    // Where nothing can be wrong, nothing was counted.
    let if_any = |can: bool, n: Option<u64>| if can { count(n) } else { "–".to_owned() };
    let ty = column.map(|c| &c.ty);
    let parsed = !matches!(ty, Some(ColumnType::Text | ColumnType::Enum { .. } | ColumnType::List));
    let day = |day: &Option<String>| day.as_deref().map(|d| self::day(source, d)).unwrap_or_default();
    let if_can = |can: bool, n: Option<u64>| n.filter(|_| can);
    let (is_enum, ranged) =
        (matches!(ty, Some(ColumnType::Enum { .. })), column.is_some_and(|c| c.range.is_some()));
    let known = figures.missing_share.map(|share| 1.0 - share);
    let mut last = day(&figures.last);
    if figures.last_after.is_some() {
        let later = source.t().and_later.replace("{}", &day(&figures.last_after));
        last = if last.is_empty() { later } else { format!("{last} ({later})") };
    }
    DataColumn {
        plain: DataColumnPlain {
            missing: figures.missing,
            unparsed: if_can(parsed, figures.unparsed),
            not_allowed: if_can(is_enum, figures.not_allowed),
            out_of_range: if_can(ranged, figures.out_of_range),
            last: figures.last.as_deref().or(figures.last_after.as_deref()).map(line).unwrap_or_default(),
        },
        name: line(&figures.column),
        label: column.and_then(|c| c.label.as_ref()).map(|l| source.say(l)).unwrap_or_default(),
        bar: known.map(share_bar).unwrap_or_default(),
        length: known,
        known: known.map_or_else(|| "–".to_owned(), format::share),
        missing: count(figures.missing),
        unparsed: if_any(parsed, figures.unparsed),
        not_allowed: if_any(is_enum, figures.not_allowed),
        out_of_range: if_any(ranged, figures.out_of_range),
        last,
    }
}

fn day(source: &Source, iso: &str) -> String {
    match iso.parse() {
        Ok(date) => format::date(date, source.lang),
        Err(_) => line(iso),
    }
}

fn problem(source: &Source, figures: &ProblemFigures) -> DataProblem {
    let t = source.t();
    let what = [
        (&codes::RAGGED_ROW, t.rows_ragged),
        (&codes::BAD_CELL, t.cells_unparsed),
        (&codes::VALUE_NOT_ALLOWED, t.cells_not_allowed),
        (&codes::VALUE_OUT_OF_RANGE, t.cells_out_of_range),
        (&codes::NO_KEY, t.rows_no_key),
        (&codes::KEY_TWICE, t.rows_key_twice),
        (&codes::ORPHAN_ROW, t.rows_orphan),
        (&codes::OWNER_SET_ASIDE, t.rows_owner_aside),
    ];
    let what = what.iter().find(|(code, _)| code.id == figures.code).map_or("", |(_, text)| text);
    DataProblem {
        rows: figures.rows.map_or_else(|| source.hidden(), format::count),
        what,
        column: figures.column.as_deref().map(line).unwrap_or_default(),
        examples: figures.examples.clone(),
        code: figures.code.clone(),
    }
}
