#!/usr/bin/env python3
"""Reference check of one park folder: prints a JSON report in the shape of the lingtan schema.

    reference.py PARK [--interim] [--ledger FILE]

Exact fractions throughout. Covers clean UTF-8 comma files with the English headers.
"""
import argparse
import json
import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import accounts
import certificates
import service
from balance import Balance
from numbers_ import fmt
from park import Park, step_name
from rules import Run
from series import load

EXIT = {"pass": 0, "fail": 1, "indeterminate": 3}


def check(root, interim=False, ledger=None):
    park = Park(root)
    series, defects = load(park)
    bal = Balance(park, series)
    acc = accounts.Accounts(park, series, defects)
    spent = certificates.read_ledger(ledger)
    trades = certificates.trades(park, defects, spent)
    traded = trades["counted"]
    certs = certificates.judge(park, defects, trades["claimed"], spent)
    service.tell(park, bal, defects)
    run = Run(park, series, defects, bal, acc, certs, traded, trades["unreadable"])
    if bal.res is not None and getattr(bal, "unexplained", None):
        defects.add("unexplained-discharge", None, None, None, len(bal.unexplained))
    if bal.mode == "inferred" and not park.loads_complete:
        defects.add("incomplete-loads", None, None, None, 1)
    verdict = run.verdict(interim)
    report = {
        "schema": "lingtan.report/1",
        "park": {"name": park.name, "province": park.province},
        "period": {"start": str(park.start), "end": str(park.end), "interim": park.interim},
        "verdict": verdict,
        "exit_code": EXIT[verdict],
        "rules": [{**r, **{k: fmt(r[k]) for k in ("measured", "lower", "upper", "limit", "margin")}}
                  for r in run.rules],
        "figures": {n: {"value": fmt(f["value"]), "lower": fmt(f["lower"]), "upper": fmt(f["upper"]),
                        "unit": f["unit"], "trail": f["trail"]} for n, f in run.figures.items()},
        "resolution": {"step": step_name(bal.res) if bal.res else None, "set_by": bal.set_by},
        "matching": {k: fmt(v) for k, v in bal.matching.items()} if run.t is not None else None,
        "months": [{k: (v if k == "month" else fmt(v)) for k, v in m.items()} for m in run.months()],
        "headroom": {k: {"change": fmt(v), "unit": "MWh"} for k, v in run.headroom.items()},
        "net_zero": net_zero(park, run),
        "defects": defects.items,
        "data": data_rows(park, series),
        "inputs": [{"file": t.rel, "rows": len(t.rows)}
                   for t in sorted(park.inputs.values(), key=lambda t: t.rel.encode())],
        "not_exact": sorted(run.skip),
        # Loads that may not be all of them: nothing that rests on consumption is bounded.
        "inferred": bal.mode == "inferred",
        "loads_open": bal.mode == "inferred" and not park.loads_complete,
    }
    report["trades"] = {"presented": fmt(trades["presented"]), "counted": fmt(traded), "rejected": trades["rejected"]}
    if certs:
        need = max(0, min(certs["counted"], math.ceil(run.t["P"] - traded))) if run.t is not None else 0
        report["certificates"] = {"presented": certs["presented"], "counted": certs["counted"],
                                  "unused": certs["counted"] - need, "rejected": certs["rejected"]}
    return report


def net_zero(park, run):
    off = certificates.offsets(park)
    return {"residual": fmt(run.E), "offsets": fmt(off), "net": fmt(None if run.E is None else run.E - off),
            "unit": "tCO2"}


def data_rows(park, series):
    out = []
    for m in park.meters:
        s = series[m.id]
        expected, present, missing, estimated = s.counts()
        lost = sum(1 for k in s.window if not s.cells[k].missing
                   and any(series[x].cells[k].missing for x in m.less))
        out.append({"meter": m.id, "expected": expected, "present": present - lost,
                    "missing": missing + lost, "estimated": estimated})
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("park")
    ap.add_argument("--interim", action="store_true")
    ap.add_argument("--ledger")
    a = ap.parse_args()
    report = check(a.park, a.interim, a.ledger)
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    print()
    sys.exit(report["exit_code"])


if __name__ == "__main__":
    main()
