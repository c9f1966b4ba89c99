//! The files of a source: which there are, and what they hold as a fingerprint.

use super::rows::Fatal;
use crate::catalog::{Catalog, Format, Source};
use crate::cohort::{FileReport, TableReport};
use crate::diagnostics::{Diagnostic, codes};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A data file.
#[derive(Debug, Clone)]
pub(super) struct DataFile {
    pub path: PathBuf,
    /// As the catalog's folder sees it.
    pub shown: String,
    pub bytes: u64,
}

/// The files that a source names, a glob's sorted by name. A plain path is not looked for: opening it says more.
pub(super) fn resolve(root: &Path, source: &Source) -> Result<Vec<DataFile>, Fatal> {
    let whole = root.join(&source.path);
    let is_glob = source.path.contains(['*', '?', '[']) && !whole.exists();
    if !is_glob {
        return Ok(vec![file(root, whole)]);
    }
    // The folder itself may hold characters that mean something in a pattern.
    let folder = glob::Pattern::escape(&root.to_string_lossy());
    let pattern = if root.as_os_str().is_empty() || Path::new(&source.path).is_absolute() {
        source.path.clone()
    } else {
        format!("{}/{}", folder.trim_end_matches('/'), source.path)
    };
    let bad =
        |message: String, help: &str| Box::new(Diagnostic::new(&codes::NO_DATA_FILE, message).help(help));
    let matches = glob::glob(&pattern).map_err(|_| {
        bad(
            format!("`{}` is no pattern of file names", source.path),
            "`*` stands for any text within a name, `**` for any folders, `?` for one character, `[ab]` for one of them",
        )
    })?;
    let mut files: Vec<DataFile> = matches.flatten().filter(|p| p.is_file()).map(|p| file(root, p)).collect();
    files.sort_by(|a, b| a.shown.cmp(&b.shown));
    if files.is_empty() {
        return Err(bad(
            format!("no file matches `{}`", source.path),
            "patterns start at the folder of `personac.yaml`; is the data there, under these names?",
        ));
    }
    Ok(files)
}

/// The files that the catalog's tables are read from, as far as they are there.
pub fn present(catalog: &Catalog, root: &Path) -> Vec<PathBuf> {
    let files = catalog.tables.iter().filter_map(|table| resolve(root, &table.source).ok()).flatten();
    files.map(|file| file.path).collect()
}

fn file(root: &Path, path: PathBuf) -> DataFile {
    let relative = path.strip_prefix(root).unwrap_or(&path);
    let shown = relative.to_string_lossy().replace('\\', "/");
    let bytes = std::fs::metadata(&path).map_or(0, |m| m.len());
    DataFile { shown, bytes, path }
}

/// Size and SHA-256 of each file. A file that cannot be read has an empty hash; reading it reports why.
pub(super) fn fingerprints(files: &[DataFile]) -> Vec<FileReport> {
    use rayon::prelude::*;
    files.par_iter().map(fingerprint).collect()
}

/// The files that hold other bytes than when they were read, by the path in the report. Only those of tables that stay on disk
/// are looked at: all others were read to their end at once.
pub fn changed(catalog: &Catalog, root: &Path, reports: &[TableReport]) -> Vec<String> {
    let on_disk = |report: &&TableReport| {
        let table = catalog.tables.iter().find(|t| t.name == report.table);
        table.is_some_and(|t| matches!(t.source.format, Format::Parquet | Format::Arrow))
    };
    let read: Vec<&FileReport> = reports.iter().filter(on_disk).flat_map(|r| &r.files).collect();
    let files: Vec<DataFile> = read.iter().map(|report| file(root, root.join(&report.path))).collect();
    let now = fingerprints(&files);
    let differ = read.iter().zip(&now).filter(|(then, now)| then.sha256 != now.sha256);
    differ.map(|(then, _)| then.path.clone()).collect()
}

fn fingerprint(file: &DataFile) -> FileReport {
    let hashed = || -> std::io::Result<(u64, String)> {
        let mut reader = std::fs::File::open(&file.path)?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        let mut block = vec![0; 1 << 20];
        loop {
            match reader.read(&mut block)? {
                0 => break,
                n => {
                    hash.update(&block[..n]);
                    bytes += n as u64;
                }
            }
        }
        Ok((bytes, hash.finalize().iter().map(|b| format!("{b:02x}")).collect()))
    };
    let (bytes, sha256) = hashed().unwrap_or_default();
    FileReport { path: file.shown.clone(), bytes, sha256 }
}
