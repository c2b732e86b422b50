"""Fuels, conversion, heat, process: constants, unknown readings and missing factors."""
from fractions import Fraction as Fr

from numbers_ import (CO2, COAL_M3, COAL_T, GJ_PER_TCE, HEAT_CO2, HEAT_TCE, NON_FOSSIL_FUELS, UNITS, ZERO,
                      parse_num)
from balance import left
from park import parse_month
from service import gaps

C_TO_CO2 = Fr(44, 12)
WORKS_GASES = {"coke-oven-gas", "blast-furnace-gas", "converter-gas", "refinery-gas"}


def factor_unit(text):
    """'kgCO2/m³' -> (dimension, factor to t per base unit)."""
    mass, unit = text.split("/")
    m = mass.strip()
    scale = Fr(1, 1000) if m.startswith("kg") else Fr(1)
    dim, f, _ = UNITS[unit.strip()]
    return dim, scale / f


def own_factors(park):
    out = {}
    for tab in park.files("factors"):
        for _, row in tab.rows:
            dim, scale = factor_unit(row["unit"])
            per = UNITS[row["unit"].split("/")[1].strip()][1]
            e = {"dim": dim}
            if row.get("factor"):
                e["factor"] = parse_num(row["factor"]) * scale
            if row.get("ncv"):
                e["ncv"] = parse_num(row["ncv"]) / per
            if row.get("coal_equivalent"):
                e["coal"] = parse_num(row["coal_equivalent"]) * scale
            out[row["item"]] = e
    return out


def coefficients(m, own):
    """(tCO2 per base unit burnt, as conversion, tce per base unit); None where nothing states it."""
    dim, per, _ = UNITS[m.unit]
    o = own.get(m.carrier, {})
    if o and o["dim"] != dim:
        o = {}
    d = CO2.get(m.carrier)
    if d and d[0] != dim:
        d = None
    ncv = m.ncv / per if m.ncv is not None else o.get("ncv", d[1] if d else None)
    burn = conv = None
    if "factor" in o:
        burn = conv = o["factor"]
    elif d:
        burn = ncv * d[2] * d[3] * C_TO_CO2
        conv = ncv * d[2] * C_TO_CO2
    table = {"t": COAL_T, "m3": COAL_M3}.get(dim, {})
    if m.ncv is not None:
        coal = m.ncv / per / GJ_PER_TCE
    elif "coal" in o:
        coal = o["coal"]
    elif "ncv" in o:
        coal = o["ncv"] / GJ_PER_TCE
    elif d and "factor" not in o and m.carrier in WORKS_GASES:
        coal = d[1] / GJ_PER_TCE          # one calorific value on both sides of I
    elif m.carrier in table:
        coal = table[m.carrier]
    elif d:
        coal = d[1] / GJ_PER_TCE
    else:
        coal = None
    return burn, conv, coal


