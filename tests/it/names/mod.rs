//! Finding one's way in a project: `list`, `deps`, and the references that they stand on.

mod deps;
mod list;
mod references;
mod rename;
mod watch;

use crate::common::{Scratch, personac};
use std::path::Path;

/// A project in which every kind of declaration names others, across two files.
pub const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
entity: customers
tables:
  customers:
    source: customers.csv
    key: id
    population: country = \"CN\"
    consent: grown_up
    columns: { id: text, country: text, age: int, income: number, city: text, interests: { type: list, separator: ';' }, spend: number }
  orders:
    source: orders.csv
    key: order_id
    time: at
    belongs_to: { customers: customer_id }
    columns: { order_id: text, customer_id: text, at: date, amount: number, `select`: text }
";

pub const VOCABULARY: &str = "\
param adult: 18
param 城市列表: [\"Berlin\", \"Rome\"]
## Whoever is `grown_up` may decide.
segment grown_up: age >= adult
feature 消费: sum(orders.amount during last 12 months where big)
segment big of orders: amount >= 100
feature `select it`: 消费 / 12
metric typical: avg(消费)
theme rush of orders: `select` contains any of [\"now\", \"asap\"]
";

pub const PEOPLE: &str = "\
icp shopper \"Shops\" {
  owner: \"growth@shop.example\"
  review: 2026-01-01
  must grown_up
  behavior { should ramp(消费, adult, 1_000) weight 10 }
  tiers { A: 50  B: 0 }
}
persona urban \"Lives in a city\" {
  icp: shopper
  status: draft
  must city in 城市列表           because \"shopper of the city\"
  must `select it` > 1
  claim \"Many rush\": share(any(orders where rush)) >= 10%
  expect { overlap(shopper) >= 50%  typical >= 1 }
}
score heat { engagement { should count(orders) >= 2 weight 1 }  tiers { 1: 0 } }
assign main { among [urban]  by priority }
grid fit: shopper by heat
journey path { stage first: grown_up  stage later: urban }
test \"somebody\" {
  given { country: \"CN\", age: 30, city: \"Rome\" }
  given orders [ { amount: 100, at: 2026-10-01 }, { amount: 200, at: 2026-10-02 } ]
  expect shopper matches
  expect shopper.tier = \"B\"
  expect main = urban
  expect heat.score = 100
}
";

pub fn shop() -> Scratch {
    let catalog = CATALOG.replace('`', "");
    Scratch::new(&[
        ("personac.yaml", &catalog),
        ("vocabulary.persona", VOCABULARY),
        ("people.persona", PEOPLE),
    ])
}

/// Exit code, stdout, stderr of a command run in a folder.
pub fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = personac().current_dir(folder).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// What a command prints that must succeed.
pub fn said(folder: &Path, args: &[&str]) -> String {
    let (code, out, err) = run(folder, args);
    assert_eq!(code, Some(0), "{args:?}\n{out}{err}");
    out
}

#[test]
fn the_project_of_these_tests_is_sound() {
    let (code, out, err) = run(shop().path(), &["check"]);
    assert_eq!(code, Some(0), "{out}{err}");
}
