//! What all cells of a column agree on.

use super::lists::{self, Lists};
use super::readings::{self, MARKERS, Reading};
use super::stats::Sample;
use crate::catalog::{ColumnType, Format};
use crate::engine::scan::rows::{Batch, Cell, CellKind};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// More different values than this are not counted one by one.
const FEW: usize = 200;
/// More are not remembered at all; such a column is no key.
const MOST_VALUES: usize = 20_000_000;
/// Shapes of texts are looked at in so many cells.
const SAMPLE: u64 = 10_000;
/// A reading with more faults than this is given up. The few are told to the user: one odd cell often hides a number.
const FAULTS: u64 = 20;

pub(super) type Values = HashSet<u64, BuildHasherDefault<AsItIs>>;

/// The hash of what is a hash already.
#[derive(Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0.rotate_left(8) ^ u64::from(*b));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// One column of a file, while it is read and after.
pub(super) struct Profile {
    /// In the file's header.
    pub header: String,
    pub readings: Vec<Reading>,
    pub missing: u64,
    /// Cells that hold a value, markers apart.
    pub known: u64,
    /// [`MARKERS`] seen.
    pub markers: BTreeMap<String, u64>,
    /// Hashes of the values, numbers by value: `17850.0` is `17850`.
    pub values: Values,
    pub unique: bool,
    /// Counts while they are few.
    pub counts: Option<HashMap<String, u64>>,
    /// Once the values are no longer counted one by one.
    lists: Option<Lists>,
    pub numbers: Sample,
    pub days: Option<(i32, i32)>,
    pub shapes: Shapes,
    pub example: String,
}

/// What the texts look like.
#[derive(Debug, Clone, Default)]
pub(super) struct Shapes {
    /// Cells of the file's own list type.
    pub lists: u64,
    /// Cells that no column can hold.
    pub nested: u64,
    pub leading_zeros: u64,
    pub blanks_around: u64,
    /// Of so many cells the shape was looked at,
    sampled: u64,
    /// and so many looked like this.
    pub emails: u64,
    pub phones: u64,
    pub people: u64,
    /// Characters, all together.
    pub length: u64,
}

impl Profile {
    pub fn new(header: &str) -> Self {
        Profile {
            header: header.to_owned(),
            readings: readings::all(header),
            missing: 0,
            known: 0,
            markers: BTreeMap::new(),
            values: Values::default(),
            unique: true,
            counts: Some(HashMap::new()),
            lists: None,
            numbers: Sample::new(),
            days: None,
            shapes: Shapes::default(),
            example: String::new(),
        }
    }

    /// Looks at this column's cells of a batch. Rows that do not fit the header are passed over.
    pub fn add(&mut self, batch: &Batch, column: usize, ragged: &[bool]) {
        for row in (0..batch.rows()).filter(|&row| !ragged[row]) {
            self.cell(batch.cell(row, column));
        }
    }

    fn cell(&mut self, cell: Cell<'_>) {
        let text = cell.text.trim();
        match cell.kind {
            CellKind::Missing => return self.missing += 1,
            CellKind::Nested => return self.shapes.nested += 1,
            CellKind::List => {
                self.known += 1;
                self.shapes.lists += 1;
                return self.list_items(cell.text);
            }
            _ if text.is_empty() => return self.missing += 1,
            _ => {}
        }
        self.text(text, cell.text.len() != text.len());
        if MARKERS.contains(&cell.text) {
            *self.markers.entry(cell.text.to_owned()).or_default() += 1;
            return;
        }
        self.value(text);
        self.known += 1;
        self.read(cell);
    }

