//! How long `personac check` takes on 2,000 personas in 400 files, all lints included, from process start to exit.
//!
//! `cargo bench --bench check --no-default-features --features cli` needs no engine. The files are written anew, and the
//! process is started anew for every sample; the first sample is the cold one.

#[path = "timing/project.rs"]
mod project;
mod timing;

use project::{FILES, PERSONAS};

const SAMPLES: usize = 20;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    project::write(folder.path());
    let times = (0..SAMPLES).map(|_| timing::sample("check", folder.path())).collect();
    println!("check of {PERSONAS} personas in {FILES} files: {}", timing::summary(times));
}
