//! The explain pages of data codes: the failing data raises the page's code, the fixed data nothing that counts.

use super::world;
use personac::diagnostics::page::{self, Block};
use personac::diagnostics::{Diagnostic, Severity, codes};
use personac::engine::scan::Options;

#[test]
fn pages() {
    for code in codes::ALL.iter().filter(|c| matches!(&c.id[1..3], "06")) {
        // Parquet cannot be shown on a page, and rows follow others only where something else is wrong.
        if ["E0607", "N0602"].contains(&code.id) {
            continue;
        }
        let blocks = page::blocks(code.page);
        let failing: Vec<_> = run(&blocks, "failing", code.id).iter().map(|d| d.code.id).collect();
        assert!(!failing.is_empty() && failing.iter().all(|c| *c == code.id), "{}: {failing:?}", code.id);
        let mut fixed = run(&blocks, "fixed", code.id);
        fixed.retain(|d| d.severity > Severity::Note);
        assert!(fixed.is_empty(), "{} fixed: {fixed:#?}", code.id);
    }
}

/// Loads the page's project with the blocks for `word` and those for both.
fn run(blocks: &[Block], word: &str, code: &str) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().unwrap();
    let other = if word == "failing" { "fixed" } else { "failing" };
    let chosen = blocks.iter().filter(|b| !b.words.contains(&other));
    let (catalogs, files): (Vec<&Block>, Vec<&Block>) = chosen.partition(|b| b.language == "yaml");
    for block in files {
        let path = folder.path().join(block.words[0]);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, block.text).unwrap();
    }
    let catalog = catalogs.first().unwrap_or_else(|| panic!("{code} has no catalog"));
    match world::load(catalog.text, folder.path(), &Options::default()) {
        Ok(loaded) => loaded.diagnostics,
        Err(found) => found,
    }
}
