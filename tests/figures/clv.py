#!/usr/bin/env python3
"""Prints, from scipy and lifetimes, the figures that the tests of src/stats and tests/it/clv.rs compare with.

    python3 -m pip install lifetimes scipy "numpy<2" "pandas<2.2"
    python3 tests/figures/clv.py [folder with the data that does not ship]
"""

import math
import pathlib
import sys

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from scipy.special import gammaln, hyp2f1

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"

print("ln_gamma: (x, ln Γ(x))")
for x in [1e-6, 0.25, 0.5, 1.0, 1.5, 2.0, 3.7, 10.0, 123.456, 1e6]:
    print(f"({x!r}, {float(gammaln(x))!r}),")

print("hypergeometric_tail: (a, b, c, z, 2F1)")
for a, b, c, z in [
    (0.243, 2.426, 2.219, 0.5),
    (1.976, -0.207, 2.219, 0.5),
    (-3.3, 0.4, 7.9, 0.9),
    (26.243, 28.426, 28.219, 0.3),
    (2.0, 0.5, 0.3, 0.99),
    (0.7, -0.9, 0.05, 0.2),
    (400.0, 3.0, 2.0, 0.8),
]:
    print(f"({a!r}, {b!r}, {c!r}, {z!r}, {float(hyp2f1(a, b, c, z))!r}),")

folder = DATA / "cdnow"
buyers = pd.read_csv(folder / "cdnow_customers_summary.csv")
bg = BetaGeoFitter()
bg.fit(buyers["frequency"], buyers["recency"], buyers["T"])
x, t_x, T = (buyers[c].to_numpy() for c in ["frequency", "recency", "T"])
loss = bg._negative_log_likelihood([math.log(p) for p in bg.params_], x, t_x, T, x * 0 + 1, 0)
print("BG/NBD:", {k: float(v) for k, v in bg.params_.items()}, float(-loss) * len(buyers))

# With the published parameters, so that no two optimisers are compared.
published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
bg.params_ = pd.Series(published)
print("(x, t_x, T, t, expected purchases, alive)")
for x, t_x, T in [(0, 0.0, 38.86), (2, 30.43, 38.86), (1, 1.71, 38.86), (29, 37.0, 38.86), (7, 29.43, 35.14), (3, 2.0, 27.0)]:
    for t in [1.0, 39.0, 520.0]:
        expected = float(bg.conditional_expected_number_of_purchases_up_to_time(t, x, t_x, T))
        print(f"({x}, {t_x!r}, {T!r}, {t!r}, {expected!r}, {float(bg.conditional_probability_alive(x, t_x, T).item())!r}),")

values = pd.read_csv(folder / "cdnow_customers_summary_with_transactions.csv")
again = values[(values["x"] > 0) & (values["zbar"] > 0)]
gg = GammaGammaFitter()
gg.fit(again["x"], again["zbar"])
print("Gamma-Gamma:", len(again), {k: float(v) for k, v in gg.params_.items()})
gg.params_ = pd.Series({"p": 6.25, "q": 3.74, "v": 15.44})
print("(x, mean, expected value)")
for x, mean in [(0, 0.0), (2, 22.35), (1, 11.77), (29, 40.0)]:
    print(f"({x}, {mean!r}, {float(gg.conditional_expected_average_profit(x, mean))!r}),")

# Days, as personac has them; four weeks a period.
bg.params_ = pd.Series({**published, "alpha": published["alpha"] * 7})
print("(x, t_x days, T days, mean, discount, value of 13 periods of 28 days)")
for x, t_x, T, mean in [(2, 213.0, 272.0, 22.35), (0, 0.0, 272.0, 0.0), (7, 206.0, 246.0, 73.74)]:
    for discount in [0.0, 0.01]:
        each, total, before = float(gg.conditional_expected_average_profit(x, mean)), 0.0, 0.0
        for period in range(1, 14):
            until = float(bg.conditional_expected_number_of_purchases_up_to_time(28 * period, x, t_x, T))
            total += (until - before) * each / (1 + discount) ** period
            before = until
        print(f"({x}, {t_x!r}, {T!r}, {mean!r}, {discount!r}, {total!r}),")
