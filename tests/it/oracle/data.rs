//! Random rows: many ties, many missing values, days around the borders of windows, instants around midnights, numbers at
//! the ends of their types.

use super::rng::Rng;
use super::world::{self, CUSTOMERS, ITEMS, ORDERS, REGIONS, Setting, TABLES};
use chrono::{Days, Duration, Months, NaiveDate, NaiveTime, TimeZone};
use personac::ir::{TableId, Type};
use personac::reference::{Data, TableData, Value};

pub const TEXTS: [&str; 16] = [
    "gold",
    "Gold",
    "north",
    "South ",
    "Straße",
    "STRASSE",
    "北京",
    "上海市",
    "e\u{301}",
    "é",
    "İstanbul",
    "a.b",
    "vp sales",
    "ΣΑΣ",
    "x",
    "100%",
];
pub const ITEMS_OF_LISTS: [&str; 6] = ["audio", "smart home", "家庭", "a", "é", "deals"];

/// Rows of all tables.
pub fn random(rng: &mut Rng, setting: &Setting) -> Data {
    let mut data = Data::default();
    // Now and then as many rows as make an engine cut them into pieces.
    let times = if rng.below(200) == 0 { 40 } else { 1 };
    for (index, most) in [(REGIONS, 6), (CUSTOMERS, 30), (ORDERS, 60), (ITEMS, 60)] {
        let rows = if rng.percent(5) { 0 } else { 1 + rng.below(most * times) };
        let table = random_table(rng, setting, index, rows, &data);
        data.tables.push(table);
    }
    data
}

fn random_table(rng: &mut Rng, setting: &Setting, id: TableId, rows: usize, before: &Data) -> TableData {
    let table = world::table(id);
    let mut columns: Vec<Vec<Value>> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        // Some columns are always known, some hardly ever.
        let missing = rng.pick(&[0, 5, 15, 15, 40, 90]);
        let relation = world::RELATIONS.iter().find(|r| r.child == id && r.column == index);
        let values = if table.key == Some(index) {
            keys(rng, column.ty, rows)
        } else if let Some(relation) = relation {
            let keys = match relation.parent == id {
                true => columns[0].clone(),
                false => before.tables[relation.parent.0 as usize].columns[0].clone(),
            };
            owners(rng, column.ty, rows, &keys)
        } else {
            let one = |rng: &mut Rng| match rng.percent(missing) {
                true => Value::Missing,
                false if column.values.is_empty() => value(rng, setting, column.ty),
                false => Value::text(rng.pick(column.values)),
            };
            (0..rows).map(|_| one(rng)).collect()
        };
        columns.push(values);
    }
    TableData { columns }
}

/// Different keys in no order.
fn keys(rng: &mut Rng, ty: Type, rows: usize) -> Vec<Value> {
    let key = |i: usize| match ty {
        Type::Int => Value::Int(i as i64 * 7 - 20),
        _ => Value::text(&format!("{}{i}", ["c", "客", "Z"][i % 3])),
    };
    let mut keys: Vec<Value> = (0..rows).map(key).collect();
    rng.shuffle(&mut keys);
    keys
}

/// Foreign keys: of an owner (a few of them own many), of nobody, or of an owner that is not there.
fn owners(rng: &mut Rng, ty: Type, rows: usize, keys: &[Value]) -> Vec<Value> {
    let few = &keys[..keys.len().min(4)];
    let owner = |rng: &mut Rng| match rng.below(20) {
        0 | 1 => Value::Missing,
        2 if ty == Type::Int => Value::Int(-999),
        2 => Value::text("nobody"),
        3..10 if !few.is_empty() => rng.pick(few),
        _ if !keys.is_empty() => rng.pick(keys),
        _ => Value::Missing,
    };
    (0..rows).map(|_| owner(rng)).collect()
}

/// A known value.
pub fn value(rng: &mut Rng, setting: &Setting, ty: Type) -> Value {
    match ty {
        Type::Bool => Value::Bool(rng.percent(50)),
        Type::Int => Value::Int(int(rng)),
        Type::Number => Value::Number(number(rng)),
        Type::Decimal { .. } => Value::Decimal(decimal(rng)),
        Type::Text => Value::text(rng.pick(&TEXTS)),
        Type::Date => Value::Date(personac::lower::day(date(rng, setting))),
        Type::Datetime => Value::Datetime(datetime(rng, setting)),
        Type::List => {
            let items: Vec<&str> = (0..rng.below(4)).map(|_| rng.pick(&ITEMS_OF_LISTS)).collect();
            Value::list(&items)
        }
    }
}

pub fn int(rng: &mut Rng) -> i64 {
    const EXTREME: [i64; 6] =
        [(1 << 53) + 1, 1 << 53, -(1 << 53) - 1, 1_000_000_000_000_000_000, i64::MAX, i64::MIN];
    match rng.below(40) {
        0 => rng.pick(&EXTREME),
        1..5 => rng.between(-1000, 1000),
        _ => rng.between(-2, 6),
    }
}

