//! `personac init`: whatever the data looks like, the project that is written checks and runs.

use super::common::{Scratch, personac, repository};
use personac::catalog::{self, Catalog, ColumnType, Encoding, Normalize};
use personac::source::SourceMap;

/// Runs `init` in a folder and, if that is fine, `check --data` and `run`.
fn init(scratch: &Scratch, data: &[&str]) -> Catalog {
    let shown = |output: &std::process::Output| {
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let read = |path: &str| std::fs::read_to_string(scratch.file(path)).unwrap();
    let output = personac().current_dir(scratch.path()).arg("init").args(data).output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
    let texts = format!("{}\n{}", read("personac.yaml"), read("first.persona"));
    for command in [&["check", "--data"][..], &["check", "--deny", "warnings"][..], &["run"][..]] {
        let output = personac().current_dir(scratch.path()).args(command).output().unwrap();
        assert!(output.status.success(), "{command:?}: {}\n{texts}", shown(&output));
    }
    let mut sources = SourceMap::default();
    let text = read("personac.yaml");
    let file = sources.add("personac.yaml", text.as_str());
    let loaded = catalog::load(file, &text);
    assert!(loaded.diagnostics.is_empty(), "{:?}\n{text}", loaded.diagnostics);
    loaded.value.unwrap()
}

fn column<'a>(catalog: &'a Catalog, table: &str, name: &str) -> &'a catalog::Column {
    let table = &catalog.tables[catalog.table(table).unwrap_or_else(|| panic!("no table {table}"))];
    &table.columns[table.column(name).unwrap_or_else(|| panic!("no column {name} in {}", table.name))]
}

fn relations(catalog: &Catalog) -> Vec<String> {
    let tables = &catalog.tables;
    let shown =
        |r: &catalog::Relation| format!("{}.{} = {}", tables[r.child].name, r.name, tables[r.parent].name);
    catalog.relations.iter().map(shown).collect()
}

