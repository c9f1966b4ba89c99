//! As much of JSON Schema as the schema of SARIF uses; a keyword that it does not know is a panic, so nothing is passed over.

use regex::Regex;
use serde_json::Value;

/// What of `value` is not as the schema wants it, with its place, a line each.
pub fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Validator { root: schema }.check(schema, value, "", &mut faults);
    faults
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let rules = schema.as_object().expect("a schema is an object");
        if let Some(target) = rules.get("$ref") {
            // In this draft, nothing stands beside a reference but words.
            let pointer = target.as_str().unwrap().strip_prefix('#').expect("a reference into the same file");
            return self.check(self.root.pointer(pointer).expect("what is referred to"), value, at, faults);
        }
        for (keyword, rule) in rules {
            let fault = match keyword.as_str() {
                "$schema" | "$id" | "title" | "description" | "default" | "definitions" => None,
                "type" => (!has_type(value, rule.as_str().unwrap())).then(|| format!("is no {rule}")),
                "enum" => (!rule.as_array().unwrap().contains(value)).then(|| format!("is none of {rule}")),
                "pattern" => {
                    let pattern = Regex::new(rule.as_str().unwrap()).unwrap();
                    value
                        .as_str()
                        .filter(|text| !pattern.is_match(text))
                        .map(|_| format!("does not match {rule}"))
                }
                "format" => value
                    .as_str()
                    .filter(|text| !has_format(text, rule.as_str().unwrap()))
                    .map(|_| format!("is no {rule}")),
                "minimum" => {
                    value.as_f64().filter(|x| *x < rule.as_f64().unwrap()).map(|_| format!("is below {rule}"))
                }
                "maximum" => {
                    value.as_f64().filter(|x| *x > rule.as_f64().unwrap()).map(|_| format!("is above {rule}"))
                }
                "required" => rule.as_array().unwrap().iter().find_map(|key| {
                    let object = value.as_object()?;
                    (!object.contains_key(key.as_str()?)).then(|| format!("has no {key}"))
                }),
                "minItems" => value
                    .as_array()
                    .filter(|items| (items.len() as u64) < rule.as_u64().unwrap())
                    .map(|_| format!("has fewer than {rule} items")),
                "uniqueItems" => value
                    .as_array()
                    .filter(|items| (1..items.len()).any(|i| items[..i].contains(&items[i])))
                    .map(|_| "has an item twice".to_owned()),
                "properties" | "additionalProperties" => {
                    self.properties(keyword, rules, value, at, faults);
                    None
                }
                "items" => {
                    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{at}/{i}"), faults);
                    }
                    None
                }
                "anyOf" | "oneOf" => {
                    let fits = |schema: &&Value| {
                        let mut faults = Vec::new();
                        self.check(schema, value, at, &mut faults);
                        faults.is_empty()
                    };
                    let fitting = rule.as_array().unwrap().iter().filter(fits).count();
                    (fitting == 0 || keyword == "oneOf" && fitting > 1)
                        .then(|| format!("fits {fitting} of {keyword}"))
                }
                other => panic!("{at}: the keyword `{other}` is not known here"),
            };
            faults.extend(fault.map(|fault| format!("{at}: {value} {fault}")));
        }
    }

    fn properties(
        &self,
        keyword: &str,
        rules: &serde_json::Map<String, Value>,
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) {
        let named = rules.get("properties").and_then(Value::as_object);
        for (key, value) in value.as_object().into_iter().flatten() {
            let at = format!("{at}/{key}");
            match (named.and_then(|named| named.get(key)), &rules[keyword]) {
                (Some(schema), _) if keyword == "properties" => self.check(schema, value, &at, faults),
                (None, Value::Bool(false)) => faults.push(format!("{at}: there is no such property")),
                (None, schema @ Value::Object(_)) if keyword == "additionalProperties" => {
                    self.check(schema, value, &at, faults);
                }
                _ => {}
            }
        }
    }
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the type `{other}` is not known here"),
    }
}

/// By the grammar of RFC 3986, as far as one pattern tells it, and RFC 3339.
fn has_format(text: &str, name: &str) -> bool {
    const CHARACTERS: &str = r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*";
    let pattern = match name {
        "uri" => format!("^[A-Za-z][A-Za-z0-9+.-]*:{CHARACTERS}$"),
        // Without a scheme, the first part has no colon.
        "uri-reference" => {
            format!("^(?:[A-Za-z][A-Za-z0-9+.-]*:{CHARACTERS}|[^:]*|[^:/?#]*[/?#]{CHARACTERS})$")
        }
        "date-time" => r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$".to_owned(),
        other => panic!("the format `{other}` is not known here"),
    };
    let characters = Regex::new(&format!("^{CHARACTERS}$")).unwrap();
    Regex::new(&pattern).unwrap().is_match(text) && characters.is_match(text)
}

mod own {
    use super::faults;
    use serde_json::json;

    #[test]
    fn faults_are_found() {
        let schema = json!({
            "definitions": { "n": { "type": "integer", "minimum": 1 } },
            "type": "object",
            "required": ["n"],
            "additionalProperties": false,
            "properties": {
                "n": { "$ref": "#/definitions/n" },
                "list": { "type": "array", "uniqueItems": true, "minItems": 1, "items": { "enum": ["a", "b"] } },
                "uri": { "format": "uri-reference" },
                "either": { "anyOf": [{ "required": ["x"] }, { "required": ["y"] }] },
                "more": { "additionalProperties": { "type": "string", "pattern": "^x" } },
            },
        });
        let good = json!({
            "n": 1, "list": ["a", "b"], "uri": "a/b%20c.txt", "either": { "y": 1 }, "more": { "q": "xy" },
        });
        assert_eq!(faults(&schema, &good), Vec::<String>::new());
        for (value, wanted) in [
            (json!({}), "has no \"n\""),
            (json!({ "n": 0 }), "is below 1"),
            (json!({ "n": 1.5 }), "is no \"integer\""),
            (json!({ "n": 1, "m": 1 }), "no such property"),
            (json!({ "n": 1, "list": [] }), "fewer than 1"),
            (json!({ "n": 1, "list": ["a", "a"] }), "twice"),
            (json!({ "n": 1, "list": ["c"] }), "is none of"),
            (json!({ "n": 1, "uri": "a b" }), "is no \"uri-reference\""),
            (json!({ "n": 1, "uri": "50%" }), "is no \"uri-reference\""),
            (json!({ "n": 1, "either": {} }), "fits 0 of anyOf"),
            (json!({ "n": 1, "more": { "q": "y" } }), "does not match"),
        ] {
            let found = faults(&schema, &value);
            assert_eq!(found.len(), 1, "{value}: {found:?}");
            assert!(found[0].contains(wanted), "{found:?}");
        }
    }
}
