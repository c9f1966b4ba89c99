//! What both grammars share: what things are called, units, constants.

use super::Prose;
use crate::catalog::{Column, Relation};
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::text::Lang;
use crate::ir::Type;
use crate::model::{AggregateFunction, Constant, Expr, ExprKind, List, LocalText, ParamValue};
use crate::syntax::ast::CompareOp;
use unicode_width::UnicodeWidthStr;

/// A doc comment longer than this is no name.
const LONGEST_NAME: usize = 40;
/// Values of a list that are written out.
const MOST_VALUES: usize = 30;

/// `city_tier` → `city tier`, `MonthlyCharges` → `monthly charges`, `streamingTV` → `streaming TV`; names with spaces and names in
/// scripts without capitals stay as they are.
pub fn humanised(name: &str) -> String {
    if name.contains(char::is_whitespace) {
        return line(name);
    }
    let words: Vec<String> = name.split(['_', '-']).flat_map(camel_words).collect();
    let text = line(&words.join(" "));
    if text.is_empty() { line(name) } else { text }
}

fn camel_words(part: &str) -> Vec<String> {
    let chars: Vec<char> = part.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (i, &c) in chars.iter().enumerate() {
        let after_small = i > 0 && chars[i - 1].is_lowercase();
        let before_small = i > 0 && chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        let starts = c.is_uppercase() && (after_small || (before_small && chars[i - 1].is_uppercase()));
        match words.last_mut() {
            Some(word) if !starts => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words.iter().map(|w| if is_acronym(w) { w.clone() } else { w.to_lowercase() }).collect()
}

fn is_acronym(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase)
}

/// `orders` → `order`. Only English words are touched.
pub fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let cut = |n: usize, end: &str| format!("{}{end}", &word[..word.len() - n]);
    if !word.is_ascii()
        || lower.len() < 4
        || lower.ends_with("ss")
        || lower.ends_with("us")
        || lower.ends_with("is")
    {
        word.to_owned()
    } else if lower.ends_with("ies") {
        cut(3, "y")
    } else if ["sses", "xes", "ches", "shes"].iter().any(|e| lower.ends_with(e)) {
        cut(2, "")
    } else if lower.ends_with('s') {
        cut(1, "")
    } else {
        word.to_owned()
    }
}

pub fn quoted(text: &str) -> String {
    format!("“{}”", line(text))
}

