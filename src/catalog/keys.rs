//! Every key of `personac.yaml`: what it wants and what it means. The loader knows no other; the reference page is made from this.

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    /// What its value looks like.
    pub wants: &'static str,
    /// One sentence or two.
    pub says: &'static str,
}

macro_rules! keys {
    ($($name:literal $wants:literal $says:literal;)*) => { &[$(Key { name: $name, wants: $wants, says: $says }),*] };
}

/// At the top of the file.
pub static TOP: &[Key] = keys! {
    "project" "text" "The project's name, for documents.";
    "timezone" "time zone" "The zone of calendar days and of datetimes that name none, as in `Asia/Shanghai`. UTC without it.";
    "as_of" "date" "The day of the run: later rows do not exist. Leave it out for today; `--as-of` overrides it.";
    "language" "en or zh" "The language of the documents' own words, and the one that they take of texts in several; `--lang` overrides it.";
    "entity" "table" "What a declaration is about that does not say `of TABLE`. Needed only where it is not the one table that others belong to.";
    "on_error" "fail or quarantine" "What bad rows do: end the run (as without it), or be set aside and written beside the result.";
    "privacy" "map" "See below.";
    "lints" "map of lint: allow, warn or deny" "The level of a warning, as in `overdue-review: deny`.";
    "tables" "map of table: map" "The tables, by name. See below.";
};

/// Of `privacy`.
pub static PRIVACY: &[Key] = keys! {
    "min_cell" "whole number" "No document shows a figure about fewer people, nor one that would give it away.";
    "allow_sensitive" "map of column: reason" "Sensitive columns that rules may use, and why; documents print the reason.";
};

/// Of a table.
pub static TABLE: &[Key] = keys! {
    "source" "path" "A file or a glob, relative to the catalog. `.gz` and `.zst` are unpacked.";
    "format" "csv, tsv, ndjson, parquet, arrow, xlsx or fixed" "The format, where the file's name does not tell it.";
    "label" "text or map of language: text" "How documents call the rows, as in `{ en: orders, zh: 订单 }`.";
    "key" "column" "The column that names a row. Needed for a table that others belong to and for one with cohorts.";
    "time" "column" "The date or datetime of a row: rows later than the as-of date do not exist, and `during` looks at it.";
    "population" "rule" "Who counts at all: the base of shares, ranks and lift. A rule of the persona language.";
    "consent" "column or rule" "Those for whom it is not true are in no cohort and no document.";
    "value" "number" "What a row is worth, for the share of the whole that the top 10, 20 and 50 % hold: a column, a feature, or an aggregate such as `sum(orders.amount)`.";
    "category" "column" "Of rows that belong to others: what those take, as in a product category. Documents list what a cohort takes more often than everyone.";
    "belongs_to" "map" "Tables whose rows these rows belong to: `{ customers: customer_id }` reads as `customer.age`; `{ owner: { table: agents, by: sales_agent } }` chooses the name.";
    "on_error" "fail or quarantine" "As at the top, for this table.";
    "fresh_within" "days or weeks" "Warn where the newest row is older, as in `7 days`.";
    "columns" "map of column: type or map" "The columns, by name. Those of the file that are not named here are ignored, with a note.";
    "separator" "one character" "Between the cells of a line: `,` without it, a tab in tsv files. A tab is written `\\t`.";
    "encoding" "utf-8, gbk or latin-1" "Of text files; utf-8 without it, a byte-order mark is fine.";
    "quote" "one character or false" "Around cells that hold separators; `\"` without it.";
    "header" "true or false" "Whether the first line names the columns (as without it). If not, the columns here stand in the file's order.";
    "skip_lines" "whole number" "Lines to pass over at the top.";
    "null_values" "list of texts" "Cells that mean missing, exactly as they stand in the file.";
    "date_format" "strftime" "Of its date and datetime columns that have none of their own.";
    "sheet" "text" "The sheet of an xlsx file; the first without it.";
};

