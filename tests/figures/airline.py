"""tests/projects/airline, in pandas: a rating of 0 is no answer. The data does not ship: see `needs`."""

from fractions import Fraction

import pandas as pd

from lib import Figures, rounded

needs = "airline_satisfaction"


def figures(root, data):
    people = pd.read_csv(data / needs / "airline_test.csv")
    rating = lambda column: people[column].where(people[column] != 0)
    wifi, boarding, times = rating("Inflight wifi service"), rating("Online boarding"), rating("Departure/Arrival time convenient")
    late, pleased = people["Arrival Delay in Minutes"], people["satisfaction"] == "satisfied"
    frequent = (people["Customer Type"] == "Loyal Customer") & (people["Type of Travel"] == "Business travel")
    away = (people["Type of Travel"] == "Personal Travel") & people["Class"].isin(["Eco", "Eco Plus"]) & ~(wifi.isna() & boarding.isna())
    points = 40 * (people["Class"] == "Business") + 30 * (people["Flight Distance"] >= 1000) + 30 * (boarding >= 4)
    out = Figures("tests/projects/airline")
    how = "pandas; a rating of 0 is no answer"
    truth = lambda mask: [True if m else False for m in mask]
    delayed = [None if pd.isna(minutes) else bool(minutes > 15) for minutes in late]
    ids = people["id"].tolist()
    out.cohort("frequent_flyer", [(k, m, int(p) * 10000, 1000000) for k, m, p in zip(ids, truth(frequent), points)], how,
               (("A", 70), ("B", 40), ("C", 0)))
    out.cohort("holiday_maker", [(k, m, 0, 0) for k, m in zip(ids, truth(away))], how)
    out.cohort("delayed", [(k, m, 0, 0) for k, m in zip(ids, delayed)], how)
    top = lambda answers, least, mask: rounded_share(answers[mask].dropna() >= least)
    everyone = pd.Series(True, index=people.index)
    for cohort, mask in [("everyone", everyone), ("frequent_flyer", frequent), ("holiday_maker", away), ("delayed", late > 15)]:
        out.add(cohort, "metric.wifi", top(wifi, 4, mask), how)
        out.add(cohort, "metric.boarding", top(boarding, 4, mask), how)
        out.add(cohort, "metric.times", top(times, 5, mask), how)
        out.add(cohort, "metric.seat", rounded_mean(rating("Seat comfort")[mask]), how)
        out.add(cohort, "metric.pleased", rounded_share(pleased[mask]), how)
        # The smallest value with at least half of the values at or below it.
        out.add(cohort, "metric.delay", float(late[mask].dropna().quantile(0.5, interpolation="lower")), how)
    out.add("frequent_flyer", "claim.1", rounded_share(pleased[frequent]), how)
    out.add("frequent_flyer", "claim.2", top(wifi, 4, frequent), how)
    out.add("holiday_maker", "claim.1", rounded_share(pleased[away]), how)
    out.add("delayed", "claim.1", round(pleased[late > 15].mean() / pleased.mean(), 6), how)
    return out.rows


def rounded_share(truths):
    return rounded_mean(truths.astype(int))


def rounded_mean(values):
    known = values.dropna()
    return rounded(Fraction(int(known.sum()), len(known)))
