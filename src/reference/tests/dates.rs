use super::*;
use Type::{Date, Int, Number};

/// Values of an operation over dates, as of some day.
fn as_of(today: &str, values: &[&str], result: Type, op: impl Fn(NodeId) -> Op) -> Vec<Value> {
    let mut sheet = Sheet::new(today, chrono_tz::UTC);
    let table = sheet.table(vec![("d", Date, dates(values))]);
    let column = sheet.column(table, 0);
    let node = sheet.node(table, result, op(column));
    sheet.of(node)
}

/// Semantics 4: `days_since(x)` is D − date(x).
#[test]
fn days_since() {
    let days =
        as_of("2026-10-31", &["2026-10-31", "2026-10-01", "2024-10-31", "2026-11-02"], Int, Op::DaysSince);
    // 2024-10-31 to 2026-10-31 holds no 29 February.
    assert_eq!(days, ints(&[0, 30, 730, -2]));
}

/// Semantics 4: `age(birth)` is completed years at D.
#[test]
fn age_counts_completed_years() {
    let births = ["1990-10-31", "1990-11-01", "2026-10-31", "2026-11-01"];
    assert_eq!(as_of("2026-10-31", &births, Int, Op::Age), [int(36), int(35), int(0), M]);
    // Born on 29 February: the year is completed on 1 March of a common year.
    assert_eq!(as_of("2027-02-28", &["2000-02-29"], Int, Op::Age), [int(26)]);
    assert_eq!(as_of("2027-03-01", &["2000-02-29"], Int, Op::Age), [int(27)]);
    assert_eq!(as_of("2028-02-29", &["2000-02-29"], Int, Op::Age), [int(28)]);
}

#[test]
fn parts_of_a_date() {
    let part = |part| {
        as_of("2026-10-31", &["2024-02-29"], Int, move |value| Op::DatePart { part, value })[0].clone()
    };
    assert_eq!(part(DatePart::Year), int(2024));
    assert_eq!(part(DatePart::Month), int(2));
    assert_eq!(part(DatePart::Day), int(29));
    // 29 February 2024 was a Thursday.
    assert_eq!(part(DatePart::Weekday), int(4));
}

#[test]
fn shifting_adds_months_first_and_clamps_them() {
    let shift = |months, days, from: &str| {
        as_of("2026-10-31", &[from], Date, move |value| Op::Shift { value, months, days })[0].clone()
    };
    assert_eq!(shift(1, 0, "2026-01-31"), date("2026-02-28"));
    assert_eq!(shift(1, 0, "2024-01-31"), date("2024-02-29"));
    // First to 28 February, then a day.
    assert_eq!(shift(1, 1, "2026-01-31"), date("2026-03-01"));
    assert_eq!(shift(-12, 0, "2024-02-29"), date("2023-02-28"));
    assert_eq!(shift(0, -60, "2024-03-01"), date("2024-01-01"));
    assert_eq!(shift(i32::MAX, 0, "2024-03-01"), M);
}

#[test]
fn days_between_may_be_negative() {
    let rows = [
        (date("2026-01-01"), date("2026-03-01")),
        (date("2026-03-01"), date("2026-01-01")),
        (M, date("2026-01-01")),
    ];
    let days = over_two([Date, Date], &rows, Int, |left, right| Op::DaysBetween { left, right });
    assert_eq!(days, [int(59), int(-59), M]);
}

/// Fine print: a datetime's calendar day is that of the project's zone.
#[test]
fn a_datetime_has_its_day_in_the_zone() {
    let day_in = |zone, utc: &str| {
        let mut sheet = Sheet::new("2026-10-31", zone);
        let table = sheet.table(vec![("t", Type::Datetime, vec![instant(utc)])]);
        let column = sheet.column(table, 0);
        let node = sheet.node(table, Date, Op::DateOf(column));
        sheet.of(node)[0].clone()
    };
    // Shanghai is eight hours ahead, all year.
    assert_eq!(day_in(chrono_tz::Asia::Shanghai, "2026-10-30T15:59:59"), date("2026-10-30"));
    assert_eq!(day_in(chrono_tz::Asia::Shanghai, "2026-10-30T16:00:00"), date("2026-10-31"));
    // Berlin's clocks went back on 25 October 2026: midnight is 22:00 UTC before that day and 23:00 UTC after it.
    assert_eq!(day_in(chrono_tz::Europe::Berlin, "2026-10-24T21:59:59"), date("2026-10-24"));
    assert_eq!(day_in(chrono_tz::Europe::Berlin, "2026-10-24T22:00:00"), date("2026-10-25"));
    assert_eq!(day_in(chrono_tz::Europe::Berlin, "2026-10-25T22:59:59"), date("2026-10-25"));
    assert_eq!(day_in(chrono_tz::Europe::Berlin, "2026-10-25T23:00:00"), date("2026-10-26"));
    // And forward on 29 March 2026, a day of 23 hours.
    assert_eq!(day_in(chrono_tz::Europe::Berlin, "2026-03-28T23:00:00"), date("2026-03-29"));
    assert_eq!(day_in(chrono_tz::Europe::Berlin, "2026-03-29T22:00:00"), date("2026-03-30"));
}

