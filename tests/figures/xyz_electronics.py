"""specs/xyz-electronics, by hand in SQL."""

from fractions import Fraction

import duckdb

from lib import MACROS, Figures, rounded

SETUP = """
create table customer as
select customer_id as id, cast(nullif(trim(age), '') as int) as age, city, lower(trim(city_tier)) as city_tier,
       cast(nullif(trim(income), '') as double) as income, cast(nullif(trim(children), '') as int) as children,
       case when interests = '' then null else string_split(interests, ';') end as interests,
       cast(nullif(early_adopter, '') as boolean) as early_adopter,
       cast(nullif(devices_owned, '') as int) as devices_owned, cast(nullif(reviews_read, '') as int) as reviews_read,
       cast(nullif(privacy_concern, '') as int) as privacy_concern,
       -- written in UTC, counted in days of Shanghai, which is eight hours ahead all year
       date '2026-10-31' - cast(cast(nullif(last_seen, '') as timestamp) + interval 8 hours as date) as unseen_days,
       cast(nullif(acquisition_cost, '') as decimal(12, 2)) as acquisition_cost, cast(nullif(ltv, '') as decimal(12, 2)) as ltv
from read_csv('{data}/customers.csv', all_varchar = true, nullstr = '\\0')
where country = 'CN' and marketing_opt_in = 'true';

-- The feed ran on after the as-of date; those rows do not exist.
create table orders as
select *, day >= date '2025-11-01' as last_year, status = 'paid' as paid
from (select order_id, customer_id, cast(substr(ordered_at, 1, 10) as date) as day, cast(amount as decimal(12, 2)) as amount,
             category, channel, status, cast(nullif(discounted, '') as boolean) as discounted
      from read_csv('{data}/orders.csv', all_varchar = true, nullstr = '\\0'))
where day <= date '2026-10-31';
create table event as
select customer_id, cast(substr(occurred_at, 1, 10) as date) as day, kind
from read_csv('{data}/events.csv', all_varchar = true, nullstr = '\\0')
where cast(substr(occurred_at, 1, 10) as date) <= date '2026-10-31';
create table ticket as
select customer_id, cast(substr(opened_at, 1, 10) as date) as day, topic, body
from read_csv('{data}/tickets.csv', all_varchar = true, nullstr = '\\0')
where cast(substr(opened_at, 1, 10) as date) <= date '2026-10-31';

create table survey as
select customer_id, try_cast(score as int) as score, try_cast(satisfaction as int) as satisfaction, try_cast(effort as int) as effort
from read_csv('{data}/surveys.csv', all_varchar = true, nullstr = '\\0')
where cast(substr(answered_at, 1, 10) as date) <= date '2026-10-31';

create table person as
with o as (
    select customer_id as id, count(*) as orders,
           count(*) filter (last_year and channel = 'online' and paid) as online_orders,
           count(*) filter (last_year) as orders_last_year,
           coalesce(sum(amount) filter (last_year and paid), 0) as spend,
           date '2026-10-31' - max(day) as recency,
           count(*) filter (discounted) / cast(count(*) as double) as discount_share,
           count(*) filter (status = 'refunded') / cast(count(*) as double) as refund_share,
           count(*) filter (category in ('camera', 'lock') and paid) > 0 as watches,
           -- last 3 months: from the day after 31 July
           count(*) filter (day >= date '2026-08-01' and paid) > 0 as paid_lately
    from orders group by 1),
e as (
    -- last 30 days: 2 to 31 October; last 14 days: 18 to 31 October
    select customer_id as id, count(*) filter (day >= date '2026-10-02') as events_30,
           count(*) filter (day >= date '2026-10-18' and kind = 'compare') > 0 as compared_14
    from event group by 1),
t as (
    select customer_id as id, count(*) filter (topic = 'integration' and day >= date '2025-11-01') > 0 as integration_last_year,
           count(*) filter (topic = 'integration') > 0 as integration, count(*) filter (topic = 'privacy') > 0 as privacy,
           count(*) filter (topic = 'billing') > 0 as billing
    from ticket group by 1)
select c.*, coalesce(orders, 0) as orders, coalesce(online_orders, 0) as online_orders,
       coalesce(orders_last_year, 0) as orders_last_year, coalesce(spend, 0) as spend, recency, discount_share,
       refund_share, coalesce(watches, false) as watches, coalesce(paid_lately, false) as paid_lately,
       coalesce(events_30, 0) as events_30, coalesce(compared_14, false) as compared_14,
       coalesce(integration_last_year, false) as integration_last_year, coalesce(integration, false) as integration,
       coalesce(privacy, false) as privacy, coalesce(billing, false) as billing,
       city_tier in ('tier-1', 'new tier-1') as urban
from customer c left join o using (id) left join e using (id) left join t using (id);

create table ranked as
select *, count(*) over (order by spend desc range unbounded preceding) * 5 <= count(*) over () as big_spender from person;

create table smart_home as
select id, (age between 30 and 45) and urban and online_orders >= 1 and (refund_share > 0.3) is not true as m,
       earns(20, income >= 200000) + earns(15, early_adopter)
       + earns(10, list_has_any(interests, ['smart home', 'audio', 'automation'])) + earns(10, devices_owned >= 4)
       + earns(10, privacy_concern >= 4) + earns(5, integration_last_year) + graded(15, ramp(reviews_read, 0, 10))
       + graded(10, decay(unseen_days, 30)) as earned,
       95 * 10000 as total
from ranked;

create table connected_pro as
with three as (
    select id, early_adopter as a, list_contains(interests, 'automation') as b, devices_owned >= 4 as c from ranked),
counted as (
    select id, (a is true)::int + (b is true)::int + (c is true)::int as yes,
           (a is not false)::int + (b is not false)::int + (c is not false)::int as could from three)
select id, s.m and case when yes >= 2 then true when could < 2 then false end as m,
       earns(30, early_adopter) + earns(20, list_has_all(interests, ['smart home', 'automation']))
       + graded(30, ramp(spend, 1000, 8000)) + earns(-10, discount_share > 0.5) as earned,
       80 * 10000 as total
from ranked join smart_home s using (id) join counted using (id);

create table bargain_hunter as
select id, discount_share >= 0.5 and online_orders >= 2 as m,
       graded(40, ramp(discount_share, 0.5, 1)) + earns(-20, big_spender) + earns(40, list_contains(interests, 'deals'))
       + earns(20, income < 200000) as earned,
       100 * 10000 as total
from ranked;

create table guardian as
select id, children >= 1 and privacy_concern >= 4 as m,
       graded(20, ramp(children, 0, 2)) + earns(40, list_has_any(interests, ['security', 'parenting']))
       + earns(30, watches) + earns(10, privacy) as earned,
       100 * 10000 as total
from ranked;

-- A block that is capped at 40 of its 50 points, and counts with 40 in the total.
create table engagement as
select id, least(graded(30, ramp(events_30, 0, 4)) + earns(20, compared_14), 40 * 10000)
       + earns(30, paid_lately) + graded(30, decay(unseen_days, 14)) as earned,
       100 * 10000 as total
from ranked;

create table primary_persona as
with candidate as (
    select id, 1 as place, 'connected_pro' as persona, earned, total from connected_pro where m
    union all select id, 2, '家庭守护者', earned, total from guardian where m
    union all select id, 3, 'bargain_hunter', earned, total from bargain_hunter where m)
select id, persona from candidate where greatest(earned, 0) * 100 >= 40 * total
-- scores have different totals: compare the fractions
qualify row_number() over (partition by id order by cast(greatest(earned, 0) * 100 as double) / total desc, place) = 1;
"""


