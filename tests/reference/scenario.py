#!/usr/bin/env python3
"""Scenarios against parks in which what they suppose was really written into the files.

A random park is written twice: as it is, with a scenario file beside it, and with the scenario worked out here, independently of the program, and
written into its readings (added generation, changed import and export, the battery's meters, scaled gas, further trades). The program's scenario of
the first must equal its report on the second in every figure and every rule that is no data rule, bounds included. Where readings are missing, the
second park is written with random values in their place, several times: each figure must lie within the bounds that the scenario has.

    python3 tests/reference/scenario.py --seeds 1..60 --binary target/release/lingtan
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

PICO = Fraction(1, 10**9)  # kWh: 1e-12 MWh
FIGURES = ["electricity.grid_import", "electricity.grid_export", "electricity.consumption", "electricity.direct_green", "energy.total",
           "emissions.total", "direct_green_share", "carbon_intensity", "clean_energy_share"]


def decimal(value):
    """A fraction with a finite decimal expansion as text."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    digits = 0
    while value.denominator != 1:
        value, digits = value * 10, digits + 1
        assert digits < 40
    text = str(value.numerator).rjust(digits + 1, "0")
    return sign + (text if not digits else f"{text[:-digits]}.{text[-digits:]}")


def half_even(value):
    """A number of kWh rounded to 1e-12 MWh."""
    return round(value / PICO) * PICO  # Fraction rounds half to even


def down(value):
    return (value / PICO).__floor__() * PICO


