//! `--allow`, `--warn` and `--deny`.

use crate::catalog::LintLevel;
use crate::check::lints::{self, GROUP, LINTS, Levels};
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Code, Diagnostic, Severity, codes};

/// Which findings pass, warn and fail; what a lint is called stands in its finding.
#[derive(Debug, clap::Args)]
pub struct LevelArgs {
    /// Pass over a lint, by its name or code; `undocumented` and `all` name several (may be repeated)
    #[arg(long, value_name = "LINT")]
    allow: Vec<String>,

    /// Report a lint as a warning, also one that is off: `--warn undocumented`
    #[arg(long, value_name = "LINT")]
    warn: Vec<String>,

    /// Treat a warning as an error; `warnings` for all that there are, `all` for every lint (may be repeated)
    #[arg(long, value_name = "LINT")]
    deny: Vec<String>,
}

/// What the options ask for.
pub struct Asked {
    /// Of lints, and of their groups.
    pub levels: Levels,
    /// Warnings that are raised once all is found.
    raised: Vec<&'static Code>,
    all_warnings: bool,
}

impl LevelArgs {
    pub fn asked(&self) -> Result<Asked, Box<Diagnostic>> {
        let mut asked = Asked { levels: Levels::new(), raised: Vec::new(), all_warnings: false };
        let options = [
            ("allow", &self.allow, LintLevel::Allow),
            ("warn", &self.warn, LintLevel::Warn),
            ("deny", &self.deny, LintLevel::Deny),
        ];
        for (option, names, level) in options {
            for name in names {
                asked.add(option, name, level)?;
            }
        }
        Ok(asked)
    }
}

impl Asked {
    fn add(&mut self, option: &str, name: &str, level: LintLevel) -> Result<(), Box<Diagnostic>> {
        match (codes::find(name), level) {
            (_, LintLevel::Deny) if name == "warnings" => self.all_warnings = true,
            _ if name == GROUP || name == "all" => {
                self.levels.insert(name.to_owned(), level);
            }
            (Some(code), _) if lints::is_lint(code) => {
                self.levels.insert(code.name.to_owned(), level);
            }
            (Some(code), LintLevel::Deny) => self.raised.push(code),
            (Some(code), _) if code.severity != Severity::Error => {
                self.levels.insert(code.name.to_owned(), level);
            }
            (Some(code), _) => return Err(is_error(option, name, code)),
            (None, _) => return Err(unknown(option, name)),
        }
        Ok(())
    }

    /// Raises the warnings that are asked for.
    pub fn raise(&self, found: &mut [Diagnostic]) {
        for diagnostic in found.iter_mut().filter(|d| d.severity == Severity::Warning) {
            if self.all_warnings || self.raised.contains(&diagnostic.code) {
                diagnostic.severity = Severity::Error;
            }
        }
    }
}

fn is_error(option: &str, name: &str, code: &'static Code) -> Box<Diagnostic> {
    let help = match *code == codes::SENSITIVE_COLUMN {
        true => "say in personac.yaml why rules may use the column: `privacy: { allow_sensitive: { COLUMN: \"…\" } }`".to_owned(),
        false => format!("what is wrong has to be put right; `personac error {name}` says how"),
    };
    let message = format!("`--{option} {name}` names an error, and errors have no level");
    Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(help))
}

fn unknown(option: &str, name: &str) -> Box<Diagnostic> {
    let lints = LINTS.iter().map(|lint| lint.code.name);
    // The column's word is what a reader of the catalog has in mind.
    if name == "sensitive" {
        return is_error(option, name, &codes::SENSITIVE_COLUMN);
    }
    let groups = [GROUP, "all", "warnings"];
    let groups = groups.into_iter().filter(|g| option == "deny" || *g != "warnings");
    let warnings = codes::ALL.iter().filter(|c| c.severity != Severity::Error).map(|c| c.name);
    let help = match nearest(name, lints.chain(groups).chain(warnings)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a warning as it is printed, such as `overdue-review`, or `all`".to_owned(),
    };
    Box::new(Diagnostic::new(&codes::BAD_OPTION, format!("`--{option} {name}` names no warning")).help(help))
}
