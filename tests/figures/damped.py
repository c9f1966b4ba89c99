#!/usr/bin/env python3
"""Prints, from statsmodels, the figures that the tests of src/stats/damped.rs compare with.

    python3 -m pip install statsmodels
    python3 tests/figures/damped.py
"""

import numpy as np
import pandas as pd
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

SERIES = {
    # Hyndman & Athanasopoulos, "Forecasting: Principles and Practice" (2nd edition), section 7.2: air passengers of Australia
    # in millions, 1990 to 2016, as its data set `ausair` holds them.
    "ausair": [
        17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58, 32.58, 33.48, 39.02, 41.39, 41.60, 44.66,
        46.95, 48.73, 51.49, 50.03, 60.64, 63.36, 66.36, 68.20, 68.12, 69.78, 72.60,
    ],
    "rising": [46, 55, 67, 76, 87, 95, 101, 107, 116, 121, 119, 122, 123, 123, 125, 127, 128, 131, 128, 132, 134, 129],
    "falling": [67, 73, 75, 64, 64, 58, 49, 54, 51, 50, 47, 43, 44, 40, 41, 37],
}

BOUNDS = {
    "smoothing_level": (1e-4, 1 - 1e-4),
    "smoothing_trend": (1e-4, 1 - 1e-4),
    "damping_trend": (0.8, 0.98),
}

for name, values in SERIES.items():
    y = pd.Series(values, dtype=float)
    best = None
    model = ETSModel(y, error="add", trend="add", damped_trend=True, initialization_method="estimated", bounds=dict(BOUNDS))
    starts = [None]
    for alpha in [0.05, 0.3, 0.6, 0.9, 0.99]:
        for beta in [0.01, 0.1, 0.5]:
            for phi in [0.81, 0.9, 0.979]:
                starts.append(np.array([alpha, alpha * beta, phi, y[0], y[1] - y[0]]))
    for start in starts:
        try:
            fit = model.fit(start_params=start, disp=False, maxiter=5000)
        except Exception:
            continue
        if np.isfinite(fit.sse) and (best is None or fit.sse < best.sse):
            best = fit
    a, b, phi = best.alpha, best.beta, best.phi
    steps = 6
    prediction = best.get_prediction(start=len(y), end=len(y) + steps - 1)
    mean = np.asarray(prediction.predicted_mean)
    # statsmodels takes the variance of the errors as sse / n.
    relative = np.sqrt(np.asarray(prediction.forecast_variance) / (best.sse / len(y)))
    print(name)
    print("  sse", repr(float(best.sse)), "alpha", repr(float(a)), "beta", repr(float(b)), "phi", repr(float(phi)))
    print("  mean", [float(m) for m in mean])
    print("  sd / sigma", [float(r) for r in relative])

print("fixed parameters: alpha 0.6, beta 0.12, phi 0.9, level 20, trend 3, on rising")
y = pd.Series(SERIES["rising"], dtype=float)
model = ETSModel(y, error="add", trend="add", damped_trend=True, initialization_method="known", initial_level=20.0, initial_trend=3.0)
fixed = model.smooth([0.6, 0.12, 0.9])
prediction = fixed.get_prediction(start=len(y), end=len(y) + 5)
print("  sse", float(fixed.sse), "mean", [float(m) for m in np.asarray(prediction.predicted_mean)])
print("  sd / sigma", [float(v) for v in np.sqrt(np.asarray(prediction.forecast_variance) / (fixed.sse / len(y)))])
