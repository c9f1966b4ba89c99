use super::*;
use AggregateFunction::*;
use Type::{Bool, Date, Int, Number};

/// Customers 1, 2 and 3; orders of 1 and 2. `rows` are (customer, day, value).
struct Orders {
    sheet: Sheet,
    customers: TableId,
    orders: TableId,
    relation: RelationId,
}

fn orders(ty: Type, rows: &[(i64, &str, Value)]) -> Orders {
    let mut sheet = Sheet::on_halloween();
    let customers = sheet.table(vec![("id", Int, ints(&[1, 2, 3]))]);
    let day = |d: &str| if d.is_empty() { M } else { date(d) };
    let orders = sheet.table(vec![
        // Keys fall, so that "the last row of the file" and "the greatest key" differ.
        ("id", Int, (0..rows.len()).map(|i| int(100 - i as i64)).collect()),
        ("customer", Int, rows.iter().map(|row| int(row.0)).collect()),
        ("at", Date, rows.iter().map(|row| day(row.1)).collect()),
        ("value", ty, rows.iter().map(|row| row.2.clone()).collect()),
    ]);
    sheet.table_mut(orders).time = Some(ColumnId(2));
    let relation = sheet.relate(orders, 1, customers);
    Orders { sheet, customers, orders, relation }
}

impl Orders {
    fn all(mut self, function: AggregateFunction, result: Type) -> Vec<Value> {
        let value = match function {
            Count | Any => None,
            _ => Some(self.sheet.column(self.orders, 3)),
        };
        let op =
            Op::Aggregate(Aggregate { relation: self.relation, function, value, window: None, filter: None });
        let node = self.sheet.node(self.customers, result, op);
        self.sheet.of(node)
    }
}

const SOME_DAY: &str = "2026-05-01";

/// Semantics 5: no rows: count and sum are 0, any is false, the others are missing.
#[test]
fn nothing_is_counted_summed_and_found_but_has_no_average() {
    let none = || orders(Number, &[(1, SOME_DAY, num(2.0))]);
    // Customers 2 and 3 have no orders.
    assert_eq!(none().all(Count, Int), ints(&[1, 0, 0]));
    assert_eq!(none().all(Any, Bool), [T, F, F]);
    assert_eq!(none().all(Sum, Number), nums(&[2.0, 0.0, 0.0]));
    assert_eq!(none().all(Avg, Number), [num(2.0), M, M]);
    assert_eq!(none().all(Min, Number), [num(2.0), M, M]);
    assert_eq!(none().all(Max, Number), [num(2.0), M, M]);
    assert_eq!(none().all(First, Number), [num(2.0), M, M]);
    assert_eq!(none().all(Last, Number), [num(2.0), M, M]);
    assert_eq!(none().all(CountDistinct, Int), ints(&[1, 0, 0]));
    let share = orders(Bool, &[(1, SOME_DAY, T)]).all(Share, Number);
    assert_eq!(share, [num(1.0), M, M]);
}

/// Fine print: aggregates skip missing values; `sum` of only missing is 0; `share` divides by all rows.
#[test]
fn missing_values_are_skipped() {
    let rows = [(1, SOME_DAY, num(4.0)), (1, SOME_DAY, M), (1, SOME_DAY, num(1.0)), (2, SOME_DAY, M)];
    let of = |function, ty| orders(Number, &rows).all(function, ty);
    assert_eq!(of(Count, Int), ints(&[3, 1, 0]));
    assert_eq!(of(Sum, Number), nums(&[5.0, 0.0, 0.0]));
    assert_eq!(of(Avg, Number), [num(2.5), M, M]);
    assert_eq!(of(Min, Number), [num(1.0), M, M]);
    assert_eq!(of(CountDistinct, Int), ints(&[2, 0, 0]));
    let shares = orders(Bool, &[(1, SOME_DAY, T), (1, SOME_DAY, M), (1, SOME_DAY, F), (2, SOME_DAY, M)]);
    assert_eq!(shares.all(Share, Number), [num(1.0 / 3.0), num(0.0), M]);
}

/// Semantics 8: `sum` and `avg` add in fixed point, so 0.1 + 0.2 is 0.3 in any order.
#[test]
fn sums_are_exact() {
    let rows =
        [(1, SOME_DAY, num(0.1)), (1, SOME_DAY, num(0.2)), (2, SOME_DAY, num(1e15)), (2, SOME_DAY, num(0.3))];
    assert_eq!(orders(Number, &rows).all(Sum, Number), nums(&[0.3, 1_000_000_000_000_000.3, 0.0]));
    // 300 000 millionths over 10^6 × 2.
    assert_eq!(orders(Number, &rows).all(Avg, Number)[0], num(0.15));
    // Each value is rounded half away from zero to six places first: ±0.000 000 5 become ±0.000 001.
    let tiny = [(1, SOME_DAY, num(0.0000005)), (1, SOME_DAY, num(0.0000004)), (2, SOME_DAY, num(-0.0000005))];
    assert_eq!(orders(Number, &tiny).all(Sum, Number), nums(&[0.000001, -0.000001, 0.0]));
    // What cannot be added exactly counts as missing.
    let huge = [
        (1, SOME_DAY, num(2e20)),
        (1, SOME_DAY, num(1.0)),
        (2, SOME_DAY, num(1e20)),
        (2, SOME_DAY, num(-1e20)),
    ];
    assert_eq!(orders(Number, &huge).all(Sum, Number), nums(&[1.0, 0.0, 0.0]));
    assert_eq!(orders(Number, &huge).all(Avg, Number), [num(1.0), num(0.0), M]);
}

