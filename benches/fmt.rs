//! How long `personac fmt` takes on 2,000 personas in 400 files, from process start to exit: once when every file must be
//! written, and once when none need be.
//!
//! `cargo bench --bench fmt --no-default-features --features cli` needs no engine. The process is started anew for every
//! sample.

mod timing;

use std::fmt::Write;
use std::path::Path;

const FILES: usize = 400;
const PERSONAS_PER_FILE: usize = 5;
const SAMPLES: usize = 15;

fn main() {
    let project = tempfile::tempdir().expect("a temporary folder");
    for (what, rough) in [("rough", true), ("formatted", false)] {
        let times = (0..SAMPLES)
            .map(|_| {
                if rough {
                    write_specs(project.path());
                }
                timing::sample("fmt", project.path())
            })
            .collect();
        println!(
            "fmt of {} {what} personas in {FILES} files: {}",
            FILES * PERSONAS_PER_FILE,
            timing::summary(times),
        );
    }
}

/// Personas of eight rules and four scored terms, as nobody should write them.
fn write_specs(root: &Path) {
    for file in 0..FILES {
        let mut text = format!(
            "feature spend_{file}:sum(orders.amount during last {} months where channel=\"web\") # c\n",
            file % 24 + 1
        );
        for persona in 0..PERSONAS_PER_FILE {
            let n = file * PERSONAS_PER_FILE + persona;
            let _ = write!(
                text,
                "\n## Persona number {n}.\npersona p_{n} \"Persona {n}\" {{\n owner:\"team@example.com\"\n demographics {{\n \
                 must grown_{file} because \"reason {n}\"\n must age between {} and {}\n should income>={} weight 20\n }}\n \
                 behavior {{\n must count(orders during last 12 months)>=1\n must spend_{file}>{n} # why\n \
                 should ramp(spend_{file},0,1_000) weight 15\n should city in [\"Berlin\",\"Paris\",\"Rome\"] weight 10\n \
                 should decay(last_seen,30 days) weight 5\n exclude share(orders where status=\"refunded\" and amount > 10 and \
                 channel = \"web\")>30%\n }}\n must at least 1 of [interests has \"audio\",interests has any of [\"home\",\"diy\"]]\n \
                 must not (city=\"Oslo\") is true\n must email is known\n tiers {{A:75,B:50,C:0}}\n goals [\"Goal {n}\"]\n \
                 story \"\"\"\nA story about number {n}.\n\"\"\"\n}}\n",
                18 + n % 20,
                40 + n % 40,
                n * 10,
            );
        }
        std::fs::write(root.join(format!("p{file:03}.persona")), text).expect("a spec can be written");
    }
}
