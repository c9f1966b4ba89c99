//! The dates of a history, from the command line.

use crate::cohort::Step;
use crate::diagnostics::{Diagnostic, codes};
use chrono::NaiveDate;

/// More dates are hardly meant, and take their time.
const MOST: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum StepArg {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl From<StepArg> for Step {
    fn from(step: StepArg) -> Step {
        match step {
            StepArg::Day => Step::Day,
            StepArg::Week => Step::Week,
            StepArg::Month => Step::Month,
            StepArg::Quarter => Step::Quarter,
            StepArg::Year => Step::Year,
        }
    }
}

/// The dates, first to last.
#[derive(Debug, Clone, PartialEq)]
pub struct Dates {
    pub step: Step,
    pub all: Vec<NaiveDate>,
    /// The last date stands less than a step after the one before.
    pub cut_short: bool,
}

impl Dates {
    /// From `since` to `until`, else to the run's as-of date. `option` is how `since` was given.
    pub fn new(
        (option, since): (&str, &str),
        until: Option<&str>,
        step: Step,
        as_of: NaiveDate,
    ) -> Result<Dates, Box<Diagnostic>> {
        let first = parse(option, since)?;
        let last = until.map(|text| parse("--until", text)).transpose()?.unwrap_or(as_of);
        if last > as_of {
            let message = format!("`--until {last}` lies after the as-of date, {as_of}");
            return Err(wrong(
                message,
                "rows dated after the as-of date do not exist: give a later `--as-of`, if the data is there",
            ));
        }
        if first > last {
            let message = format!("`{option} {first}` lies after the last date, {last}");
            return Err(wrong(message, &format!("the history ends on {last}: give a date before it")));
        }
        let all = step.dates(first, last, MOST);
        if all.len() > MOST {
            let message = format!("from {first} to {last} there are more than {MOST} {}s", step.word());
            return Err(wrong(message, "take a wider `--step` or a later first date"));
        }
        if all.len() < 2 {
            let message = format!("`{option} {first}` is the last date itself, so there is no step between");
            return Err(wrong(message, "give an earlier first date: a history has at least two dates"));
        }
        let cut_short = step.after(first, all.len() as u32 - 1) != Some(last);
        Ok(Dates { step, all, cut_short })
    }

    /// The next whole steps after the last one.
    pub fn next(&self, ahead: u32) -> Vec<NaiveDate> {
        let whole = self.all.len() as u32 - 1 - u32::from(self.cut_short);
        (1..=ahead).map_while(|n| self.step.after(self.all[0], whole + n)).collect()
    }
}

fn parse(option: &str, text: &str) -> Result<NaiveDate, Box<Diagnostic>> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10).ok_or_else(|| {
        wrong(
            format!("`{option} {text}` is not a date"),
            &format!("write year, month and day, and a day that exists: `{option} 2026-01-31`"),
        )
    })
}

fn wrong(message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(since: &str, until: Option<&str>, step: Step) -> Result<Dates, String> {
        let as_of = "2026-10-31".parse().unwrap();
        Dates::new(("--since", since), until, step, as_of).map_err(|d| d.message)
    }

    #[test]
    fn a_history_has_some_dates_and_not_too_many() {
        assert_eq!(dates("2025-10-31", None, Step::Month).unwrap().all.len(), 13);
        for (since, until, step) in [
            ("2026-11-01", None, Step::Month),
            ("2026-10-31", None, Step::Day),
            ("2020-01-01", None, Step::Day),
            ("2026-02-30", None, Step::Day),
            ("2026-1-1", None, Step::Day),
            ("2026-01-01", Some("2026-11-01"), Step::Day),
            ("2026-01-01", Some("2025-11-01"), Step::Day),
        ] {
            assert!(dates(since, until, step).is_err(), "{since} {until:?}");
        }
        // 2024-02-05 to 2026-10-31 are 1,000 days.
        assert_eq!(dates("2024-02-05", None, Step::Day).unwrap().all.len(), 1_000);
        assert!(dates("2024-02-04", None, Step::Day).is_err());
    }

    #[test]
    fn projections_go_on_in_whole_steps() {
        let whole = dates("2026-01-31", None, Step::Month).unwrap();
        assert!(!whole.cut_short);
        let next = |d: &Dates| d.next(3).iter().map(NaiveDate::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(next(&whole), "2026-11-30 2026-12-31 2027-01-31");
        let short = dates("2026-01-15", None, Step::Month).unwrap();
        assert!(short.cut_short);
        assert_eq!(next(&short), "2026-11-15 2026-12-15 2027-01-15");
    }
}
