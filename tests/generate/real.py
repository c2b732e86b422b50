#!/usr/bin/env python3
"""Make the parks of real exports from the folder that holds the exports as they were received.

    real.py EXPORTS [NAME]...

Copies the exports and the licences, writes park.toml, meters.csv and NOTICE, and expected.json from the reference program
over the same values as a plain table, or worked out here.
"""
import csv
import datetime as dt
import os
import shutil
import sys
import tempfile
from fractions import Fraction as Fr

import expected
from numbers_ import fmt
from write import Folder, park

EXPORTS = ""


def copied(folder, source, rel):
    path = os.path.join(folder.path, rel)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copyfile(os.path.join(EXPORTS, source), path)
    return path


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return [r for r in csv.reader(f) if any(c.strip() for c in r)]


def manifest(name, start, end, readings, offset=""):
    return (f'[park]\nname = "{name}"\n' + (f'utc_offset = "{offset}"\n' if offset else "") +
            f'\n[period]\nstart = "{start}"\nend = "{end}"\n\n[meters]\nfile = "meters.csv"\n\n' + readings)


def by_reference(folder, toml, meters, rows, change, leave_out=("trails", "inputs")):
    """expected.json from the reference over a plain long table."""
    with tempfile.TemporaryDirectory() as tmp:
        plain = Folder(os.path.join(tmp, "plain"))
        plain.text("park.toml", toml)
        plain.text("meters.csv", meters)
        plain.rows("all.csv", [["meter_id", "time", "value"]] + rows)
        out = expected.of(plain.path, ("--interim",), expected.PLAIN, leave_out=leave_out)
    change(out)
    expected.save(folder, out)


def steel():
    f = park("steel-works-2018q1")
    path = copied(f, "public/p3_steel_q1/steel_2018_q1.csv", "readings/steel_2018_q1.csv")
    readings = '''[[readings]]
files = ["readings/steel_2018_q1.csv"]
layout = "long"
time_label = "end"
midnight = "closes-date"
date_order = "dmy"
meter = "STEEL"
columns = { time = "date", value = "Usage_kWh" }
'''
    f.text("park.toml", manifest("Steel works, Gwangyang, first quarter of 2018", "2018-01-01", "2018-03-31", readings, "+09:00"))
    meters = "meter_id,carrier,flow,unit,label\nSTEEL,electricity,grid-import,kWh,works supply\n"
    f.text("meters.csv", meters)
    f.text("NOTICE", '''steel_2018_q1.csv: "Steel Industry Energy Consumption", UCI Machine Learning Repository, 2021,
https://doi.org/10.24432/C52G8C; Sathishkumar V E, Changsun Shin, Yongyun Cho; data of DAEWOO Steel Co. Ltd, Gwangyang, South Korea,
by way of Korea Electric Power Corporation (pccs.kepco.go.kr).
Licence: Creative Commons Attribution 4.0 International (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/
Changes: only the rows of January to March 2018 are here; the rows themselves are as they were received.
The last label of each day, midnight, carries the date of the day that it closes.
''')
    rows = []
    for date, value, *_ in rows_of(path)[1:]:
        day, clock = date.split(" ")
        t = dt.datetime.strptime(day, "%d/%m/%Y") + dt.timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
        if clock == "00:00":
            t += dt.timedelta(days=1)
        rows.append(["STEEL", t.strftime("%Y-%m-%d %H:%M:%S"), value])

    def change(out):
        out["trails"] = {"electricity.grid_import": [{"file": "readings/steel_2018_q1.csv", "first_line": 2, "last_line": 8641, "rows": 8640}]}
        out["source"] += "; total also 297,966.04 kWh in an earlier count by another program"

    by_reference(f, manifest("x", "2018-01-01", "2018-03-31", '[[readings]]\nfiles = ["all.csv"]\n'), meters, rows, change)


