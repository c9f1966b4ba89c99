//! What a column's or table's name gives away, in English and Chinese.

/// A name cut into lower-case words: at anything that is no letter or digit, and where the case changes (`customerID`, `HTTPCode`).
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let last = at.checked_sub(1).map(|i| chars[i]);
        let next_is_lower = chars.get(at + 1).is_some_and(|n| n.is_lowercase());
        let begins =
            c.is_uppercase() && last.is_some_and(|l| l.is_lowercase() || (l.is_uppercase() && next_is_lower));
        if !c.is_alphanumeric() || begins {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|w| w.extend(c.to_lowercase()));
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Whether a name has one of the English words or contains one of the Chinese ones.
fn says(name: &str, english: &[&str], chinese: &[&str]) -> bool {
    let words = words(name);
    words
        .iter()
        .any(|w| english.contains(&w.as_str()) || w.strip_suffix('s').is_some_and(|w| english.contains(&w)))
        || chinese.iter().any(|c| name.contains(c))
}

fn ends_with(name: &str, english: &[&str], chinese: &[&str]) -> bool {
    let words = words(name);
    words.last().is_some_and(|w| english.contains(&w.as_str()))
        || chinese.iter().any(|c| name.trim().ends_with(c))
}

pub(super) fn is_money(name: &str) -> bool {
    const ENGLISH: [&str; 26] = [
        "amount", "price", "cost", "charge", "revenue", "sale", "income", "profit", "fee", "balance",
        "payment", "paid", "spend", "spent", "value", "total", "ltv", "clv", "cltv", "salary", "tax",
        "refund", "usd", "eur", "cny", "margin",
    ];
    const CHINESE: [&str; 10] =
        ["金额", "价", "成本", "费", "收入", "销售额", "利润", "余额", "支付", "工资"];
    says(name, &ENGLISH, &CHINESE)
}

/// A number that counts something, so 0 and 1 are no truth values.
pub(super) fn is_count(name: &str) -> bool {
    const ENGLISH: [&str; 14] = [
        "count",
        "number",
        "num",
        "quantity",
        "qty",
        "n",
        "times",
        "frequency",
        "visits",
        "orders",
        "children",
        "level",
        "score",
        "rating",
    ];
    says(name, &ENGLISH, &["数", "次", "量", "级", "分"])
}

pub(super) fn is_date(name: &str) -> bool {
    const ENGLISH: [&str; 12] =
        ["date", "day", "time", "timestamp", "on", "at", "since", "born", "birthday", "dob", "period", "dt"];
    says(name, &ENGLISH, &["日期", "时间", "生日", "日"])
}

/// Digits that are no number.
pub(super) fn is_code(name: &str) -> bool {
    const ENGLISH: [&str; 9] =
        ["zip", "postal", "postcode", "phone", "mobile", "tel", "telephone", "fax", "barcode"];
    says(name, &ENGLISH, &["邮编", "邮政", "电话", "手机", "身份证", "护照", "卡号"])
}

/// The name of something that tells rows apart.
pub(super) fn is_identifier(name: &str) -> bool {
    ends_with(
        name,
        &["id", "key", "no", "nr", "code", "uuid", "guid", "number"],
        &["编号", "编码", "号", "ID", "Id", "id"],
    )
}

/// Nothing but `id`.
pub(super) fn is_bare_identifier(name: &str) -> bool {
    matches!(words(name).join("_").as_str(), "id" | "key" | "uuid" | "编号" | "row_id" | "index")
}

/// Tables and columns about people or companies that can be customers.
pub(super) fn is_customer(name: &str) -> bool {
    const ENGLISH: [&str; 17] = [
        "customer",
        "client",
        "user",
        "member",
        "subscriber",
        "person",
        "people",
        "profile",
        "contact",
        "account",
        "company",
        "buyer",
        "shopper",
        "patient",
        "guest",
        "household",
        "demographic",
    ];
    says(name, &ENGLISH, &["客户", "用户", "会员", "顾客", "买家", "消费者", "企业", "公司"])
}

/// Tables that describe what customers have to do with, not customers.
pub(super) fn is_dimension(name: &str) -> bool {
    const ENGLISH: [&str; 13] = [
        "product",
        "item",
        "offer",
        "portfolio",
        "category",
        "region",
        "store",
        "team",
        "agent",
        "campaign",
        "plan",
        "population",
        "location",
    ];
    says(name, &ENGLISH, &["产品", "商品", "门店", "地区", "销售人员", "类别"])
}

/// How much a date's name sounds like when something happened (above 0) or like another date (below).
pub(super) fn event_time(name: &str) -> i32 {
    const HAPPENED: [&str; 16] = [
        "order",
        "ordered",
        "transaction",
        "purchase",
        "purchased",
        "invoice",
        "event",
        "created",
        "occurred",
        "opened",
        "open",
        "engage",
        "visit",
        "visited",
        "start",
        "begin",
    ];
    const OTHER: [&str; 20] = [
        "close",
        "closed",
        "end",
        "ended",
        "due",
        "ship",
        "shipped",
        "delivery",
        "delivered",
        "birth",
        "birthday",
        "born",
        "dob",
        "expiry",
        "expire",
        "expires",
        "update",
        "updated",
        "modified",
        "review",
    ];
    let happened = says(name, &HAPPENED, &["订单", "下单", "交易", "创建", "发生", "开始", "购买"]);
    let other = says(name, &OTHER, &["发货", "结束", "关闭", "到期", "生日", "出生", "更新", "修改", "送达"]);
    i32::from(is_date(name)) + 3 * i32::from(happened) - 5 * i32::from(other)
}

