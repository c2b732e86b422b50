"""Electricity: flows per bin of the run's resolution, attribution, the matching ladder.

A bin's flows are a vector of components:
  P grid import, X export, RP renewable supply (D+ and G+), NP nuclear supply, OWN own use of generators and
  lines (the negative part of G and D), F on-site fossil, SC/SD storage, L load.
Readings that are not known stay variables (see bounds.py); everything else is summed.
"""
from collections import defaultdict
from fractions import Fraction as Fr
from math import lcm

from numbers_ import ZERO
from park import DAY, hours_of, interval_of, interval_start, step_order
from series import Cell
from service import gaps

P, X, RP, NP, OWN, F, SC, SD, L = range(9)
NCOMP = 9
GRID = ("grid-import", "grid-export", "grid-net")
ROUND = 10**24


def unit_vec(i, scale=1):
    return tuple(Fr(scale) if j == i else ZERO for j in range(NCOMP))


NIL = tuple([ZERO] * NCOMP)


def add(a, b, f=1):
    return tuple(x + f * y for x, y in zip(a, b))


def neg(a):
    return tuple(-x for x in a)


class Bin:
    __slots__ = ("key", "point", "base", "vars", "incomplete")

    def __init__(self, key):
        self.key = key
        self.point = [ZERO] * NCOMP
        self.base = [ZERO] * NCOMP
        self.vars = []               # (pos vector, neg vector, lo, hi)
        self.incomplete = False


def left(c, parts):
    """The point of a reading less others, one of which is missing: what is subtracted counts as 0 where it is missing, and the reading itself makes
    all of it 0, within the bounds of the difference."""
    lo, hi = c.lo, c.hi
    for p in parts:
        lo = None if lo is None or p.hi is None else lo - p.hi
        hi = None if hi is None or p.lo is None else hi - p.lo
    point = ZERO if c.missing else c.point - sum((ZERO if p.missing else p.point for p in parts), ZERO)
    if lo is not None:
        point = max(point, lo)
    return point if hi is None else min(point, hi)


