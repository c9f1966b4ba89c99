//! Values with a meaning of their own: dates, zones, levels, spans of time.

use super::reader::Reader;
use crate::catalog::yaml::{Entry, Kind};
use crate::catalog::{LintLevel, Normalize, OnError};
use crate::diagnostics::{Severity, codes, suggest};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub fn on_error(r: &mut Reader, entry: &Entry) -> Option<OnError> {
    r.choice(entry, &[("fail", OnError::Fail), ("quarantine", OnError::Quarantine)])
}

pub fn timezone(r: &mut Reader, entry: &Entry) -> Option<chrono_tz::Tz> {
    let text = r.text(entry)?;
    let name = text.trim();
    if let Ok(zone) = name.parse() {
        return Some(zone);
    }
    let zones = || chrono_tz::TZ_VARIANTS.iter();
    // `shanghai` or `Beijing` alone: the city is what people remember.
    let wanted = name.to_lowercase().replace(' ', "_");
    let by_case = zones().map(|z| z.name()).find(|z| z.eq_ignore_ascii_case(&wanted));
    let by_city = zones()
        .map(|z| z.name())
        .find(|z| z.rsplit('/').next().is_some_and(|c| c.eq_ignore_ascii_case(&wanted)));
    let near = by_case.or(by_city).or_else(|| by_other_name(&wanted));
    let near = near.or_else(|| suggest::nearest(name, zones().map(|z| z.name())));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "write a name of the tz database, such as `Asia/Shanghai`, `America/New_York` or `UTC`".to_owned()
        }
    };
    let message = format!("there is no time zone `{name}`");
    let reported = r.report(&codes::UNKNOWN_WORD, message, entry.value.span, "not known").help(help);
    if let Some(near) = near {
        reported.fix(entry.value.span, near);
    }
    None
}

/// Cities that the tz database knows under another name, and what people say instead of a zone.
fn by_other_name(wanted: &str) -> Option<&'static str> {
    const ZONES: [(&[&str], &str); 6] = [
        (
            &["beijing", "peking", "shenzhen", "guangzhou", "hangzhou", "china", "北京", "上海"],
            "Asia/Shanghai",
        ),
        (&["munich", "hamburg", "frankfurt", "germany"], "Europe/Berlin"),
        (&["san_francisco", "seattle", "pacific", "pst"], "America/Los_Angeles"),
        (&["boston", "washington", "eastern", "est"], "America/New_York"),
        (&["delhi", "mumbai", "bangalore", "india"], "Asia/Kolkata"),
        (&["utc+0", "z", "gmt+0", "zulu"], "UTC"),
    ];
    let city = wanted.rsplit('/').next().unwrap_or(wanted);
    ZONES.iter().find(|(names, _)| names.contains(&city)).map(|(_, zone)| *zone)
}

/// `as_of:` at the top.
pub fn as_of(r: &mut Reader, entry: &Entry) -> Option<NaiveDate> {
    if entry.value.kind == Kind::Null || entry.value.text.eq_ignore_ascii_case("today") {
        let message = "`as_of` wants a date";
        r.report(&codes::WRONG_KIND, message, entry.key.span, "no date here")
            .help("write a date such as `2026-10-31`, or take the key away: without it the day is today");
        return None;
    }
    let text = r.text(entry)?;
    let parsed = date(&text);
    if parsed.is_none() {
        let message = match looks_like_date(&text) {
            true => format!("the date `{text}` does not exist"),
            false => format!("`as_of` wants a date, got `{text}`"),
        };
        let reported = r.report(&codes::BAD_SETTING, message, entry.value.span, "no such date");
        reported.help("write year, month and day: `2026-10-31`");
    }
    parsed
}

/// An ISO date with all its digits.
pub fn date(text: &str) -> Option<NaiveDate> {
    looks_like_date(text).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())?
}

fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() })
}

/// `7 days`, `2 weeks`, in days.
pub fn days(r: &mut Reader, entry: &Entry) -> Option<u32> {
    let text = r.text(entry)?;
    let mut words = text.split_whitespace();
    let count: Option<u32> = words.next().and_then(|n| n.parse().ok());
    let unit = match words.next() {
        Some("day" | "days") => Some(1),
        Some("week" | "weeks") => Some(7),
        _ => None,
    };
    match (count, unit, words.next()) {
        (Some(count), Some(unit), None) if count.checked_mul(unit).is_some_and(|d| d > 0) => {
            Some(count * unit)
        }
        _ => {
            let message = format!("`{}` wants days or weeks, got `{text}`", entry.key.value);
            r.report(&codes::BAD_SETTING, message, entry.value.span, "not a number of days or weeks")
                .help("write `7 days` or `2 weeks`");
            None
        }
    }
}

