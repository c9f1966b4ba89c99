"""specs/telco, by hand in SQL over the file as IBM published it."""

import duckdb

from lib import MACROS, Figures

SETUP = """
create table s as
select customerID as id, SeniorCitizen = '1' as senior, Partner = 'Yes' as partner, Dependents = 'Yes' as dependents,
       cast(tenure as int) as tenure, InternetService as internet, PhoneService = 'Yes' as phone, MultipleLines as lines, OnlineSecurity as security,
       OnlineBackup as backup, DeviceProtection as protection, TechSupport as support, StreamingTV as tv,
       StreamingMovies as movies, Contract as contract, PaperlessBilling = 'Yes' as paperless, PaymentMethod as payment,
       cast(MonthlyCharges as double) as bill, cast(nullif(trim(TotalCharges), '') as double) as paid, Churn = 'Yes' as churn
from read_csv('{data}/Telco-Customer-Churn.csv', all_varchar = true);

create table p as
select *, internet <> 'No' as connected, tv = 'Yes' and movies = 'Yes' as streams,
       payment in ('Bank transfer (automatic)', 'Credit card (automatic)') as by_itself,
       (security = 'No')::int + (backup = 'No')::int + (protection = 'No')::int + (support = 'No')::int >= 3 as unprotected,
       case when tenure <> 0 and paid / tenure <> 0 then bill / (paid / tenure) end as price_step,
       -- the base is those whose total is known: 7,032
       case when paid is not null then count(paid) over (order by paid desc nulls last range unbounded preceding) * 5
            <= (select count(paid) from s) end as top_total
from s;

create table household as
select id, connected and bill >= 70 as m,
       earns(20, streams) + earns(10, lines = 'Yes') + graded(20, ramp(bill, 70, 110)) + earns(20, top_total)
       + earns(10, partner) + earns(10, dependents) + graded(30, ramp(tenure, 0, 72)) as earned, 120 * 10000 as total
from p;

create table newcomer as
select id, contract = 'Month-to-month' and tenure <= 12 and connected as m,
       earns(30, internet = 'Fiber optic') + earns(25, unprotected) + earns(25, payment = 'Electronic check')
       + earns(10, price_step > 1.05) + earns(10, paperless) as earned, 100 * 10000 as total
from p;

create table loyal_contract as
select id, contract in ('One year', 'Two year') and tenure >= 36 as m,
       earns(40, contract = 'Two year') + graded(40, ramp(tenure, 36, 72)) + earns(20, by_itself) as earned, 100 * 10000 as total
from p;

create table streaming_household as
select id, streams and (partner or dependents) as m,
       earns(30, internet = 'Fiber optic') + earns(20, lines = 'Yes') + earns(-15, support = 'No')
       + graded(40, ramp(bill, 60, 120)) as earned, 90 * 10000 as total
from p;

create table phone_only as
select id, internet = 'No' and paid < 1000 as m,
       earns(40, by_itself) + graded(40, ramp(tenure, 0, 48)) + earns(20, senior) as earned, 100 * 10000 as total
from p;

create table churn_risk as
select id, earns(30, contract = 'Month-to-month') + graded(20, ramp(tenure, 24, 0))
       + least(earns(15, internet = 'Fiber optic') + earns(10, security = 'No') + earns(10, support = 'No'), 25 * 10000)
       + earns(10, payment = 'Electronic check') + earns(5, paperless)
       + cast(floor(75000 * ramp(bill, 20, 100) + 0.5) as bigint) -- weight 7.5
       + case when senior then 25000 else 0 end                   -- weight 2.5
       + earns(-5, partner) + earns(-5, dependents) as earned, 100 * 10000 as total
from p;

create table save_now as
select id, greatest(r.earned, 0) * 100 >= 70 * r.total and not churn as m,
       graded(100, ramp(bill, 20, 110)) as earned, 100 * 10000 as total
from p join churn_risk r using (id);

create table offer as
with candidate as (
    select id, 1 as place, 'newcomer' as persona, earned, total from newcomer where m
    union all select id, 2, 'loyal_contract', earned, total from loyal_contract where m
    union all select id, 3, 'streaming_household', earned, total from streaming_household where m
    union all select id, 4, 'phone_only', earned, total from phone_only where m)
select id, persona from candidate where greatest(earned, 0) * 100 >= 40 * total
qualify row_number() over (partition by id order by cast(greatest(earned, 0) * 100 as double) / total desc, place) = 1;
"""

