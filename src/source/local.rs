//! Texts in several languages.

/// A text that people read, in one language or in several: `"Price"`, `{ en: "Price", zh: "价格" }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalText {
    first: Translation,
    /// In the order written.
    others: Vec<Translation>,
}

/// A text and the language that it is in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Translation {
    /// A BCP 47 tag as written: `en`, `zh-Hant`. Empty where no language was named.
    pub tag: String,
    pub text: String,
}

impl LocalText {
    /// Texts by language, in the order written. `None` without any.
    pub fn new(translations: impl IntoIterator<Item = Translation>) -> Option<Self> {
        let mut all = translations.into_iter();
        Some(LocalText { first: all.next()?, others: all.collect() })
    }

    /// The text for readers of a language: the one of exactly this tag, else of its primary language (`zh` for `zh-Hant`, and the
    /// other way round), else the first one written.
    pub fn get(&self, lang: impl AsRef<str>) -> &str {
        let wanted = lang.as_ref();
        let exact = || self.all().find(|t| t.tag.eq_ignore_ascii_case(wanted));
        let plain = || self.all().find(|t| t.tag.eq_ignore_ascii_case(primary(wanted)));
        let near = || self.all().find(|t| same_language(&t.tag, wanted));
        &exact().or_else(plain).or_else(near).unwrap_or(&self.first).text
    }

    /// The text written first, for where no language is asked for.
    pub fn first(&self) -> &str {
        &self.first.text
    }

    /// All texts, in the order written.
    pub fn all(&self) -> impl Iterator<Item = &Translation> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The tags of its languages; none for a text that names no language.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.all().map(|t| t.tag.as_str()).filter(|tag| !tag.is_empty())
    }

    /// Whether readers of the language have a text of their own: in this language, whatever the region or script.
    pub fn speaks(&self, lang: &str) -> bool {
        self.tags().any(|tag| same_language(tag, lang))
    }
}

/// A text that names no language.
impl From<String> for LocalText {
    fn from(text: String) -> Self {
        LocalText { first: Translation { tag: String::new(), text }, others: Vec::new() }
    }
}

impl From<&str> for LocalText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// `zh` of `zh-Hant-TW`.
pub fn primary(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(language, _)| language)
}

fn same_language(a: &str, b: &str) -> bool {
    !a.is_empty() && primary(a).eq_ignore_ascii_case(primary(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(texts: &[(&str, &str)]) -> LocalText {
        let all = texts.iter().map(|(tag, text)| Translation { tag: (*tag).into(), text: (*text).into() });
        LocalText::new(all).expect("at least one")
    }

    #[test]
    fn readers_get_the_nearest_text() {
        let price = text(&[("en", "Price"), ("zh-Hant", "價格"), ("zh", "价格"), ("pt-BR", "Preço")]);
        let found = ["en", "en-GB", "ZH", "zh-hant", "zh-CN", "pt", "fr"].map(|lang| price.get(lang));
        assert_eq!(found, ["Price", "Price", "价格", "價格", "价格", "Preço", "Price"]);
        assert_eq!(LocalText::from("Preis").get("zh"), "Preis");
    }

    #[test]
    fn a_text_speaks_the_languages_that_it_names() {
        let price = text(&[("en", "Price"), ("zh-Hant", "價格")]);
        assert!(price.speaks("zh") && price.speaks("en-GB") && !price.speaks("fr"));
        assert!(!LocalText::from("Price").speaks("en"));
        assert_eq!(price.tags().collect::<Vec<_>>(), ["en", "zh-Hant"]);
    }
}