impl Prose<'_> {
    /// Title, else a short doc comment, else the name. The flag: it is a phrase, so it stands in quotes inside a sentence.
    fn called(&self, title: Option<&LocalText>, doc: Option<&str>, name: &str) -> (String, bool) {
        let first = |text: &str| {
            let end = text.find(['\n', '。']).or_else(|| text.find(". ")).unwrap_or(text.len());
            line(text[..end].trim_end_matches('.'))
        };
        let short = |text: &String| !text.is_empty() && text.width() <= LONGEST_NAME;
        if let Some(title) = title.map(|t| line(t.get(self.lang))).filter(|t| !t.is_empty()) {
            return (title, true);
        }
        match doc.map(first).filter(short) {
            Some(doc) => (doc, true),
            None => (humanised(name), false),
        }
    }

    pub fn table(&self, table: usize) -> String {
        self.catalog.tables.get(table).map_or_else(String::new, |t| {
            let label = t.label.as_ref().map(|l| line(l.get(self.lang))).filter(|l| !l.is_empty());
            label.unwrap_or_else(|| humanised(&t.name))
        })
    }

    pub fn relation(&self, relation: usize) -> String {
        self.catalog.relations.get(relation).map_or_else(String::new, |r| self.relation_name(r))
    }

    /// The catalog's label of the dot name, else the name in words.
    pub fn relation_name(&self, relation: &Relation) -> String {
        let label = relation.label.as_ref().map(|l| line(l.get(self.lang))).filter(|l| !l.is_empty());
        label.unwrap_or_else(|| humanised(&relation.name))
    }

    /// The table whose rows belong to the relation's parent.
    pub fn child_table(&self, relation: usize) -> String {
        self.catalog.relations.get(relation).map_or_else(String::new, |r| self.table(r.child))
    }

    pub fn column(&self, table: usize, column: usize) -> String {
        let Some(column) = self.catalog.tables.get(table).and_then(|t| t.columns.get(column)) else {
            return String::new();
        };
        column
            .label
            .as_ref()
            .map(|l| line(l.get(self.lang)))
            .filter(|l| !l.is_empty())
            .unwrap_or_else(|| humanised(&column.name))
    }

    /// What a feature is called, as a heading.
    pub fn feature_title(&self, index: usize) -> String {
        let f = &self.program.features[index];
        self.called(f.title.as_ref(), f.doc.as_deref(), &f.name).0
    }

    /// What a feature is called inside a sentence.
    pub fn feature(&self, index: usize) -> String {
        let f = &self.program.features[index];
        match self.called(f.title.as_ref(), f.doc.as_deref(), &f.name) {
            (phrase, true) => quoted(&phrase),
            (name, false) => name,
        }
    }

    /// What a param is called: its comment says what it is for, which is no name.
    pub fn param_title(&self, index: usize) -> String {
        let p = &self.program.params[index];
        self.called(p.title.as_ref(), None, &p.name).0
    }

    pub fn segment_title(&self, index: usize) -> String {
        let s = &self.program.segments[index];
        self.called(s.title.as_ref(), s.doc.as_deref(), &s.name).0
    }

    pub fn segment(&self, index: usize) -> String {
        quoted(&self.segment_title(index))
    }

    pub fn cohort(&self, index: usize) -> String {
        let c = &self.program.cohorts[index];
        quoted(&cohort_title(c, self.lang))
    }

    /// A constant beside the value that it is compared with: with that value's unit, as a percentage where that is a share.
    pub fn constant(&self, constant: &Constant, beside: Option<&Expr>) -> String {
        let share = beside.is_some_and(|e| self.is_share(e));
        let unit = || beside.and_then(|e| self.unit(e));
        match constant {
            Constant::Bool(value) => self.yes_no(*value),
            Constant::Int(value) if share => format::exact_percent(*value as f64),
            Constant::Int(value) => match unit() {
                // Most likely a year, which nobody writes as 1,998.
                None if (1900..2100).contains(value) => value.to_string(),
                unit => self.with_unit(format::integer(*value), unit),
            },
            Constant::Number(value) if share => format::exact_percent(*value),
            Constant::Number(value) => self.with_unit(format::exact(*value), unit()),
            Constant::Percent(value) => format::exact_percent(*value),
            Constant::Text(text) => quoted(beside.and_then(|e| self.value_label(e, text)).unwrap_or(text)),
            Constant::Date(date) => format::date(*date, self.lang),
        }
    }

    /// What the catalog says that a value of this expression is called.
    fn value_label(&self, of: &Expr, value: &str) -> Option<&str> {
        Some(self.column_of(of)?.value_label(value)?.get(self.lang))
    }

    pub fn yes_no(&self, value: bool) -> String {
        match (self.lang, value) {
            (Lang::En, true) => "yes",
            (Lang::En, false) => "no",
            (Lang::Zh, true) => "“是”",
            (Lang::Zh, false) => "“否”",
        }
        .to_owned()
    }

    /// A param's value, and its name in parentheses.
    pub fn param(&self, index: usize, beside: Option<&Expr>) -> String {
        let param = &self.program.params[index];
        let value = match &param.value {
            ParamValue::One(constant) => self.constant(constant, beside),
            ParamValue::List(values) => self.either(&self.constants(values, beside)),
        };
        self.named_param(value, index)
    }

    pub fn named_param(&self, value: String, index: usize) -> String {
        let name = quoted(&self.param_title(index));
        match self.lang {
            Lang::En => format!("{value} ({name})"),
            Lang::Zh => format!("{value}（{name}）"),
        }
    }

    pub fn constants(&self, values: &[Constant], beside: Option<&Expr>) -> Vec<String> {
        let mut texts: Vec<String> =
            values.iter().take(MOST_VALUES).map(|v| self.constant(v, beside)).collect();
        if values.len() > MOST_VALUES {
            let more = values.len() - MOST_VALUES;
            texts.push(match self.lang {
                Lang::En => format!("{more} more"),
                Lang::Zh => format!("另外 {more} 个值"),
            });
        }
        texts
    }

    /// The values of a list after `in` or `has`.
    pub fn list(&self, list: &List, beside: &Expr) -> Vec<String> {
        self.constants(&list.values, Some(beside))
    }

    /// `a`, `a or b`, `a, b or c`.
    pub fn either(&self, texts: &[String]) -> String {
        joined(texts, if self.lang == Lang::En { (", ", " or ") } else { ("、", "或") })
    }

    pub fn both(&self, texts: &[String]) -> String {
        joined(texts, if self.lang == Lang::En { (", ", " and ") } else { ("、", "和") })
    }
}

