//! Files that nobody here made. They are not part of the project: without them these tests say so and pass.

use super::world::*;
use personac::engine::scan::{Loaded, Options};
use polars::prelude::*;
use std::path::PathBuf;

/// The folder of the data, if it is there.
fn data() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    folder.is_dir().then_some(folder)
}

fn load_tables(tables: &str) -> Option<Loaded> {
    let Some(root) = data() else {
        eprintln!("skipped: ../shared/data is not there");
        return None;
    };
    let yaml = format!("project: real\ntimezone: Europe/London\nas_of: 2017-12-31\ntables:\n{tables}");
    Some(load(&yaml, &root, &Options::default()).unwrap_or_else(|found| panic!("{found:#?}")))
}

fn frame(loaded: &Loaded, table: usize) -> DataFrame {
    loaded.tables[table].clone().collect().unwrap()
}

fn missing(frame: &DataFrame, column: &str) -> usize {
    frame.column(column).unwrap().null_count()
}

/// 11 customers have a blank as their total.
#[test]
fn telco() {
    let Some(loaded) = load_tables(
        "  t: { source: ibm_telco_churn/Telco-Customer-Churn.csv, key: customerID, columns: { customerID: text, SeniorCitizen: bool, Churn: bool, TotalCharges: { type: decimal, scale: 2 }, tenure: int } }\n",
    ) else {
        return;
    };
    let frame = frame(&loaded, 0);
    assert_eq!((frame.height(), missing(&frame, "TotalCharges")), (7043, 11));
    assert_eq!(frame.column("Churn").unwrap().bool().unwrap().sum(), Some(1869));
    assert_eq!(loaded.reports[0].ignored_columns.len(), 16);
}

/// 69,659 transactions of 23,570 customers.
#[test]
fn cdnow() {
    let columns = "{ customer: { type: text, at: [2, 5] }, day: { type: date, at: [8, 8], date_format: \"%Y%m%d\" }, cds: { type: int, at: [17, 2] }, value: { type: decimal, scale: 2, at: [19, 8] } }";
    let Some(loaded) = load_tables(&format!(
        "  t: {{ source: cdnow/CDNOW_master.txt, skip_lines: 1, time: day, columns: {columns} }}\n"
    )) else {
        return;
    };
    let frame = frame(&loaded, 0);
    assert_eq!(frame.height(), 69_659);
    assert_eq!(frame.column("customer").unwrap().n_unique().unwrap(), 23_570);
    assert_eq!(
        frame_rows(&frame.slice(0, 2)),
        ["00001 | 1997-01-01 | 1 | 1177", "00002 | 1997-01-12 | 1 | 1200"]
    );
    assert_eq!(frame.columns().iter().map(|c| c.null_count()).sum::<usize>(), 0);
}

/// 541,909 lines, 135,080 of them without a customer, 9,288 cancelled.
#[test]
fn online_retail() {
    let Some(loaded) = load_tables(
        "  t: { source: uci_online_retail/online_retail.csv.gz, columns: { InvoiceNo: text, Quantity: int, InvoiceDate: datetime, UnitPrice: { type: decimal, scale: 3 }, CustomerID: int } }\n",
    ) else {
        return;
    };
    let frame = frame(&loaded, 0);
    assert_eq!((frame.height(), missing(&frame, "CustomerID")), (541_909, 135_080));
    let first = frame.column("CustomerID").unwrap().i64().unwrap().get(0);
    assert_eq!(first, Some(17_850));
    let invoices = frame.column("InvoiceNo").unwrap().str().unwrap();
    assert_eq!(invoices.iter().flatten().filter(|i| i.starts_with('C')).count(), 9288);
}

/// 10,000 rows; headers with blanks and slashes.
#[test]
fn superstore() {
    let Some(loaded) = load_tables(
        "  订单: { source: superstore_zh/订单.csv, key: 行 ID, columns: { 行 ID: int, 客户 ID: text, 省/自治区: text, 销售额: number, 地区: text }, belongs_to: { 区域: { table: 销售人员, by: 地区 } } }\n  销售人员: { source: superstore_zh/销售人员.csv, key: 地区, columns: { 地区: text, 地区经理: text } }\n",
    ) else {
        return;
    };
    let frame = frame(&loaded, 0);
    assert_eq!(frame.height(), 10_000);
    assert_eq!(frame_rows(&frame.slice(0, 1)), ["1 | 曾惠-14485 | 浙江 | 129.696 | 华东"]);
}

