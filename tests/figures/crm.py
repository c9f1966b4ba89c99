"""tests/projects/crm, crm_dmy and crm_quarantine, by hand in SQL. The data does not ship: see `needs`."""

import duckdb

from lib import MACROS, Figures

needs = "crm_sales_opportunities"

SETUP = """
create table account as
select account as key, sector, cast(revenue as double) as revenue, cast(employees as int) as employees, office_location as office,
       nullif(subsidiary_of, '') as parent
from read_csv('{data}/accounts.csv', all_varchar = true, nullstr = '\\0');
create table agent as select sales_agent as key, regional_office as office from read_csv('{data}/sales_teams.csv', all_varchar = true);
create table product as select product as key, series, cast(sales_price as int) as price from read_csv('{data}/products.csv', all_varchar = true);
-- both exports; a deal without a day exists, but is in no window
create table iso as
select opportunity_id as key, sales_agent as agent, product, nullif(account, '') as account, deal_stage as stage,
       cast(nullif(engage_date, '') as date) as engaged, cast(nullif(close_date, '') as date) as closed,
       cast(nullif(close_value, '') as decimal(12, 2)) as value
from read_csv('{data}/sales_pipeline.csv', all_varchar = true, nullstr = '\\0');
create table dmy as
select opportunity_id as key, product, nullif(account, '') as account, deal_stage as stage,
       cast(strptime(nullif(engage_date, ''), '%d-%m-%Y') as date) as engaged,
       cast(strptime(nullif(close_date, ''), '%d-%m-%Y') as date) as closed, cast(nullif(close_value, '') as decimal(12, 2)) as value
from read_csv('{data}/variants/sales_pipeline_dmy.csv', all_varchar = true, nullstr = '\\0');

create table deal as select * from iso where engaged is null or engaged <= date '2017-12-31';

create table a as
with d as (
    select account as key, count(*) as deals,
           coalesce(sum(value) filter (stage = 'Won'), 0) as won_value,
           coalesce(sum(value) filter (stage = 'Won' and engaged >= date '2017-07-01'), 0) as recent_value,
           count(*) filter (stage = 'Won') as won, count(*) filter (stage in ('Won', 'Lost')) as decided,
           count(*) filter (stage in ('Engaging', 'Prospecting')) as open_deals,
           count(*) filter (engaged between date '2017-07-01' and date '2017-09-30') as summer,
           count(*) filter (engaged >= date '2017-10-01') as autumn,
           count(*) filter (stage = 'Won' and engaged between date '2017-07-01' and date '2017-09-30') as won_previous_quarter,
           count(*) filter (stage = 'Won' and engaged >= date '2017-10-01') as won_this_quarter,
           count(*) filter (engaged >= date '2017-12-18') > 0 as last_2_weeks,
           count(*) filter (engaged >= date '2017-12-02') as last_30_days,
           date '2017-12-31' - max(engaged) as quiet_days
    from deal where account is not null group by 1)
select a.*, p.employees as parent_employees, p.revenue as parent_revenue, d.* exclude (key, quiet_days, deals),
       d.quiet_days, d.deals,
       cast(won as double) / nullif(decided, 0) as win_rate,
       -- by counting, in whole numbers; every account has deals, so all 85 are the base
       count(*) over (order by won_value desc range unbounded preceding) * 100 <= 40 * count(*) over () as top40,
       (rank() over (order by won_value) - 1) * 100 >= 75 * count(*) over () as upper_quarter,
       4 * (rank() over (order by a.revenue) - 1) // count(*) over () + 1 as revenue_quantile
from account a join d using (key) left join account p on p.key = a.parent;

create table key_account as
select key, employees >= 500 and top40 and (office in ('Kenya', 'Japan')) is not true as m,
       cast(floor(332500 * ramp(revenue, 500, 4000) + 0.5) as bigint)                        -- weight 33.25
       + case when sector in ('technolgy', 'software') then 125000 else 0 end                -- weight 12.5
       + earns(30, win_rate >= 0.64)
       + least(graded(20, ramp(open_deals, 0, 15)) + earns(15, last_2_weeks) + earns(-8, quiet_days > 20), 20 * 10000) as earned,
       332500 + 125000 + 300000 + 200000 as total -- the block of 35 counts with its cap
from a;

create table cooling as
select key, won_previous_quarter >= 8 and won_this_quarter <= 8 as m,
       graded(60, ramp(recent_value, 0, 80000)) + earns(40, summer > autumn) as earned, 100 * 10000 as total
from a;

create table pace as
select key, graded(50, ramp(last_30_days, 0, 8)) + graded(50, decay(quiet_days, 14)) as earned, 100 * 10000 as total from a;

create table closer as
with d as (
    select agent as key, count(*) filter (stage = 'Won') / cast(count(*) as double) as won_share,
           cast(sum(value) filter (stage = 'Won') as double) / nullif(count(value) filter (stage = 'Won'), 0) as won_mean
    from deal group by 1)
select key, won_share > 0.5 as m, graded(70, ramp(won_mean, 1000, 4000)) + earns(30, office = 'West') as earned, 100 * 10000 as total
from agent left join d using (key);

create table stalled as
select d.key, stage = 'Engaging' and date '2017-12-31' - engaged > 150 and sector = 'retail' as m, 0 as earned, 0 as total
from deal d left join account a on a.key = d.account;

create table lost_in_the_west as
select d.key, stage = 'Lost' and k.m and g.office = 'West' as m, earns(1, product in ('GTXPro', 'GTX Plus Pro')) as earned, 10000 as total
from deal d left join key_account k on k.key = d.account left join agent g on g.key = d.agent;

-- three months earlier: later deals do not exist, and a later closing day is not known
create table then_deal as
select d.* exclude (closed), case when closed <= date '2017-09-30' then closed end as closed, p.series, p.price
from dmy d join product p on p.key = d.product where engaged is null or engaged <= date '2017-09-30';

create table dmy_gtx_buyer as
with d as (
    select account as key, count(*) filter (stage = 'Won' and closed is not null) as closed_by_now,
           count(*) filter (series = 'GTX' and stage = 'Won') as gtx_won,
           count(*) filter (price > 3000) / cast(count(*) as double) as dear
    from then_deal where account is not null group by 1)
select key, coalesce(gtx_won, 0) >= 25 as m, graded(50, ramp(coalesce(closed_by_now, 0), 20, 60)) + earns(50, dear > 0.25) as earned,
       100 * 10000 as total
from account left join d using (key);

create table dmy_above_list as select key, value > price and closed is not null as m, 0 as earned, 0 as total from then_deal;

create table quarantine_gtx_buyer as
with d as (
    select account as key, count(*) filter (series = 'GTX' and stage = 'Won') as gtx_won, count(*) as deals,
           count(*) filter (stage = 'Won') / cast(count(*) as double) as won_share
    from deal join product on product.key = deal.product where account is not null group by 1)
select key, coalesce(gtx_won, 0) >= 20 as m, earns(40, won_share >= 0.6) + graded(60, ramp(coalesce(deals, 0), 40, 160)) as earned,
       100 * 10000 as total
from account left join d using (key);
"""


