//! What a catalog says, once it has been read and found right.

use crate::source::{LocalText, Span};
use std::collections::BTreeMap;

/// The whole of `personac.yaml`.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub project: String,
    pub timezone: chrono_tz::Tz,
    /// `as_of:`; `None` means today.
    pub as_of: Option<chrono::NaiveDate>,
    /// The language of documents without `--lang`: `en` or `zh`.
    pub language: Option<&'static str>,
    /// `entity:`, an index into `tables`.
    pub entity: Option<usize>,
    /// In the order written.
    pub tables: Vec<Table>,
    /// All relations of all tables, in the order written.
    pub relations: Vec<Relation>,
    pub privacy: Privacy,
    /// Levels of lints: `lints: { overdue-review: error }`.
    pub lints: BTreeMap<String, LintLevel>,
    /// Tables whose entry was wrong and has been reported.
    pub broken_tables: Vec<String>,
    /// Something was wrong with it and has been reported: a relation, an entity, a key or a time may be missing because of
    /// that.
    pub incomplete: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintLevel {
    Allow,
    Warn,
    Deny,
}

#[derive(Debug, Clone, Default)]
pub struct Privacy {
    /// No document shows a figure about fewer people.
    pub min_cell: u64,
    /// Sensitive columns that rules may use, with the reason given: `allow_sensitive: { ethnicity: "…" }`.
    pub allow_sensitive: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    Fail,
    Quarantine,
}

#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    /// The name in the YAML.
    pub span: Span,
    /// How documents call its rows: `label: { en: orders, zh: 订单 }`.
    pub label: Option<LocalText>,
    pub source: Source,
    /// An index into `columns`.
    pub key: Option<usize>,
    pub time: Option<usize>,
    /// `population: RULE`: an expression of the persona language and where it stands in the YAML.
    pub population: Option<Embedded>,
    /// `consent: column` (or a rule).
    pub consent: Option<Embedded>,
    /// `value: EXPRESSION`: what a row is worth.
    pub value: Option<Embedded>,
    /// `category: COLUMN`: what people take, an index into `columns`. The table belongs to another.
    pub category: Option<usize>,
    pub on_error: OnError,
    /// Warn where the newest row is older: `fresh_within: 7 days`, in days.
    pub fresh_within: Option<u32>,
    /// In the order written.
    pub columns: Vec<Column>,
    /// Columns and dot names whose entry was wrong and has been reported.
    pub broken: Vec<String>,
    /// The list of columns itself could not be read, and that has been reported: any name could be a column.
    pub all_broken: bool,
}

/// Text of the persona language inside the YAML. `span` covers the text (without YAML quotes where there are any), and `text` is what
/// stands there, white space included. Only where the YAML escapes characters the two differ in length; then places inside
/// the text are unknown and the whole `span` is what can be pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    pub text: String,
    pub span: Span,
}

