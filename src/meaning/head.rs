//! What a form is, apart from the forms in it, and the bytes by which it is hashed.

use crate::catalog::Normalize;
use crate::model::{AggregateFunction, OverFunction, Window};
use crate::syntax::ast::{ArithOp, Duration, RankEnd, Unit};
use chrono::NaiveDate;

/// A column as rules see it: how its cells are read from a file is the data's business, not the rules'.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColumnForm {
    pub table: String,
    pub name: String,
    /// `int`, `decimal 2`, `enum`, …
    pub ty: String,
    pub normalize: Vec<Normalize>,
    /// Dates after D read as missing.
    pub as_of: bool,
    /// Of datetimes: the zone of those without one, and the project's, by which calendar days are told.
    pub zones: Option<(String, String)>,
}

/// A relation: by what its columns are, not by its dot name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RelationForm {
    pub child: String,
    pub column: String,
    pub parent: String,
    pub key: String,
    /// The child's own key and time: whose rows come first, and which lie after D.
    pub child_key: Option<String>,
    pub child_time: Option<ColumnForm>,
    /// A parent dated after D does not exist.
    pub parent_time: Option<ColumnForm>,
}

/// What a form is. Rules carry their negation where it is one of a kind (`!=`, `not in`); see [`super::Forms::not`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Head {
    // Values.
    Nothing,
    Bool(bool),
    /// Any whole number that a double holds exactly, too.
    Int(i64),
    /// The bits of a double.
    Number(u64),
    Text(String),
    Date(NaiveDate),
    Column(Box<ColumnForm>),
    /// Of the row's parent.
    Parent(Box<RelationForm>),
    /// Value (or nothing) and rule (or nothing).
    Aggregate {
        function: AggregateFunction,
        relation: Box<RelationForm>,
        window: Option<Window>,
    },
    /// Value and base.
    Percentile,
    Quantile(i64),
    Arith(ArithOp),
    Neg,
    Shift {
        by: Duration,
        back: bool,
    },
    Default,
    /// Bits of doubles.
    Ramp {
        from: u64,
        to: u64,
    },
    Decay {
        half_life: u64,
    },
    Call(&'static str),
    /// Value, filter, other cohort (or nothing each), and more.
    Over {
        function: OverFunction,
        relation: Option<Box<RelationForm>>,
        window: Option<Window>,
        argument: Option<u64>,
        duration: Option<Duration>,
    },
    /// Who counts, and points: others have no score.
    Score,
    /// Of blocks.
    Points,
    /// Of a score: what its rules earn, at most the cap (in hundredths).
    Block {
        cap: Option<i64>,
    },
    /// What a rule earns: hundredths.
    Earn {
        weight: i64,
    },
    /// Of a score: names and lower bounds, highest first.
    Tier(Vec<(String, i64)>),
    /// A list, as a param may be.
    List,
    /// What is known by its name alone: a declaration that is not put in place.
    Named(String),
    /// A whole declaration: what it is, the table it is about, and what of it is no form.
    Declared {
        kind: &'static str,
        table: String,
        more: Vec<String>,
    },

    // Rules.
    And,
    Or,
    AtLeast(u32),
    /// Left below right; not strict: or equal.
    Less {
        strict: bool,
    },
    /// Two values, neither a constant.
    Equal {
        negated: bool,
    },
    /// A value and the constants that it is one of.
    In {
        negated: bool,
    },
    Contains {
        needles: Vec<String>,
        all: bool,
        negated: bool,
    },
    StartsWith {
        prefix: String,
        negated: bool,
    },
    EndsWith {
        suffix: String,
        negated: bool,
    },
    Matches {
        pattern: String,
        negated: bool,
    },
    Has {
        items: Vec<String>,
        all: bool,
        negated: bool,
    },
    Missing {
        negated: bool,
    },
    /// `is true`; negated: `is not true`. Never unknown.
    True {
        negated: bool,
    },
    /// Value and base; the share in 10^-8.
    InRank {
        end: RankEnd,
        share: i64,
        negated: bool,
    },
    /// Of a truth value that is none of these.
    Not,
}

