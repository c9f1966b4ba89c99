#!/usr/bin/env python3
"""Counts, with DuckDB, the members of `bargain_hunter` of specs/xyz-electronics on past dates, for tests/it/history.rs.

    python3 -m pip install duckdb
    python3 tests/figures/history.py

A date counts the orders up to it: at least half of all at a discount, and two paid online ones within the twelve months that end
with it.
"""

import calendar
import datetime
import pathlib

import duckdb

DATA = pathlib.Path(__file__).resolve().parents[2] / "specs" / "xyz-electronics" / "data"
TRUE = "lower({}) in ('true', 'yes', 'y', 't', '1')"


def months_before(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


db = duckdb.connect()
for table in ["customers", "orders"]:
    db.execute(f"create table {table} as select * from read_csv('{DATA / table}.csv', all_varchar = true)")

before = None
for date in ["2025-01-31", "2025-02-28", "2025-06-30", "2025-07-31", "2026-02-28", "2026-09-30", "2026-10-31"]:
    day = datetime.date.fromisoformat(date)
    rows = db.execute(
        f"""
        with seen as (
            select *, cast(ordered_at as timestamp)::date as day from orders
            where cast(ordered_at as timestamp)::date <= date '{day}'
        )
        select customer_id from customers join seen using (customer_id)
        where trim(country) = 'CN' and {TRUE.format('marketing_opt_in')}
        group by customer_id
        having count(*) filter ({TRUE.format('discounted')}) * 2 >= count(*)
           and count(*) filter (channel = 'online' and status = 'paid' and day > date '{months_before(day, 12)}') >= 2
        """
    ).fetchall()
    now = {key for (key,) in rows}
    moved = "" if before is None else f", entered {len(now - before)}, left {len(before - now)} since the date before"
    print(f"{date}: {len(now)}{moved}")
    before = now
