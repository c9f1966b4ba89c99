//! Data from a seed: the same for the same sizes.

use crate::Options;
use crate::personas::Spec;
use polars::prelude::*;
use std::fs::File;
use std::path::Path;

pub const AS_OF: &str = "2026-10-31";
/// 2026-10-31 in days since 1970-01-01.
const TODAY: i32 = 20_757;
const AT_ONCE: usize = 250_000;

/// SplitMix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

/// Writes the project and, where they are not there yet, its data.
pub fn project(folder: &Path, options: &Options, spec: &Spec) {
    std::fs::create_dir_all(folder).expect("a folder");
    let customers = folder.join("customers.parquet");
    if !customers.exists() {
        write(&customers, options.customers, customer_rows);
    }
    let orders = folder.join("orders.parquet");
    if options.orders > 0 && !orders.exists() {
        let customers = options.customers as u64;
        write(&orders, options.orders, move |random, start, rows| order_rows(random, start, rows, customers));
    }
    std::fs::write(folder.join("personac.yaml"), catalog(options.orders > 0)).expect("a catalog");
    std::fs::write(folder.join("bench.persona"), spec.text()).expect("a spec");
}

fn write(path: &Path, rows: usize, piece: impl Fn(&mut Random, usize, usize) -> DataFrame) {
    let mut random = Random::new(rows as u64);
    let partial = path.with_extension("partial");
    let file = File::create(&partial).expect("a file");
    let schema = piece(&mut Random::new(0), 0, 1).schema().clone();
    let mut writer = ParquetWriter::new(file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(122_880))
        .batched(&schema)
        .expect("a writer");
    for start in (0..rows).step_by(AT_ONCE) {
        let frame = piece(&mut random, start, AT_ONCE.min(rows - start));
        writer.write_batch(&frame).expect("a piece");
    }
    writer.finish().expect("an end");
    std::fs::rename(partial, path).expect("a name");
}

/// A column of values, some of them missing.
fn column<T>(
    random: &mut Random,
    name: &str,
    rows: usize,
    missing: u64,
    value: impl Fn(&mut Random) -> T,
) -> Column
where
    Series: NamedFrom<Vec<Option<T>>, [Option<T>]>,
{
    let values: Vec<Option<T>> =
        (0..rows).map(|_| if random.percent(missing) { None } else { Some(value(random)) }).collect();
    Series::new(name.into(), values).into_column()
}

fn whole(random: &mut Random, name: &str, rows: usize, missing: u64, from: i64, to: i64) -> Column {
    column(random, name, rows, missing, |r| from + r.below((to - from + 1) as u64) as i64)
}

fn cents(random: &mut Random, name: &str, rows: usize, missing: u64, most: u64) -> Column {
    // Many small and few large: the product of two.
    column(random, name, rows, missing, |r| (r.below(most) * r.below(10_000) / 10_000) as f64 / 100.0)
}

fn words(random: &mut Random, name: &str, rows: usize, missing: u64, words: &[&str]) -> Column {
    column(random, name, rows, missing, |r| words[r.below(words.len() as u64) as usize].to_owned())
}

fn dates(random: &mut Random, name: &str, rows: usize, missing: u64, days: u64, back: i32) -> Column {
    let values = column(random, name, rows, missing, |r| TODAY - back - r.below(days) as i32);
    values.cast(&DataType::Date).expect("dates")
}

fn truth(random: &mut Random, name: &str, rows: usize, missing: u64, chance: u64) -> Column {
    column(random, name, rows, missing, |r| r.percent(chance))
}

fn keys(start: usize, rows: usize, prefix: char) -> Column {
    let keys: Vec<String> = (start..start + rows).map(|i| format!("{prefix}{i:09}")).collect();
    Series::new("key".into(), keys).into_column()
}

