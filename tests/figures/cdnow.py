"""tests/projects/cdnow: counts in SQL, the models by lifetimes. The data does not ship: see `needs`."""

from fractions import Fraction

import duckdb
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter

from lib import Figures, rounded

needs = "cdnow"

SETUP = """
create table bought as
select cast(substr(line, 8, 4) as int) as key, strptime(substr(line, 13, 8), '%Y%m%d')::date as day, trim(substr(line, 24, 8))::decimal(9, 2) as paid
from read_csv('{data}/CDNOW_sample.txt', columns = {'line': 'varchar'}, delim = '\\x01', quote = '', header = false)
where day <= date '1997-09-30';

-- A day's purchases are one.
create table by_day as select key, day, sum(paid)::double as paid from bought group by 1, 2;

create table c as
with rows as (
    select key, count(*) as orders, sum(paid) as spent,
           count(*) filter (day between date '1997-04-02' and date '1997-07-01') > 0 as before,
           count(*) filter (day >= date '1997-07-02') > 0 as after
    from bought group by 1),
days as (
    select key, count(*) - 1 as x, max(day) - min(day) as t_x, date '1997-09-30' - min(day) as t,
           coalesce(avg(paid) filter (day > first), 0) as mean
    from (select *, min(day) over (partition by key) as first from by_day) group by 1)
select *, count(*) over (order by spent desc range unbounded preceding) * 5 <= count(*) over () as best_fifth
from rows join days using (key);
"""

COHORTS = {"everyone": "true", "buyers": "orders >= 1", "regulars": "orders >= 2", "once": "orders = 1", "best_fifth": "best_fifth"}


def predicted(c):
    """What each customer brings in a month of 365.25 / 12 days, and in twelve."""
    purchases, again = BetaGeoFitter(), c[(c.x > 0) & (c["mean"] > 0)]
    purchases.fit(c.x, c.t_x, c.t)
    values = GammaGammaFitter()
    values.fit(again.x, again["mean"])
    each = values.conditional_expected_average_profit(c.x, c["mean"])
    ahead = lambda months: purchases.conditional_expected_number_of_purchases_up_to_time(months * 365.25 / 12, c.x, c.t_x, c.t)
    return {1: ahead(1) * each, 12: ahead(12) * each}


def figures(root, data):
    con = duckdb.connect()
    con.execute(SETUP.replace("{data}", str(data / needs)))
    out = Figures("tests/projects/cdnow")
    how = "SQL over the sample file, its rows up to 1997-09-30"
    for cohort in ["regulars", "once", "best_fifth"]:
        out.cohort(cohort, con.execute(f"select key, {COHORTS[cohort]}, 0, 0 from c").fetchall() if cohort != "regulars" else
                   con.execute("""select c.key, orders >= 2,
                       floor(600000 * greatest(0, least(1, (orders - 2) / 8.0)) + 0.5)::bigint
                       + floor(400000 * pow(0.5, (date '1997-09-30' - last) / 60.0) + 0.5)::bigint, 1000000
                       from c join (select key, max(day) as last from bought group by 1) l using (key)""").fetchall(), how)
    one = lambda query: rounded(Fraction(con.execute(query).fetchone()[0] or 0))
    c = con.execute("select * from c order by key").df().astype({"x": float, "t_x": float, "t": float, "mean": float})
    brings = predicted(c)
    for cohort, m in COHORTS.items():
        members = f"c where {m}"
        rows = f"bought join (select key from {members}) using (key)"
        if cohort in ("everyone", "buyers", "best_fifth"):
            out.add(cohort, "metric.repeat_rate", one(f"select avg((orders >= 2)::int) from {members}"), how)
            out.add(cohort, "metric.kept", one(f"select avg(after::int) filter (before) from {members}"), how)
        out.add(cohort, "metric.frequency", one(f"select avg(orders) from {members}"), how)
        out.add(cohort, "metric.order_value", one(f"select avg(paid) from {rows}"), how)
        out.add(cohort, "metric.so_far", one(f"select avg(spent) from {members}"), how)
        keys = con.execute(f"select key from {members}").df().key
        for metric, months in [("next_year", 12), ("next_month", 1)]:
            mean = float(pd.Series(brings[months])[c.key.isin(keys)].mean())
            out.add(cohort, f"metric.{metric}", round(mean, 6), "lifetimes: BetaGeoFitter and GammaGammaFitter", within=1e-4)
    out.add("buyers", "claim.1", one("select avg((orders >= 2)::int) from c"), how)
    out.add("best_fifth", "claim.1", one("select sum(spent) from c where best_fifth"), how)
    return out.rows
