use super::*;
use crate::catalog::{ColumnType, Normalize, Range};
use crate::source::{FileId, Span};

fn column(ty: ColumnType) -> Column {
    Column {
        name: "x".to_owned(),
        span: Span::new(FileId(0), 0, 0),
        ty,
        from: None,
        at: None,
        normalize: Vec::new(),
        range: None,
        date_format: None,
        timezone: None,
        separator: None,
        thousands: None,
        decimal_point: '.',
        true_values: Vec::new(),
        false_values: Vec::new(),
        null_values: Vec::new(),
        as_of: false,
        unit: None,
        label: None,
        value_labels: Vec::new(),
        pii: false,
        sensitive: false,
        quotable: false,
    }
}

fn reader(column: &Column) -> CellReader {
    CellReader::new(column, chrono_tz::UTC, &[])
}

fn cell(text: &str) -> Cell<'_> {
    Cell { kind: CellKind::Text, text }
}

#[test]
fn whole_numbers() {
    let ints = reader(&column(ColumnType::Int));
    for (text, value) in [
        ("44", Ok(Some(44))),
        (" 44.0 ", Ok(Some(44))),
        ("-7", Ok(Some(-7))),
        ("+7", Ok(Some(7))),
        ("17850.0", Ok(Some(17850))),
        ("1e3", Ok(Some(1000))),
        ("", Ok(None)),
        ("  ", Ok(None)),
        ("NaN", Ok(None)),
        ("44.5", Err(Fault::NotWhole)),
        ("abc", Err(Fault::NotNumber)),
        ("1,000", Err(Fault::NotNumber)),
        (".", Err(Fault::NotNumber)),
        ("-", Err(Fault::NotNumber)),
        ("9223372036854775807", Ok(Some(i64::MAX))),
        ("9223372036854775808", Err(Fault::TooLarge)),
        ("1e400", Err(Fault::TooLarge)),
        ("99999999999999999999999999999999999999999999", Err(Fault::TooLarge)),
    ] {
        assert_eq!(ints.int(cell(text)), value, "{text}");
    }
}

#[test]
fn decimals_are_exact() {
    let money = column(ColumnType::Decimal { scale: 2 });
    let money = reader(&money);
    for (text, value) in [
        ("12.5", Ok(Some(1250))),
        ("12", Ok(Some(1200))),
        ("0.10", Ok(Some(10))),
        ("-0.01", Ok(Some(-1))),
        ("12.3400", Ok(Some(1234))),
        (".5", Ok(Some(50))),
        ("5.", Ok(Some(500))),
        ("1.5e1", Ok(Some(1500))),
        ("12.345", Err(Fault::MorePlaces)),
        ("0.3333333333333333333333333333333333333333333333", Err(Fault::MorePlaces)),
        ("92233720368547758.08", Err(Fault::TooLarge)),
        ("inf", Ok(None)),
    ] {
        assert_eq!(money.decimal(cell(text), 2), value, "{text}");
    }
}

#[test]
fn separators_only_where_the_column_says_so() {
    let mut european = column(ColumnType::Number);
    (european.thousands, european.decimal_point) = (Some('.'), ',');
    let european = reader(&european);
    assert_eq!(european.number(cell("1.234.567,89")), Ok(Some(1_234_567.89)));
    assert_eq!(european.number(cell("0,5")), Ok(Some(0.5)));
    assert_eq!(european.number(cell("1.5")), Err(Fault::NotNumber));

    let mut indian = column(ColumnType::Int);
    indian.thousands = Some(',');
    let indian = reader(&indian);
    assert_eq!(indian.int(cell("1,23,45,678")), Ok(Some(12_345_678)));
    assert_eq!(indian.int(cell("-1,000")), Ok(Some(-1000)));
    assert_eq!(indian.int(cell("1,00")), Err(Fault::NotNumber));
    assert_eq!(indian.int(cell("1,,000")), Err(Fault::NotNumber));

    let mut comma = column(ColumnType::Number);
    comma.decimal_point = ',';
    assert_eq!(reader(&comma).number(cell("1.5")), Err(Fault::NotNumber));
}

