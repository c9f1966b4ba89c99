//! The functions over a cohort: one row each, from which the language reference is written.

/// A function over a cohort's members (semantics 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverFunction {
    Size,
    Count,
    Share,
    Avg,
    Median,
    Sum,
    Min,
    Max,
    Stddev,
    Quantile,
    Lift,
    Overlap,
    Nps,
    Csat,
    Ces,
    Loyalty,
    Retention,
    RepeatRate,
    PurchaseFrequency,
    OrderValue,
    Conversion,
    Engagement,
    Clv,
    PredictedClv,
    Cac,
    Movement,
    Leave,
}

/// What a function over a cohort takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// Nothing, or a table.
    Rows,
    Rule,
    Number,
    /// A number, or a rule, which counts as 1 and 0.
    NumberOrRule,
    Ordered,
    Cohort,
    /// A table whose rows belong to the members.
    Table,
    /// Such a table, and a duration.
    TableAndTime,
    /// A column of such a table: a number.
    Amount,
    /// Two rules.
    TwoRules,
    /// Three answers.
    Answers,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct OverDoc {
    pub name: &'static str,
    pub function: OverFunction,
    pub needs: Needs,
    /// As messages show it.
    pub usage: &'static str,
    /// Exactly what it is.
    pub what: &'static str,
    /// How sure it is, by name; empty where nothing is said.
    pub interval: &'static str,
    /// Where the definition comes from; empty for what needs none.
    pub source: &'static str,
}

macro_rules! table {
    ($($name:literal $function:ident $needs:ident $usage:literal: $what:literal, $interval:literal, $source:literal;)*) => {
        /// All of them, in the order of the reference.
        pub const OVER: &[OverDoc] = &[$(OverDoc {
            name: $name,
            function: OverFunction::$function,
            needs: Needs::$needs,
            usage: $usage,
            what: $what,
            interval: $interval,
            source: $source,
        }),*];
    };
}

const _: () = assert!(OVER.len() == 27, "a row for each function");

table! {
    "size" Size Nothing "size": "beside a percentage the members' share of the population, else their number", "", "";
    "count" Count Rows "count()": "the members; `count(orders)` their related rows, `count(orders.amount)` those with a known value", "", "";
    "share" Share Rule "share(rule)": "members for whom the rule is true / all members; `share(orders where …)` the same of their related rows. Unknown counts as not true", "Wilson", "";
    "avg" Avg Number "avg(x)": "the exact sum of the known values / their number", "normal", "";
    "median" Median Number "median(x)": "the smallest value with at least half of the known values at or below it", "", "";
    "sum" Sum Number "sum(x)": "the exact sum of the known values", "", "";
    "min" Min Ordered "min(x)": "the smallest known value, of dates the earliest", "", "";
    "max" Max Ordered "max(x)": "the greatest known value", "", "";
    "stddev" Stddev Number "stddev(x)": "the standard deviation of the known values as a sample of n: √(Σ(x − mean)² / (n − 1))", "", "";
    "quantile" Quantile Number "quantile(x, 0.9)": "the smallest value with at least that part of the known values at or below it", "", "";
    "lift" Lift NumberOrRule "lift(x)": "the mean in the cohort / the mean in the population; of a rule, its share", "", "";
    "overlap" Overlap Cohort "overlap(other)": "the share of the members who are also in the other cohort", "Wilson", "";
    "nps" Nps Number "nps(surveys.score)": "Net Promoter Score: 100 × (promoters − detractors) / answers, of answers from 0 to 10; promoters say 9 or 10, detractors 0 to 6", "adjusted Wald", "Reichheld (2003), Harvard Business Review 81(12); the interval: Rocks (2016), The American Statistician 70";
    "csat" Csat Number "csat(surveys.satisfaction, top: 4)": "customer satisfaction: answers of at least `top` (4 if not given) / all answers", "Wilson", "the top-box score of market research";
    "ces" Ces Number "ces(surveys.effort)": "customer effort score: the mean answer", "normal", "Dixon, Freeman & Toman (2010), Harvard Business Review 88(7)";
    "loyalty" Loyalty Answers "loyalty(surveys.recommend, surveys.repurchase, surveys.try_other)": "Customer Loyalty Index: the mean of three answers (would recommend, would buy again, would try other products) from 1 (certainly) to 6 (certainly not), which count as 100, 80, 60, 40, 20, 0; over those who gave all three", "normal", "Customer Loyalty Index";
    "retention" Retention TableAndTime "retention(orders, 90 days)": "of those with a row in the 90 days before the last 90 days, the share with one in the last 90 days", "Wilson", "Farris, Bendle, Pfeifer & Reibstein (2010), Marketing Metrics, chapter 5";
    "repeat_rate" RepeatRate Table "repeat_rate(orders)": "of those with at least one row, the share with two or more", "Wilson", "repeat purchase rate";
    "purchase_frequency" PurchaseFrequency Table "purchase_frequency(orders)": "rows per member, over those with at least one", "normal", "orders / customers who ordered";
    "aov" OrderValue Amount "aov(orders.amount)": "average order value: the mean over the members' rows", "normal", "revenue / orders";
    "conversion" Conversion TwoRules "conversion(any(events), any(orders))": "of those for whom the first rule is true, the share for whom the second is true too", "Wilson", "step conversion of a funnel";
    "engagement" Engagement Table "engagement(events during last 30 days)": "rows per member, over all members", "normal", "";
    "clv" Clv Amount "clv(orders.amount)": "historic customer lifetime value: the sum of a member's rows, on average over all members", "normal", "Farris et al. (2010), chapter 5";
    "predicted_clv" PredictedClv Amount "predicted_clv(orders.amount, months: 12)": "what a member who has bought is expected to bring in the next months (12 if not given), on average: BG/NBD for how often, Gamma-Gamma for how much, both fitted to everyone of the population who has bought; purchases of one day count as one, and nothing is discounted", "", "Fader, Hardie & Lee (2005), Marketing Science 24(2); Fader & Hardie (2013), The Gamma-Gamma model of monetary value";
    "cac" Cac Number "cac(acquisition_cost)": "customer acquisition cost: the sum of the known costs / all members", "", "Farris et al. (2010), chapter 5";
    "movement" Movement Nothing "movement": "who came or went since another revision: beside a percentage their share of the size before, else their number. A budget for comparing two, not told by one run", "", "";
    "leave" Leave Nothing "leave": "who left since another revision, likewise", "", "";
}
