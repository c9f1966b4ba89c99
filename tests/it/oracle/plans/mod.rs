//! Random plans, node by node: the generator that reaches every primitive, also what no source text lowers to.

mod cohorts;
mod insights;

use super::data;
use super::rng::Rng;
use super::world::{self, CUSTOMERS, ITEMS, MONEY, ORDERS, RATE, REGIONS, Setting};
use personac::ir::*;
use personac::reference::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A plan with that many operations and a few cohorts over them.
pub fn random(rng: &mut Rng, setting: &Setting, operations: usize) -> Plan {
    let mut plan = world::empty_plan(setting);
    let mut made = Plans {
        rng,
        setting,
        b: Builder::new(plan.as_of),
        pool: HashMap::new(),
        points: HashMap::new(),
        ranks: false,
    };
    made.columns();
    for _ in 0..operations / 4 {
        made.operation();
    }
    // Who counts is settled before anybody is ranked.
    for table in [CUSTOMERS, ORDERS] {
        if made.rng.percent(50) {
            let base = made.input(table, Type::Bool);
            plan.tables[table.0 as usize].base = Some(made.b.is_true(base));
        }
    }
    made.ranks = true;
    for _ in 0..operations {
        made.operation();
    }
    let cohorts = made.rng.below(5);
    for number in 0..cohorts {
        let table = made.table();
        let cohort = made.cohort(&format!("cohort_{number}"), table, plan.tables[table.0 as usize].base);
        plan.cohorts.push(cohort);
    }
    made.assigns_and_grids(&mut plan);
    made.insights(&mut plan);
    plan.nodes = made.b.finish();
    plan
}

const TYPES: [Type; 9] =
    [Type::Bool, Type::Int, Type::Number, MONEY, RATE, Type::Text, Type::Date, Type::Datetime, Type::List];
const ORDERED: [Type; 6] = [Type::Int, Type::Number, MONEY, RATE, Type::Date, Type::Datetime];

struct Plans<'a> {
    rng: &'a mut Rng,
    setting: &'a Setting,
    b: Builder,
    pool: HashMap<(TableId, Type), Vec<NodeId>>,
    /// Ints that are never missing and small.
    points: HashMap<TableId, Vec<NodeId>>,
    /// May a node ask who counts?
    ranks: bool,
}

