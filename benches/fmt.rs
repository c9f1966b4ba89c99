//! How long `personac fmt` takes on 2,000 personas in 400 files, from process start to exit: once when every file must be
//! written, and once when none need be.
//!
//! `cargo bench --bench fmt --no-default-features --features cli` needs no engine. The process is started anew for every
//! sample.

#[path = "timing/project.rs"]
mod project;
mod timing;

use project::{FILES, PERSONAS};
use std::path::Path;

const SAMPLES: usize = 15;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (what, rough) in [("rough", true), ("formatted", false)] {
        let times = (0..SAMPLES)
            .map(|_| {
                if rough {
                    write_rough(folder.path());
                }
                timing::sample("fmt", folder.path())
            })
            .collect();
        println!("fmt of {PERSONAS} {what} personas in {FILES} files: {}", timing::summary(times));
    }
}

/// The project as nobody should write it: cramped, and with remarks behind the rules.
fn write_rough(root: &Path) {
    project::write_files(root, FILES, |text| {
        let lines = text.lines().map(|line| match line.trim_start() {
            line if line.starts_with("must ") => format!(" {line} # why"),
            line if line.starts_with("should ") => format!("   {}", line.replace(", ", ",")),
            line => line.replace(": ", ":").replace(" >= ", ">="),
        });
        lines.map(|line| line + "\n").collect()
    });
}
