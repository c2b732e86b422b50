"""Readings: files -> observations -> the state of every interval of every meter, with defects."""
import os
import re
from collections import Counter, defaultdict
from fractions import Fraction as Fr

from numbers_ import UNITS, ZERO, parse_num
from park import (DAY, hours_of, interval_of, interval_start, month_first, parse_date,
                  parse_stamp, parse_step)

PLACEHOLDERS = {"", "-", "--"}
ESTIMATED = {"e", "estimated", "估"}
BAD = {"bad", "invalid"}


class Defects:
    def __init__(self):
        self.items = []
        self.blocking = []

    def add(self, code, meter=None, file=None, line=None, count=1, blocks=False):
        """A row that cannot be read blocks; one of which only the value cannot be read is a missing reading."""
        if blocks:
            self.blocking.append((code, meter))
        self.items.append({"code": code, "meter": meter, "file": file, "line": line, "count": count})


class Obs:
    """One cell: a value with its stamp, as written."""
    __slots__ = ("file", "line", "kind", "t", "text", "quality", "table", "seq", "energy")

    def __init__(self, file, line, kind, t, text, quality, table, seq):
        self.file, self.line, self.kind, self.t = file, line, kind, t
        self.text, self.quality, self.table, self.seq = text, quality, table, seq


class Cell:
    """The state of one interval."""
    __slots__ = ("point", "lo", "hi", "missing", "estimated", "rows", "group")

    def __init__(self, point, lo, hi, missing=False, estimated=False, rows=(), group=None):
        self.point, self.lo, self.hi = point, lo, hi
        self.missing, self.estimated, self.rows, self.group = missing, estimated, rows, group

    @property
    def known(self):
        return self.lo is not None and self.lo == self.hi and not self.group


class Series:
    def __init__(self, meter):
        self.meter = meter
        self.step = None
        self.window = range(0)
        self.cells = {}
        self.used_rows = defaultdict(set)     # file -> lines
        self.own_use = False
        self.spikes = defaultdict(list)       # interval -> readings above the rating, not used
        self.groups = {}                      # register gaps: id -> (total, [intervals])
        self.children_only = False

    def counts(self):
        miss = sum(1 for c in self.cells.values() if c.missing)
        est = sum(1 for c in self.cells.values() if c.estimated)
        n = len(self.window)
        return n, n - miss, miss, est


def load(park):
    """All series by meter id, and the defects."""
    defects = Defects()
    obs = defaultdict(list)
    registers = defaultdict(list)
    bills = defaultdict(list)
    declared = {}
    unknown = {}
    jobs = []
    for idx, t in enumerate(park.cfg["readings"]):
        for f in park.expand(t["files"]):
            jobs.append((f.encode(), idx, f, resolve_layout(park, t)))
    seq = 0
    for _, _, rel, t in sorted(jobs, key=lambda j: j[:2]):
        tab = park.table(rel)
        cols = t.get("columns", {})
        col = lambda *names: next((cols[n] for n in names if n in cols), names[0])
        fixed = t.get("meter")
        if fixed == "{stem}":
            fixed = os.path.splitext(os.path.basename(rel))[0]
        multi = cols.get("meters")
        toff = None
        if "utc_offset" in t:
            from park import parse_offset
            toff = parse_offset(t["utc_offset"])
        for line, row in tab.rows:
            ids = list(multi) if multi else [fixed or row[col("meter_id", "meter")]]
            for mid in ids:
                seq += 1
                if mid not in park.by_id:
                    key = (rel, mid)
                    if key in unknown:
                        unknown[key]["count"] += 1
                    else:
                        defects.add("unknown-meter", mid, rel, line, 1)
                        unknown[key] = defects.items[-1]
                    continue
                if "interval" in t:
                    declared[mid] = parse_step(t["interval"])
                base = t["layout"]
                if base == "bill":
                    bills[mid].append((rel, line, row, t))
                    continue
                if base == "wide":
                    wide_row(park, defects, obs, mid, rel, line, row, tab.header, t, declared, col, seq)
                    continue
                text = row[multi[mid]] if multi else row[col("reading" if base == "register" else "value", "value", "reading")]
                stamp = parse_stamp(row[col("time")], park.offset, toff)
                if stamp is None:
                    defects.add("unparsable-row", mid, rel, line, blocks=True)
                    continue
                o = Obs(rel, line, stamp[0], stamp[1], text, row.get(col("quality"), ""), t, seq)
                (registers if base == "register" else obs)[mid].append(o)
    if park.start is None:
        choose_year(park, obs, registers, bills)
    out = {}
    for m in park.meters:
        s = Series(m)
        out[m.id] = s
        if m.id in bills:
            bill_series(park, s, bills[m.id], defects)
        elif m.id in registers:
            s.step = declared.get(m.id) or infer_step(registers[m.id])
            set_window(park, s)
            register_series(park, s, registers[m.id], defects)
        elif m.id in obs:
            s.step = declared.get(m.id) or infer_step(obs[m.id])
            set_window(park, s)
            interval_series(park, s, obs[m.id], defects)
        else:
            s.step = declared.get(m.id)
            if s.step is not None:
                set_window(park, s)
                fill_unknown(s, s.window)
                gap_entries(s, set(s.window), {}, defects)
            # without any row and any declared step there is nothing to lay a grid on
            else:
                s.children_only = True
    return out, defects