#[test]
fn numbers_and_their_range() {
    let mut age = column(ColumnType::Number);
    age.range = Some(Range { low: Some(0.0), high: Some(120.0) });
    let age = reader(&age);
    assert_eq!(age.number(cell("120")), Ok(Some(120.0)));
    assert_eq!(age.number(cell("120.1")), Err(Fault::OutOfRange));
    assert_eq!(age.number(cell("-0.0")).map(|v| v.map(f64::is_sign_negative)), Ok(Some(false)));
    assert_eq!(age.number(cell("nan")), Ok(None));
    assert_eq!(age.words(Fault::OutOfRange), "lies outside of 0 to 120");
    assert_eq!(reader(&column(ColumnType::Number)).number(cell("1e999")), Err(Fault::TooLarge));
}

#[test]
fn truth_values() {
    let mut opted = column(ColumnType::Bool);
    let plain = reader(&opted);
    for text in ["true", "Yes", "Y", "t", "1", " TRUE "] {
        assert_eq!(plain.bool(cell(text)), Ok(Some(true)), "{text}");
    }
    for text in ["false", "no", "N", "F", "0"] {
        assert_eq!(plain.bool(cell(text)), Ok(Some(false)), "{text}");
    }
    assert_eq!(plain.bool(cell("2")), Err(Fault::NotBool));
    opted.true_values = vec!["是".to_owned()];
    opted.false_values = vec!["否".to_owned()];
    assert_eq!(reader(&opted).bool(cell("是")), Ok(Some(true)));
    assert_eq!(reader(&opted).bool(cell("否")), Ok(Some(false)));
}

#[test]
fn texts_enums_and_what_is_missing() {
    let mut tier = column(ColumnType::Enum { values: vec!["tier-1".to_owned(), "other".to_owned()] });
    tier.normalize = vec![Normalize::Trim, Normalize::Lower];
    tier.null_values = vec!["n/a".to_owned()];
    let tier = reader(&tier);
    assert_eq!(tier.text(cell(" Tier-1 ")), Ok(Some("tier-1".into())));
    assert_eq!(tier.text(cell("  ")), Ok(None));
    assert_eq!(tier.text(cell("n/a")), Ok(None));
    assert_eq!(tier.text(cell(" n/a")), Err(Fault::NotAllowed));
    // Without `normalize` a blank is a text.
    assert_eq!(reader(&column(ColumnType::Text)).text(cell(" ")), Ok(Some(" ".into())));
}