/// Names that stand for several lints: all of them, and those about what a declaration does not say of itself.
pub const LINT_GROUPS: [&str; 2] = ["all", "undocumented"];

/// `lints: { overdue-review: deny }`; also by the lint's code. Keyed by name.
pub fn lints(r: &mut Reader, entry: &Entry) -> BTreeMap<String, LintLevel> {
    const LEVELS: [(&str, LintLevel); 5] = [
        ("allow", LintLevel::Allow),
        ("warn", LintLevel::Warn),
        ("deny", LintLevel::Deny),
        ("warning", LintLevel::Warn),
        ("error", LintLevel::Deny),
    ];
    let mut levels = BTreeMap::new();
    for lint in r.named_map(entry, "lint").unwrap_or_default() {
        if LINT_GROUPS.contains(&lint.key.value.as_str()) {
            let level = r.choice(&lint, &LEVELS);
            levels.extend(level.map(|level| (lint.key.value.clone(), level)));
            continue;
        }
        let known = || codes::ALL.iter().filter(|c| c.severity != Severity::Error);
        match codes::find(&lint.key.value).filter(|c| c.severity != Severity::Error) {
            Some(code) => {
                if let Some(level) = r.choice(&lint, &LEVELS) {
                    levels.insert(code.name.to_owned(), level);
                }
            }
            None => {
                let names = known().map(|c| c.name).chain(LINT_GROUPS);
                let near = suggest::nearest(&lint.key.value, names);
                let message = match codes::find(&lint.key.value) {
                    Some(_) => format!("`{}` is an error, and its level cannot be changed", lint.key.value),
                    None => format!("there is no lint `{}`", lint.key.value),
                };
                let d = r.report(&codes::UNKNOWN_WORD, message, lint.key.span, "no lint");
                if let Some(near) = near {
                    d.help(format!("did you mean `{near}`?"));
                }
            }
        }
    }
    levels
}

pub fn normalize(r: &mut Reader, entry: &Entry) -> Vec<Normalize> {
    const STEPS: [(&str, Normalize); 3] =
        [("trim", Normalize::Trim), ("lower", Normalize::Lower), ("nfkc", Normalize::Nfkc)];
    let mut steps = Vec::new();
    for item in r.texts(entry).unwrap_or_default() {
        match STEPS.iter().find(|(name, _)| *name == item.text) {
            Some((_, step)) => steps.push(*step),
            None => r.unknown_word("normalize", &item, STEPS.iter().map(|(name, _)| *name).collect()),
        }
    }
    steps
}

/// Whether a strftime pattern can be read, says a whole date, and (then true) also a time of day.
pub fn date_format(r: &mut Reader, entry: &Entry) -> Option<String> {
    let text = r.text(entry)?;
    let problem = format_problem(&text);
    if let Some(problem) = problem {
        let message = format!("`{text}` {problem}");
        r.report(&codes::BAD_SETTING, message, entry.value.span, "this pattern")
            .help("write a strftime pattern such as `%d.%m.%Y` or `%Y/%m/%d %H:%M`");
        return None;
    }
    Some(text)
}

fn format_problem(pattern: &str) -> Option<&'static str> {
    use chrono::format::{Item, StrftimeItems};
    if StrftimeItems::new(pattern).any(|item| matches!(item, Item::Error)) {
        return Some("is no strftime pattern");
    }
    if !pattern.contains('%') {
        return Some("holds no part of a date: each begins with `%`");
    }
    // What a sample becomes must be readable back as the same day.
    let sample = NaiveDate::from_ymd_opt(2026, 10, 31)?.and_hms_opt(13, 45, 59)?.and_utc();
    let written = sample.format(pattern).to_string();
    let read = chrono::DateTime::parse_from_str(&written, pattern)
        .map(|d| d.naive_utc().date())
        .or_else(|_| chrono::NaiveDateTime::parse_from_str(&written, pattern).map(|d| d.date()))
        .or_else(|_| NaiveDate::parse_from_str(&written, pattern));
    match read {
        Ok(day) if day == sample.date_naive() => None,
        _ => Some("does not say year, month and day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_must_say_a_whole_date() {
        for good in
            ["%d-%m-%Y", "%Y%m%d", "%m/%d/%Y %H:%M", "%d %b %y", "%Y-%m-%dT%H:%M:%S%z", "%Y年%m月%d日"]
        {
            assert_eq!(format_problem(good), None, "{good}");
        }
        for bad in ["%Y-%m", "yyyy-mm-dd", "%Q", "%H:%M", ""] {
            assert!(format_problem(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn dates_have_all_their_digits() {
        assert!(date("2026-10-31").is_some());
        for bad in ["2026-02-30", "2026-2-3", "31.10.2026", "2026-10-31 ", "２026-10-31"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }
}