/// So many rows from a pattern in which `{n}` is the row's number.
fn rows(header: &str, count: usize, row: impl Fn(usize) -> String) -> String {
    let lines: Vec<String> = (0..count).map(row).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

#[test]
fn types_are_found() {
    let text = rows(
        "id,active,flag,children,age,amount,ratio,born,seen,joined,plan,interests,zip,note,email,empty,stamp",
        60,
        |n| {
            let amount = ["12.50", "1.05", "N/A", "99.99"][n % 4];
            let plan = ["basic", "pro ", "team"][n % 3];
            let interests = ["audio;lighting", "audio", "security;audio;lighting", "lighting"][n % 4];
            format!(
                "C{n},{},{},{},{},{amount},0.{:04},{:02}.{:02}.19{},{}/{}/2024 9:{:02},2024{:02}{:02},{plan},{interests},{:05},\"hello, {n}\",p{n}@x.example,,2024-05-{:02} 10:00:00",
                ["yes", "no"][n % 2],
                n % 2,
                n % 2,
                20 + n % 50,
                n * 37 % 9999,
                n % 28 + 1,
                n % 12 + 1,
                50 + n % 40,
                n % 12 + 1,
                n % 28 + 1,
                n % 60,
                n % 12 + 1,
                n % 28 + 1,
                n,
                n % 28 + 1,
            )
        },
    );
    let scratch = Scratch::new(&[("data/people.csv", &text)]);
    let catalog = init(&scratch, &["data/people.csv"]);
    let ty = |name: &str| column(&catalog, "people", name).ty.clone();
    let format = |name: &str| column(&catalog, "people", name).date_format.clone();
    assert_eq!(catalog.tables[0].key, Some(0));
    assert_eq!(
        (ty("active"), ty("flag"), ty("children")),
        (ColumnType::Bool, ColumnType::Bool, ColumnType::Int)
    );
    assert_eq!(
        (ty("age"), ty("amount"), ty("ratio")),
        (ColumnType::Int, ColumnType::Decimal { scale: 2 }, ColumnType::Number)
    );
    assert_eq!(column(&catalog, "people", "amount").null_values, ["N/A"]);
    assert_eq!((ty("born"), format("born").as_deref()), (ColumnType::Date, Some("%d.%m.%Y")));
    assert_eq!((ty("seen"), format("seen").as_deref()), (ColumnType::Datetime, Some("%m/%d/%Y %H:%M")));
    assert_eq!((ty("joined"), format("joined").as_deref()), (ColumnType::Date, Some("%Y%m%d")));
    assert_eq!((ty("stamp"), format("stamp")), (ColumnType::Datetime, None));
    let ColumnType::Enum { values } = ty("plan") else { panic!("{:?}", ty("plan")) };
    assert_eq!(
        (values.len(), column(&catalog, "people", "plan").normalize.as_slice()),
        (3, &[Normalize::Trim][..])
    );
    assert_eq!(
        (ty("interests"), column(&catalog, "people", "interests").separator.as_deref()),
        (ColumnType::List, Some(";"))
    );
    assert_eq!((ty("zip"), ty("note"), ty("empty")), (ColumnType::Text, ColumnType::Text, ColumnType::Text));
    assert!(column(&catalog, "people", "email").pii && !column(&catalog, "people", "plan").pii);
}

#[test]
fn files_are_read_however_they_are_written() {
    let chinese = rows("编号;客户名称;等级", 30, |n| {
        format!("{n};王小{};{}", ["明", "红", "军"][n % 3], ["甲", "乙"][n % 2])
    });
    let (gbk, _, _) = encoding_rs::GBK.encode(&chinese);
    let french =
        rows("id\tcafé\tville", 30, |n| format!("{n}\tcrème {n}\t{}", ["Orléans", "Nîmes", "Paris"][n % 3]));
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&french);
    let bare = (0..30).map(|n| format!("{n}|2024-01-{:02}|{}.5\n", n % 28 + 1, n % 7)).collect::<String>();
    let titled =
        format!("Export of today\nsecret\n{}", rows("id,kind", 30, |n| format!("k{n},\"a, {}\"", n % 3)));
    let cases: [(&str, &[u8]); 5] = [
        ("客户.csv", &gbk),
        ("places.tsv", &latin),
        ("bom.csv", "\u{feff}id,name\n1,Ann\n2,Bob\n3,Cid\n".as_bytes()),
        ("bare.txt", bare.as_bytes()),
        ("titled.csv", titled.as_bytes()),
    ];
    for (name, bytes) in cases {
        let scratch = Scratch::new(&[]);
        scratch.write(&format!("data/{name}"), bytes);
        let catalog = init(&scratch, &[&format!("data/{name}")]);
        let text = &catalog.tables[0].source.text;
        let columns: Vec<&str> = catalog.tables[0].columns.iter().map(|c| c.name.as_str()).collect();
        let seen = (text.separator, text.encoding, text.header, text.skip_lines);
        match name {
            "客户.csv" => {
                assert_eq!(seen, (';', Encoding::Gbk, true, 0));
                assert_eq!(columns, ["编号", "客户名称", "等级"]);
                assert_eq!(catalog.timezone.name(), "Asia/Shanghai");
            }
            "places.tsv" => assert_eq!((seen, columns[1]), (('\t', Encoding::Latin1, true, 0), "café")),
            "bom.csv" => assert_eq!((seen, columns[0]), ((',', Encoding::Utf8, true, 0), "id")),
            "bare.txt" => {
                assert_eq!(seen, ('|', Encoding::Utf8, false, 0));
                assert_eq!(columns, ["column_1", "column_2", "column_3"]);
            }
            _ => assert_eq!((seen, columns.len()), ((',', Encoding::Utf8, true, 2), 2)),
        }
    }
}

#[test]
fn columns_at_fixed_places() {
    let lines = rows(" customer_id  day count  value", 50, |n| {
        format!(" {:05} 1997{:02}{:02} {:>2} {:>7}.{:02}", n / 2, n % 12 + 1, n % 28 + 1, n % 13, n * 31, n)
    });
    let scratch = Scratch::new(&[("master.txt", &lines)]);
    let catalog = init(&scratch, &["master.txt"]);
    let columns: Vec<_> = catalog.tables[0].columns.iter().map(|c| (c.name.as_str(), c.at)).collect();
    assert_eq!(
        columns,
        [
            ("customer_id", Some((1, 6))),
            ("day", Some((7, 9))),
            ("count", Some((16, 3))),
            ("value", Some((19, 19)))
        ]
    );
    assert_eq!(column(&catalog, "master", "day").date_format.as_deref(), Some("%Y%m%d"));
    assert_eq!(relations(&catalog), ["master.customer = customers"]);
}