impl Plans<'_> {
    fn columns(&mut self) {
        for (index, table) in world::TABLES.iter().enumerate() {
            for (column, description) in table.columns.iter().enumerate() {
                self.keep(TableId(index as u32), description.ty, Op::Column(ColumnId(column as u32)));
            }
        }
    }

    fn keep(&mut self, table: TableId, ty: Type, op: Op) -> NodeId {
        let node = self.b.node(table, ty, op);
        let pool = self.pool.entry((table, ty)).or_default();
        if !pool.contains(&node) {
            pool.push(node);
        }
        node
    }

    fn table(&mut self) -> TableId {
        self.rng.pick(&[CUSTOMERS, CUSTOMERS, CUSTOMERS, CUSTOMERS, ORDERS, ORDERS, ITEMS, REGIONS])
    }

    /// A node of that table and type, often a recent one.
    fn input(&mut self, table: TableId, ty: Type) -> NodeId {
        let pool = self.pool.get(&(table, ty)).map_or(&[][..], Vec::as_slice);
        if pool.is_empty() || self.rng.percent(8) {
            let literal = self.literal(ty, 10);
            return self.b.literal(table, ty, literal);
        }
        let recent = if self.rng.percent(40) { pool.len().min(5) } else { pool.len() };
        pool[pool.len() - 1 - self.rng.below(recent)]
    }

    fn inputs(&mut self, table: TableId, ty: Type) -> Vec<NodeId> {
        let n = 1 + self.rng.below(4);
        (0..n).map(|_| self.input(table, ty)).collect()
    }

    fn literal(&mut self, ty: Type, missing: usize) -> Literal {
        if self.rng.percent(missing) {
            return Literal::Missing;
        }
        match data::value(self.rng, self.setting, ty) {
            Value::Missing => Literal::Missing,
            Value::Bool(truth) => Literal::Bool(truth),
            Value::Int(i) => Literal::Int(i),
            Value::Number(x) => Literal::Number(Real::new(x)),
            Value::Decimal(units) => Literal::Decimal(units),
            Value::Text(text) => Literal::Text(text),
            Value::Date(day) => Literal::Date(day),
            Value::Datetime(instant) => Literal::Datetime(instant),
            Value::List(items) => Literal::List(items),
        }
    }

    fn operation(&mut self) {
        let table = self.table();
        match self.rng.below(12) {
            0 | 1 => self.truth(table),
            2 | 3 => self.comparison(table),
            4 => self.arithmetic(table),
            5 => self.text(table),
            6 => self.date(table),
            7 => self.choice(table),
            8 => self.parent(table),
            9 | 10 => self.aggregate(table),
            _ if self.ranks => self.rank_or_score(table),
            _ => self.aggregate(table),
        }
    }

    fn truth(&mut self, table: TableId) {
        let rules = self.inputs(table, Type::Bool);
        let one = rules[0];
        let op = match self.rng.below(6) {
            0 => Op::And(rules),
            1 => Op::Or(rules),
            2 => Op::AtLeast { n: self.rng.below(rules.len() + 2) as u32, rules },
            3 => Op::Not(one),
            4 => Op::IsTrue(one),
            _ => {
                let ty = self.rng.pick(&TYPES);
                Op::IsMissing(self.input(table, ty))
            }
        };
        self.keep(table, Type::Bool, op);
    }

    fn comparison(&mut self, table: TableId) {
        let op = match self.rng.below(5) {
            0 => {
                let op = self.rng.pick(&[
                    CompareFull::Eq,
                    CompareFull::Lt,
                    CompareFull::Le,
                    CompareFull::Gt,
                    CompareFull::Ge,
                ]);
                let (left, right) = (self.input(table, Type::Int), self.input(table, Type::Number));
                Op::CompareIntNumber { op, left, right }
            }
            1 => {
                let ty = self.rng.pick(&TYPES[..8]);
                let n = self.rng.below(20);
                let list: Arc<[Literal]> = (0..n).map(|_| self.literal(ty, 0)).collect();
                Op::In { value: self.input(table, ty), list }
            }
            _ => {
                let ty = self.rng.pick(&TYPES[..8]);
                let op = match ty {
                    Type::Bool | Type::Text => Compare::Eq,
                    _ => self.rng.pick(&[Compare::Eq, Compare::Lt, Compare::Le]),
                };
                Op::Compare { op, left: self.input(table, ty), right: self.input(table, ty) }
            }
        };
        self.keep(table, Type::Bool, op);
    }

    fn arithmetic(&mut self, table: TableId) {
        let value = self.input(table, Type::Number);
        let op = match self.rng.below(7) {
            0 => {
                let ty = self.rng.pick(&[Type::Int, MONEY, RATE]);
                Op::ToNumber(self.input(table, ty))
            }
            1 => Op::Neg(value),
            2 | 3 => {
                let op = self.rng.pick(&[Arith::Add, Arith::Sub, Arith::Mul, Arith::Div]);
                Op::Arith { op, left: value, right: self.input(table, Type::Number) }
            }
            4 => Op::Round { value, places: self.rng.below(10) as u32 },
            5 => {
                let (from, to) = (data::number(self.rng), data::number(self.rng));
                let to = if from == to { from + 1.0 } else { to };
                let (from, to) = if from == to { (0.0, 1.0) } else { (from, to) };
                Op::Ramp { value, from: Real::new(from), to: Real::new(to) }
            }
            _ => {
                let all = [Math::Abs, Math::Floor, Math::Ceil, Math::Sqrt, Math::Ln, Math::Log10];
                Op::Math { function: self.rng.pick(&all), value }
            }
        };
        self.keep(table, Type::Number, op);
    }

    fn words(&mut self, from: &[&str]) -> Arc<[Arc<str>]> {
        let n = 1 + self.rng.below(3);
        (0..n).map(|_| Arc::from(self.rng.pick(from))).collect()
    }

    fn text(&mut self, table: TableId) {
        const PIECES: [&str; 9] = ["a", "o", "St", "北", "é", ".", "%", "SS", "old"];
        const PATTERNS: [&str; 6] = ["^a.b$", r"\bvp\b", "(?i)straße", r"^\w+$", "[北京]", "o.?"];
        let value = self.input(table, Type::Text);
        let list = self.input(table, Type::List);
        let all = self.rng.percent(50);
        let (ty, op) = match self.rng.below(8) {
            0 => (Type::Bool, Op::Contains { value, needles: self.words(&PIECES), all }),
            1 => (Type::Bool, Op::StartsWith { value, prefix: (self.rng.pick(&PIECES)).into() }),
            2 => (Type::Bool, Op::EndsWith { value, suffix: (self.rng.pick(&PIECES)).into() }),
            3 => (Type::Bool, Op::Matches { value, pattern: (self.rng.pick(&PATTERNS)).into() }),
            4 => {
                let function = self.rng.pick(&[TextMap::Lower, TextMap::Upper, TextMap::Trim]);
                (Type::Text, Op::TextMap { function, value })
            }
            5 => (Type::Int, Op::TextLength(value)),
            6 => (Type::Int, Op::ListLength(list)),
            _ => (Type::Bool, Op::Has { value: list, items: self.words(&data::ITEMS_OF_LISTS), all }),
        };
        self.keep(table, ty, op);
    }

    fn date(&mut self, table: TableId) {
        let value = self.input(table, Type::Date);
        let (ty, op) = match self.rng.below(7) {
            0 | 1 => (Type::Date, Op::DateOf(self.input(table, Type::Datetime))),
            2 => (Type::Int, Op::DaysSince(value)),
            3 => (Type::Int, Op::Age(value)),
            4 => {
                let part =
                    self.rng.pick(&[DatePart::Year, DatePart::Month, DatePart::Day, DatePart::Weekday]);
                (Type::Int, Op::DatePart { part, value })
            }
            5 => (Type::Int, Op::DaysBetween { left: value, right: self.input(table, Type::Date) }),
            _ => {
                let months = if self.rng.percent(50) { 0 } else { self.rng.between(-30, 30) as i32 };
                let days = if self.rng.percent(50) { 0 } else { self.rng.between(-100, 100) as i32 };
                (Type::Date, Op::Shift { value, months, days })
            }
        };
        self.keep(table, ty, op);
        if self.rng.percent(30) {
            let half_life = Real::new(self.rng.pick(&[1.0, 7.0, 30.0, 0.5, 365.0]));
            self.keep(table, Type::Number, Op::Decay { value, half_life });
        }
    }

    fn choice(&mut self, table: TableId) {
        let ty = self.rng.pick(&TYPES);
        let (ty, op) = match self.rng.below(4) {
            0 => (ty, Op::Coalesce(self.inputs(table, ty))),
            1 => {
                let ty = self.rng.pick(&[Type::Number, Type::Number, Type::Date, Type::Datetime]);
                let values = self.inputs(table, ty);
                (ty, if self.rng.percent(50) { Op::Least(values) } else { Op::Greatest(values) })
            }
            _ => {
                let condition = self.input(table, Type::Bool);
                (ty, Op::If { condition, then: self.input(table, ty), otherwise: self.input(table, ty) })
            }
        };
        self.keep(table, ty, op);
    }

    fn parent(&mut self, table: TableId) {
        let parents = world::parents(table);
        if parents.is_empty() {
            return self.aggregate(table);
        }
        let relation = self.rng.pick(&parents);
        let ty = self.rng.pick(&TYPES);
        let value = self.input(world::relation(relation).parent, ty);
        self.keep(table, ty, Op::Parent { relation, value });
    }

    fn aggregate(&mut self, table: TableId) {
        use AggregateFunction::*;
        let children = world::children(table);
        if children.is_empty() {
            return self.comparison(table);
        }
        let relation = self.rng.pick(&children);
        let child = world::relation(relation).child;
        let has_time = world::table(child).time.is_some();
        let nth = NthLeast { n: self.rng.pick(&[1, 2, 2, 3, 5]) };
        let functions = [Count, Any, Share, Sum, Avg, Min, Max, nth, CountDistinct, First, Last];
        let function = self.rng.pick(&functions[..if has_time { 11 } else { 9 }]);
        let (of, ty) = match function {
            Count => (None, Type::Int),
            Any => (None, Type::Bool),
            Share => (Some(Type::Bool), Type::Number),
            Sum | Avg => (Some(self.rng.pick(&[Type::Int, Type::Number, MONEY, RATE])), Type::Number),
            CountDistinct => (Some(self.rng.pick(&TYPES[..8])), Type::Int),
            Min | Max | NthLeast { .. } => {
                let ty = self.rng.pick(&ORDERED);
                (Some(ty), ty)
            }
            First | Last => {
                let ty = self.rng.pick(&TYPES);
                (Some(ty), ty)
            }
        };
        let value = of.map(|of| self.input(child, of));
        let window = (has_time && self.rng.percent(60)).then(|| self.window());
        let filter = self.rng.percent(40).then(|| self.input(child, Type::Bool));
        self.keep(table, ty, Op::Aggregate(Aggregate { relation, function, value, window, filter }));
    }

    fn window(&mut self) -> DayRange {
        let day = |plans: &mut Self| personac::lower::day(data::date(plans.rng, plans.setting));
        let as_of = self.b.as_of();
        let from = self.rng.percent(80).then(|| day(self));
        let to = if self.rng.percent(60) { as_of } else { day(self).min(as_of) };
        DayRange { from, to }
    }

    fn rank_or_score(&mut self, table: TableId) {
        if self.rng.percent(40) {
            let ty = self.rng.pick(&ORDERED);
            let value = self.input(table, ty);
            let share = self.rng.pick(&[0, 1, 20_000_000, 33_333_333, 50_000_000, 10_000_000, 100_000_000]);
            let (ty, kind) = match self.rng.below(4) {
                0 => (Type::Bool, RankKind::Top { share }),
                1 => (Type::Bool, RankKind::Bottom { share }),
                2 => (Type::Number, RankKind::Percentile),
                _ => (Type::Int, RankKind::Quantile { k: self.rng.pick(&[1, 2, 4, 5, 10, 100]) }),
            };
            self.keep(table, ty, Op::Rank { kind, value });
        } else {
            let (earned, total, tiers) = (self.earned(table), self.total(), self.tiers());
            let (ty, op) = match self.rng.below(3) {
                0 => (Type::Number, Op::Score { earned, total }),
                1 => (Type::Number, Op::Share { earned, total }),
                _ => (Type::Text, Op::Tier { earned, total, tiers }),
            };
            self.keep(table, ty, op);
        }
    }
}
