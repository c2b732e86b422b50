"""Certificates, green-power trades and offsets."""
import csv
import datetime as dt
import math
import re
import unicodedata
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
    one = plain(row.get("certificate_id", ""))
    first, last = plain(row.get("first_id", "")), plain(row.get("last_id", ""))
    if one:
        return codes(one, one)
    if first and last:
        return codes(first, last)
    return None


UNSEEN = {0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
          *range(0xFE00, 0xFE10)}


def plain(text):
    """A code as it is compared: compatibility forms, upper case, no blanks, nothing unseen."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return "".join(c for c in text if not c.isspace() and ord(c) not in UNSEEN)


def lawful(ids):
    """Codes such as a registry gives, else None."""
    if ids is None or any(not c.isascii() and c.isalpha() for c in ids[0]):
        return None
    return ids if len(ids[0]) >= 6 and any(c.isdigit() for c in ids[0]) else None


def read_ledger(path):
    out = set()
    if path:
        with open(path, encoding="utf-8-sig", newline="") as f:
            for row in csv.DictReader(f):
                out.update(row_codes({k: (v or "").strip() for k, v in row.items()}) or ())
    return out


def projects_metered(park):
    return {plain(m.project_code) for m in park.meters
            if m.electric and m.boundary and m.project_code and m.flow in ("direct-line", "onsite-renewable")}


def trades(park, defects, ledger):
    """Trades by their codes: MWh presented and counted, codes of all trades, what does not count, rows that cannot be read."""
    months = set(park.months_inside())
    metered = projects_metered(park)
    count_bare = park.setting("trades_without_certificates", "rejected") == "counted"
    out = {"presented": ZERO, "counted": ZERO, "rejected": [], "claimed": set(), "unreadable": 0, "bare": False}
    taken, rows_seen = set(), set()
    spoken = objections(park)

    def reject(reason, mwh, tab, line):
        if mwh > 0:
            out["rejected"].append({"reason": reason, "mwh": mwh, "file": tab.rel, "line": line})
            code = "trade-without-certificates" if reason == "without-certificates" else "certificate-" + reason
            defects.add(code, None, tab.rel, line)

    for tab in park.files("trades"):
        for line, row in tab.rows:
            f, l = plain(row.get("certificate_first_id", "")), plain(row.get("certificate_last_id", ""))
            ids = lawful(codes(f or l, l or f)) if f or l else []
            mwh, month = parse_num(row["mwh"]), parse_month(row["month"])
            if ids is None or mwh is None or month is None:
                defects.add("unparsable-row", None, tab.rel, line)
                out["unreadable"] += 1
                continue
            out["claimed"].update(ids)
            out["presented"] += mwh
            key = (row["contract_id"].strip(), month, tuple(ids))
            if month not in months:
                reject("wrong-vintage", mwh, tab, line)
                continue
            if plain(row.get("project_code", "")) in metered:
                reject("already-claimed", mwh, tab, line)
                continue
            if key in rows_seen:
                reject("duplicate", mwh, tab, line)
                continue
            rows_seen.add(key)
            if not ids:
                if count_bare:
                    out["counted"] += mwh
                    # Told once, at the first of them.
                    if not out["bare"]:
                        out["bare"] = True
                        defects.add("trade-without-certificates", None, tab.rel, line)
                else:
                    reject("without-certificates", mwh, tab, line)
                continue
            against = [spoken[c] for c in sorted(set(ids)) if c in spoken]
            ids = [c for c in ids if c not in spoken]
            elsewhere = sum(1 for c in ids if c in ledger)
            twice = sum(1 for c in ids if c not in ledger and c in taken)
            own = [c for c in ids if c not in ledger and c not in taken]
            taken.update(own)
            counts = mwh if own and len(own) >= math.floor(mwh) else Fr(len(own))
            out["counted"] += counts
            left = mwh - counts
            # In the order of codes; runs of one reason together.
            grouped = [[reason, 1] for reason in against]
            for reason, n in grouped + [["already-claimed", elsewhere], ["duplicate", twice], ["without-certificates", left]]:
                part = min(left, Fr(n))
                reject(reason, part, tab, line)
                left -= part
    return out


def objections(park):
    """Codes of which a row of certificates says that they do not count, with the first reason: what is recognised is the retired certificate."""
    sec, out = park.cfg.get("certificates"), {}
    if sec is None or not park.files("trades"):
        return out
    names, words = set(sec.get("beneficiaries", [])), {**STATUS, **sec.get("statuses", {})}
    for tab in park.files("certificates"):
        for _, row in tab.rows:
            read = certificate(park, row)
            if read is None:
                continue
            ids, reason = read[0], reason_of(park, row, read, names, words)
            if reason is None and plain(row.get("project_code", "")) in projects_metered(park):
                reason = "already-claimed"
            if reason:
                for c in ids:
                    out.setdefault(c, reason)
    return out


def certificate(park, row):
    """Codes, first and last month of generation and day of retirement of a row; None where it cannot be read."""
    ids = lawful(row_codes(row))
    gm = row.get("generation_month", "")
    if gm:
        g0 = g1 = parse_month(gm)
    else:
        a, b = parse_date(row.get("generation_start", "")), parse_date(row.get("generation_end", ""))
        g0, g1 = (month_of(a), month_of(b)) if a and b else (None, None)
    ron, qty = row.get("retired_on", ""), row.get("quantity", "")
    retired = parse_date(ron) if ron else None
    bad = ids is None or g0 is None or (ron and retired is None) or (qty and parse_num(qty) != len(ids))
    return None if bad else (ids, g0, g1, retired)


def reason_of(park, row, read, names, words):
    """Why a row's certificates do not count, whatever claims their codes."""
    _, g0, g1, retired = read
    status, kind = words.get(row.get("status", ""), row.get("status", "")), row.get("kind", "")
    inside = set(park.months_inside())
    hydropower = row.get("technology", "") in ("常规水电", "水电")
    # No other technology transfers certificates; where none is stated, the word is taken.
    transferred = (kind == "transferred" and (hydropower or not row.get("technology", ""))) or (kind == "不可交易" and hydropower)
    if status != "retired" or retired is None:
        return "not-retired"
    if row.get("beneficiary", "") not in names:
        return "wrong-beneficiary"
    if park.setting("vintage", "same-year") == "same-year" and any(k not in inside for k in range(g0, g1 + 1)):
        return "wrong-vintage"
    if retired > (dt.date(2025, 12, 31) if g0 < 2024 * 12 else month_last(g0 + 23)):
        return "expired"
    if retired <= month_last(g1):
        return "retired-before-generation"
    if transferred:
        return None if park.setting("transferred_certificates", "counted") == "counted" else "not-tradable"
    return "not-tradable" if kind in ("self-use", "不可交易", "transferred") else None


def judge(park, defects, claimed, ledger):
    """presented, counted, rejected rows, and whether a row could not be read."""
    sec = park.cfg.get("certificates")
    if sec is None:
        return None
    names = set(sec.get("beneficiaries", []))
    words = {**STATUS, **sec.get("statuses", {})}
    counted_projects = projects_metered(park)
    presented = counted = 0
    rejected, seen, unreadable = [], set(), 0
    for tab in park.files("certificates"):
        for line, row in tab.rows:
            read = certificate(park, row)
            if read is None:
                defects.add("unparsable-row", None, tab.rel, line)
                unreadable += 1
                continue
            ids = read[0]
            presented += len(ids)
            reason = reason_of(park, row, read, names, words)
            parts = {}
            if reason:
                parts[reason] = len(ids)
            else:
                whole = row.get("kind", "") == "bundled" or plain(row.get("project_code", "")) in counted_projects
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
