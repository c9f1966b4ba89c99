//! Texts that people read, in one language or in several.

use super::*;
use crate::source::{Translation, language};

impl Build<'_> {
    /// `"…"`, or `{ en: "…", zh: "…" }`; `None` if no language of it can be used, which has been reported.
    pub(super) fn local(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<LocalText>> {
        if pair.as_rule() == Rule::text {
            return Some(self.text(pair).map(Into::into));
        }
        let span = self.span(pair);
        let written: Vec<_> = pair.parts(Rule::translation).collect();
        if written.is_empty() {
            self.report(
                Diagnostic::new(&codes::EMPTY, "a text in several languages is empty")
                    .at(span, "no language in it")
                    .help("write `{ en: \"…\", zh: \"…\" }`, or one text in quotes"),
            );
        }
        let mut texts: Vec<Translation> = Vec::new();
        for part in written {
            self.defines(&part);
            let Some((tag, place)) = self.language(&part) else { continue };
            let Some(text) = self.text_in(&part) else { continue };
            if texts.iter().any(|t| t.tag.eq_ignore_ascii_case(&tag)) {
                self.once(&mut Some(()), (), place, &format!("the language `{tag}`"));
                continue;
            }
            texts.push(Translation { tag, text: text.value });
        }
        LocalText::new(texts).map(|text| Spanned::new(text, span))
    }

    /// The first text for people among a pair's parts.
    pub(in crate::syntax) fn local_in(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<LocalText>> {
        let text = pair.part(Rule::text).or_else(|| pair.part(Rule::local))?;
        self.local(&text)
    }

    /// The tag of a translation and its place.
    fn language(&mut self, pair: &Pair<'_, Rule>) -> Option<(String, Span)> {
        let written = pair.part(Rule::language)?;
        let span = self.span(&written);
        let tag = written.as_str().trim_matches(['"', '`']).to_owned();
        let Err(meant) = language::check(&tag) else {
            if tag.len() < written.as_str().len() {
                self.report(
                    Diagnostic::new(&codes::SYNTAX, "a language stands without quotes")
                        .at(span, format!("write `{tag}`"))
                        .fix(span, tag.clone()),
                );
            }
            return Some((tag, span));
        };
        let diagnostic = Diagnostic::new(&codes::NO_LANGUAGE, format!("`{}` is no language", one_line(&tag)));
        self.report(match meant {
            Some(meant) => diagnostic.at(span, format!("write `{meant}`")).fix(span, meant),
            None => diagnostic
                .at(span, "not a language tag")
                .help("languages are named by their short tags: `en`, `zh`, `zh-Hant`, `pt-BR`"),
        });
        None
    }
}
