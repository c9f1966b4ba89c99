//! The names in `personac.lock`.

use super::Renaming;
use crate::check::project;
use crate::cli::replace::Change;
use crate::lock::{self, Entry, Fact, Lock, Section};
use crate::model::DeclarationKind;
use crate::source::{DiskWorld, SourceMap, World};
use std::path::Path;

/// What becomes of the lock.
pub enum Locked {
    /// There is none, or it does not have the name.
    Untouched,
    Changes(Change),
    /// It does not read, or somebody has written into it: people must look.
    Left,
}

/// The lock with the new name, in its entries and among its figures. Meanings do not hang on names, so they stay.
pub fn renamed(renaming: &Renaming<'_>, disk: &DiskWorld) -> Locked {
    let path = Path::new(lock::FILE);
    let Ok(old) = disk.read(path) else { return Locked::Untouched };
    let Some(mut lock) = Lock::load(disk, &mut SourceMap::default()).value else { return Locked::Left };
    if lock.to_string().as_bytes() != old {
        return if mentions(&old, renaming.old()) { Locked::Left } else { Locked::Untouched };
    }
    lock.entries.iter_mut().for_each(|entry| rename(entry, renaming));
    let new = lock.to_string().into_bytes();
    if new == old {
        return Locked::Untouched;
    }
    let shown = project::shown(disk, path);
    Locked::Changes(Change { path: shown.into(), old, new })
}

fn mentions(bytes: &[u8], name: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(name)
}

fn rename(entry: &mut Entry, renaming: &Renaming<'_>) {
    use DeclarationKind::*;
    let kind = renaming.declared().kind;
    let cohort = matches!(kind, Icp | Persona | Score);
    let own = match entry.section {
        Section::Cohort => cohort,
        Section::Assignment => kind == Assign,
        Section::Grid => kind == Grid,
        Section::Metric => kind == Metric,
    };
    if own && entry.name == renaming.old() {
        entry.name.clone_from(&renaming.new);
    }
    for Fact { path, .. } in &mut entry.facts {
        if let [group, name] = path.as_mut_slice() {
            let named = group == "metrics" && kind == Metric || group == "counts" && cohort;
            if named && name == renaming.old() {
                name.clone_from(&renaming.new);
            }
        }
    }
}
