"""The park folder: manifest, meter registry, delimited files, dates and steps."""
import csv
import datetime as dt
import os
import pathlib
import re
import tomllib
from fractions import Fraction as Fr

from numbers_ import UNITS, parse_num

DAY = 1440


def ordinal(y, m, d):
    return dt.date(y, m, d).toordinal()


def parse_date(text):
    m = re.match(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$", text.strip())
    if not m:
        return None
    try:
        return dt.date(*map(int, m.groups()))
    except ValueError:
        return None


def parse_month(text):
    """Month number y*12+m-1."""
    t = text.strip()
    m = re.match(r"^(\d{4})-(\d{1,2})$", t) or re.match(r"^(\d{4})年(\d{1,2})月$", t)
    if not m:
        return None
    y, mo = int(m[1]), int(m[2])
    return y * 12 + mo - 1 if 1 <= mo <= 12 else None


def month_of(d):
    return d.year * 12 + d.month - 1


def month_first(k):
    return dt.date(k // 12, k % 12 + 1, 1)


def month_last(k):
    return month_first(k + 1) - dt.timedelta(days=1)


def month_name(k):
    return f"{k // 12:04d}-{k % 12 + 1:02d}"


def parse_offset(text):
    if text == "Z":
        return 0
    m = re.match(r"^([+-])(\d{2}):?(\d{2})$", text)
    return (-1 if m[1] == "-" else 1) * (int(m[2]) * 60 + int(m[3]))


_STAMP = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
                    r"(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?)?$")


def parse_stamp(text, park_offset, table_offset=None):
    """('month', k) | ('day', ordinal) | ('instant', minutes since the epoch, local) | None."""
    t = text.strip()
    k = parse_month(t)
    if k is not None:
        return ("month", k)
    m = _STAMP.match(t)
    if not m:
        return None
    try:
        day = ordinal(int(m[1]), int(m[2]), int(m[3]))
    except ValueError:
        return None
    if m[4] is None:
        return ("day", day)
    h, mi, s = int(m[4]), int(m[5]), int(m[6] or 0)
    if h > 24 or mi > 59 or s > 59 or (h == 24 and (mi or s)):
        return None
    minute = Fr(day * DAY + h * 60 + mi) + Fr(s, 60)
    off = parse_offset(m[7]) if m[7] else table_offset
    if off is not None:
        minute += park_offset - off
    return ("instant", minute)


# ---- steps: an int number of minutes that divides an hour or a day, "day" or "month"

def step_order(step):
    return {"day": DAY, "month": 31 * DAY}.get(step, step)


def step_name(step):
    return f"{step}min" if isinstance(step, int) else step


def parse_step(text):
    if text in ("day", "1d", "1day"):
        return "day"
    if text in ("month", "1month"):
        return "month"
    m = re.match(r"^(\d+)\s*(min|h)$", text)
    n = int(m[1]) * (60 if m[2] == "h" else 1)
    return "day" if n == DAY else n


def interval_start(step, k):
    """First minute of the interval."""
    if step == "month":
        return month_first(k).toordinal() * DAY
    return k * (DAY if step == "day" else step)


def interval_of(step, minute):
    """The interval that contains a minute."""
    if step == "month":
        return month_of(dt.date.fromordinal(int(minute) // DAY))
    return int(minute // (DAY if step == "day" else step))


def hours_of(step, k):
    return Fr(interval_start(step, k + 1) - interval_start(step, k), 60)


# ---- files

def criteria_of(root):
    """The criteria that a random park is to be judged by, as arguments of the program: a folder sets none, so that they stand in comments of its park.toml."""
    with open(os.path.join(root, "park.toml"), encoding="utf-8") as f:
        return [word for line in f if line.startswith("# --set ") for word in ("--set", line[len("# --set "):].strip())]


class Table:
    """A delimited file: header and (line, {column: text}) rows, blank and total rows left out."""

    def __init__(self, root, rel):
        self.rel = rel
        self.rows = []
        with open(os.path.join(root, rel), encoding="utf-8-sig", newline="") as f:
            reader = csv.reader(f)
            self.header = None
            for cells in reader:
                line = reader.line_num
                cells = [c.strip() for c in cells]
                if not any(cells):
                    continue
                if self.header is None:
                    self.header = cells
                    continue
                if cells[0] == "合计":
                    continue
                self.rows.append((line, dict(zip(self.header, cells + [""] * len(self.header)))))
        self.header = self.header or []


class Meter:
    def __init__(self, row):
        g = lambda k: row.get(k, "")
        self.id = g("meter_id")
        self.carrier = g("carrier")
        self.flow = g("flow")
        self.unit = g("unit")
        self.multiplier = parse_num(g("multiplier") or "1")
        if g("multiplier_applied") in ("yes", "true", "1"):
            self.multiplier = Fr(1)
        self.parent = g("parent") or None
        self.positive = g("positive")
        self.rating_kw = parse_num(g("rating_kw")) if g("rating_kw") else None
        self.rating = parse_num(g("rating")) if g("rating") else None
        self.less = g("less").split()
        self.digits = int(g("digits")) if g("digits") else None
        self.loss = parse_num(g("loss_percent") or "0") / 100
        self.source = g("source")
        self.project_code = g("project_code")
        self.use = g("use") or "fuel"
        self.ncv = parse_num(g("ncv")) if g("ncv") else None
        self.frm = parse_date(g("from")) if g("from") else None
        self.to = parse_date(g("to")) if g("to") else None
        self.note = g("service_note")

    @property
    def electric(self):
        return self.carrier == "electricity"

    @property
    def boundary(self):
        """Counts at the boundary: no parent, or an auxiliary of a generator."""
        return self.parent is None or (self.electric and self.flow == "auxiliary")

    @property
    def signed(self):
        return self.flow in ("grid-net", "storage-net")

    @property
    def own_use_flow(self):
        return self.electric and self.flow in ("onsite-renewable", "direct-line")

    @property
    def nuclear(self):
        return self.flow == "direct-line" and self.source == "nuclear"

    def limit_per_hour(self):
        """Rating in base units per hour, or None."""
        if self.electric:
            return None if self.rating_kw is None else self.rating_kw / 1000
        if self.rating is None:
            return None
        return self.rating * UNITS[self.unit][1]


class Park:
    def __init__(self, root):
        self.root = root
        with open(os.path.join(root, "park.toml"), "rb") as f:
            self.cfg = tomllib.load(f)
        self.cfg.setdefault("policy", {}).update(pair.split("=", 1) for pair in criteria_of(root)[1::2])
        p = self.cfg["park"]
        self.name = p.get("name", "")
        self.province = p.get("province", "")
        self.offset = parse_offset(p.get("utc_offset", "+08:00"))
        self.policy = self.cfg.get("policy", {})
        self.inputs = {}
        meters_file = self.cfg.get("meters", {}).get("file", "meters.csv")
        self.loads_complete = bool(self.cfg.get("meters", {}).get("loads_complete", False))
        self.meters = [Meter(r) for _, r in self.table(meters_file).rows]
        self.by_id = {m.id: m for m in self.meters}
        self.set_period(self.cfg.get("period"))

    def set_period(self, period):
        if not period:
            self.start = self.end = None     # found from the readings
            return
        if "year" in period:
            self.start = dt.date(period["year"], 1, 1)
            self.end = dt.date(period["year"], 12, 31)
        else:
            self.start = dt.date.fromisoformat(str(period["start"]))
            self.end = dt.date.fromisoformat(str(period["end"]))

    @property
    def interim(self):
        return not ((self.start.month, self.start.day) == (1, 1)
                    and (self.end.month, self.end.day) == (12, 31)
                    and self.start.year == self.end.year)

    @property
    def days(self):
        return (self.end - self.start).days + 1

    def months_inside(self):
        """Months wholly inside the period."""
        first, last = month_of(self.start), month_of(self.end)
        return [k for k in range(first, last + 1)
                if month_first(k) >= self.start and month_last(k) <= self.end]

    def months_touched(self):
        return list(range(month_of(self.start), month_of(self.end) + 1))

    def table(self, rel):
        if rel not in self.inputs:
            self.inputs[rel] = Table(self.root, rel)
        return self.inputs[rel]

    def expand(self, patterns):
        found = []
        base = pathlib.Path(self.root)
        for pat in patterns:
            if (base / pat).is_file():
                found.append(pat)
            else:
                found += [str(p.relative_to(base)) for p in base.glob(pat) if p.is_file()]
        return sorted(set(found), key=lambda s: s.encode())

    def files(self, key):
        """Tables of a section, in byte order of their names."""
        sec = self.cfg.get(key)
        return [self.table(f) for f in self.expand(sec["files"])] if sec else []

    def setting(self, name, default=None):
        v = self.policy.get(name, default)
        return v.get("value") if isinstance(v, dict) and "value" in v else v

    def rule_setting(self, kind, rule):
        v = self.policy.get(kind, {}).get(rule)
        return v if v is not None else self.policy.get(f"{kind}.{rule}")
