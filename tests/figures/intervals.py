#!/usr/bin/env python3
"""Prints, from statsmodels and numpy, the intervals that the tests of src/stats/interval.rs compare with.

    python3 -m pip install statsmodels
    python3 tests/figures/intervals.py
"""

import numpy as np
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

for k, n in [(0, 20), (1, 1), (5, 7), (66, 100), (4321, 1000000)]:
    low, high = proportion_confint(k, n, method="wilson")
    print(f"near(share({k}, {n}), {low!r}, {high!r}, 1e-12);")

for values in [[1.0, 2.0, 4.0], list(range(100))]:
    x = np.array(values, dtype=float)
    low, high = DescrStatsW(x).zconfint_mean()
    print(f"near(mean({len(x)}, {x.mean()!r}, {x.var(ddof=1)!r}), {low!r}, {high!r}, 1e-12);")

# Rocks (2016): three answers added, then the normal interval of a variable of three points.
for up, mid, down in [(19, 9, 8), (10, 0, 0), (0, 0, 1), (500, 300, 200)]:
    points, weights = np.array([1.0, 0.0, -1.0]), np.array([up + 0.75, mid + 1.5, down + 0.75])
    score = np.average(points, weights=weights)
    error = np.sqrt(np.average((points - score) ** 2, weights=weights) / weights.sum())
    low, high = np.clip(100 * np.array(norm.interval(0.95, loc=score, scale=error)), -100, 100)
    seen = 100 * (up - down) / (up + mid + down)  # always within
    low, high = min(low, seen), max(high, seen)
    print(f"near(nps({up}, {mid}, {down}), {low!r}, {high!r}, 1e-10);")
