//! Language tags (BCP 47), as far as texts of documents need them.

use super::primary;

/// The two-letter codes of ISO 639-1.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// What people write for a language that has another tag: names, and countries.
const MEANT: [(&str, &str); 36] = [
    ("english", "en"),
    ("eng", "en"),
    ("英文", "en"),
    ("英语", "en"),
    ("us", "en-US"),
    ("gb", "en-GB"),
    ("chinese", "zh"),
    ("zho", "zh"),
    ("中文", "zh"),
    ("汉语", "zh"),
    ("cn", "zh"),
    ("hk", "zh-HK"),
    ("简体", "zh-Hans"),
    ("简体中文", "zh-Hans"),
    ("繁體", "zh-Hant"),
    ("繁體中文", "zh-Hant"),
    ("繁体", "zh-Hant"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("français", "fr"),
    ("spanish", "es"),
    ("español", "es"),
    ("portuguese", "pt"),
    ("italian", "it"),
    ("dutch", "nl"),
    ("russian", "ru"),
    ("arabic", "ar"),
    ("hindi", "hi"),
    ("japanese", "ja"),
    ("jp", "ja"),
    ("日本語", "ja"),
    ("korean", "ko"),
    ("한국어", "ko"),
    ("cz", "cs"),
    ("dk", "da"),
];

/// Whether a text is a language tag: `en`, `zh-Hant`, `pt-BR`, `yue`. If not, the tag that was probably meant.
pub fn check(tag: &str) -> Result<(), Option<String>> {
    if is_tag(tag) {
        return Ok(());
    }
    let hyphens = tag.replace('_', "-");
    if is_tag(&hyphens) {
        return Err(Some(hyphens));
    }
    let small = tag.trim().to_lowercase();
    Err(MEANT.iter().find(|(written, _)| *written == small).map(|(_, tag)| (*tag).to_owned()))
}

/// A language (two letters that name one, or three), then a script, a region, variants.
fn is_tag(tag: &str) -> bool {
    let language = primary(tag).to_ascii_lowercase();
    let letters = language.bytes().all(|b| b.is_ascii_lowercase());
    let known = match language.len() {
        2 => TWO_LETTERS.split(' ').any(|code| code == language),
        3 => letters && !MEANT.iter().any(|(written, _)| *written == language),
        _ => false,
    };
    let subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    known && tag.split('-').skip(1).all(subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_what_is_none() {
        for tag in ["en", "ZH", "zh-Hant", "pt-BR", "yue", "es-419", "sl-rozaj-biske"] {
            assert_eq!(check(tag), Ok(()), "{tag}");
        }
        let meant = |tag: &str| check(tag).expect_err("no tag").unwrap_or_default();
        assert_eq!(["zh_CN", "English", "cn", "中文", "jp"].map(meant), ["zh-CN", "en", "zh", "zh", "ja"]);
        for tag in ["xx", "", "-", "en-", "e", "title", "zh--TW", "価格", "en-verylongsubtag"] {
            assert_eq!(check(tag), Err(None), "{tag}");
        }
    }
}