#[test]
fn lists() {
    let mut interests = column(ColumnType::List);
    interests.separator = Some(";".to_owned());
    interests.normalize = vec![Normalize::Trim, Normalize::Lower];
    let interests = reader(&interests);
    assert_eq!(
        interests.list(cell("Audio; smart home;;")),
        Ok(Some(vec!["audio".into(), "smart home".into()]))
    );
    assert_eq!(interests.list(cell("")), Ok(None));
    assert_eq!(interests.list(cell(" ; ")), Ok(None));
    let json = Cell { kind: CellKind::List, text: r#"["Web",""]"# };
    assert_eq!(interests.list(json), Ok(Some(vec!["web".into()])));
    assert_eq!(interests.list(Cell { kind: CellKind::List, text: "[]" }), Ok(Some(vec![])));
    assert_eq!(interests.list(Cell { kind: CellKind::Nested, text: "{}" }), Err(Fault::NotList));
    assert_eq!(interests.text(json), Err(Fault::Nested));
}

#[test]
fn dates() {
    let mut day = column(ColumnType::Date);
    let iso = reader(&day);
    assert_eq!(iso.date(cell("1970-01-02")), Ok(Some(1)));
    assert_eq!(iso.date(cell("2024-02-29T00:00:00")), Ok(Some(19_782)));
    assert_eq!(iso.date(cell("2026-02-29")), Err(Fault::NoSuchDay));
    assert_eq!(iso.date(cell("2026-02-28 12:00")), Err(Fault::TimeOfDay));
    assert_eq!(iso.date(cell("31/10/2026")), Err(Fault::NotDate));
    assert_eq!(iso.date(cell("20261031")), Err(Fault::NotDate));
    for (format, text) in [("%d/%m/%Y", "1/2/1970"), ("%Y%m%d", "19700201"), ("%d-%m-%y", "01-02-70")] {
        day.date_format = Some(format.to_owned());
        assert_eq!(reader(&day).date(cell(text)), Ok(Some(31)), "{format}");
    }
    day.date_format = Some("%d/%m/%Y".to_owned());
    assert_eq!(reader(&day).date(cell("1970-02-01")), Err(Fault::NotDate));
    assert_eq!(reader(&day).date(cell("31/02/1970")), Err(Fault::NoSuchDay));
    let native = Cell { kind: CellKind::Native, text: "1970-02-01" };
    assert_eq!(reader(&day).date(native), Ok(Some(31)));
}

#[test]
fn forms_of_dates_are_recognised() {
    for (text, format) in [
        ("31/10/2026", Some("%d/%m/%Y")),
        ("10/31/2026", Some("%m/%d/%Y")),
        ("20261031", Some("%Y%m%d")),
        ("2026/10/31 09:30", Some("%Y/%m/%d %H:%M")),
        ("2026年10月31日", Some("%Y年%m月%d日")),
        ("31 Oct 2026", Some("%d %b %Y")),
        ("2026-02-30", None),
        ("soon", None),
    ] {
        assert_eq!(format_of(text).as_deref(), format, "{text}");
    }
}

const HOUR: i64 = 3_600_000_000;

#[test]
fn datetimes_in_utc() {
    let time = reader(&column(ColumnType::Datetime));
    for text in [
        "1970-01-01T12:00:00",
        "1970-01-01 12:00",
        "1970-01-01T12:00:00.000000Z",
        "1970-01-01T20:00:00+08:00",
        "1970-01-01 20:00:00 +0800",
        "1970-01-01T07:00:00-05",
    ] {
        assert_eq!(time.datetime(cell(text)), Ok(Some(12 * HOUR)), "{text}");
    }
    assert_eq!(time.datetime(cell("1970-01-01T00:00:00.1234567")), Ok(Some(123_456)));
    assert_eq!(time.datetime(cell("1970-01-02")), Ok(Some(24 * HOUR)));
    assert_eq!(time.datetime(cell("1970-01-01T25:00:00")), Err(Fault::NotDatetime));
    assert_eq!(time.datetime(cell("1970-01-01T12:00:00 Mars")), Err(Fault::NotDatetime));
    let mut own = column(ColumnType::Datetime);
    for (format, text) in [
        ("%d/%m/%Y %H:%M", "1/1/1970 9:05"),
        ("%m/%d/%Y %I:%M %p", "01/01/1970 9:05 AM"),
        ("%Y-%m-%d %H:%M %z", "1970-01-01 17:05 +0800"),
        ("%s", "32700"),
    ] {
        own.date_format = Some(format.to_owned());
        assert_eq!(reader(&own).datetime(cell(text)), Ok(Some(9 * HOUR + HOUR / 12)), "{format}");
    }
    own.date_format = Some("%Y%m%d".to_owned());
    assert_eq!(reader(&own).datetime(cell("19700102")), Ok(Some(24 * HOUR)));
}

#[test]
fn local_times_when_clocks_change() {
    let mut column = column(ColumnType::Datetime);
    column.timezone = Some(chrono_tz::Europe::Berlin);
    let berlin = reader(&column);
    let utc = reader(&super::tests::column(ColumnType::Datetime));
    let at = |text: &str| utc.datetime(cell(text)).unwrap();
    // 2026-03-29, 02:00 → 03:00: 02:30 does not exist and becomes 03:30 summer time.
    assert_eq!(berlin.datetime(cell("2026-03-29T02:30:00")).unwrap(), at("2026-03-29T01:30:00"));
    // 2026-10-25, 03:00 → 02:00: 02:30 happens twice; the earlier is summer time.
    assert_eq!(berlin.datetime(cell("2026-10-25T02:30:00")).unwrap(), at("2026-10-25T00:30:00"));
    // Samoa left out the whole of 30 December 2011.
    column.timezone = Some(chrono_tz::Pacific::Apia);
    assert_eq!(reader(&column).datetime(cell("2011-12-30T12:00:00")).unwrap(), at("2011-12-30T22:00:00"));
}