class Accounts:
    """Totals by heading; each heading is [point, list of (weight, meter)] and bounds follow from the readings."""
    HEADS = ("e.fuel", "e.conversion", "e.heat", "e.bunker", "w.fuel", "w.heat", "w.other", "nf")

    def __init__(self, park, series, defects):
        self.park, self.series = park, series
        self.terms = {h: [] for h in self.HEADS}          # (meter, weight)
        self.missing_e, self.missing_w = set(), set()     # headings without a number
        self.meters = []                                  # meters that enter E or W
        own = own_factors(park)
        heat_factor = own.get("heat", {}).get("factor", HEAT_CO2)
        for m in park.meters:
            if m.electric or not m.boundary:
                continue
            if m.carrier == "heat":
                self.heat(m, heat_factor)
            else:
                self.fuel(m, own, defects)
        self.process = self.process_total()

    def heat(self, m, factor):
        if m.flow not in ("import", "export"):
            return
        self.meters.append(m)
        s = 1 if m.flow == "import" else -1
        self.terms["w.heat"].append((m, s * HEAT_TCE))
        if m.source == "non-fossil":
            self.terms["nf"].append((m, s * HEAT_TCE))
        else:
            self.terms["e.heat"].append((m, s * factor))

    def fuel(self, m, own, defects):
        conv = m.use == "conversion"
        if m.use == "feedstock" or m.flow not in (("consumption", "production") if conv else ("consumption",)):
            return
        non_fossil = m.carrier in NON_FOSSIL_FUELS or m.source == "non-fossil"
        if non_fossil:
            if conv:
                return
            self.meters.append(m)
            _, per, _ = UNITS[m.unit]
            o = own.get(m.carrier, {})
            ncv = m.ncv / per if m.ncv is not None else o.get("ncv")
            if ncv is None:
                defects.add("missing-factor", m.id)
                self.missing_w.add("w.other")
                return
            for h in ("w.other", "nf"):
                self.terms[h].append((m, ncv / GJ_PER_TCE))
            return
        self.meters.append(m)
        s = -1 if m.flow == "production" else 1
        burn, cfac, coal = coefficients(m, own)
        co2 = cfac if conv else burn
        head = "e.conversion" if conv else "e.fuel"
        if co2 is None or coal is None:
            defects.add("missing-factor", m.id)
        if co2 is None:
            self.missing_e.add(head)
        else:
            self.terms[head].append((m, s * co2))
            if m.use == "bunker":
                self.terms["e.bunker"].append((m, co2))
        if co2 is None and m.use == "bunker":
            self.missing_e.add("e.bunker")
        if coal is None:
            self.missing_w.add("w.fuel")
        else:
            self.terms["w.fuel"].append((m, s * coal))

    def process_total(self):
        total = ZERO
        months = set(self.park.months_inside())
        for tab in self.park.files("products"):
            for _, row in tab.rows:
                if row.get("month"):
                    if parse_month(row["month"]) not in months:
                        continue
                elif int(row["year"]) != self.park.start.year or self.park.start.year != self.park.end.year:
                    continue
                scale = Fr(1, 1000) if row["factor_unit"].startswith("kg") else Fr(1)
                total += parse_num(row["output"]) * parse_num(row["factor"]) * scale
        return total

    def readings(self, m):
        """(point, lo, hi) of a meter's total, and its unknown readings as [(meter, interval, sign, lo, hi)]."""
        s = self.series[m.id]
        subs = [self.series[x] for x in m.less]
        point = known = ZERO
        unknown = [(m.id, ("gap", first), 1, ZERO, None) for x, first, _ in gaps(self.park) if x is m]
        if m.to is not None and m.to < self.park.start or m.frm is not None and m.frm > self.park.end:
            return ZERO, ZERO, unknown
        if s.step is None:
            rate = m.limit_per_hour()
            hi = None if rate is None else rate * 24 * self.park.days
            return ZERO, ZERO, unknown + [(m.id, None, 1, ZERO, hi)]
        for k in s.window:
            cells = [(s, 1)] + [(x, -1) for x in subs]
            missing = any(x.cells[k].missing and not x.cells[k].group for x, _ in cells)
            if missing and subs:
                point += left(s.cells[k], [x.cells[k] for x in subs])
            for x, sign in cells:
                c = x.cells[k]
                if not missing:
                    point += sign * c.point
                if c.known or c.group:
                    known += sign * c.point
                else:
                    unknown.append((x.meter.id, k, sign, c.lo, c.hi))
        return point, known, unknown

    def collect(self):
        """{head: point}, {head: known}, and unknown readings {(meter, k): ({head: weight}, lo, hi)}."""
        point = {h: ZERO for h in self.HEADS}
        known = {h: ZERO for h in self.HEADS}
        var = {}
        cache = {}
        for h in self.HEADS:
            for m, w in self.terms[h]:
                if m.id not in cache:
                    cache[m.id] = self.readings(m)
                p, kn, unk = cache[m.id]
                point[h] += w * p
                known[h] += w * kn
                for mid, k, sign, lo, hi in unk:
                    e = var.setdefault((mid, k), ({}, lo, hi))
                    e[0][h] = e[0].get(h, ZERO) + w * sign
        return point, known, var
