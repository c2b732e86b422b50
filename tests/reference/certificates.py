"""Certificates, green-power trades and offsets."""
import csv
import re
from fractions import Fraction as Fr

from numbers_ import ZERO, parse_num
from park import month_last, month_of, parse_date, parse_month

STATUS = {"持有": "held", "已核销": "retired", "已过期": "expired", "已划转": "transferred", "已冻结": "frozen"}


def codes(first, last):
    """The codes of a range, or None if the two ids do not differ in one run of digits only."""
    if first == last:
        return [first]
    if len(first) != len(last):
        return None
    runs = [m.span() for m in re.finditer(r"\d+", first)]
    diff = [i for i in range(len(first)) if first[i] != last[i]]
    for a, b in runs:
        if all(a <= i < b for i in diff) and last[a:b].isdigit():
            lo, hi = int(first[a:b]), int(last[a:b])
            if lo > hi:
                return None
            return [f"{first[:a]}{n:0{b - a}d}{first[b:]}" for n in range(lo, hi + 1)]
    return None


def row_codes(row):
    one = row.get("certificate_id", "")
    first, last = row.get("first_id", ""), row.get("last_id", "")
    if one:
        return codes(one, one)
    if first and last:
        return codes(first, last)
    return None


def read_ledger(path):
    out = set()
    if path:
        with open(path, encoding="utf-8-sig", newline="") as f:
            for row in csv.DictReader(f):
                out.update(row_codes({k: (v or "").strip() for k, v in row.items()}) or ())
    return out


def trades(park):
    """(MWh traded in the months of the period, codes in the trades' ranges)."""
    total, claimed = ZERO, set()
    months = set(park.months_inside())
    for tab in park.files("trades"):
        for _, row in tab.rows:
            f, l = row.get("certificate_first_id", ""), row.get("certificate_last_id", "")
            if f:
                claimed.update(codes(f, l or f) or ())
            if parse_month(row["month"]) in months:
                total += parse_num(row["mwh"])
    return total, claimed


def judge(park, defects, claimed, ledger):
    """presented, counted, rejected rows, and whether a row could not be read."""
    sec = park.cfg.get("certificates")
    if sec is None:
        return None
    names = set(sec.get("beneficiaries", []))
    words = {**STATUS, **sec.get("statuses", {})}
    counted_projects = {m.project_code for m in park.meters
                        if m.electric and m.boundary and m.project_code
                        and m.flow in ("direct-line", "onsite-renewable")}
    vintage = park.setting("vintage", "same-year")
    inside = set(park.months_inside())
    presented = counted = 0
    rejected, seen, unreadable = [], set(), 0
    for tab in park.files("certificates"):
        for line, row in tab.rows:
            ids = row_codes(row)
            gm = row.get("generation_month", "")
            if gm:
                g0 = g1 = parse_month(gm)
            else:
                a, b = parse_date(row.get("generation_start", "")), parse_date(row.get("generation_end", ""))
                g0, g1 = (month_of(a), month_of(b)) if a and b else (None, None)
            ron = row.get("retired_on", "")
            retired = parse_date(ron) if ron else None
            qty = row.get("quantity", "")
            bad = ids is None or g0 is None or (ron and retired is None) or (
                qty and parse_num(qty) != len(ids))
            if bad:
                defects.add("unparsable-row", None, tab.rel, line)
                unreadable += 1
                continue
            presented += len(ids)
            status = words.get(row.get("status", ""), row.get("status", ""))
            reason = None
            if status != "retired" or retired is None:
                reason = "not-retired"
            elif row.get("beneficiary", "") not in names:
                reason = "wrong-beneficiary"
            elif vintage == "same-year" and any(k not in inside for k in range(g0, g1 + 1)):
                reason = "wrong-vintage"
            elif retired > month_last(g0 + 23):
                reason = "expired"
            elif row.get("kind", "") == "self-use":
                reason = "not-tradable"
            parts = {}
            if reason:
                parts[reason] = len(ids)
            else:
                whole = row.get("kind", "") == "bundled" or row.get("project_code", "") in counted_projects
                for c in ids:
                    if whole or c in claimed or c in ledger:
                        parts["already-claimed"] = parts.get("already-claimed", 0) + 1
                    elif c in seen:
                        parts["duplicate"] = parts.get("duplicate", 0) + 1
                    else:
                        seen.add(c)
                        counted += 1
            for why, n in parts.items():
                rejected.append({"certificate": ids[0], "quantity": n, "reason": why,
                                 "file": tab.rel, "line": line})
                defects.add("certificate-" + why, None, tab.rel, line)
    return {"presented": presented, "counted": counted, "rejected": rejected, "unreadable": unreadable}


def offsets(park):
    names = set(park.cfg.get("certificates", {}).get("beneficiaries", []))
    total = ZERO
    for tab in park.files("offsets"):
        for _, row in tab.rows:
            on = parse_date(row.get("retired_on", "") or "x")
            if on is None or row.get("beneficiary", "") not in names:
                continue
            in_period = park.start <= on <= park.end
            for_period = row.get("vintage", "")[:4] == str(park.end.year)
            if in_period or for_period:
                total += parse_num(row["tco2"])
    return total