    /// What holds for any text.
    fn text(&mut self, text: &str, blanks: bool) {
        match &mut self.counts {
            Some(counts) => {
                match counts.get_mut(text) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(text.to_owned(), 1)),
                }
                if counts.len() > FEW {
                    self.lists = Some(Lists::of(counts));
                    self.counts = None;
                }
            }
            None => self.lists.iter_mut().for_each(|lists| lists.add(text, 1)),
        }
        self.shapes.add(text, blanks);
    }

    /// The column as lists of texts, if it looks like that.
    pub fn as_lists(&self) -> Option<lists::Found> {
        let known = self.known_as_text();
        match (&self.counts, &self.lists) {
            (Some(counts), _) => Lists::of(counts).found(known),
            (None, Some(lists)) => lists.found(known),
            (None, None) => None,
        }
    }

    fn value(&mut self, text: &str) {
        if self.values.len() < MOST_VALUES {
            self.unique &= self.values.insert(hash(text));
        } else {
            self.unique = false;
        }
        if self.example.is_empty() {
            self.example = canonical(text).to_owned();
        }
    }

    /// Tries the readings that are left.
    fn read(&mut self, cell: Cell<'_>) {
        let mut given_up = false;
        // Digits alone are a number in every way of writing numbers.
        let digits = cell.text.len() <= 15 && cell.text.bytes().all(|b| b.is_ascii_digit());
        let is_number = |r: &Reading| matches!(r.column().ty, ColumnType::Int | ColumnType::Number);
        for reading in &mut self.readings {
            let reads = digits && is_number(reading) || reading.reads(cell);
            if !reads {
                reading.faults += 1;
                reading.fault.get_or_insert_with(|| cell.text.to_owned());
                // A reading that nothing has fitted so far is not worth another try.
                given_up |= reading.faults > FAULTS || reading.faults >= self.known;
            }
        }
        if given_up {
            let known = self.known;
            self.readings.retain(|r| r.faults <= FAULTS && r.faults < known);
        }
        if let Some(number) = self.readings.iter().find(|r| r.column().ty == ColumnType::Number)
            && let Ok(Some(value)) = number.reader.number(cell)
        {
            let point = number.column().decimal_point;
            self.numbers.add_written(value, cell.text.trim(), point);
        }
        let dated = |r: &&Reading| matches!(r.column().ty, ColumnType::Date | ColumnType::Datetime);
        if let Some(reading) = self.readings.iter().find(dated)
            && let Ok(Some(day)) = reading.day(cell)
        {
            self.days = Some(self.days.map_or((day, day), |(low, high)| (low.min(day), high.max(day))));
        }
    }

    fn list_items(&mut self, json: &str) {
        let items: Vec<String> = serde_json::from_str(json).unwrap_or_default();
        self.unique = false;
        if let Some(counts) = &mut self.counts {
            for item in items {
                *counts.entry(item).or_default() += 1;
            }
            if counts.len() > FEW {
                self.counts = None;
            }
        }
    }

    /// Cells with a value, where markers are values.
    pub fn known_as_text(&self) -> u64 {
        self.known + self.markers.values().sum::<u64>()
    }

    /// Whether a share (of ten) of the texts has a shape.
    pub fn mostly(&self, shaped: u64, tenths: u64) -> bool {
        self.shapes.sampled > 0 && shaped * 10 >= self.shapes.sampled * tenths
    }
}

/// A value as the values of different columns are compared.
pub(super) fn hash(text: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    canonical(text).hash(&mut hash);
    hash.finish()
}

/// The text by which a value is compared with those of other columns.
pub(super) fn canonical(text: &str) -> &str {
    match text.strip_suffix(".0") {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => text,
    }
}

impl Shapes {
    fn add(&mut self, text: &str, blanks: bool) {
        let bytes = text.as_bytes();
        let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
        self.leading_zeros += u64::from(bytes.len() > 1 && bytes[0] == b'0' && digits == bytes.len());
        self.blanks_around += u64::from(blanks);
        self.length += text.chars().count() as u64;
        if self.sampled == SAMPLE {
            return;
        }
        self.sampled += 1;
        self.emails += u64::from(is_email(text));
        self.phones += u64::from(
            (7..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c)),
        );
        self.people += u64::from(is_person(text));
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && domain.contains('.') && !text.contains(' ') && !domain.contains('@')
    })
}

/// Two or three words that begin with capitals, or two to four Chinese characters that begin with a family name.
fn is_person(text: &str) -> bool {
    const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤洪殷楚俞贲";
    let count = text.chars().count();
    if (2..=4).contains(&count) && text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return text.chars().next().is_some_and(|c| FAMILIES.contains(c));
    }
    let words: Vec<&str> = text.split(' ').collect();
    (2..=3).contains(&words.len())
        && words.iter().all(|w| {
            w.chars().next().is_some_and(char::is_uppercase)
                && w.chars().skip(1).all(|c| c.is_lowercase() || "'-.".contains(c) || c.is_uppercase())
                && w.chars().skip(1).any(char::is_lowercase)
        })
}

/// A file's columns, with what was found of its rows.
pub(super) struct Table {
    pub name: String,
    pub path: std::path::PathBuf,
    pub source: String,
    pub layout: crate::engine::scan::rows::Layout,
    pub shown_separator: Option<char>,
    pub rows: u64,
    pub ragged: u64,
    pub columns: Vec<Profile>,
}

impl Table {
    pub fn is_text(&self) -> bool {
        matches!(self.layout.format, Format::Delimited | Format::FixedWidth)
    }
}
