//! The languages of documents, and all fixed text.

use serde::Serialize;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Lang {
    #[default]
    En,
    Zh,
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "en" => Ok(Lang::En),
            "zh" => Ok(Lang::Zh),
            other => Err(format!("`{other}` is not a language of documents; there are `en` and `zh`")),
        }
    }
}

/// The tag that texts in several languages are asked by.
impl AsRef<str> for Lang {
    fn as_ref(&self) -> &str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }
}

impl Lang {
    /// As HTML names it.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        }
    }
}

macro_rules! texts {
    ($($field:ident: $en:literal, $zh:literal;)*) => {
        /// All fixed text of the templates, by name: `t.funnel`. A text without one of its languages does not compile.
        #[derive(Debug, Serialize)]
        pub struct Texts {
            $(pub $field: &'static str,)*
        }

        static EN: Texts = Texts { $($field: $en,)* };
        static ZH: Texts = Texts { $($field: $zh,)* };
    };
}

impl Lang {
    pub fn texts(self) -> &'static Texts {
        match self {
            Lang::En => &EN,
            Lang::Zh => &ZH,
        }
    }
}

texts! {
    // Kinds, and the index.
    icp: "Ideal customer", "理想客户";
    persona: "Persona", "用户画像";
    score: "Score", "评分";
    icps: "Ideal customers", "理想客户";
    personas: "Personas", "用户画像";
    scores: "Scores", "评分";
    overview: "Overview", "总览";
    index_lead: "Ideal customers, personas and scores, made from the rules and the data.", "由规则和数据生成的理想客户、用户画像与评分。";
    assigns: "Assignments", "分配结果";
    grids: "Grids", "矩阵";
    unassigned: "none of these", "未分配";
    outside: "outside of the grid", "不在矩阵内";
    part_of: "Within", "所属";
    in_it: "Personas within it", "其中的画像";
    draft: "draft", "草稿";
    retired: "retired", "已停用";

    // What script adds.
    filter: "Find", "查找";
    filter_hint: "name, person, owner", "名称、人物、负责人";
    filter_some: "{shown} of {all}", "{all} 项中的 {shown} 项";
    filter_none: "nothing matches", "没有匹配项";
    sort_by: "Order", "排序";
    sort_none: "as written", "默认顺序";
    sort_name: "name", "名称";
    copy_line: "Copy in one line", "复制一句话概括";
    copy_markdown: "Copy as Markdown", "复制为 Markdown";
    copy_rule: "Copy the rule", "复制规则";
    copy_table: "Copy the numbers", "复制数据";
    copied: "Copied", "已复制";
    not_copied: "Could not be copied", "复制失败";

    // Figures.
    people: "people", "人数";
    share_of_all: "of everyone", "占全体";
    undecided: "undecided", "待定";
    mean_score: "mean score", "平均得分";
    head_people: "People", "人数";
    head_share: "Share", "占比";
    head_here: "Here", "本群体";
    head_mean: "Mean", "均值";
    everyone: "Everyone", "全体";
    everyone_short: "everyone", "全体";

    // Narrative.
    about: "About", "简介";
    goals: "Goals", "目标";
    pains: "Pain points", "痛点";
    channels: "Channels", "触达渠道";
    criteria: "Decides by", "决策标准";
    profile: "Profile", "档案";
    demographic: "Demographics", "人口特征";
    psychographic: "Psychographics", "心理特征";
    behavioral: "Behavior", "行为特征";
    buyer: "As a buyer", "购买者档案";
    age: "Age", "年龄";
    name: "Name", "姓名";

    // Claims and metrics.
    claims: "What is said, and what the data says", "论断与数据验证";
    holds: "holds", "成立";
    fails: "does not hold", "不成立";
    cannot_be_told: "cannot be told", "无法判断";
    too_few_to_tell: "too few people to tell", "人数太少，无法判断";
    about_few: "not shown: it would tell of fewer than {} people", "不予显示：会透露少于 {} 人的情况";
    by_chance: "the interval reaches beyond the bound: it could be otherwise by chance", "区间跨过界限，结果可能出于偶然";
    metrics: "Metrics", "指标";
    why_not_shown: "Not shown: the figure would tell of fewer than {} people.", "不予显示：该数据会透露少于 {} 人的情况。";
    no_data: "No data", "无数据";
    why_no_rows: "No data: there is nothing to count in the time that the metric looks at.", "无数据：在该指标考察的时间范围内没有可统计的记录。";
    why_no_value: "No data: nobody has a value for it.", "无数据：没有人具备该指标所需的数值。";
    no_model: "Not predictable", "无法预测";
    why_no_model: "Not predictable: too few customers have come back, or what they did fits no model.", "无法预测：回头客太少，或其购买行为不符合任何模型。";
    undefined: "Cannot be told", "无法计算";
    why_undefined: "Cannot be told: there are too few values, or it would be divided by nothing.", "无法计算：数值太少，或除数为零。";
    metrics_lead: "Measured here and over everyone. Intervals are 95%; lift is this value divided by everyone’s.", "本群体与全体的测量值。区间为 95%；提升度为本群体数值与全体数值之比。";
    metric: "Metric", "指标";
    value_here: "Here", "本群体";
    interval: "Interval", "区间";
    lift: "Lift", "提升度";
    head_n: "n", "n";

    // Rules.
    rules: "The rules", "判定规则";
    rules_note: "A rule holds only where it is known to be true. “Never” drops those for whom the rule is known to be true, and nobody else. “Between” includes both ends.", "只有确认成立的规则才算满足；“排除”只剔除确认符合该规则的人，情况未知的人保留；“在……之间”包含两端。";
    colon: ":", "：";
    comma: ", ", "、";
    open: " (", "（";
    close: ")", "）";
    general: "General", "通用";
    because: "Why", "原因";
    cap: "at most {} points together", "合计最多 {} 分";
    in_one_line: "For everyone in it: {}", "须同时满足：{}";
    no_rules: "No rule keeps anybody out: everyone is scored.", "没有筛选规则：对全体评分。";
    funnel: "Who is left", "逐步筛选";
    funnel_lead: "People left after each rule, in the order written, and how many it drops.", "按规则书写顺序，每一步之后剩余与减少的人数。";
    step: "Rule", "规则";
    left: "Left", "剩余";
    head_lost: "Gone", "减少";

    // Fit.
    fit: "How well they fit", "契合程度";
    fit_of_score: "How the scores spread", "得分分布";
    score_spread: "Scores", "得分分布";
    score_spread_lead: "Members by score, 0 to 100.", "各得分段的人数占比（0–100 分）。";
    score_range: "Score", "得分";
    tiers: "Tiers", "等级";
    tier: "Tier", "等级";
    below_tiers: "below all tiers", "未入等级";
    dimensions: "Sub-scores", "分项得分";
    dimensions_lead: "Mean of each block, 0 to 100.", "各维度的平均得分（0–100 分）。";
    dimension: "Block", "维度";
    dimension_points: "Points by block", "各维度得分";
    dimension_points_lead: "Mean points that each block adds or takes away.", "各维度平均加减的分数。";
    head_points: "Mean points", "平均分";
    head_possible: "Possible", "可得范围";

    // Columns.
    apart: "What sets them apart", "与全体的差异";
    apart_lead: "What the rules look at, here beside everyone. Greatest difference first.", "规则所用各项指标在本群体与全体中的分布，差异大的在前。";
    blocks_note: "Areas are shares. These people stand in wider steps than everyone where they are few.", "面积表示占比；人数较少时，本群体的分段比全体更宽。";
    spread: "How it spreads", "分布情况";
    spread_lead: "What the rules look at, over everyone.", "规则所用各项指标的分布。";
    value: "Value", "取值";
    other: "all others", "其余";
    yes: "yes", "是";
    no: "no", "否";
    mean: "mean", "均值";
    median: "median", "中位数";
    known_here: "known for", "已知率";
    of_people: "a person may have several", "一人可有多项";

    // Journeys, themes, what to offer, overlaps, value.
    journeys: "How far they are", "所处阶段";
    journeys_all: "How far everyone is", "全体所处阶段";
    journeys_lead: "A stage counts the people for whom its rule holds, so a later stage may count more than an earlier one. Each person stands at the furthest stage reached.", "每个阶段统计符合该阶段规则的人数，因此靠后的阶段人数可能多于靠前的阶段；每人归入其到达的最远阶段。";
    stage: "Stage", "阶段";
    reached: "reached it", "人到达";
    furthest: "Furthest stage", "停留于此";
    from_before: "Of the stage before (95% interval)", "上一阶段转化率（95% 区间）";
    median_days: "Since the stage before (median)", "距上一阶段（中位数）";
    days: "{} days", "{} 天";
    one_day: "1 day", "1 天";
    before_first: "At no stage yet: {}", "尚未进入任何阶段：{}";
    touchpoints: "Touchpoints", "触点";
    themes: "What they write about", "他们在写什么";
    themes_lead: "People with at least one such text, among the people who wrote any.", "在写过内容的人中，至少有一条涉及该主题的人所占比例。";
    theme: "Theme", "主题";
    texts: "Texts", "文本";
    of_texts: "of texts", "的文本";
    themes_note: "Out of {} people who wrote something.", "基于写过内容的 {} 人。";
    themes_missing: "{without} of {rows} rows have no text.", "{rows} 条记录中有 {without} 条没有文本。";
    themes_mostly_missing: "Most rows have no text ({without} of {rows}): the shares speak for the few that have one.", "大多数记录没有文本（{rows} 条中的 {without} 条）：占比只代表有文本的少数记录。";
    themes_few: "Most rows have no text: the shares speak for the few that have one.", "大多数记录没有文本：占比只代表有文本的少数记录。";
    in_their_words: "In their words", "原话";
    offers: "Offer them this", "推荐给他们";
    offers_lead: "What these people take more often than everyone: the share of people with at least one.", "该群体比全体更常选择的类别：至少有一条记录的人所占比例。";
    offers_note: "× how many times as often as everyone, with a 95% interval; only what is surely above 1 is listed.", "× 为相对全体的倍数及 95% 区间；仅列出确定高于 1 的类别。";
    neighbours: "Who else they are", "还属于哪些群体";
    neighbours_lead: "How many of these people are in other cohorts too, and beside it the share of the people in either who are in both.", "该群体中同时属于其他群体的比例；旁边为同属两个群体的人占两者合计人数的比例。";
    of_these: "Of these people", "占本群体";
    of_either: "Of either", "占两者合计";
    pareto: "Who holds the value", "价值集中度";
    pareto_lead: "The share of the total that the most valuable people hold.", "价值最高的人所持有的总额占比。";
    pareto_note: "{people} people whose value is known, {total} in all.", "共 {people} 人的数值已知，合计 {total}。";
    top: "top {}%", "前 {}%";
    overlaps: "Overlaps", "群体重叠";
    overlaps_lead: "Who is in several of these at once, which of them lie within others, and which have nobody in common.", "哪些人同时属于多个群体，哪些群体包含在其他群体之内，哪些群体没有共同的人。";
    overlaps_teaser: "Where these meet most", "重叠最多的群体";
    all_overlaps: "All overlaps", "全部重叠情况";
    matrix: "Who is also where", "两两重叠";
    matrix_lead: "Read across: of the people in the row, how many are in the column, too. Where a row meets itself stands its size.", "横向阅读：该行群体的人中，有多少同时属于该列群体。行列相同处为群体人数。";
    matrix_first: "The first {} are shown.", "仅显示前 {} 个群体。";
    pairs: "Where they meet most", "重叠最多的群体";
    pairs_lead: "Pairs by the share of the people in either who are in both.", "按同属两个群体的人占两者合计人数的比例排列。";
    pair_shared: "{both} people are in both: {p} of “{first}”, {q} of “{second}”.", "{both} 人同属两个群体：占“{first}”的 {p}，占“{second}”的 {q}。";
    pair_inside: "All {both} people of “{first}” are in “{second}”, too, where they are {q}.", "“{first}”的 {both} 人全部属于“{second}”，占后者的 {q}。";
    pair_same: "“{first}” and “{second}” hold the same {both} people.", "“{first}”与“{second}”是同样的 {both} 人。";
    pair_by_rules: "Within it by its rules; how many they are is not shown.", "按规则包含在其中；人数不予显示。";
    inside: "Which lie within others", "包含关系";
    apart_pairs: "Who shares nobody", "没有共同的人";
    apart_with: "nobody is also in", "没有人同时属于";
    overlaps_withheld: "Pairs that are not shown, since they are about few people or would give such a figure away: {}.", "因涉及人数过少或可据以推算此类数据而不予显示的群体对：{} 对。";
    assign_order: "What assignments make of it", "分配的影响";
    assign_by_score: "Whoever is in several goes to the one with the highest score; of equal scores the first of: {}.", "同属多个群体的人分配到得分最高的一个；得分相同时按以下顺序取最前者：{}。";
    assign_by_order: "Whoever is in several goes to the first of: {}.", "同属多个群体的人按以下顺序分配到最前的一个：{}。";
    members_here: "Members", "成员人数";
    given: "Assigned to it", "分配到此";
    not_given: "Assigned elsewhere or nowhere", "分配到别处或未分配";

    // Maps of journeys.
    journey_maps: "Journeys", "客户旅程";
    journey_maps_lead: "How far everyone and each persona have come, beside each other. A stage counts the people for whom its rule holds, so a later stage may count more than an earlier one.", "全体与各画像在旅程各阶段的情况对照。每个阶段统计符合该阶段规则的人数，因此靠后的阶段人数可能多于靠前的阶段。";
    all_journeys: "Everyone and each persona beside each other", "全体与各画像对照";
    map_legend: "In each cell: the share of the row’s people who reached the stage and how many they are; →: of those who reached the stage before, how many went on.", "每格：该行人群中到达该阶段的占比与人数；→：到达上一阶段的人中继续到达本阶段的比例。";
    map_days: "◷: the median time since the stage before.", "◷：距上一阶段时间的中位数。";
    lost_most: "The narrowest step for everyone: {share} go on from “{from}” to “{to}”.", "全体最窄的一步：从“{from}”到“{to}”，{share} 的人继续。";
    not_begun: "at no stage yet", "尚未开始";
    who: "Who", "人群";

    // From page to page.
    site: "Pages of this project", "本项目的页面";
    nav_history: "History", "历史变化";
    beside: "Pages before and after", "前后页面";
    previous: "Before", "上一个";
    next: "After", "下一个";
    by_date_link: "Date by date", "逐日期数据";
    its_page: "The whole page", "完整页面";
    members_lead: "How many people each of them has, and their share of the people here.", "各画像的人数，以及占本群体的比例。";
    uncovered: "{n} of the people here ({share}) are in none of them.", "本群体中有 {n} 人（{share}）不属于其中任何画像。";
    covered_all: "Together they hold everyone here.", "这些画像合起来涵盖了本群体的所有人。";
    trend_since: "{change} since {date}", "自{date}以来 {change}";
    trend_unchanged: "unchanged since {date}", "自{date}以来无变化";
    trend_size: "{from} → {to} people since {date} ({change})", "自{date}以来 {from} → {to} 人（{change}）";
    trend_score: "mean score {from} → {to} since {date} ({change})", "自{date}以来平均得分 {from} → {to}（{change}）";
    trend_same: "{to}, unchanged since {date}", "自{date}以来保持 {to}";

    // How it has grown.
    grown: "How it has grown", "规模变化";
    grown_lead: "The same rules on earlier dates, from the same data. Light areas: where the size may go, with 80% and 95%.", "以相同的规则和数据回溯各日期的结果；浅色区域为规模的预测区间（80% 与 95%）。";
    grown_index: "How they have grown", "规模变化总览";
    history_data: "all figures as CSV", "全部数据（CSV）";
    by_day: "day by day", "按日";
    by_week: "week by week", "按周";
    by_month: "month by month", "按月";
    by_quarter: "quarter by quarter", "按季度";
    by_year: "year by year", "按年";
    date: "Date", "日期";
    by_date: "Date by date", "逐日期数据";
    entered: "Entered", "进入";
    left_since: "Left", "离开";
    head_score: "Mean score", "平均得分";
    mean_now: "mean score now", "当前平均得分";
    mean_then: "mean score at first", "起始平均得分";
    people_now: "people now", "当前人数";
    people_then: "people at first", "起始人数";
    grown_hidden: "A size is shown again once enough people have moved: differences about fewer than {} people are not told. Dashed: dates between.", "变动人数不足 {} 时不显示该日期的人数，待变动足够后再次显示；虚线跨越这些日期。";
    grown_flat: "The size cannot change: the rules look only at what is known of today ({}).", "规模不会变化：规则只使用当前值（{}）。";
    grown_flat_alone: "The size cannot change: no rule looks at anything that has a date.", "规模不会变化：规则不涉及任何带日期的信息。";
    grown_today: "On every date these hold their value of today: {}.", "在所有日期上均使用当前值：{}。";
    grown_undated: "The data does not say when {} came: all of them count on every date.", "数据中没有{}的加入日期：所有日期均计入全体。";
    grown_windows: "Before {} the periods that rules look at begin before the data does; projections leave those dates out.", "{}之前，规则所看的时间段早于数据起点；预测不使用这些日期。";
    grown_windows_never: "On all dates the periods that rules look at begin before the data does.", "在所有日期上，规则所看的时间段均早于数据起点。";
    outlook_size: "On {date}, if it goes on like this, about {size} people: {inner} with 80%, {outer} with 95% (exponential smoothing with a damped trend, through {fitted} dates).", "若趋势延续，{date}约有 {size} 人：80% 区间 {inner}，95% 区间 {outer}（阻尼趋势指数平滑，基于 {fitted} 个日期）。";
    outlook_coverage: "Tried from {origins} earlier dates in the same way: {inside} of {of} sizes lay inside the 80% interval, {wide} inside the 95% one.", "以同样方法从 {origins} 个更早的日期回测：{of} 个实际人数中有 {inside} 个落在 80% 区间内，{wide} 个落在 95% 区间内。";
    outlook_short: "No projection: it takes {needed} whole steps with data, and there are {sizes}.", "不作预测：至少需要 {needed} 个完整的日期，现有 {sizes} 个。";
    outlook_unchanged: "No projection: the size has never changed.", "不作预测：规模从未变化。";
    outlook_unfitted: "No projection: no trend fits the sizes.", "不作预测：没有合适的趋势。";
    outlook_hidden: "No projection: too few of the sizes may be shown.", "不作预测：可显示的人数过少。";

    // What changed.
    changes: "What changed", "变更记录";
    changes_lead: "Rules and figures beside what they were.", "规则与数据的前后对比。";
    since_revision: "Since {name} ({commit}, {date})", "自 {name}（{commit}，{date}）以来";
    since_left: "Since this work left {name} ({commit}, {date})", "自离开 {name}（{commit}，{date}）以来";
    nothing_changed: "Nothing changed in meaning.", "含义没有变化。";
    same_meaning: "The meaning is the same: whoever was in still is.", "含义不变：人群归属不受影响。";
    compared_earlier: "The wording was edited again after this comparison; the meaning is as compared.", "此次对比之后文字又有修改，含义与对比时一致。";
    n_added: "{} added", "新增 {} 项";
    n_removed: "{} removed", "移除 {} 项";
    n_meaning: "{} changed in meaning", "{} 项含义改变";
    n_through: "{} changed through others", "{} 项受他项影响而改变";
    n_claims: "{} claimed differently", "{} 项论断改变";
    n_renamed: "{} renamed", "{} 项更名";
    n_told: "{} told differently", "{} 项文字改动";
    n_written: "{} written differently", "{} 项写法改动";
    n_settings: "{} settings of the catalog", "{} 项目录设置";
    n_tests: "{} tests", "{} 个测试";
    n_same: "{} the same", "{} 项未变";
    n_unread: "{} not compared", "{} 项无法对比";
    added: "new", "新增";
    removed: "removed", "已移除";
    renamed: "renamed from {}", "原名 {}";
    loosened: "loosened", "放宽";
    tightened: "tightened", "收紧";
    meaning_changed: "changed", "含义改变";
    values_changed: "changed", "取值改变";
    scores_higher: "scores go up", "得分上升";
    scores_lower: "scores go down", "得分下降";
    scores_change: "scores change", "得分改变";
    values_higher: "values go up", "取值变大";
    values_lower: "values go down", "取值变小";
    status_changed: "status changed", "状态改变";
    claims_changed: "claims changed", "论断改变";
    told_differently: "told differently", "文字改动";
    written_differently: "written differently, means the same", "写法不同，含义相同";
    moved_file: "in another file", "移至其他文件";
    through: "through {}", "因{}而改变";
    by_use: "reads the same; what it uses changed", "写法未变，所引用的内容改变";
    rule_new: "New", "新增";
    rule_gone: "Gone", "移除";
    rule_changed: "Changed", "修改";
    other_reason: "Another reason", "理由改动";
    was: "Before", "原来";
    is_now: "Now", "现在";
    in_other_words: "In other words", "文字与写法改动";
    in_other_words_lead: "Nobody is moved by these.", "以下改动不影响任何人的归属。";
    settings: "Settings of the catalog", "目录设置";
    setting: "Setting", "设置";
    not_compared: "Not compared", "无法对比";
    unread_old: "does not read in the earlier version", "在旧版本中无法读取";
    unread_new: "does not read in this version", "在新版本中无法读取";
    without_name: "a declaration without a name", "一项未命名的声明";
    who_moves: "Who moves by it", "人员变动";
    who_moves_lead: "The earlier rules and these, on the same data, as of {}.", "新旧规则在相同数据（截止 {}）上的结果对比。";
    points_more: "{} points", "{} 个百分点";
    nobody_moves: "Nobody enters or leaves a cohort by it (as of {}).", "没有人因此进入或离开任何群体（截止 {}）。";
    moves_hidden: "Somebody moved: how many is not shown, since it would tell of few people.", "有人变动，但人数过少，不予显示。";
    head_before: "Before", "之前";
    head_after: "After", "之后";
    head_entered: "Entered", "进入";
    head_left_them: "Left", "离开";
    head_stayed: "Stayed", "留下";
    enter_by: "{} entered by", "{} 人进入，原因：";
    leave_by: "{} left by", "{} 人离开，原因：";
    enter_hidden: "Some entered by", "部分人进入，原因：";
    leave_hidden: "Some left by", "部分人离开，原因：";
    other_reasons: "other reasons", "其他原因";
    and_also: "and", "以及";
    since_lock: "Since the lock of {}", "与 {} 的锁定对比";
    the_lock: "Since the lock", "与锁定对比";
    lock_lead: "What was reviewed and locked, beside what is now.", "已审核并锁定的结果与当前结果的对比。";
    data_same: "The data is the locked data.", "数据与锁定时相同。";
    data_other: "The data is not the locked data.", "数据与锁定时不同。";
    lock_same: "{} mean what was locked.", "{} 项含义与锁定时一致。";
    lock_one_same: "1 means what was locked.", "1 项含义与锁定时一致。";
    lock_changed: "means something else than when it was locked", "含义与锁定时不同";
    lock_new: "is not locked yet", "尚未锁定";
    lock_renamed: "is locked as {}", "锁定时的名称为 {}";
    lock_gone: "is locked and no more", "已锁定，但现已不存在";
    lock_still: "Every locked figure is as it was.", "所有锁定的数据均未变化。";
    lock_no_figures: "The lock holds meanings alone, no figures.", "锁定中只有含义，没有数据。";
    figure_moved: "Figure", "数据项";
    locked: "Locked", "锁定值";
    now: "Now", "当前值";
    by_customers: "By customers", "客户变化";
    by_rules: "By rules", "规则变化";
    together: "Together", "合计变化";
    drift_note: "By customers: the same rules on other data. By rules: the same data under other rules. A dash where the two cannot be told apart.", "客户变化：规则不变、数据更新带来的差异；规则变化：数据不变、规则修改带来的差异；短横表示两者无法区分。";
    few_moved: "few people moved: locked figures are not shown", "变动人数过少，不显示锁定值";
    few_moved_others: "all others: few people moved, so they are not shown", "其余各项：变动人数过少，不予显示";
    size: "people", "人数";
    population: "everyone who counts", "全体人数";
    over_time: "Sizes over time", "各日期的规模";
    over_time_lead: "The same rules on earlier dates.", "以相同的规则回溯各日期的结果。";
    changed_since: "Changed since {}", "自 {} 以来有变化";
    history: "History", "变更历史";
    specs_figures: "Specs of the figures", "数据的规则指纹";
    specs_texts: "Specs of the texts", "文字的规则指纹";
    kind_param: "Parameter", "参数";
    kind_feature: "Feature", "特征";
    kind_segment: "Segment", "分群";
    kind_assign: "Assignment", "分配";
    kind_grid: "Grid", "矩阵";
    kind_journey: "Journey", "旅程";
    kind_metric: "Metric", "指标";
    kind_theme: "Theme", "主题";

    // Not known.
    unknown: "What is not known", "未知信息";
    unknown_none: "Nobody is undecided: the data answers every rule that counts.", "没有待定的人：数据足以判断每一条筛选规则。";
    unknown_some: "could belong here, but data is missing.", "可能属于本群体，但缺少数据，无法判定。";
    unknown_columns: "Undecided people without a value, by what is missing. One person may miss several.", "待定人群按缺失项统计，一人可能缺多项。";
    column: "What is missing", "缺失项";

    // Evidence, words, end.
    evidence: "Where we learned it", "依据";
    evidence_n: "n = {}", "样本量 {}";
    interview: "Interviews", "访谈";
    survey: "Survey", "问卷";
    terms: "Words used here", "术语说明";
    profile_of_page: "Upkeep", "维护信息";
    owner: "Owner", "负责人";
    version: "Version", "版本";
    status: "Status", "状态";
    review: "Review by", "复审日期";
    overdue: "overdue", "已逾期";
    sensitive: "Why rules use “{}”, which is sensitive", "使用敏感信息“{}”的理由";
    as_of: "As of", "数据截止日";
    specs: "Specs", "规则指纹";
    rows: "{} rows read", "读取 {} 行";
    set_aside: "{} set aside", "剔除 {} 行";
    later: "{} dated later", "{} 行晚于截止日";
    made_with: "Made with", "生成工具";
    privacy: "Figures about fewer than {} people, and figures from which such a figure could be worked out, are not shown.", "涉及人数少于 {} 的数据，以及可据以推算出此类数据的数据，均不予显示。";
    hidden: "hidden", "不显示";
    not_shown: "Not shown", "不予显示";
    all_hidden: "Not shown: each figure would be about fewer than {} people, or give such a figure away.", "不予显示：各项数据涉及的人数均少于 {}，或可据以推算出此类数据。";
    columns_hidden: "Not shown, so that nobody is given away: {}.", "为保护个人信息，以下各项不予显示：{}。";
    unknown_hidden: "Some people could belong here, but data is missing; how many is not shown.", "有些人可能属于本群体，但缺少数据，无法判定；人数不予显示。";
    more_rules: "and {} more rules", "另有 {} 条规则";
    table: "as a table", "数据表";
    legend_here: "here", "本群体";

    // The data.
    data: "The data", "数据质量";
    data_lead: "How fresh, complete and right the data is that this was made from.", "生成本文档所用数据的新鲜度、完整度与正确性。";
    file: "File", "文件";
    bytes: "{} bytes", "{} 字节";
    data_rows: "Rows", "行数";
    newest: "Newest row", "最新一行";
    days_before: "{} days before the as-of date", "距截止日 {} 天";
    fresh: "within the {} days asked for", "在要求的 {} 天之内";
    stale: "older than the {} days asked for", "超过要求的 {} 天";
    problems: "What was wrong", "发现的问题";
    ignored: "Columns that the catalog does not name, and that are not read", "目录中未列出、因此未读取的列";
    rounded: "Rows are people here: counts are rounded to multiples of {}.", "此表每行为一个人：计数取整到 {} 的倍数。";
    head_column: "Column", "列";
    head_known: "With a value", "有值";
    head_missing: "Missing", "缺失";
    head_unparsed: "Unreadable", "无法解析";
    head_not_allowed: "Not allowed", "不在允许值内";
    head_out_of_range: "Out of range", "超出范围";
    head_last: "Last seen", "最近日期";
    and_later: "later: {}", "之后：{}";
    rows_ragged: "rows do not fit the header", "行与表头不符";
    cells_unparsed: "cells cannot be read in", "个单元格无法解析，列";
    cells_not_allowed: "values are not among those allowed in", "个值不在允许范围内，列";
    cells_out_of_range: "values are out of range in", "个值超出范围，列";
    rows_no_key: "rows have no key in", "行没有主键，列";
    rows_key_twice: "rows share their key with others in", "行主键重复，列";
    rows_orphan: "rows belong to no row of another table by", "行没有对应的主表记录，列";
    rows_owner_aside: "rows belong to rows that are set aside, by", "行因主表记录被剔除而一并剔除，列";
}
