#!/usr/bin/env python3
"""Writes data/*.csv for the XYZ Electronics sample. Every person and order in it is invented.

The same seed gives the same bytes on every machine: all chance comes from `random()` of one seeded generator, and
no step uses floating-point functions whose last digit may differ between platforms.

    python3 generate.py
"""

import csv
import datetime as dt
import pathlib
import random

SEED = 20261031
CUSTOMERS = 2000
SNAPSHOT = dt.date(2026, 10, 31)  # the customer table is of this day
FEED_END = dt.date(2026, 11, 3)  # the order feed ran on for three days: rows after the as-of date do not count
HERE = pathlib.Path(__file__).parent / "data"

rng = random.Random(SEED)


def chance(p):
    return rng.random() < p


def whole(low, high):
    """A whole number from low to high, both included."""
    return low + int(rng.random() * (high - low + 1))


def bell(low, high):
    """A whole number from low to high, the middle more likely than the ends."""
    return low + int((rng.random() + rng.random() + rng.random()) / 3 * (high - low + 1))


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


def sample(items, n):
    """n different items, in the order of the list."""
    left = list(items)
    while len(left) > n:
        del left[int(rng.random() * len(left))]
    return left


def day_back(days):
    return SNAPSHOT - dt.timedelta(days=days)


def moment(day):
    """A time of day when people shop: mostly the evening, seldom at night."""
    hour = weighted([(0, 2), (1, 1), (7, 2), (9, 4), (12, 7), (15, 5), (18, 8), (20, 12), (21, 12), (22, 8), (23, 4)])
    return f"{day.isoformat()} {hour:02d}:{whole(0, 59):02d}:{whole(0, 59):02d}"


def cents(value):
    return f"{value // 100}.{value % 100:02d}"


def flag(value):
    return "true" if value else "false"


def unless(p, value):
    """The value, or with probability p an empty cell."""
    return "" if chance(p) else value


def write(name, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0].keys())
        writer.writerows(row.values() for row in rows)


# Four ways of life hide behind the columns. No column names them: finding them again is the work of the specs.
KINDS = [("pro", 10), ("hunter", 13), ("guardian", 11), ("other", 66)]

CITIES = {
    "tier-1": ["北京", "上海", "广州", "深圳"],
    "new tier-1": ["杭州", "成都", "南京", "苏州", "武汉", "西安", "重庆"],
    "tier-2": ["厦门", "宁波", "无锡", "合肥", "福州", "济南", "昆明"],
    "other": ["洛阳", "绵阳", "赣州", "遵义", "保定"],
}
TIERS = {
    "pro": [("tier-1", 76), ("new tier-1", 18), ("tier-2", 5), ("other", 1)],
    "hunter": [("tier-1", 14), ("new tier-1", 24), ("tier-2", 36), ("other", 26)],
    "guardian": [("tier-1", 26), ("new tier-1", 32), ("tier-2", 30), ("other", 12)],
    "other": [("tier-1", 16), ("new tier-1", 20), ("tier-2", 34), ("other", 30)],
}
ABROAD = [("SG", "Singapore"), ("MY", "Kuala Lumpur"), ("JP", "Tokyo"), ("DE", "Berlin")]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ["伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰", "子涵", "欣怡", "浩然", "雨桐", "思远", "佳琪", "俊熙", "梦瑶"]
ABROAD_NAMES = ["Wei Ling Tan", "Ahmad Rahman", "Yuki Sato", "Lena Vogel", "Marcus Lim", "Nurul Aziz", "Jonas Keller", "Aiko Mori"]
INTERESTS = ["audio", "automation", "cooking", "deals", "fitness", "gaming", "parenting", "photography", "security", "smart home"]
LIKELY = {
    "pro": ["smart home", "audio", "automation", "photography"],
    "hunter": ["deals", "gaming", "cooking"],
    "guardian": ["parenting", "security", "smart home", "cooking"],
    "other": INTERESTS,
}


