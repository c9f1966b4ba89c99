"""specs/accounts-b2b, by hand in SQL."""

import duckdb

from lib import MACROS, Figures

SETUP = """
create table deal as
select *, stage in ('Discovery', 'Proposal', 'Negotiation') as open
from (select account_id as id, stage, cast(opened_on as date) as opened, cast(nullif(amount, '') as decimal(14, 2)) as amount
      from read_csv('{data}/opportunities.csv', all_varchar = true, nullstr = '\\0'))
where opened <= date '2026-10-31';

create table contact as
select contact_id as key, nullif(account_id, '') as id, nullif(title, '') as title,
       date '2026-10-31' - cast(nullif(last_active, '') as date) as quiet_days,
       case newsletter when 'yes' then true when 'no' then false end as newsletter, opted_in = 'yes' as consent
from read_csv('{data}/contacts.csv', all_varchar = true, nullstr = '\\0');

create table a as
with f as (
    select account_id as id, cast(nullif(employees, '') as int) as employees, cast(nullif(revenue_musd, '') as double) as revenue,
           cast(nullif(data_team, '') as int) as data_team,
           case when stack <> '' then string_split(stack, ';') end as stack,
           -- a date after the as-of date is not known yet
           case when customer_since <> '' and cast(nullif(customer_since, '') as date) <= date '2026-10-31'
                then cast(nullif(customer_since, '') as date) end as since
    from read_csv('{data}/account_facts.csv', all_varchar = true, nullstr = '\\0')),
d as (
    select id, sum(amount) filter (stage = 'Won') as won_value,
           -- last 6 months: from the day after 30 April; last 12: from the day after 31 October
           count(*) filter (open and opened >= date '2026-05-01') as open_deals,
           count(*) filter (stage = 'Lost' and opened >= date '2025-11-01') > 0 as lost_lately
    from deal group by 1),
c as (
    -- everybody in the table counts here, asked for consent or not: nobody is named
    select id, count(*) filter (quiet_days <= 30) as active_people, count(*) filter (quiet_days <= 14) as active_14,
           count(*) filter (newsletter) > 0 as subscribed
    from contact where id is not null group by 1)
select Symbol as id, "GICS Sector" as sector, regexp_matches(Founded, '^(19[89]|20)') as young, f.* exclude (id),
       coalesce(won_value, 0) as won_value, coalesce(open_deals, 0) as open_deals, coalesce(lost_lately, false) as lost_lately,
       coalesce(active_people, 0) as active_people, coalesce(active_14, 0) as active_14, coalesce(subscribed, false) as subscribed
from read_csv('{data}/accounts.csv', all_varchar = true) s join f on f.id = s.Symbol left join d on d.id = s.Symbol left join c on c.id = s.Symbol;

create table target_accounts as
select id, sector in ('Information Technology', 'Financials', 'Health Care') and employees between 2000 and 60000
           and list_contains(stack, 'mainframe') is not true as m,
       graded(25, ramp(revenue, 1000, 15000)) + earns(5, young) + earns(20, list_has_any(stack, ['snowflake', 'databricks']))
       + earns(10, list_contains(stack, 'dbt')) + graded(20, ramp(data_team, 5, 50)) + graded(20, ramp(active_people, 0, 2)) as earned,
       100 * 10000 as total
from a;

create table target_customers as
select id, t.m and since is not null as m,
       graded(50, ramp(won_value, 50000, 600000)) + earns(20, date '2026-10-31' - since >= 365) + earns(30, open_deals >= 1) as earned,
       100 * 10000 as total
from a join target_accounts t using (id);

create table prospects as
select id, t.m and since is null as m,
       graded(30, ramp(active_people, 0, 3)) + earns(30, open_deals >= 1) + earns(-20, lost_lately)
       + graded(20, ramp(revenue, 1000, 15000)) + earns(20, list_has_any(stack, ['snowflake', 'databricks'])) as earned,
       100 * 10000 as total
from a join target_accounts t using (id);

create table intent as
select id, least(graded(40, ramp(active_14, 0, 2)) + earns(30, subscribed), 60 * 10000) + earns(40, open_deals >= 1) as earned,
       100 * 10000 as total
from a;

create table person as
select key, title, quiet_days, newsletter, t.m as fits, a.sector, a.employees, a.open_deals
from contact c left join a using (id) left join target_accounts t using (id) where consent;

create table champion as
select key, fits and regexp_matches(title, '(?i)\\b(vp|vice president|head|director)\\b|总监') as m,
       graded(40, decay(quiet_days, 60)) + earns(20, newsletter) + earns(15, sector = 'Financials') + earns(25, employees >= 10000) as earned,
       100 * 10000 as total
from person;

create table economic_buyer as
select key, fits and regexp_matches(title, '(?i)\\bchief\\b|^c[fi]o$') as m,
       graded(50, decay(quiet_days, 60)) + earns(50, open_deals >= 1) as earned, 100 * 10000 as total
from person;

create table hands_on as
select key, fits and regexp_matches(title, '(?i)(engineer|analyst)$') as m,
       graded(60, decay(quiet_days, 14)) + earns(40, newsletter) as earned, 100 * 10000 as total
from person;

create table buying_role as
with candidate as (
    select key, 1 as place, 'champion' as persona, earned, total from champion where m
    union all select key, 2, 'economic_buyer', earned, total from economic_buyer where m
    union all select key, 3, 'hands_on', earned, total from hands_on where m)
select key, persona from candidate where earned * 100 >= 20 * total
qualify row_number() over (partition by key order by earned desc, place) = 1;
"""

