//! `last 12 months` → the days it means.

use super::day;
use crate::ir::DayRange;
use crate::model::Window;
use crate::syntax::ast::{Duration, Unit};
use chrono::{Datelike, Days, Months, NaiveDate};

/// The calendar days of a window as of D. All windows end at D at the latest.
pub fn days(window: Window, as_of: NaiveDate) -> DayRange {
    let (from, to) = match window {
        Window::Last(duration) => (Some(day_after_minus(as_of, duration)), as_of),
        Window::This(unit) => (Some(start_of(unit, as_of)), as_of),
        Window::Previous(unit) => {
            let this = start_of(unit, as_of);
            let end = this.pred_opt().unwrap_or(this);
            (Some(start_of(unit, end)), end)
        }
        Window::Since(date) => (Some(date), as_of),
        Window::Before(date) => (None, date.pred_opt().unwrap_or(date).min(as_of)),
        Window::FromTo(from, to) => (Some(from), to.min(as_of)),
    };
    DayRange { from: from.map(day), to: day(to) }
}

/// The day after D minus the duration; months are clamped to the month's end before the day is added.
fn day_after_minus(as_of: NaiveDate, duration: Duration) -> NaiveDate {
    let n = u32::try_from(duration.n).unwrap_or(0);
    let start = match duration.unit {
        Unit::Days => as_of.checked_sub_days(Days::new(n.into())),
        Unit::Weeks => as_of.checked_sub_days(Days::new(u64::from(n) * 7)),
        Unit::Months => as_of.checked_sub_months(Months::new(n)),
        Unit::Quarters => as_of.checked_sub_months(Months::new(n.saturating_mul(3))),
        Unit::Years => as_of.checked_sub_months(Months::new(n.saturating_mul(12))),
    };
    start.and_then(|d| d.succ_opt()).unwrap_or(NaiveDate::MIN)
}

/// The first day of the calendar unit that a date lies in; weeks begin on Monday.
fn start_of(unit: Unit, date: NaiveDate) -> NaiveDate {
    let first = |month| NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date);
    match unit {
        Unit::Days => date,
        Unit::Weeks => date - Days::new(date.weekday().num_days_from_monday().into()),
        Unit::Months => first(date.month()),
        Unit::Quarters => first((date.month0() / 3) * 3 + 1),
        Unit::Years => first(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shown(window: Window, as_of: &str) -> String {
        let range = days(window, date(as_of));
        let text = |d: i32| {
            (NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + chrono::TimeDelta::days(d.into())).to_string()
        };
        format!("{}..{}", range.from.map(text).unwrap_or_default(), text(range.to))
    }

    #[test]
    fn last_counts_calendar_days_and_clamps_months() {
        let last = |n, unit| Window::Last(Duration { n, unit });
        assert_eq!(shown(last(7, Unit::Days), "2026-10-31"), "2026-10-25..2026-10-31");
        assert_eq!(shown(last(1, Unit::Days), "2026-10-31"), "2026-10-31..2026-10-31");
        // 31 October minus eight months is 28 February (clamped); the window starts the day after.
        assert_eq!(shown(last(8, Unit::Months), "2026-10-31"), "2026-03-01..2026-10-31");
        assert_eq!(shown(last(12, Unit::Months), "2024-02-29"), "2023-03-01..2024-02-29");
        assert_eq!(shown(last(1, Unit::Quarters), "2026-05-31"), "2026-03-01..2026-05-31");
    }

    #[test]
    fn calendar_units_end_at_d_or_before() {
        assert_eq!(shown(Window::This(Unit::Quarters), "2026-11-15"), "2026-10-01..2026-11-15");
        assert_eq!(shown(Window::Previous(Unit::Months), "2026-03-15"), "2026-02-01..2026-02-28");
        assert_eq!(shown(Window::Previous(Unit::Quarters), "2026-01-15"), "2025-10-01..2025-12-31");
        assert_eq!(shown(Window::Previous(Unit::Years), "2026-01-15"), "2025-01-01..2025-12-31");
        assert_eq!(shown(Window::Before(date("2026-01-01")), "2026-03-15"), "..2025-12-31");
        assert_eq!(shown(Window::Before(date("2027-01-01")), "2026-03-15"), "..2026-03-15");
        assert_eq!(
            shown(Window::FromTo(date("2026-01-01"), date("2026-12-31")), "2026-03-15"),
            "2026-01-01..2026-03-15"
        );
    }
}