impl Head {
    /// The head of the opposite, where that is the same rule with another sign.
    pub(super) fn negated(&self) -> Option<Head> {
        let mut opposite = self.clone();
        match &mut opposite {
            Head::Equal { negated }
            | Head::In { negated }
            | Head::Contains { negated, .. }
            | Head::StartsWith { negated, .. }
            | Head::EndsWith { negated, .. }
            | Head::Matches { negated, .. }
            | Head::Has { negated, .. }
            | Head::Missing { negated }
            | Head::True { negated }
            | Head::InRank { negated, .. } => *negated = !*negated,
            _ => return None,
        }
        Some(opposite)
    }

    /// The bytes by which it is hashed: a word for the kind, then what it holds, each text and list with its length before it.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        let mut w = Writer { to };
        match self {
            Head::Nothing => w.word("nothing"),
            Head::Bool(value) => w.word("bool").flag(*value),
            Head::Int(value) => w.word("int").int(*value),
            Head::Number(bits) => w.word("number").int(*bits as i64),
            Head::Text(text) => w.word("text").text(text),
            Head::Date(date) => w.word("date").text(&date.to_string()),
            Head::Column(column) => w.word("column").column(column),
            Head::Parent(relation) => w.word("parent").relation(relation),
            Head::Aggregate { function, relation, window } => {
                w.word("aggregate").text(aggregate_word(*function)).relation(relation).window(window.as_ref())
            }
            Head::Percentile => w.word("percentile"),
            Head::Quantile(k) => w.word("quantile").int(*k),
            Head::Arith(op) => w.word("arith").text(match op {
                ArithOp::Add => "+",
                ArithOp::Sub => "-",
                ArithOp::Mul => "*",
                ArithOp::Div => "/",
            }),
            Head::Neg => w.word("neg"),
            Head::Shift { by, back } => w.word("shift").duration(*by).flag(*back),
            Head::Default => w.word("default"),
            Head::Ramp { from, to } => w.word("ramp").int(*from as i64).int(*to as i64),
            Head::Decay { half_life } => w.word("decay").int(*half_life as i64),
            Head::Call(name) => w.word("call").text(name),
            Head::Over { function, relation, window, argument, duration } => {
                w.word("over").text(over_word(*function)).flag(relation.is_some());
                if let Some(relation) = relation {
                    w.relation(relation);
                }
                w.window(window.as_ref()).flag(argument.is_some()).int(argument.unwrap_or(0) as i64);
                w.flag(duration.is_some());
                match duration {
                    Some(duration) => w.duration(*duration),
                    None => &mut w,
                }
            }
            Head::Score => w.word("score"),
            Head::Points => w.word("points"),
            Head::Block { cap } => w.word("block").flag(cap.is_some()).int(cap.unwrap_or(0)),
            Head::Earn { weight } => w.word("earn").int(*weight),
            Head::Tier(tiers) => {
                w.word("tier").int(tiers.len() as i64);
                tiers.iter().fold(&mut w, |w, (name, bound)| w.text(name).int(*bound))
            }
            Head::List => w.word("list"),
            Head::Named(name) => w.word("named").text(name),
            Head::Declared { kind, table, more } => w.word("declared").text(kind).text(table).texts(more),
            _ => self.write_rule(&mut w),
        };
    }

    fn write_rule<'w, 'a>(&self, w: &'w mut Writer<'a>) -> &'w mut Writer<'a> {
        match self {
            Head::And => w.word("and"),
            Head::Or => w.word("or"),
            Head::AtLeast(n) => w.word("at least").int((*n).into()),
            Head::Less { strict } => w.word("less").flag(*strict),
            Head::Equal { negated } => w.word("equal").flag(*negated),
            Head::In { negated } => w.word("in").flag(*negated),
            Head::Contains { needles, all, negated } => {
                w.word("contains").texts(needles).flag(*all).flag(*negated)
            }
            Head::StartsWith { prefix, negated } => w.word("starts with").text(prefix).flag(*negated),
            Head::EndsWith { suffix, negated } => w.word("ends with").text(suffix).flag(*negated),
            Head::Matches { pattern, negated } => w.word("matches").text(pattern).flag(*negated),
            Head::Has { items, all, negated } => w.word("has").texts(items).flag(*all).flag(*negated),
            Head::Missing { negated } => w.word("missing").flag(*negated),
            Head::True { negated } => w.word("true").flag(*negated),
            Head::InRank { end, share, negated } => {
                w.word("in rank").flag(*end == RankEnd::Top).int(*share).flag(*negated)
            }
            // Values have been written.
            _ => w.word("not"),
        }
    }
}