impl<'a> Prose<'a> {
    /// The column whose values an expression has.
    pub fn column_of(&self, expr: &Expr) -> Option<&'a Column> {
        use AggregateFunction::{First, Last, Max, Min};
        match &expr.kind {
            ExprKind::Column(column) => self.catalog.tables.get(expr.table)?.columns.get(*column),
            ExprKind::Feature(index) => self.column_of(&self.program.features[*index].value),
            ExprKind::Parent { value, .. } | ExprKind::Default { value, .. } => self.column_of(value),
            ExprKind::Aggregate(a) if matches!(a.function, First | Last | Max | Min) => {
                self.column_of(a.value.as_ref()?)
            }
            _ => None,
        }
    }
}

pub fn cohort_title(cohort: &crate::model::Cohort, lang: Lang) -> String {
    let title = cohort.title.as_ref().map(|t| line(t.get(lang))).filter(|t| !t.is_empty());
    title.unwrap_or_else(|| humanised(&cohort.name))
}

pub fn is_date(ty: Type) -> bool {
    matches!(ty, Type::Date | Type::Datetime)
}

/// A constant, or a param of one value.
pub fn is_fixed(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(_) | ExprKind::Param(_))
}

/// What reads as a clause of its own rather than as a value's name.
pub fn is_rule(expr: &Expr) -> bool {
    let value = matches!(
        expr.kind,
        ExprKind::Column(_) | ExprKind::Feature(_) | ExprKind::Param(_) | ExprKind::Constant(_)
    );
    match &expr.kind {
        ExprKind::Parent { value, .. } => is_rule(value),
        _ => expr.ty == Type::Bool && !value,
    }
}

pub fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq | CompareOp::Ne => op,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
    }
}

pub fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq => CompareOp::Ne,
        CompareOp::Ne => CompareOp::Eq,
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Le => CompareOp::Gt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Ge => CompareOp::Lt,
    }
}

/// A number that is whole, as one.
pub fn whole(x: f64) -> Constant {
    if x.fract() == 0.0 && x.abs() < 1e15 { Constant::Int(x as i64) } else { Constant::Number(x) }
}

pub fn as_percent(constant: &Constant) -> Constant {
    match constant {
        Constant::Number(x) | Constant::Percent(x) => Constant::Percent(*x),
        Constant::Int(x) => Constant::Percent(*x as f64),
        other => other.clone(),
    }
}

pub fn joined(texts: &[String], (comma, last): (&str, &str)) -> String {
    match texts {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., tail] => format!("{}{last}{tail}", head.join(comma)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let names = [
            "city_tier",
            "MonthlyCharges",
            "StreamingTV",
            "customerID",
            "CIK",
            "GICS Sector",
            "城市等级",
            "HTTPStatus",
            "_",
        ];
        let words: Vec<String> = names.into_iter().map(humanised).collect();
        let expected = [
            "city tier",
            "monthly charges",
            "streaming TV",
            "customer ID",
            "CIK",
            "GICS Sector",
            "城市等级",
            "HTTP status",
            "_",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn one_of_many() {
        let words = ["orders", "opportunities", "addresses", "status", "boxes", "订单", "bus"].map(singular);
        assert_eq!(words, ["order", "opportunity", "address", "status", "box", "订单", "bus"]);
    }
}
