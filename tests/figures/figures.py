#!/usr/bin/env python3
"""Computes, independently of personac, the figures that its tests compare with, and writes figures.json beside itself.

    python3 -m pip install duckdb lifetimes "numpy<2" "pandas<2.2"
    python3 tests/figures/figures.py [folder with the data that does not ship]

Each project has its module, written by hand in SQL or pandas from the meaning of its specs; nothing reads a persona file.
Shares and means are rounded to 6 decimals; `keys_sha256` is over the matched keys in their own order, joined with "\\n".
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

import accounts_b2b
import airline
import cdnow
import crm
import retail
import superstore
import telco
import xyz_electronics

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
OUT = pathlib.Path(__file__).with_name("figures.json")

rows = xyz_electronics.figures(ROOT) + telco.figures(ROOT) + accounts_b2b.figures(ROOT)
for module in (crm, retail, superstore, cdnow, airline):
    if (DATA / module.needs).is_dir():
        rows += module.figures(ROOT, DATA)
    else:
        sys.exit(f"no {module.needs} under {DATA}: its figures would be lost")

OUT.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", encoding="utf-8")
print(f"{len(rows)} figures of {len({(row['project'], row['cohort']) for row in rows})} cohorts")