struct Writer<'a> {
    to: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn word(&mut self, word: &str) -> &mut Self {
        self.text(word)
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.int(text.len() as i64);
        self.to.extend_from_slice(text.as_bytes());
        self
    }

    fn texts(&mut self, texts: &[String]) -> &mut Self {
        self.int(texts.len() as i64);
        texts.iter().fold(self, |w, text| w.text(text))
    }

    fn int(&mut self, value: i64) -> &mut Self {
        self.to.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn flag(&mut self, value: bool) -> &mut Self {
        self.to.push(value.into());
        self
    }

    fn duration(&mut self, duration: Duration) -> &mut Self {
        self.int(duration.n).text(unit_word(duration.unit))
    }

    fn window(&mut self, window: Option<&Window>) -> &mut Self {
        match window {
            None => self.text("always"),
            Some(Window::Last(duration)) => self.text("last").duration(*duration),
            Some(Window::This(unit)) => self.text("this").text(unit_word(*unit)),
            Some(Window::Previous(unit)) => self.text("previous").text(unit_word(*unit)),
            Some(Window::Since(date)) => self.text("since").text(&date.to_string()),
            Some(Window::Before(date)) => self.text("before").text(&date.to_string()),
            Some(Window::FromTo(from, to)) => self.text("from").text(&from.to_string()).text(&to.to_string()),
        }
    }

    fn column(&mut self, column: &ColumnForm) -> &mut Self {
        let ColumnForm { table, name, ty, normalize, as_of, zones } = column;
        self.text(table).text(name).text(ty).int(normalize.len() as i64);
        for step in normalize {
            self.text(match step {
                Normalize::Trim => "trim",
                Normalize::Lower => "lower",
                Normalize::Nfkc => "nfkc",
            });
        }
        self.flag(*as_of).flag(zones.is_some());
        match zones {
            Some((own, project)) => self.text(own).text(project),
            None => self,
        }
    }

    fn relation(&mut self, relation: &RelationForm) -> &mut Self {
        let RelationForm { child, column, parent, key, child_key, child_time, parent_time } = relation;
        self.text(child).text(column).text(parent).text(key);
        self.flag(child_key.is_some()).text(child_key.as_deref().unwrap_or(""));
        for time in [child_time, parent_time] {
            self.flag(time.is_some());
            if let Some(time) = time {
                self.column(time);
            }
        }
        self
    }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Days => "days",
        Unit::Weeks => "weeks",
        Unit::Months => "months",
        Unit::Quarters => "quarters",
        Unit::Years => "years",
    }
}

fn aggregate_word(function: AggregateFunction) -> &'static str {
    match function {
        AggregateFunction::Count => "count",
        AggregateFunction::Any => "any",
        AggregateFunction::Share => "share",
        AggregateFunction::Sum => "sum",
        AggregateFunction::Avg => "avg",
        AggregateFunction::Min => "min",
        AggregateFunction::Max => "max",
        AggregateFunction::CountDistinct => "count_distinct",
        AggregateFunction::First => "first",
        AggregateFunction::Last => "last",
    }
}

fn over_word(function: OverFunction) -> &'static str {
    crate::model::OVER.iter().find(|row| row.function == function).map_or("", |row| row.name)
}
