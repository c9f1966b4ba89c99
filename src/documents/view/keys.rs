//! What the entries of profiles are called that teams write most: a name such as `household` is no text in several languages.

use crate::documents::prose::humanised;
use crate::documents::text::Lang;

const CHINESE: &[(&str, &str)] = &[
    // Demographic.
    ("gender", "性别"),
    ("education", "学历"),
    ("income", "收入"),
    ("household", "家庭"),
    ("family", "家庭"),
    ("children", "子女"),
    ("marital_status", "婚姻状况"),
    ("city", "城市"),
    ("region", "地区"),
    ("country", "国家"),
    ("location", "所在地"),
    ("home", "住房"),
    ("housing", "住房"),
    ("language", "语言"),
    // Psychographic.
    ("values", "价值观"),
    ("attitude", "态度"),
    ("attitudes", "态度"),
    ("interests", "兴趣"),
    ("hobbies", "爱好"),
    ("personality", "性格"),
    ("lifestyle", "生活方式"),
    ("motivation", "动机"),
    ("motivations", "动机"),
    ("fears", "顾虑"),
    ("beliefs", "信念"),
    // Behavioral.
    ("research", "购前调研"),
    ("purchase", "购买习惯"),
    ("usage", "使用习惯"),
    ("habits", "习惯"),
    ("frequency", "频率"),
    ("loyalty", "忠诚度"),
    ("devices", "设备"),
    ("media", "常用媒体"),
    ("brands", "偏好品牌"),
    ("contact", "联系方式"),
    ("payment", "付款方式"),
    ("service", "服务"),
    ("services", "服务"),
    ("support", "客服"),
    ("contract", "合约"),
    ("switching", "换用情况"),
    // As a buyer.
    ("role", "决策角色"),
    ("title", "职位"),
    ("department", "部门"),
    ("seniority", "职级"),
    ("industry", "行业"),
    ("company", "公司"),
    ("company_size", "公司规模"),
    ("team", "团队"),
    ("team_size", "团队规模"),
    ("reports_to", "汇报对象"),
    ("budget", "预算"),
    ("authority", "决策权"),
    ("influence", "影响力"),
    ("process", "采购流程"),
    ("timeline", "采购周期"),
    ("trigger", "购买契机"),
    ("triggers", "购买契机"),
    ("objection", "异议"),
    ("objections", "异议"),
    ("decision", "决策方式"),
    ("metrics", "衡量指标"),
    ("success", "成功标准"),
    ("tools", "常用工具"),
    ("price", "价格"),
];

/// The name in words, and in Chinese where everybody calls it the same.
pub fn label(name: &str, lang: Lang) -> String {
    let known = |(key, _): &&(&str, &str)| key.eq_ignore_ascii_case(name);
    match (lang, CHINESE.iter().find(known)) {
        (Lang::Zh, Some((_, chinese))) => (*chinese).to_owned(),
        _ => humanised(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_chinese_on_chinese_pages() {
        assert_eq!(label("household", Lang::Zh), "家庭");
        assert_eq!(label("household", Lang::En), "household");
        assert_eq!(label("deal_value", Lang::Zh), "deal value");
        assert_eq!(label("通勤", Lang::Zh), "通勤");
    }
}