def figures(root):
    con = duckdb.connect()
    con.execute(MACROS)
    con.execute(SETUP.replace("{data}", str(root / "specs/xyz-electronics/data")))

    def rows(table):
        return con.execute(f"select * from {table}").fetchall()

    def one(sql):
        value = con.execute(sql).fetchone()[0]
        return round(value, 6) if isinstance(value, float) else value

    out = Figures("specs/xyz-electronics")
    out.cohort("smart_home", rows("smart_home"), "SQL over the CSV files: CN with consent, as of 2026-10-31",
               (("A", 75), ("B", 50), ("C", 0)))
    out.cohort("connected_pro", rows("connected_pro"), "in smart_home, and at least 2 of 3 rules counted as true or possible",
               (("core", 60), ("wider", 0)))
    out.cohort("bargain_hunter", rows("bargain_hunter"), "share of all orders discounted >= 0.5; spend ranked by counting",
               (("core", 60), ("wider", 0)))
    out.cohort("家庭守护者", rows("guardian"), "children >= 1 and privacy_concern >= 4, each missing for some",
               (("core", 60), ("wider", 0)))
    out.scores("engagement", rows("engagement"), "over the whole population; block capped at 40",
               (("1", 60), ("2", 30), ("3", 0)))
    for persona, n in con.execute("select persona, count(*) from primary_persona group by 1 order by 1").fetchall():
        out.add("primary_persona", f"assigned.{persona}", n, "highest score of at least 40 among the cohorts a person is in")
    out.add("primary_persona", "unassigned", one("select (select count(*) from person) - (select count(*) from primary_persona)"),
            "population less the assigned")
    # Who is left after each must and exclude, in the order written.
    left = con.execute("""
        with r as (select age between 30 and 45 as a, urban as b, online_orders >= 1 as c, (refund_share > 0.3) is not true as d from person)
        select count(*) filter (a), count(*) filter (a and b), count(*) filter (a and b and c), count(*) filter (a and b and c and d) from r
    """).fetchone()
    out.add("smart_home", "attrition", list(left), "left after age, urban, online_orders, refunds")
    for block, points, weight in [
        ("demographics", "earns(20, income >= 200000)", 20),
        ("psychographics", "earns(15, early_adopter) + earns(10, list_has_any(interests, ['smart home', 'audio', 'automation']))", 25),
        ("needs", "earns(10, devices_owned >= 4) + earns(10, privacy_concern >= 4) + earns(5, integration_last_year)", 25),
        ("behavior", "graded(15, ramp(reviews_read, 0, 10)) + graded(10, decay(unseen_days, 30))", 25),
    ]:
        total, n = con.execute(f"select sum({points}), count(*) from ranked join smart_home using (id) where m").fetchone()
        out.add("smart_home", f"dimensions.{block}", rounded(Fraction(int(total), weight * 100 * n)), "mean sub-score of the members, 0 to 100")
    known = """20 * (income is not null)::int + 15 * (early_adopter is not null)::int + 10 * (interests is not null)::int
               + 10 * (devices_owned is not null)::int + 10 * (privacy_concern is not null)::int + 5
               + 15 * (reviews_read is not null)::int + 10 * (unseen_days is not null)::int"""
    total, n = con.execute(f"select sum({known}), count(*) from person join smart_home using (id) where m").fetchone()
    out.add("smart_home", "mean_coverage", rounded(Fraction(int(total), 95 * n)), "known weight of 95, mean of the members, 0 to 1")
    for column in ["children", "privacy_concern"]:
        out.add("家庭守护者", f"missing.{column}", one(f"select count(*) from person join guardian using (id) where m is null and {column} is null"),
                "undecided people without it")
    out.add("smart_home", "missing.age", one("select count(*) from person join smart_home using (id) where m is null and age is null"),
            "undecided people without it")
    out.add("smart_home", "lift(spend)", one("select (select avg(spend) from person join smart_home using (id) where m) / (select avg(spend) from person)"),
            "mean spend in the cohort over mean spend in the population")
    out.add("connected_pro", "claim.1", one("select avg((city in ('北京', '上海', '广州', '深圳'))::int) from person join connected_pro using (id) where m"),
            "share in the four biggest cities")
    out.add("connected_pro", "pain_points.1", one("select avg(integration::int) from person join connected_pro using (id) where m"),
            "share with a ticket about integration")
    out.add("connected_pro", "pain_points.2", one("select avg(privacy_concern) from person join connected_pro using (id) where m"),
            "mean privacy concern where known")
    out.add("bargain_hunter", "pain_points.1", one("select avg(billing::int) from person join bargain_hunter using (id) where m"),
            "share with a ticket about billing")
    out.add("bargain_hunter", "claim.1", one("select median(recency) from person join bargain_hunter using (id) where m"),
            "median days since the last order")
    out.add("家庭守护者", "pain_points.1", one("select avg(privacy::int) from person join guardian using (id) where m"),
            "share with a ticket about privacy")
    insights(con, out)
    for name, who in {"everyone": "select id, true as m from person", "smart_home": "select id, m from smart_home",
                      "bargain_hunter": "select id, m from bargain_hunter"}.items():
        metrics(con, out, name, f"(select id from ({who}) where m)")
    return out.rows


