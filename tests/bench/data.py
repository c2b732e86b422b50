"""Meter data for the benchmarks: a park folder with a long or wide export, and the exact truth about it.

0.1 % of the intervals are missing, 0.05 % of the rows stand twice (at once, or all at the end), 0.01 % of the values are negative, 0.001 % are no numbers.
"""
import gzip
import json
import os
import random
import shutil
from datetime import date, timedelta

FLOWS = ["load"] * 13 + ["direct-line"] * 2 + ["grid-import", "grid-export", "storage-charge", "storage-discharge", "consumption"]
WORDS = ["N/A", "ERR", "12.3.4"]


def days_of(count):
    return [str(date(2025, 1, 1) + timedelta(days=n)) for n in range(count)]


def make(folder, meters, days, layout="long", order="meter", repeats="near", seed=1):
    """Writes the park unless it is there; returns its truth: rows, bytes and, by flow, thousandths of the unit times the multiplier."""
    truth_file = os.path.join(folder, "truth.json")
    if os.path.exists(truth_file):
        return json.load(open(truth_file))
    os.makedirs(os.path.join(folder, "readings"), exist_ok=True)
    draw = random.Random(seed)
    calendar = days_of(days)
    stamps = [f"{day} {q // 4:02}:{q % 4 * 15:02}" for day in calendar for q in range(96)]
    count = len(stamps)
    truth = {"rows": 0, "sums": {}, "sums_all": {}, "repeated": 0, "missing": 0, "negative": 0, "unreadable": 0}
    registry, blocks, tail = [], [], []
    shape = [600 + (400 - abs(q - 54) * 8 if 28 <= q < 80 else 0) for q in range(96)]
    path = os.path.join(folder, "readings", "export.csv")
    with open(path, "w", newline="") as out:
        if layout == "long":
            out.write("meter_id,time,value\n")
        else:
            out.write("meter_id,date," + ",".join(f"v{n}" for n in range(1, 97)) + "\n")
        for number in range(meters):
            flow, name = FLOWS[number % len(FLOWS)], f"M{number + 1:05}"
            times = draw.choice([1, 1, 1, 20, 40, 80, 100])
            fuel = flow == "consumption"
            registry.append(f"{name},{'natural-gas' if fuel else 'electricity'},{flow},{'m3' if fuel else 'kWh'},{times},{'' if fuel else 200000}")
            base = draw.randrange(2_000, 180_000)
            noise = draw.choices(range(700, 1300), k=count)
            values = [base * shape[i % 96] // 1000 * n // 1000 for i, n in enumerate(noise)]
            texts = [f"{v // 1000}.{v % 1000:03}" for v in values]
            for i in draw.sample(range(count), count // 10_000):
                values[i] = -values[i] - 10
                texts[i] = f"-{-values[i] // 1000}.{-values[i] % 1000:03}"
                truth["negative"] += 1
            for i in draw.sample(range(count), max(1, count // 100_000)):
                values[i], texts[i] = 0, draw.choice(WORDS)
                truth["unreadable"] += 1
            gone = set(draw.sample(range(count), count // 1000))
            truth["missing"] += len(gone)
            twice = {i for i in draw.sample(range(count), count // 2000) if i not in gone and texts[i] not in WORDS} if layout == "long" else set()
            truth["repeated"] += len(twice)
            # Negative readings of meters that count one way are defects, not energy; a direct line may use energy itself.
            kept = sum(v for i, v in enumerate(values) if i not in gone)
            truth["sums_all"][flow] = truth["sums_all"].get(flow, 0) + times * (kept + sum(values[i] for i in twice))
            truth["sums"][flow] = truth["sums"].get(flow, 0) + times * kept
            useful = kept if flow == "direct-line" else sum(v for i, v in enumerate(values) if i not in gone and v > 0)
            truth.setdefault("useful", {})
            truth["useful"][flow] = truth["useful"].get(flow, 0) + times * useful
            if layout == "wide":
                for d, day in enumerate(calendar):
                    out.write(f"{name},{day}," + ",".join("" if i in gone else texts[i] for i in range(d * 96, d * 96 + 96)) + "\n")
                truth["rows"] += len(calendar)
                continue
            lines = [None if i in gone else f"{name},{s},{t}\n" for i, (s, t) in enumerate(zip(stamps, texts))]
            truth["rows"] += count - len(gone) + len(twice)
            for i in twice:
                if repeats == "near":
                    lines[i] *= 2
                else:
                    tail.append(lines[i])
            if order == "time":
                blocks.append(lines)
            else:
                out.write("".join(line for line in lines if line))
        if order == "time":
            for row in zip(*blocks):
                out.write("".join(line for line in row if line))
        out.write("".join(tail))
    with open(os.path.join(folder, "meters.csv"), "w") as out:
        out.write("meter_id,carrier,flow,unit,multiplier,rating_kw\n" + "\n".join(registry) + "\n")
    with open(os.path.join(folder, "park.toml"), "w") as out:
        out.write(f'[park]\nname = "bench"\n\n[period]\nstart = "{calendar[0]}"\nend = "{calendar[-1]}"\n\n[meters]\nfile = "meters.csv"\n\n[[readings]]\nfiles = ["readings/*.csv"]\nlayout = "{layout}"\ntime_label = "start"\n')
    truth["bytes"] = os.path.getsize(path)
    json.dump(truth, open(truth_file, "w"))
    return truth


def reshaped(source, folder, shape):
    """Writes the long export of a park in another shape, unless it is there; returns the truth about it."""
    truth_file = os.path.join(folder, "truth.json")
    if os.path.exists(truth_file):
        return json.load(open(truth_file))
    readings = os.path.join(folder, "readings")
    os.makedirs(readings, exist_ok=True)
    export = os.path.join(source, "readings", "export.csv")
    shutil.copy(os.path.join(source, "meters.csv"), folder)
    manifest = open(os.path.join(source, "park.toml")).read()
    target = os.path.join(readings, "export.csv")
    if shape == "twice":
        for name in ("a.csv", "b.csv"):
            shutil.copy(export, os.path.join(readings, name))
    elif shape == "gz":
        manifest = manifest.replace("*.csv", "*.csv.gz")
        with open(export, "rb") as plain, gzip.open(target + ".gz", "wb", compresslevel=6) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
    elif shape == "gb18030":
        with open(export) as plain, open(target, "w", encoding="gb18030") as out:
            plain.readline()
            out.write("电表编号,数据时间,电量\n")
            shutil.copyfileobj(plain, out, 1 << 20)
    elif shape == "many":
        with open(export) as plain:
            header, out, size, count = plain.readline(), None, 0, 0
            for line in plain:
                if out is None or size > 100_000:
                    out, size, count = open(os.path.join(readings, f"{count:06}.csv"), "w"), 0, count + 1
                    out.write(header)
                size += out.write(line)
    elif shape == "register":
        manifest = manifest.replace('layout = "long"', 'layout = "register"')
        with open(export) as plain, open(target, "w") as out:
            out.write(plain.readline())
            meter, shown = None, 0
            for line in plain:
                name, time, value = line.rstrip("\n").split(",")
                if name != meter:
                    meter, shown = name, 0
                if value not in WORDS:
                    shown += max(0, int(value.replace(".", "")))
                    out.write(f"{name},{time},{shown // 1000}.{shown % 1000:03}\n")
    open(os.path.join(folder, "park.toml"), "w").write(manifest)
    truth = json.load(open(os.path.join(source, "truth.json")))
    truth["bytes"] = sum(entry.stat().st_size for entry in os.scandir(readings))
    json.dump(truth, open(truth_file, "w"))
    return truth
