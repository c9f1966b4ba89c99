"""tests/projects/superstore, by hand in pandas. The data does not ship: see `needs`."""

import math
from decimal import ROUND_HALF_UP, Decimal

import pandas

from lib import Figures

needs = "superstore_zh"
AS_OF = pandas.Timestamp("2017-06-30")


def exact(values):
    """A sum in fixed point: every value rounded to six places first."""
    return sum((Decimal(repr(float(v))).quantize(Decimal("0.000001"), ROUND_HALF_UP) for v in values), Decimal(0))


def earned(weight, grade):
    return math.floor(weight * 10_000 * grade + 0.5)


def ramp(x, a, b):
    return min(1.0, max(0.0, (x - a) / (b - a)))


def figures(root, data):
    orders = pandas.read_csv(data / needs / "订单.csv", parse_dates=["订单日期", "发货日期"])
    managers = pandas.read_csv(data / needs / "销售人员.csv").set_index("地区")["地区经理"]
    returns = pandas.read_csv(data / needs / "退货.csv")
    now = orders[orders["订单日期"] <= AS_OF]
    year = now[now["订单日期"] >= "2016-07-01"]
    out = Figures("tests/projects/superstore")
    how = "pandas over the CSV files as of 2017-06-30: later lines do not exist"

    rows = []
    for line in now.itertuples(index=False):
        line = dict(zip(now.columns, line))
        points = earned(60, ramp(line["折扣"], 0, 0.8)) + (400_000 if managers[line["地区"]] == "洪光" else 0)
        rows.append((line["行 ID"], bool(line["利润"] < 0 and line["销售额"] >= 3_000), points, 100 * 10_000))
    out.cohort("亏损大单", rows, how, (("甲", 70), ("乙", 30), ("丙", 0)))

    slow = ((now["发货日期"] - now["订单日期"]).dt.days >= 6) & now["客户 ID"].str.match(r"^[\u4e00-\u9fff]{2}-\d+$") & now["省/自治区"].isin(["广东", "浙江", "江苏"])
    out.cohort("慢发货", list(zip(now["行 ID"], [bool(x) for x in slow], [0] * len(now), [0] * len(now))), how)

    sums = {region: exact(year.loc[year["地区"] == region, "销售额"]) for region in managers.index}
    rows = []
    for region in managers.index:
        mine, lately = now[now["地区"] == region], year[year["地区"] == region]
        top = sum(value >= sums[region] for value in sums.values()) * 2 <= len(sums)
        losing = (lately["利润"] < 0).sum() / len(lately)
        mean = float(exact(mine["利润"])) / len(mine)
        rows.append((region, bool(top), (500_000 if losing < 0.25 else 0) + earned(50, ramp(mean, 0, 300)), 100 * 10_000))
    out.cohort("大区", rows, how)

    rows = []
    for order in returns["订单 ID"]:
        mine = now[now["订单 ID"] == order]
        points = (500_000 if (mine["类别"] == "技术").any() else 0) + earned(50, ramp(float(exact(mine["利润"])), 2_000, -2_000))
        mean = float(exact(mine["销售额"])) / len(mine) if len(mine) else None
        rows.append((order, None if mean is None else mean >= 1_500, points, 100 * 10_000))
    out.cohort("贵重退货", rows, how + "; without a line the mean is missing")
    return out.rows
