//! `personac init`: a project from data files.

mod catalog;
mod material;
mod persona;
mod yaml;

use super::common::{self, ColorChoice, Exit};
use crate::diagnostics::{Diagnostic, codes};
use crate::engine::infer::{self, Inference};
use crate::source::SourceMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

/// Start a project from data files: a catalog and a first spec that runs
///
/// Reads the files and writes personac.yaml (tables, column types, keys, relations, date formats, what looks like personal data)
/// and first.persona (an ideal customer and a persona to change). If there are only rows about what customers did, their
/// keys are gathered into a table of customers, data/customers.csv.
///
/// Nothing is ever overwritten: if one of these files is there, none is written.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Data files (csv, tsv, ndjson, parquet, arrow, xlsx; also .gz and .zst), or folders of them
    #[arg(required = true, value_name = "DATA")]
    data: Vec<PathBuf>,

    /// The folder of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// A file to be written, relative to the project's folder.
struct NewFile {
    path: String,
    text: String,
}

const CATALOG: &str = "personac.yaml";
const SPEC: &str = "first.persona";

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    // Before minutes are spent on reading data.
    if let Some(diagnostic) = in_the_way(&args.dir, [CATALOG, SPEC].into_iter()) {
        return common::fail(&[diagnostic], &SourceMap::default(), color);
    }
    let inference = match infer::infer(&args.data, &args.dir) {
        Ok(inference) => inference,
        Err(problems) => return common::fail(&problems, &SourceMap::default(), color),
    };
    let files = texts(&inference, &project_name(&args.dir, &inference));
    if let Some(diagnostic) = in_the_way(&args.dir, files.iter().map(|f| f.path.as_str())) {
        return common::fail(&[diagnostic], &SourceMap::default(), color);
    }
    if let Err((path, error)) = write_all(&args.dir, &files) {
        let message = format!("`{path}` cannot be written: {}", error.kind());
        let diagnostic = Diagnostic::new(&codes::OUTPUT_FAILED, message)
            .help("make room, or name another folder by `--dir`; nothing was written");
        return common::fail(&[diagnostic], &SourceMap::default(), color);
    }
    report(&args, &inference, &files)?;
    Ok(Exit::Fine)
}

/// The texts of a project.
fn texts(inference: &Inference, project: &str) -> Vec<NewFile> {
    let mut files = vec![
        NewFile { path: CATALOG.to_owned(), text: catalog::write(inference, project) },
        NewFile { path: SPEC.to_owned(), text: persona::write(inference) },
    ];
    let made = inference.tables.iter().filter_map(|t| t.made.as_ref().map(|m| (&t.source, &m.csv)));
    files.extend(made.map(|(path, csv)| NewFile { path: path.clone(), text: csv.clone() }));
    files
}

/// The name of the folder; of one without a name that of the first table.
fn project_name(dir: &Path, inference: &Inference) -> String {
    let folder =
        std::path::absolute(dir).ok().and_then(|d| d.file_name().map(|n| n.to_string_lossy().into_owned()));
    let first = || inference.tables.first().map(|t| t.name.clone());
    folder.filter(|n| !n.trim().is_empty()).or_else(first).unwrap_or_else(|| "project".to_owned())
}

fn in_the_way<'a>(dir: &Path, mut paths: impl Iterator<Item = &'a str>) -> Option<Diagnostic> {
    let path = paths.find(|path| dir.join(path).symlink_metadata().is_ok())?;
    let shown = dir.join(path);
    let shown = shown.strip_prefix(".").unwrap_or(&shown).display().to_string();
    Some(Diagnostic::new(&codes::IN_THE_WAY, format!("`{shown}` is already there")).help(
        "`init` overwrites nothing: move the file away, or start the project in another folder by `--dir`",
    ))
}

/// Writes all files or none: what was written before a failure is taken away again.
fn write_all<'a>(dir: &Path, files: &'a [NewFile]) -> Result<(), (&'a str, io::Error)> {
    let mut written: Vec<PathBuf> = Vec::new();
    for file in files {
        let path = dir.join(&file.path);
        let write = || {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut new = std::fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
            // From here on the file is ours to take away.
            Ok::<_, io::Error>(new.write_all(file.text.as_bytes()).and_then(|()| new.sync_all()))
        };
        match write() {
            Ok(Ok(())) => written.push(path),
            Ok(Err(error)) => {
                written.push(path);
                written.iter().for_each(|p| drop(std::fs::remove_file(p)));
                return Err((&file.path, error));
            }
            Err(error) => {
                written.iter().for_each(|p| drop(std::fs::remove_file(p)));
                return Err((&file.path, error));
            }
        }
    }
    Ok(())
}

/// What was written and what to look at.
fn report(args: &Args, inference: &Inference, files: &[NewFile]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let columns: usize = inference.tables.iter().map(|t| t.columns.len()).sum();
    let about = inference.entity.map(|e| inference.tables[e].name.as_str());
    let width = files.iter().map(|f| f.path.width()).max().unwrap_or(0);
    for file in files {
        let what = match file.path.as_str() {
            CATALOG => format!(
                "{} with {}",
                common::count(inference.tables.len(), "table"),
                common::count(columns, "column")
            ),
            SPEC => about.map_or("no table has a key yet".to_owned(), |name| {
                format!("an ICP and a persona over `{name}`")
            }),
            _ => "the customers found in the data, one per row".to_owned(),
        };
        writeln!(out, "wrote {}{}  {what}", file.path, yaml::padding(&file.path, width))?;
    }
    for relation in inference.relations.iter() {
        let (child, parent) = (&inference.tables[relation.child], &inference.tables[relation.parent]);
        if let Some(orphans) = &relation.orphans {
            let column = &child.columns[relation.column].column.name;
            let values = common::count(orphans.values, "value");
            writeln!(
                out,
                "look  {}.{column} has {values} that {} does not have: that relation is a comment",
                child.name, parent.name
            )?;
        }
    }
    let dir = if args.dir == Path::new(".") { String::new() } else { format!(" {}", args.dir.display()) };
    writeln!(out, "next  read personac.yaml, then: personac check --data{dir} && personac run{dir}")
}