def metrics(con, out, name, members):
    """Measures of the people of a cohort, from the tables as they are."""
    own = f"customer_id in {members}"
    # last 6 months: 1 May to 31 October; the six before: 1 November to 30 April
    kept = f"""
        with active as (select customer_id, max((day >= date '2026-05-01')::int) as again from orders
                        where {own} and day >= date '2025-11-01' group by 1
                        having min(day) < date '2026-05-01')
        select avg(again) from active"""
    found = {
        "nps": f"select 100 * avg((score >= 9)::int - (score <= 6)::int) from survey where {own} and score is not null",
        "csat": f"select avg((satisfaction >= 4)::int) from survey where {own} and satisfaction is not null",
        "effort": f"select avg(effort) from survey where {own}",
        "repeat_rate": f"select avg((orders >= 2)::int) from person where id in {members}",
        "cac": f"select cast(sum(acquisition_cost) as double) / count(*) from person where id in {members}",
        "basket": f"select cast(sum(amount) as double) / count(amount) from orders where {own} and paid",
        "frequency": f"select count(*) / cast(count(distinct customer_id) as double) from orders where {own} and paid and last_year",
        "kept": kept,
        "compared": f"""select avg((online_orders >= 1)::int) from person
                        where id in {members} and id in (select customer_id from event where kind = 'compare')""",
        "activity": f"select sum(events_30) / cast(count(*) as double) from person where id in {members}",
    }
    for metric, sql in found.items():
        out.add(name, f"metric.{metric}", round(float(con.execute(sql).fetchone()[0]), 6), "SQL over the members' rows")