def customer(number):
    kind = weighted(KINDS)
    abroad = chance(0.08)
    tier = "other" if abroad else weighted(TIERS[kind])
    country, city = pick(ABROAD) if abroad else ("CN", pick(CITIES[tier]))
    name = pick(ABROAD_NAMES) if abroad else pick(SURNAMES) + pick(GIVEN)
    age = {"pro": bell(27, 46), "hunter": bell(18, 46), "guardian": bell(28, 50), "other": bell(18, 84)}[kind]
    income = {"pro": bell(180, 520), "hunter": bell(60, 260), "guardian": bell(120, 420), "other": bell(50, 330)}[kind]
    children = {"pro": weighted([(0, 70), (1, 25), (2, 5)]), "hunter": weighted([(0, 65), (1, 25), (2, 10)]),
                "guardian": weighted([(0, 8), (1, 57), (2, 30), (3, 5)]), "other": weighted([(0, 62), (1, 28), (2, 10)])}[kind]
    interests = set(sample(LIKELY[kind], whole(1, 3))) | (set(sample(INTERESTS, 1)) if chance(0.4) else set())
    last_seen = min(whole(0, 400), whole(0, 400)) if kind == "other" else min(whole(0, 240), whole(0, 240), whole(0, 240))
    spelled = tier
    if chance(0.02):  # typed by hand in a shop: the catalog's `normalize` takes care of it
        spelled = tier.title() if chance(0.5) else f" {tier}"
    return kind, {
        "customer_id": f"C{number:05d}",
        "name": name,
        "age": unless(0.04, age),
        "country": country,
        "city": city,
        "city_tier": spelled,
        "income": unless(0.12, income * 1000),
        "children": unless(0.06, children),
        "interests": unless(0.05, ";".join(sorted(interests))),
        "early_adopter": unless(0.06, flag(chance({"pro": 0.82, "hunter": 0.18, "guardian": 0.3, "other": 0.2}[kind]))),
        "devices_owned": unless(0.03, {"pro": bell(2, 10), "hunter": bell(0, 5), "guardian": bell(1, 7), "other": bell(0, 5)}[kind]),
        "reviews_read": unless(0.05, {"pro": bell(2, 16), "hunter": bell(2, 12), "guardian": bell(1, 12), "other": bell(0, 7)}[kind]),
        # Asked in a survey that many skip.
        "privacy_concern": unless(0.16, {"pro": weighted([(2, 4), (3, 12), (4, 40), (5, 44)]),
                                         "hunter": weighted([(1, 30), (2, 30), (3, 25), (4, 15)]),
                                         "guardian": weighted([(3, 12), (4, 42), (5, 46)]),
                                         "other": weighted([(1, 18), (2, 28), (3, 34), (4, 14), (5, 6)])}[kind]),
        "last_seen": unless(0.03, f"{day_back(last_seen + 1).isoformat()} {whole(0, 23):02d}:{whole(0, 59):02d}:{whole(0, 59):02d}"),
        "marketing_opt_in": weighted([("true", 88), ("false", 9), ("", 3)]),
        "acquisition_cost": cents(bell(1500, 24000)),
        "ltv": "",
    }


CATEGORIES = [("speaker", 24), ("lighting", 22), ("hub", 14), ("camera", 16), ("lock", 10), ("vacuum", 14)]
PRICES = {"speaker": (19900, 249900), "lighting": (4900, 69900), "hub": (29900, 129900),
          "camera": (14900, 99900), "lock": (79900, 299900), "vacuum": (99900, 499900)}


