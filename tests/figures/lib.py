"""What every project's figures need: exact arithmetic over the rows that a hand-written query returns.

Nothing here reads a persona file. A query answers, for each person of the population, one row of
    key, m (TRUE, FALSE or NULL = undecided), earned, total
with `earned` and `total` in ten-thousandths of a point (both NULL-free; leave them out for a cohort without `should`).
"""

import hashlib
from fractions import Fraction

MACROS = """
-- What a `should` earns, in ten-thousandths of a point. Unknown earns nothing.
create macro earns(w, truth) as case when truth then cast(w as bigint) * 10000 else 0 end;
create macro graded(w, grade) as coalesce(cast(floor(cast(w as double) * 10000 * grade + 0.5) as bigint), 0);
-- `least` and `greatest` pass over NULL, so unknown needs its own case
create macro ramp(x, a, b) as case when x is not null then greatest(0.0, least(1.0, (cast(x as double) - a) / (b - a))) end;
create macro decay(days, half) as case when days <= 0 then 1.0 else pow(0.5, days / cast(half as double)) end;
"""


def rounded(value, places=6):
    """Half away from zero, exactly, as a float that prints with at most `places` decimals."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return float(Fraction(whole if value >= 0 else -whole, 10**places))


def keys_sha256(keys):
    """Over the keys in their own order (numbers by value, text by code point), joined with newlines."""
    return hashlib.sha256("\n".join(str(key) for key in sorted(keys)).encode()).hexdigest()


class Figures:
    def __init__(self, project):
        self.project, self.rows = project, []

    def add(self, cohort, figure, value, how, within=None):
        """`within` is how far apart two fits of a model may be, as a part of the value."""
        row = {"project": self.project, "cohort": cohort, "figure": figure, "value": value, "how": how}
        self.rows.append(row if within is None else row | {"within": within})

    def cohort(self, cohort, rows, how, tiers=()):
        """`rows` is a list of (key, m, earned, total); `tiers` are (name, bound) with the highest bound first."""
        population = len(rows)
        assert len({row[0] for row in rows}) == population, f"{cohort}: a key twice"
        members = [row for row in rows if row[1] is True]
        undecided = sum(row[1] is None for row in rows)
        self.add(cohort, "population", population, how)
        self.add(cohort, "matched", len(members), how)
        self.add(cohort, "undecided", undecided, how)
        self.add(cohort, "not_matched", population - len(members) - undecided, how)
        self.add(cohort, "share", rounded(Fraction(len(members), population)), how)
        self.add(cohort, "keys_sha256", keys_sha256([row[0] for row in members]), how)
        self.scores(cohort, [(row[0], *row[2:]) for row in members], how, tiers)

    def scores(self, name, rows, how, tiers=()):
        """Mean score and tier sizes over (key, earned, total) rows; a row without a total always scores 100."""
        points = [Fraction(100) if not row[2] else Fraction(max(row[1], 0) * 100, row[2]) for row in rows]
        if points:
            self.add(name, "mean_score", rounded(sum(points) / len(points)), how)
        left = points
        for tier, bound in tiers:
            bound = Fraction(str(bound))
            inside = [p for p in left if p >= bound]
            left = [p for p in left if p < bound]
            self.add(name, f"tiers.{tier}", len(inside), f"{how}; score at or above {bound} and below the next tier")
        return points

    def journey(self, con, cohort, name, stages, people, how):
        """`people` is a query of one row per person of the group: a boolean s0, s1, … and a date t0, t1, … (or NULL) per stage."""
        for i, stage in enumerate(stages):
            later = " or ".join(f"s{j}" for j in range(i + 1, len(stages))) or "false"
            reached, at = con.execute(f"select count(*) filter (s{i}), count(*) filter (s{i} and not ({later})) from ({people})").fetchone()
            self.add(cohort, f"journey.{name}.{stage}.reached", reached, how)
            self.add(cohort, f"journey.{name}.{stage}.at", at, f"{how}; at no later stage")
            if i == 0:
                continue
            share = con.execute(f"select avg(s{i}::int) from ({people}) where s{i - 1}").fetchone()[0]
            if share is not None:
                self.add(cohort, f"journey.{name}.{stage}.conversion", round(share, 6), "of those at the stage before")
            median = con.execute(f"""select quantile_disc(t{i} - t{i - 1}, 0.5) from ({people})
                                     where s{i} and s{i - 1} and t{i} >= t{i - 1}""").fetchone()[0]
            if median is not None:
                self.add(cohort, f"journey.{name}.{stage}.days", median, "the smallest number of days with half at or below it")

    def affinity(self, con, cohort, table, people, rows, least, how):
        """`people` is a query of (id, m), `rows` one of (id, category). Wilson's interval of the cohort's share over everyone's."""
        items = con.execute(f"""
            with p as ({people}), r as (select distinct id, category from ({rows}) where category is not null),
            c as (select category, count(*) filter (m) as k, count(*) as n from r join p using (id) group by 1),
            s as (select *, (select count(*) filter (m) from p) as members, (select count(*) from p) as everyone from c),
            w as (select category, k, (k / members) / (n / everyone) as lift,
                         ((k + 3.841458820694124 / 2) / (members + 3.841458820694124)
                          - 1.959963984540054 / (members + 3.841458820694124) * sqrt(k * (members - k) / members + 3.841458820694124 / 4))
                         / (n / everyone) as low
                  from s)
            select category, lift from w where k >= {least} and low > 1 order by lift desc, category limit 10""").fetchall()
        self.add(cohort, f"affinity.{table}", " ".join(category for category, _ in items), how)
        if items:
            self.add(cohort, f"affinity.{table}.lift", round(items[0][1], 6), "of the first: share over everyone's share")

    def pareto(self, con, entity, values, how):
        """`values` is a query of (value) over the population."""
        con.execute(f"create or replace temp table pareto as select value from ({values}) where value is not null")
        n, total = con.execute("select count(*), sum(value) from pareto").fetchone()
        self.add(entity, "pareto.known", n, how)
        for percent in (10, 20, 50):
            people = -(-n * percent // 100)
            held = con.execute(f"select sum(value) from (select value from pareto order by value desc limit {people})").fetchone()[0]
            self.add(entity, f"pareto.{percent}", rounded(Fraction(held) / Fraction(total)), f"share of the total held by the top {people}")

    def theme(self, con, cohort, name, rows, how):
        """`rows` is a query of (id, hit) over the rows of the group's people; hit is NULL where there is no text."""
        counts = con.execute(f"""select count(*), count(hit), count(*) filter (hit), count(distinct id) filter (hit is not null),
                                        count(distinct id) filter (hit) from ({rows})""").fetchone()
        for figure, value in zip(("rows", "texts", "found", "writers", "people"), counts):
            self.add(cohort, f"theme.{name}.{figure}", value, how)