#[test]
fn names_that_need_quotes_or_collide() {
    let text = rows("Customer ID,省/自治区,is,2nd: place,# of #hash,x.y,true,a`b", 30, |n| {
        format!(
            "c{n},{},{},{},{n},{},{},{n}",
            ["a", "b"][n % 2],
            ["x: y", "no # z"][n % 2],
            n % 9,
            n % 5,
            n % 4
        )
    });
    let scratch = Scratch::new(&[
        ("a/orders list.csv", &text),
        ("b/orders list.csv", &text),
        ("b/2024.csv", "k,v\n1,2\n2,3\n"),
    ]);
    let catalog = init(&scratch, &["a/orders list.csv", "b/orders list.csv", "b/2024.csv"]);
    let names: Vec<&str> = catalog.tables.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["orders_list", "orders_list_2", "t_2024"]);
    assert_eq!(catalog.tables[0].columns.len(), 8);
    assert_eq!(column(&catalog, "orders_list", "a b").from.as_deref(), Some("a`b"));
}

#[test]
fn tables_are_joined_and_customers_gathered() {
    let accounts = rows("account_id,name,sector", 20, |n| format!("A{n:03},Firm {n},{}", ["x", "y"][n % 2]));
    let contacts = rows("contact_id,company,boss", 40, |n| {
        format!("P{n:03},A{:03},{}", n % 20, if n > 4 { format!("P{:03}", n % 5) } else { String::new() })
    });
    let deals = rows("deal,account_id,opened,price,qty", 100, |n| {
        format!("d{n},A{:03},2024-03-{:02},{}.50,{}", n % 20, n % 28 + 1, n % 9, n % 4 + 1)
    });
    let scratch =
        Scratch::new(&[("accounts.csv", &accounts), ("contacts.csv", &contacts), ("deals.csv", &deals)]);
    let catalog = init(&scratch, &["accounts.csv", "contacts.csv", "deals.csv"]);
    assert_eq!(
        relations(&catalog),
        ["contacts.account = accounts", "contacts.parent = contacts", "deals.account = accounts"]
    );
    assert_eq!(catalog.entity, catalog.table("accounts"));
    assert_eq!(catalog.tables[2].time, Some(2));
    assert_eq!(catalog.as_of.map(|d| d.to_string()).as_deref(), Some("2024-03-28"));

    // Only lines of orders: the customers are gathered from them, with what is the same in all their lines.
    let lines = rows("invoice,CustomerID,country,item,date", 90, |n| {
        format!(
            "i{},{}.0,{},t{},2024-01-{:02}",
            n / 3,
            100 + n % 7,
            ["DE", "FR", "IT"][n % 7 % 3],
            n % 5,
            n % 28 + 1
        )
    });
    let scratch = Scratch::new(&[("lines.csv", &lines)]);
    let catalog = init(&scratch, &["lines.csv"]);
    assert_eq!(relations(&catalog), ["lines.Customer = customers"]);
    let made = std::fs::read_to_string(scratch.file("data/customers.csv")).unwrap();
    assert_eq!(made.lines().take(3).collect::<Vec<_>>(), ["CustomerID,country", "100,DE", "101,FR"]);
}

#[test]
fn relations_that_do_not_hold_are_comments() {
    let products = rows("product,price", 6, |n| format!("GTX {n},{n}"));
    let deals = rows("deal_id,product", 60, |n| {
        format!("d{n},{}", if n % 10 == 0 { "GTX0".into() } else { format!("GTX {}", n % 6) })
    });
    let scratch = Scratch::new(&[("products.csv", &products), ("deals.csv", &deals)]);
    let catalog = init(&scratch, &["products.csv", "deals.csv"]);
    assert!(catalog.relations.is_empty());
    let text = std::fs::read_to_string(scratch.file("personac.yaml")).unwrap();
    assert!(
        text.contains("# products: { table: products, by: product }  # 6 rows name others, such as \"GTX0\""),
        "{text}"
    );
}

