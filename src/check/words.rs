//! Words for messages.

use crate::model::Constant;

/// `` `a`, `b` and `c` ``; long lists are cut.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    const SHOWN: usize = 10;
    let quote = |n: &S| format!("`{}`", n.as_ref());
    match names {
        [] => "none".into(),
        [one] => quote(one),
        many if many.len() > SHOWN => {
            let shown: Vec<_> = many[..SHOWN].iter().map(quote).collect();
            format!("{} and {} more", shown.join(", "), many.len() - SHOWN)
        }
        [most @ .., last] => {
            let most: Vec<_> = most.iter().map(quote).collect();
            format!("{} and {}", most.join(", "), quote(last))
        }
    }
}

/// Texts as the language writes them: `"a", "b" and "c"`.
pub(super) fn texts(values: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = values.iter().take(SHOWN).map(|v| format!("{v:?}")).collect();
    if values.len() > SHOWN {
        shown.push(format!("… ({} in all)", values.len()));
    }
    shown.join(", ")
}

/// A name as it stands in a spec: in back-quotes if it is no plain identifier.
pub(super) fn quoted(name: &str) -> String {
    let mut chars = name.chars();
    let plain = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { format!("`{name}`") }
}

/// A name or path, as [`quoted`] writes it, in the back-quotes of a message; those that it brings along are enough.
pub(super) fn in_quotes(written: &str) -> String {
    if written.contains('`') { written.to_owned() } else { format!("`{written}`") }
}

/// A constant as the language writes it.
pub(super) fn constant(constant: &Constant) -> String {
    match constant {
        Constant::Bool(b) => b.to_string(),
        Constant::Int(i) => i.to_string(),
        Constant::Number(x) => x.to_string(),
        Constant::Percent(x) => format!("{}%", crate::check::constants::hundredfold(*x)),
        Constant::Text(text) => format!("\"{text}\""),
        Constant::Date(date) => date.to_string(),
    }
}

/// `a text`, `a whole number`.
pub(super) fn a_type(ty: crate::ir::Type) -> String {
    format!("a {}", ty.word())
}
