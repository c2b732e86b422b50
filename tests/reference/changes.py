#!/usr/bin/env python3
"""Changes that a report names, worked out again by hand from its figures.

    changes.py [--seeds A..B] [--binary PATH]

Random parks are checked, and each change of zero-rated purchases or direct supply is put into METHOD sections 3 and 5: Z = min(P, T + C),
E_electricity = 0.8325 × (P − Z), rho = R / U, I = E / W. What a failed rule needs must let it pass, and one step less must not; what a passed rule
can bear must leave it passed, and one step more must not. The shares and intensities that the report says would result are compared too.
Changes of fuel and heat have factors of their own; tests/suite/changes.rs makes them to the files.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from fractions import Fraction as Fr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import generate

FACTOR = Fr("0.8325")
NEAR = Fr(1, 10**9)  # figures are printed to 12 places


def outcome(figures, kind, amount):
    """Direct share and intensity after a change of so many MWh; None where there is none."""
    value = lambda name: Fr(figures[name]["value"])
    imported, purchased = value("electricity.grid_import"), value("electricity.green_traded") + value("electricity.certificates_eligible")
    emitted = value("emissions.total") - FACTOR * (imported - min(imported, purchased))
    green = value("electricity.direct_green")
    if kind == "direct-supply":
        imported, green = imported - amount, green + amount
    else:
        purchased += amount
    emitted += FACTOR * (imported - min(imported, purchased))
    return {"direct-green-share": green / value("electricity.consumption"), "near-zero": emitted / value("energy.total"),
            "carbon-intensity-tier": emitted / value("energy.total")}


def passes(rule, measured, limit):
    return measured >= limit if rule == "direct-green-share" else measured <= limit


def judge(report, seen):
    figures, wrong = report["figures"], []
    needed = ["electricity.grid_import", "electricity.green_traded", "electricity.certificates_eligible", "emissions.total", "emissions.electricity",
              "electricity.direct_green", "electricity.consumption", "energy.total"]
    if any((figures.get(name) or {}).get("value") is None for name in needed):
        return wrong
    # Parks whose electricity has another factor, or a credit for export, are not these formulas'.
    purchased = Fr(figures["electricity.green_traded"]["value"]) + Fr(figures["electricity.certificates_eligible"]["value"])
    imported = Fr(figures["electricity.grid_import"]["value"])
    if abs(FACTOR * (imported - min(imported, purchased)) - Fr(figures["emissions.electricity"]["value"])) > NEAR:
        return wrong
    limits = {rule["id"]: rule["limit"] for rule in report["rules"]}
    for rule in (report.get("changes") or {}).get("rules", []):
        name = rule["id"]
        for change in rule["changes"]:
            if change["change"] not in ("direct-supply", "certificates", "trades") or change["amount"] is None or limits.get(name) is None:
                continue
            sign = 1 if change["direction"] == "more" else -1
            amount, step, limit = Fr(change["amount"]), Fr(change["step"]), Fr(limits[name])
            # What is needed: one step less. What can be borne: one step more.
            beyond = amount - step if change["amount_is"] == "needed" else amount + step
            at, other = (outcome(figures, change["change"], sign * a)[name] for a in (amount, beyond))
            # The figures themselves are printed to 12 places: nearer than their rounding nothing can be told.
            size = Fr(figures["electricity.consumption" if name == "direct-green-share" else "energy.total"]["value"])
            if min(abs(at - limit), abs(other - limit)) < NEAR / 100 / size and at != limit:
                seen["on the limit to the digits printed"] += 1
            elif not passes(name, at, limit) or (beyond >= 0 and passes(name, other, limit)):
                wrong.append(f"{name} {change['change']} {change['direction']} {change['amount']}: {float(at)} and {float(other)} of {float(limit)}")
            after = outcome(figures, change["change"], sign * amount)
            for effect in change["effects"]:
                if effect["measured"] is not None and abs(Fr(effect["measured"]) - after[effect["id"]]) > NEAR:
                    wrong.append(f"{name} {change['change']}: {effect['id']} {effect['measured']}, by hand {float(after[effect['id']])}")
            seen[f"{change['change']} {change['amount_is']}"] += 1
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1..100")
    parser.add_argument("--binary", default="target/release/lingtan")
    parser.add_argument("parks", nargs="*", help="further parks")
    arguments = parser.parse_args()
    first, _, last = arguments.seeds.partition("..")
    seen, failed = Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        parks = [(park, []) for park in arguments.parks]
        for seed in range(int(first), int(last or first) + 1):
            path = os.path.join(folder, f"park-{seed}")
            run = generate.generate(seed, path)
            parks.append((path, ["--interim"] if run["interim"] else []))
        for park, further in parks:
            done = subprocess.run([arguments.binary, "check", park, "--format", "json", "--quiet", *further], capture_output=True, text=True)
            if done.returncode == 2:
                continue
            for text in judge(json.loads(done.stdout), seen):
                failed += 1
                print(f"{os.path.basename(park)}: {text}")
    print(", ".join(f"{count} {what}" for what, count in sorted(seen.items())) + f"; {failed} wrong")
    sys.exit(1 if failed or not seen else 0)


if __name__ == "__main__":
    main()
