#!/usr/bin/env python3
"""Compare a lingtan binary with the reference on random parks.

    compare.py [--seeds A..B] [--binary PATH] [--keep DIR] [--ignore AREA,AREA] [--jobs N] [--limit N]

For each seed a park is generated, `PATH check DIR --format json` is run and every number both have is compared:
decimal strings exactly, except in parks with storage, where products may be rounded (1e-9 relative).
Areas: exit verdict period rules bounds figures trails resolution matching months certificates headroom net_zero
defects data inputs.
Exits 1 on any difference.
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from fractions import Fraction as Fr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import generate
import park
import reference

KNOWN_CODES = set("""incomplete-loads missing-interval duplicate-reading conflicting-reading overlapping-reading negative-reading
own-use-reading unexplained-discharge off-grid-reading frozen-reading spike register-reset unparsable-row missing-factor
unknown-meter unknown-unit outside-period certificate-not-retired certificate-expired certificate-wrong-vintage
certificate-wrong-beneficiary certificate-duplicate certificate-not-tradable certificate-already-claimed
certificate-retired-before-generation trade-without-certificates service-gap out-of-service-reading uncounted-fuel missing-fuel""".split())
LOOSE_RULES = {"metering-coverage", "certificate-ledger"}      # no fixed limit or measure
NO_BOUNDS = {"product-energy", "solid-waste", "waste-energy", "water-reuse", "direct-self-use", "direct-load",
             "direct-export", "metering-coverage", "certificate-ledger", "estimated-share", "sub-meter-reconciliation"}


class Diff:
    def __init__(self, loose):
        self.loose = loose
        self.inferred = False
        self.items = []

    def add(self, area, what, mine, theirs):
        self.items.append((area, f"{what}: reference {mine!r}, binary {theirs!r}"))

    def same(self, a, b):
        if a is None or b is None:
            return a is b
        if a == b:
            return True
        try:
            x, y = Fr(a), Fr(b)
        except (ValueError, TypeError):
            return False
        if not self.loose:
            return False
        return abs(x - y) <= Fr(1, 10**9) * max(1, abs(x), abs(y))

    def num(self, area, what, mine, theirs):
        if not isinstance(theirs, (str, type(None))):
            self.add(area, what + " is not a decimal string", mine, theirs)
        elif not self.same(mine, theirs):
            self.add(area, what, mine, theirs)

    def within(self, area, what, mine, theirs, value, open_above=False):
        """Bounds: equal; with stores, where both sides bound from outside, those of the binary lie within those of the reference, and hold the value.
        Where import and export follow from the loads, either may be the tighter: they must hold the value."""
        if open_above:
            return
        for k, sign in (("lower", -1), ("upper", 1)):
            a, b = mine[k], theirs.get(k)
            if not self.loose or a is None or b is None or value is None:
                if not (self.loose and a is None):
                    self.num(area, f"{what} {k}", a, b)
                continue
            slack = Fr(1, 10**9) * max(1, abs(Fr(a)))
            wider = (Fr(b) - Fr(a)) * sign > slack and not self.inferred
            if wider or (Fr(value) - Fr(b)) * sign > slack:
                self.add(area, f"{what} {k} (within)", a, b)

    def eq(self, area, what, mine, theirs):
        if mine != theirs:
            self.add(area, what, mine, theirs)


def by_row(rejected):
    sums = {}
    for r in rejected:
        key = (r["reason"], r["file"], r["line"])
        sums[key] = sums.get(key, 0) + r["quantity"]
    return sorted((reason, quantity, file, line) for (reason, file, line), quantity in sums.items())


def defect_keys(defects):
    keys = []
    for x in defects:
        # The reference does not say where the meter of a missing factor is registered.
        registered = ("missing-factor", "service-gap", "uncounted-fuel", "missing-fuel")
        place = (None, None) if x["code"] in registered else (x.get("file"), x.get("line"))
        key = (x["code"], x.get("meter"), *place, x["count"])
        if x["code"].startswith(("certificate-", "trade-")) and key in keys:
            continue
        keys.append(key)
    return keys


def decided_by_bounds(rule):
    """Whether both bounds of a rule lie on the side of the limit that its outcome names."""
    ends = [rule.get(k) for k in ("lower", "upper", "limit")]
    if None in ends:
        return False
    lower, upper, limit = map(Fr, ends)
    at_least = rule["comparison"] == "at-least"
    keeps = lower >= limit if at_least else upper <= limit
    breaks = upper < limit if at_least else lower > limit
    return rule["outcome"] == ("pass" if keeps else "fail" if breaks else None)


def compare(ref, got, code, loose, elsewhere=()):
    d = Diff(loose)
    # No gateway meter: import and export follow from the loads.
    d.inferred = ref["inferred"]
    d.eq("exit", "exit code", ref["exit_code"], code)
    d.eq("verdict", "verdict", ref["verdict"], got.get("verdict"))
    d.eq("period", "period", ref["period"], got.get("period"))
    skip = set(ref["not_exact"])
    rules = {r["id"]: r for r in got.get("rules", [])}
    for r in ref["rules"]:
        g = rules.get(r["id"])
        rid = r["id"]
        if g is None:
            d.add("rules", rid, r["outcome"], None)
            continue
        if not (rid in skip and r["outcome"] == "indeterminate"):
            # Bounds that are narrower may decide what those of the reference leave open; whether they lie within those is held below.
            if not (loose and r["outcome"] == "indeterminate" and decided_by_bounds(g)):
                d.eq("rules", f"{rid} outcome", r["outcome"], g.get("outcome"))
        d.eq("rules", f"{rid} level", r["level"], g.get("level"))
        if r["outcome"] in ("not-applicable", "exempt"):
            continue
        keys = ["measured"] if rid in LOOSE_RULES else ["measured", "limit", "margin"]
        # Coverage counts what is left of a meter after `less`, the reference what was read of it.
        if rid in ("certificate-ledger", "metering-coverage"):
            keys = []
        if rid == "carbon-intensity-tier" and r["limit"] is None:
            keys = ["measured"]
        for k in keys:
            d.num("rules", f"{rid} {k}", r[k], g.get(k))
        if rid in NO_BOUNDS or rid in skip:
            continue
        d.within("bounds", rid, r, g, r["measured"], ref["loads_open"])
    share_of = {"direct_green_share": "direct-green-share", "carbon_intensity": "near-zero",
                "clean_energy_share": "clean-energy-share", "electricity.direct_green": "direct-green-share"}
    figs = got.get("figures", {})
    for n, f in ref["figures"].items():
        g = figs.get(n)
        if g is None:
            if f["value"] not in ("0", None):
                d.add("figures", n, f["value"], None)
            continue
        # Without gateway and loads the reference gives no flows at all.
        if f["value"] is None and ref["figures"]["electricity.consumption"]["value"] is None:
            continue
        d.num("figures", n, f["value"], g.get("value"))
        d.eq("figures", n + " unit", f["unit"], g.get("unit"))
        if f["value"] is not None and share_of.get(n) not in skip:
            d.within("bounds", n, f, g, f["value"], ref["loads_open"])
        if f["trail"]:
            mine = sorted((t["file"], t["first_line"], t["last_line"], t["rows"]) for t in f["trail"])
            theirs = sorted((t["file"], t["first_line"], t["last_line"], t["rows"]) for t in g.get("trail") or [])
            d.eq("trails", n, mine, theirs)
    if ref["resolution"]["step"]:
        res = got.get("resolution") or {}
        d.eq("resolution", "step", ref["resolution"]["step"], res.get("step"))
        d.eq("resolution", "set_by", sorted(ref["resolution"]["set_by"]), sorted(res.get("set_by") or []))
    if ref["matching"]:
        g = got.get("matching") or {}
        for k, v in ref["matching"].items():
            d.num("matching", k, v, g.get(k))
    mine = {m["month"]: m for m in ref["months"]}
    theirs = {m["month"]: m for m in got.get("months") or []}
    d.eq("months", "months", sorted(mine), sorted(theirs) if mine else [])
    for k in mine.keys() & theirs.keys():
        for f in ("grid_import", "direct_green", "consumption", "share"):
            d.num("months", f"{k} {f}", mine[k][f], theirs[k].get(f))
    if "certificates" in ref:
        a, b = ref["certificates"], got.get("certificates") or {}
        for k in ("presented", "counted", "unused"):
            d.eq("certificates", k, a[k], b.get(k))
        # A row rejected in several parts for one reason is compared as a whole.
        multiset(d, "certificates", "rejected", by_row(a["rejected"]), by_row(b.get("rejected", [])))
    a, b = ref["headroom"], got.get("headroom") or {}
    d.eq("headroom", "rules", sorted(a), sorted(b))
    for k in a.keys() & b.keys():
        d.num("headroom", k, a[k]["change"], b[k].get("change"))
    a, b = ref["net_zero"], got.get("net_zero") or {}
    for k in ("residual", "offsets", "net"):
        d.num("net_zero", k, a[k], b.get(k))
    multiset(d, "defects", "defect", defect_keys(ref["defects"]),
             defect_keys(x for x in got.get("defects", []) if x["code"] in KNOWN_CODES))
    mine = {x["meter"]: x for x in ref["data"]}
    theirs = {x["meter"]: x for x in got.get("data", [])}
    for m in mine:
        if m not in theirs:
            d.add("data", m, mine[m], None)
            continue
        if mine[m]["expected"] == 0:
            continue
        for k in ("expected", "present", "missing", "estimated"):
            d.eq("data", f"{m} {k}", mine[m][k], theirs[m].get(k))
    theirs = {x["file"]: x for x in got.get("inputs", [])}
    for x in ref["inputs"]:
        g = theirs.get(x["file"])
        d.eq("inputs", x["file"] + " rows", x["rows"], g.get("rows") if g else None)
    return d.items


def multiset(d, area, what, mine, theirs):
    a, b = Counter(mine), Counter(theirs)
    order = lambda c: sorted(c.elements(), key=repr)
    for x in order(a - b):
        d.add(area, what, x, None)
    for x in order(b - a):
        d.add(area, what, None, x)


def one(seed, binary, folder):
    try:
        run = generate.generate(seed, folder)
        ledger = os.path.join(folder, run["ledger"]) if run["ledger"] else None
        ref = reference.check(folder, run["interim"], ledger)
    except Exception as e:                                    # a fault of the reference itself
        return seed, [("reference", f"{type(e).__name__}: {e}")]
    cmd = [binary, "check", folder, "--format", "json"]
    if run["interim"]:
        cmd.append("--interim")
    if ledger:
        cmd += ["--ledger", ledger]
    cmd += park.criteria_of(folder)
    try:
        p = subprocess.run(cmd, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return seed, [("run", "timeout")]
    try:
        got = json.loads(p.stdout)
        if isinstance(got, list):
            got = got[0]
    except ValueError:
        return seed, [("run", f"exit {p.returncode}, no JSON; {p.stderr.strip()[:400]}")]
    loose = any(f["value"] not in (None, "0") for n, f in ref["figures"].items() if "storage" in n)
    try:
        return seed, compare(ref, got, p.returncode, loose)
    except Exception as e:
        return seed, [("shape", f"the report could not be read: {type(e).__name__}: {e}")]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    default = os.path.join(here, "..", "..", "target", "release", "lingtan")
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--seeds", default="1..100")
    ap.add_argument("--binary", default=os.path.normpath(default))
    ap.add_argument("--keep", help="leave the parks in this folder")
    ap.add_argument("--ignore", default="", help="areas not to report")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    ap.add_argument("--limit", type=int, default=12, help="differences shown per park")
    a = ap.parse_args()
    if not os.path.exists(a.binary):
        sys.exit(f"no binary at {a.binary}")
    lo, _, hi = a.seeds.partition("..")
    seeds = range(int(lo), int(hi or lo) + 1)
    ignore = set(a.ignore.split(","))
    passed = failed = 0
    areas = Counter()
    with tempfile.TemporaryDirectory() as tmp, concurrent.futures.ProcessPoolExecutor(a.jobs) as pool:
        root = a.keep or tmp
        jobs = [pool.submit(one, s, a.binary, os.path.join(root, f"park-{s}")) for s in seeds]
        for job in jobs:
            seed, items = job.result()
            items = [x for x in items if x[0] not in ignore]
            if not items:
                passed += 1
                continue
            failed += 1
            areas.update({x[0] for x in items})
            print(f"seed {seed}: {len(items)} differences")
            for area, text in items[:a.limit]:
                print(f"  [{area}] {text}")
            if len(items) > a.limit:
                print(f"  … {len(items) - a.limit} more")
            sys.stdout.flush()
    if areas:
        print("parks with a difference, by area:", ", ".join(f"{k} {v}" for k, v in areas.most_common()))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
