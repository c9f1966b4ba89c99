use super::*;
use chrono::NaiveDate;

const UNITS: &str = "`days`, `weeks`, `months`, `quarters` or `years`";

impl Build<'_> {
    /// A number without its sign; `None` (and a report) if it has too many digits.
    pub(super) fn decimal(&mut self, pair: &Pair<'_, Rule>) -> Option<Decimal> {
        let written = pair.as_str();
        let decimal = decimal(written);
        if decimal.is_none() {
            let span = self.span(pair);
            self.report(
                Diagnostic::new(&codes::BAD_NUMBER, format!("`{}` has too many digits", shorten(written)))
                    .at(span, "numbers have up to 18 digits"),
            );
        }
        decimal
    }

    /// A weight, cap or bound: a number with an optional sign.
    pub(super) fn signed(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Decimal>> {
        let span = self.span(pair);
        let written = pair.as_str();
        if let Some(number) = written.strip_suffix('%') {
            self.report(
                Diagnostic::new(&codes::BAD_NUMBER, format!("`{written}` counts points, not percent"))
                    .at(span, "leave the `%` out")
                    .help("weights, caps and bounds are points of the score")
                    .fix(span, number.trim_end()),
            );
        }
        let bare = written.trim_start_matches(['+', '-', ' ', '\t']).trim_end_matches(['%', ' ', '\t']);
        let Some(mut value) = decimal(bare) else {
            self.report(
                Diagnostic::new(&codes::BAD_NUMBER, format!("`{}` has too many digits", shorten(written)))
                    .at(span, "numbers have up to 18 digits"),
            );
            return None;
        };
        if written.starts_with('-') {
            value.digits = -value.digits;
        }
        Some(Spanned::new(value, span))
    }

    /// A whole number, as in `at least 2 of` and `n: 12`.
    pub(super) fn whole(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<i64>> {
        let span = self.span(pair);
        let value = self.decimal(pair)?;
        if value.scale > 0 {
            self.report(
                Diagnostic::new(&codes::BAD_NUMBER, format!("`{}` is not a whole number", pair.as_str()))
                    .at(span, "a whole number stands here"),
            );
            return None;
        }
        Some(Spanned::new(value.digits, span))
    }

    /// `30 days`
    pub(super) fn duration(&mut self, pair: &Pair<'_, Rule>) -> Option<Duration> {
        let span = self.span(pair);
        let mut parts = pair.clone().into_inner();
        let (number, unit) = (parts.next()?, parts.next()?);
        let n = self.whole(&number)?.value;
        let words = unit.as_str();
        let apart = number.as_span().end() < unit.as_span().start();
        let plural = words.ends_with('s');
        if !apart || (!plural && n != 1) {
            let right = format!("{} {}s", number.as_str(), words.trim_end_matches('s'));
            self.report(
                Diagnostic::new(
                    &codes::BAD_NUMBER,
                    format!("`{}` is not how a duration is written", pair.as_str()),
                )
                .at(span, format!("write `{right}`"))
                .help(format!("a duration is a whole number, a space and {UNITS}"))
                .fix(span, right),
            );
        }
        Some(Duration { n, unit: self::unit(words)? })
    }

    /// A date, or what looks like one.
    pub(super) fn date(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<NaiveDate>> {
        let span = self.span(pair);
        let written = pair.as_str();
        if let Some(date) = iso(written) {
            return Some(Spanned::new(date, span));
        }
        let diagnostic = Diagnostic::new(&codes::BAD_DATE, self::date_message(written));
        let diagnostic = match possible(written).as_slice() {
            [] => diagnostic.at(span, "no such day").help("a date is `YEAR-MONTH-DAY`, as in `2026-10-31`"),
            [one] => diagnostic.at(span, format!("write `{one}`")).fix(span, one.to_string()),
            [one, other, ..] => diagnostic
                .at(span, "month first or day first?")
                .help(format!("write `{one}` or `{other}`: year, month, day")),
        };
        self.report(diagnostic);
        None
    }
}

fn date_message(written: &str) -> String {
    let iso_form = written.len() == 10 && written.bytes().filter(|b| *b == b'-').count() == 2;
    if iso_form {
        format!("the date `{written}` does not exist")
    } else if written.contains(':') {
        format!("`{written}` is a time of day; the language has dates alone")
    } else {
        format!("`{written}` is not how a date is written")
    }
}

fn iso(written: &str) -> Option<NaiveDate> {
    if written.len() != 10 {
        return None;
    }
    NaiveDate::parse_from_str(written, "%Y-%m-%d").ok()
}

/// The dates that a text in another form can mean.
fn possible(written: &str) -> Vec<NaiveDate> {
    let day_part = written.split(['T', ' ', '\t']).next().unwrap_or_default();
    let numbers: Vec<u32> =
        day_part.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let [a, b, c] = numbers[..] else { return Vec::new() };
    let date = |y: u32, m, d| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d);
    let year_first = day_part.find(|c: char| !c.is_ascii_digit()) == Some(4);
    let found = if year_first { vec![date(a, b, c)] } else { vec![date(c, a, b), date(c, b, a)] };
    let mut found: Vec<NaiveDate> = found.into_iter().flatten().collect();
    found.dedup();
    found
}

fn decimal(written: &str) -> Option<Decimal> {
    let digits: String = written.chars().filter(|c| c.is_ascii_digit()).collect();
    let scale = written.split_once('.').map_or(0, |(_, f)| f.bytes().filter(u8::is_ascii_digit).count());
    (digits.trim_start_matches('0').len() <= 18 && scale <= 18)
        .then(|| Some(Decimal { digits: digits.parse().ok()?, scale: scale as u32 }))?
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word.trim_end_matches('s') {
        "day" => Unit::Days,
        "week" => Unit::Weeks,
        "month" => Unit::Months,
        "quarter" => Unit::Quarters,
        "year" => Unit::Years,
        _ => return None,
    })
}

fn shorten(written: &str) -> String {
    match written.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written.to_owned(),
    }
}