/// Why a column probably tells who somebody is.
pub(super) fn personal(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 13] = [
        "first", "last", "full", "given", "family", "customer", "client", "contact", "user", "member",
        "employee", "sur", "nick",
    ];
    let words = words(name);
    let has = |w: &str| words.iter().any(|x| x == w);
    let name_of_person = has("name") && words.iter().any(|w| NAMES.contains(&w.as_str()));
    let rules: [(bool, &str); 7] = [
        (says(name, &["email", "mail"], &["邮箱", "电子邮件"]), "an e-mail address"),
        (says(name, &["phone", "mobile", "telephone", "fax"], &["电话", "手机"]), "a phone number"),
        (
            name_of_person
                || says(
                    name,
                    &["surname", "firstname", "lastname", "fullname", "username"],
                    &["姓名", "联系人", "昵称"],
                )
                || (name.contains("名称") && is_customer(name)),
            "a name",
        ),
        (
            says(name, &["address", "street", "latitude", "longitude"], &["地址", "住址", "街道"]),
            "an address",
        ),
        (says(name, &["ssn", "passport", "iban"], &["身份证", "护照", "银行卡"]), "an official number"),
        (says(name, &["birth", "birthday", "birthdate", "dob"], &["生日", "出生"]), "a birthday"),
        (is_customer(name) && is_identifier(name), "names a customer"),
    ];
    rules.into_iter().find(|(hit, _)| *hit).map(|(_, why)| why)
}

/// Words for a column that holds names of people, if its values look like them.
pub(super) fn could_be_person(name: &str) -> bool {
    const ENGLISH: [&str; 14] = [
        "name",
        "agent",
        "manager",
        "owner",
        "rep",
        "employee",
        "person",
        "contact",
        "salesperson",
        "seller",
        "author",
        "assignee",
        "advisor",
        "consultant",
    ];
    says(name, &ENGLISH, &["名", "经理", "人员", "负责人", "销售", "顾问", "员工"])
}

/// A choice that people are often told apart by.
pub(super) fn is_segment(name: &str) -> bool {
    const ENGLISH: [&str; 16] = [
        "contract",
        "plan",
        "segment",
        "tier",
        "type",
        "status",
        "category",
        "class",
        "sector",
        "industry",
        "channel",
        "loyalty",
        "satisfaction",
        "stage",
        "group",
        "subscription",
    ];
    says(name, &ENGLISH, &["细分", "类别", "类型", "等级", "行业", "渠道", "状态", "分类"])
}

/// What rules should not be made of without a reason.
pub(super) fn is_sensitive(name: &str) -> bool {
    const ENGLISH: [&str; 11] = [
        "gender",
        "sex",
        "ethnicity",
        "ethnic",
        "race",
        "religion",
        "disability",
        "health",
        "nationality",
        "orientation",
        "pregnant",
    ];
    says(name, &ENGLISH, &["性别", "民族", "宗教", "种族", "残疾", "健康"])
}

/// `accounts` → `account`, `companies` → `company`.
pub(super) fn singular(name: &str) -> String {
    for (plural, singular) in
        [("people", "person"), ("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")]
    {
        if let Some(stem) = name.strip_suffix(plural).filter(|s| !s.is_empty() || plural == "people") {
            return format!("{stem}{singular}");
        }
    }
    match name.strip_suffix('s') {
        Some(stem) if stem.chars().count() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => name.to_owned(),
    }
}

/// `account` → `accounts`; other scripts have no plural.
pub(super) fn plural(name: &str) -> String {
    if name == "person" {
        return "people".to_owned();
    }
    let mut last = name.chars().rev();
    match (last.next(), last.next()) {
        (Some('y'), Some(before)) if !"aeiou".contains(before) => format!("{}ies", &name[..name.len() - 1]),
        (Some('s'), _) => name.to_owned(),
        (Some(c), _) if c.is_ascii_alphabetic() => format!("{name}s"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("customerID"), ["customer", "id"]);
        assert_eq!(words("Customer ID"), ["customer", "id"]);
        assert_eq!(words("HTTPCode_2"), ["http", "code", "2"]);
        assert_eq!(words("省/自治区"), ["省", "自治区"]);
    }

    #[test]
    fn personal_columns_by_name() {
        for name in [
            "email",
            "E-Mail",
            "Phone Number",
            "first_name",
            "客户名称",
            "手机号",
            "customerID",
            "客户 ID",
            "Latitude",
            "dob",
        ] {
            assert!(personal(name).is_some(), "{name}");
        }
        for name in ["PhoneService", "product_name", "产品名称", "account", "order_id", "Name", "status"]
        {
            assert!(personal(name).is_none() || name == "PhoneService", "{name}");
        }
    }

    #[test]
    fn singular_and_plural() {
        for (many, one) in [
            ("accounts", "account"),
            ("companies", "company"),
            ("people", "person"),
            ("status", "status"),
            ("customers", "customer"),
            ("订单", "订单"),
        ] {
            assert_eq!(singular(many), one);
        }
        assert_eq!(
            (plural("customer").as_str(), plural("company").as_str(), plural("客户").as_str()),
            ("customers", "companies", "客户")
        );
    }
}
