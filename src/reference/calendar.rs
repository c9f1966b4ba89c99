//! Days, months and years.

use crate::ir::{DatePart, Day};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone};

pub(super) fn date(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(day)
}

pub(super) fn day(date: NaiveDate) -> Day {
    date.to_epoch_days()
}

/// The calendar day of an instant (microseconds since 1970-01-01T00:00Z) in a time zone.
pub(super) fn day_in_zone(instant: i64, zone: chrono_tz::Tz) -> Option<Day> {
    let utc = DateTime::from_timestamp_micros(instant)?.naive_utc();
    Some(day(zone.from_utc_datetime(&utc).date_naive()))
}

/// Later (or earlier) by months, clamped to the month's end, and then by days.
pub(super) fn shift(start: Day, months: i32, days: i32) -> Option<Day> {
    let start = date(start)?;
    let by_months = Months::new(months.unsigned_abs());
    let by_days = Days::new(days.unsigned_abs().into());
    let moved =
        if months < 0 { start.checked_sub_months(by_months) } else { start.checked_add_months(by_months) };
    let moved = moved?;
    let moved = if days < 0 { moved.checked_sub_days(by_days) } else { moved.checked_add_days(by_days) };
    moved.map(day)
}

/// Completed years at `today`; `None` for someone born later. A birthday on 29 February is reached on 1 March of a common year,
/// since 28 February still comes before it.
pub(super) fn age(birth: Day, today: Day) -> Option<i64> {
    if birth > today {
        return None;
    }
    let (birth, today) = (date(birth)?, date(today)?);
    let birthday_reached = (today.month(), today.day()) >= (birth.month(), birth.day());
    let years = i64::from(today.year()) - i64::from(birth.year());
    Some(if birthday_reached { years } else { years - 1 })
}

pub(super) fn part(day: Day, part: DatePart) -> Option<i64> {
    let date = date(day)?;
    Some(match part {
        DatePart::Year => date.year().into(),
        DatePart::Month => date.month().into(),
        DatePart::Day => date.day().into(),
        DatePart::Weekday => date.weekday().number_from_monday().into(),
    })
}
