#!/usr/bin/env python3
"""Hold a binary against every expected.json under fixtures.

    check.py BINARY [NAME]...

Prints one line for each difference; exits 1 if there is any.
"""
import json
import os
import subprocess
import sys
from fractions import Fraction as Fr

from write import ROOT

FIXTURES = os.path.join(ROOT, "fixtures")


def same(a, b, tolerance):
    if a is None or b is None:
        return a is b
    x, y = Fr(a), Fr(b)
    return abs(x - y) <= Fr(tolerance or 0) * max(1, abs(x), abs(y))


def run(binary, folder, args):
    p = subprocess.run([binary, "check", folder, "--format", "json", *args], capture_output=True, text=True)
    try:
        report = json.loads(p.stdout)
    except ValueError:
        report = None
    return p.returncode, report, p.stderr


def park(binary, folder, want):
    """Differences of one park."""
    code, got, err = run(binary, folder, want["args"])
    if code != want["exit"]:
        yield f"exit {code}, expected {want['exit']}"
    if got is None:
        yield f"no report: {err.strip()[:600]}"
        return
    if "without_interim" in want:
        w = want["without_interim"]
        other, report, _ = run(binary, folder, [])
        if (other, report["verdict"]) != (w["exit"], w["verdict"]):
            yield f"without --interim: {other} {report['verdict']}"
    tol = want.get("tolerance")
    if got["verdict"] != want["verdict"]:
        yield f"verdict {got['verdict']}, expected {want['verdict']}"
    if "period" in want and got["period"] != want["period"]:
        yield f"period {got['period']}, expected {want['period']}"
    if "resolution" in want and got["resolution"]["step"] != want["resolution"]:
        yield f"resolution {got['resolution']}, expected {want['resolution']}"
    rules = {r["id"]: r for r in got["rules"]}
    for rid, outcome in want.get("rules", {}).items():
        have = rules.get(rid, {}).get("outcome")
        if have != outcome:
            yield f"rule {rid}: {have}, expected {outcome} ({rules.get(rid, {}).get('reason')})"
    for rid, level in want.get("levels", {}).items():
        if rules[rid]["level"] != level:
            yield f"rule {rid}: level {rules[rid]['level']}, expected {level}"
    for rid, rows in want.get("deciding", {}).items():
        have = [{k: d[k] for k in ("meter", "from", "to")} for d in rules[rid]["deciding"]]
        if have != rows:
            yield f"rule {rid}: deciding {have}, expected {rows}"
    for name, trail in want.get("trails", {}).items():
        have = got["figures"][name]["trail"]
        if have != trail:
            yield f"figure {name}: trail {have}, expected {trail}"
    inputs = {i["file"]: i["rows"] for i in got["inputs"]}
    for name, rows in want.get("inputs", {}).items():
        if inputs.get(name) != rows:
            yield f"input {name}: rows {inputs.get(name)}, expected {rows}"
    for rid, value in want.get("measured", {}).items():
        have = rules.get(rid, {}).get("measured")
        if not same(have, value, tol):
            yield f"rule {rid}: measured {have}, expected {value}"
    for name, value in want.get("figures", {}).items():
        f = got["figures"].get(name)
        have = f and f["value"]
        if f is None and value in (None, "0"):
            continue                                  # a flow that the park does not have may be absent
        if not same(have, value, tol):
            yield f"figure {name}: {have}, expected {value}"
        lo, hi = want.get("bounds", {}).get(name, [value, value])
        if f and value is not None and not (same(f["lower"], lo, tol) and same(f["upper"], hi, tol)):
            yield f"figure {name}: bounds {f['lower']} {f['upper']}, expected {lo} {hi}"
    if want.get("matching"):
        for rung, value in want["matching"].items():
            have = (got["matching"] or {}).get(rung)
            if not same(have, value, tol):
                yield f"matching {rung}: {have}, expected {value}"
    for rid, value in want.get("headroom", {}).items():
        have = (got["headroom"].get(rid) or {}).get("change")
        if not same(have, value, tol):
            yield f"headroom {rid}: {have}, expected {value}"
    for key, value in want.get("net_zero", {}).items():
        have = (got["net_zero"] or {}).get(key)
        if not same(have, value, tol):
            yield f"net_zero {key}: {have}, expected {value}"
    if "certificates" in want:
        have = got["certificates"] or {}
        for key in ("presented", "counted", "unused"):
            if have.get(key) != want["certificates"][key]:
                yield f"certificates {key}: {have.get(key)}, expected {want['certificates'][key]}"
        cut = lambda rows: sorted((r["file"], r["line"], r["reason"], r["quantity"]) for r in rows)
        if cut(have.get("rejected", [])) != cut(want["certificates"]["rejected"]):
            a, b = set(cut(have.get("rejected", []))), set(cut(want["certificates"]["rejected"]))
            yield f"certificates rejected: only in the report {sorted(a - b)}, only expected {sorted(b - a)}"
    data = {d["meter"]: d for d in got["data"]}
    for meter, row in want.get("data", {}).items():
        have = {k: data.get(meter, {}).get(k) for k in row}
        if have != row:
            yield f"data {meter}: {have}, expected {row}"
    if "defects" in want:
        entries, counts = {}, {}
        for d in got["defects"]:
            entries[d["code"]] = entries.get(d["code"], 0) + 1
            counts[d["code"]] = counts.get(d["code"], 0) + d["count"]
        if entries != want["defects"]:
            yield f"defects {dict(sorted(entries.items()))}, expected {want['defects']}"
        for c, n in want.get("defect_counts", {}).items():
            if counts.get(c) != n:
                yield f"defect {c}: count {counts.get(c)}, expected {n}"


def defect(binary, folder, want):
    """Differences of one defect fixture."""
    code, got, err = run(binary, folder, want.get("args", []))
    if code != want["exit"]:
        yield f"exit {code}, expected {want['exit']}; {err.strip()[:400]}"
    for text in want.get("stderr", []):
        if text not in err:
            yield f"standard error lacks {text!r}: {err.strip()[:400]}"
    if "stderr" in want:
        return
    if got is None:
        yield f"no report: {err.strip()[:600]}"
        return
    rows = [d for d in got["defects"] if d["code"] == want["code"]]
    keys = [k for k in ("count", "file", "line", "meter", "effect") if k in want]
    cut = [{k: d.get(k) for k in keys} for d in rows]
    if cut != [{k: want[k] for k in keys}]:
        yield f"{want['code']}: {cut}, expected {[{k: want[k] for k in keys}]}"
    others = sorted({d["code"] for d in got["defects"]} - {want["code"]} - set(want.get("beside", [])))
    if others:
        yield f"other defects: {others}: {[d['message'] for d in got['defects'] if d['code'] in others][:3]}"


def main():
    binary, names = sys.argv[1], sys.argv[2:]
    bad = 0
    for kind, compare in (("parks", park), ("defects", defect)):
        base = os.path.join(FIXTURES, kind)
        for name in sorted(os.listdir(base)) if os.path.isdir(base) else []:
            path = os.path.join(base, name, "expected.json")
            if names and name not in names or not os.path.exists(path):
                continue
            with open(path, encoding="utf-8") as f:
                want = json.load(f)
            found = list(compare(binary, os.path.join(base, name), want))
            bad += len(found)
            print(f"{kind}/{name}: {'ok' if not found else ''}")
            for line in found:
                print(f"    {line}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