/// Fine print: `ramp(x, a, b)` = (x − a)/(b − a), cut to 0..1; a > b falls.
#[test]
fn ramps() {
    let ramp = |from, to, x: f64| {
        over(Number, vec![num(x)], Number, move |value| Op::Ramp { value, from: Real(from), to: Real(to) })[0]
            .clone()
    };
    assert_eq!(ramp(0.0, 10.0, 2.5), num(0.25));
    assert_eq!(ramp(0.0, 10.0, -3.0), num(0.0));
    assert_eq!(ramp(0.0, 10.0, 11.0), num(1.0));
    // Recency: a year ago earns nothing, today everything.
    assert_eq!(ramp(365.0, 0.0, 73.0), num(0.8));
    assert_eq!(ramp(365.0, 0.0, 400.0), num(0.0));
    assert_eq!(
        over(Number, vec![M], Number, |value| Op::Ramp { value, from: Real(0.0), to: Real(1.0) }),
        [M]
    );
}

/// Fine print: `decay(d, h)` = 0.5^(days_since(d)/h), 1 where d is D or later.
#[test]
fn decay_halves_with_every_half_life() {
    let decay = |half_life| {
        let days = ["2026-10-31", "2026-12-31", "2026-10-01", "2026-09-01", "2026-10-30"];
        as_of("2026-10-31", &days, Number, move |value| Op::Decay { value, half_life: Real(half_life) })
    };
    assert_eq!(decay(30.0), [num(1.0), num(1.0), num(0.5), num(0.25), num(0.5_f64.powf(1.0 / 30.0))]);
}

/// Semantics 4: rows dated after D do not exist; a row without a time does.
#[test]
fn rows_after_the_as_of_date_do_not_exist() {
    let zone = chrono_tz::Asia::Shanghai;
    let mut sheet = Sheet::new("2026-10-31", zone);
    let times = vec![
        instant("2026-10-31T15:59:59"),
        instant("2026-10-31T16:00:00"),
        M,
        instant("2020-01-01T00:00:00"),
    ];
    let table = sheet.table(vec![("id", Int, ints(&[1, 2, 3, 4])), ("at", Type::Datetime, times)]);
    sheet.table_mut(table).time = Some(ColumnId(1));
    let id = sheet.column(table, 0);
    sheet.finish();
    // 16:00 UTC is midnight in Shanghai: the first of November.
    assert_eq!(sheet.values().rows(table), [0, 2, 3]);
    assert_eq!(sheet.values().of(id), [int(1), int(3), int(4)]);
}

/// Fine print: a date column with `as_of: true` reads as missing where its value lies after D.
#[test]
fn a_date_that_nobody_can_know_yet_is_missing() {
    let mut sheet = Sheet::on_halloween();
    let table = sheet.table(vec![
        ("end", Date, vec![date("2026-10-31"), date("2026-11-01"), M]),
        ("planned", Date, vec![date("2026-10-31"), date("2026-11-01"), M]),
    ]);
    sheet.table_mut(table).columns[0].as_of = true;
    let (end, planned) = (sheet.column(table, 0), sheet.column(table, 1));
    sheet.finish();
    assert_eq!(sheet.values().of(end), [date("2026-10-31"), M, M]);
    assert_eq!(sheet.values().of(planned), [date("2026-10-31"), date("2026-11-01"), M]);
}

/// Semantics 4: `last 8 months` on 31 October starts the day after 28 February.
#[test]
fn a_window_at_the_end_of_a_month() {
    use crate::syntax::ast::{Duration, Unit, Window};
    let window = crate::lower::days(Window::Last(Duration { n: 8, unit: Unit::Months }), naive("2026-10-31"));
    let mut sheet = Sheet::on_halloween();
    let people = sheet.table(vec![("id", Int, ints(&[1]))]);
    let days = vec![date("2026-02-28"), date("2026-03-01"), date("2026-10-31"), date("2026-11-01"), M];
    let orders = sheet.table(vec![
        ("id", Int, ints(&[1, 2, 3, 4, 5])),
        ("of", Int, ints(&[1; 5])),
        ("at", Date, days),
    ]);
    sheet.table_mut(orders).time = Some(ColumnId(2));
    let relation = sheet.relate(orders, 1, people);
    let mut count = |window| {
        let function = AggregateFunction::Count;
        let op = Op::Aggregate(Aggregate { relation, function, value: None, window, filter: None });
        sheet.node(people, Int, op)
    };
    let (inside, all) = (count(Some(window)), count(None));
    sheet.finish();
    // 1 March and 31 October; not the row of November, nor the one without a time.
    assert_eq!(sheet.values().of(inside), [int(2)]);
    // Without a window the row without a time counts; November does not exist.
    assert_eq!(sheet.values().of(all), [int(4)]);
}
