"""Figures, rules and the verdict."""
import calendar
from collections import defaultdict
from fractions import Fraction as Fr

import bounds as B
from balance import F, GRID, L, NP, OWN, P, RP, SC, SD, X, left
from numbers_ import EF_GRID, PROVINCES, ZERO, parse_num
from park import DAY, interval_of, interval_start, month_name
from series import Cell

AT_LEAST, AT_MOST = "at-least", "at-most"
OF_ELECTRICITY = ("direct-green-share", "near-zero", "carbon-intensity-tier", "clean-energy-share", "direct-self-use", "direct-load",
                  "direct-export")
REQUIRED_SET = {"direct-green-share", "near-zero", "carbon-intensity-tier"}


def judge(cmp_, limit, lower, upper):
    """A rule is decided if its whole interval is on one side of the limit."""
    if cmp_ == AT_LEAST:
        if lower is not None and lower >= limit:
            return "pass"
        if upper is not None and upper < limit:
            return "fail"
    else:
        if upper is not None and upper <= limit:
            return "pass"
        if lower is not None and lower > limit:
            return "fail"
    return "indeterminate"


class Run:
    def __init__(self, park, series, defects, bal, acc, certs, traded, unread_trades=0):
        self.park, self.series, self.defects = park, series, defects
        self.bal, self.acc, self.certs = bal, acc, certs
        self.traded = traded
        self.unread_trades = unread_trades
        self.eligible = Fr(certs["counted"]) if certs else ZERO
        self.tc = self.traded + self.eligible
        self.k = Fr(str(park.setting("electricity_equivalent", "0.2856")))
        self.figures = {}
        self.skip = set()         # what this program does not bound exactly
        self.rules = []
        self.headroom = {}
        self.totals()
        self.spaces()
        self.make_figures()
        self.judge_rules()

    # ---- totals at the point

    def totals(self):
        bal = self.bal
        self.t = None
        if bal.res is None or bal.mode is None:
            return
        t = dict.fromkeys(("P", "X", "U", "N", "r", "c", "d", "xre", "RP", "NP", "OWN", "F", "SC", "SD", "L"), ZERO)
        for b, row in zip(bal.bins, bal.rows):
            for name, v in zip(("P", "X", "U", "N", "r", "c", "d", "xre"), row):
                t[name] += v
            for name, i in (("RP", RP), ("NP", NP), ("OWN", OWN), ("F", F), ("SC", SC), ("SD", SD)):
                t[name] += b.point[i]
        t["R"] = t["r"] - t["c"] + t["d"] - t["xre"]
        t["WE"] = t["U"] - t["F"]
        self.t = t

    def spaces(self):
        """Bound spaces by side and stand-in for infinity; None when electricity is not known at all."""
        self.sp = None
        if self.t is None:
            return
        self.sp = {}
        for side in ("lo", "hi"):
            a = B.Space(self.bal, side, B.HUGE)
            b = B.Space(self.bal, side, 2 * B.HUGE) if a.unbounded else a
            self.sp[side] = (a, b)

    def both(self, fn, side):
        """fn(space, huge) with M and 2M; null when the two differ."""
        a, b = self.sp[side]
        x = fn(a, B.HUGE)
        y = fn(b, 2 * B.HUGE)
        return x if x == y else None

    # ---- figures

    def fig(self, name, value, lower, upper, unit):
        self.figures[name] = {"value": value, "lower": lower, "upper": upper, "unit": unit, "trail": []}

    def meter_sum(self, metas):
        """(point, lo, hi) of the sum of plain meters (loads, curtailed)."""
        p = lo = hi = ZERO
        for m in metas:
            s = self.series[m.id]
            if s.step is None:
                r = m.limit_per_hour()
                hi = None if r is None or hi is None else hi + r * 24 * self.park.days
                continue
            subs = [self.series[x] for x in m.less]
            for k in s.window:
                cs = [(s.cells[k], 1)] + [(x.cells[k], -1) for x in subs]
                if not any(c.missing and not c.group for c, _ in cs):
                    p += sum(sg * c.point for c, sg in cs)
                elif subs:
                    p += left(s.cells[k], [x.cells[k] for x in subs])
                for c, sg in cs:
                    a, b = (c.point, c.point) if c.group else (c.lo, c.hi)
                    if sg < 0:
                        a, b = (None if b is None else -b), (None if a is None else -a)
                    lo = None if lo is None or a is None else lo + a
                    hi = None if hi is None or b is None else hi + b
        return p, lo, hi

    def comp_range(self, fn):
        """(lo, hi) of a sum over bins of a linear function of the components given by vectors."""
        lo = hi = ZERO
        for b in self.bal.bins:
            v = fn(b.base)
            lo = None if lo is None else lo + v
            hi = None if hi is None else hi + v
            for pos, ng, a, z in b.vars:
                up, dn = fn(pos), fn(ng)
                # the function of the reading v: up*v for v > 0, dn*(-v) for v < 0
                cand_lo, cand_hi = [], []
                inf_lo = inf_hi = False
                if z is None:
                    inf_hi |= up > 0
                    inf_lo |= up < 0
                else:
                    y = up * z if z >= 0 else dn * -z
                    cand_lo.append(y)
                if a is None:
                    inf_hi |= dn > 0
                    inf_lo |= dn < 0
                else:
                    cand_lo.append(up * a if a >= 0 else dn * -a)
                if (a is None or a <= 0) and (z is None or z >= 0):
                    cand_lo.append(ZERO)
                lo = None if lo is None or inf_lo else lo + min(cand_lo)
                hi = None if hi is None or inf_hi else hi + max(cand_hi or cand_lo)
        return lo, hi

    def make_figures(self):
        f, t, bal = self.fig, self.t, self.bal
        load_meters = bal.by_flow["load"]
        lp = self.meter_sum(load_meters)
        self.load = lp
        point, known, var = self.acc.collect()
        self.var = var
        self.known = known
        if t is None:
            for n in ("grid_import", "grid_export", "direct_line", "onsite_renewable", "onsite_fossil",
                      "storage_charge", "storage_discharge", "consumption", "direct_green", "zero_rated",
                      "unused_zero_rated", "residual"):
                f("electricity." + n, None, None, None, "MWh")
            f("energy.electricity", None, None, None, "tce")
            f("emissions.electricity", None, None, None, "tCO2")
        else:
            lin = lambda side, sense, **w: self.both(lambda s, _: B.linear(s, B.weights(**w), sense), side)
            rng = lambda **w: (lin("lo", -1, **w), lin("hi", 1, **w))
            f("electricity.grid_import", t["P"], *rng(P=1), "MWh")
            f("electricity.grid_export", t["X"], *rng(X=1), "MWh")
            d, g = self.split_generation()
            f("electricity.direct_line", *d, "MWh")
            f("electricity.onsite_renewable", *g, "MWh")
            f("electricity.onsite_fossil", t["F"], *self.comp_range(lambda v: v[F]), "MWh")
            f("electricity.storage_charge", t["SC"], *self.comp_range(lambda v: v[SC]), "MWh")
            f("electricity.storage_discharge", t["SD"], *self.comp_range(lambda v: v[SD]), "MWh")
            f("electricity.consumption", t["U"], *rng(U=1), "MWh")
            f("electricity.direct_green", t["R"], *rng(R=1), "MWh")
            plo, phi = rng(P=1)
            cap = lambda p: self.tc if p is None else min(p, self.tc)
            z = min(t["P"], self.tc)
            self.z = z
            zlo = None if plo is None else min(plo, self.tc)
            zhi = cap(phi)
            f("electricity.zero_rated", z, zlo, zhi, "MWh")
            f("electricity.unused_zero_rated", self.tc - z, self.tc - zhi, None if zlo is None else self.tc - zlo, "MWh")
            res = lambda p: None if p is None else max(ZERO, p - self.tc)
            f("electricity.residual", t["P"] - z, res(plo), res(phi), "MWh")
            wlo, whi = rng(WE=1)
            mulk = lambda v: None if v is None else v * self.k
            f("energy.electricity", t["WE"] * self.k, mulk(wlo), mulk(whi), "tce")
            mule = lambda v: None if v is None else v * EF_GRID
            f("emissions.electricity", EF_GRID * (t["P"] - z), mule(res(plo)), mule(res(phi)), "tCO2")
            ef = self.province_factor()
            if ef is not None:
                m3 = lambda v: None if v is None else v * ef
                f("emissions.location_based_electricity", t["P"] * ef, m3(plo), m3(phi), "tCO2")
            if load_meters:
                rlo, rhi = self.residual_range(lp)
                f("electricity.balance_residual", t["N"] - lp[0], rlo, rhi, "MWh")
        if load_meters:
            f("electricity.load", *lp, "MWh")
        f("electricity.green_traded", self.traded, self.traded, self.traded, "MWh")
        f("electricity.certificates_eligible", self.eligible, self.eligible, self.eligible, "MWh")
        heads = {"emissions.fuel": "e.fuel", "emissions.conversion": "e.conversion", "emissions.heat": "e.heat",
                 "emissions.bunker": "e.bunker", "energy.fuel": "w.fuel", "energy.heat": "w.heat",
                 "energy.other": "w.other"}
        gone = self.acc.missing_e | self.acc.missing_w
        for name, h in heads.items():
            unit = "tCO2" if name.startswith("em") else "tce"
            if h in gone:
                f(name, None, None, None, unit)
                continue
            lo, hi = self.var_range(lambda w: w.get(h, ZERO))
            f(name, point[h], self.plus(known[h], lo), self.plus(known[h], hi), unit)
        f("emissions.process", self.acc.process, self.acc.process, self.acc.process, "tCO2")
        eh, wh = ("e.fuel", "e.conversion", "e.heat"), ("w.fuel", "w.heat", "w.other")
        self.e_ok = t is not None and not self.acc.missing_e
        self.w_ok = t is not None and not self.acc.missing_w
        ev = lambda w: sum((w.get(h, ZERO) for h in eh), ZERO)
        wv = lambda w: sum((w.get(h, ZERO) for h in wh), ZERO)
        self.fuel = [((ev(w), wv(w), w.get("nf", ZERO)), lo, hi) for w, lo, hi in var.values()]
        self.e0 = sum(known[h] for h in eh) + self.acc.process
        self.w0 = sum(known[h] for h in wh)
        self.E = self.W = None
        if self.e_ok:
            self.E = sum(point[h] for h in eh) + self.acc.process + self.figures["emissions.electricity"]["value"]
            lo, hi = self.var_range(ev)
            el = self.figures["emissions.electricity"]
            f("emissions.total", self.E, self.plus(self.e0, lo, el["lower"]), self.plus(self.e0, hi, el["upper"]), "tCO2")
        else:
            f("emissions.total", None, None, None, "tCO2")
        if self.w_ok:
            self.W = sum(point[h] for h in wh) + t["WE"] * self.k
            lo, hi = self.var_range(wv)
            el = self.figures["energy.electricity"]
            self.wlo, self.whi = self.plus(self.w0, lo, el["lower"]), self.plus(self.w0, hi, el["upper"])
            f("energy.total", self.W, self.wlo, self.whi, "tce")
        else:
            self.wlo = self.whi = None
            f("energy.total", None, None, None, "tce")
        self.nf = point["nf"]
        self.shares()
        self.trails()

    @staticmethod
    def plus(*xs):
        return None if any(x is None for x in xs) else sum(xs, ZERO)

    def var_range(self, weight):
        lo = hi = ZERO
        for w, a, b in self.var.values():
            x = weight(w)
            if not x:
                continue
            a, b = (None if a is None else a * x), (None if b is None else b * x)
            if x < 0:
                a, b = b, a
            lo, hi = self.plus(lo, a) if lo is not None else None, self.plus(hi, b) if hi is not None else None
        return lo, hi

    def split_generation(self):
        """Signed direct line and on-site generation (supplies where no gateway is metered), after loss."""
        out = []
        for flow in ("direct-line", "onsite-renewable"):
            p = lo = hi = ZERO
            aux = self.bal.by_flow["auxiliary"] if flow == "onsite-renewable" else []
            if aux or (self.bal.mode == "inferred" and flow == "onsite-renewable"):
                # netted per bin: what is not a direct line
                d = out[0]
                sign = (lambda v: v[RP] + v[NP] - v[OWN])
                tot = sum((sign(b.point) for b in self.bal.bins), ZERO)
                lo, hi = self.comp_range(sign)
                sub = lambda x, y: None if x is None or y is None else x - y
                out.append((tot - d[0], sub(lo, d[1]), sub(hi, d[2])))
                continue
            for m in self.bal.by_flow[flow]:
                s = 1 - m.loss
                for k, b, c in self.bal.cells(m):
                    a, z, q = c.lo, c.hi, c.point
                    if self.bal.mode == "inferred":
                        cut = lambda v: None if v is None else max(ZERO, v)
                        a, z, q = (ZERO if a is None else cut(a)), cut(z), cut(q)
                    p += q * s
                    lo = None if lo is None or a is None else lo + a * s
                    hi = None if hi is None or z is None else hi + z * s
            out.append((p, lo, hi))
        return out

    def residual_range(self, lp):
        lin = lambda side, sense: self.both(lambda s, _: B.linear(s, B.weights(N=1), sense), side)
        lo, hi = lin("lo", -1), lin("hi", 1)
        if self.bal.mode == "inferred":
            return ZERO, ZERO
        sub = lambda x, y: None if x is None or y is None else x - y
        return sub(lo, lp[2]), sub(hi, lp[1])

    def province_factor(self):
        e = PROVINCES.get(self.park.province)
        y = self.park.end.year
        if e is None or y < 2022:
            return None
        return e[1] if y >= 2023 else e[0]

    def shares(self):
        f, t = self.fig, self.t
        self.rho = self.i = self.clean = (None, None, None)
        acc = {"k": self.k, "tc": self.tc, "fuel": self.fuel, "e0": self.e0, "w0": self.w0,
               "nf0": self.known["nf"]}
        if t is not None and t["U"] > 0:
            self.rho = (t["R"] / t["U"], self.both(lambda s, _: B.rho(s, -1), "lo"),
                        self.both(lambda s, _: B.rho(s, 1), "hi"))
        if self.e_ok and self.w_ok and self.W > 0:
            self.i = (self.E / self.W,
                      self.both(lambda s, b: B.intensity(s, acc, -1, b), "lo"),
                      self.both(lambda s, b: B.intensity(s, acc, 1, b), "hi"))
        if self.w_ok and self.W > 0:
            num = (t["R"] + t["NP"] + self.z) * self.k + self.nf
            ok = []

            def call(sense):
                def run(s, b):
                    v, exact = B.clean_share(s, acc, sense, b)
                    ok.append(exact)
                    return v
                return run
            self.clean = (num / self.W, self.both(call(-1), "lo"), self.both(call(1), "hi"))
            if not all(ok):
                self.skip.add("clean-energy-share")
        if self.bal.inexact:
            self.skip |= {"direct-green-share", "clean-energy-share", "near-zero", "carbon-intensity-tier"}
        f("direct_green_share", *self.rho, "1")
        f("carbon_intensity", *self.i, "tCO2/tce")
        f("clean_energy_share", *self.clean, "1")

    def trails(self):
        names = {"grid_import": ("grid-import", "grid-net"), "grid_export": ("grid-export", "grid-net"),
                 "direct_line": ("direct-line",), "onsite_renewable": ("onsite-renewable", "auxiliary"),
                 "onsite_fossil": ("onsite-fossil",), "storage_charge": ("storage-charge", "storage-net"),
                 "storage_discharge": ("storage-discharge", "storage-net"), "load": ("load",)}
        for n, flows in names.items():
            fig = self.figures.get("electricity." + n)
            if fig is None or (self.bal.mode == "inferred" and n.startswith("grid")):
                continue
            rows = defaultdict(set)
            for fl in flows:
                for m in self.bal.by_flow[fl]:
                    for x in [m.id] + m.less:
                        for file, lines in self.series[x].used_rows.items():
                            rows[file] |= lines
            fig["trail"] = [{"file": f, "first_line": min(r), "last_line": max(r), "rows": len(r)}
                            for f, r in sorted(rows.items(), key=lambda kv: kv[0].encode()) if r]

    # ---- rules

    def rule(self, rid, level, outcome, measured=None, lower=None, upper=None, cmp_=None, limit=None):
        level = self.park.rule_setting("levels", rid) or level
        margin = None
        if measured is not None and limit is not None and outcome not in ("not-applicable", "exempt"):
            margin = measured - limit if cmp_ == AT_LEAST else limit - measured
        self.rules.append({"id": rid, "level": level, "outcome": outcome, "measured": measured, "lower": lower,
                           "upper": upper, "comparison": cmp_, "limit": limit, "margin": margin})

    def limit(self, rid, default):
        v = self.park.rule_setting("limits", rid)
        return Fr(str(v)) if v is not None else Fr(default)

    def annual(self, w):
        if w is None:
            return None
        y = self.park.start.year
        return w * (366 if calendar.isleap(y) else 365) / self.park.days

    def judge_rules(self):
        self.indicators = self.read_indicators()
        # direct-green-share
        lim = self.limit("direct-green-share", "0.5")
        m, lo, hi = self.rho
        self.rule("direct-green-share", "required",
                  judge(AT_LEAST, lim, lo, hi) if m is not None else "indeterminate", m, lo, hi, AT_LEAST, lim)
        if m is not None:
            self.headroom["direct-green-share"] = lim * self.t["U"] - self.t["R"]
        # near-zero
        wa = self.annual(self.W)
        base = self.park.setting("baseline", "2.1")
        lim = self.limit("near-zero", Fr(str(base)) / 10)
        m, lo, hi = self.i
        # The stricter of the levels that the bounds of W allow; a failure decides only where there is one.
        least = self.annual(self.wlo) if self.wlo is not None else None
        most = self.annual(self.whi) if self.whi is not None else None
        levels = {"required"} if wa is None else {
            "advisory" if least is not None and least >= 1000000 else "required",
            "required" if most is not None and most < 1000000 else "advisory"}
        level = "required" if "required" in levels else "advisory"
        out = judge(AT_MOST, lim, lo, hi) if m is not None else "indeterminate"
        stated = self.park.rule_setting("levels", "near-zero")
        if out == "fail" and len(levels) > 1 and not stated:
            out = "indeterminate"
        self.rule("near-zero", level, out, m, lo, hi, AT_MOST, lim)
        if m is not None:
            self.headroom["near-zero"] = self.change(lim)
        self.tier()
        self.clean_rule()
        self.guiding()
        self.direct_rules()
        self.data_rules()
        self.block()

    def change(self, lim):
        c = (self.E - lim * self.W) / EF_GRID
        return None if c > self.t["P"] - self.z else c

    def tier(self):
        rid = "carbon-intensity-tier"
        m, lo, hi = self.i
        if self.W is None:
            self.rule(rid, "required", "indeterminate", None, None, None, AT_MOST, None)
            return
        a, z = self.annual(self.wlo), self.annual(self.whi)
        if self.bal.mode == "inferred" and not self.park.loads_complete:
            z = None
        tiers = []
        below = lambda x, v: x is None or x < v       # lower end: null is minus infinity
        above = lambda x, v: x is None or x >= v      # upper end: null is infinity
        if below(a, 200000):
            tiers.append(None)
        if above(z, 200000) and below(a, 1000000):
            tiers.append(Fr("0.2"))
        if above(z, 1000000):
            tiers.append(Fr("0.3"))
        outs = {"not-applicable" if x is None else (judge(AT_MOST, x, lo, hi) if m is not None else "indeterminate")
                for x in tiers}
        out = outs.pop() if len(outs) == 1 else "indeterminate"
        one = tiers[0] if len(tiers) == 1 else None
        self.rule(rid, "required", out, m, lo, hi, AT_MOST, one)
        if one is not None and m is not None:
            self.headroom[rid] = self.change(one)

    def clean_rule(self):
        rid = "clean-energy-share"
        lim = self.limit(rid, "0.9")
        if self.indicators.get(rid, {}).get("exempt"):
            self.rule(rid, "guiding", "exempt", None, None, None, AT_LEAST, lim)
            return
        m, lo, hi = self.clean
        self.rule(rid, "guiding", judge(AT_LEAST, lim, lo, hi) if m is not None else "indeterminate",
                  m, lo, hi, AT_LEAST, lim)

    def read_indicators(self):
        out = defaultdict(lambda: {"num": ZERO, "den": ZERO, "exempt": False, "listed": 0, "good": 0})
        for tab in self.park.files("indicators"):
            for _, row in tab.rows:
                e = out[row["indicator"]]
                if row.get("exempt"):
                    e["exempt"] = True
                elif row.get("value") and row.get("limit"):
                    e["listed"] += 1
                    e["good"] += parse_num(row["value"]) <= parse_num(row["limit"])
                elif row.get("numerator") or row.get("denominator"):
                    e["num"] += parse_num(row["numerator"])
                    e["den"] += parse_num(row["denominator"])
        return dict(out)

    def guiding(self):
        for rid, default in (("product-energy", "1"), ("solid-waste", "0.8"), ("waste-energy", "0.5"),
                             ("water-reuse", "0.8")):
            lim = self.limit(rid, default)
            e = self.indicators.get(rid)
            if e is None:
                self.rule(rid, "guiding", "indeterminate", None, None, None, AT_LEAST, lim)
            elif e["exempt"]:
                self.rule(rid, "guiding", "exempt", None, None, None, AT_LEAST, lim)
            else:
                num, den = (e["good"], e["listed"]) if e["listed"] else (e["num"], e["den"])
                if den <= 0:
                    self.rule(rid, "guiding", "indeterminate", None, None, None, AT_LEAST, lim)
                else:
                    v = Fr(num) / den
                    self.rule(rid, "guiding", judge(AT_LEAST, lim, v, v), v, v, v, AT_LEAST, lim)

    def incomplete(self, meters):
        for m in meters:
            s = self.series[m.id]
            if s.step is None or any(not s.cells[k].known for k in s.window):
                return True
            if any(not self.series[x].cells[k].known for x in m.less for k in s.window):
                return True
        return False

    def direct_rules(self):
        bal, t = self.bal, self.t
        lines = [m for m in bal.by_flow["direct-line"] if not m.nuclear]
        curtailed = bal.by_flow["curtailed"]
        year = self.park.start.year
        specs = (("direct-self-use", AT_LEAST, "0.6"), ("direct-load", AT_LEAST, "0.35" if year >= 2030 else "0.3"),
                 ("direct-export", AT_MOST, "0.2"))
        cur = self.meter_sum(curtailed)[0]
        for rid, cmp_, default in specs:
            lim = self.limit(rid, default)
            if not lines:
                self.rule(rid, "advisory", "not-applicable", None, None, None, cmp_, lim)
                continue
            value = None
            if t is not None:
                num, den = {"direct-self-use": (t["R"], t["r"] + cur), "direct-load": (t["R"], t["U"]),
                            "direct-export": (t["xre"], t["r"] + cur)}[rid]
                value = num / den if den > 0 else None
            if rid == "direct-load" or bal.storage or bal.mode == "inferred":
                uses = list(bal.meters)
            else:
                uses = [m for m in bal.meters if m.flow in ("direct-line", "onsite-renewable", "auxiliary",
                                                            "grid-export", "grid-net") and not m.nuclear]
            if rid != "direct-load":
                uses = uses + curtailed
            out = "indeterminate"
            if value is not None and not self.incomplete(uses):
                out = judge(cmp_, lim, value, value)
            self.rule(rid, "advisory", out, value, None, None, cmp_, lim)

    def data_rules(self):
        park, bal = self.park, self.bal
        entering = list(bal.meters) + self.acc.meters
        cover = []
        zero = False
        for m in entering:
            exp, present, _, _ = self.series[m.id].counts()
            if exp == 0:
                if self.series[m.id].step is None:
                    zero = True
                    cover.append(ZERO)
                continue
            cover.append(Fr(present, exp))
            zero |= present == 0
        v = min(cover) if cover else None
        self.rule("metering-coverage", "data", "fail" if zero else "pass" if cover else "not-applicable", v)
        # estimated share
        shares = []
        by = defaultdict(list)
        for m in entering:
            by[m.carrier].append(m)
        for ms in by.values():
            tot = est = ZERO
            for m in ms:
                s = self.series[m.id]
                for k in s.window if s.step else ():
                    c = s.cells[k]
                    tot += abs(c.point)
                    if c.estimated:
                        est += abs(c.point)
            if tot:
                shares.append(est / tot)
        lim = self.limit("estimated-share", "0.1")
        v = max(shares) if shares else None
        self.rule("estimated-share", "data", judge(AT_MOST, lim, v, v) if shares else "indeterminate",
                  v, v, v, AT_MOST, lim)
        # balance closure
        lim = self.limit("balance-closure", "0.02")
        if not park.loads_complete:
            self.rule("balance-closure", "data", "not-applicable", None, None, None, AT_MOST, lim)
        else:
            v, lo, hi = self.closure()
            self.rule("balance-closure", "data", judge(AT_MOST, lim, lo, hi) if v is not None else "indeterminate",
                      v, lo, hi, AT_MOST, lim)
        # certificates
        certs = self.certs or {"presented": 0, "unreadable": 0}
        unreadable = certs["unreadable"] + self.unread_trades
        if not (certs["presented"] or unreadable):
            self.rule("certificate-ledger", "data", "not-applicable")
        else:
            self.rule("certificate-ledger", "data", "fail" if unreadable else "pass")
        self.reconcile()

    def closure(self):
        t = self.t
        if t is None or t["U"] <= 0:
            return None, None, None
        if self.bal.mode == "inferred":
            return ZERO, ZERO, ZERO
        v = abs(t["N"] - self.load[0]) / t["U"]
        _, llo, lhi = self.load
        w = B.weights(N=1)
        lo = hi = None
        if lhi is not None:
            lo = self.both(lambda s, _: B.linear_ratio(s, w, -lhi, -1), "lo")
        hi = self.both(lambda s, _: B.linear_ratio(s, w, -llo, 1), "hi")
        if lo is None or hi is None:
            # one side unknown: |residual| can be anything above what the other leaves
            least = None
            if lo is not None:
                least = max(ZERO, lo)
            if hi is not None:
                least = max(ZERO, -hi)
            return v, least, None
        return v, max(ZERO, lo, -hi), max(abs(lo), abs(hi))

    def total_range(self, m):
        s = self.series[m.id]
        if s.step is None:
            return ZERO, None, None
        p = lo = hi = ZERO
        for k in s.window:
            c = s.cells[k]
            p += c.point
            a, z = (c.point, c.point) if c.group else (c.lo, c.hi)
            lo = None if lo is None or a is None else lo + a
            hi = None if hi is None or z is None else hi + z
        return p, lo, hi

    def reconcile(self):
        rid = "sub-meter-reconciliation"
        lim = self.limit(rid, "0.05")
        kids = defaultdict(list)
        for m in self.park.meters:
            if m.parent and not (m.electric and m.flow == "auxiliary"):
                kids[m.parent].append(m)
        if not kids:
            self.rule(rid, "data", "not-applicable", None, None, None, AT_MOST, lim)
            return
        rows = []
        for pid, ch in kids.items():
            p = self.total_range(self.park.by_id[pid])
            c = [self.total_range(x) for x in ch]
            if p[0] > 0:
                v = sum(x[0] for x in c) / p[0] - 1
                clo, chi = self.plus(*(x[1] for x in c)), self.plus(*(x[2] for x in c))
                lo = None if clo is None or p[2] is None else clo / p[2] - 1
                hi = None if chi is None or not p[1] or p[1] <= 0 else chi / p[1] - 1
                rows.append((v, lo, hi))
            else:
                rows.append((None, None, None))
        vals = [r[0] for r in rows if r[0] is not None]
        if not vals:
            self.rule(rid, "data", "indeterminate", None, None, None, AT_MOST, lim)
            return
        v = max(vals)
        los = [r[1] for r in rows if r[1] is not None]
        lo = max(los) if los else None
        hi = None if any(r[2] is None for r in rows) else max(r[2] for r in rows)
        self.rule(rid, "data", judge(AT_MOST, lim, lo, hi), v, lo, hi, AT_MOST, lim)

    def entered(self, m, seen=()):
        """The rules that a meter's readings enter, by itself or as what is subtracted from another."""
        if m is None:
            return set().union(*(self.entered(x) for x in self.park.meters))
        if m.id in seen:
            return set()
        carbon = {"near-zero", "carbon-intensity-tier", "clean-energy-share"}
        out = set()
        if m in self.bal.meters:
            out |= carbon | {"direct-green-share", "direct-self-use", "direct-load", "direct-export"}
        elif m in self.acc.meters:
            out |= carbon
        elif m.electric and m.flow == "curtailed" and m.parent is None:
            out |= {"direct-self-use", "direct-export"}
        if m.electric and m.flow != "curtailed" and m.parent is None:
            out.add("balance-closure")
        for x in self.park.meters:
            if m.id in x.less:
                out |= self.entered(x, (*seen, m.id))
        return out

    def blocked(self):
        """The rules that would use what a defect says cannot be had."""
        carbon = {"near-zero", "carbon-intensity-tier", "clean-energy-share"}
        hit = set()
        for code, meter in self.defects.blocking:
            hit |= self.entered(self.park.by_id.get(meter))
        for d in self.defects.items:
            if d["code"] == "service-gap":
                hit |= self.entered(self.park.by_id[d["meter"]])
            elif d["code"] in ("uncounted-fuel", "missing-fuel"):
                hit |= carbon
            elif d["code"] == "missing-factor":
                hit |= carbon - ({"clean-energy-share"} if self.clean[0] is not None else set())
        return hit

    def block(self):
        """A failing data rule makes what depends on it indeterminate."""
        by = {r["id"]: r for r in self.rules}
        dependents = REQUIRED_SET | {r["id"] for r in self.rules if r["level"] == "required"}
        hit = set()
        # Loads that may not be all of them leave U unbounded above; what was never charged came from a source that U does not hold.
        released = sum((b.point[SD] for b in self.bal.bins), ZERO) if self.bal.res is not None else ZERO
        never = sum((e for _, e in getattr(self.bal, "unexplained", None) or []), ZERO)
        if (self.bal.mode == "inferred" and not self.park.loads_complete) or never * 20 > released:
            hit |= set(OF_ELECTRICITY) & set(by)
        for rid in ("metering-coverage", "estimated-share", "balance-closure"):
            if by[rid]["outcome"] == "fail":
                hit |= dependents
        if by["certificate-ledger"]["outcome"] == "fail":
            hit |= {"near-zero", "carbon-intensity-tier", "clean-energy-share"}
        hit |= self.blocked()
        for rid in hit:
            r = by[rid]
            # A data rule that fails says itself what it fails on.
            if r["outcome"] in ("not-applicable", "exempt") or (r["level"] == "data" and r["outcome"] == "fail"):
                continue
            r["outcome"] = "indeterminate"
            self.headroom.pop(rid, None)

    def verdict(self, interim_flag):
        if self.park.interim and not interim_flag:
            return "indeterminate"
        outs = [r["outcome"] for r in self.rules if r["level"] == "required"]
        outs = [o for o in outs if o not in ("not-applicable", "exempt")]
        if "fail" in outs:
            return "fail"
        if "indeterminate" in outs or not outs:
            return "indeterminate"
        return "pass"

    def months(self):
        out = {}
        if self.t is None:
            return []
        if self.bal.res is None:
            return []
        for b, (p, x, u, n, r, c, d, xre) in zip(self.bal.bins, self.bal.rows):
            k = interval_of("month", interval_start(self.bal.res, b.key))
            e = out.setdefault(k, [ZERO, ZERO, ZERO])
            e[0] += p
            e[1] += r - c + d - xre
            e[2] += u
        return [{"month": month_name(k), "grid_import": p, "direct_green": g, "consumption": u,
                 "share": g / u if u > 0 else None} for k, (p, g, u) in sorted(out.items())]
