"""tests/projects/retail, by hand in SQL over the raw invoice lines. The data does not ship: see `needs`."""

import duckdb

from lib import MACROS, Figures

needs = "uci_online_retail"

SETUP = """
create table line as
select cast(cast(CustomerID as double) as int) as key, InvoiceNo as invoice, starts_with(InvoiceNo, 'C') as cancelled,
       StockCode as stock, cast(Quantity as int) as quantity, cast(substr(InvoiceDate, 1, 10) as date) as day,
       -- a whole number times a price of at most three places is exact in six
       cast(cast(Quantity as decimal(12, 0)) * cast(UnitPrice as decimal(12, 3)) as decimal(18, 6)) as line_value
from read_csv('{data}/online_retail.csv.gz', all_varchar = true, nullstr = '')
where CustomerID is not null;

create table customer as
with l as (
    select key, date '2011-12-09' - max(day) filter (not cancelled) as recency, date '2011-12-09' - max(day) as quiet_days,
           count(distinct invoice) filter (not cancelled) as frequency, sum(line_value) as monetary,
           count(*) filter (cancelled) / cast(count(*) as double) as returned,
           sum(quantity) filter (not cancelled) / cast(count(*) filter (not cancelled) as double) as mean_quantity,
           count(*) filter (day >= date '2011-09-11') as lines_90,
           count(distinct invoice) filter (not cancelled and day between date '2011-09-01' and date '2011-11-30') as autumn,
           count(*) filter (day between date '2011-03-01' and date '2011-05-31') > 0 as spring,
           coalesce(sum(line_value) filter (day >= date '2011-09-10'), 0) as last_13_weeks
    from line group by 1)
select CustomerID as key, Country as country, l.* exclude (key)
from read_csv('{root}/tests/projects/retail/data/customers.csv') c join l on l.key = c.CustomerID;

-- The share of the base with a smaller value, in fifths. Customers who only sent things back have no recency.
create table c as
select customer.*, r.fifth as recency_fifth, 5 * (rank() over (order by frequency) - 1) // count(*) over () + 1 as frequency_fifth,
       5 * (rank() over (order by monetary) - 1) // count(*) over () + 1 as monetary_fifth,
       (rank() over (order by frequency) - 1) / cast(count(*) over () as double) as frequency_percentile,
       count(*) over (order by monetary desc range unbounded preceding) * 5 <= count(*) over () as top_fifth,
       count(*) over (order by monetary range unbounded preceding) * 10 <= count(*) over () as bottom_tenth
from customer left join (
    select key, 5 * (rank() over (order by recency) - 1) // count(*) over () + 1 as fifth from customer where recency is not null
) r using (key);
"""


def figures(root, data):
    con = duckdb.connect()
    con.execute(MACROS)
    con.execute(SETUP.replace("{data}", str(data / needs)).replace("{root}", str(root)))

    def rows(m, earned="0", total=0):
        return con.execute(f"select key, {m}, {earned}, {total} * 10000 from c").fetchall()

    out = Figures("tests/projects/retail")
    how = "SQL over the gzip file as of 2011-12-09; lines without a customer belong to nobody"
    out.cohort("champions", rows("recency_fifth = 1 and frequency_fifth = 5 and monetary_fifth = 5"), how)
    out.cohort("slipping", rows("recency_fifth >= 4 and frequency_fifth >= 4"), how)
    out.cohort("wholesale", rows(
        "top_fifth and frequency >= 3",
        """earns(25, mean_quantity >= 12) + graded(40, ramp(frequency, 1, 20)) + graded(30, decay(quiet_days, 30))
           + case when returned > 0.05 then -105000 else 0 end + earns(5, country <> 'United Kingdom')""", 100), how,
        (("A", "66.67"), ("B", "33.33"), ("C", 0)))
    out.cohort("sends_back", rows("returned > 0.1 and lines_90 <> 0"), how)
    out.cohort("seasonal", rows("autumn >= 2 and not spring", "graded(100, ramp(last_13_weeks, 0, 2000))", 100), how)
    out.cohort("tail", rows("bottom_tenth"), how)
    score = rows("true", """graded(30, ramp(recency, 365, 0)) + graded(30, ramp(frequency_percentile, 0, 1))
                            + graded(40, ramp(monetary_fifth, 1, 5))""", 100)
    out.scores("rfm", [(key, earned, total) for key, _, earned, total in score], how, (("1", 80), ("2", 50), ("3", 0)))
    out.pareto(con, "customers", "select monetary as value from customer", "exact sums of quantity times price, what was sent back taken off")
    out.affinity(con, "champions", "lines",
                 "select key as id, (recency_fifth = 1 and frequency_fifth = 5 and monetary_fifth = 5) is true as m from c",
                 "select key as id, stock as category from line", 1, "stock codes by lift")
    for name, m in [("everyone", "true"), ("slipping", "recency_fifth >= 4 and frequency_fifth >= 4"), ("tail", "bottom_tenth")]:
        share = con.execute(f"select avg((frequency >= 2)::int) from c where frequency >= 1 and {m}").fetchone()[0]
        out.add(name, "metric.came_back", round(share, 6), "buyers with at least two invoices, among buyers")
    return out.rows
