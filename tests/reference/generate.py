#!/usr/bin/env python3
"""Write a random small park: generate.py SEED DIR. The same seed gives the same bytes.

DIR/.run.json says how to run it: {"interim": bool, "ledger": path or null}.
"""
import calendar
import csv
import datetime as dt
import io
import json
import os
import random
import shutil
import sys
from fractions import Fraction as Fr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from numbers_ import UNITS, fmt
from park import DAY, hours_of, interval_of, interval_start, month_first, month_last, month_name, month_of

PROVS = ["内蒙古", "江苏", "云南", "西藏", "湖南"]


def dec(x, places=6):
    """A decimal text of at most `places` places."""
    n = round(x * 10**places)
    return fmt(Fr(n, 10**places))


class Spec:
    """A meter to be written: its registry row, true energies and how its readings are laid out."""

    def __init__(self, mid, flow, carrier="electricity", **kw):
        self.id, self.flow, self.carrier = mid, flow, carrier
        self.row = {"meter_id": mid, "carrier": carrier, "flow": flow}
        self.row.update(kw.pop("row", {}))
        self.vals = kw.pop("vals", [])        # base-unit energy per base interval
        self.signed = flow in ("grid-net", "storage-net")
        self.can_neg = self.signed or flow in ("onsite-renewable", "direct-line")
        self.step = None
        self.layout = None
        for k, v in kw.items():
            setattr(self, k, v)


