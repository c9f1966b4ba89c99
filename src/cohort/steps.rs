//! The dates that a history goes through.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// How far apart two dates of a history are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Step {
    /// As it is written: `month`.
    pub fn word(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
            Step::Quarter => "quarter",
            Step::Year => "year",
        }
    }

    /// The date that many steps after the first one. Months, quarters and years are counted from the first date, so that a
    /// short month between does not move the later ones: 31 January, 28 February, 31 March. `None` where the calendar ends.
    pub fn after(self, first: NaiveDate, steps: u32) -> Option<NaiveDate> {
        let months = |each: u32| first.checked_add_months(Months::new(steps.checked_mul(each)?));
        match self {
            Step::Day => first.checked_add_days(Days::new(u64::from(steps))),
            Step::Week => first.checked_add_days(Days::new(u64::from(steps) * 7)),
            Step::Month => months(1),
            Step::Quarter => months(3),
            Step::Year => months(12),
        }
    }

    /// All dates from the first, step by step, to the last, which stands at the end however far it is from the one before. At
    /// most `most` + 1 of them: more are not worked out. Empty where the first lies after the last.
    pub fn dates(self, first: NaiveDate, last: NaiveDate, most: usize) -> Vec<NaiveDate> {
        if first > last {
            return Vec::new();
        }
        let regular = (0..).map_while(|n| self.after(first, n)).take_while(|date| *date < last).take(most);
        let mut dates: Vec<NaiveDate> = regular.collect();
        dates.push(last);
        dates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(step: Step, first: &str, last: &str) -> String {
        let date = |text: &str| text.parse().unwrap();
        let dates = step.dates(date(first), date(last), 1_000);
        dates.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn months_end_where_months_end() {
        assert_eq!(
            shown(Step::Month, "2026-01-31", "2026-04-30"),
            "2026-01-31 2026-02-28 2026-03-31 2026-04-30"
        );
        assert_eq!(shown(Step::Month, "2024-01-30", "2024-03-30"), "2024-01-30 2024-02-29 2024-03-30");
        assert_eq!(
            shown(Step::Quarter, "2025-11-30", "2026-05-31"),
            "2025-11-30 2026-02-28 2026-05-30 2026-05-31"
        );
        assert_eq!(
            shown(Step::Year, "2024-02-29", "2026-03-01"),
            "2024-02-29 2025-02-28 2026-02-28 2026-03-01"
        );
    }

    #[test]
    fn the_last_date_is_the_one_asked_for() {
        assert_eq!(
            shown(Step::Week, "2026-10-01", "2026-10-17"),
            "2026-10-01 2026-10-08 2026-10-15 2026-10-17"
        );
        assert_eq!(shown(Step::Day, "2026-10-30", "2026-10-31"), "2026-10-30 2026-10-31");
        assert_eq!(shown(Step::Day, "2026-10-31", "2026-10-31"), "2026-10-31");
        assert_eq!(shown(Step::Day, "2026-11-01", "2026-10-31"), "");
    }

    #[test]
    fn no_more_dates_are_made_than_anybody_may_ask_for() {
        let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
        assert_eq!(Step::Day.dates(first, last, 1_000).len(), 1_001);
        assert!(Step::Year.dates(last, last, 10).len() == 1);
    }
}
