#!/usr/bin/env python3
"""Checks of the bound solver on small random cases, by brute force over a grid of the unknown readings.

    selfcheck.py [N] [SEED]

Each case has a few bins and up to four unknown readings. Every combination of values on a fine grid (ends, zero and
points between) must lie inside the bounds; and the bounds must be met closely by the grid or by a refined search
around its best point.
"""
import itertools
import os
import random
import sys
from collections import defaultdict
from fractions import Fraction as Fr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import bounds as B
from balance import (F, L, NCOMP, NIL, NP, OWN, P, RP, SC, SD, X, Balance, Bin, neg, unit_vec)
from numbers_ import EF_GRID, ZERO


class Fake(Balance):
    """A balance made by hand."""

    def __init__(self, mode, storage, bins):
        self.mode, self.storage, self.bins = mode, storage, bins
        self.inexact = False
        self.rows = [(ZERO,) * 8] * len(bins)
        for b in bins:
            b.incomplete = bool(b.vars)
        self.rows = []
        for b in bins:
            p, x, u, n = self.derived(b.base)
            r = b.base[RP]
            self.rows.append((p, x, u, n, r, ZERO, ZERO, min(x, r)))

    def first_relaxed(self):
        return 0 if self.storage else None


def random_case(r):
    mode = r.choice(["gateway", "gateway", "inferred"])
    storage = r.random() < 0.3
    kinds = {
        "gateway": [(unit_vec(P), neg(unit_vec(P)), 0), (unit_vec(X), neg(unit_vec(X)), 0),
                    (unit_vec(P), unit_vec(X), 1), (unit_vec(RP), unit_vec(OWN), 0), (unit_vec(RP), unit_vec(OWN), 1),
                    (unit_vec(NP), unit_vec(OWN), 1), (unit_vec(F), neg(unit_vec(F)), 0)],
        "inferred": [(unit_vec(L), neg(unit_vec(L)), 0), (unit_vec(RP), NIL, 0), (unit_vec(RP), NIL, 1),
                     (unit_vec(NP), NIL, 0), (unit_vec(F), neg(unit_vec(F)), 0)]}[mode]
    if storage:
        kinds += [(unit_vec(SC), unit_vec(SD), 1), (unit_vec(SC), neg(unit_vec(SC)), 0)]
    bins = []
    left = r.randint(1, 4)
    for i in range(r.randint(1, 3)):
        b = Bin(i)
        for c in (P, RP, NP, F, L, X, SC, SD, OWN):
            if c in (SC, SD) and not storage or mode == "inferred" and c in (P, X, OWN):
                continue
            b.base[c] = Fr(r.choice([0, 0, 1, 2, 3, 5]))
        b.base[L if mode == "inferred" else P] += 9
        n = r.randint(0, left) if i < 2 else left
        left -= n
        for _ in range(n):
            pos, ng, both = r.choice(kinds)
            hi = Fr(r.choice([1, 2, 4]))
            lo = -hi if both else ZERO
            if r.random() < 0.15:
                lo = Fr(r.choice([0, 1])) / 2
            b.vars.append((pos, ng, lo, hi))
        bins.append(b)
    fuel = []
    if r.random() < 0.4:
        fuel.append(((Fr(2), Fr(1), ZERO), ZERO, Fr(r.choice([1, 3]))))
    if r.random() < 0.3:
        fuel.append(((ZERO, Fr(1), Fr(1)), ZERO, Fr(2)))
    acc = {"k": Fr("0.2856"), "tc": Fr(r.choice([0, 3, 8, 10, 12, 15, 100])), "e0": Fr(r.choice([0, 1])),
           "w0": Fr(r.choice([0, 1])), "nf0": ZERO, "fuel": fuel}
    return Fake(mode, storage, bins), acc


def evaluate(bal, acc, vals, fvals, side):
    it = iter(vals)
    tot = [ZERO] * B.NOUT
    for b in bal.bins:
        v = list(b.base)
        for pos, ng, lo, hi in b.vars:
            x = next(it)
            vec, a = (pos, x) if x >= 0 else (ng, -x)
            v = [p + q * a for p, q in zip(v, vec)]
        o = B.outputs(bal, v, side, bal.storage)
        tot = [a + b_ for a, b_ in zip(tot, o)]
    e = acc["e0"] + EF_GRID * max(ZERO, tot[B.P_] - acc["tc"])
    w = acc["w0"] + acc["k"] * tot[B.WE_]
    nf = acc["nf0"]
    for ((de, dw, do), _, _), t in zip(acc["fuel"], fvals):
        e += de * t
        w += dw * t
        nf += do * t
    clean = acc["k"] * (tot[B.R_] + tot[B.NP_] + min(tot[B.P_], acc["tc"])) + nf
    return (tot[B.R_] / tot[B.U_] if tot[B.U_] > 0 else None, e / w if w > 0 else None,
            clean / w if w > 0 else None)


def check(seed):
    r = random.Random(seed)
    bal, acc = random_case(r)
    boxes = [(lo, hi) for b in bal.bins for _, _, lo, hi in b.vars]
    fboxes = [(lo, hi) for _, lo, hi in acc["fuel"]]
    if not boxes:
        return 0
    res = {}
    exact = True
    for side, sense in (("lo", -1), ("hi", 1)):
        sp = B.Space(bal, side, B.HUGE)
        clean, ex = B.clean_share(sp, acc, sense, B.HUGE)
        exact &= ex
        res[side] = (B.rho(sp, sense), B.intensity(sp, acc, sense, B.HUGE), clean)
    nb = len(boxes)
    steps = 8 if nb <= 3 else 4
    bad = 0
    for side, sense in (("lo", -1), ("hi", 1)):
        for q, name in enumerate(("rho", "intensity", "clean")):
            bound = res[side][q]
            if bound is None:
                continue
            if name == "clean" and not exact:
                continue
            spans = boxes + fboxes
            best = None
            for rnd in range(6):
                grids = []
                for lo, hi in spans:
                    g = {lo + (hi - lo) * Fr(i, steps) for i in range(steps + 1)} if rnd == 0 else None
                    grids.append(sorted(g) if g else None)
                if rnd:
                    width = Fr(1, 4**rnd)
                    for i, (lo, hi) in enumerate(boxes + fboxes):
                        c = best[1][i]
                        d = (hi - lo) * width / 2
                        grids[i] = sorted({max(lo, min(hi, c + d * j / 2)) for j in (-2, -1, 0, 1, 2)})
                for vals in itertools.product(*grids):
                    x = evaluate(bal, acc, vals[:nb], vals[nb:], side)[q]
                    if x is None:
                        continue
                    if best is None or (x - best[0]) * sense > 0:
                        best = (x, vals)
                if rnd == 0 and nb + len(fboxes) > 4:
                    continue
            if (best[0] - bound) * sense > 0:
                print(f"seed {seed} {name} {side}: grid {float(best[0])} outside bound {float(bound)}")
                bad += 1
            elif abs(best[0] - bound) > Fr(1, 200) * max(1, abs(bound)):
                print(f"seed {seed} {name} {side}: grid {float(best[0])} far from bound {float(bound)} ({bal.mode})")
                bad += 1
    return bad


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    s = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    bad = sum(check(i) for i in range(s, s + n))
    print(f"{n} cases, {bad} differences")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
