//! Numbers as they are written.

use super::{Fault, Read};
use std::borrow::Cow;

/// The number with `.` as its decimal point and without separators; `None` where these stand in places that no number has.
pub(super) fn plain(text: &str, thousands: Option<char>, point: char) -> Option<Cow<'_, str>> {
    if thousands.is_none() && point == '.' {
        return Some(Cow::Borrowed(text));
    }
    let (whole, rest) = match text.split_once(point) {
        Some((whole, rest)) => (whole, Some(rest)),
        None => (text, None),
    };
    // A full stop that is neither would be read as the decimal point below.
    let stray = |part: &str| point != '.' && thousands != Some('.') && part.contains('.');
    if stray(whole) || rest.is_some_and(|r| r.contains('.') || r.contains(point)) {
        return None;
    }
    let whole = match thousands {
        Some(separator) if whole.contains(separator) => {
            let mut groups = whole.split(separator);
            let first = groups.next()?.trim_start_matches(['+', '-']);
            let rest: Vec<&str> = groups.collect();
            // Groups of three, or of two before the last (1,23,45,678).
            let sizes_fit = rest.last().is_some_and(|g| g.len() == 3)
                && rest.iter().all(|g| g.len() == 3 || g.len() == 2)
                && !first.is_empty();
            let digits_only = rest.iter().all(|g| g.bytes().all(|b| b.is_ascii_digit()));
            if !sizes_fit || !digits_only {
                return None;
            }
            whole.replace(separator, "")
        }
        _ => whole.to_owned(),
    };
    Some(Cow::Owned(match rest {
        Some(rest) => format!("{whole}.{rest}"),
        None => whole,
    }))
}

/// A number in units of `10^-scale`, exactly. `44.0` is 44 at scale 0; NaN and infinity are missing.
pub(super) fn fixed(text: &str, scale: u32) -> Read<i64> {
    if scale == 0
        && let Ok(value) = text.parse()
    {
        return Ok(Some(value));
    }
    if is_no_value(text) {
        return Ok(None);
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().map_err(|_| Fault::NotNumber)?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.as_bytes().first() {
        Some(b'-') => (true, &mantissa[1..]),
        Some(b'+') => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && places.is_empty()) || !all_digits(whole) || !all_digits(places) {
        return Err(Fault::NotNumber);
    }
    let places = places.trim_end_matches('0');
    let mut value: i128 = 0;
    for digit in whole.bytes().chain(places.bytes()) {
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(i128::from(digit - b'0')))
            .ok_or(if places.is_empty() { Fault::TooLarge } else { Fault::MorePlaces })?;
    }
    let shift = i64::from(exponent) + i64::from(scale) - places.len() as i64;
    let value = shifted(value, shift, scale)?;
    let value = if negative { -value } else { value };
    i64::try_from(value).map(Some).map_err(|_| Fault::TooLarge)
}

/// `value × 10^shift`, which must be whole.
pub(super) fn shifted(value: i128, shift: i64, scale: u32) -> Result<i128, Fault> {
    let power = |n: i64| u32::try_from(n).ok().and_then(|n| 10i128.checked_pow(n));
    match (value, shift) {
        (0, _) => Ok(0),
        (value, 0..) => power(shift).and_then(|p| value.checked_mul(p)).ok_or(Fault::TooLarge),
        (value, _) => match power(-shift) {
            Some(p) if value % p == 0 => Ok(value / p),
            _ => Err(if scale == 0 { Fault::NotWhole } else { Fault::MorePlaces }),
        },
    }
}

/// The nearest double; NaN and infinity are missing, and zero has no sign.
pub(super) fn double(text: &str) -> Read<f64> {
    if is_no_value(text) {
        return Ok(None);
    }
    let value: f64 = text.parse().map_err(|_| Fault::NotNumber)?;
    if value.is_infinite() {
        return Err(Fault::TooLarge);
    }
    Ok(Some(value + 0.0))
}

fn is_no_value(text: &str) -> bool {
    let bare = text.trim_start_matches(['+', '-']);
    ["nan", "inf", "infinity"].iter().any(|w| bare.eq_ignore_ascii_case(w))
}
