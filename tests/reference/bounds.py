"""Exact extremes of ratios over the readings that are not known.

Reasoning. Each unknown reading lies in an interval. Bins do not share readings, so a total is a sum over bins of
functions of that bin's own readings, and every function met here is piecewise linear: R = max(0, r - X), P and X by
sign, and without a gateway P = max(0, d), X = max(0, -d). Inside a bin:
  * A reading whose sign matters (a signed meter, a generator with own use) is cut at zero into a positive and a
    negative part of which one is zero. n such readings with the same interval [lo, hi] are the union over m = 0..n of
    "m on the positive side": positive sum in [0, m hi], negative sum in [0, (n-m)|lo|].
  * After that cut every reading enters linearly through a vector of components; readings with the same vector add up
    to one variable in the sum of their intervals (a Minkowski sum of intervals).
  * The box of those few variables is divided by the hyperplanes on which a max() switches. On each cell everything is
    linear, so any linear function of the outputs has its extremes at a vertex of a cell: each variable at an end, or
    some of them solved from as many hyperplanes. All of these candidates are listed once per bin.
A ratio num/den with den > 0 is then extremised by Dinkelbach's iteration: maximise num - q den (separable over bins),
set q to the ratio reached, stop when the maximum is zero. Exact, and finite since the candidates are.

The zero-rated electricity couples all bins: E has 0.8325 max(0, P - TC) with P the total import.
  * max of E - qW: max(0, .) is the greater of two linear pieces, so take the greater of two separable maxima.
  * min of E - qW: max(0, z) = max over mu in [0,1] of mu z. P is a convex function of the readings (max(0, w) or
    max(0, d)), W is linear, so min and max swap: maximise the concave piecewise linear dual over mu.
  * min of the clean share: min(P, TC) is the lesser of two linear pieces: lesser of two separable minima.
  * max of the clean share: dual bound, then a reading-by-reading walk between the two optimal assignments; if it
    does not reach the bound the result is marked as not exact.

A reading without a rating has no end: it is given a huge end M, then 2M; a side that changes is null.
"""
from collections import Counter
from fractions import Fraction as Fr
from itertools import combinations, product

from balance import F, L, NCOMP, NP, NIL, OWN, P, RP, SC, SD, X, neg
from numbers_ import EF_GRID, ZERO

HUGE = Fr(10) ** 30
R_, U_, P_, NP_, WE_, X_, N_ = range(7)
NOUT = 7


def outputs(bal, v, side, relaxed):
    """(R, U, P, NP, WE, X, N) of a component vector; side says which end of an open storage attribution."""
    p, x, u, n = bal.derived(v)
    we = u - v[F]
    if relaxed and side == "hi":
        r = max(ZERO, v[RP] + v[SD] - x)
    elif relaxed:
        r = max(ZERO, v[RP] - x) - v[SC]
    else:
        r = max(ZERO, v[RP] - x)
    return (r, u, p, v[NP], we, x, n)


def planes(bal, side, relaxed):
    """Hyperplanes (component weights) on which an output switches."""
    sd = 1 if relaxed and side == "hi" else 0
    w = [0] * NCOMP
    if bal.mode == "inferred":
        d = [0] * NCOMP
        for i, s in ((L, 1), (SC, 1), (RP, -1), (NP, -1), (F, -1), (SD, -1)):
            d[i] = s
        w = list(d)
        w[RP] += 1
        w[SD] += sd
        return [d, w]
    w[RP], w[X], w[SD] = 1, -1, sd
    return [w]