#[test]
fn odd_rows_are_set_aside_and_nested_json_is_named_by_its_last_part() {
    let ragged = format!("{}3,4,5,6\n", rows("id,a", 60, |n| format!("k{n},{n}")));
    let json = (0..40)
        .map(|n| match n {
            0..5 => format!("{{\"id\": \"e{n}\", \"value\": {{\"offer id\": \"o{n}\"}}, \"tags\": [\"a\", \"b\"], \"deep\": [{{}}]}}\n"),
            _ => format!("{{\"id\": \"e{n}\", \"value\": {{\"amount\": {n}.25}}, \"tags\": []}}\n"),
        })
        .collect::<String>();
    let scratch = Scratch::new(&[("ragged.csv", &ragged), ("events.ndjson", &json)]);
    let catalog = init(&scratch, &["ragged.csv", "events.ndjson"]);
    assert_eq!(catalog.tables[0].on_error, catalog::OnError::Quarantine);
    assert_eq!(column(&catalog, "events", "offer id").from.as_deref(), Some("value.offer id"));
    assert_eq!(column(&catalog, "events", "amount").ty, ColumnType::Decimal { scale: 2 });
    assert_eq!(column(&catalog, "events", "tags").ty, ColumnType::List);
    assert_eq!(catalog.tables[1].column("deep"), None);
}

#[test]
fn nothing_is_overwritten() {
    let data = rows("id,n", 30, |n| format!("c{n},{n}"));
    for taken in ["personac.yaml", "first.persona", "data/customers.csv"] {
        let scratch = Scratch::new(&[("in.csv", &data), (taken, "mine")]);
        let lines = rows("CustomerID,n", 30, |n| format!("{},{n}", n % 4));
        scratch.write("in.csv", lines.as_bytes());
        let output = personac().current_dir(scratch.path()).args(["init", "in.csv"]).output().unwrap();
        let shown = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{shown}");
        assert!(shown.contains("E0708") && shown.contains(taken), "{shown}");
        for file in ["personac.yaml", "first.persona", "data/customers.csv"] {
            let text = std::fs::read_to_string(scratch.file(file)).ok();
            assert_eq!(text.as_deref(), (file == taken).then_some("mine"), "{file} beside {taken}");
        }
    }
}

#[test]
fn data_that_cannot_be_read_is_reported_at_once() {
    let scratch = Scratch::new(&[("empty.csv", ""), ("x.pdf", "x"), ("list.json", "[{\"a\": 1}]\n")]);
    let args = ["init", "empty.csv", "x.pdf", "gone.csv", "list.json"];
    let output = personac().current_dir(scratch.path()).args(args).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    for part in [
        "`empty.csv` is empty",
        "`x.pdf` does not look like a data file",
        "`gone.csv`",
        "`list.json` is one JSON list",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!scratch.file("personac.yaml").exists());
}

/// Public data that nobody on this project made, where it is at hand.
#[test]
fn real_data_makes_projects_that_run() {
    let shared = repository().join("../shared/data");
    if !shared.is_dir() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    let folder = |name: &str| shared.join(name).to_string_lossy().into_owned();
    let crm = folder("crm_sales_opportunities");
    let in_crm = |file: &str| format!("{crm}/{file}.csv");
    let cases: [(&str, Vec<String>); 9] = [
        ("telco_customer_churn", vec![folder("ibm_telco_churn")]),
        ("demographics", vec![folder("ibm_telco_multitable")]),
        ("客户", vec![folder("superstore_zh")]),
        ("profile", vec![folder("starbucks_rewards")]),
        ("airline_test", vec![folder("airline_satisfaction")]),
        (
            "cdnow_customers_summary_with_transactions",
            vec![
                folder("cdnow") + "/cdnow_customers_summary_with_transactions.csv",
                folder("cdnow") + "/example_transactions.csv",
            ],
        ),
        ("people", vec![folder("cdnow") + "/CDNOW_sample.txt"]),
        ("constituents", vec![folder("sp500_firmographics") + "/constituents.csv"]),
        ("accounts", ["accounts", "products", "sales_pipeline", "sales_teams"].map(in_crm).to_vec()),
    ];
    for (entity, data) in cases {
        let data: Vec<&str> = data.iter().map(String::as_str).collect();
        let scratch = Scratch::new(&[]);
        let catalog = init(&scratch, &data);
        assert_eq!(catalog.entity.map(|e| catalog.tables[e].name.as_str()), Some(entity));
    }
}
