#!/usr/bin/env python3
"""Derives data/customers.csv from the invoice lines: one row for each customer id.

    python3 derive_customers.py path/to/online_retail.csv.gz
"""

import collections
import csv
import gzip
import pathlib
import sys

lines = collections.defaultdict(collections.Counter)
first = {}
with gzip.open(sys.argv[1], "rt", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        if row["CustomerID"]:
            key = int(float(row["CustomerID"]))
            lines[key][row["Country"]] += 1
            first[key] = min(first.get(key, "9999"), row["InvoiceDate"][:10])

with open(pathlib.Path(__file__).parent / "data" / "customers.csv", "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["CustomerID", "Country", "first_seen"])
    for key in sorted(lines):
        # nine customers moved: the country of most lines, the first by name where two agree
        country = min(lines[key], key=lambda name: (-lines[key][name], name))
        writer.writerow([key, country, first[key]])
