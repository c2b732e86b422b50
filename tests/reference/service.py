"""Service days and fuel (METHOD 3): days without a meter, fuel that is nowhere counted."""
import datetime as dt

from numbers_ import ZERO

DAY = dt.timedelta(days=1)


def intakes(park):
    """Meters that stand in for each other, of what takes in energy."""
    out = {}
    for m in park.meters:
        if m.parent is not None:
            continue
        key = None
        if m.electric:
            if m.flow in ("grid-import", "grid-net"):
                key = "grid"
        elif m.carrier == "heat":
            if m.flow == "import":
                key = "heat"
        elif m.flow == "consumption" or (m.flow == "import" and not any(
                x.carrier == m.carrier and x.flow == "consumption" for x in park.meters)):
            key = m.carrier
        if key:
            out.setdefault(key, []).append(m)
    return out


def gaps(park):
    """(meter, first day, last day) of days on which a flow has no meter in service, none of which a note explains."""
    found = []
    for key in sorted(intakes(park)):
        meters = intakes(park)[key]
        on = lambda m, d: (m.frm is None or m.frm <= d) and (m.to is None or d <= m.to)
        day = park.start
        while day <= park.end:
            if any(on(m, day) for m in meters):
                day += DAY
                continue
            first = day
            while day <= park.end and not any(on(m, day) for m in meters):
                day += DAY
            last = day - DAY
            before = [m for m in meters if m.to is not None and m.to < first]
            after = [m for m in meters if m.frm is not None and m.frm > last]
            before = [m for m in before if m.to == max(x.to for x in before)]
            after = [m for m in after if m.frm == min(x.frm for x in after)]
            explained = any(side and all(m.note for m in side) for side in (before, after))
            if not explained:
                found.append(((before + after)[0], first, last))
    return found


def tell(park, bal, defects):
    for m, first, last in gaps(park):
        defects.add("service-gap", m.id, None, None, (last - first).days + 1)
    top = [m for m in park.meters if m.parent is None and not m.electric and m.carrier != "heat"]
    burnt = {m.carrier for m in top if m.flow == "consumption"}
    for m in top:
        if m.flow == "import" and m.carrier not in burnt:
            defects.add("uncounted-fuel", m.id)
    fossil = [m for m in park.meters if m.electric and m.parent is None and m.flow == "onsite-fossil"]
    made = sum((b.point[5] for b in bal.bins), ZERO) if bal.res is not None else ZERO
    if fossil and made > 0 and not burnt:
        defects.add("missing-fuel", fossil[0].id)