pub fn number(rng: &mut Rng) -> f64 {
    const EXTREME: [f64; 16] = [
        1e18,
        -1e18,
        9_007_199_254_740_992.0,
        9_007_199_254_740_994.0,
        1e-300,
        5e-324,
        -5e-324,
        1e300,
        -1e300,
        1e20,
        2e20,
        -1.5e20,
        5e-7,
        -5e-7,
        1.7976931348623157e308,
        4_294_967_296.5,
    ];
    match rng.below(40) {
        0 | 1 => rng.pick(&EXTREME),
        2 | 3 => -0.0,
        4 => 0.0,
        5..12 => rng.between(-50, 200) as f64 / 10.0,
        12..16 => rng.between(-1_000_000, 1_000_000) as f64 / 997.0,
        16..20 => rng.between(0, 10) as f64 / 10.0,
        _ => rng.between(-2, 6) as f64,
    }
}

pub fn decimal(rng: &mut Rng) -> i64 {
    match rng.below(40) {
        0 => rng.pick(&[100_000_000_000_000_000, -100_000_000_000_000_001, i64::MAX, 9_007_199_254_740_993]),
        1..12 => rng.between(-10_000, 100_000),
        12..20 => rng.between(-30, 60),
        _ => rng.between(-2, 6) * 100,
    }
}

/// Around D, around D less some months, ends of months, leap days, and anything within some years.
pub fn date(rng: &mut Rng, setting: &Setting) -> NaiveDate {
    let d = setting.as_of;
    let back = |months: i64| d.checked_sub_months(Months::new(months as u32)).unwrap();
    let near = |date: NaiveDate, days: i64| date + Duration::days(days);
    match rng.below(12) {
        0 | 1 => near(d, rng.between(-3, 2)),
        2 | 3 => near(back(rng.between(0, 14)), rng.between(-1, 2)),
        4 => near(back(12 * rng.between(1, 40)), rng.between(-1, 1)),
        5 => rng
            .pick(&["2024-02-29", "2000-02-29", "1996-02-29", "2025-03-01", "2025-02-28", "1999-12-31"])
            .parse()
            .unwrap(),
        6..9 => near(d, -rng.between(0, 100)),
        9 => near(d, -rng.between(0, 30_000)),
        10 => near(d, rng.between(1, 400)),
        _ => {
            // The last or first day of a month.
            let month = back(rng.between(0, 30));
            let first = month - Days::new(u64::from(chrono::Datelike::day0(&month)));
            if rng.percent(50) { first } else { first - Days::new(1) }
        }
    }
}

/// Instants around midnights in the setting's zone, around changes of its clocks, and anything else.
pub fn datetime(rng: &mut Rng, setting: &Setting) -> i64 {
    const CHANGES: [&str; 6] = [
        "2026-03-29T01:00:00Z",
        "2026-10-25T01:00:00Z",
        "2025-03-30T01:00:00Z",
        "2026-03-08T07:00:00Z",
        "2025-11-02T06:00:00Z",
        "2023-10-29T00:30:00Z",
    ];
    if rng.percent(8) {
        let change: chrono::DateTime<chrono::Utc> = rng.pick(&CHANGES).parse().unwrap();
        return change.timestamp_micros() + rng.between(-2, 2) * 1_800_000_000 + rng.between(-1, 1);
    }
    let day = date(rng, setting);
    let local = day.and_time(NaiveTime::MIN);
    let midnight = setting.timezone.from_local_datetime(&local).earliest();
    let midnight = midnight.map_or(local.and_utc().timestamp_micros(), |at| at.timestamp_micros());
    match rng.below(4) {
        0 => midnight + rng.between(-1, 1),
        1 => midnight + rng.between(0, 3) * 3_600_000_000,
        _ => midnight + rng.between(0, 86_399_999_999),
    }
}

/// The same rows in another order, and for each table where each row now stands.
pub fn shuffled(rng: &mut Rng, data: &Data) -> (Data, Vec<Vec<usize>>) {
    let mut orders = Vec::new();
    let tables = data.tables.iter().map(|table| {
        let mut order: Vec<usize> = (0..table.len()).collect();
        rng.shuffle(&mut order);
        let columns =
            table.columns.iter().map(|c| order.iter().map(|&row| c[row].clone()).collect()).collect();
        orders.push(order);
        TableData { columns }
    });
    (Data { tables: tables.collect() }, orders)
}

/// The tables as CSV, to be read in a failure's message.
pub fn csv(data: &Data) -> String {
    let mut text = String::new();
    for (table, description) in data.tables.iter().zip(&TABLES) {
        let names: Vec<&str> = description.columns.iter().map(|c| c.name).collect();
        text += &format!("--- {}.csv ({} rows)\n{}\n", description.name, table.len(), names.join(","));
        for row in 0..table.len() {
            let cells: Vec<String> = table.columns.iter().map(|column| cell(&column[row])).collect();
            text += &format!("{}\n", cells.join(","));
        }
    }
    text
}

/// A value for people.
pub fn cell(value: &Value) -> String {
    let instant = |micros| {
        chrono::DateTime::from_timestamp_micros(micros).map_or_else(String::new, |at| at.to_rfc3339())
    };
    match value {
        Value::Missing => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Number(x) => format!("{x:?}"),
        Value::Decimal(units) => format!("{units}u"),
        Value::Text(text) => format!("{text:?}"),
        Value::Date(day) => {
            NaiveDate::from_epoch_days(*day).map_or_else(String::new, |date| date.to_string())
        }
        Value::Datetime(micros) => instant(*micros),
        Value::List(items) => format!("{:?}", items.join(";")),
    }
}
