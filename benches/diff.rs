//! How long `personac diff HEAD` takes without data on 2,000 personas in 400 files, from process start to exit: both versions are read,
//! the old one from git, checked and compared by meaning. Between them a bound has moved, a feature has another name, a file is formatted
//! otherwise and a story is told otherwise.
//!
//! `cargo bench --bench diff --no-default-features --features cli` needs no engine, and git.

#[path = "timing/project.rs"]
mod project;
mod timing;

use project::{FILES, PERSONAS};
use std::path::Path;
use std::process::Command;

const SAMPLES: usize = 15;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    project::write(root);
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "first"]);
    println!(
        "diff of {PERSONAS} personas in {FILES} files, nothing changed: {}",
        timing::summary(samples(root))
    );
    change(root);
    println!(
        "diff of {PERSONAS} personas in {FILES} files, four changes: {}",
        timing::summary(samples(root))
    );
}

fn samples(root: &Path) -> Vec<std::time::Duration> {
    let diff = |_| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_personac"));
        timing::timed(command.current_dir(root).args(["diff", "HEAD"]))
    };
    (0..SAMPLES).map(diff).collect()
}

fn change(root: &Path) {
    let edit = |file: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(root.join(file)).expect("a spec can be read");
        assert!(text.contains(from), "{file} has no `{from}`");
        std::fs::write(root.join(file), text.replace(from, to)).expect("a spec can be written");
    };
    edit("p001.persona", "must age between 23 and 45", "must age between 21 and 45");
    edit("p002.persona", "spend_2", "spending_2");
    edit("p003.persona", "  goals [", "  goals   [");
    edit("p004.persona", "A story about", "Another story about");
}

fn git(root: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(root).args(["-c", "user.name=bench", "-c", "user.email=bench@example.com"]);
    let status = command.env("GIT_CONFIG_GLOBAL", "/dev/null").args(args).status();
    assert!(status.expect("git is installed").success(), "git {args:?}");
}