/// Of a column in its long form.
pub static COLUMN: &[Key] = keys! {
    "type" "type" "bool, int, number, decimal, text, enum, date, datetime or list.";
    "scale" "0 to 9" "Of a decimal: how many places it has. Sums of decimals are exact.";
    "values" "list of texts, or map of text: label" "Of an enum: what may stand in a cell; as a map also how documents call it: `{ hi: { en: High, zh: 高 }, lo: Low, other: }`.";
    "range" "[low, high]" "The lowest and the highest value that can be, both included; `null` leaves a side open. Of numbers and dates.";
    "normalize" "list of trim, lower, nfkc" "Done to cells, and to what rules compare them with.";
    "date_format" "strftime" "Of a date or datetime; ISO (`2026-10-31`) without it.";
    "timezone" "time zone" "Of a datetime that names none; the project's without it.";
    "as_of" "true or false" "Of a date that could lie after the as-of date: there it reads as missing.";
    "separator" "text" "Of a list: what stands between its items.";
    "thousands" "one character" "Of numbers such as `1,299`.";
    "decimal" "one character" "Of numbers such as `12,99`; `.` without it.";
    "true_values" "list of texts" "Of a bool, beside true, yes, y, t and 1 in any case.";
    "false_values" "list of texts" "Of a bool, beside false, no, n, f and 0 in any case.";
    "null_values" "list of texts" "Cells that mean missing, beside those of the table.";
    "from" "text" "The column's name in the file, where it differs; in ndjson a path such as `value.amount`.";
    "at" "[start, length]" "Of a fixed-width file: the first character (from 1) and how many.";
    "unit" "text or map of language: text" "For documents, as in `CNY/year`.";
    "label" "text or map of language: text" "How documents call the column, as in `{ en: Yearly income, zh: 年收入 }`.";
    "value_labels" "map of value: text or map of language: text" "Of a text, enum or list: how documents call its values.";
    "pii" "true or false" "It tells who somebody is: no document shows its values.";
    "sensitive" "true or false" "No rule may use it, unless `allow_sensitive` gives a reason.";
    "quotable" "true or false" "Of a text: documents may show examples.";
};

/// Of a relation in its long form.
pub static RELATION: &[Key] = keys! {
    "table" "table" "The table that the rows belong to.";
    "by" "column" "The column here that holds its key.";
    "label" "text or map of language: text" "How documents call the row that it leads to, as in `{ en: account, zh: 企业 }`.";
};

/// What people write for a key that has another name here.
const SYNONYMS: &[(&str, &str)] = &[
    ("primary_key", "key"),
    ("pk", "key"),
    ("id", "key"),
    ("path", "source"),
    ("file", "source"),
    ("files", "source"),
    ("data", "source"),
    ("fields", "columns"),
    ("foreign_key", "belongs_to"),
    ("foreign_keys", "belongs_to"),
    ("relations", "belongs_to"),
    ("references", "belongs_to"),
    ("delimiter", "separator"),
    ("sep", "separator"),
    ("timestamp", "time"),
    ("charset", "encoding"),
    ("na_values", "null_values"),
    ("missing", "null_values"),
    ("format", "date_format"),
    ("tz", "timezone"),
    ("dtype", "type"),
    ("allowed", "values"),
    ("enum", "values"),
    ("min", "range"),
    ("max", "range"),
    ("precision", "scale"),
    ("decimals", "scale"),
    ("name", "project"),
    ("name", "label"),
    ("description", "label"),
    ("title", "label"),
    ("lang", "language"),
    ("locale", "language"),
    ("labels", "value_labels"),
    ("column", "by"),
    ("min_count", "min_cell"),
    ("k", "min_cell"),
    ("default_entity", "entity"),
    ("filter", "population"),
    ("where", "population"),
];

/// The key that was probably meant.
pub fn meant(word: &str, keys: &'static [Key]) -> Option<&'static str> {
    let known = |name: &str| keys.iter().map(|k| k.name).find(|k| *k == name);
    let lower = word.to_lowercase().replace('-', "_");
    known(&lower)
        .or_else(|| SYNONYMS.iter().filter(|(other, _)| *other == lower).find_map(|(_, name)| known(name)))
        .or_else(|| crate::diagnostics::suggest::nearest(&lower, keys.iter().map(|k| k.name)))
}

/// The reference of all keys, Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# The keys of `personac.yaml`\n\nMade from `src/catalog/keys.rs`; a test holds the two together. Keys at the top that begin with `x-` are ignored: a place for YAML anchors.\n",
    );
    let parts: [(&str, &[Key]); 5] = [
        ("At the top", TOP),
        ("Of `privacy`", PRIVACY),
        ("Of a table", TABLE),
        ("Of a column in its long form, `{ type: …, … }`", COLUMN),
        ("Of a relation in its long form, `name: { table: …, by: … }`", RELATION),
    ];
    for (title, keys) in parts {
        page.push_str(&format!("\n## {title}\n\n| key | value | meaning |\n| --- | --- | --- |\n"));
        for key in keys {
            page.push_str(&format!("| `{}` | {} | {} |\n", key.name, key.wants, key.says));
        }
    }
    page
}
