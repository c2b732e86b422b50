#!/usr/bin/env python3
"""Whole `lingtan check` runs beside the same aggregation in DuckDB and Polars, and beside OpenSSL's SHA-256 of the same bytes.

    cargo build --profile dist
    pip install -r tests/bench/requirements.txt
    python3 tests/bench/run.py --meters 1000 --rounds 5

Data is made once, under --data. Every round runs each contender once, in turn, so that a noisy machine is noisy for all; medians and ranges are
printed. Sums are compared with the truth before anything is timed. Peak memory is of the whole process.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from fractions import Fraction

from data import make, reshaped

HERE = os.path.dirname(os.path.abspath(__file__))
FIGURES = {"load": "electricity.load", "direct-line": "electricity.direct_line", "grid-import": "electricity.grid_import",
           "grid-export": "electricity.grid_export", "storage-charge": "electricity.storage_charge", "storage-discharge": "electricity.storage_discharge"}


def timed(command):
    """Seconds, peak MiB, output, and processor time (of its own, of the system) of a command."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - start, usage.ru_maxrss / 1024, text, (usage.ru_utime, usage.ru_stime)


def apart(work, folder, *rest, **options):
    """Makes data in a process of its own: what it takes in memory would count as that of every command started after it. Returns the truth."""
    child = os.fork()
    if child == 0:
        work(folder, *rest, **options)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(f"the data could not be made: {rest}")
    return json.load(open(os.path.join(folder, "truth.json")))


def contenders(binary, park, layout, threads, peers):
    export = os.path.join(park, "readings", "export.csv")
    report = os.path.join(park, "report.json")
    ours = [binary, "check", park, "--threads", str(threads), "--interim", "--format", "json", "--output", report]
    all_ = {"lingtan check": ours, "openssl sha256": ["openssl", "dgst", "-sha256", export]}
    for engine in peers:
        for mode in ("all", "first"):
            all_[f"{engine} {mode}"] = [sys.executable, os.path.join(HERE, "peers.py"), engine, layout, mode, str(threads), park]
    return all_, report


def agree(report, peers_sums, truth):
    figures = json.load(open(report))["figures"]
    for flow, figure in ((flow, figure) for flow, figure in FIGURES.items() if flow in truth["useful"]):
        # Truth is in thousandths of a kWh, figures in MWh.
        if Fraction(figures[figure]["value"]) * 1_000_000 != truth["useful"][flow]:
            sys.exit(f"{figure} is {figures[figure]['value']}, not {truth['useful'][flow]} / 1e6")
    for (name, mode), sums in peers_sums.items():
        wanted = truth["sums_all" if mode == "all" else "sums"]
        for flow, value in wanted.items():
            if abs(sums[flow] - value) > max(10, abs(value) * 1e-9):
                sys.exit(f"{name} {mode}: {flow} is {sums[flow]}, not {value}")


def spent(command):
    """Seconds of processor time of a command."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def compare(title, park, truth, layout, threads, arguments, peers=("duckdb", "polars"), size=None):
    """Runs the contenders by turns; `size` is what is said of the data where the truth does not hold for the sums."""
    commands, report = contenders(arguments.binary, park, layout, threads, peers)
    size = size or truth
    if size is not truth or not os.path.exists(os.path.join(park, "readings", "export.csv")):
        commands.pop("openssl sha256")
    seconds, memory, sums, alone = {}, {}, {}, []
    for round_ in range(arguments.rounds + 1):
        for name, command in commands.items():
            wall, peak, text, processor = timed(command)
            if round_ == 0:
                if name.split()[0] in peers:
                    sums[tuple(name.split())] = json.loads(text)
                continue
            seconds.setdefault(name, []).append(wall)
            memory[name] = max(memory.get(name, 0), peak)
            if name == "lingtan check":
                alone.append(sum(processor))
            elif name == "openssl sha256":
                # What it takes beside digests, spread over its threads: OpenSSL's own time is that of the digests.
                alone[-1] = (alone[-1] - processor[0]) / threads
        if round_ == 0 and truth:
            agree(report, sums, truth)
    ours = statistics.median(seconds["lingtan check"])
    print(f"\n{title}: {size['bytes'] / 1e6:,.0f} MB, {size['rows']:,} rows, {threads} thread(s), {arguments.rounds} rounds\n")
    print("| contender | median s | range s | peak MiB | × lingtan |\n|---|--:|--:|--:|--:|")
    for name, all_ in seconds.items():
        middle = statistics.median(all_)
        print(f"| {name} | {middle:.2f} | {min(all_):.2f} to {max(all_):.2f} | {memory[name]:,.0f} | {middle / ours:.2f} |", flush=True)
    if "openssl sha256" in commands:
        middle = statistics.median(alone)
        ratios = ", ".join(f"{name} {statistics.median(all_) / middle:.1f} ×" for name, all_ in seconds.items() if name.split()[0] in peers)
        print(f"\nWithout digests (processor time less OpenSSL's, by threads): {middle:.2f} s; {ratios}", flush=True)
    return ours


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--meters", type=int, default=1000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--binary", default=os.path.join(HERE, "..", "..", "target", "dist", "lingtan"))
    parser.add_argument("--data", default="/tmp/lingtan-bench")
    parser.add_argument("--only", nargs="*", help="long one-thread wide shapes growth")
    arguments = parser.parse_args()
    wanted = lambda part: not arguments.only or part in arguments.only
    park = lambda name: os.path.join(arguments.data, f"{name}-{arguments.meters}x{arguments.days}")
    made = lambda name, **options: (park(name), apart(make, park(name), arguments.meters, arguments.days, **options))
    if wanted("long"):
        compare("Long file", *made("long"), "long", 2, arguments)
    if wanted("one-thread"):
        compare("Long file, one thread", *made("long"), "long", 1, arguments)
    if wanted("wide"):
        compare("Wide file, 96 points a day", *made("wide", layout="wide"), "wide", 2, arguments)
    if wanted("shapes"):
        base = compare("Long file, alone", *made("long"), "long", 2, arguments, ())
        for name, options in {"time-ordered": {"order": "time"}, "duplicates at the end": {"repeats": "tail"}}.items():
            folder, truth = made(name.replace(" ", "-"), **options)
            print(f"\n{name}: {compare(name, folder, truth, 'long', 2, arguments, ()) / base:.2f} × the meter-ordered file")
        for name in ("twice", "gz", "gb18030", "many", "register"):
            folder = park(name)
            truth = apart(lambda folder: reshaped(park("long"), folder, name), folder)
            # A register counts no export, and no reading twice: its sums are others.
            print(f"\n{name}: {compare(name, folder, None if name == 'register' else truth, 'long', 2, arguments, (), truth) / base:.2f} × the long file")
        folder = os.path.join(HERE, "..", "..", "fixtures", "parks", "fail-near-zero")
        for name, command in {"check of a small park": ["check", folder], "--help": ["--help"], "--lang zh --help": ["--lang", "zh", "--help"]}.items():
            print(f"\n{name}: {statistics.median(spent([arguments.binary, *command]) for _ in range(21)) * 1000:.1f} ms of processor time")
    if wanted("growth"):
        for meters in (1, 10, 100, 1000, 10_000) if arguments.meters >= 10_000 else (1, 10, 100, 1000):
            folder = os.path.join(arguments.data, f"long-{meters}x{arguments.days}")
            compare(f"{meters} meter(s)", folder, apart(make, folder, meters, arguments.days), "long", 2, arguments, ())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