fn customer_rows(r: &mut Random, start: usize, rows: usize) -> DataFrame {
    let occupations = [
        "teacher",
        "marketing manager",
        "senior engineer",
        "engineer",
        "nurse",
        "student",
        "retired",
        "chef",
        "senior nurse",
        "driver",
        "designer",
        "product manager",
        "doctor",
        "clerk",
        "farmer",
        "lawyer",
    ];
    let regions = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12"];
    let columns = vec![
        keys(start, rows, 'C').with_name("customer_id".into()),
        whole(r, "age", rows, 3, 18, 90),
        cents(r, "income", rows, 5, 60_000_000),
        words(r, "city_tier", rows, 2, &["tier-1", "new tier-1", "tier-2", "other"]),
        words(r, "region", rows, 0, &regions),
        words(r, "segment", rows, 1, &["home", "family", "office", "student", "other"]),
        truth(r, "early_adopter", rows, 4, 30),
        truth(r, "newsletter", rows, 0, 60),
        truth(r, "app_user", rows, 0, 55),
        whole(r, "devices", rows, 1, 0, 12),
        whole(r, "children", rows, 2, 0, 4),
        whole(r, "reviews_read", rows, 0, 0, 60),
        whole(r, "privacy_concern", rows, 10, 1, 5),
        whole(r, "tickets", rows, 0, 0, 8),
        whole(r, "visits", rows, 0, 0, 200),
        cents(r, "spend", rows, 1, 2_000_000),
        column(r, "discount_share", rows, 6, |r| r.below(1_001) as f64 / 1_000.0),
        whole(r, "satisfaction", rows, 20, 1, 10),
        cents(r, "basket", rows, 3, 60_000),
        dates(r, "last_seen", rows, 2, 900, 0),
        dates(r, "signup", rows, 0, 3_000, 30),
        dates(r, "birthday", rows, 5, 25_000, 6_600),
        words(r, "occupation", rows, 8, &occupations),
        words(r, "channel", rows, 1, &["search", "reviews", "store", "social", "friends", "ads"]),
        words(r, "plan", rows, 0, &["none", "basic", "plus", "pro"]),
    ];
    DataFrame::new(rows, columns).expect("columns of one length")
}

fn order_rows(r: &mut Random, start: usize, rows: usize, customers: u64) -> DataFrame {
    let owners: Vec<String> = (0..rows).map(|_| format!("C{:09}", r.below(customers))).collect();
    let columns = vec![
        keys(start, rows, 'O').with_name("order_id".into()),
        Series::new("customer_id".into(), owners).into_column(),
        dates(r, "ordered_at", rows, 1, 1_400, -20),
        cents(r, "amount", rows, 1, 80_000),
        words(r, "status", rows, 0, &["paid", "paid", "paid", "paid", "refunded", "open"]),
        words(r, "channel", rows, 1, &["online", "store", "phone"]),
    ];
    DataFrame::new(rows, columns).expect("columns of one length")
}

fn catalog(orders: bool) -> String {
    let mut text = format!("project: bench\ntimezone: UTC\nas_of: {AS_OF}\ntables:\n");
    text += "  customers:\n    source: customers.parquet\n    key: customer_id\n    columns:\n";
    let columns = [
        ("text", "customer_id city_tier region segment occupation channel plan"),
        ("int", "age devices children reviews_read privacy_concern tickets visits satisfaction"),
        ("number", "income spend discount_share basket"),
        ("bool", "early_adopter newsletter app_user"),
        ("date", "last_seen signup birthday"),
    ];
    for (ty, names) in columns {
        for name in names.split(' ') {
            text += &format!("      {name}: {ty}\n");
        }
    }
    if orders {
        text += "  orders:\n    source: orders.parquet\n    key: order_id\n    time: ordered_at\n";
        text += "    belongs_to: { customers: customer_id }\n    columns:\n";
        text +=
            "      order_id: text\n      customer_id: text\n      ordered_at: date\n      amount: number\n";
        text += "      status: text\n      channel: text\n";
    }
    text
}