/// Nested values, a list of channels, ages of 118 that stand for nothing.
#[test]
fn starbucks() {
    let Some(loaded) = load_tables(
        "  profiles:\n    source: starbucks_rewards/profile.json\n    key: id\n    columns: { id: text, age: { type: int, null_values: [118], range: [18, 117] }, became_member_on: { type: date, date_format: \"%Y%m%d\" }, income: number }\n  offers: { source: starbucks_rewards/portfolio.json, key: id, columns: { id: text, channels: list, reward: int, duration: int } }\n  events: { source: starbucks_rewards/transcript_first_events.json, columns: { person: text, event: text, received: { type: text, from: value.offer id }, amount: { type: number, from: value.amount }, time: int } }\n",
    ) else {
        return;
    };
    let profiles = frame(&loaded, 0);
    assert_eq!(
        (profiles.height(), missing(&profiles, "age"), missing(&profiles, "income")),
        (17_000, 2175, 2175)
    );
    assert_eq!(missing(&profiles, "became_member_on"), 0);
    assert_eq!(
        frame_rows(&frame(&loaded, 1).slice(0, 1))[0],
        "ae264e3637204a6fb9bb56bc8210ddfd | [email,mobile,social] | 10 | 7"
    );
    let events = frame(&loaded, 2);
    assert_eq!(
        frame_rows(&events.slice(0, 1))[0],
        "78afa995795e4d85b5d9ceeca43f5fef | offer received | 9b98b8c7a33c4b65b9aebfe6a799e6d9 | - | 0"
    );
    assert!(events.height() > 10_000 && missing(&events, "received") < events.height());
}

const PIPELINE: &str = "time: engage_date, columns: { opportunity_id: text, sales_agent: text, product: text, account: text, engage_date: date, close_date: date, close_value: { type: decimal, scale: 2 } }";

/// 8,800 opportunities, 1,425 of them without an account; accounts point into their own table. "GTXPro" is no product.
#[test]
fn crm() {
    let tables = |pipeline: &str| {
        format!(
            "  accounts: {{ source: crm_sales_opportunities/accounts.csv, key: account, belongs_to: {{ parent: {{ table: accounts, by: subsidiary_of }} }}, columns: {{ account: text, subsidiary_of: text }} }}\n  products: {{ source: crm_sales_opportunities/products.csv, key: product, columns: {{ product: text }} }}\n  deals: {{ {pipeline} }}\n"
        )
    };
    let source =
        "source: crm_sales_opportunities/sales_pipeline.csv, key: opportunity_id, on_error: quarantine";
    let related =
        "belongs_to: { company: { table: accounts, by: account }, item: { table: products, by: product } }";
    let Some(loaded) = load_tables(&tables(&format!("{source}, {related}, {PIPELINE}"))) else { return };
    let report = &loaded.reports[2];
    assert_eq!((report.rows_read, report.rows_set_aside), (8800, 1480));
    assert_eq!(problems(&loaded, 2), [("E0617", Some("product"), 1480)]);
    let Some(loaded) = load_tables(&tables(&format!("{source}, {PIPELINE}"))) else { return };
    let deals = frame(&loaded, 2);
    assert_eq!((deals.height(), missing(&deals, "account")), (8800, 1425));

    let dmy = "source: crm_sales_opportunities/variants/sales_pipeline_dmy.csv, date_format: \"%d-%m-%Y\", key: opportunity_id";
    let Some(loaded) = load_tables(&tables(&format!("{dmy}, {related}, {PIPELINE}"))) else { return };
    let variant = frame(&loaded, 2);
    for column in ["engage_date", "close_date", "close_value", "account"] {
        assert!(variant.column(column).unwrap().equals_missing(deals.column(column).unwrap()), "{column}");
    }
}
