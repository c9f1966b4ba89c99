//! How fresh, complete and right tables are.

use super::columnar::{TYPES, all_types, arrow, faulty, parquet};
use super::world::*;
use personac::cohort::{ColumnQuality, Quality};

/// `name rows missing unparsed not-allowed out-of-range` of the columns where anything is amiss.
fn amiss(quality: &Quality) -> Vec<String> {
    let line = |c: &ColumnQuality| {
        format!("{} {} {} {} {} {}", c.column, c.rows, c.missing, c.unparsed, c.not_allowed, c.out_of_range)
    };
    let wrong = |c: &&ColumnQuality| c.missing + c.unparsed + c.not_allowed + c.out_of_range > 0;
    quality.columns.iter().filter(wrong).map(line).collect()
}

/// `name: day, day after` of the columns of dates.
fn last_days(quality: &Quality) -> Vec<String> {
    let shown =
        |last: &Option<personac::cohort::LastSeen>| last.as_ref().map_or("-", |l| l.day.as_str()).to_owned();
    let dated = quality.columns.iter().filter(|c| c.last.is_some() || c.last_after.is_some());
    dated.map(|c| format!("{}: {}, {}", c.column, shown(&c.last), shown(&c.last_after))).collect()
}

const FAULTY: &str = "{ id: text, age: { type: int, range: [0, 120] }, tier: { type: enum, values: [A] }, money: { type: decimal, scale: 2 }, day: date }";

#[test]
fn what_is_missing_and_what_is_wrong_is_told_apart_in_every_format() {
    let csv = "id,age,tier,money,day\n\
        a,1,A,1.25,2026-01-01\nb,2,A,1,\nb,3,A,1,\n,4,A,1,\nc,500,A,1,\nd,6,X,1.125,\ne,7,,,31.12.2026\n";
    let files = [
        ("t.csv", csv.as_bytes().to_vec()),
        ("t.parquet", parquet(&mut faulty())),
        ("t.arrow", arrow(&mut faulty())),
    ];
    for (name, bytes) in files {
        let table = format!("  t: {{ source: {name}, key: id, on_error: quarantine, columns: {FAULTY} }}\n");
        let loaded = Project::new(&table).file(name, bytes).loaded();
        let quality = &loaded.reports[0].quality;
        assert_eq!(
            amiss(quality),
            ["id 7 1 0 0 0", "age 7 0 0 0 1", "tier 7 1 0 1 0", "money 7 1 1 0 0", "day 7 5 1 0 0"],
            "{name}"
        );
        assert_eq!(quality.columns.len(), 5);
        assert_eq!(last_days(quality), ["day: 2026-01-01, -"], "{name}");
    }
}

#[test]
fn cells_of_every_type_can_be_missing() {
    for (name, bytes) in [("t.parquet", parquet(&mut all_types())), ("t.arrow", arrow(&mut all_types()))] {
        let loaded = Project::table(name, TYPES).file(name, bytes).loaded();
        let quality = &loaded.reports[0].quality;
        let expected = [
            "int64 3 1 0 0 0",
            "double 3 2 0 0 0",
            "money 3 1 0 0 0",
            "text 3 2 0 0 0",
            "category 3 1 0 0 0",
            "day_text 3 1 0 0 0",
            "flag 3 1 0 0 0",
            "list 3 1 0 0 0",
            "joined 3 2 0 0 0",
        ];
        assert_eq!(amiss(quality), expected, "{name}");
        // Midnight in Shanghai is 16:00 of the day before in UTC.
        let days = last_days(quality);
        assert_eq!(days[2], "local: 1970-01-02, -");
        assert_eq!(days[3], "zoned: 1970-01-01, -");
    }
}

#[test]
fn rows_that_do_not_fit_have_no_cells() {
    let loaded = Project::new("  t: { source: t.csv, on_error: quarantine, columns: { n: int, m: int } }\n")
        .file("t.csv", "n,m\n1,\n1,2,3\n,4\nx,5\n")
        .loaded();
    assert_eq!(amiss(&loaded.reports[0].quality), ["n 3 1 1 0 0", "m 3 1 0 0 0"]);
}

/// D is 2026-10-31 in Shanghai: it ends at 16:00 UTC.
#[test]
fn the_newest_day_is_that_of_the_projects_zone() {
    let quality = |rows: &str| {
        Project::new("  t: { source: t.csv, time: at, fresh_within: 1 week, columns: { at: { type: datetime, timezone: UTC }, due: date } }\n")
            .file("t.csv", format!("at,due\n{rows}"))
            .loaded()
            .reports[0]
            .quality
            .clone()
    };
    let found = quality(
        "2026-10-23T16:00:00,2026-11-05\n2026-10-24T15:00:00,2026-11-05\n2026-10-31T16:00:00,2026-10-30\n,\n",
    );
    assert_eq!(
        (found.newest.as_deref(), found.newest_after.as_deref()),
        (Some("2026-10-24"), Some("2026-11-01"))
    );
    assert_eq!((found.age_days, found.fresh_within, found.fresh), (Some(7), Some(7), Some(true)));
    assert_eq!(last_days(&found), ["at: 2026-10-24, 2026-11-01", "due: 2026-10-30, 2026-11-05"]);
    let none = quality("2027-01-01,\n");
    assert_eq!((none.newest, none.age_days, none.fresh), (None, None, Some(false)));
}

#[test]
fn a_table_without_a_row_up_to_the_as_of_date_is_stale() {
    for rows in ["", "2027-01-01\n", "\"\"\n"] {
        let loaded =
            Project::new("  t: { source: t.csv, time: day, fresh_within: 7 days, columns: { day: date } }\n")
                .file("t.csv", format!("day\n{rows}"))
                .loaded();
        let told: Vec<_> = loaded.diagnostics.iter().map(told).collect();
        assert!(
            told.iter().any(|t| t.starts_with("W0601: `t`: no row is dated up to the as-of date")),
            "{told:?}"
        );
    }
}

/// Days beyond the calendar: a Parquet file may hold any number.
#[test]
fn days_beyond_the_calendar_are_told_all_the_same() {
    use polars::prelude::*;
    for day in [i32::MIN, i32::MAX, -100_000_000, 100_000_000] {
        let days = Int32Chunked::from_slice("day".into(), &[day]).into_date().into_column();
        let time = i64::from(day).saturating_mul(86_400_000_000);
        let times = Int64Chunked::from_slice("at".into(), &[time]);
        let times = times.into_datetime(TimeUnit::Microseconds, None).into_column();
        let mut frame = DataFrame::new_infer_height(vec![days, times]).unwrap();
        for time in ["day", "at"] {
            let table = format!(
                "  t: {{ source: t.parquet, time: {time}, fresh_within: 7 days, columns: {{ day: date, at: datetime }} }}\n"
            );
            let loaded = Project::new(&table).file("t.parquet", parquet(&mut frame)).loaded();
            assert_eq!(loaded.reports[0].quality.fresh, Some(false), "{day}");
        }
    }
}
