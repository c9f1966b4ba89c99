//! The tables that random plans and programs are about: regions, customers in them (who may have been referred by one
//! another), their orders, and the items of those. Every type of column is there, a time that is a day, one that is an
//! instant, a table without a time and one without a key.

use super::rng::Rng;
use personac::ir::{self, ColumnId, Plan, RelationId, TableId, Type};

pub const REGIONS: TableId = TableId(0);
pub const CUSTOMERS: TableId = TableId(1);
pub const ORDERS: TableId = TableId(2);
pub const ITEMS: TableId = TableId(3);

pub const MONEY: Type = Type::Decimal { scale: 2 };
pub const RATE: Type = Type::Decimal { scale: 4 };

pub struct Column {
    pub name: &'static str,
    pub ty: Type,
    /// Of enums.
    pub values: &'static [&'static str],
    pub as_of: bool,
}

const fn column(name: &'static str, ty: Type) -> Column {
    Column { name, ty, values: &[], as_of: false }
}

const fn of_values(name: &'static str, values: &'static [&'static str]) -> Column {
    Column { name, ty: Type::Text, values, as_of: false }
}

const fn as_of(name: &'static str, ty: Type) -> Column {
    Column { name, ty, values: &[], as_of: true }
}

pub struct Table {
    pub name: &'static str,
    pub key: Option<usize>,
    pub time: Option<usize>,
    pub columns: &'static [Column],
}

pub const TABLES: [Table; 4] = [
    Table {
        name: "regions",
        key: Some(0),
        time: Some(2),
        columns: &[
            column("region_id", Type::Int),
            column("name", Type::Text),
            column("opened", Type::Date),
            of_values("climate", &["dry", "mild", "humid"]),
            column("wealth", Type::Number),
            column("coastal", Type::Bool),
        ],
    },
    Table {
        name: "customers",
        key: Some(0),
        time: None,
        columns: &[
            column("customer_id", Type::Text),
            column("region_id", Type::Int),
            column("referred_by", Type::Text),
            column("age", Type::Int),
            column("visits", Type::Int),
            column("income", Type::Number),
            column("Total Spent", Type::Number),
            column("balance", MONEY),
            column("rate", RATE),
            column("城市", Type::Text),
            of_values("plan", &["gold", "silver", "铜", "free plan"]),
            column("interests", Type::List),
            column("vip", Type::Bool),
            column("opted_in", Type::Bool),
            column("born", Type::Date),
            column("last_seen", Type::Datetime),
            as_of("ends", Type::Date),
        ],
    },
    Table {
        name: "orders",
        key: Some(0),
        time: Some(2),
        columns: &[
            column("order_id", Type::Int),
            column("customer_id", Type::Text),
            column("at", Type::Datetime),
            of_values("status", &["paid", "refunded", "cancelled"]),
            column("channel", Type::Text),
            column("amount", MONEY),
            column("kilograms", Type::Number),
            column("quantity", Type::Int),
            column("gift", Type::Bool),
            column("paid_on", Type::Date),
            as_of("closes", Type::Datetime),
            column("labels", Type::List),
        ],
    },
    Table {
        name: "items",
        key: None,
        time: Some(1),
        columns: &[
            column("order_id", Type::Int),
            column("shipped", Type::Date),
            column("sku", Type::Text),
            column("price", Type::Number),
            column("cost", MONEY),
            column("pieces", Type::Int),
            column("returned", Type::Bool),
            column("tags", Type::List),
        ],
    },
];

pub struct Relation {
    /// The dot name.
    pub name: &'static str,
    pub child: TableId,
    pub column: usize,
    pub parent: TableId,
}

/// In the order in which the catalog's tables write them.
pub const RELATIONS: [Relation; 4] = [
    Relation { name: "region", child: CUSTOMERS, column: 1, parent: REGIONS },
    Relation { name: "referrer", child: CUSTOMERS, column: 2, parent: CUSTOMERS },
    Relation { name: "customer", child: ORDERS, column: 1, parent: CUSTOMERS },
    Relation { name: "order", child: ITEMS, column: 0, parent: ORDERS },
];

pub fn table(id: TableId) -> &'static Table {
    &TABLES[id.0 as usize]
}

/// The relations whose rows belong to rows of this table.
pub fn children(parent: TableId) -> Vec<RelationId> {
    (0..RELATIONS.len()).filter(|&r| RELATIONS[r].parent == parent).map(|r| RelationId(r as u32)).collect()
}

pub fn parents(child: TableId) -> Vec<RelationId> {
    (0..RELATIONS.len()).filter(|&r| RELATIONS[r].child == child).map(|r| RelationId(r as u32)).collect()
}

pub fn relation(id: RelationId) -> &'static Relation {
    &RELATIONS[id.0 as usize]
}

/// What one program and its data have in common.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    pub as_of: chrono::NaiveDate,
    pub timezone: chrono_tz::Tz,
}

/// The ends of months and years, a leap day, days on which clocks change, and ordinary days.
const AS_OF: [&str; 10] = [
    "2024-02-29",
    "2025-02-28",
    "2026-03-31",
    "2026-10-31",
    "2026-12-31",
    "2026-01-01",
    "2026-03-29",
    "2026-10-25",
    "2026-07-15",
    "2025-05-30",
];

pub fn setting(rng: &mut Rng) -> Setting {
    let zones = [
        chrono_tz::UTC,
        chrono_tz::Europe::Berlin,
        chrono_tz::Asia::Shanghai,
        chrono_tz::America::New_York,
        chrono_tz::Asia::Kolkata,
    ];
    Setting { as_of: rng.pick(&AS_OF).parse().unwrap(), timezone: rng.pick(&zones) }
}

/// A plan over the tables that works nothing out yet.
pub fn empty_plan(setting: &Setting) -> Plan {
    let column =
        |column: &Column| ir::Column { name: column.name.into(), ty: column.ty, as_of: column.as_of };
    let table = |table: &Table| ir::Table {
        name: table.name.into(),
        key: table.key.map(|key| ColumnId(key as u32)),
        time: table.time.map(|time| ColumnId(time as u32)),
        columns: table.columns.iter().map(column).collect(),
        base: None,
    };
    let relation = |relation: &Relation| ir::Relation {
        name: relation.name.into(),
        child: relation.child,
        column: ColumnId(relation.column as u32),
        parent: relation.parent,
    };
    Plan {
        as_of: personac::lower::day(setting.as_of),
        timezone: setting.timezone,
        tables: TABLES.iter().map(table).collect(),
        relations: RELATIONS.iter().map(relation).collect(),
        nodes: Vec::new(),
        cohorts: Vec::new(),
        assigns: Vec::new(),
        grids: Vec::new(),
        measures: Default::default(),
        insights: Default::default(),
    }
}