COHORTS = {"smart_home": "smart_home", "connected_pro": "connected_pro", "bargain_hunter": "bargain_hunter", "家庭守护者": "guardian"}


def insights(con, out):
    """Journeys, themes, overlaps, offers and who holds the value."""
    # last 90 days: from the day after 2 August; the n-th row by day
    con.execute("""
        create table stage as
        with e as (select customer_id as id, min(day) filter (kind = 'visit') as visit, min(day) filter (kind = 'compare') as compare
                   from event where day >= date '2026-08-03' group by 1),
        o as (select customer_id as id, min(day) filter (channel = 'online' and paid) as online, list_sort(list(day))[3] as third
              from orders where last_year group by 1)
        select c.id, visit is not null as s0, visit as t0, compare is not null as s1, compare as t1, online is not null as s2, online as t2,
               third is not null as s3, third as t3
        from customer c left join e using (id) left join o using (id)""")
    groups = {"everyone": "select id, true as m from customer"}
    groups |= {name: f"select id, m is true as m from {table}" for name, table in COHORTS.items()}
    for name, members in groups.items():
        out.journey(con, name, "buying", ["aware", "considering", "buying", "loyal"],
                    f"select stage.* from stage join ({members}) using (id) where m", "SQL over events and orders up to 2026-10-31")
        for theme, words in {"integration": ("pair", "connect", "连接", "配对", "连不上"),
                             "privacy": ("recording", "voice history", "录像", "摄像头安全", "本地")}.items():
            hit = " or ".join(f"contains(body, '{word}')" for word in words)
            rows = f"""select id, case when nullif(trim(body), '') is not null then {hit} end as hit
                       from ticket join ({members}) g on g.id = customer_id where m"""
            out.theme(con, name, theme, rows, "tickets up to 2026-10-31 of these people")
        if name != "everyone":
            out.affinity(con, name, "orders", members, "select customer_id as id, category from orders", 10,
                         "categories by lift, Wilson's lower end above everyone's share, at least 10 people")
    names = list(COHORTS)
    for i, one in enumerate(names):
        for other in names[i + 1:]:
            both = con.execute(f"select count(*) from {COHORTS[one]} a join {COHORTS[other]} b using (id) where a.m and b.m").fetchone()[0]
            out.add(one, f"overlap.{other}", both, "people in both")
    out.pareto(con, "customers", "select ltv as value from customer", "ltv of those in CN with consent")