TIERED = {
    "target_accounts": (("A", 60), ("B", 35), ("C", 0)),
    "target_customers": (("key", 60), ("growing", 0)),
    "prospects": (("hot", 60), ("warm", 30), ("cold", 0)),
    "champion": (("core", 50), ("wider", 0)),
    "economic_buyer": (("core", 50), ("wider", 0)),
    "hands_on": (("core", 50), ("wider", 0)),
}


def figures(root):
    con = duckdb.connect()
    con.execute(MACROS)
    con.execute(SETUP.replace("{data}", str(root / "specs/accounts-b2b/data")))
    out = Figures("specs/accounts-b2b")
    for table, tiers in TIERED.items():
        out.cohort(table, con.execute(f"select * from {table}").fetchall(), "SQL over the CSV files as of 2026-10-31", tiers)
    out.scores("intent", con.execute("select * from intent").fetchall(), "over all accounts; block capped at 60 of 70",
               (("1", 60), ("2", 30), ("3", 0)))
    best = con.execute("""select id from prospects where m
                          order by cast(greatest(earned, 0) * 100 as double) / total desc, id limit 10""").fetchall()
    out.add("prospects", "top10", " ".join(row[0] for row in best), "keys by score, highest first; equal scores by key")
    for persona, n in con.execute("select persona, count(*) from buying_role group by 1 order by 1").fetchall():
        out.add("buying_role", f"assigned.{persona}", n, "highest score of at least 20 among the cohorts a person is in")
    people, assigned = con.execute("select (select count(*) from person), (select count(*) from buying_role)").fetchone()
    out.add("buying_role", "unassigned", people - assigned, "people with consent less the assigned")
    out.pareto(con, "accounts", "select won_value as value from a", "sum of won deals; 0 without")
    con.execute("""
        create table stage as
        with d as (select id, list_sort(list(opened)) as days, min(opened) filter (stage = 'Won') as won from deal where id is not null group by 1)
        select a.id, days[1] is not null as s0, days[1] as t0, len(days) >= 2 as s1, days[2] as t1, won is not null as s2, won as t2,
               since is not null as s3, since as t3
        from a left join d using (id)""")
    for name, who in {"everyone": "select id, true as m from a", "target_customers": "select id, m from target_customers"}.items():
        out.journey(con, name, "contract", ["talking", "repeated", "won", "running"],
                    f"select stage.* from stage join ({who}) using (id) where m", "deals up to 2026-10-31")
        rows = f"""select id, contains(title, 'Data') or contains(title, 'Analytics') or contains(title, '数据') as hit
                   from contact join ({who}) g using (id) where m"""
        out.theme(con, name, "data_work", rows, "titles of all contacts of these accounts")
    return out.rows