def figures(root, data):
    con = duckdb.connect()
    con.execute(MACROS)
    con.execute(SETUP.replace("{data}", str(data / needs)))

    def rows(sql):
        return con.execute(sql if " " in sql else f"select * from {sql}").fetchall()

    out = Figures("tests/projects/crm")
    how = "SQL over the CSV files as of 2017-12-31"
    out.cohort("key_account", rows("key_account"), how, (("first", 60), ("second", 40), ("third", 0)))
    out.cohort("small_parent", rows("select key, parent_employees < 5000, 0, 0 from a"), "70 of 85 have no parent: unknown")
    out.cohort("rich_parent", rows("select key, parent is not null and parent_revenue > 2000, 0, 0 from a"), "no parent: known false")
    out.cohort("cooling", rows("cooling"), how, (("A", 90), ("B", 50)))
    out.cohort("top_corner", rows("select key, upper_quarter and revenue_quantile = 4, 0, 0 from a"), "ranks by counting")
    out.scores("pace", rows("pace"), how, (("fast", 66.5), ("slow", 20)))
    out.cohort("closer", rows("closer"), "five agents without deals: unknown")
    out.cohort("stalled", rows("stalled"), "deals without an account: unknown if the rest holds")
    out.cohort("lost_in_the_west", rows("lost_in_the_west"), how)
    then = Figures("tests/projects/crm_dmy")
    then.cohort("gtx_buyer", rows("dmy_gtx_buyer"), "SQL over the dd-mm-yyyy export as of 2017-09-30", (("A", 75), ("B", 25), ("C", 0)))
    then.cohort("above_list", rows("dmy_above_list"), "rows that exist on 2017-09-30; value above the product's list price")
    aside = Figures("tests/projects/crm_quarantine")
    aside.add("opportunities", "orphans", rows("select count(*) from iso where product not in (select key from product)")[0][0],
              "deals whose product is in no list")
    aside.cohort("gtx_buyer", rows("quarantine_gtx_buyer"), "SQL, deals of unknown products set aside", (("A", 75), ("B", 25), ("C", 0)))
    return out.rows + then.rows + aside.rows
