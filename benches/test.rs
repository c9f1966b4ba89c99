//! How long `personac test` takes on 500 test blocks over 100 personas in 20 files, from process start to exit.
//!
//! `cargo bench --bench test --no-default-features --features cli` needs no engine: the tests run on the reference alone.

#[path = "timing/project.rs"]
mod project;
mod timing;

use project::{CATALOG, PERSONAS_PER_FILE};
use std::fmt::Write;
use std::path::Path;

const FILES: usize = 20;
const TESTS_PER_PERSONA: usize = 5;
const SAMPLES: usize = 20;

fn main() {
    let project = tempfile::tempdir().expect("a temporary folder");
    write_project(project.path());
    let times = (0..SAMPLES).map(|_| timing::sample("test", project.path())).collect();
    println!("test of {} blocks: {}", FILES * PERSONAS_PER_FILE * TESTS_PER_PERSONA, timing::summary(times));
}

/// Personas of eight rules and three scored terms, and for each five tests, one per outcome or rule.
fn write_project(root: &Path) {
    std::fs::write(root.join("personac.yaml"), CATALOG).expect("the catalog can be written");
    for file in 0..FILES {
        let mut text = String::new();
        let _ = write!(
            text,
            "feature spend_{file}: sum(orders.amount during last {} months where channel = \"web\")\n\
             segment grown_{file}: age >= {} and (city = \"Berlin\" or income > {})\n",
            file % 24 + 1,
            18 + file % 20,
            file * 100,
        );
        for n in file * PERSONAS_PER_FILE..(file + 1) * PERSONAS_PER_FILE {
            write_persona(&mut text, file, n);
        }
        std::fs::write(root.join(format!("p{file:03}.persona")), text).expect("a spec can be written");
    }
}

fn write_persona(text: &mut String, file: usize, n: usize) {
    let _ = write!(
        text,
        "persona p_{n} {{\n  must grown_{file}\n  must age between {} and 80\n  must count(orders during last 12 months) >= 1\n  \
         must spend_{file} > {n}\n  must email matches /(?i)@example\\.(com|org)$/\n  \
         must interests has any of [\"home\", \"diy\"]\n  must not (city = \"Oslo\") is true\n  \
         exclude share(orders where status = \"refunded\") > 30%\n  should income >= {} weight 20\n  \
         should ramp(spend_{file}, 0, 1_000) weight 15\n  should decay(last_seen, 30 days) weight 5\n  tiers {{ A: 75  B: 0 }}\n}}\n",
        18 + n % 20,
        n * 10,
    );
    let given = |age: &str, city: &str, interests: &str, status: &str, amount: usize| {
        format!(
            "  given {{ {age} city: \"{city}\", income: 50_000, email: \"a@example.com\", interests: [\"{interests}\"] }}\n  \
             given orders [ {{ at: 2026-10-20, amount: {amount}, channel: \"web\", status: \"{status}\" }} ]\n",
        )
    };
    let tests = [
        ("in", given("age: 44,", "Berlin", "home", "paid", 500), "matches"),
        ("too young", given("age: 9,", "Berlin", "home", "paid", 500), "does not match"),
        ("no age", given("", "Berlin", "home", "paid", 500), "is undecided"),
        ("refunded", given("age: 44,", "Berlin", "diy", "refunded", 500), "does not match"),
        ("spends little", given("age: 44,", "Rome", "diy", "paid", 0), "does not match"),
    ];
    assert_eq!(tests.len(), TESTS_PER_PERSONA);
    for (title, given, outcome) in tests {
        let _ = write!(
            text,
            "test \"{n}: {title}\" {{\n{given}  expect p_{n} {outcome}\n  expect p_{n}.score >= 0\n}}\n"
        );
    }
}
