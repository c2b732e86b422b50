#!/usr/bin/env python3
"""Rewrite the generated parks under fixtures/parks, byte for byte the same each time, with their expected.json.

    parks.py [NAME]...          all of them, or the named ones

The parks from real exports are not touched (see real.py).
"""
import os
import shutil
import sys
import tempfile

import expected
import full
import shapes
import small
from write import PARKS, Folder


class Kept(Folder):
    """A folder that is written into, not rewritten."""

    def __init__(self, path):
        self.path = path


def path(name):
    return os.path.join(PARKS, name)


def of_park(name, change=lambda out: None, **how):
    out = expected.of(path(name), **how)
    change(out)
    expected.save(Kept(path(name)), out)


def of_twin(name, write, args=(), leave_out=("data", "defects", "trails", "inputs"), change=None):
    with tempfile.TemporaryDirectory() as tmp:
        folder, plain = write(Folder(os.path.join(tmp, name)))
        out = expected.of(plain.path, args, expected.PLAIN, leave_out=leave_out)
        change(out)
        expected.save(folder, out)


def inferred(out):
    out["defects"]["inferred-flow"] = 1


def half_year(out):
    out["without_interim"] = {"exit": 3, "verdict": "indeterminate"}


def register_year(out):
    month = {"expected": 6, "present": 6, "missing": 0, "estimated": 0}
    year = {"expected": 12, "present": 12, "missing": 0, "estimated": 0}
    out["data"] = {m: month for m in ("GRID-IN-1", "GRID-OUT-1", "GRID-IN-2", "GRID-OUT-2")} | {"PV-1": year}
    out["defects"] = {"register-rollover": 1}
    registers = lambda name, last: {"file": f"readings/{name}.csv", "first_line": 2, "last_line": last, "rows": last - 1}
    gateway = [registers("gateway-new", 8), registers("gateway-old", 8)]
    out["trails"] = {"electricity.grid_import": gateway, "electricity.grid_export": gateway,
                     "electricity.onsite_renewable": [registers("solar", 14)]}


def bills(out):
    out["data"] = {"1101002001": {"expected": 12, "present": 12, "missing": 0, "estimated": 0}}
    out["defects"] = {"bill-split": 13}
    out["trails"] = {"electricity.grid_import": [{"file": "readings/gateway.csv", "first_line": 2, "last_line": 13, "rows": 12}],
                     "electricity.onsite_renewable": [{"file": "readings/solar.csv", "first_line": 2, "last_line": 14, "rows": 13}]}


def gbk_wide(out):
    for row in out["certificates"]["rejected"]:
        row["file"] = "lvzheng.csv"
    # a title and a header above 31 days, a total below
    trail = lambda *meters: [{"file": f"readings/{m}.csv", "first_line": 3, "last_line": 33, "rows": 31} for m in sorted(meters)]
    out["trails"] = {"electricity.grid_import": trail("guankou-zhengxiang"), "electricity.grid_export": trail("guankou-fanxiang"),
                     "electricity.onsite_renewable": trail("guangfu-01", "fengdian-01")}
    out["inputs"] = {f"readings/{m}.csv": 31 for m in ("guankou-zhengxiang", "guankou-fanxiang", "guangfu-01", "fengdian-01")} | {"lvzheng.csv": 32, "biaoji.csv": 4}


def corrected():
    """The figures are those of a park that has the corrections as readings; without them, those of the park as it was read."""
    with tempfile.TemporaryDirectory() as tmp:
        made, known, read, share = small.corrected(Folder(os.path.join(tmp, "corrected")))
        folder = Folder(path("corrected"))
        shutil.copytree(made.path, folder.path, dirs_exist_ok=True)
        out = expected.of(known, (), "tests/reference/reference.py over the same park with the corrections as readings",
                          leave_out=("data", "defects", "trails", "inputs"))
        without = expected.of(read)
        required = [r for r in out["rules"] if r in ("direct-green-share", "near-zero", "carbon-intensity-tier")]
        out["measured"]["estimated-share"] = expected.decimal(share)
        out["data"] = {"PV-1": {"expected": 365, "present": 365, "missing": 0, "estimated": 20, "corrected": 20},
                       "GRID-IN": {"expected": 365, "present": 365, "missing": 0, "estimated": 3, "corrected": 3},
                       "WIND-1": {"expected": 365, "present": 365, "missing": 0, "estimated": 0}}
        rows = lambda *pairs: [{"file": f, "first_line": a, "last_line": b, "rows": n} for f, a, b, n in pairs]
        # 362 days of the gateway; 345 of the sun, from the 367th line on
        out["trails"] = {"electricity.grid_import": rows(("corrections.csv", 3, 3, 1), ("readings/day.csv", 2, 366, 362)),
                         "electricity.onsite_renewable": rows(("corrections.csv", 2, 2, 1), ("readings/day.csv", 367, 1076, 710))}
        out["corrections"] = {"status": ["applied", "applied", "waiver", "expired", "unused"], "intervals": [20, 3, 0, 0, 0],
                              "replaced": [0, 3, 0, 0, 0], "explains": [1, 0, 1, 0, 0]}
        out["without_corrections"] = {"verdict": without["verdict"], "depends": ["verdict"] + [r for r in required if out["rules"][r] != without["rules"][r]],
                                      "rules": {r: {"outcome": without["rules"][r], "measured": without["measured"][r]} for r in required}}
        expected.save(Kept(path("corrected")), out)


def missing_data(out):
    out["deciding"] = {"direct-green-share": [{"meter": "PV-1", "from": "2025-07-08", "to": "2025-07-27"}]}


def main():
    names = sys.argv[1:]
    want = lambda *n: not names or set(names) & set(n)
    if want("full-pass"):
        full.write()
        of_park("full-pass", tolerance="1e-9")
    plain = ("fail-direct-green-share", "fail-near-zero", "fail-carbon-intensity-tier", "million-tce", "small-below-200000tce",
             "indeterminate-missing-factor", "indeterminate-missing-data", "interim-half-year")
    if want(*plain):
        small.write()
        for name in plain:
            if name == "interim-half-year":
                of_park(name, half_year, args=("--interim",))
            elif name == "indeterminate-missing-data":
                of_park(name, missing_data)
            else:
                of_park(name)
    if want("corrected"):
        corrected()
    if want("no-gateway"):
        shapes.no_gateway()
        of_park("no-gateway", inferred, tolerance="1e-9")
    if want("register-year"):
        of_twin("register-year", shapes.register_year, change=register_year)
    if want("bills"):
        of_twin("bills", shapes.bills, change=bills)
    if want("gbk-wide"):
        of_twin("gbk-wide", shapes.gbk_wide, ("--interim",), ("trails", "inputs"), gbk_wide)


if __name__ == "__main__":
    main()
