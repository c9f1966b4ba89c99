//! How long `personac docs` takes for the pages of 200 personas from one `summary.json`, from process start to exit, with all files
//! written. It should take less than a second.
//!
//! `cargo bench --bench docs --no-default-features --features cli` needs no engine: the summary is that of a run over made-up
//! people, worked out by the reference. The process is started anew, in a folder without pages, for every sample.

#[path = "timing/project.rs"]
mod project;
mod timing;

use personac::check::project::{LoadOptions, Project, load};
use personac::documents::{RunFound, Summary};
use personac::ir::{Table, Type};
use personac::lower;
use personac::reference::{self, Data, TableData, Value};
use personac::source::DiskWorld;
use project::PERSONAS_PER_FILE;
use std::path::Path;
use std::process::Command;

const FILES: usize = 40;
const PEOPLE: usize = 400;
const ORDERS: usize = 2_000;
const SAMPLES: usize = 15;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    project::write_files(root, FILES, told);
    std::fs::write(root.join("measures.persona"), MEASURES).expect("a spec can be written");
    let loaded = load(&DiskWorld::new(root), &LoadOptions::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let summary = serde_json::to_vec_pretty(&summary(&loaded.project.expect("there is a catalog")));
    let summary = summary.expect("a summary is JSON");
    std::fs::write(root.join("summary.json"), &summary).expect("the summary can be written");
    let times = (0..SAMPLES).map(|_| sample(root)).collect();
    let (mut files, mut bytes) = (0, 0);
    for entry in std::fs::read_dir(root.join("site")).expect("there are pages") {
        files += 1;
        bytes += entry.and_then(|e| e.metadata()).expect("a page has a size").len();
    }
    println!(
        "docs of {} personas from {} kB, {files} files of {} kB: {} (to be below 1000 ms)",
        FILES * PERSONAS_PER_FILE,
        summary.len() / 1_000,
        bytes / 1_000,
        timing::summary(times)
    );
}

fn sample(root: &Path) -> std::time::Duration {
    let _ = std::fs::remove_dir_all(root.join("site"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_personac"));
    timing::timed(command.current_dir(root).args(["docs", "--summary", "summary.json"]))
}

/// Each persona with what teams tell about theirs.
fn told(text: String) -> String {
    text.replace("  goals [", &format!("{TOLD}  goals ["))
}

const TOLD: &str = "\
  profile {
    name: \"Sarah Johnson\"
    occupation: \"Marketing manager\"
    quote: \"One app. I do not want to be the system administrator of my own flat.\"
  }
  profile behavioral { research: \"reads reviews for weeks\", purchase: \"a whole set at a time, in the evening\" }
  profile buyer { role: \"decides alone\", objections: \"another app, another account\" }
  pain_points {
    \"Too many devices, too many apps\" backed by share(city = \"Berlin\") >= 30%
    \"The price falls the day after buying\"
  }
  channels [\"Search\", \"Review sites\", \"Community forums\"]
  criteria [\"Seamless integration\", \"Data security\", \"Price\"]
  claim \"Half of them live in Berlin\": share(city = \"Berlin\") >= 50%
  evidence { interview 2026-06-12 \"12 owners, 5W questions\" n: 12 }
";

const MEASURES: &str = "\
metric income \"Income\": avg(income)
metric repeat_rate \"Bought more than once\": share(count(orders) >= 2)
metric basket \"Average order value\": aov(orders.amount where status = \"paid\")
metric kept \"Half-year retention\": retention(orders, 6 months)
";

/// What a run over made-up people writes.
fn summary(project: &Project) -> Summary {
    let plan =
        lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default()).plan;
    let tables =
        plan.tables.iter().map(|table| rows(table, if table.key.is_some() { PEOPLE } else { ORDERS }));
    let results = reference::cohorts(&plan, &Data { tables: tables.collect() });
    let members: u64 = results.cohorts.iter().map(|c| c.matched).sum();
    assert!(members as usize > results.cohorts.len() * 20, "personas without members make short pages");
    Summary::new(&RunFound {
        catalog: &project.catalog,
        results: &results,
        reports: &[],
        history: None,
        spec_hash: &project.spec_hash,
    })
}

fn rows(table: &Table, rows: usize) -> TableData {
    let mut state = 7_u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % n) as i64
    };
    let mut value = |name: &str, ty: Type, row: usize| match (name, ty) {
        ("id", _) => Value::text(&format!("c{row}")),
        ("customer_id", _) => Value::text(&format!("c{}", below(PEOPLE as u64))),
        ("country", _) => Value::text("DE"),
        ("city", _) => Value::text(["Berlin", "Paris", "Rome", "Ulm"][below(4) as usize]),
        ("channel", _) => Value::text("web"),
        ("status", _) => Value::text(["paid", "paid", "paid", "refunded"][below(4) as usize]),
        ("age", _) => Value::Int(18 + below(60)),
        ("email", _) => Value::text("somebody@example.com"),
        (_, Type::List) => Value::list(&[["audio", "home", "diy"][below(3) as usize]]),
        // The two years before the as-of date.
        (_, Type::Date) => Value::Date(20_757 - below(730) as i32),
        (_, Type::Number) => Value::Number(below(60_000) as f64),
        (name, ty) => panic!("no values for `{name}` of type {ty:?}"),
    };
    let column =
        |column: &personac::ir::Column| (0..rows).map(|row| value(&column.name, column.ty, row)).collect();
    TableData { columns: table.columns.iter().map(column).collect() }
}
