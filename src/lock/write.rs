//! The lock's text: YAML for people who review it.

use super::{Entry, FORMAT, Lock, Measured, Section};
use std::fmt;

const HEADER: &str = "\
# What each cohort means, and what it came to when it was last measured.
# Written by `personac lock`: review it, commit it, and leave the writing to the tool.
# After a merge conflict take either side, then run `personac lock` again.
";

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        writeln!(f, "format: {FORMAT}")?;
        if let Some(measured) = &self.measured {
            measured.fmt(f)?;
        }
        for section in Section::ALL {
            let mut entries = self.section(section).peekable();
            if entries.peek().is_some() {
                writeln!(f, "\n{}:", section.key())?;
            }
            for entry in entries {
                entry.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nmeasured:")?;
        writeln!(f, "  as_of: {}", self.as_of)?;
        writeln!(f, "  min_cell: {}  # figures about fewer people are held back", self.min_cell)?;
        writeln!(f, "  data: {}", self.data.fingerprint())?;
        writeln!(f, "  files:")?;
        for (path, sha256) in &self.data.files {
            writeln!(f, "    {}: {sha256}", quoted(path))?;
        }
        Ok(())
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}:", quoted(&self.name))?;
        writeln!(f, "    meaning: {}", self.meaning)?;
        if let Some(measured_as) = &self.measured_as {
            writeln!(
                f,
                "    measured_as: {measured_as}  # older than the meaning: `personac lock` measures again"
            )?;
        }
        let mut open: &[String] = &[];
        for fact in &self.facts {
            let Some((name, groups)) = fact.path.split_last() else { continue };
            let shared = groups.iter().zip(open).take_while(|(a, b)| a == b).count();
            for (depth, group) in groups.iter().enumerate().skip(shared) {
                writeln!(f, "{:indent$}{}:", "", quoted(group), indent = 4 + 2 * depth)?;
            }
            writeln!(f, "{:indent$}{}: {}", "", quoted(name), fact.value, indent = 4 + 2 * groups.len())?;
            open = groups;
        }
        Ok(())
    }
}

/// A name as a key: plain where every reader of YAML takes it for a text.
fn quoted(name: &str) -> String {
    let first = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    // Words that some readers take for a truth value or for nothing.
    let word =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(&name.to_lowercase().as_str());
    if first && name.chars().all(plain) && !word {
        return name.to_owned();
    }
    if name.chars().any(|c| c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')) {
        // JSON's escapes are YAML's, but for control characters beyond ASCII.
        let text = serde_json::Value::from(name).to_string();
        let hard = |c: char| {
            (c.is_control() && !c.is_ascii()) || matches!(c, '\u{7f}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
        };
        return text
            .chars()
            .map(|c| if hard(c) { format!("\\u{:04x}", c as u32) } else { c.to_string() })
            .collect();
    }
    format!("'{}'", name.replace('\'', "''"))
}
