//! The project that the benches of whole commands run on.

// Each bench takes of it what it needs.
#![allow(dead_code)]

use std::fmt::Write;
use std::path::Path;

pub const FILES: usize = 400;
pub const PERSONAS_PER_FILE: usize = 5;
pub const PERSONAS: usize = FILES * PERSONAS_PER_FILE;

/// Personas of eight rules and four scored terms, over features and segments of their own file.
pub fn write(root: &Path) {
    write_files(root, FILES, |text| text);
}

/// The same, of so many files, with the text of each as somebody else might have written it.
pub fn write_files(root: &Path, files: usize, otherwise: impl Fn(String) -> String) {
    std::fs::write(root.join("personac.yaml"), CATALOG).expect("the catalog can be written");
    for file in 0..files {
        let mut text = String::new();
        let _ = writeln!(
            text,
            "feature spend_{file}: sum(orders.amount during last {} months where channel = \"web\")",
            file % 24 + 1
        );
        let _ = writeln!(
            text,
            "segment grown_{file}: age >= {} and (city = \"Berlin\" or income > {})",
            18 + file % 40,
            file * 100
        );
        for persona in 0..PERSONAS_PER_FILE {
            let n = file * PERSONAS_PER_FILE + persona;
            let _ = write!(
                text,
                "\n## Persona number {n}.\npersona p_{n} \"Persona {n}\" {{\n  owner: \"team@example.com\"\n  demographics {{\n    \
                 must grown_{file} because \"reason {n}\"\n    must age between {} and {}\n    should income >= {} weight 20\n  }}\n  \
                 behavior {{\n    must count(orders during last 12 months) >= 1\n    must spend_{file} > {n}\n    \
                 should ramp(spend_{file}, 0, 1_000) weight 15\n    should city in [\"Berlin\", \"Paris\", \"Rome\"] weight 10\n    \
                 should decay(last_seen, 30 days) weight 5\n    exclude share(orders where status = \"refunded\") > 30%\n  }}\n  \
                 must at least 1 of [interests has \"audio\", interests has any of [\"home\", \"diy\"]]\n  \
                 must not (city = \"Oslo\") is true\n  must email is known\n  tiers {{ A: 75  B: 50  C: 0 }}\n  \
                 goals [\"Goal {n}\"]\n  story \"\"\"\n  A story about number {n}.\n  \"\"\"\n}}\n",
                18 + n % 20,
                40 + n % 40,
                n * 10,
            );
        }
        std::fs::write(root.join(format!("p{file:03}.persona")), otherwise(text))
            .expect("a spec can be written");
    }
}

pub const CATALOG: &str = "\
project: bench
timezone: UTC
as_of: 2026-10-31
tables:
  customers:
    source: customers.csv
    key: id
    population: country = \"DE\"
    columns: { id: text, age: int, income: number, city: text, country: text, email: text, interests: { type: list, separator: ';' }, last_seen: date }
  orders:
    source: orders.csv
    time: at
    belongs_to: { customers: customer_id }
    columns: { customer_id: text, at: date, amount: number, status: text, channel: text }
";
