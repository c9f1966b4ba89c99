//! `allow(…) because "…"`, and what it stands above.

use super::*;

/// An `allow` whose line has not been read yet.
#[derive(Debug)]
pub(in crate::syntax) struct Waiting {
    span: Span,
    lints: Vec<Spanned<String>>,
    because: Spanned<LocalText>,
    /// The doc comment above it, which is meant for what stands below.
    doc: Option<String>,
}

impl Build<'_> {
    /// Keeps an `allow` for what comes next; `false` if the pair is something else.
    pub(in crate::syntax) fn is_allow(&mut self, pair: &Pair<'_, Rule>) -> bool {
        if pair.as_rule() != Rule::allow {
            return false;
        }
        let span = self.span(pair);
        let lints = pair.parts(Rule::lint).map(|p| Spanned::new(p.as_str().to_owned(), self.span(&p)));
        let lints: Vec<Spanned<String>> = lints.collect();
        let because = pair.part(Rule::because).and_then(|p| self.local_in(&p));
        let help =
            "write `allow(overdue-review) because \"…\"`, with a lint as `check` prints it, by name or code";
        if lints.is_empty() {
            self.report(
                Diagnostic::new(&codes::ALLOW, "this `allow` names no lint")
                    .at(span, "nothing is allowed")
                    .help(help),
            );
        }
        if because.is_none() {
            self.report(
                Diagnostic::new(&codes::ALLOW, "an `allow` gives its reason")
                    .at(span, "why may this be so?")
                    .help("write behind it: `because \"…\"`; the next reader will ask"),
            );
        }
        // What it was to allow is no second thing that is wrong.
        let because = because.unwrap_or_else(|| Spanned::new(LocalText::from(""), span));
        let doc = self.doc(pair);
        self.waiting.push(Waiting { span, lints, because, doc });
        true
    }

    /// Reads what stands below; what was waiting is allowed in it.
    pub(in crate::syntax) fn covered<T>(
        &mut self,
        span: Span,
        read: impl FnOnce(&mut Self) -> T,
    ) -> (T, Option<String>) {
        let waiting = std::mem::take(&mut self.waiting);
        let value = read(self);
        let mut doc = None;
        for Waiting { span: at, lints, because, doc: above } in waiting {
            doc = doc.or(above);
            self.allowed.push(Allow { span: at, lints, because, covers: span });
        }
        (value, doc)
    }

    /// What did not read has been reported; nothing more is said of what was allowed in it.
    pub(in crate::syntax) fn forget_waiting(&mut self) {
        self.waiting.clear();
    }

    /// At the end of a body or file.
    pub(in crate::syntax) fn nothing_below(&mut self) {
        for waiting in std::mem::take(&mut self.waiting) {
            self.report(
                Diagnostic::new(&codes::ALLOW, "this `allow` stands above nothing")
                    .at(waiting.span, "nothing follows that it could be about")
                    .help("put it above the declaration, the line or the rule in which something may be so"),
            );
        }
    }
}
