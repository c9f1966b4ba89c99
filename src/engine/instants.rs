//! Calendar days of a time zone as instants. Instants are microseconds since 1970-01-01T00:00Z, days are counted from
//! 1970-01-01.

use crate::ir::Day;
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use std::collections::HashMap;

const DAY_SECONDS: i64 = 86_400;
/// No zone was ever further from UTC than this.
const FURTHEST: i64 = 16 * 3_600;
/// Clocks are not moved twice within this time.
const STEP: i64 = 900;

/// The instant at which a day begins: every instant from it on lies on that day or a later one, every instant before it on an
/// earlier one. `None` where there is no such instant: clocks were once turned back from just after midnight to the day before.
pub(super) fn day_start(tz: Tz, day: Day) -> Option<i64> {
    let midnight = i64::from(day) * DAY_SECONDS;
    let mut start = None;
    for piece in pieces(tz, midnight - FURTHEST, midnight + FURTHEST)? {
        let from = midnight - piece.offset;
        match start {
            None if from < piece.end => start = Some(from.max(piece.start)),
            Some(_) if from > piece.start => return None,
            _ => {}
        }
    }
    start.map(|s| s * 1_000_000)
}

/// A stretch of time with one offset. Seconds.
struct Piece {
    start: i64,
    end: i64,
    offset: i64,
}

fn pieces(tz: Tz, from: i64, to: i64) -> Option<Vec<Piece>> {
    let mut pieces = vec![Piece { start: from, end: to, offset: offset(tz, from)? }];
    let mut at = from;
    while at < to {
        let next = (at + STEP).min(to);
        let (before, after) = (offset(tz, at)?, offset(tz, next)?);
        if before != after {
            let (mut low, mut high) = (at, next);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if offset(tz, middle)? == before { low = middle } else { high = middle }
            }
            if let Some(last) = pieces.last_mut() {
                last.end = high;
            }
            pieces.push(Piece { start: high, end: to, offset: after });
        }
        at = next;
    }
    Some(pieces)
}

/// Seconds east of UTC; `None` for years that no calendar here reaches.
fn offset(tz: Tz, second: i64) -> Option<i64> {
    let utc = DateTime::from_timestamp(second, 0)?.naive_utc();
    Some(i64::from(tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()))
}

/// Days of instants, many at a time: remembers the offset of each UTC day that has only one.
pub(super) struct Days {
    tz: Tz,
    offsets: HashMap<i64, Option<i64>>,
    last: (i64, Option<i64>),
}

impl Days {
    pub(super) fn new(tz: Tz) -> Self {
        Days { tz, offsets: HashMap::new(), last: (i64::MIN, None) }
    }

    /// The calendar day of an instant; `None` for years that no calendar here reaches.
    pub(super) fn of(&mut self, instant: i64) -> Option<Day> {
        let second = instant.div_euclid(1_000_000);
        let utc_day = second.div_euclid(DAY_SECONDS);
        let offset = match self.steady_offset(utc_day) {
            Some(offset) => offset,
            None => offset(self.tz, second)?,
        };
        i32::try_from((second + offset).div_euclid(DAY_SECONDS)).ok()
    }

    /// The offset of a whole UTC day, if clocks were not moved on it.
    fn steady_offset(&mut self, utc_day: i64) -> Option<i64> {
        if self.last.0 == utc_day {
            return self.last.1;
        }
        let tz = self.tz;
        let found = *self.offsets.entry(utc_day).or_insert_with(|| {
            let start = utc_day.checked_mul(DAY_SECONDS)?;
            let all = pieces(tz, start, start + DAY_SECONDS)?;
            match all.as_slice() {
                [only] => Some(only.offset),
                _ => None,
            }
        });
        self.last = (utc_day, found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn day(y: i32, m: u32, d: u32) -> Day {
        use chrono::Datelike;
        NaiveDate::from_ymd_opt(y, m, d).map_or(0, |d| d.num_days_from_ce() - 719_163)
    }

    fn instant(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).map_or(0, |t| t.timestamp_micros())
    }

    #[test]
    fn days_begin_at_local_midnight() {
        assert_eq!(day_start(Tz::UTC, 1), Some(86_400_000_000));
        assert_eq!(day_start(Tz::Asia__Shanghai, day(2026, 10, 31)), Some(instant("2026-10-30T16:00:00Z")));
        // Clocks go forward at midnight: the day begins at one o'clock.
        assert_eq!(
            day_start(Tz::America__Sao_Paulo, day(2018, 11, 4)),
            Some(instant("2018-11-04T03:00:00Z"))
        );
        // A day that was left out begins where the next one does.
        assert_eq!(
            day_start(Tz::Pacific__Apia, day(2011, 12, 30)),
            day_start(Tz::Pacific__Apia, day(2011, 12, 31))
        );
        // At 00:01 clocks went back to 23:01 of the day before.
        assert_eq!(day_start(Tz::America__St_Johns, day(2010, 11, 7)), None);
    }

    #[test]
    fn days_agree_with_the_calendar() {
        for tz in [Tz::UTC, Tz::Europe__Berlin, Tz::America__St_Johns, Tz::Pacific__Apia, Tz::Asia__Kathmandu]
        {
            let mut days = Days::new(tz);
            let mut t = instant("2009-01-01T00:00:00Z");
            while t < instant("2012-03-01T00:00:00Z") {
                let local =
                    tz.from_utc_datetime(&DateTime::from_timestamp_micros(t).unwrap_or_default().naive_utc());
                use chrono::Datelike;
                let expected = local.date_naive().num_days_from_ce() - 719_163;
                assert_eq!(days.of(t), Some(expected), "{tz} {t}");
                if let Some(start) = day_start(tz, expected) {
                    assert!(t >= start);
                }
                if let Some(next) = day_start(tz, expected + 1) {
                    assert!(t < next);
                }
                t += 1_799_999_999;
            }
        }
    }
}
