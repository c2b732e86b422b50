"""expected.json beside a park: what must come out, from the reference program in tests/reference."""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "reference"))

import reference  # noqa: E402
from numbers_ import fmt as decimal  # noqa: E402,F401

REFERENCE = "tests/reference/reference.py"
PLAIN = "tests/reference/reference.py over the same energies as a plain UTF-8 table"


def of(root, args=(), source=REFERENCE, tolerance=None, leave_out=()):
    """The flat form of the reference's report; `leave_out` names keys that it does not determine here."""
    r = reference.check(root, interim="--interim" in args)
    out = {"source": source, "args": list(args), "exit": r["exit_code"], "verdict": r["verdict"]}
    if tolerance:
        out["tolerance"] = tolerance
    out["period"] = {k: r["period"][k] for k in ("start", "end", "interim")}
    out["resolution"] = r["resolution"]["step"]
    out["rules"] = {x["id"]: x["outcome"] for x in r["rules"]}
    out["levels"] = {x["id"]: x["level"] for x in r["rules"] if x["id"] == "near-zero"}
    out["measured"] = {x["id"]: x["measured"] for x in r["rules"] if x["measured"] is not None and x["id"] != "metering-coverage"}
    out["figures"] = {k: f["value"] for k, f in r["figures"].items()}
    bounds = {k: [f["lower"], f["upper"]] for k, f in r["figures"].items() if not f["lower"] == f["value"] == f["upper"]}
    if bounds:
        out["bounds"] = bounds
    out["trails"] = {k: f["trail"] for k, f in r["figures"].items() if f["trail"]}
    out["matching"] = r["matching"]
    out["headroom"] = {k: h["change"] for k, h in r["headroom"].items()}
    out["net_zero"] = {k: r["net_zero"][k] for k in ("residual", "offsets", "net")}
    if "certificates" in r:
        c = r["certificates"]
        out["certificates"] = {k: c[k] for k in ("presented", "counted", "unused")}
        out["certificates"]["rejected"] = [{k: x[k] for k in ("file", "line", "reason", "quantity")} for x in c["rejected"]]
    out["data"] = {d["meter"]: {k: d[k] for k in ("expected", "present", "missing", "estimated")} for d in r["data"]}
    count = {}
    for d in r["defects"]:
        count[d["code"]] = count.get(d["code"], 0) + 1
    out["defects"] = dict(sorted(count.items()))
    out["inputs"] = {i["file"]: i["rows"] for i in r["inputs"]}
    for key in leave_out:
        out.pop(key, None)
    return out


def save(folder, out):
    folder.text("expected.json", json.dumps(out, ensure_ascii=False, indent=1) + "\n")
