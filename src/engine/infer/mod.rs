//! Data files → what their catalog would say, with the evidence for it.
//!
//! A file is read whole, once: each column keeps the readings (types, date formats) that all of its cells agree with, by the same cell
//! reader that a run uses, so what is proposed is what a run can read. Then tables are looked at side by side: what is unique
//! is a key, and a column whose values are all found in another table's key is a relation. The result is plain data; the command
//! line makes a catalog of it.

mod bytes;
mod decide;
mod file;
mod fixed;
mod hints;
mod keys;
mod lists;
mod model;
mod people;
mod profile;
mod readings;
mod relations;
mod roles;
mod stats;

pub use model::*;

use crate::diagnostics::Diagnostic;
use std::path::{Path, PathBuf};

/// Looks at data files. `root` is the folder of the project: sources are named as seen from there. All files that cannot be read
/// are reported at once.
pub fn infer(paths: &[PathBuf], root: &Path) -> Result<Inference, Vec<Diagnostic>> {
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for path in &file::expand(paths) {
        match file::read(path, root) {
            Ok(table) => read.push(table),
            Err(fatal) => problems.push(*fatal),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    file::name_tables(&mut read);
    let mut inference = Inference::default();
    for table in &read {
        inference.tables.push(decide::table(table));
    }
    keys::choose(&mut inference, &read);
    people::add(&mut inference, &mut read).map_err(|fatal| vec![*fatal])?;
    relations::find(&mut inference, &read);
    roles::choose(&mut inference);
    Ok(inference)
}