def scenarios(vars_, big):
    """Lists of (vector, lo, hi) after cutting signed readings at zero."""
    fixed, kinked = [], Counter()
    for pos, ng, lo, hi in vars_:
        lo = -big if lo is None else lo
        hi = big if hi is None else hi
        if ng == neg(pos):
            fixed.append((pos, lo, hi))
        elif lo >= 0:
            fixed.append((pos, lo, hi))
        elif hi <= 0:
            fixed.append((ng, -hi, -lo))
        else:
            kinked[(pos, ng, lo, hi)] += 1
    kinds = list(kinked.items())
    for counts in product(*(range(n + 1) for _, n in kinds)):
        out = list(fixed)
        for m, ((pos, ng, lo, hi), n) in zip(counts, kinds):
            out.append((pos, ZERO, m * hi))
            out.append((ng, ZERO, (n - m) * -lo))
        merged = {}
        for vec, lo, hi in out:
            if vec == NIL:
                continue
            a = merged.setdefault(vec, [ZERO, ZERO])
            a[0] += lo
            a[1] += hi
        base = [ZERO] * NCOMP
        free = []
        for vec, (lo, hi) in merged.items():
            if lo == hi:
                for i in range(NCOMP):
                    base[i] += vec[i] * lo
            else:
                free.append((vec, lo, hi))
        yield base, free


def dot(w, v):
    return sum((a * b for a, b in zip(w, v) if a), ZERO)


def vertices(bal, b, side, relaxed, big):
    """Candidates of one incomplete bin: (outputs, {(scenario, components)})."""
    seen = {}
    hp = planes(bal, side, relaxed)
    for number, (extra, free) in enumerate(scenarios(b.vars, big)):
        base = [x + y for x, y in zip(b.base, extra)]
        n = len(free)
        cs = [(dot(w, base), [dot(w, vec) for vec, _, _ in free]) for w in hp]

        def emit(vals):
            v = list(base)
            for (vec, _, _), t in zip(free, vals):
                if t:
                    for i in range(NCOMP):
                        if vec[i]:
                            v[i] += vec[i] * t
            o = outputs(bal, v, side, relaxed)
            seen.setdefault(o, set()).add((number, tuple(v)))

        for vals in product(*((lo, hi) for _, lo, hi in free)):
            emit(vals)
        for c0, cw in cs:
            for i in range(n):
                if not cw[i]:
                    continue
                others = [(lo, hi) if j != i else (ZERO,) for j, (_, lo, hi) in enumerate(free)]
                for vals in product(*others):
                    t = -(c0 + dot(cw, vals)) / cw[i]
                    if free[i][1] < t < free[i][2]:
                        emit(vals[:i] + (t,) + vals[i + 1:])
        for (c0, cw), (d0, dw) in combinations(cs, 2):
            for i, j in combinations(range(n), 2):
                det = cw[i] * dw[j] - cw[j] * dw[i]
                if not det:
                    continue
                others = [(lo, hi) if q not in (i, j) else (ZERO,) for q, (_, lo, hi) in enumerate(free)]
                for vals in product(*others):
                    e, f = -(c0 + dot(cw, vals)), -(d0 + dot(dw, vals))
                    ti, tj = (e * dw[j] - cw[j] * f) / det, (cw[i] * f - e * dw[i]) / det
                    if free[i][1] <= ti <= free[i][2] and free[j][1] <= tj <= free[j][2]:
                        vv = list(vals)
                        vv[i], vv[j] = ti, tj
                        emit(tuple(vv))
    return sorted(seen.items(), key=lambda e: e[0])


class Space:
    """The values that the totals can take, for one side and one stand-in for infinity."""

    def __init__(self, bal, side, big):
        self.bal, self.side = bal, side
        start = bal.first_relaxed()
        self.fixed = [ZERO] * NOUT
        self.multi = []
        self.unbounded = False
        for i, b in enumerate(bal.bins):
            relaxed = start is not None and i >= start
            if b.vars:
                if any(lo is None or hi is None for _, _, lo, hi in b.vars):
                    self.unbounded = True
                self.multi.append((vertices(bal, b, side, relaxed, big), relaxed))
                continue
            o = outputs(bal, b.base, side, relaxed)
            if not relaxed:
                p, x, u, n, r, c, d, xre = bal.rows[i]
                o = (r - c + d - xre,) + o[1:]
            for j in range(NOUT):
                self.fixed[j] += o[j]
        # a bin with one candidate is no choice
        keep = []
        for vs, rel in self.multi:
            if len(vs) == 1:
                for j in range(NOUT):
                    self.fixed[j] += vs[0][0][j]
            else:
                keep.append((vs, rel))
        self.multi = keep

    def best(self, w, sense):
        """Extreme of w . outputs; returns (value, totals, choices)."""
        tot = list(self.fixed)
        choice = []
        pick = max if sense > 0 else min
        for vs, _ in self.multi:
            k = pick(range(len(vs)), key=lambda q: dot(w, vs[q][0]))
            choice.append(k)
            for j in range(NOUT):
                tot[j] += vs[k][0][j]
        return dot(w, tot), tot, choice


