//! `source`, `format` and how text files are written.

use super::reader::{Map, Reader};
use crate::catalog::yaml::{Entry, Kind};
use crate::catalog::{Encoding, Format, Source, TextOptions};
use crate::diagnostics::codes;
use crate::source::Span;

/// Words for `format:`, with the separator that each brings.
const FORMATS: [(&str, (Format, char)); 12] = [
    ("csv", (Format::Delimited, ',')),
    ("tsv", (Format::Delimited, '\t')),
    ("ndjson", (Format::Ndjson, ',')),
    ("parquet", (Format::Parquet, ',')),
    ("arrow", (Format::Arrow, ',')),
    ("xlsx", (Format::Xlsx, ',')),
    ("fixed", (Format::FixedWidth, ',')),
    ("psv", (Format::Delimited, '|')),
    ("jsonl", (Format::Ndjson, ',')),
    ("json", (Format::Ndjson, ',')),
    ("ipc", (Format::Arrow, ',')),
    ("feather", (Format::Arrow, ',')),
];

/// Endings of text files that say nothing of how cells are told apart.
const PLAIN_TEXT: [&str; 4] = ["txt", "dat", "data", "asc"];

/// Packed files that are read.
const PACKED: [&str; 4] = ["gz", "zst", "zstd", "gzip"];

/// What a path's ending says of its format. `has_places`: the columns have `at:`.
enum Ending {
    Known(Format, char),
    /// Text of some kind: `separator`, `at` or `format` must tell.
    Text,
    Unknown(String),
}

/// Reads the source of a table. On an error the rest of the table is still checked, over a source of a guessed format.
pub fn source(r: &mut Reader, table: &Map, name: Span, has_places: bool) -> Source {
    let (path, span) = path(r, table, name).unwrap_or_else(|| (String::new(), name));
    let (format, separator) = format(r, table, &path, span, has_places);
    let text = text_options(r, table, format, separator);
    let sheet = table.get("sheet").and_then(|e| r.text(e));
    check_options(r, table, format);
    Source { path, span, format, text, sheet }
}

fn path(r: &mut Reader, table: &Map, name: Span) -> Option<(String, Span)> {
    let Some(entry) = table.get("source") else {
        let table = r.source(name).to_owned();
        r.report(&codes::MISSING_KEY, format!("the table `{table}` has no `source`"), name, "this table")
            .help(format!("say where its rows lie: `source: data/{table}.csv`"));
        return None;
    };
    if let Kind::List(_) = entry.value.kind {
        r.wrong_kind("`source`", "one path", &entry.value, entry.key.span)
            .help("several files of one kind are named by a glob: `data/orders-*.csv`");
        return None;
    }
    let path = r.text(entry)?;
    if path.trim().is_empty() {
        r.report(&codes::BAD_SETTING, "`source` is empty", entry.key.span, "no path here");
        return None;
    }
    Some((path, entry.value.span))
}

fn format(r: &mut Reader, table: &Map, path: &str, span: Span, has_places: bool) -> (Format, char) {
    if let Some(entry) = table.get("format") {
        return r.choice(entry, &FORMATS).unwrap_or((Format::Delimited, ','));
    }
    match ending(path) {
        Ending::Known(format, separator) => (format, separator),
        Ending::Text if has_places => (Format::FixedWidth, ','),
        Ending::Text if table.get("separator").is_some() => (Format::Delimited, ','),
        Ending::Text => {
            r.report(
                &codes::SOURCE_FORMAT,
                format!("the name `{path}` does not tell how its cells are told apart"),
                span,
                "a text file of some kind",
            )
            .help("add `separator: \";\"` (or `\\t`), or `at: [start, length]` to each column of a fixed-width file");
            (Format::Delimited, ',')
        }
        // Its absence has been reported.
        Ending::Unknown(_) if path.is_empty() => (Format::Delimited, ','),
        Ending::Unknown(ending) => {
            let message = match path.contains("://") {
                true => format!("`{path}` is an address; only files can be read"),
                false if ending.is_empty() => {
                    format!("the name `{path}` has no ending that tells its format")
                }
                false => format!("files that end in `.{ending}` are of no known format"),
            };
            r.report(&codes::SOURCE_FORMAT, message, span, "unknown format").help(
                "add `format:` (csv, tsv, ndjson, parquet, arrow, xlsx or fixed) if the file is of one of these",
            );
            (Format::Delimited, ',')
        }
    }
}