class Park:
    """Meters with a row each of the registry, and readings in kWh (None: missing)."""

    def __init__(self, rng):
        self.minutes = rng.choice([15, 60])
        self.steps = rng.randint(2, 4) * 1440 // self.minutes
        self.inferred = rng.random() < 0.25
        self.rows, self.readings = {}, {}
        hours = Fraction(self.minutes, 60)

        def meter(name, carrier, flow, unit, rating, source, draw, loss=""):
            self.rows[name] = [carrier, flow, unit, rating, source, loss]
            self.readings[name] = [draw(i) for i in range(self.steps)]

        def some(most, chance=1.0, places=2):
            return Fraction(rng.randint(0, most * 10**places), 10**places) if rng.random() < chance else Fraction(0)

        def sun(i):
            hour = (i * self.minutes // 60) % 24
            if 6 <= hour < 18:
                return some(90)
            return -some(1, 0.3) if self.own_use else Fraction(0)

        self.own_use = rng.random() < 0.4
        self.rated = rng.choice([330, 400, 700])
        if self.inferred:
            meter("LOAD", "electricity", "load", "kWh", "", "", lambda i: some(120))
        else:
            meter("IN", "electricity", "grid-import", "kWh", "2000", "", lambda i: some(60, 0.7))
            if rng.random() < 0.4:
                meter("IN-2", "electricity", "grid-import", "kWh", "2000", "", lambda i: some(40, 0.5))
            meter("OUT", "electricity", "grid-export", "kWh", "", "", lambda i: some(40, 0.4))
        meter("PV", "electricity", "onsite-renewable", "kWh", str(self.rated), "solar", sun)
        if rng.random() < 0.6:
            meter("WIND", "electricity", "direct-line", "kWh", "600", "wind", lambda i: some(50), "2.5")
        if rng.random() < 0.5:
            meter("CHP", "electricity", "onsite-fossil", "kWh", "", "", lambda i: some(20))
        if rng.random() < 0.5:
            meter("ESS-C", "electricity", "storage-charge", "kWh", "", "", lambda i: some(10, 0.3))
            meter("ESS-D", "electricity", "storage-discharge", "kWh", "", "", lambda i: some(8, 0.3))
        meter("GAS", "natural-gas", "consumption", "m3", "", "", lambda i: some(30))
        self.trades = [Fraction(rng.randint(0, 300), 100)]
        self.hours = hours

    def copy(self):
        other = object.__new__(Park)
        other.__dict__.update(self.__dict__)
        other.rows = {name: list(row) for name, row in self.rows.items()}
        other.readings = {name: list(values) for name, values in self.readings.items()}
        other.trades = list(self.trades)
        return other

    def write(self, folder):
        folder.mkdir(parents=True)
        start = datetime(2025, 3, 1)
        end = start + timedelta(minutes=self.minutes * self.steps - 1)
        (folder / "park.toml").write_text(
            f'[park]\nname = "P"\n[period]\nstart = "2025-03-01"\nend = "{end:%Y-%m-%d}"\n[meters]\nfile = "meters.csv"\n'
            f'[[readings]]\nfiles = ["readings.csv"]\nlayout = "long"\ntime_label = "start"\ninterval = "{self.minutes}min"\n'
            '[trades]\nfiles = ["trades.csv"]\n')
        lines = ["meter_id,carrier,flow,unit,rating_kw,source,loss_percent"]
        lines += [",".join([name, *row]) for name, row in self.rows.items()]
        (folder / "meters.csv").write_text("\n".join(lines) + "\n")
        lines = ["meter_id,time,value"]
        for name, values in self.readings.items():
            for i, value in enumerate(values):
                if value is not None:
                    lines.append(f"{name},{start + timedelta(minutes=self.minutes * i):%Y-%m-%d %H:%M},{decimal(value)}")
        (folder / "readings.csv").write_text("\n".join(lines) + "\n")
        # Trades count in whole months of the period only: these periods have none, and the park's own do not count either.
        lines = ["contract_id,month,mwh"] + [f"T{i},2025-03,{decimal(mwh)}" for i, mwh in enumerate(self.trades)]
        (folder / "trades.csv").write_text("\n".join(lines) + "\n")


def scenario(rng, park, batteries=True):
    """Changes, as the file states them."""
    changes = []
    for _ in range(rng.randint(0, 2)):
        mw = Fraction(rng.randint(0, 900), 1000)
        if mw and mw * 20 % 1 == 0:
            mw += Fraction(1, 1000)  # of the size of its profile it would be the same series under two meters
        change = {"add": "solar", "mw": mw, "profile": ["PV"], "flow": rng.choice(["onsite-renewable", "direct-line"])}
        if rng.random() < 0.3:
            change["profile_mw"] = Fraction(rng.choice([300, 350]), 1000)
        changes.append(change)
    if "WIND" in park.rows and rng.random() < 0.5:
        changes.append({"add": "wind", "mw": Fraction(rng.randint(0, 900), 1000)})
    if rng.random() < 0.3:
        changes.append({"meter": "PV", "percent": Fraction(rng.choice([-100, -40, 25]))})
    if batteries:
        for _ in range(rng.choice([0, 1, 1, 2])):
            changes.append({"add": "battery", "mwh": Fraction(rng.randint(0, 300), 1000), "mw": Fraction(rng.randint(0, 200), 1000),
                            "round_trip": Fraction(rng.choice([70, 90, 93, 100]), 100)})
    if rng.random() < 0.6:
        changes.append({"scale": "natural-gas", "percent": Fraction(rng.choice([-15, -100, 20]))})
    rng.shuffle(changes)
    return changes or [{"add": "solar", "mw": Fraction(0), "profile": ["PV"]}]


def toml(changes):
    def value(x):
        return json.dumps(x) if isinstance(x, (str, list)) else f'"{decimal(x)}"'
    return "\n".join("[[change]]\n" + "".join(f"{key} = {value(x)}\n" for key, x in change.items()) for change in changes)


def carried_out(park, changes):
    """The park with what the changes suppose written into its readings."""
    out = park.copy()
    steps = range(park.steps)
    loss = {name: 1 - Fraction(row[5] or 0) / 100 for name, row in park.rows.items()}
    more = [Fraction(0)] * park.steps
    for number, change in enumerate(changes):
        if change.get("add") in ("solar", "wind"):
            name = "PV" if change["add"] == "solar" else "WIND"
            rated = Fraction(park.rows[name][3]) / 1000
            factor = change["mw"] / change.get("profile_mw", rated) * loss[name]
            flow = change.get("flow", park.rows[name][1])
            added = [half_even(park.readings[name][i] * factor) for i in steps]
            out.rows[f"NEW-{number}"] = ["electricity", flow, "kWh", "", change["add"], ""]
            out.readings[f"NEW-{number}"] = added
        elif change.get("meter") == "PV":
            added = [park.readings["PV"][i] * change["percent"] / 100 for i in steps]
            out.readings["PV"] = [a + b for a, b in zip(park.readings["PV"], added)]
            out.rows["PV"][3] = ""  # a reading above the rating would be a spike
            if change["percent"] == -100:  # what is left of own use is zero too
                out.readings["PV"] = [Fraction(0)] * park.steps
        else:
            continue
        more = [a + b for a, b in zip(more, added)]
        if not park.inferred:
            # Change by change: less takes from export first, more from import first.
            names = [n for n in ("IN", "IN-2") if n in out.rows]
            for i, g in enumerate(added):
                if g > 0:
                    for name in names:
                        taken = min(out.readings[name][i], g)
                        out.readings[name][i] -= taken
                        g -= taken
                    out.readings["OUT"][i] += g
                else:
                    taken = min(out.readings["OUT"][i], -g)
                    out.readings["OUT"][i] -= taken
                    out.readings["IN"][i] += -g - taken
    lost = {name: 1 - Fraction(row[5] or 0) / 100 for name, row in out.rows.items()}

    def total(flows, i, positive=False):
        values = [out.readings[n][i] * lost.get(n, 1) for n, row in out.rows.items() if row[1] in flows]
        return sum((max(v, 0) for v in values) if positive else values, Fraction(0))

    for number, change in enumerate(changes):
        if change.get("add") != "battery":
            continue
        content, c, d = Fraction(0), [], []
        energy, power, trip = change["mwh"] * 1000, change["mw"] * 1000, change["round_trip"]
        for i in steps:
            supply = total(["onsite-renewable", "direct-line"], i, True)
            if park.inferred:
                need = total(["load", "storage-charge"], i) - supply - total(["onsite-fossil", "storage-discharge"], i)
                import_, export = max(need, 0), max(-need, 0)
            else:
                import_, export = total(["grid-import"], i), total(["grid-export"], i)
            spare = min(export, supply)
            charge = discharge = Fraction(0)
            if spare > import_:
                charge = down(min(spare, power * park.hours, (energy - content) / trip))
                content += charge * trip
            else:
                discharge = down(min(import_, power * park.hours, content))
                content -= discharge
            if not park.inferred:
                out.readings["OUT"][i] -= charge
                rest = discharge
                for name in [n for n in ("IN", "IN-2") if n in out.rows]:
                    taken = min(out.readings[name][i], rest)
                    out.readings[name][i] -= taken
                    rest -= taken
            c.append(charge)
            d.append(discharge)
        for kind, values in (("charge", c), ("discharge", d)):
            out.rows[f"BAT-{number}-{kind}"] = ["electricity", f"storage-{kind}", "kWh", "", "", ""]
            out.readings[f"BAT-{number}-{kind}"] = values
    for change in changes:
        if change.get("scale") == "natural-gas":
            factor = 1 + change["percent"] / 100
            out.readings["GAS"] = [None if v is None else v * factor for v in out.readings["GAS"]]
    return out


def run(binary, *arguments):
    done = subprocess.run([binary, "check", *arguments, "--format", "json", "--interim", "--quiet"], capture_output=True, text=True)
    if done.returncode == 2:
        raise SystemExit(f"{arguments}: {done.stderr}")
    return json.loads(done.stdout)


def same(binary, rng, folder):
    """A park whose readings are complete: every figure and every rule is the same."""
    park = Park(rng)
    changes = scenario(rng, park)
    park.write(folder / "park")
    (folder / "s.toml").write_text(toml(changes))
    carried_out(park, changes).write(folder / "done")
    before = {p: p.read_bytes() for p in (folder / "park").rglob("*")}
    tried, done = run(binary, str(folder / "park"), "--scenario", str(folder / "s.toml"))["scenario"], run(binary, str(folder / "done"))
    wrong = []
    if before != {p: p.read_bytes() for p in (folder / "park").rglob("*")}:
        wrong.append("the park was written to")
    for figure in tried["figures"]:
        for side in ("value", "lower", "upper"):
            if figure["scenario"][side] != done["figures"][figure["id"]][side]:
                wrong.append(f"{figure['id']}.{side}: {figure['scenario'][side]} {done['figures'][figure['id']][side]}")
    rules = {rule["id"]: rule for rule in done["rules"]}
    for rule in tried["rules"]:
        for side in ("level", "outcome", "measured", "lower", "upper", "limit"):
            if rule["scenario"][side] != rules[rule["id"]][side]:
                wrong.append(f"{rule['id']}.{side}: {rule['scenario'][side]} {rules[rule['id']][side]}")
    if tried["verdict"] != done["verdict"]:
        wrong.append(f"verdict: {tried['verdict']} {done['verdict']}")
    for rule, headroom in done["headroom"].items():
        found = [h["scenario"] for h in tried["headroom"] if h["id"] == rule]
        if found != [headroom["change"]]:
            wrong.append(f"headroom {rule}: {found} {headroom['change']}")
    return wrong


def within(binary, rng, folder):
    """A park with missing readings: whatever stood there, each figure lies within the scenario's bounds."""
    park = Park(rng)
    changes = scenario(rng, park, batteries=False)
    holes = []
    for name in ("IN", "IN-2", "PV", "LOAD"):
        if name in park.rows and rng.random() < 0.6:
            park.rows[name][3] = park.rows[name][3] or "900"
            holes += [(name, i) for i in rng.sample(range(park.steps), 6)]
    gappy = park.copy()
    for name, i in holes:
        gappy.readings[name][i] = None
    gappy.write(folder / "park")
    (folder / "s.toml").write_text(toml(changes))
    tried = run(binary, str(folder / "park"), "--scenario", str(folder / "s.toml"))["scenario"]
    bounds = {figure["id"]: figure["scenario"] for figure in tried["figures"]}
    wrong = []
    for time in range(4):
        full = park.copy()
        for name, i in holes:
            most = Fraction(park.rows[name][3]) * park.hours
            low = -most if name == "PV" and any(v < 0 for v in (x for x in gappy.readings["PV"] if x is not None)) else Fraction(0)
            full.readings[name][i] = rng.choice([low, most, low + Fraction(rng.randint(0, 1000), 1000) * (most - low), Fraction(0)])
        carried_out(full, changes).write(folder / f"done-{time}")
        done = run(binary, str(folder / f"done-{time}"))["figures"]
        for name in FIGURES:
            value, side = done[name]["value"], bounds[name]
            if value is None:
                continue
            if side["lower"] is not None and Fraction(value) < Fraction(side["lower"]):
                wrong.append(f"{name}: {value} is below {side['lower']}")
            if side["upper"] is not None and Fraction(value) > Fraction(side["upper"]):
                wrong.append(f"{name}: {value} is above {side['upper']}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1..40")
    parser.add_argument("--binary", default="target/release/lingtan")
    arguments = parser.parse_args()
    first, last = (int(n) for n in arguments.seeds.split(".."))
    bad = 0
    for seed in range(first, last + 1):
        for check in (same, within):
            folder = Path(tempfile.mkdtemp(prefix=f"scenario-{seed}-"))
            wrong = check(arguments.binary, random.Random(f"{check.__name__} {seed}"), folder)
            if wrong:
                bad += 1
                print(f"seed {seed} ({check.__name__}, {folder}):", *wrong[:6], sep="\n  ")
            else:
                shutil.rmtree(folder)
    print(f"{last - first + 1} seeds, {bad} of {2 * (last - first + 1)} checks wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