/// Where a table's rows lie and how the files are written.
#[derive(Debug, Clone)]
pub struct Source {
    /// A path or glob, relative to the catalog's folder, as written.
    pub path: String,
    pub span: Span,
    /// `format:` or, without it, by the file name: csv, tsv, ndjson, parquet, arrow, xlsx, fixed.
    pub format: Format,
    /// Of text formats.
    pub text: TextOptions,
    /// `sheet:` of an xlsx file; the first without it.
    pub sheet: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV, TSV and other separators.
    Delimited,
    /// Columns at fixed places: each column has `at: [start, length]`, counted in characters from 1.
    FixedWidth,
    Ndjson,
    Parquet,
    Arrow,
    Xlsx,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextOptions {
    pub separator: char,
    pub encoding: Encoding,
    /// `None`: no quoting.
    pub quote: Option<char>,
    /// `false`: the columns of the catalog stand in the file's order.
    pub header: bool,
    /// Lines to pass over at the top.
    pub skip_lines: usize,
    /// Raw cells that mean missing, beside the empty cell.
    pub null_values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Gbk,
    Latin1,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    /// The name in the YAML.
    pub span: Span,
    pub ty: ColumnType,
    /// The column's name (NDJSON: its path, `value.offer id`) in the file, where it differs: `from: "value.offer id"`.
    pub from: Option<String>,
    /// Fixed width: first character (from 1) and length.
    pub at: Option<(usize, usize)>,
    pub normalize: Vec<Normalize>,
    /// Inclusive bounds of int, number, decimal (in the column's own numbers) and of date and datetime (days since 1970-01-01; of a
    /// datetime its calendar day in the project's zone counts).
    pub range: Option<Range>,
    /// strftime formats; ISO without.
    pub date_format: Option<String>,
    /// Of datetimes without a zone; the project's without.
    pub timezone: Option<chrono_tz::Tz>,
    /// Of lists in text files.
    pub separator: Option<String>,
    /// `thousands: ","`
    pub thousands: Option<char>,
    /// `decimal: ","`
    pub decimal_point: char,
    pub true_values: Vec<String>,
    pub false_values: Vec<String>,
    pub null_values: Vec<String>,
    /// A date that reads as missing where it lies after the as-of date.
    pub as_of: bool,
    pub unit: Option<LocalText>,
    /// How documents call it: `label: "Yearly income"`.
    pub label: Option<LocalText>,
    /// How documents call its values, by the normalised value.
    pub value_labels: Vec<(String, LocalText)>,
    pub pii: bool,
    pub sensitive: bool,
    /// Free text of which documents may show examples.
    pub quotable: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ColumnType {
    Bool,
    Int,
    Number,
    /// Exact, with that many decimal places (0..=9).
    Decimal {
        scale: u32,
    },
    Text,
    /// The allowed values, normalised.
    Enum {
        values: Vec<String>,
    },
    Date,
    Datetime,
    /// A list of texts.
    List,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: Option<f64>,
    pub high: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Normalize {
    Trim,
    Lower,
    Nfkc,
}

/// A many-to-one relation: each row of `child` belongs to at most one row of `parent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The dot name: `account` in `account.industry`.
    pub name: String,
    /// Index into `tables`.
    pub child: usize,
    /// Index into the child's columns.
    pub column: usize,
    /// Index into `tables`; its `key` is what the column holds.
    pub parent: usize,
    /// How documents call the row that it leads to: `label: { en: account, zh: 企业 }`.
    pub label: Option<LocalText>,
    pub span: Span,
}

impl Catalog {
    pub fn table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|t| t.name == name)
    }

    /// The relations by which rows of `child` belong to others.
    pub fn parents(&self, child: usize) -> impl Iterator<Item = (usize, &Relation)> {
        self.relations.iter().enumerate().filter(move |(_, r)| r.child == child)
    }

    /// The relations by which others' rows belong to `parent`.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Relation)> {
        self.relations.iter().enumerate().filter(move |(_, r)| r.parent == parent)
    }

    /// The entity of declarations without `of`: `entity:`, else the one table that others belong to and that belongs to
    /// none (or the only table there is).
    pub fn default_entity(&self) -> Option<usize> {
        if self.entity.is_some() || self.tables.len() == 1 {
            return self.entity.or(Some(0));
        }
        let mut roots = (0..self.tables.len())
            .filter(|&t| self.children(t).next().is_some() && self.parents(t).next().is_none());
        match (roots.next(), roots.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }
}

impl Column {
    /// How documents call one of its values.
    pub fn value_label(&self, value: &str) -> Option<&LocalText> {
        self.value_labels.iter().find(|(known, _)| known == value).map(|(_, label)| label)
    }

    /// A column that no file has.
    pub fn made_up(name: String, ty: ColumnType, span: Span) -> Column {
        Column {
            name,
            span,
            ty,
            from: None,
            at: None,
            normalize: Vec::new(),
            range: None,
            date_format: None,
            timezone: None,
            separator: None,
            thousands: None,
            decimal_point: '.',
            true_values: Vec::new(),
            false_values: Vec::new(),
            null_values: Vec::new(),
            as_of: false,
            unit: None,
            label: None,
            value_labels: Vec::new(),
            pii: false,
            sensitive: false,
            quotable: false,
        }
    }
}

impl Table {
    /// A table that nothing is known of yet but its name.
    pub(super) fn empty(name: String, span: Span) -> Table {
        let text = TextOptions {
            separator: ',',
            encoding: Encoding::Utf8,
            quote: Some('"'),
            header: true,
            skip_lines: 0,
            null_values: Vec::new(),
        };
        Table {
            name,
            span,
            label: None,
            source: Source { path: String::new(), span, format: Format::Delimited, text, sheet: None },
            key: None,
            time: None,
            population: None,
            consent: None,
            value: None,
            category: None,
            on_error: OnError::Fail,
            fresh_within: None,
            columns: Vec::new(),
            broken: Vec::new(),
            all_broken: false,
        }
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// Whether something has been reported about a column or dot name of this name, so that a use of it is not wrong a second time.
    pub fn is_broken(&self, name: &str) -> bool {
        self.all_broken || self.broken.iter().any(|b| b == name)
    }
}