fn ending(path: &str) -> Ending {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase();
    let mut parts: Vec<&str> = name.split('.').skip(1).collect();
    if parts.last().is_some_and(|last| PACKED.contains(last)) {
        parts.pop();
    }
    let last = parts.last().copied().unwrap_or_default();
    if let Some((_, (format, separator))) = FORMATS.iter().find(|(word, _)| *word == last && last != "fixed")
    {
        return Ending::Known(*format, *separator);
    }
    match last {
        "pq" => Ending::Known(Format::Parquet, ','),
        "tab" => Ending::Known(Format::Delimited, '\t'),
        "xls" | "xlsm" | "xlsb" | "ods" => Ending::Known(Format::Xlsx, ','),
        _ if PLAIN_TEXT.contains(&last) => Ending::Text,
        _ => Ending::Unknown(last.to_owned()),
    }
}

fn text_options(r: &mut Reader, table: &Map, format: Format, separator: char) -> TextOptions {
    let encodings = [
        ("utf-8", Encoding::Utf8),
        ("utf8", Encoding::Utf8),
        ("gbk", Encoding::Gbk),
        ("gb2312", Encoding::Gbk),
        ("gb18030", Encoding::Gbk),
        ("latin-1", Encoding::Latin1),
        ("latin1", Encoding::Latin1),
        ("iso-8859-1", Encoding::Latin1),
        ("windows-1252", Encoding::Latin1),
    ];
    TextOptions {
        separator: table.get("separator").and_then(|e| r.character(e)).unwrap_or(separator),
        encoding: table.get("encoding").and_then(|e| r.choice(e, &encodings)).unwrap_or(Encoding::Utf8),
        quote: table.get("quote").map_or(Some('"'), |e| quote(r, e)),
        header: table
            .get("header")
            .and_then(|e| r.truth(e))
            // Files of fixed width rarely name their columns, and nothing but `at` finds their cells.
            .unwrap_or(format != Format::FixedWidth),
        skip_lines: table
            .get("skip_lines")
            .and_then(|e| r.whole(e, u32::MAX.into()))
            .map_or(0, |n| n as usize),
        null_values: table
            .get("null_values")
            .and_then(|e| r.texts(e))
            .map_or_else(Vec::new, super::options::plain),
    }
}

fn quote(r: &mut Reader, entry: &Entry) -> Option<char> {
    let none = match &entry.value.kind {
        Kind::Bool(value) => !value,
        Kind::Null => true,
        _ => entry.value.text.is_empty() || entry.value.text == "none",
    };
    if none { None } else { r.character(entry) }
}

/// Reports options that another format has.
fn check_options(r: &mut Reader, table: &Map, format: Format) {
    use Format::*;
    const USES: [(&str, &[Format], &str); 6] = [
        ("separator", &[Delimited], "csv and tsv"),
        ("quote", &[Delimited], "csv and tsv"),
        ("encoding", &[Delimited, FixedWidth], "csv, tsv and fixed"),
        ("header", &[Delimited, FixedWidth, Xlsx], "csv, tsv, fixed and xlsx"),
        ("skip_lines", &[Delimited, FixedWidth, Xlsx], "csv, tsv, fixed and xlsx"),
        ("sheet", &[Xlsx], "xlsx"),
    ];
    for (key, formats, words) in USES {
        if let Some(entry) = table.get(key)
            && !formats.contains(&format)
        {
            let message = format!("`{key}` has no use for {}", format_word(format));
            r.report(&codes::USELESS_OPTION, message, entry.key.span, "no use here")
                .help(format!("`{key}` goes with {words}; take it away, or say `format:`"));
        }
    }
}

pub fn format_word(format: Format) -> &'static str {
    match format {
        Format::Delimited => "a csv file",
        Format::FixedWidth => "a fixed-width file",
        Format::Ndjson => "an ndjson file",
        Format::Parquet => "a parquet file",
        Format::Arrow => "an arrow file",
        Format::Xlsx => "an xlsx file",
    }
}
