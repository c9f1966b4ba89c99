//! As much of the expressions of GitHub Actions as the action uses: names with dots, texts, `==`, `!=`, `&&`, `||`, `!`,
//! parentheses. Values are texts; what is not there is the empty one. Anything else is a panic.

use std::collections::BTreeMap;

/// `inputs.project` → `.`
pub type Context = BTreeMap<String, String>;

/// A text with each `${{ … }}` in it worked out.
pub fn filled(text: &str, context: &Context) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, behind) = after.split_once("}}").expect("an expression ends");
        out += before;
        out += &value(expression, context);
        rest = behind;
    }
    out + rest
}

/// Whether an `if:` lets a step run. Steps of the action do not fail but for the last, so `success()` is always so.
pub fn holds(condition: &str, context: &Context) -> bool {
    let value = value(condition, context);
    !value.is_empty() && value != "false"
}

/// The names that a text's expressions, or a bare expression, look at.
pub fn names(text: &str) -> Vec<String> {
    let expressions: Vec<&str> = match text.contains("${{") {
        true => text.split("${{").skip(1).map(|part| part.split_once("}}").unwrap().0).collect(),
        false => vec![text],
    };
    let tokens = expressions.into_iter().flat_map(tokens);
    tokens
        .filter(|t| t.starts_with(char::is_alphabetic) && !["true", "false"].contains(&t.as_str()))
        .collect()
}

fn value(expression: &str, context: &Context) -> String {
    let tokens = tokens(expression);
    let mut reader = Reader { tokens: &tokens, at: 0, context };
    let value = reader.either();
    assert_eq!(reader.at, tokens.len(), "{expression}");
    value
}

fn tokens(expression: &str) -> Vec<String> {
    let pattern = r"'[^']*'|[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*|==|!=|&&|\|\||[!()]";
    let pattern = regex::Regex::new(pattern).unwrap();
    let left = pattern.replace_all(expression, "");
    assert!(left.trim().is_empty(), "`{left}` in {expression}");
    pattern.find_iter(expression).map(|found| found.as_str().to_owned()).collect()
}

struct Reader<'a> {
    tokens: &'a [String],
    at: usize,
    context: &'a Context,
}

impl Reader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|t| t == token);
        self.at += usize::from(found);
        found
    }

    /// `a || b` is a value: that of `a`, unless it is empty or false.
    fn either(&mut self) -> String {
        let mut left = self.both();
        while self.eat("||") {
            let right = self.both();
            if is_false(&left) {
                left = right;
            }
        }
        left
    }

    fn both(&mut self) -> String {
        let mut left = self.comparison();
        while self.eat("&&") {
            let right = self.comparison();
            if !is_false(&left) {
                left = right;
            }
        }
        left
    }

    fn comparison(&mut self) -> String {
        let left = self.one();
        // Texts are compared without regard to case.
        let same = |left: &str, right: &str| left.eq_ignore_ascii_case(right);
        if self.eat("==") {
            let right = self.one();
            return same(&left, &right).to_string();
        }
        if self.eat("!=") {
            let right = self.one();
            return (!same(&left, &right)).to_string();
        }
        left
    }

    fn one(&mut self) -> String {
        if self.eat("!") {
            return is_false(&self.one()).to_string();
        }
        if self.eat("(") {
            let value = self.either();
            assert!(self.eat(")"));
            return value;
        }
        let token = &self.tokens[self.at];
        self.at += 1;
        match token.strip_prefix('\'') {
            Some(text) => text.trim_end_matches('\'').to_owned(),
            None if token == "true" || token == "false" => token.clone(),
            None => self.context.get(token).cloned().unwrap_or_default(),
        }
    }
}

fn is_false(value: &str) -> bool {
    value.is_empty() || value == "false"
}

#[test]
fn expressions_are_worked_out() {
    let context: Context =
        [("inputs.as-of", "2026-10-31"), ("a.b", "x")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    assert_eq!(filled("on ${{ inputs.as-of }}, ${{ no.such || a.b || 'y' }}", &context), "on 2026-10-31, x");
    for (condition, wanted) in [
        ("a.b == 'X'", true),
        ("a.b != 'x'", false),
        ("no.such == ''", true),
        ("a.b == 'y' || no.such == '' && a.b == 'x'", true),
        ("!(a.b == 'x')", false),
    ] {
        assert_eq!(holds(condition, &context), wanted, "{condition}");
    }
    assert_eq!(names("x ${{ a.b || 'c.d' }} ${{ e.f }}"), ["a.b", "e.f"]);
}
