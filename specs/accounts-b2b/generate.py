#!/usr/bin/env python3
"""Writes what a CRM would add to data/accounts.csv: account_facts.csv, contacts.csv, opportunities.csv.

The companies in accounts.csv are real; everything written here about them is invented: head counts, revenues, tools,
people, deals, and who is a customer. The same seed gives the same bytes on every machine.

    python3 generate.py
"""

import csv
import datetime as dt
import pathlib
import random

SEED = 503
TODAY = dt.date(2026, 10, 31)
EXPORTED = dt.date(2026, 11, 6)  # the CRM export is a few days younger than the as-of date
HERE = pathlib.Path(__file__).parent / "data"

rng = random.Random(SEED)


def chance(p):
    return rng.random() < p


def whole(low, high):
    """A whole number from low to high, both included."""
    return low + int(rng.random() * (high - low + 1))


def skewed(low, high):
    """A whole number from low to high, small ones far more likely."""
    return low + int(rng.random() * rng.random() * rng.random() * (high - low + 1))


def pick(items):
    return items[int(rng.random() * len(items))]


def weighted(pairs):
    """One of [(value, weight), …]; weights are whole numbers."""
    at = int(rng.random() * sum(weight for _, weight in pairs))
    for value, weight in pairs:
        at -= weight
        if at < 0:
            return value
    raise AssertionError("unreachable")


def unless(p, value):
    """The value, or with probability p an empty cell."""
    return "" if chance(p) else value


def write(name, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0].keys())
        writer.writerows(row.values() for row in rows)


MODERN = {"Information Technology": 70, "Financials": 55, "Communication Services": 55, "Health Care": 45, "Consumer Discretionary": 40}
CUSTOMER_SECTORS = {"Information Technology", "Financials", "Health Care"}
NAMES = ["Ana", "Ben", "Carla", "David", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jun", "Kofi", "Lena", "Mei", "Noah", "Olga", "Priya", "Quinn", "Rosa", "Sven", "Tara"]
FAMILY = ["Abbot", "Brandt", "Castro", "Diaz", "Egan", "Fischer", "Gupta", "Haas", "Ito", "Jansen", "Khan", "Lopez", "Meyer", "Nowak", "Okafor", "Park", "Reyes", "Silva", "Tanaka", "Weber"]
TITLES = [
    ("VP Data", 7), ("Vice President, Operations", 6), ("Head of Analytics", 8), ("Head of Data Platform", 6), ("Director, Data Engineering", 7),
    ("director of risk", 4), ("数据总监", 3), ("Chief Data Officer", 5), ("CFO", 4), ("CIO", 5), ("Data Engineer", 14), ("Senior Data Engineer", 7),
    ("Analytics Engineer", 8), ("Business Analyst", 8), ("Procurement Manager", 6), ("Headhunter", 1), ("", 3),
]
OWNERS = ["Marta Lind", "Owen Clarke", "Yuan Tao", "Sofia Marin", "Pavel Hruby", "Dana Whitfield"]

facts, contacts, deals = [], [], []
for account in csv.DictReader(open(HERE / "accounts.csv", encoding="utf-8", newline="")):
    symbol, sector = account["Symbol"], account["GICS Sector"]
    employees = 500 + skewed(0, 190_000)
    revenue = employees * whole(180, 900) // 1000  # USD million
    modern = chance(MODERN.get(sector, 22) / 100)
    stack = set()
    if modern:
        stack |= {pick(["snowflake", "databricks", "bigquery"])} | ({"dbt"} if chance(0.6) else set()) | ({"airflow"} if chance(0.4) else set())
    stack |= {pick(["tableau", "power bi", "excel"])}
    if not modern and chance(0.35):
        stack.add("mainframe")
    fit = modern and sector in CUSTOMER_SECTORS and 2_000 <= employees <= 60_000
    customer = chance(0.42 if fit else 0.08)
    since = TODAY - dt.timedelta(days=whole(20, 2_000)) if customer else None
    # Signed, but the contract starts next month: not a customer yet.
    starting = not customer and fit and chance(0.06)
    if starting:
        since = dt.date(2026, 12, 1)
    facts.append({
        "account_id": symbol,
        "employees": unless(0.05, employees),
        "revenue_musd": unless(0.06, revenue),
        "data_team": unless(0.18, skewed(8, 150) if modern else skewed(0, 40)),
        "stack": unless(0.1, ";".join(sorted(stack))),
        "customer_since": since.isoformat() if since else "",
    })

    warm = customer or chance(0.5 if fit else 0.2)
    for _ in range(whole(1, 5)):
        name = f"{pick(NAMES)} {pick(FAMILY)}"
        number = len(contacts) + 1
        contacts.append({
            "contact_id": f"P{number:04d}",
            "account_id": unless(0.02, symbol),
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}.{number}@mail.example",
            "title": weighted(TITLES),
            "country": weighted([("US", 70), ("DE", 8), ("GB", 8), ("CN", 6), ("IE", 4), ("", 4)]),
            "last_active": unless(0.08, (TODAY - dt.timedelta(days=skewed(0, 240) if warm else whole(20, 900))).isoformat()),
            "newsletter": unless(0.05, "yes" if chance(0.5 if warm else 0.2) else "no"),
            "opted_in": weighted([("yes", 86), ("no", 10), ("", 4)]),
        })

    def deal(opened, closed, stage):
        deals.append({
            "account_id": symbol,
            "owner": pick(OWNERS),
            "source": weighted([("inbound", 34), ("outbound", 36), ("partner", 18), ("event", 12)]),
            "stage": stage,
            "opened_on": opened.isoformat(),
            "closed_on": closed.isoformat() if closed else "",
            "amount": unless(0.03, f"{whole(12, 480) * 1000 + skewed(0, 99_999) // 10}.{pick(['00', '00', '50', '95'])}"),
        })

    if since:  # the deal that made them a customer
        signed = min(since, TODAY - dt.timedelta(days=12))
        deal(signed - dt.timedelta(days=whole(20, 200)), signed, "Won")
    for _ in range(whole(0, 3) if customer else weighted([(0, 45), (1, 35), (2, 20)]) if warm else weighted([(0, 75), (1, 25)])):
        opened = EXPORTED - dt.timedelta(days=skewed(0, 1_000))
        closed = opened + dt.timedelta(days=whole(20, 240))
        if closed > TODAY:
            deal(opened, None, weighted([("Discovery", 45), ("Proposal", 35), ("Negotiation", 20)]))
        else:
            deal(opened, closed, weighted([("Won", 62), ("Lost", 38)]) if customer and opened > since else "Lost")

deals.sort(key=lambda deal: (deal["opened_on"], deal["account_id"]))
write("account_facts.csv", facts)
write("contacts.csv", contacts)
write("opportunities.csv", [{"opportunity_id": f"D{number:04d}", **deal} for number, deal in enumerate(deals, 1)])
