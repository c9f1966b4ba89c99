//! Dates and datetimes as they are written, and the way from a local time to UTC.

use super::Fault;
use chrono::format::{Item, Parsed, StrftimeItems};
use chrono::{Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};

/// The zone of datetimes that name none.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine::scan) struct Clock {
    zone: chrono_tz::Tz,
}

impl Clock {
    pub fn new(zone: chrono_tz::Tz) -> Self {
        Clock { zone }
    }

    pub fn is_utc(&self) -> bool {
        matches!(self.zone, chrono_tz::UTC | chrono_tz::Etc::UTC)
    }

    /// Microseconds since 1970 in UTC. Of a local time that happens twice the earlier; one that a clock change skips moves forward
    /// by the gap.
    pub fn to_utc(self, local: NaiveDateTime) -> i64 {
        if self.is_utc() {
            return local.and_utc().timestamp_micros();
        }
        match self.zone.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.timestamp_micros(),
            LocalResult::None => {
                // The offset that held before the gap: no gap is longer than a day.
                let before = local.checked_sub_days(Days::new(1)).unwrap_or(local);
                let offset = match self.zone.offset_from_local_datetime(&before) {
                    LocalResult::Single(offset) | LocalResult::Ambiguous(_, offset) => {
                        offset.fix().local_minus_utc()
                    }
                    LocalResult::None => 0,
                };
                local.and_utc().timestamp_micros() - i64::from(offset) * 1_000_000
            }
        }
    }

    /// The calendar day of a point in time, in days since 1970.
    pub fn day_of(self, micros: i64) -> i32 {
        match chrono::DateTime::from_timestamp_micros(micros) {
            Some(time) => day_number(time.with_timezone(&self.zone).date_naive()),
            None => micros.div_euclid(86_400_000_000) as i32,
        }
    }
}

/// A day as text.
pub(crate) fn day_text(day: i32) -> String {
    match NaiveDate::from_num_days_from_ce_opt(day.saturating_add(EPOCH)) {
        Some(date) => date.to_string(),
        None => day.to_string(),
    }
}

/// 1970-01-01 is this day of the common era.
const EPOCH: i32 = 719_163;

fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// `2026-10-31`; a time behind it only if it is midnight.
pub(super) fn iso_date(text: &str) -> Result<i32, Fault> {
    let (date, rest) = split_date(text).ok_or(Fault::NotDate)?;
    let date = date.ok_or(Fault::NoSuchDay)?;
    if !rest.is_empty() {
        match iso_time(rest).ok_or(Fault::NotDate)? {
            (NaiveTime::MIN, None) => {}
            _ => return Err(Fault::TimeOfDay),
        }
    }
    Ok(day_number(date))
}

/// `2026-10-31T12:00:00.5+08:00` and shorter forms; `T` or a blank between day and time.
pub(super) fn iso_datetime(text: &str, clock: &Clock) -> Result<i64, Fault> {
    let (date, rest) = split_date(text).ok_or(Fault::NotDatetime)?;
    let date = date.ok_or(Fault::NoSuchDay)?;
    if rest.is_empty() {
        return Ok(clock.to_utc(date.and_time(NaiveTime::MIN)));
    }
    let (time, offset) = iso_time(rest).ok_or(Fault::NotDatetime)?;
    let local = date.and_time(time);
    Ok(match offset {
        Some(seconds) => local.and_utc().timestamp_micros() - i64::from(seconds) * 1_000_000,
        None => clock.to_utc(local),
    })
}

/// The date at the beginning (inner `None`: it does not exist) and what follows it.
fn split_date(text: &str) -> Option<(Option<NaiveDate>, &str)> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(&bytes[..4])?, digits(&bytes[5..7])?, digits(&bytes[8..10])?);
    // The first ten bytes are ASCII now.
    Some((NaiveDate::from_ymd_opt(year as i32, month, day), &text[10..]))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// `T12:00`, ` 12:00:00.123Z`, `T12:00:00 +0800` → the time and the offset in seconds.