def orders_of(kind, person):
    usual = {"pro": bell(2, 11), "hunter": bell(2, 10), "guardian": bell(1, 8), "other": max(0, bell(-3, 6))}[kind]
    refunder = chance(0.06)
    rows = []
    for _ in range(usual):
        category = weighted(CATEGORIES)
        low, high = PRICES[category]
        price = bell(low, high)
        discounted = chance({"pro": 0.14, "hunter": 0.78, "guardian": 0.3, "other": 0.32}[kind])
        if discounted:
            price = price * whole(55, 90) // 100
        if kind == "pro":
            price = price * 130 // 100
        # Two years back, the recent past a little denser; a few rows lie after the snapshot.
        back = min(whole(-3, 730), whole(-3, 730)) if chance(0.4) else whole(-3, 730)
        rows.append({
            "customer_id": person["customer_id"],
            "ordered_at": moment(day_back(back)),
            "amount": cents(price),
            "category": category,
            "channel": weighted({"pro": [("online", 86), ("store", 14)], "hunter": [("online", 80), ("store", 20)],
                                 "guardian": [("online", 64), ("store", 36)], "other": [("online", 36), ("store", 64)]}[kind]),
            "status": weighted([("paid", 50), ("refunded", 46), ("cancelled", 4)] if refunder
                               else [("paid", 92), ("refunded", 5), ("cancelled", 3)]),
            "discounted": unless(0.02, flag(discounted)),
        })
    # Lifetime value: margin on what was paid, plus what a subscription may bring.
    paid = sum(int(row["amount"].replace(".", "")) for row in rows if row["status"] == "paid")
    person["ltv"] = unless(0.02, cents(paid * 28 // 100 + bell(0, 60000)))
    return rows


def events_of(kind, person):
    rows = []
    for _ in range({"pro": bell(0, 9), "hunter": bell(0, 5), "guardian": bell(0, 5), "other": max(0, bell(-3, 3))}[kind]):
        rows.append({
            "customer_id": person["customer_id"],
            "occurred_at": moment(day_back(min(whole(0, 120), whole(0, 120)))),
            "kind": weighted([("visit", 50), ("search", 18), ("compare", 20), ("community", 12)]),
        })
    return rows


BODIES = {
    "integration": [
        "The new lamp will not pair with the hub.", "网关连接不上，App 一直转圈。", "音箱和门锁配对失败，试了三次。",
        "Three apps for four devices. Can I connect them all in one place?", "升级之后摄像头和中控断开连接了。",
        "How do I connect your speaker to another brand's hub?",
    ],
    "privacy": [
        "Who can see the camera recordings?", "摄像头的录像存在哪里？可以只存本地吗？", "Please delete my voice history.",
        "孩子房间的摄像头安全吗？谁能看到画面？",
    ],
    "delivery": ["Parcel is two days late.", "快递显示签收，但我没有收到。", "请改一下收货地址。"],
    "billing": ["I was charged twice.", "发票抬头写错了，麻烦重开。", "Is there a student discount?", "买完第二天就降价，可以补差价吗？"],
    "other": ["Do you open on Sunday?", "说明书丢了，有电子版吗？", "The remote rattles."],
}


def tickets_of(kind, person):
    rows = []
    topics = {"pro": [("integration", 54), ("privacy", 18), ("delivery", 10), ("billing", 8), ("other", 10)],
              "hunter": [("integration", 10), ("privacy", 2), ("delivery", 20), ("billing", 60), ("other", 8)],
              "guardian": [("integration", 18), ("privacy", 58), ("delivery", 10), ("billing", 6), ("other", 10)],
              "other": [("integration", 24), ("privacy", 12), ("delivery", 26), ("billing", 18), ("other", 20)]}[kind]
    for _ in range(weighted({"pro": [(0, 35), (1, 40), (2, 25)], "other": [(0, 76), (1, 21), (2, 3)]}.get(kind, [(0, 38), (1, 42), (2, 20)]))):
        topic = weighted(topics)
        rows.append({
            "customer_id": person["customer_id"],
            "opened_at": moment(day_back(whole(0, 540))),
            "topic": topic,
            "body": unless(0.03, pick(BODIES[topic])),
        })
    return rows


def surveys_of(kind, person):
    rows = []
    for _ in range(weighted([(0, 54), (1, 34), (2, 12)])):
        score = {"pro": bell(5, 12), "hunter": bell(2, 11), "guardian": bell(5, 11), "other": bell(2, 11)}[kind]
        score = min(10, score)
        rows.append({
            "customer_id": person["customer_id"],
            "answered_at": day_back(whole(0, 365)).isoformat(),
            "score": unless(0.03, score),
            "satisfaction": unless(0.08, max(1, min(5, (score + whole(0, 2)) // 2))),
            "effort": unless(0.1, max(1, min(7, 9 - score + whole(0, 2)))),
        })
    return rows


def numbered(prefix, key, rows, time):
    rows.sort(key=lambda row: (row[time], row["customer_id"]))
    return [{key: f"{prefix}{number:05d}", **row} for number, row in enumerate(rows, 1)]


people, orders, events, tickets, surveys = [], [], [], [], []
for number in range(1, CUSTOMERS + 1):
    kind, person = customer(number)
    orders += orders_of(kind, person)
    events += events_of(kind, person)
    tickets += tickets_of(kind, person)
    surveys += surveys_of(kind, person)
    people.append(person)

HERE.mkdir(exist_ok=True)
write("customers.csv", people)
write("orders.csv", numbered("O", "order_id", orders, "ordered_at"))
write("events.csv", numbered("E", "event_id", events, "occurred_at"))
write("tickets.csv", numbered("T", "ticket_id", tickets, "opened_at"))
write("surveys.csv", numbered("S", "survey_id", surveys, "answered_at"))