def weights(**kw):
    names = {"R": R_, "U": U_, "P": P_, "NP": NP_, "WE": WE_, "X": X_, "N": N_}
    v = [ZERO] * NOUT
    for k, x in kw.items():
        v[names[k]] = Fr(x)
    return v


def linear(space, w, sense):
    return space.best(w, sense)[0]


def fuel_best(fuel, wn, wd, wo, sense, big):
    """Extreme of a linear function of the fuel and heat totals; fuel: [(num parts...), lo, hi]."""
    a = b = c = ZERO
    for (dn, dd, do), lo, hi in fuel:
        lo = -big if lo is None else lo
        hi = big if hi is None else hi
        g = wn * dn + wd * dd + wo * do
        t = hi if (g > 0) == (sense > 0) else lo
        a += dn * t
        b += dd * t
        c += do * t
    return a, b, c


def ratio(step, start, sense, limit=200):
    """Dinkelbach: step(q) gives (num, den) of a best assignment for num - q den."""
    q = start
    for _ in range(limit):
        n, d = step(q)
        if d <= 0:
            return None
        new = n / d
        if (new - q) * sense <= 0:
            return q
        q = new
    raise RuntimeError("no convergence")


def rho(space, sense):
    if linear(space, weights(U=1), -1) <= 0:
        return None
    _, t, _ = space.best(weights(R=1), sense)

    def step(q):
        _, t, _ = space.best(weights(R=1, U=-q), sense)
        return t[R_], t[U_]
    return ratio(step, t[R_] / t[U_], sense)


def linear_ratio(space, w, const, sense):
    """Extreme of (w.outputs + const) / U."""
    if linear(space, weights(U=1), -1) <= 0:
        return None

    def step(q):
        ww = list(w)
        ww[U_] -= q
        _, t, _ = space.best(ww, sense)
        return dot(w, t) + const, t[U_]
    n, d = step(ZERO)
    return ratio(step, n / d, sense)


def intensity(space, acc, sense, big):
    """E/W; acc: k, tc, credit-free constants e0, w0 and fuel variables (dE, dW, 0)."""
    k, tc, fuel = acc["k"], acc["tc"], acc["fuel"]
    wmin = (linear(space, weights(WE=1), -1) * k + acc["w0"] + fuel_best(fuel, 0, 1, 0, -1, big)[1])
    if wmin <= 0:
        return None
    evalE = lambda p, fe: acc["e0"] + fe + EF_GRID * max(ZERO, p - tc)
    evalW = lambda we, fw: acc["w0"] + fw + k * we

    def step_max(q):
        best = None
        for mu in (ZERO, EF_GRID):
            v, t, _ = space.best(weights(P=mu, WE=-q * k), 1)
            v -= mu * tc
            if best is None or v > best[0]:
                best = (v, t)
        t = best[1]
        fe, fw, _ = fuel_best(fuel, 1, -q, 0, 1, big)
        return evalE(t[P_], fe), evalW(t[WE_], fw)

    def step_min(q):
        fe, fw, _ = fuel_best(fuel, 1, -q, 0, -1, big)
        t = dual(space, weights(WE=-q * k), tc, EF_GRID)[0]
        return evalE(t[P_], fe), evalW(t[WE_], fw)

    step = step_max if sense > 0 else step_min
    n, d = step(ZERO)
    return ratio(step, n / d, sense)


