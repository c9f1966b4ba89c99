//! How long twelve dates of a history take, beside one: the data is read once, so they should take twelve times the matching and
//! scoring, and no more.
//!
//! `cargo bench --bench history`, with the number of customers as an argument (100,000; each has about ten orders).

use personac::check::project::{LoadOptions, load};
use personac::engine::scan::{self, Silent};
use personac::engine::{history, read_once};
use personac::lower;
use personac::source::DiskWorld;
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

const DATES: usize = 12;
const SAMPLES: usize = 3;

fn main() {
    let customers = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_project(folder.path(), customers);
    let loaded = load(&DiskWorld::new(folder.path()), &LoadOptions::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let project = loaded.project.expect("there is a catalog");
    let plan_of = |date: usize| {
        let months = chrono::Months::new((DATES - 1 - date) as u32);
        let as_of = project.as_of.checked_sub_months(months).expect("a date of this century");
        lower::lower(&project.program, &project.catalog, as_of, &lower::Options::default()).plan
    };
    let start = Instant::now();
    let plan = plan_of(DATES - 1);
    let read = scan::load(&plan, &project.catalog, folder.path(), &scan::Options::default(), &Silent);
    let Ok(read) = read else { panic!("the data reads") };
    let once = read_once(&plan_of, DATES, read.tables).expect("it fits into memory");
    let reading = start.elapsed();
    let worked = |dates: std::ops::Range<usize>| {
        let sample = || {
            let start = Instant::now();
            black_box(history(&plan_of, dates.clone(), &once, false, &|_| {}).expect("it runs"));
            start.elapsed()
        };
        (0..SAMPLES).map(|_| sample()).min().unwrap_or_default()
    };
    let each: Duration = (0..DATES).map(|date| worked(date..date + 1)).sum();
    let all = worked(0..DATES);
    let ratio = all.as_secs_f64() / each.as_secs_f64();
    println!(
        "{customers} customers: reading {reading:.2?}; {DATES} dates one by one {each:.2?}, as a history {all:.2?} (× {ratio:.2})"
    );
}

fn write_project(root: &Path, customers: u64) {
    let mut state = 7_u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let (mut people, mut orders) = (String::from("id,age,city\n"), String::from("n,id,at,amount,channel\n"));
    let mut number = 0;
    for id in 0..customers {
        let city = ["Ulm", "Bonn", "Kiel"][below(3) as usize];
        let _ = writeln!(people, "{id},{},{city}", 18 + below(60));
        for _ in 0..below(21) {
            number += 1;
            let channel = ["web", "shop"][below(2) as usize];
            let (year, month, day) = (2024 + below(3), 1 + below(12), 1 + below(28));
            let _ = writeln!(orders, "{number},{id},{year}-{month:02}-{day:02},{}.50,{channel}", below(500));
        }
    }
    let write =
        |name: &str, text: &str| std::fs::write(root.join(name), text).expect("a file can be written");
    write("c.csv", &people);
    write("o.csv", &orders);
    write("personac.yaml", CATALOG);
    write("s.persona", SPEC);
}

const CATALOG: &str = "\
project: bench
as_of: 2026-12-31
entity: customers
tables:
  customers: { source: c.csv, key: id, columns: { id: int, age: int, city: text } }
  orders:
    source: o.csv
    key: n
    time: at
    belongs_to: { customer: { table: customers, by: id } }
    columns: { n: int, id: int, at: date, amount: { type: decimal, scale: 2 }, channel: text }
";

const SPEC: &str = "\
feature spend: sum(orders.amount during last 12 months)
icp buyers \"B\" {
  must count(orders during last 12 months where channel = \"web\") >= 1
  should ramp(spend, 0, 2_000) weight 60
  should decay(max(orders.at), 60 days) weight 40
  tiers { A: 60  B: 0 }
}
persona best \"T\" { icp: buyers  must spend in top 20%  should age between 30 and 50 weight 10 }
persona lapsed \"L\" { must count(orders) >= 1 and not any(orders during last 6 months) }
metric clv: avg(spend)
";
