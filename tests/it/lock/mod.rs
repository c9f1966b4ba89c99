//! The lock: its text, its command, and what a locked run refuses.

#[cfg(feature = "cli")]
mod command;
mod drift;
mod reading;
#[cfg(feature = "engine")]
mod run;
#[cfg(feature = "engine")]
mod samples;
#[cfg(feature = "engine")]
mod since;

use personac::check::project::{LoadOptions, Loaded, load};
use personac::lock::{Data, Fact, Lock, Measured, Section, Value, declared, make};
use personac::meaning::meanings;
use personac::source::MemoryWorld;

pub const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
privacy: { min_cell: 5 }
tables:
  customers:
    source: customers.csv
    key: id
    population: country = \"DE\"
    columns: { id: text, age: int, country: text, city: text, answer: int }
  orders:
    source: orders.csv
    key: id
    time: day
    belongs_to: { customers: customer_id }
    columns: { id: text, customer_id: text, day: date, amount: { type: decimal, scale: 2 } }
";

pub const SPEC: &str = "\
param grown: 18
feature spend: sum(orders.amount during last 12 months)

## Whom we sell to.
icp buyer of customers \"Buys\" {
  must age >= grown
  should spend >= 100 weight 60
  should city = \"Bonn\" weight 40
  tiers { A: 80  B: 40  C: 0 }
}

persona young of customers {
  icp: buyer
  must age < 40
  should spend >= 100 weight 10
}

score loyal of customers {
  behavior { should count(orders) >= 2 weight 10 }
  tiers { 1: 50  2: 0 }
}

assign kind { among [young, buyer] by highest score }
grid lead: buyer by loyal

metric nps of customers: nps(answer)
metric rich of customers: share(spend >= 100)
metric spent of customers: avg(spend)
";

/// Pins a text in which hashes of meanings look alike: they are pinned where they are made.
macro_rules! assert_without_hashes {
    ($name:expr, $text:expr) => {
        insta::with_settings!({ filters => vec![
            (r"\b[0-9a-f]{64}\b", "[sha-256]"),
            (r"\b[0-9a-f]{8} then, [0-9a-f]{8} now", "[hash] then, [hash] now"),
            (r"\b([0-9a-f]{60}|[0-9A-F]{64})\b", "[no hash]"),
        ] }, { insta::assert_snapshot!($name, $text) })
    };
}
pub(crate) use assert_without_hashes;

/// A project without its data.
pub fn project(catalog: &str, spec: &str) -> Loaded {
    let world = MemoryWorld::new("2026-10-31".parse().unwrap());
    let loaded =
        load(&world.with("personac.yaml", catalog).with("shop.persona", spec), &LoadOptions::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    loaded
}

/// The lock of a spec, without figures.
pub fn locked(spec: &str) -> Lock {
    let project = project(CATALOG, spec).project.unwrap();
    make(declared(&project.program, &meanings(&project.program, &project.catalog)), None, None)
}

/// A lock with made-up figures of every kind.
pub fn full() -> Lock {
    let mut lock = locked(SPEC);
    let file = |path: &str, digit: &str| (path.to_owned(), digit.repeat(64));
    let files = vec![file("customers.csv", "a"), file("orders 2026.csv", "b")];
    let as_of = "2026-10-31".parse().unwrap();
    lock.measured = Some(Measured { as_of, min_cell: 5, data: Data { files } });
    let older = lock.entries[0].meaning;
    for entry in &mut lock.entries {
        entry.facts = match entry.section {
            Section::Cohort => vec![
                Fact::new(["population"], Value::Whole(940)),
                Fact::new(["size"], Value::Whole(129)),
                Fact::new(["tiers", "A"], Value::HeldBack),
                Fact::new(["tiers", "1"], Value::Whole(0)),
                Fact::new(["mean_score"], Value::decimal(61.25, 1)),
                Fact::new(["metrics", "nps"], Value::number(-12.0)),
                Fact::new(["metrics", "rich"], Value::percent(0.5)),
                Fact::new(["metrics", "spent"], Value::Missing),
            ],
            Section::Assignment => vec![
                Fact::new(["counts", "young"], Value::Whole(100)),
                Fact::new(["counts", "buyer"], Value::Whole(29)),
                Fact::new(["unassigned"], Value::Whole(811)),
            ],
            Section::Grid => vec![
                Fact::new(["cells", "A", "1"], Value::Whole(12)),
                Fact::new(["cells", "A", "2"], Value::HeldBack),
                Fact::new(["cells", "B", "1"], Value::Whole(7)),
                Fact::new(["outside"], Value::Whole(0)),
            ],
            Section::Metric => vec![Fact::new(["everyone"], Value::Text("2026-10-30".into()))],
        };
        if entry.name == "young" {
            entry.measured_as = Some(older);
        }
    }
    lock
}