#[test]
fn sums_of_ints_and_decimals_are_exact_too() {
    let rows = [(1, SOME_DAY, int(i64::MAX)), (1, SOME_DAY, int(i64::MAX)), (1, SOME_DAY, int(-i64::MAX))];
    assert_eq!(orders(Int, &rows).all(Sum, Number)[0], num(i64::MAX as f64));
    let money = Type::Decimal { scale: 2 };
    let rows = [
        (1, SOME_DAY, Value::Decimal(10)),
        (1, SOME_DAY, Value::Decimal(20)),
        (2, SOME_DAY, Value::Decimal(1)),
    ];
    assert_eq!(orders(money, &rows).all(Sum, Number), nums(&[0.3, 0.01, 0.0]));
    // 30 hundredths over 100 × 2.
    assert_eq!(orders(money, &rows).all(Avg, Number)[0], num(0.15));
}

/// Fine print: equal times go by key: the first has the smaller key, the last the greater one.
#[test]
fn the_first_and_last_of_equal_times_go_by_key() {
    // The keys are 100, 99, 98, 97.
    let rows = [
        (1, "2026-05-01", text("key 100")),
        (1, "2026-05-01", text("key 99")),
        (1, "2026-04-01", M),
        (1, "", text("no time")),
    ];
    assert_eq!(orders(Type::Text, &rows).all(First, Type::Text)[0], text("key 99"));
    assert_eq!(orders(Type::Text, &rows).all(Last, Type::Text)[0], text("key 100"));
}

/// Fine print: without a key the smaller value, for both.
#[test]
fn the_first_and_last_of_equal_times_without_a_key_are_the_smaller_value() {
    let rows = [(1, "2026-05-01", text("b")), (1, "2026-05-01", text("a")), (2, "2026-05-02", text("z"))];
    for function in [First, Last] {
        let mut orders = orders(Type::Text, &rows);
        let table = orders.orders;
        orders.sheet.table_mut(table).key = None;
        assert_eq!(orders.all(function, Type::Text), [text("a"), text("z"), M]);
    }
}

/// Semantics 5: `where` counts rows for which its rule is true.
#[test]
fn a_filter_counts_rows_for_which_it_is_true() {
    let mut orders = orders(Bool, &[(1, SOME_DAY, T), (1, SOME_DAY, F), (1, SOME_DAY, M), (2, SOME_DAY, M)]);
    let filter = Some(orders.sheet.column(orders.orders, 3));
    let op = Op::Aggregate(Aggregate {
        relation: orders.relation,
        function: Count,
        value: None,
        window: None,
        filter,
    });
    let node = orders.sheet.node(orders.customers, Int, op);
    assert_eq!(orders.sheet.of(node), ints(&[1, 0, 0]));
}

/// Semantics 5: many-to-one by a dot. A missing foreign key belongs to nobody.
#[test]
fn the_parents_value() {
    let mut sheet = Sheet::on_halloween();
    let accounts = sheet.table(vec![
        ("id", Type::Text, vec![text("b"), text("a")]),
        ("industry", Type::Text, vec![text("fintech"), M]),
        ("founded", Date, dates(&["2020-01-01", "2020-01-01"])),
    ]);
    let owners = vec![text("a"), text("b"), M, text("b"), text("c")];
    let contacts = sheet.table(vec![("id", Int, ints(&[1, 2, 3, 4, 5])), ("account", Type::Text, owners)]);
    let relation = sheet.relate(contacts, 1, accounts);
    let industry = sheet.column(accounts, 1);
    let node = sheet.node(contacts, Type::Text, Op::Parent { relation, value: industry });
    sheet.finish();
    assert_eq!(sheet.values().of(node), [M, text("fintech"), M, text("fintech"), M]);
    // A parent dated after D does not exist.
    sheet.table_mut(accounts).time = Some(ColumnId(2));
    sheet.data.tables[0].columns[2][0] = date("2026-11-01");
    assert_eq!(sheet.values().of(node), [M, M, M, M, M]);
}

/// Two hops, and a table that belongs to itself.
#[test]
fn a_row_may_belong_to_a_row_of_its_own_table() {
    let mut sheet = Sheet::on_halloween();
    let people = sheet.table(vec![("id", Int, ints(&[1, 2, 3])), ("boss", Int, vec![M, int(1), int(2)])]);
    let boss = sheet.relate(people, 1, people);
    let id = sheet.column(people, 0);
    let of_boss = sheet.node(people, Int, Op::Parent { relation: boss, value: id });
    let of_boss_of_boss = sheet.node(people, Int, Op::Parent { relation: boss, value: of_boss });
    let op =
        Op::Aggregate(Aggregate { relation: boss, function: Count, value: None, window: None, filter: None });
    let reports = sheet.node(people, Int, op);
    sheet.finish();
    assert_eq!(sheet.values().of(of_boss), [M, int(1), int(2)]);
    assert_eq!(sheet.values().of(of_boss_of_boss), [M, M, int(1)]);
    assert_eq!(sheet.values().of(reports), ints(&[1, 1, 0]));
}