class Balance:
    def __init__(self, park, series):
        self.park, self.series = park, series
        ms = [m for m in park.meters if m.electric and m.boundary]
        self.by_flow = defaultdict(list)
        for m in ms:
            self.by_flow[m.flow].append(m)
        # Export alone says nothing of import (METHOD 9).
        gateway = any(self.by_flow[f] for f in ("grid-import", "grid-net"))
        self.mode = "gateway" if gateway else "inferred" if self.by_flow["load"] else None
        core = ("direct-line", "onsite-renewable", "onsite-fossil", "storage-charge",
                "storage-discharge", "storage-net", "auxiliary") + GRID
        self.meters = [m for m in ms if m.flow in core or (m.flow == "load" and self.mode == "inferred")]
        self.storage = any(self.by_flow[f] for f in ("storage-charge", "storage-discharge", "storage-net"))
        self.inexact = False
        self.resolution()
        if self.res is not None:
            self.make_bins()
            self.attribute()
            self.ladder()

    # ---- resolution

    def resolution(self):
        steps = {m.id: self.series[m.id].step for m in self.meters if self.series[m.id].step}
        if not steps:
            self.res, self.set_by = None, []
            return
        coarsest = max(steps.values(), key=step_order)
        if coarsest in ("day", "month"):
            self.res = coarsest
        else:
            n = lcm(*steps.values())
            self.res = n if DAY % n == 0 else "day"
        self.set_by = [i for i, s in steps.items() if s == coarsest]

    # ---- bins

    def vectors(self, m):
        """Contribution of +1 and of -1 MWh of a meter's reading, after loss."""
        f = m.flow
        if f in ("grid-net", "storage-net"):
            a, b = (P, X) if f == "grid-net" else (SC, SD)
            if m.positive in ("export", "discharge"):
                a, b = b, a
            return unit_vec(a), unit_vec(b)
        if f in ("onsite-renewable", "direct-line"):
            s = 1 - m.loss
            own = NIL if self.mode == "inferred" else unit_vec(OWN, s)
            return unit_vec(NP if m.nuclear else RP, s), own
        v = unit_vec({"grid-import": P, "grid-export": X, "onsite-fossil": F, "storage-charge": SC,
                      "storage-discharge": SD, "load": L}[f])
        return v, neg(v)

    def make_bins(self):
        park = self.park
        first = interval_of(self.res, park.start.toordinal() * DAY)
        last = interval_of(self.res, (park.end.toordinal() + 1) * DAY - 1)
        self.bins = [Bin(k) for k in range(first, last + 1)]
        self.first = first
        aux = self.by_flow["auxiliary"]
        parentless = [a for a in aux if a.parent is None]
        gens = self.by_flow["onsite-renewable"]
        if parentless:                 # netted with the whole park's generation
            groups = [gens + aux]
        else:
            groups = [[g] + [a for a in aux if a.parent == g.id] for g in gens]
            groups = [g for g in groups if len(g) > 1]
        netted = {m.id for g in groups for m in g}
        self.raw = {}
        for m in self.meters:
            if m.id not in netted:
                self.add_meter(m)
        for g in groups:
            self.add_group(g)
        # days on which nobody measured what came from the grid
        for m, first, last in gaps(park):
            if m.electric and self.mode == "gateway":
                for day in range(first.toordinal(), last.toordinal() + 1):
                    b = self.bins[interval_of(self.res, day * DAY) - self.first]
                    self.raw_var(b, "gap", day, unit_vec(P), neg(unit_vec(P)), ZERO, None)
        for (mid, k), (b, pos, ng, lo, hi) in self.raw.items():
            b.vars.append((pos, ng, lo, hi))

    def bin_of(self, step, k):
        return self.bins[interval_of(self.res, interval_start(step, k)) - self.first]

    def cells(self, m):
        """(interval, bin, cell); a register gap inside one bin is known, one across bins keeps its total:
        it is spread evenly, and where its split matters the bounds are marked as not exact."""
        s = self.series[m.id]
        if s.step is None:             # no reading, no declared step: unknown over every bin
            for b in self.bins:
                rate = m.limit_per_hour()
                hi = None if rate is None else rate * hours_of(self.res, b.key)
                lo = (None if hi is None else -hi) if m.signed else ZERO
                yield b.key, b, Cell(ZERO, lo, hi, missing=True)
            return
        span = {g: {id(self.bin_of(s.step, k)) for k in ks} for g, (_, ks) in s.groups.items()}
        for k in s.window:
            c = s.cells[k]
            b = self.bin_of(s.step, k)
            if c.group:
                if len(span[c.group]) > 1:
                    b.incomplete = True
                    if self.split_matters(m):
                        self.inexact = True
                c = Cell(c.point, c.point, c.point, missing=False)
            yield k, b, c

    def split_matters(self, m):
        if self.mode == "inferred" or self.storage:
            return True
        has_x = bool(self.by_flow["grid-export"] or self.by_flow["grid-net"])
        return has_x and m.flow in ("grid-export", "onsite-renewable", "direct-line", "auxiliary")

    def put(self, b, pos, ng, v):
        vec, a = (pos, v) if v >= 0 else (ng, -v)
        for i in range(NCOMP):
            if vec[i]:
                b.base[i] += vec[i] * a
        return vec, a

    def put_point(self, b, pos, ng, v):
        vec, a = (pos, v) if v >= 0 else (ng, -v)
        for i in range(NCOMP):
            if vec[i]:
                b.point[i] += vec[i] * a

    def raw_var(self, b, mid, k, pos, ng, lo, hi):
        """The unknown reading (meter, interval), taking one value wherever it stands."""
        old = self.raw.get((mid, k))
        if old:
            pos, ng = add(old[1], pos), add(old[2], ng)
        self.raw[(mid, k)] = (b, pos, ng, lo, hi)
        b.incomplete = True

    def add_meter(self, m):
        pos, ng = self.vectors(m)
        linear = ng == neg(pos)
        subs = [self.series[x] for x in m.less]
        for k, b, c in self.cells(m):
            parts = [s.cells[k] for s in subs]
            if c.known and all(p.known for p in parts):
                v = c.point - sum(p.point for p in parts)
                self.put(b, pos, ng, v)
                self.put_point(b, pos, ng, v)
                continue
            if not (c.missing or any(p.missing for p in parts)):
                self.put_point(b, pos, ng, c.point - sum(p.point for p in parts))
            elif parts:
                self.put_point(b, pos, ng, left(c, parts))
            if linear or not parts:
                if c.known:
                    self.put(b, pos, ng, c.point)
                else:
                    self.raw_var(b, m.id, k, pos, ng, c.lo, c.hi)
                for s, p in zip(subs, parts):
                    if p.known:
                        self.put(b, neg(pos), pos, p.point)
                    else:
                        self.raw_var(b, s.meter.id, k, neg(pos), pos, p.lo, p.hi)
            else:
                # kinked flow with a subtraction: one net variable
                if any(s.meter in self.meters for s in subs):
                    self.inexact = True
                lo, hi = c.lo, c.hi
                for p in parts:
                    lo = None if lo is None or p.hi is None else lo - p.hi
                    hi = None if hi is None or p.lo is None else hi - p.lo
                b.vars.append((pos, ng, lo, hi))
                b.incomplete = True

    def add_group(self, meters):
        """Generators and their auxiliaries, netted per bin."""
        acc = {}
        for m in meters:
            sign = -1 if m.flow == "auxiliary" else 1
            for k, b, c in self.cells(m):
                a = acc.setdefault(b.key, [b, ZERO, ZERO, ZERO, False])
                lo, hi = (c.lo, c.hi) if sign > 0 else (None if c.hi is None else -c.hi,
                                                       None if c.lo is None else -c.lo)
                a[1] += sign * c.point
                a[2] = None if a[2] is None or lo is None else a[2] + lo
                a[3] = None if a[3] is None or hi is None else a[3] + hi
        pos = unit_vec(RP)
        ng = NIL if self.mode == "inferred" else unit_vec(OWN)
        for b, pt, lo, hi, _ in acc.values():
            self.put_point(b, pos, ng, pt)
            if lo is not None and lo == hi:
                self.put(b, pos, ng, lo)
            else:
                b.vars.append((pos, ng, lo, hi))
                b.incomplete = True

    # ---- attribution at the point

    def derived(self, v):
        """(P, X, U, N) of a component vector."""
        if self.mode == "inferred":
            d = v[L] + v[SC] - v[RP] - v[NP] - v[F] - v[SD]
            return max(ZERO, d), max(ZERO, -d), v[L] + v[SC] - v[SD], v[L]
        u = v[P] + v[RP] + v[NP] - v[OWN] + v[F] - v[X]
        return v[P], v[X], u, u - v[SC] + v[SD]

    def attribute(self):
        tc = sum((b.point[SC] for b in self.bins), ZERO)
        td = sum((b.point[SD] for b in self.bins), ZERO)
        eta = Fr(1) if not tc or not td else min(Fr(1), td / tc)
        own = self.park.setting("storage_round_trip")
        if own is not None:
            eta = Fr(str(own))
        content = ren = ZERO
        self.unexplained = []
        self.rows = []                # per bin: P X U N r scre sdre xre
        for b in self.bins:
            v = b.point
            p, x, u, n = self.derived(v)
            r = v[RP]
            surplus = max(ZERO, r - max(ZERO, n))
            x1 = min(x, r)
            c1 = min(v[SC], max(ZERO, surplus - x))
            rest = r - x1 - c1
            den = rest + p + v[F] + v[NP]
            scre = c1
            if den and v[SC] > c1:
                scre = c1 + Fr(round((v[SC] - c1) * rest / den * ROUND), ROUND)
            content += v[SC]
            ren += scre
            sdre = ZERO
            if v[SD]:
                draw = v[SD] / eta
                if draw > content:
                    self.unexplained.append((b.key, (draw - content) * eta))
                    draw = content
                if draw:
                    out = Fr(round(ren * draw / content * ROUND), ROUND)
                    sdre = out * eta
                    content -= draw
                    ren -= out
            xre = min(x, r + sdre)
            self.rows.append((p, x, u, n, r, scre, sdre, xre))

    def first_relaxed(self):
        """Index of the first bin from which storage attribution is open; None if it never is."""
        if not self.storage:
            return None
        for m in self.meters:
            if m.flow.startswith("storage"):
                if any(not c.known for _, _, c in self.cells(m)) or any(
                        not self.series[s].cells[k].known for s in m.less for k in self.series[m.id].window):
                    return 0
        return next((i for i, b in enumerate(self.bins) if b.incomplete), None)

    # ---- ladder

    def ladder(self):
        rungs = {"quarter-hour": 15, "half-hour": 30, "hour": 60, "day": "day", "month": "month", "year": None}
        order = step_order(self.res)
        total_u = sum(r[2] for r in self.rows)
        self.matching = {}

        def rung(key):
            acc = {}
            for b, (p, x, u, n, r, c, d, _) in zip(self.bins, self.rows):
                e = acc.setdefault(key(b), [ZERO, ZERO])
                e[0] += r - c + d
                e[1] += n
            return sum(min(a, n) for a, n in acc.values()) / total_u if total_u > 0 else None

        start = lambda b: interval_start(self.res, b.key)
        self.matching["resolution"] = rung(lambda b: b.key)
        for name, step in rungs.items():
            if step is None:
                self.matching[name] = rung(lambda b: 0)
                continue
            fits = (step_order(step) >= order and
                    (not isinstance(step, int) or (isinstance(self.res, int) and step % self.res == 0)))
            self.matching[name] = rung(lambda b, s=step: interval_of(s, start(b))) if fits else None