def ausgrid():
    f = park("ausgrid-c12")
    tables = {"GC": copied(f, "ausgrid_c12/files/customer/12/daily_pivot_cons_2011-2012.csv", "readings/daily_pivot_cons_2011-2012.csv"),
              "GG": copied(f, "ausgrid_c12/files/customer/12/daily_pivot_prod_2011-2012.csv", "readings/daily_pivot_prod_2011-2012.csv")}
    copied(f, "ausgrid_c12/files/LICENSE", "LICENSE")
    readings = "\n".join(f'''[[readings]]
files = ["readings/daily_pivot_{kind}_2011-2012.csv"]
layout = "wide"
time_label = "start"
meter = "{meter}"
''' for meter, kind in (("GC", "cons"), ("GG", "prod")))
    toml = manifest("Solar home 12", "2011-07-01", "2012-06-30", readings, "+10:00")
    # All that the house uses is in the one meter.
    toml = toml.replace('file = "meters.csv"\n', 'file = "meters.csv"\nloads_complete = true\n')
    f.text("park.toml", toml)
    meters = "meter_id,carrier,flow,unit,source,label\nGC,electricity,load,kW,,general consumption\nGG,electricity,onsite-renewable,kW,solar,gross generation\n"
    f.text("meters.csv", meters)
    f.text("NOTICE", '''readings/: "Solar home electricity data", customer 12, 1 July 2011 to 30 June 2012, of Ausgrid, Australia, as the daily tables
(rows are days, columns the hour of each half-hour's start, values mean kW) published by Pierre Haessig in
https://github.com/pierre-haessig/ausgrid-solar-data, commit 5bdbc2d4edd73e137667cdadd51ca6b6059fedbe.
Licence: that repository is CC BY 4.0, copyright Pierre Haessig 2017-2019 (see LICENSE, which also says that the underlying data belong to
Ausgrid and are not covered by it); reuse with attribution.
Changes: none; two of the repository's files, as they were received.
''')
    rows = []
    for meter, path in tables.items():
        table = rows_of(path)
        assert table[0][1:] == [str(h / 2) for h in range(48)]
        for day, *cells in table[1:]:
            for n, v in enumerate(cells):
                rows.append([meter, f"{day} {n // 2:02d}:{n % 2 * 30:02d}:00", v])

    def change(out):
        out["source"] += "; direct share also 20.285873 % by interval and 21.830977 % by netting in an earlier count by another program"
        out["defects"]["inferred-flow"] = 1
        table = lambda kind: [{"file": f"readings/daily_pivot_{kind}_2011-2012.csv", "first_line": 2, "last_line": 367, "rows": 366}]
        out["trails"] = {"electricity.load": table("cons"), "electricity.onsite_renewable": table("prod")}

    plain = manifest("x", "2011-07-01", "2012-06-30", '[[readings]]\nfiles = ["all.csv"]\ntime_label = "start"\n', "+10:00")
    by_reference(f, plain, meters, rows, change)


def nem12():
    f = park("nem12-month-solar")
    copied(f, "nem12/files/LICENSE", "LICENSE")
    with open(os.path.join(EXPORTS, "nem12/files/examples/unzipped/Example_NEM12_month_solar.csv"), encoding="utf-8") as src:
        records = [line.rstrip("\n").split(",") for line in src]
    register, table, plain = None, {}, []
    for r in records:
        if r[0] == "200":
            register = r[4]
            table[register] = []
        elif r[0] == "300":
            day = f"{r[1][:4]}-{r[1][4:6]}-{r[1][6:]}"
            assert r[290] == "A"
            table[register].append([register, day, *r[2:290]])
            start = dt.datetime.fromisoformat(day)
            plain += [[register, (start + dt.timedelta(minutes=5 * n + 5)).strftime("%Y-%m-%d %H:%M:%S"), v] for n, v in enumerate(r[2:290])]
    for name, rows in table.items():
        f.rows(f"readings/{name}.csv", [["meter_id", "date", *(f"v{n}" for n in range(1, 289))]] + rows)
    readings = '[[readings]]\nfiles = ["readings/*.csv"]\nlayout = "wide"\n'
    f.text("park.toml", manifest("A solar home of March 2023", "2023-03-01", "2023-03-31", readings, "+10:00"))
    meters = ("meter_id,carrier,flow,unit,label\nE1,electricity,grid-import,kWh,register E1: from the grid\n"
              "B1,electricity,grid-export,kWh,register B1: to the grid\n")
    f.text("meters.csv", meters)
    f.text("NOTICE", '''readings/: from examples/unzipped/Example_NEM12_month_solar.csv of https://github.com/aguinane/nem-reader,
commit fa33c2acf4b56cc85fff1198c701d6d4bd3eb2ce.
Licence: MIT (see LICENSE).
Changes: the NEM12 records were split by register, B1 (export) and E1 (import), into one table each. Each 300 record became a row
of meter, date and the same 288 values, untouched; the dates were written with hyphens; the quality flag (A, actual, in every record), the
reason columns and the update stamps were left out, as were the 100, 200 and 900 records. The net meter shows no generation: what
the house used of its own solar power cannot be had from it.
''')

    def change(out):
        table = lambda m: [{"file": f"readings/{m}.csv", "first_line": 2, "last_line": 32, "rows": 31}]
        out["trails"] = {"electricity.grid_import": table("E1"), "electricity.grid_export": table("B1")}
        out["source"] += "; register totals also B1 589.172 and E1 270.738 kWh in an earlier count by another program"

    by_reference(f, manifest("x", "2023-03-01", "2023-03-31", '[[readings]]\nfiles = ["all.csv"]\ninterval = "5min"\n', "+10:00"),
                 meters, plain, change)