def dual(space, w, tc, top):
    """min over readings of w.outputs + top max(0, P - tc), by its dual over mu in [0, top].
    Returns (totals of an optimal assignment, the two assignments it mixes or None, the dual value)."""
    def solve(mu):
        ww = list(w)
        ww[P_] += mu
        v, t, c = space.best(ww, -1)
        return v, t, c
    va, a, ca = solve(ZERO)
    if a[P_] <= tc:
        return a, None, va
    vb, b, cb = solve(top)
    if b[P_] >= tc:
        return b, None, vb - top * tc
    while True:
        # the tangents of a and b meet at mu; either they are the dual there or a new assignment cuts them
        mu = (dot(w, b) - dot(w, a)) / (a[P_] - b[P_])
        v, c, cc = solve(mu)
        if v >= dot(w, a) + mu * a[P_]:
            th = (tc - b[P_]) / (a[P_] - b[P_])
            return [th * x + (1 - th) * y for x, y in zip(a, b)], (ca, cb), v - mu * tc
        if c[P_] > tc:
            a, ca = c, cc
        elif c[P_] < tc:
            b, cb = c, cc
        else:
            return c, None, v - mu * tc


def reachable(space, ca, cb, tc):
    """Whether a walk from one assignment to the other meets P = tc at a bin border or inside one cell."""
    def p_of(ch):
        return space.fixed[P_] + sum((vs[i][0][P_] for (vs, _), i in zip(space.multi, ch)), ZERO)
    diff = [j for j in range(len(ca)) if ca[j] != cb[j]]
    if len(diff) > 40:
        orders = [diff]
    else:
        orders = [diff[i:] + diff[:i] for i in range(len(diff))]
    for order in orders:
        cur = list(ca)
        p = p_of(cur)
        for j in order:
            vs, rel = space.multi[j]
            x, y = vs[ca[j]], vs[cb[j]]
            q = p + y[0][P_] - x[0][P_]
            if q == tc:
                return True
            if (p - tc) * (q - tc) < 0:
                th = (tc - q) / (p - q)
                for s1, v1 in x[1]:
                    for s2, v2 in y[1]:
                        if s1 != s2:
                            continue
                        mid = [th * m + (1 - th) * n for m, n in zip(v1, v2)]
                        want = tuple(th * m + (1 - th) * n for m, n in zip(x[0], y[0]))
                        if outputs(space.bal, mid, space.side, rel) == want:
                            return True
                break
            p = q
    return False


def clean_share(space, acc, sense, big):
    """[(R + NP + min(P, TC)) k + nf] / W; fuel variables give (0, dW, dnf). Returns (bound, exact?)."""
    k, tc, fuel = acc["k"], acc["tc"], acc["fuel"]
    wmin = linear(space, weights(WE=1), -1) * k + acc["w0"] + fuel_best(fuel, 0, 1, 0, -1, big)[1]
    if wmin <= 0:
        return None, True
    flags = []

    def value(t, fw, fo):
        num = k * (t[R_] + t[NP_] + min(t[P_], tc)) + acc["nf0"] + fo
        return num, acc["w0"] + fw + k * t[WE_]

    def step_min(q):
        best = None
        for g in (0, 1):
            v, t, _ = space.best(weights(R=k, NP=k, P=g * k, WE=-q * k), -1)
            v += (1 - g) * k * tc
            if best is None or v < best[0]:
                best = (v, t)
        _, fw, fo = fuel_best(fuel, 0, -q, 1, -1, big)
        return value(best[1], fw, fo)

    def step_max(q):
        w = [-x for x in weights(R=k, NP=k, P=k, WE=-q * k)]
        t, mix, _ = dual(space, w, tc, k)
        flags.append(mix is None or reachable(space, *mix, tc))
        _, fw, fo = fuel_best(fuel, 0, -q, 1, 1, big)
        return value(t, fw, fo)

    step = step_max if sense > 0 else step_min
    n, d = step(ZERO)
    q = ratio(step, n / d, sense)
    return q, (not flags or flags[-1])
