//! The dot name of a relation, from the name of the column that holds the key.

/// Endings that are stripped, beside `Id`/`ID` and the like after a lower-case letter or a character of a script without case.
const ENDINGS: [&str; 3] = ["id", "key", "no"];

/// `account_id` → `account`, `customerID` → `customer`, `客户 ID` → `客户`; `None` where nothing can be stripped.
///
/// Stripped are `id`, `key` and `no` after `_`, a space or `-`, in any case; and `Id`, `ID`, `Key`, `No` where the change of case
/// shows that a word begins.
pub fn dot_name(column: &str) -> Option<String> {
    let column = super::nfc(column);
    let column = column.trim();
    ENDINGS.iter().find_map(|ending| {
        let start = column.len().checked_sub(ending.len())?;
        let (stem, tail) = (column.get(..start)?, column.get(start..)?);
        if !tail.eq_ignore_ascii_case(ending) {
            return None;
        }
        let last = stem.chars().next_back()?;
        let name = if matches!(last, '_' | ' ' | '-') {
            stem.trim_end_matches(['_', ' ', '-'])
        } else if tail.starts_with(|c: char| c.is_ascii_uppercase())
            && (last.is_lowercase() || (last.is_alphabetic() && !last.is_uppercase()))
        {
            stem
        } else {
            return None;
        };
        (!name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_stripped_where_a_word_begins() {
        for (column, name) in [
            ("account_id", "account"),
            ("accountId", "account"),
            ("Account ID", "Account"),
            ("account_key", "account"),
            ("invoice_no", "invoice"),
            ("customerID", "customer"),
            ("CUSTOMER_ID", "CUSTOMER"),
            ("客户 ID", "客户"),
            ("客户ID", "客户"),
            ("store-id", "store"),
            ("invoiceNo", "invoice"),
        ] {
            assert_eq!(dot_name(column).as_deref(), Some(name), "{column}");
        }
    }

    #[test]
    fn other_names_are_left_alone() {
        for column in [
            "account",
            "id",
            "_id",
            "ID",
            "paid",
            "casino",
            "monkey",
            "PAID",
            "sales_agent",
            "客户",
            "",
            " ID",
        ] {
            assert_eq!(dot_name(column), None, "{column}");
        }
    }
}