fn iso_time(text: &str) -> Option<(NaiveTime, Option<i32>)> {
    let bytes = text.strip_prefix(['T', 't', ' '])?.trim_start().as_bytes();
    if bytes.len() < 5 || bytes[2] != b':' {
        return None;
    }
    let (hour, minute) = (digits(&bytes[..2])?, digits(&bytes[3..5])?);
    let mut rest = &bytes[5..];
    let (mut second, mut nanos) = (0, 0);
    if rest.first() == Some(&b':') {
        second = digits(rest.get(1..3)?)?;
        rest = &rest[3..];
        if let Some(b'.' | b',') = rest.first() {
            let places = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
            if places == 0 {
                return None;
            }
            let kept = digits(&rest[1..1 + places.min(9)])?;
            nanos = kept * 10u32.pow(9 - places.min(9) as u32);
            rest = &rest[1 + places..];
        }
    }
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?;
    Some((time, iso_offset(rest.trim_ascii())?))
}

/// Nothing, `Z`, `UTC`, `+08`, `+0800`, `+08:00`. The outer `None`: something else.
fn iso_offset(bytes: &[u8]) -> Option<Option<i32>> {
    let (sign, rest) = match bytes {
        [] => return Some(None),
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(Some(0)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (digits(rest)?, 0),
        4 => (digits(&rest[..2])?, digits(&rest[2..])?),
        5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then(|| Some(sign * (hours * 3600 + minutes * 60) as i32))
}

/// Forms in which dates are often written, beside ISO. Where the day or the month may stand first, the day does: the writer of
/// the catalog sees it and knows.
const FORMS: [&str; 10] = [
    "%Y%m%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%Y年%m月%d日",
    "%d %b %Y",
    "%b %d, %Y",
    "%d-%b-%y",
];

/// A strftime format that the text fits, if it is one of the usual ones.
pub(in crate::engine::scan) fn format_of(text: &str) -> Option<String> {
    let times = ["", " %H:%M", " %H:%M:%S", "T%H:%M:%S"];
    let formats = times.iter().flat_map(|time| FORMS.iter().map(move |day| format!("{day}{time}")));
    formats.into_iter().find(|format| {
        let year = |day: i32| (-25_567..47_482).contains(&day);
        Format::new(format).date(text.trim()).is_ok_and(year)
    })
}

/// A column's `date_format`.
#[derive(Debug, Clone)]
pub(super) struct Format {
    items: Vec<Item<'static>>,
}

impl Format {
    pub fn new(strftime: &str) -> Self {
        Format { items: StrftimeItems::new(strftime).map(Item::to_owned).collect() }
    }

    fn parse(&self, text: &str, otherwise: Fault) -> Result<Parsed, Fault> {
        let mut parsed = Parsed::new();
        chrono::format::parse(&mut parsed, text, self.items.iter()).map_err(|e| match e.kind() {
            chrono::format::ParseErrorKind::OutOfRange => Fault::NoSuchDay,
            _ => otherwise,
        })?;
        Ok(parsed)
    }

    pub fn date(&self, text: &str) -> Result<i32, Fault> {
        let parsed = self.parse(text, Fault::NotDate)?;
        match parsed.to_naive_date() {
            Ok(date) => Ok(day_number(date)),
            Err(e) if e.kind() == chrono::format::ParseErrorKind::OutOfRange => Err(Fault::NoSuchDay),
            Err(_) => match parsed.to_naive_datetime_with_offset(0) {
                Ok(time) => Ok(day_number(time.date())),
                Err(_) => Err(Fault::NotDate),
            },
        }
    }

    pub fn datetime(&self, text: &str, clock: &Clock) -> Result<i64, Fault> {
        let parsed = self.parse(text, Fault::NotDatetime)?;
        if parsed.offset().is_some() {
            let time = parsed.to_datetime().map_err(|_| Fault::NoSuchDay)?;
            return Ok(time.timestamp_micros());
        }
        if let Ok(local) = parsed.to_naive_datetime_with_offset(0) {
            // A Unix timestamp (`%s`) is UTC by itself.
            return Ok(match parsed.timestamp() {
                Some(_) => local.and_utc().timestamp_micros(),
                None => clock.to_utc(local),
            });
        }
        let date = parsed.to_naive_date().map_err(|_| Fault::NoSuchDay)?;
        let time = match parsed.to_naive_time() {
            Ok(time) => time,
            Err(_) => hour_alone(&parsed),
        };
        Ok(clock.to_utc(date.and_time(time)))
    }
}

/// Formats without minutes (`%Y-%m-%d %H`) or without any time.
fn hour_alone(parsed: &Parsed) -> NaiveTime {
    let hour = parsed.hour_div_12().unwrap_or(0) * 12 + parsed.hour_mod_12().unwrap_or(0);
    NaiveTime::from_hms_opt(hour, parsed.minute().unwrap_or(0), 0).unwrap_or(NaiveTime::MIN)
}