TIERED = {
    "household": (("gold", 70), ("silver", 45), ("bronze", 0)),
    "newcomer": (("core", 60), ("wider", 0)),
    "loyal_contract": (("core", 60), ("wider", 0)),
    "streaming_household": (("core", 60), ("wider", 0)),
    "phone_only": (),
    "save_now": (("first", 80), ("then", 0)),
}


def figures(root):
    con = duckdb.connect()
    con.execute(MACROS)
    con.execute(SETUP.replace("{data}", str(root / "specs/telco/data")))

    def one(sql):
        value = con.execute(sql).fetchone()[0]
        return round(value, 6) if isinstance(value, float) else value

    out = Figures("specs/telco")
    for table, tiers in TIERED.items():
        out.cohort(table, con.execute(f"select * from {table}").fetchall(), "SQL over the CSV file; blank TotalCharges is NULL", tiers)
    everyone = "where over all 7,043 lines, no score"
    out.cohort("month_to_month_base", con.execute("select id, contract = 'Month-to-month', 0, 0 from s").fetchall(), everyone)
    out.cohort("churned", con.execute("select id, churn, 0, 0 from s").fetchall(), everyone)
    out.scores("churn_risk", con.execute("select * from churn_risk").fetchall(), "over all subscribers; block capped at 25 of 35",
               (("high", 70), ("medium", 40), ("low", 0)))
    for persona, n in con.execute("select persona, count(*) from offer group by 1 order by 1").fetchall():
        out.add("retention_offer", f"assigned.{persona}", n, "highest score of at least 40 among the cohorts a person is in")
    out.add("retention_offer", "unassigned", one("select (select count(*) from s) - (select count(*) from offer)"), "all less the assigned")
    left = con.execute("""
        with r as (select contract = 'Month-to-month' as a, tenure <= 12 as b, connected as c from p)
        select count(*) filter (a), count(*) filter (a and b), count(*) filter (a and b and c) from r
    """).fetchone()
    out.add("newcomer", "attrition", list(left), "left after contract, tenure, internet")
    out.add("phone_only", "missing.TotalCharges", one("select count(*) from p join phone_only using (id) where m is null and paid is null"),
            "undecided people without it")
    out.add("household", "lift(MonthlyCharges)", one("select (select avg(bill) from p join household using (id) where m) / (select avg(bill) from p)"), "mean over mean")
    for table, figure, what in [("newcomer", "pain_points.1", "churn::int"), ("newcomer", "pain_points.2", "(support = 'No')::int"),
                                ("loyal_contract", "claim.1", "churn::int")]:
        out.add(table, figure, one(f"select avg({what}) from p join {table} using (id) where m"), f"mean of {what} in the cohort")
    out.add("newcomer", "claim.1", one("select median(tenure) from p join newcomer using (id) where m"), "median tenure")
    out.add("churned", "claim.1", one("select avg((contract = 'Month-to-month')::int) from s where churn"), "share without a contract")
    out.add("churned", "claim.2", one("select avg(bill) filter (churn) / avg(bill) from s"), "mean bill over mean bill")
    out.pareto(con, "subscribers", "select cast(paid as decimal(12, 2)) as value from s", "TotalCharges where not blank")
    for name, who in {"everyone": "select id, true as m from s", "newcomer": "select id, m from newcomer"}.items():
        out.journey(con, name, "bundle", ["telephone", "online", "protected", "streaming"], f"""
            select id, phone as s0, connected as s1, connected and not unprotected as s2, streams as s3,
                   null::date as t0, null::date as t1, null::date as t2, null::date as t3
            from p join ({who}) using (id) where m""", "columns of the file")
    both = con.execute("select count(*) from household a join newcomer b using (id) where a.m and b.m").fetchone()[0]
    out.add("household", "overlap.newcomer", both, "people in both")
    for name, who in {"everyone": "select id, true as m from s", "newcomer": "select id, m from newcomer",
                      "loyal_contract": "select id, m from loyal_contract"}.items():
        # The median is a tenure that somebody has: the smallest with at least half at or below it.
        for metric, value in {"churn_rate": "avg(churn::int)", "monthly_bill": "avg(bill)", "lifetime": "quantile_disc(tenure, 0.5)",
                              "paid_so_far": "cast(sum(cast(paid as decimal(12, 2))) as double) / count(*)"}.items():
            out.add(name, f"metric.{metric}", one(f"select {value} from p join ({who}) using (id) where m"), f"{value} of the members")
    return out.rows