def pvdaq():
    f = park("pvdaq-serf-east")
    path = copied(f, "pvanalytics_pvdaq/files/serf_east_15min_ac_power.csv", "readings/serf_east_15min_ac_power.csv")
    copied(f, "pvanalytics_pvdaq/files/LICENSE", "LICENSE")
    readings = '''[[readings]]
files = ["readings/serf_east_15min_ac_power.csv"]
layout = "long"
time_label = "start"
meter = "SERF-EAST"
columns = { time = "measured_on", value = "ac_power" }
'''
    f.text("park.toml", manifest("SERF East", "2016-07-01", "2016-10-12", readings, "-07:00"))
    f.text("meters.csv", "meter_id,carrier,flow,unit,multiplier,rating_kw,source,label\n"
           "SERF-EAST,electricity,onsite-renewable,kW,0.001,6,solar,inverter AC power in W\n")
    f.text("NOTICE", '''readings/serf_east_15min_ac_power.csv: AC power of the PV system "SERF East" of the National Renewable Energy Laboratory (NREL),
Golden, Colorado (PVDAQ), as it is in https://github.com/pvlib/pvanalytics (pvanalytics/data), commit 06fd59694b2a9461ff29c5d22d691bb23c4f956e.
Licence: MIT (see LICENSE).
Changes: none; the file is as it was received (stamps at -07:00, two blank lines at its end). Values are taken as mean W over the
15 minutes from their stamp.
''')
    inside = [(t, v) for t, v in rows_of(path)[1:] if t < "2016-10-13"]
    total = sum(Fr(v) for _, v in inside) / 4_000_000
    expected.save(f, {
        "source": "worked out in tests/generate/real.py from the file itself: sum of the readings of the period / 4,000,000; METHOD 9 "
                  "(neither gateway nor load: the direct share is indeterminate)",
        "args": ["--interim"], "exit": 3, "verdict": "indeterminate",
        "period": {"start": "2016-07-01", "end": "2016-10-12", "interim": True},
        "rules": {"direct-green-share": "indeterminate", "near-zero": "indeterminate"},
        "figures": {"electricity.onsite_renewable": fmt(total)},
        "trails": {"electricity.onsite_renewable": [{"file": "readings/serf_east_15min_ac_power.csv", "first_line": 2, "last_line": 9985,
                                                     "rows": 9984}]},
        "data": {"SERF-EAST": {"expected": 9984, "present": 9984, "missing": 0, "estimated": 0}},
        "defects": {"own-use-reading": 1, "outside-period": 1},
        "defect_counts": {"own-use-reading": sum(1 for _, v in inside if Fr(v) < 0), "outside-period": 10_000 - len(inside)},
    })


ALL = {"steel-works-2018q1": steel, "ausgrid-c12": ausgrid, "nem12-month-solar": nem12, "pvdaq-serf-east": pvdaq}


def main():
    global EXPORTS
    EXPORTS = sys.argv[1]
    for name, write in ALL.items():
        if not sys.argv[2:] or name in sys.argv[2:]:
            write()


if __name__ == "__main__":
    main()
