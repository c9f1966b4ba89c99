#!/usr/bin/env python3
"""Who moves when the specs of specs/telco change as tests/it/movement.rs changes them, counted in SQL over the same file.

    python3 -m pip install duckdb
    python3 tests/figures/movement.py

Writes movement.json beside itself. Nothing reads a persona file: the rules of both versions stand below, those of the version
before as tests/figures/telco.py has them.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

import duckdb

import telco
from lib import MACROS

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(__file__).with_name("movement.json")

# What tests/it/movement.rs changes, in SQL.
AFTER = [
    ("bill >= 70 as m", "bill >= 80 as m"),  # household stands on the param premium_bill
    ("tenure <= 12 and connected as m", "tenure <= 18 and connected as m"),  # newcomer on new_months
    ("earns(25, unprotected)", "earns(40, unprotected)"),
    ("earns(10, paperless) as earned, 100 * 10000", "earns(10, paperless) as earned, 115 * 10000"),
    ("contract in ('One year', 'Two year') and tenure >= 36 as m", "contract = 'Two year' and tenure >= 30 as m"),
    ("streams and (partner or dependents) as m", "streams and (partner or dependents) and bill >= 90 and paid >= 900 as m"),
    ("internet = 'No' and paid < 1000 as m", "internet = 'No' and paid < 800 as m"),
    ("25 * 10000)", "20 * 10000)"),  # the cap of churn_risk, and with it what there is to be earned
    ("earns(-5, dependents) as earned, 100 * 10000", "earns(-5, dependents) as earned, 95 * 10000"),
    ("greatest(r.earned, 0) * 100 >= 70 * r.total", "greatest(r.earned, 0) * 100 >= 65 * r.total"),
    (">= 40 * total", ">= 50 * total"),
]

TIERS = {name: dict(tiers) for name, tiers in telco.TIERED.items()}
TIERS["churn_risk"] = {"high": 70, "medium": 40, "low": 0}
TIERS_AFTER = TIERS | {"churn_risk": {"high": 65, "medium": 40, "low": 0}}


def version(edits):
    setup = telco.SETUP
    for old, new in edits:
        assert setup.count(old) == 1, f"{old!r} stands {setup.count(old)} times"
        setup = setup.replace(old, new)
    con = duckdb.connect()
    con.execute(MACROS)
    con.execute(setup.replace("{data}", str(ROOT / "specs/telco/data")))
    con.execute("create table month_to_month_base as select id, contract = 'Month-to-month' as m, 1 as earned, 1 as total from s")
    con.execute("create table churned as select id, churn as m, 1 as earned, 1 as total from s")
    return con


before, after = version([]), version(AFTER)
figures = []


def rows(con, table):
    columns = "id, true, earned, total" if table == "churn_risk" else "id, m, earned, total"
    return {row[0]: row[1:] for row in con.execute(f"select {columns} from {table}").fetchall()}


def flags(sql, con):
    """By person the truths of some columns; NULL is unknown."""
    return {row[0]: row[1:] for row in con.execute(sql).fetchall()}


def tier(bounds, earned, total):
    return next((name for name, bound in bounds.items() if max(earned, 0) * 100 >= bound * total), None)


def add(cohort, figure, value):
    figures.append({"cohort": cohort, "figure": figure, "value": value})


def sizes(cohort):
    """Who entered, left and stayed; scores and tiers of those who stayed."""
    old, new = rows(before, cohort), rows(after, cohort)
    was = {key for key, row in old.items() if row[0] is True}
    now = {key for key, row in new.items() if row[0] is True}
    add(cohort, "before", len(was))
    add(cohort, "after", len(now))
    add(cohort, "entered", len(now - was))
    add(cohort, "left", len(was - now))
    add(cohort, "stayed", len(was & now))
    add(cohort, "undecided", [sum(row[0] is None for row in side.values()) for side in (old, new)])
    points = lambda row: max(row[1], 0) / row[2]
    moved = [points(new[key]) - points(old[key]) for key in was & now]
    add(cohort, "raised", sum(change > 1e-12 for change in moved))
    add(cohort, "lowered", sum(change < -1e-12 for change in moved))
    ways = {}
    if TIERS.get(cohort):
        for key in was & now:
            way = (tier(TIERS[cohort], *old[key][1:]), tier(TIERS_AFTER[cohort], *new[key][1:]))
            if way[0] != way[1]:
                ways[way] = ways.get(way, 0) + 1
    add(cohort, "tier_moves", sorted([f"{a} to {b}", n] for (a, b), n in ways.items()))
    add(cohort, "samples", [sorted(now - was)[:5], sorted(was - now)[:5]])
    return was, now


def blame(cohort, what, movers, truths, names):
    """Each mover once under the set of rules (by name) that are not true for them; how often one of these is unknown."""
    sets, unknown = {}, {}
    for key in movers:
        failed = [name for name, truth in zip(names, truths[key]) if truth is not True]
        for name, truth in zip(names, truths[key]):
            if truth is None:
                unknown[name] = unknown.get(name, 0) + 1
        sets[tuple(failed)] = sets.get(tuple(failed), 0) + 1
    add(cohort, what, sorted([" + ".join(key), n] for key, n in sets.items()))
    add(cohort, f"{what}.unknown", sorted(unknown.items()))


def entrants_and_leavers(cohort, rules_before, rules_after):
    """Rules as (name in the test, SQL over p)."""
    was, now = sizes(cohort)
    for what, movers, con, rules in [("entered", now - was, before, rules_before), ("left", was - now, after, rules_after)]:
        columns = ", ".join(f"({sql})" for _, sql in rules)
        blame(cohort, f"{what}.sets", movers, flags(f"select id, {columns} from p", con), [name for name, _ in rules])


entrants_and_leavers("household", [("connected", "connected"), ("premium_bill", "bill >= 70")],
                     [("connected", "connected"), ("premium_bill", "bill >= 80")])
entrants_and_leavers("newcomer", [("month_to_month", "contract = 'Month-to-month'"), ("new_months", "tenure <= 12"), ("connected", "connected")],
                     [("month_to_month", "contract = 'Month-to-month'"), ("new_months", "tenure <= 18"), ("connected", "connected")])
entrants_and_leavers("loyal_contract", [("Contract", "contract in ('One year', 'Two year')"), ("tenure", "tenure >= 36")],
                     [("Contract", "contract = 'Two year'"), ("tenure", "tenure >= 30")])
family = [("streams", "streams"), ("Partner", "partner or dependents")]
entrants_and_leavers("streaming_household", family, family + [("MonthlyCharges", "bill >= 90"), ("TotalCharges", "paid >= 900")])
entrants_and_leavers("phone_only", [("InternetService", "internet = 'No'"), ("TotalCharges", "paid < 1000")],
                     [("InternetService", "internet = 'No'"), ("TotalCharges", "paid < 800")])
sizes("month_to_month_base")
sizes("churn_risk")
was, now = sizes("save_now")
high = "select id, (select greatest(r.earned, 0) * 100 >= {bound} * r.total from churn_risk r where r.id = p.id), not churn from p"
blame("save_now", "entered.sets", now - was, flags(high.format(bound=70), before), ["churn_risk", "Churn"])
blame("save_now", "left.sets", was - now, flags(high.format(bound=65), after), ["churn_risk", "Churn"])

# Everybody of `churned` leaves: it is retired.
add("churned", "left", sum(row[0] is True for row in rows(before, "churned").values()))

offers = [dict(con.execute("select id, persona from offer").fetchall()) for con in (before, after)]
ways = {}
for key in offers[0].keys() | offers[1].keys():
    way = tuple(side.get(key) for side in offers)
    if way[0] != way[1]:
        ways[way] = ways.get(way, 0) + 1
add("retention_offer", "before", len(offers[0]))
add("retention_offer", "after", len(offers[1]))
add("retention_offer", "moves", sorted([f"{a} to {b}", n] for (a, b), n in ways.items()))

# Why: whoever is in another cohort than before, or scores otherwise there, of the two that the offer moved between.
order = ["newcomer", "loyal_contract", "streaming_household", "phone_only"]
standing = [{name: rows(con, name) for name in order} for con in (before, after)]
member = lambda side, name, key: standing[side][name][key][0] is True
score = lambda side, name, key: max(standing[side][name][key][1], 0) / standing[side][name][key][2]
best = lambda side, key, least: max(
    ((score(side, name, key), -place) for place, name in enumerate(order) if member(side, name, key) and score(side, name, key) * 100 >= least),
    default=(0, 1))[1]
sets = {}
for key in offers[0].keys() | offers[1].keys():
    way = tuple(side.get(key) for side in offers)
    if way[0] == way[1]:
        continue
    involved = [name for name in order if name in way]
    because = [f"in {name}" for name in involved if member(0, name, key) != member(1, name, key)]
    because += [f"score of {name}" for name in involved
                if member(0, name, key) and member(1, name, key) and abs(score(0, name, key) - score(1, name, key)) > 1e-12]
    # The rule of after (at least 50) over the standings of before.
    by_rule = best(0, key, 50)
    was = -order.index(way[0]) if way[0] else 1
    if by_rule != was or not because:
        because.append("the assignment")
    sets[tuple(because)] = sets.get(tuple(because), 0) + 1
add("retention_offer", "sets", sorted([" + ".join(key), n] for key, n in sets.items()))

# Metrics of those who entered, left and stayed.
was = {key for key, row in rows(before, "streaming_household").items() if row[0] is True}
now = {key for key, row in rows(after, "streaming_household").items() if row[0] is True}
for name, people in {"left": was - now, "stayed": was & now}.items():
    mean = after.execute("select avg(bill), avg(churn::int) from p where id in (select unnest($1))", [sorted(people)]).fetchone()
    add("streaming_household", f"metrics.{name}", [round(value, 6) for value in mean])

OUT.write_text("[\n" + ",\n".join(json.dumps(row) for row in figures) + "\n]\n", encoding="utf-8")
print(f"{len(figures)} figures")