def resolve_layout(park, t):
    """Options of a named layout under those of the [[readings]] table."""
    name = t.get("layout", "long")
    own = park.cfg.get("layout", {}).get(name)
    if own:
        merged = {**own, **{k: v for k, v in t.items() if k != "layout"}}
        merged["layout"] = own["base"]
        return merged
    return {**t, "layout": name}


def choose_year(park, obs, registers, bills):
    years = Counter()
    for group in (obs, registers):
        for rows in group.values():
            for o in rows:
                minute = (month_first(o.t).toordinal() * DAY if o.kind == "month"
                          else o.t * DAY if o.kind == "day" else o.t)
                if o.kind == "instant" and o.table.get("time_label", "end") == "end":
                    minute -= 1
                years[month_year(minute)] += 1
    for rows in bills.values():
        for _, _, row, _ in rows:
            years[parse_date(row["start"]).year] += 1
    best = max(years.items(), key=lambda kv: (kv[1], -kv[0]))[0]
    park.set_period({"year": best})


def month_year(minute):
    import datetime as dt
    return dt.date.fromordinal(int(minute // DAY)).year


def infer_step(rows):
    kinds = Counter(o.kind for o in rows)
    kind = kinds.most_common(1)[0][0]
    if kind != "instant":
        return kind
    ts = sorted({o.t for o in rows if o.kind == "instant"})
    diffs = Counter(b - a for a, b in zip(ts, ts[1:]))
    d = max(diffs.items(), key=lambda kv: (kv[1], -kv[0]))[0]
    return "day" if d == DAY else int(d)


def set_window(park, s):
    m = s.meter
    a = max(park.start, m.frm) if m.frm else park.start
    b = min(park.end, m.to) if m.to else park.end
    first = interval_of(s.step, a.toordinal() * DAY)
    last = interval_of(s.step, (b.toordinal() + 1) * DAY - 1)
    s.window = range(first, last + 1)
    s.minutes = (a.toordinal() * DAY, (b.toordinal() + 1) * DAY)


def idle(park, s, k, o):
    """Whether a reading is of an interval of the period in which its meter is out of service."""
    if o.text in PLACEHOLDERS or o.text in o.table.get("missing", []) or (o.quality or "").lower() in BAD:
        return False
    first, last = interval_start(s.step, k), interval_start(s.step, k + 1)
    return park.start.toordinal() * DAY <= first and last <= (park.end.toordinal() + 1) * DAY


def unknown_cell(s, k, total=None):
    """A reading that is not known: point 0, bounds from the rating."""
    rate = s.meter.limit_per_hour()
    hi = None if rate is None else rate * hours_of(s.step, k)
    both = s.meter.signed or (s.meter.own_use_flow and s.own_use)
    lo = (None if hi is None else -hi) if both else ZERO
    # A reading above the rating is not used, and may be true all the same.
    for e in s.spikes.get(k, []):
        lo, hi = min(lo, e), max(hi, e)
    return Cell(ZERO, lo, hi, missing=True)


def fill_unknown(s, ks):
    for k in ks:
        s.cells[k] = unknown_cell(s, k)


def wide_row(park, defects, obs, mid, rel, line, row, header, t, declared, col, seq):
    day = parse_date(row[col("date")])
    if day is None:
        defects.add("unparsable-row", mid, rel, line, blocks=True)
        return
    pts = [h for h in header if re.match(r"^(T\d{4}|\d{1,2}:\d{2}|v\d+)$", h)]
    n = len(pts)
    step = DAY // n
    declared[mid] = step
    label = t.get("time_label", "end")
    for h in pts:
        if h[0] == "v":
            i = int(h[1:]) - 1
        else:
            hh, mm = (h[1:3], h[3:5]) if h[0] == "T" else h.split(":")
            minute = int(hh) * 60 + int(mm)
            i = minute // step - (1 if label == "end" else 0)
        start = Fr(day.toordinal() * DAY + i * step)
        o = Obs(rel, line, "instant", start, row[h], "", {**t, "time_label": "start"}, seq)
        obs[mid].append(o)


def unit_of(m, t):
    return UNITS[t.get("unit", m.unit)]


def interval_series(park, s, rows, defects):
    m = s.meter
    good = defaultdict(list)        # interval -> usable observations in file order
    spoilt = defaultdict(list)      # interval -> rows listed under a code of their own
    outside, served = {}, {}
    rate = m.limit_per_hour()
    for o in rows:
        end_label = o.table.get("time_label", "end") == "end"
        if o.kind == "instant":
            unit = DAY if s.step == "day" else s.step
            t = o.t
            if t % unit and "snap" in o.table:
                near = round(t / unit) * unit
                if abs(near - t) <= parse_step(o.table["snap"]):
                    t = near
            off = t % unit != 0
            if off:
                # which interval it falls into decides inside or outside
                k = interval_of(s.step, t)
            else:
                k = int(t // unit) - (1 if end_label else 0)
        else:
            off = False
            k = interval_of(s.step, o.t * DAY) if o.kind == "day" else o.t
        if k not in s.window:
            if idle(park, s, k, o):
                if o.file in served:
                    served[o.file]["count"] += 1
                else:
                    defects.add("out-of-service-reading", m.id, o.file, o.line, blocks=True)
                    served[o.file] = defects.items[-1]
                continue
            e = outside.get(o.file)
            if e:
                e["count"] += 1
            else:
                defects.add("outside-period", m.id, o.file, o.line)
                outside[o.file] = defects.items[-1]
            continue
        if off:
            defects.add("off-grid-reading", m.id, o.file, o.line)
            continue
        if o.text in PLACEHOLDERS or o.text in o.table.get("missing", []):
            continue
        v = parse_num(o.text)
        if v is None:
            defects.add("unparsable-row", m.id, o.file, o.line)
            spoilt[k].append(o)
            continue
        if o.quality.lower() in BAD:
            continue
        _, factor, power = unit_of(m, o.table)
        e = v * m.multiplier * factor
        if power:
            e *= hours_of(s.step, k)
        o.energy = e
        if e < 0 and not (m.signed or m.own_use_flow):
            defects.add("negative-reading", m.id, o.file, o.line)
            spoilt[k].append(o)
            continue
        if rate is not None and abs(e) > Fr(6, 5) * rate * hours_of(s.step, k):
            defects.add("spike", m.id, o.file, o.line)
            s.spikes[k].append(e)
            spoilt[k].append(o)
            continue
        good[k].append(o)
    used = {}
    for k, group in good.items():
        values = [group[0].energy]
        conflict = False
        for o in group[1:]:
            if o.energy in values:
                defects.add("duplicate-reading", m.id, o.file, o.line)
            else:
                values.append(o.energy)
                if not conflict:
                    defects.add("conflicting-reading", m.id, o.file, o.line)
                    conflict = True
                s.used_rows[o.file].add(o.line)
        first = group[0]
        s.used_rows[first.file].add(first.line)
        est = first.quality.lower() in ESTIMATED
        s.cells[k] = Cell(first.energy, min(values), max(values), estimated=est)
        used[k] = first
    if m.own_use_flow:
        neg = sorted((o for o in used.values() if o.energy < 0), key=lambda o: o.seq)
        if neg:
            s.own_use = True
            defects.add("own-use-reading", m.id, neg[0].file, neg[0].line, len(neg))
    absent = {k for k in s.window if k not in good and not spoilt.get(k)}
    fill_unknown(s, (k for k in s.window if k not in good))
    before = {k: used[k] if k in used else spoilt[k][0] for k in s.window
              if k in used or spoilt.get(k)}
    gap_entries(s, absent, before, defects)
    notes(s, used, rate, defects)


def gap_entries(s, absent, before, defects):
    run = []
    for k in list(s.window) + [None]:
        if k is not None and k in absent:
            run.append(k)
        elif run:
            o = before.get(run[0] - 1)
            defects.add("missing-interval", s.meter.id, o.file if o else None,
                        o.line if o else None, len(run))
            run = []


def notes(s, used, rate, defects):
    """Frozen values, and spikes of a meter without a rating; both only noted."""
    m = s.meter
    if rate is None and used:
        vals = sorted(abs(s.cells[k].point) for k in used)
        # Of a meter that rests half of the time, the median is that of the others.
        if vals[len(vals) // 2] == 0:
            vals = [v for v in vals if v] or [ZERO]
        n = len(vals)
        median = (vals[(n - 1) // 2] + vals[n // 2]) / 2
        if median > 0:
            for k in sorted(used):
                if abs(s.cells[k].point) > 20 * median:
                    defects.add("spike", m.id, used[k].file, used[k].line)
    run = []
    for k in list(s.window) + [None]:
        v = s.cells[k].point if k in used else None
        if run and (v is None or v != s.cells[run[0]].point):
            hours = sum(hours_of(s.step, j) for j in run)
            if len(run) > 1 and hours >= 24:
                o = used[run[0]]
                defects.add("frozen-reading", m.id, o.file, o.line, len(run))
            run = []
        if v:
            run.append(k)


def register_series(park, s, rows, defects):
    m = s.meter
    unit = DAY if s.step == "day" else s.step
    rate = m.limit_per_hour()
    lo_t, hi_t = s.minutes
    outside, at = {}, {}
    for o in rows:
        t = o.t * DAY if o.kind == "day" else o.t
        if t < lo_t or t > hi_t:
            e = outside.get(o.file)
            if e:
                e["count"] += 1
            else:
                defects.add("outside-period", m.id, o.file, o.line)
                outside[o.file] = defects.items[-1]
            continue
        if t % unit:
            defects.add("off-grid-reading", m.id, o.file, o.line)
            continue
        if o.text in PLACEHOLDERS or o.text in o.table.get("missing", []):
            continue
        v = parse_num(o.text)
        if v is None:
            defects.add("unparsable-row", m.id, o.file, o.line)
            continue
        if o.quality.lower() in BAD:
            continue
        if t in at:
            same = at[t][0] == v
            defects.add("duplicate-reading" if same else "conflicting-reading", m.id, o.file, o.line)
            continue
        at[t] = (v, o)
        s.used_rows[o.file].add(o.line)
    ts = sorted(at)
    idx = lambda t: int(t // unit)
    factor = UNITS[m.unit if "unit" not in (rows[0].table) else rows[0].table["unit"]][1] * m.multiplier
    if not ts:
        fill_unknown(s, s.window)
        gap_entries(s, set(s.window), {}, defects)
        return
    if ts[0] > lo_t:
        lead = [k for k in s.window if k < idx(ts[0])]
        fill_unknown(s, lead)
        defects.add("missing-interval", m.id, None, None, len(lead))
    used = {}
    for a, b in zip(ts, ts[1:]):
        ks = list(range(idx(a), idx(b)))
        va, oa = at[a]
        vb, ob = at[b]
        diff = vb - va
        if diff < 0:
            span = Fr(10) ** m.digits if m.digits else None
            if span and va >= span * 9 / 10 and vb <= span / 10:
                diff += span
            else:
                defects.add("register-reset", m.id, ob.file, ob.line, len(ks))
                fill_unknown(s, ks)
                continue
        e = diff * factor
        if len(ks) > 1:
            defects.add("missing-interval", m.id, oa.file, oa.line, len(ks))
            gid = (m.id, ks[0])
            s.groups[gid] = (e, ks)
            for k in ks:
                s.cells[k] = Cell(e / len(ks), ZERO, e, missing=True, group=gid)
            continue
        k = ks[0]
        if rate is not None and e > Fr(6, 5) * rate * hours_of(s.step, k):
            defects.add("spike", m.id, ob.file, ob.line)
            s.spikes[k].append(e)
            fill_unknown(s, [k])
            continue
        s.cells[k] = Cell(e, e, e, estimated=ob.quality.lower() in ESTIMATED)
        used[k] = ob
    if ts[-1] < hi_t:
        tail = [k for k in s.window if k >= idx(ts[-1])]
        fill_unknown(s, tail)
        o = at[ts[-1]][1]
        defects.add("missing-interval", m.id, o.file, o.line, len(tail))
    notes(s, used, rate, defects)


def bill_series(park, s, rows, defects):
    """Bills of whole calendar months."""
    m = s.meter
    s.step = "month"
    set_window(park, s)
    rate = m.limit_per_hour()
    used, outside = {}, {}
    for rel, line, row, t in rows:
        a, b = parse_date(row["start"]), parse_date(row["end"])
        k = a.year * 12 + a.month - 1
        if a != month_first(k) or b != month_first(k + 1):
            raise ValueError("only bills of calendar months are covered")
        if k not in s.window:
            e = outside.get(rel)
            if e:
                e["count"] += 1
            else:
                defects.add("outside-period", m.id, rel, line)
                outside[rel] = defects.items[-1]
            continue
        r0, r1 = parse_num(row["start_reading"]), parse_num(row["end_reading"])
        mult = parse_num(row["multiplier"]) if row.get("multiplier") else m.multiplier
        diff = r1 - r0
        if diff < 0 and m.digits and r0 >= Fr(10) ** m.digits * 9 / 10 and r1 <= Fr(10) ** m.digits / 10:
            diff += Fr(10) ** m.digits
        e = diff * mult * unit_of(m, t)[1]
        o = Obs(rel, line, "month", k, "", "", t, 0)
        if rate is not None and e > Fr(6, 5) * rate * hours_of("month", k):
            defects.add("spike", m.id, rel, line)
            s.spikes[k].append(e)
            s.cells[k] = unknown_cell(s, k)
            continue
        s.cells[k] = Cell(e, e, e)
        s.used_rows[rel].add(line)
        used[k] = o
    absent = {k for k in s.window if k not in s.cells}
    fill_unknown(s, absent)
    gap_entries(s, absent, used, defects)
    notes(s, used, rate, defects)