class Gen:
    def __init__(self, seed):
        self.seed = seed
        self.r = random.Random(f"park-{seed}")
        self.files = {}
        self.tables = []
        self.specs = []
        self.policy = {}
        self.sections = {}
        self.ledger = None
        self.choose_period()
        self.clean = self.r.random() < 0.2            # no defects at all
        self.exact = self.r.random() < 0.12
        self.rate_defects = self.r.choice([0.3, 1, 1, 2])
        self.simulate()
        self.layouts()
        self.extras()

    def p(self, x):
        return self.r.random() < x

    # ---- period

    def choose_period(self):
        r = self.r
        kind = r.choices(["short", "months", "year-day", "year-month", "year-hour"], [46, 20, 18, 12, 4])[0]
        self.kind = kind
        year = r.choice([2024, 2025, 2025, 2026, 2030])
        if kind == "short":
            n = r.randint(1, 6)
            start = dt.date(year, 1, 1) + dt.timedelta(days=r.randint(0, 330))
            self.base = r.choice([5, 10, 15, 15, 15, 30, 60]) if n <= 3 else r.choice([15, 30, 60])
            self.start, self.end = start, start + dt.timedelta(days=n - 1)
        elif kind == "months":
            n = r.randint(1, 3)
            m0 = year * 12 + r.randint(0, 12 - n)
            self.start, self.end = month_first(m0), month_last(m0 + n - 1)
            self.base = r.choice([60, "day", "day", "day"] if n > 1 else [30, 60, "day"])
            if self.p(0.3):
                self.start += dt.timedelta(days=r.randint(1, 9))
        else:
            self.start, self.end = dt.date(year, 1, 1), dt.date(year, 12, 31)
            self.base = {"year-day": "day", "year-month": "day", "year-hour": 60}[kind]
        self.year = year
        self.whole_months = self.start.day == 1 and (self.end + dt.timedelta(days=1)).day == 1
        self.monthly = kind == "year-month" or (self.whole_months and kind != "short" and self.p(0.1))
        self.interim = not (self.start == dt.date(year, 1, 1) and self.end == dt.date(year, 12, 31))
        self.lo_min = self.start.toordinal() * DAY
        self.hi_min = (self.end.toordinal() + 1) * DAY
        a = interval_of(self.base, self.lo_min)
        b = interval_of(self.base, self.hi_min - 1)
        self.grid = list(range(a, b + 1))

    # ---- physics

    def simulate(self):
        r = self.r
        h = Fr(24) if self.base == "day" else Fr(self.base, 60)
        level = r.choice([Fr(2, 10), Fr(3), Fr(3), Fr(40), Fr(150), Fr(600)])      # MW
        noise = lambda a, b: Fr(r.randint(int(a * 100000), int(b * 100000)), 100000)
        q = lambda x: Fr(round(x * 10**7), 10**7)
        self.mode = r.choices(["gateway", "inferred", "none"], [84, 13, 3])[0]
        target = r.choice([Fr(3, 10), Fr(6, 10), Fr(9, 10), Fr(12, 10), Fr(2)])
        has = {n: self.p(x) for n, x in dict(pv=.85, wind=.3, line=.35, nuc=.08, chp=.22, store=.3, aux=.15,
                                             export=.6, net=.3, two=.25, loads=.5, sub=.25, curt=.15, less=.08,
                                             lessd=.06, own=.4).items()}
        if self.exact:
            has["store"] = False
            self.mode = "gateway"
        if not (has["pv"] or has["wind"] or has["line"]):
            has["pv"] = self.p(0.7)
        n = len(self.grid)
        # the day-long and month-long bins blur the shapes; that is fine
        def shape(i):
            if self.base == "day":
                return noise(0.2, 1.0)
            t = (self.grid[i] * self.base % DAY) / 60
            x = 1 - ((t - 12.5) / 6.5) ** 2
            return Fr(int(max(0, x) * 1000), 1000) * noise(0.5, 1)
        load = [q(level * h * noise(0.6, 1.2)) for _ in range(n)]
        gens = []
        green = [n_ for n_ in ("pv", "wind", "line") if has[n_]]
        share = {g: target / len(green) for g in green}
        avg = Fr(3, 10) if self.base != "day" else Fr(6, 10)
        pv = wind = line = nuc = chp = [Fr(0)] * n
        if has["pv"]:
            pv = [q(level * h * shape(i) * share["pv"] / avg) for i in range(n)]
            if has["own"]:
                small = q(level * h / 200) or Fr(1, 1000)
                pv = [x if x else -q(small * noise(0, 1)) for x in pv]
        if has["wind"]:
            wind = [q(level * h * noise(0, 2) * share["wind"]) for _ in range(n)]
        if has["line"]:
            line = [q(level * h * noise(0, 2) * share["line"]) for _ in range(n)]
            if has["own"] and self.p(0.5):
                line = [x if self.p(0.9) else -q(level * h / 300) for x in line]
        if has["nuc"]:
            nuc = [q(level * h * noise(0, 0.3)) for _ in range(n)]
        if has["chp"]:
            chp = [q(level * h * noise(0, 0.4)) for _ in range(n)]
        aux = [Fr(0)] * n
        aux_meters = []
        if has["aux"] and (has["pv"] or has["wind"]):
            aux = [q(level * h * noise(0.002, 0.02)) for _ in range(n)]
        sc, sd = [Fr(0)] * n, [Fr(0)] * n
        if has["store"]:
            content = Fr(0)
            for i in range(n):
                want = r.choice([-1, 0, 1])
                if want > 0:
                    sc[i] = q(level * h * noise(0, 0.3))
                    content += sc[i] * Fr(9, 10)
                elif want < 0:
                    sd[i] = q(min(content, level * h * noise(0, 0.3)))
                    if self.p(0.02):
                        sd[i] += q(level * h / 50)
                    content -= min(content, sd[i])
        loss = r.choice([Fr(0), Fr(0), Fr(2), Fr(35, 10)]) if has["line"] and not has["lessd"] else Fr(0)
        keep = 1 - loss / 100
        imp, exp = [], []
        net_gate = []
        for i in range(n):
            x = load[i] + sc[i] - sd[i] - (pv[i] + wind[i] - aux[i] + line[i] * keep + nuc[i] + chp[i])
            if x < 0 and not has["export"]:
                load[i] -= x
                x = Fr(0)
            imp.append(max(Fr(0), x))
            exp.append(max(Fr(0), -x))
            net_gate.append(x)
        add = self.specs.append
        sp = lambda *a, **k: add(Spec(*a, **k))
        if self.mode == "gateway":
            if has["net"]:
                pos = r.choice(["import", "export"])
                vals = net_gate if pos == "import" else [-x for x in net_gate]
                sp("GATE1", "grid-net", vals=vals, row={"positive": pos})
            else:
                parts = imp
                if has["two"]:
                    parts = [q(x * noise(0.2, 0.8)) for x in imp]
                    sp("IMP2", "grid-import", vals=[a - b for a, b in zip(imp, parts)])
                row = {}
                if has["less"] or (has["lessd"] and has["line"]):
                    if has["lessd"] and has["line"] and all(x >= 0 for x in line):
                        parts = [a + b for a, b in zip(parts, line)]
                        row["less"] = "LINE1"
                    elif has["less"]:
                        nb = [q(level * h * noise(0, 0.1)) for _ in range(n)]
                        parts = [a + b for a, b in zip(parts, nb)]
                        row["less"] = "NEIGH"
                        sp("NEIGH", "load", vals=nb)
                sp("IMP1", "grid-import", vals=parts, row=row)
                if has["export"]:
                    sp("EXP1", "grid-export", vals=exp)
        if has["pv"]:
            if has["two"] and self.p(0.5):
                a = [q(x * Fr(4, 10)) for x in pv]
                sp("PV1", "onsite-renewable", vals=a, row={"source": "solar"})
                sp("PV2", "onsite-renewable", vals=[x - y for x, y in zip(pv, a)])
            else:
                sp("PV1", "onsite-renewable", vals=pv, row={"source": r.choice(["solar", ""]),
                                                          "project_code": r.choice(["", "PRJ-PV"])})
        if has["wind"]:
            sp("WIND1", "onsite-renewable", vals=wind, row={"source": "wind"})
        if any(aux):
            parent = r.choice(["", "PV1" if has["pv"] else "WIND1"])
            sp("AUX1", "auxiliary", vals=aux, row={"parent": parent})
        if has["line"]:
            row = {"source": r.choice(["wind", "solar", ""]), "project_code": r.choice(["", "PRJ-L"])}
            if loss:
                row["loss_percent"] = fmt(loss)
            sp("LINE1", "direct-line", vals=line, row=row)
        if has["nuc"]:
            sp("NUC1", "direct-line", vals=nuc, row={"source": "nuclear"})
        if has["chp"]:
            sp("CHP1", "onsite-fossil", vals=chp)
        if has["store"]:
            if self.p(0.5):
                pos = r.choice(["charge", "discharge"])
                vals = [a - b if pos == "charge" else b - a for a, b in zip(sc, sd)]
                sp("BAT1", "storage-net", vals=vals, row={"positive": pos})
            else:
                sp("BATC", "storage-charge", vals=sc)
                sp("BATD", "storage-discharge", vals=sd)
        self.loads_complete = False
        if self.mode == "inferred" or has["loads"]:
            part = [q(x * noise(0.3, 0.7)) for x in load]
            sp("LOAD1", "load", vals=part)
            sp("LOAD2", "load", vals=[a - b for a, b in zip(load, part)])
            neigh = any(s.id == "NEIGH" for s in self.specs)
            self.loads_complete = not neigh and not self.exact and self.p(0.6)
            if self.loads_complete and self.p(0.15):
                self.specs[-1].vals = [x * Fr(9, 10) for x in self.specs[-1].vals]
            if has["sub"]:
                scale = r.choice([Fr(9, 10), Fr(1), Fr(104, 100), Fr(105, 100), Fr(107, 100)])
                sub = [q(x * scale * Fr(1, 2)) for x in part]
                sp("SUB1", "load", vals=sub, row={"parent": "LOAD1"})
                sp("SUB2", "load", vals=[q(x * scale) - y for x, y in zip(part, sub)], row={"parent": "LOAD1"})
        if has["curt"]:
            sp("CURT", "curtailed", vals=[q(level * h * noise(0, 0.2)) for _ in range(n)])
        self.level = level
        self.fuels()
        # steps
        coarse_ok = [s for s in (10, 15, 30, 60) if isinstance(self.base, int) and s % self.base == 0]
        for s in self.specs:
            if s.step:
                continue
            s.step = self.base
            if self.monthly and (self.kind == "year-month" or self.p(0.4)):
                s.step = "month" if self.kind == "year-month" and self.p(0.85) else "day"
            elif coarse_ok and self.p(0.12):
                s.step = r.choice(coarse_ok)
            elif isinstance(self.base, int) and self.p(0.03):
                s.step = "day"
        by = {s.id: s for s in self.specs}
        for s in self.specs:
            if s.row.get("less"):
                by[s.row["less"]].step = s.step
        for s in self.specs:
            self.aggregate(s)

    def fuels(self):
        r = self.r
        self.factors = []
        add = self.specs.append
        scale = float(self.level)
        step = "month" if self.whole_months and self.kind != "short" and self.p(0.6) else "day"
        ks = self.intervals(step)

        def series(mean):
            return [Fr(round(mean * r.uniform(0.5, 1.5) * 10**5), 10**5) for _ in ks]
        per = 1 if step == "day" else 30
        if self.exact or self.p(0.35):
            return
        kw = lambda: {"step": step, "own_grid": True}
        if self.p(0.6):
            unit = r.choice(["m³", "Nm³", "万m³"])
            row = {"unit": unit}
            if self.p(0.2):
                row["ncv"] = "0.0365" if unit != "万m³" else "365.5"
            add(Spec("GAS1", "consumption", "natural-gas", vals=series(800 * scale * per), row=row, **kw()))
        if self.p(0.3):
            c = r.choice(["diesel", "gasoline", "lpg", "coke", "anthracite", "raw-coal", "lng"])
            row = {"unit": "t"}
            if c == "raw-coal" and self.p(0.75) or self.p(0.2):
                f = {"item": c, "factor": r.choice(["1.9", "2.04"]), "unit": "tCO2/t", "source": "lab report"}
                if self.p(0.5):
                    f["ncv"] = "21.3"
                if self.p(0.4):
                    f["coal_equivalent"] = "0.71"
                self.factors.append(f)
            if self.p(0.15):
                row["use"] = r.choice(["feedstock", "bunker"])
            add(Spec("FUEL1", "consumption", c, vals=series(0.4 * scale * per), row=row, **kw()))
        if self.p(0.15):
            add(Spec("BIO1", "consumption", "biomass", vals=series(0.5 * scale * per),
                     row={"unit": "t", "ncv": "14.5"} if self.p(0.9) else {"unit": "t"}, **kw()))
        if self.p(0.12):
            add(Spec("CONV1", "consumption", "bituminous-coal", vals=series(0.6 * scale * per),
                     row={"unit": "t", "use": "conversion"}, **kw()))
            if self.p(0.7):
                add(Spec("CONV2", "production", "coke", vals=series(0.2 * scale * per),
                         row={"unit": "t", "use": "conversion"}, **kw()))
        if self.p(0.4):
            unit = r.choice(["GJ", "MJ"])
            add(Spec("HEAT1", "import", "heat", vals=series(6 * scale * per),
                     row={"unit": unit, "source": r.choice(["fossil", "", "non-fossil"])}, **kw()))
            if self.p(0.3):
                add(Spec("HEAT2", "export", "heat", vals=series(2 * scale * per), row={"unit": "GJ"}, **kw()))
            if self.p(0.2):
                add(Spec("HEAT3", "consumption", "heat", vals=series(2 * scale * per), row={"unit": "GJ"}, **kw()))
            if self.p(0.2):
                self.factors.append({"item": "heat", "factor": "0.095", "unit": "tCO2/GJ", "source": "measured"})

    def intervals(self, step):
        return list(range(interval_of(step, self.lo_min), interval_of(step, self.hi_min - 1) + 1))

    def aggregate(self, s):
        s.ks = self.intervals(s.step)
        if getattr(s, "own_grid", False):
            return
        acc = dict.fromkeys(s.ks, Fr(0))
        for k, v in zip(self.grid, s.vals):
            acc[interval_of(s.step, interval_start(self.base, k))] += v
        s.vals = [acc[k] for k in s.ks]

    # ---- layouts

    def layouts(self):
        r = self.r
        groups = {}
        for s in self.specs:
            has_neg = any(v < 0 for v in s.vals)
            if s.carrier == "electricity":
                s.unit = r.choice(["kWh", "kWh", "kWh", "MWh", "度", "万kWh"] + (["kW", "MW"] if s.step != "month" else []))
            else:
                s.unit = s.row["unit"]
            opts = ["long"] * 5
            if isinstance(s.step, int) and s.carrier == "electricity" and DAY // s.step in (24, 48, 96, 288):
                opts += ["wide"] * 3
            if not has_neg and not s.signed and s.unit not in ("kW", "MW") and s.step != "month" \
                    and s.carrier == "electricity" and not s.row.get("less"):
                opts += ["register"] * 2
            if s.step == "month" and not has_neg and not s.signed and s.unit not in ("kW", "MW"):
                opts += ["bill"] * 3
            s.layout = r.choice(opts)
            if self.exact and s.id in ("IMP1", "GATE1"):
                s.layout, s.unit = "long", "kWh"
            s.mult = Fr(r.choice(["1", "1", "1", "10", "0.1", "6000", "40"])) if s.carrier == "electricity" else Fr(1)
            if self.exact and s.id in ("IMP1", "GATE1"):
                s.mult = Fr(1)
            s.row["unit"] = s.unit
            s.table_unit = None
            if s.layout in ("long", "wide") and s.carrier == "electricity" and self.p(0.08):
                s.table_unit = r.choice(["kWh", "MWh"] + (["kW"] if s.step != "month" else []))
            applied = False
            if s.mult != 1:
                s.row["multiplier"] = fmt(s.mult)
                if s.layout != "bill" and self.p(0.2):
                    s.row["multiplier_applied"] = "yes"
                    applied = True
            u = UNITS[s.table_unit or s.unit]
            s.hours = [hours_of(s.step, k) for k in s.ks]
            eff = Fr(1) if applied else s.mult
            s.eff = eff * u[1]
            s.power = u[2]
            big = max([abs(v) / s.eff / (hh if s.power else 1) for v, hh in zip(s.vals, s.hours)] or [Fr(1)])
            places = 3 if big > 1000 else 5 if big > 10 else 9
            s.raw = [Fr(round(v / s.eff / (hh if s.power else 1) * 10**places), 10**places)
                     for v, hh in zip(s.vals, s.hours)]
            # ratings of the measured circuit
            top = max([abs(x) * s.eff * (hh if s.power else 1) / hh for x, hh in zip(s.raw, s.hours)] or [Fr(0)])
            s.rate = None
            if top and not (self.exact and s.id in ("IMP1", "GATE1")):
                if s.carrier == "electricity":
                    if s.id == "EXP1" or self.p(0.85) or s.flow in ("onsite-renewable", "direct-line"):
                        kw = int(top * 1000 * Fr(r.randint(100, 180), 100)) + 1
                        s.row["rating_kw"] = str(kw)
                        s.rate = Fr(kw, 1000)
                elif self.p(0.6):
                    per = int(top / UNITS[s.unit][1] * Fr(3, 2)) + 1
                    s.row["rating"] = str(per)
                    s.rate = per * UNITS[s.unit][1]
            # commissioned or closed inside the period
            if (s.layout in ("long", "wide") and s.step != "month" and len(self.intervals("day")) > 3
                    and not s.row.get("less") and s.id not in ("NEIGH", "LINE1") and self.p(0.05)):
                cut = self.start + dt.timedelta(days=r.randint(1, 2))
                s.row["from"] = str(cut)
                keep = [i for i, k in enumerate(s.ks) if interval_start(s.step, k) >= cut.toordinal() * DAY]
                s.ks, s.raw, s.hours = ([x[i] for i in keep] for x in (s.ks, s.raw, s.hours))
            if s.layout == "register":
                self.register_setup(s)
            label = r.choice(["end", "start"]) if s.layout == "long" else "end"
            if s.layout == "wide":
                label = "end"
            key = (s.layout, s.step, label, s.table_unit)
            groups.setdefault(key, []).append(s)
        serial = 0
        for key, specs in groups.items():
            layout, step, label, tunit = key
            serial += 1
            folder = f"readings/g{serial}"
            if layout == "long" and len(specs) > 1 and not any(s.row.get("from") for s in specs) and self.p(0.2):
                self.multi_table(folder, specs, step, label, tunit)
            else:
                self.plain_table(folder, layout, specs, step, label, tunit)

    def stamp(self, minute, end_style):
        """A stamp of a minute; midnight may be written 24:00 of the day before."""
        r = self.r
        d, m = divmod(minute + getattr(self, "shift", 0), DAY)
        if m == 0 and end_style == "24":
            d, m = d - 1, DAY
        date = dt.date.fromordinal(d)
        hh, mm = divmod(m, 60)
        return self.style.format(date=date, y=date.year, mo=date.month, d=date.day, h=hh, mi=mm)

    STYLES = ["{date} {h:02d}:{mi:02d}", "{date} {h:02d}:{mi:02d}:00", "{date}T{h:02d}:{mi:02d}:00+08:00",
              "{y}/{mo}/{d} {h}:{mi:02d}", "{date} {h:02d}:{mi:02d}:00+08:00"]

    def text_time(self, step, k, label):
        if step == "month":
            return month_name(k)
        if step == "day":
            return str(dt.date.fromordinal(k))
        t = interval_start(step, k) + (step if label == "end" else 0)
        return self.stamp(t, self.midnight if label == "end" else "0")

    def table_head(self, layout, step, label, tunit, pattern):
        t = {"files": [pattern], "layout": layout, "time_label": label}
        if layout == "long" and step in ("day", "month"):
            del t["time_label"]
        if layout in ("register", "bill"):
            del t["time_label"]
        if tunit:
            t["unit"] = tunit
            if tunit == "kW" and self.p(0.5):
                t["quantity"] = "power"
        if layout != "bill" and not (layout == "wide" and self.p(0.7)):
            t["interval"] = step if isinstance(step, str) else f"{step}min"
        return t

    def new_style(self):
        self.style = self.r.choice(self.STYLES)
        self.midnight = self.r.choice(["0", "24"]) if "T" not in self.style and "+" not in self.style else "0"

    def write_csv(self, name, header, rows, title=None):
        buf = io.StringIO()
        w = csv.writer(buf, lineterminator="\n")
        w.writerow(header)
        for row in rows:
            if row is None:
                buf.write("\n")
            else:
                w.writerow(row)
        self.files[name] = buf.getvalue()

    def plain_table(self, folder, layout, specs, step, label, tunit):
        r = self.r
        self.new_style()
        head = self.table_head(layout, step, label, tunit, f"{folder}/*.csv")
        self.tables.append(head)
        stem = layout in ("long", "register") and self.p(0.15)
        self.shift = 0
        if layout == "long" and isinstance(step, int) and "+" not in self.style and self.p(0.08):
            head["utc_offset"] = r.choice(["+00:00", "+09:00"])
            self.shift = -480 if head["utc_offset"] == "+00:00" else 60
        self.marks = ["", "-", "--"]
        if self.p(0.1):
            head["missing"] = ["NaN", "无数据"]
            self.marks = ["NaN", "无数据", ""]
        self.snap = layout == "long" and isinstance(step, int) and self.p(0.08)
        if self.snap:
            head["snap"] = "1min"
        rows_of = {"long": self.long_rows, "wide": self.wide_rows, "register": self.register_rows,
                   "bill": self.bill_rows}[layout]
        quality = layout == "long" and self.p(0.5)
        self.energy = energy = layout == "bill" and self.p(0.3)
        header = {"long": ["meter_id", "time", "value"] + (["quality"] if quality else []),
                  "wide": None, "register": ["meter_id", "time", "reading"],
                  "bill": ["meter_id", "start", "end", "start_reading", "end_reading"] + (["energy"] if energy else [])}[layout]
        if layout == "wide":
            n = DAY // step
            style = r.choice(["T", "c", "v"])
            pts = [((i + 1) * step) for i in range(n)]
            header = ["meter_id", "date"] + [f"T{m // 60:02d}{m % 60:02d}" if style == "T" else
                                             f"{m // 60:02d}:{m % 60:02d}" if style == "c" else f"v{i + 1}"
                                             for i, m in enumerate(pts)]
        # a regular series may leave the step to be found
        parts = []
        regular = True
        for s in specs:
            rows, clean = rows_of(s, step, label, quality)
            regular &= clean
            parts.append((s, rows))
        if (regular and "interval" in head and layout in ("long", "register") and self.p(0.3)
                and all(len(s.ks) > 3 for s in specs)):
            del head["interval"]
        mixed = self.p(0.4)
        shuffle = self.p(0.3)
        extra = [["GHOST", *rows[0][1:]] for _, rows in parts[:1] if rows]
        if stem:
            head["meter"] = "{stem}"
            mixed, extra = False, []
            header = header[1:]
            parts = [(s, [row[1:] for row in rows]) for s, rows in parts]
        chunks = {}
        for s, rows in parts:
            if mixed:
                chunks.setdefault("all", []).extend(rows)
            elif not stem and self.p(0.2) and len(rows) > 6:
                cut = r.randint(2, len(rows) - 2)
                chunks.setdefault(s.id + "-b", []).extend(rows[:cut])
                chunks.setdefault(s.id + "-a", []).extend(rows[cut:])
            else:
                chunks.setdefault(s.id, []).extend(rows)
        if extra and self.p(0.06) and not self.clean:
            name = r.choice(sorted(chunks))
            for _ in range(r.randint(1, 2)):
                chunks[name].insert(r.randint(0, len(chunks[name])), extra[0])
        for name, rows in chunks.items():
            rows = list(rows)
            if shuffle:
                if self.p(0.3):
                    rows.reverse()
                else:
                    r.shuffle(rows)
            if self.p(0.1):
                rows.insert(r.randint(0, len(rows)), None)
            self.write_csv(f"{folder}/{name}.csv", header, rows)

    def multi_table(self, folder, specs, step, label, tunit):
        """One row per time, one column per meter."""
        r = self.r
        self.new_style()
        head = self.table_head("long", step, label, tunit, f"{folder}/*.csv")
        names = {s.id: f"col {i}" for i, s in enumerate(specs)}
        head["columns"] = {"time": "when", "meters": names}
        self.shift = 0
        self.tables.append(head)
        rows = []
        for i, k in enumerate(specs[0].ks):
            row = [self.text_time(step, k, label)]
            for s in specs:
                x = fmt(s.raw[i])
                if not self.clean and self.p(0.3 * self.rate_defects / len(s.ks)) and not self.protected(s):
                    x = r.choice(["", "--", "bad"])
                row.append(x)
            if not self.clean and not self.exact and self.p(0.3 * self.rate_defects / len(specs[0].ks)) and i:
                continue
            rows.append(row)
        if self.p(0.2):
            r.shuffle(rows)
        self.write_csv(f"{folder}/all.csv", ["when"] + list(names.values()), rows)

    def protected(self, s):
        return self.exact

    # ---- rows with defects

    def pick(self, s, used, n=1):
        """A run of n intervals that no other defect touches."""
        for _ in range(30):
            i = self.r.randrange(0, max(1, len(s.ks) - n + 1))
            if all(j not in used for j in range(i - 1, i + n + 1)):
                used.update(range(i, i + n))
                return i
        return None

    def wants(self, x):
        return not self.clean and not self.exact and self.p(min(0.9, x * self.rate_defects))

    def spike_raw(self, s, i):
        e = s.rate * s.hours[i] * Fr(self.r.choice([13, 30, 100]), 10)
        return Fr(round(e / s.eff / (s.hours[i] if s.power else 1) * 100) + 1, 100)

    def long_rows(self, s, step, label, quality):
        r = self.r
        n = len(s.ks)
        if n == 0 or self.wants(0.006):
            return [], False
        cells = [[fmt(x), ""] for x in s.raw]       # text, quality
        drop, used, extra = set(), set(), []
        clean = True
        T = lambda i: self.text_time(step, s.ks[i], label)
        row = lambda t, v, ql="": [s.id, t, v] + ([ql] if quality else [])
        # frozen
        if isinstance(step, int) and n * step > 2 * DAY and self.wants(0.06):
            length = DAY // step + r.randint(-1, 3)
            i = self.pick(s, used, length)
            if i is not None and s.raw[i]:
                for j in range(i, i + length):
                    cells[j][0] = cells[i][0]
        for _ in range(r.randint(0, 2) if self.wants(0.25) else 0):
            m = min(n - 1, r.choice([1, 1, 2, 5]))
            i = self.pick(s, used, m) if m else None
            if i is not None:
                kind = r.choice(["drop", "drop", "blank"] + (["bad"] if quality else []))
                clean &= kind != "drop"
                for j in range(i, i + m):
                    if kind == "drop":
                        drop.add(j)
                    elif kind == "blank":
                        cells[j][0] = r.choice(self.marks)
                    else:
                        cells[j][1] = r.choice(["bad", "invalid"])
        if self.wants(0.08):
            i = self.pick(s, used)
            if i is not None:
                cells[i][0] = r.choice(["ERR", "#REF!", "n/a", "1.2.3"])
        if self.wants(0.1):
            i = self.pick(s, used)
            if i is not None:
                extra.append(row(T(i), r.choice([cells[i][0], fmt(s.raw[i] + 0) + (".0" if s.raw[i].denominator == 1 else "0")])))
        if self.wants(0.1):
            i = self.pick(s, used)
            if i is not None and s.raw[i]:
                extra.append(row(T(i), fmt(s.raw[i] * Fr(r.choice([90, 95, 50, 0, 102]), 100))))
        if not s.can_neg and self.wants(0.06):
            i = self.pick(s, used)
            if i is not None:
                cells[i][0] = fmt(-abs(s.raw[i]) - 1)
        if s.rate and self.wants(0.07):
            i = self.pick(s, used)
            if i is not None:
                cells[i][0] = fmt(self.spike_raw(s, i))
        if isinstance(step, int) and self.wants(0.06):
            i = r.randrange(n)
            self_minute = interval_start(step, s.ks[i]) + 2
            extra.append(row(self.stamp(self_minute, "0"), "3.5"))
            clean = False
        if self.wants(0.07):
            for _ in range(r.randint(1, 3)):
                k = r.choice([interval_of(step, self.lo_min) - r.randint(1, 4),
                              interval_of(step, self.hi_min - 1) + r.randint(1, 4)])
                t = self.text_time(step, k, label)
                if not any(e[1] == t for e in extra):
                    extra.append(row(t, "1"))
            clean = False
        if quality and self.wants(0.3):
            for i in range(n):
                if i not in used and self.p(r.choice([0.02, 0.2])):
                    cells[i][1] = r.choice(["E", "estimated", "估"])
        if self.wants(0.04):
            extra.append(row(r.choice(["not a time", "2025-13-40 00:00"]), "7"))
            clean = False
        rows = [row(T(i), c[0], c[1]) for i, c in enumerate(cells) if i not in drop]
        if self.snap and not self.exact:
            for i in range(n):
                if i not in drop and i not in used and 0 < i < n - 1 and self.p(0.05):
                    t = interval_start(step, s.ks[i]) + (step if label == "end" else 0) + r.choice([-1, 1])
                    extra.append(row(self.stamp(t, "0"), cells[i][0], cells[i][1]))
                    cells[i] = None
            rows = [row(T(i), c[0], c[1]) for i, c in enumerate(cells) if i not in drop and c]
        for e in extra:
            rows.insert(r.randint(0, len(rows)), e)
        return rows, clean and not extra

    def wide_rows(self, s, step, label, quality):
        r = self.r
        n = DAY // step
        days = {}
        for k, x in zip(s.ks, s.raw):
            days.setdefault(k // n, {})[k % n] = fmt(x)
        used = set()
        edits = {}
        for _ in range(r.randint(0, 2) if self.wants(0.3) else 0):
            m = r.choice([1, 1, 2, 5])
            i = self.pick(s, used, m)
            if i is not None:
                for j in range(i, min(len(s.ks), i + m)):
                    edits[j] = r.choice(["", "-"])
        if self.wants(0.08):
            i = self.pick(s, used)
            if i is not None:
                edits[i] = "ERR"
        if not s.can_neg and self.wants(0.06):
            i = self.pick(s, used)
            if i is not None:
                edits[i] = "-5"
        if s.rate and self.wants(0.06):
            i = self.pick(s, used)
            if i is not None:
                edits[i] = fmt(self.spike_raw(s, i))
        for i, t in edits.items():
            days[s.ks[i] // n][s.ks[i] % n] = t
        rows = []
        drop = r.choice(sorted(days)) if len(days) > 2 and self.wants(0.08) else None
        for d, cells in sorted(days.items()):
            if d == drop and not any(s.ks[i] // n == d for i in used):
                continue
            rows.append([s.id, str(dt.date.fromordinal(d))] + [cells.get(j, "") for j in range(n)])
        if self.wants(0.05):
            d = self.end.toordinal() + r.randint(1, 3)
            rows.append([s.id, str(dt.date.fromordinal(d))] + ["1"] * n)
        if self.wants(0.05) and rows and not any(s.ks[i] // n == dt.date.fromisoformat(rows[0][1]).toordinal()
                                                 for i in edits):
            rows.append(list(rows[0]))
        return rows, False

    def register_setup(self, s):
        s.row.pop("less", None)

    def register_rows(self, s, step, label, quality):
        r = self.r
        n = len(s.raw)
        unit = DAY if step == "day" else step
        t0 = interval_start(step, s.ks[0])
        cum = Fr(r.randint(0, 50000))
        roll = reset = None
        if self.wants(0.1):
            total = sum(s.raw)
            digits = max(4, len(str(int(total * 20))))
            s.row["digits"] = str(digits)
            cum = Fr(10**digits) - Fr(round(total * r.choice([1, 2, 3]) / 4))
            roll = Fr(10**digits)
        elif self.wants(0.06) and n > 3:
            reset = r.randint(1, n - 2)
        reads = [cum]
        for i, x in enumerate(s.raw):
            cum += x
            if roll and cum >= roll:
                cum -= roll
            if reset == i:
                cum = min(cum, Fr(r.randint(0, 3)))
            reads.append(cum)
        rows_at = {i: fmt(v) for i, v in enumerate(reads)}
        used = set()
        if reset is not None:
            used.update((reset, reset + 1))
        if roll:
            used.update(i + 1 for i in range(n) if reads[i + 1] < reads[i])
            used.update(i for i in range(n) if reads[i + 1] < reads[i])
        clean = True
        for _ in range(r.randint(0, 2) if self.wants(0.2) and n > 6 else 0):
            m = r.choice([1, 1, 2, 4])
            i = r.randint(1, n - m)
            if all(j not in used for j in range(i - 1, i + m + 1)):
                used.update(range(i, i + m))
                kind = r.choice(["drop", "blank"])
                for j in range(i, i + m):
                    if kind == "drop":
                        rows_at.pop(j, None)
                        clean = False
                    else:
                        rows_at[j] = "--"
        if self.wants(0.04) and 0 not in used and 1 not in used and n > 3:
            rows_at.pop(0)
            clean = False
        edges = 0 in rows_at and rows_at.get(n, "--") != "--"
        T = lambda i: (str(dt.date.fromordinal((t0 + i * unit) // DAY)) if step == "day"
                       else self.stamp(t0 + i * unit, "0"))
        rows = [[s.id, T(i), v] for i, v in sorted(rows_at.items())]
        if self.wants(0.06):
            i = r.randint(0, n)
            if i in rows_at and rows_at[i] != "--":
                rows.insert(r.randint(0, len(rows)), [s.id, T(i), rows_at[i]])
        if edges and self.wants(0.06):
            rows.append([s.id, T(n + 1), fmt(cum + 5)])
            clean = False
        if isinstance(step, int) and self.wants(0.04):
            i = r.randint(0, n - 1)
            rows.insert(r.randint(0, len(rows)), [s.id, self.stamp(t0 + i * unit + 2, "0"), fmt(reads[i])])
            clean = False
        return rows, clean

    def bill_rows(self, s, step, label, quality):
        r = self.r
        cum = Fr(r.randint(0, 5000))
        rows = []
        for k, x in zip(s.ks, s.raw):
            rows.append([s.id, str(month_first(k)), str(month_first(k + 1)), fmt(cum), fmt(cum + x)]
                        + ([fmt(x * s.eff / UNITS[s.unit][1])] if self.energy else []))
            cum += x
        return rows, True

    # ---- everything beside the readings

    def extras(self):
        r = self.r
        pol = self.policy
        if self.p(0.3):
            pol["electricity_equivalent"] = {"value": r.choice(["0.2856", "0.3024", "0.29"]), "unit": "kgce/kWh",
                                             "source": "yearbook"}
        if self.p(0.3):
            pol["baseline"] = {"value": r.choice(["2.1", "2", "5", "20", "29"]), "unit": "tCO2/tce", "source": "study"}
        if self.p(0.25):
            pol["limits"] = {"direct-green-share": r.choice(["0.1", "0.3", "0.7", "0.5"])}
        if self.p(0.08):
            pol["levels"] = {r.choice(["near-zero", "clean-energy-share", "direct-green-share"]):
                             r.choice(["required", "advisory"])}
        if self.p(0.1):
            pol["vintage"] = r.choice(["same-year", "within-validity"])
        if self.p(0.08) and any(s.flow.startswith("storage") for s in self.specs):
            pol["storage_round_trip"] = r.choice(["0.9", "0.85"])
        names = ["示范管委会", "Park Holding"]
        months = [k for k in range(month_of(self.start), month_of(self.end) + 1)
                  if month_first(k) >= self.start and month_last(k) <= self.end]
        some_month = lambda: month_name(r.choice(months)) if months and self.p(0.9) else month_name(month_of(self.start) - r.randint(1, 3))
        scale = float(self.level) * 24 * ((self.end - self.start).days + 1)
        ranges = []
        if not self.exact and self.p(0.4):
            rows = []
            for i in range(r.randint(1, 4)):
                row = [f"C-{i}", some_month(), dec(Fr(r.uniform(0.01, 0.5) * scale).limit_denominator(1000), 3), "", ""]
                if self.p(0.3):
                    a = r.randint(1, 500)
                    row[3:] = [f"GEC{a:08d}", f"GEC{a + r.randint(0, 20):08d}"]
                elif self.p(0.8):
                    # as many certificates as MWh, a few more, or too few; written as people write them
                    n = max(1, int(float(row[2])) + r.choice([0, 0, 0, 3, -2]))
                    a = r.choice([600, 1000 * (i + 1) + 10**6])
                    row[3:] = [f"gec{a:08d}" if self.p(0.2) else f"GEC{a:08d}", f"GEC{a + n - 1:08d}"]
                rows.append(row)
                if self.p(0.1):
                    rows.append(list(row))
            self.section("trades", "green-trades.csv",
                         ["contract_id", "month", "mwh", "certificate_first_id", "certificate_last_id"], rows)
        if not self.exact and self.p(0.5):
            self.certificates(names, some_month, scale)
        if self.p(0.3):
            rows = []
            for _ in range(r.randint(1, 3)):
                yearly = not self.interim and self.p(0.4)
                rows.append([r.choice(["clinker", "lime", "ammonia"]), "" if yearly else some_month(),
                             (r.choice([str(self.year), str(self.year - 1)]) if yearly else ""),
                             str(r.randint(1, 100)), "t", r.choice(["0.52", "1.15"]), "tCO2/t", "own test"])
            if not self.exact:
                self.section("products", "products.csv",
                             ["product", "month", "year", "output", "unit", "factor", "factor_unit", "source"], rows)
        if self.p(0.5):
            self.indicators()
        if self.factors:
            self.section("factors", "factors.csv",
                         ["item", "factor", "unit", "source", "ncv", "coal_equivalent"],
                         [[f.get(c, "") for c in ("item", "factor", "unit", "source", "ncv", "coal_equivalent")]
                          for f in self.factors])
        if self.p(0.25):
            rows = []
            for i in range(r.randint(1, 3)):
                good = self.p(0.6)
                inside = self.start + dt.timedelta(days=r.randint(0, (self.end - self.start).days))
                rows.append([f"OFF-{i}", str(r.randint(1, 500)), "CCER", str(self.start.year - (0 if good else 2)),
                             str(inside) if good else "", names[0] if good or self.p(0.5) else "other"])
            self.section("offsets", "offsets.csv", ["offset_id", "tco2", "standard", "vintage", "retired_on", "beneficiary"], rows)
        if "certificates" not in self.sections and "offsets" in self.sections:
            self.files["certificates.csv"] = "certificate_id,generation_month,status,retired_on,beneficiary\n"
            self.sections["certificates"] = {"files": ["certificates.csv"], "beneficiaries": names}
        elif "certificates" in self.sections:
            self.sections["certificates"]["beneficiaries"] = names

    def section(self, key, name, header, rows):
        self.write_csv(name, header, rows)
        self.sections[key] = {"files": [name]}

    def certificates(self, names, some_month, scale):
        r = self.r
        rows = []
        serial = 1
        for i in range(r.randint(1, 8)):
            size = r.choice([1, 5, 20, max(1, min(2000, int(scale * r.uniform(0.05, 0.4))))])
            a = serial if self.p(0.8) else max(1, serial - r.randint(1, 10))
            b = a + size - 1
            serial = b + 1
            row = {"generation_month": some_month(), "status": "retired", "retired_on": f"{self.year + 1}-02-{r.randint(1, 28):02d}",
                   "beneficiary": r.choice(names)}
            if size == 1:
                row["certificate_id"] = f"GEC{a:08d}"
            else:
                row["first_id"], row["last_id"] = f"GEC{a:08d}", f"GEC{b:08d}"
                if self.p(0.3):
                    row["quantity"] = str(size)
            x = r.random()
            if x < 0.06:
                row["status"] = r.choice(["held", "持有", "transferred", "Pending", "frozen", "expired"])
            elif x < 0.1:
                row["retired_on"] = ""
            elif x < 0.16:
                row["beneficiary"] = "someone else"
            elif x < 0.2:
                row["generation_month"] = f"{self.year - 1}-11"
            elif x < 0.24:
                row["retired_on"] = f"{self.year + 3}-06-01"
            elif x < 0.28:
                row["kind"] = r.choice(["self-use", "不可交易", "transferred"])
                row["technology"] = r.choice(["常规水电", "风电", ""])
            elif x < 0.32:
                row["kind"] = "bundled"
            elif x < 0.36:
                row["project_code"] = r.choice(["PRJ-PV", "PRJ-L", "PRJ-X"])
            elif x < 0.40 and not self.clean:
                bad = r.choice(["qty", "month", "range", "date"])
                if bad == "qty" and size > 1:
                    row["quantity"] = str(size + 1)
                elif bad == "month":
                    row["generation_month"] = "sometime"
                elif bad == "range" and size > 1:
                    row["first_id"], row["last_id"] = row["last_id"], row["first_id"]
                elif bad == "date":
                    row["retired_on"] = "whenever"
            elif x < 0.46:
                row["status"] = "已核销"
            elif x < 0.5:
                m = row.pop("generation_month")
                row["generation_start"], row["generation_end"] = m + "-01", m + "-15"
            elif x < 0.54:
                row["status"] = "Redeemed"
            rows.append(row)
        cols = ["certificate_id", "first_id", "last_id", "quantity", "generation_month", "generation_start",
                "generation_end", "status", "retired_on", "beneficiary", "kind", "technology", "project_code"]
        half = len(rows) // 2 if self.p(0.2) else 0
        parts = [rows] if not half else [rows[:half], rows[half:]]
        for i, p in enumerate(parts):
            self.write_csv(f"certificates-{i}.csv", cols, [[x.get(c, "") for c in cols] for x in p])
        self.sections["certificates"] = {"files": ["certificates*.csv"], "statuses": {"Redeemed": "retired"}}
        if self.p(0.25):
            a = r.randint(1, serial)
            self.write_csv("ledger.csv", ["certificate_id", "first_id", "last_id", "park", "period"],
                           [["", f"GEC{a:08d}", f"GEC{a + 7:08d}", "Other park", str(self.year - 1)],
                            [f"GEC{r.randint(1, serial):08d}", "", "", "Other park", str(self.year - 1)]])
            self.ledger = "ledger.csv"

    def indicators(self):
        r = self.r
        rows = []
        for name, limit in (("solid-waste", 80), ("water-reuse", 80), ("waste-energy", 50)):
            x = r.random()
            if x < 0.2:
                continue
            if x < 0.35:
                rows.append([name, "", "", "", "report", "", "", "", "no such process"])
            elif x < 0.42:
                rows.append([name, "0", "0", "t", "report", "", "", "", ""])
            else:
                num = r.choice([limit, limit - 1, limit + 5, limit])
                rows.append([name, str(num), "100", "t", "report", "", "", "", ""])
                if name == "waste-energy" and self.p(0.4):
                    rows.append([name, str(r.randint(0, 50)), "60", "GJ", "report", "", "", "", ""])
        if self.p(0.6):
            for i in range(r.randint(1, 3)):
                rows.append(["product-energy", "", "", "kgce/t", "audit", f"product {i}",
                             r.choice(["100", "120", "99.5"]), r.choice(["120", "120", "100"]), ""])
        if self.p(0.06):
            rows.append(["clean-energy-share", "", "", "", "letter", "", "", "", "stated exemption"])
        if rows:
            self.section("indicators", "indicators.csv",
                         ["indicator", "numerator", "denominator", "unit", "source", "product", "value", "limit", "exempt"], rows)

    # ---- output

    def write(self, out):
        if os.path.exists(out):
            shutil.rmtree(out)
        os.makedirs(out)
        cols = ["meter_id", "carrier", "flow", "unit", "multiplier", "multiplier_applied", "parent", "positive",
                "rating_kw", "rating", "less", "digits", "loss_percent", "source", "project_code", "use", "ncv",
                "from", "to"]
        used = [c for c in cols if c in ("meter_id", "carrier", "flow", "unit") or any(s.row.get(c) for s in self.specs)]
        specs = list(self.specs)
        if self.r.random() < 0.3:
            random.Random(self.seed).shuffle(specs)
        self.write_csv("meters.csv", used, [[s.row.get(c, "") for c in used] for s in specs])
        self.files["park.toml"] = self.manifest()
        for name, text in self.files.items():
            path = os.path.join(out, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(text)
        run = {"interim": bool(self.interim and random.Random(self.seed * 7 + 1).random() < 0.8), "ledger": self.ledger}
        with open(os.path.join(out, ".run.json"), "w") as f:
            json.dump(run, f)
        return run

    def manifest(self):
        lines = []

        def val(v):
            if isinstance(v, bool):
                return "true" if v else "false"
            if isinstance(v, int):
                return str(v)
            if isinstance(v, list):
                return "[" + ", ".join(val(x) for x in v) + "]"
            if isinstance(v, dict):
                return "{ " + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {val(x)}" for k, x in v.items()) + " }"
            return json.dumps(str(v), ensure_ascii=False)
        rnd = random.Random(self.seed * 3 + 2)
        lines += ["[park]", f'name = "park {self.seed}"', f'province = "{rnd.choice(PROVS)}"', 'scope = "whole"', ""]
        if self.interim:
            lines += ["[period]", f'start = "{self.start}"', f'end = "{self.end}"', ""]
        elif rnd.random() < 0.9 or self.kind == "year-month":
            lines += ["[period]", f"year = {self.year}", ""]
        if self.policy:
            lines.append("[policy]")
            nested = {}
            for k, v in self.policy.items():
                if k in ("limits", "levels"):
                    nested[k] = v
                else:
                    lines.append(f"{k} = {val(v)}")
            for k, v in nested.items():
                for rule, x in v.items():
                    # A folder sets no law: whoever runs the program does, by what this line says.
                    lines.append(f"# --set {k}.{rule}={x}")
            lines.append("")
        lines += ["[meters]", 'file = "meters.csv"']
        if self.loads_complete:
            lines.append("loads_complete = true")
        lines.append("")
        for t in self.tables:
            lines.append("[[readings]]")
            lines += [f"{k} = {val(v)}" for k, v in t.items()]
            lines.append("")
        for k, sec in self.sections.items():
            lines.append(f"[{k}]")
            lines += [f"{a} = {val(b)}" for a, b in sec.items()]
            lines.append("")
        return "\n".join(lines)


LIMITS = ["0.5", "0.4", "0.25", "0.2", "0.125", "0.1", "0.05", "0.01"]


def tune(gen, out):
    """Put a park exactly at a limit: add grid import until R / U is the limit, or trade until I is."""
    import reference
    rep = reference.check(out)
    fig = rep["figures"]
    u, green = fig["electricity.consumption"]["value"], fig["electricity.direct_green"]["value"]
    imp = next((s for s in gen.specs if s.id in ("IMP1",) and s.layout == "long"), None)
    if imp is None or u is None or Fr(u) <= 0 or Fr(green) <= 0:
        return
    u, green = Fr(u), Fr(green)
    lim = next((x for x in LIMITS if Fr(x) <= green / u), None)
    if lim is None:
        return
    extra = (green / Fr(lim) - u) * 1000 / (imp.eff * 1000)
    name = next((n for n, t in gen.files.items() if n.startswith("readings/") and "\nIMP1," in t), None)
    if name is None:
        return
    rows = gen.files[name].split("\n")
    i = next(i for i, x in enumerate(rows) if x.startswith("IMP1,"))
    cells = rows[i].split(",")
    cells[2] = fmt(Fr(cells[2]) + extra)
    rows[i] = ",".join(cells)
    gen.files[name] = "\n".join(rows)
    gen.policy["limits"] = {"direct-green-share": lim}
    if gen.p(0.5) and "trades" not in gen.sections and "products" not in gen.sections:
        gen.policy["electricity_equivalent"] = {"value": "0.333", "unit": "kgce/kWh", "source": "lab report"}
        gen.policy.pop("baseline", None)
        gen.write(out)
        fig = reference.check(out)["figures"]
        p = Fr(fig["electricity.grid_import"]["value"])
        w = Fr(fig["energy.total"]["value"]) / Fr("0.333")
        t = p - Fr("0.084") * w
        k = month_of(gen.start)
        if t > 0 and month_first(k) >= gen.start and month_last(k) <= gen.end:
            gen.section("trades", "green-trades.csv", ["contract_id", "month", "mwh"], [["X-1", month_name(k), fmt(t)]])
            gen.policy["trades_without_certificates"] = "counted"
    gen.write(out)


def generate(seed, out):
    gen = Gen(seed)
    run = gen.write(out)
    if gen.exact:
        tune(gen, out)
        run = json.load(open(os.path.join(out, ".run.json")))
    return run


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    generate(int(sys.argv[1]), sys.argv[2])
