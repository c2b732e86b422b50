#!/usr/bin/env python3
"""Whole `lingtan check` runs beside the same aggregation in DuckDB and Polars, and beside OpenSSL's SHA-256 of the same bytes.

    cargo build --release
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

from data import make

HERE = os.path.dirname(os.path.abspath(__file__))
FIGURES = {"load": "electricity.load", "direct-line": "electricity.direct_line", "grid-import": "electricity.grid_import",
           "grid-export": "electricity.grid_export", "storage-charge": "electricity.storage_charge", "storage-discharge": "electricity.storage_discharge"}


def timed(command):
    """Seconds, peak MiB and output of a command."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - start, usage.ru_maxrss / 1024, text


def contenders(binary, park, layout, threads, peers):
    export = os.path.join(park, "readings", "export.csv")
    report = os.path.join(park, "report.json")
    ours = [binary, "check", park, "--threads", str(threads), "--format", "json", "--output", report]
    all_ = {"lingtan check": ours, "openssl sha256": ["openssl", "dgst", "-sha256", export]}
    for engine in peers:
        for mode in ("all", "first"):
            all_[f"{engine} {mode}"] = [sys.executable, os.path.join(HERE, "peers.py"), engine, layout, mode, str(threads), park]
    return all_, report


def agree(report, peers_sums, truth):
    figures = json.load(open(report))["figures"]
    for flow, figure in FIGURES.items():
        # Truth is in thousandths of a kWh, figures in MWh.
        if Fraction(figures[figure]["value"]) * 1_000_000 != truth["useful"][flow]:
            sys.exit(f"{figure} is {figures[figure]['value']}, not {truth['useful'][flow]} / 1e6")
    for (name, mode), sums in peers_sums.items():
        wanted = truth["sums_all" if mode == "all" else "sums"]
        for flow, value in wanted.items():
            if abs(sums[flow] - value) > max(10, abs(value) * 1e-9):
                sys.exit(f"{name} {mode}: {flow} is {sums[flow]}, not {value}")


def compare(title, park, truth, layout, threads, arguments, peers=("duckdb", "polars")):
    commands, report = contenders(arguments.binary, park, layout, threads, peers)
    seconds, memory, sums = {}, {}, {}
    for round_ in range(arguments.rounds + 1):
        for name, command in commands.items():
            wall, peak, text = timed(command)
            if round_ == 0:
                if name.split()[0] in peers:
                    sums[tuple(name.split())] = json.loads(text)
                continue
            seconds.setdefault(name, []).append(wall)
            memory[name] = max(memory.get(name, 0), peak)
        if round_ == 0:
            agree(report, sums, truth)
    ours = statistics.median(seconds["lingtan check"])
    print(f"\n{title}: {truth['bytes'] / 1e6:,.0f} MB, {truth['rows']:,} rows, {threads} thread(s), {arguments.rounds} rounds\n")
    print("| contender | median s | range s | peak MiB | × lingtan |\n|---|--:|--:|--:|--:|")
    for name, all_ in seconds.items():
        middle = statistics.median(all_)
        print(f"| {name} | {middle:.2f} | {min(all_):.2f} to {max(all_):.2f} | {memory[name]:,.0f} | {middle / ours:.2f} |", flush=True)
    return ours


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--meters", type=int, default=1000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--binary", default=os.path.join(HERE, "..", "..", "target", "release", "lingtan"))
    parser.add_argument("--data", default="/tmp/lingtan-bench")
    parser.add_argument("--only", nargs="*", help="long one-thread wide shapes growth")
    arguments = parser.parse_args()
    wanted = lambda part: not arguments.only or part in arguments.only
    park = lambda name: os.path.join(arguments.data, f"{name}-{arguments.meters}x{arguments.days}")
    made = lambda name, **options: (park(name), make(park(name), arguments.meters, arguments.days, **options))
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
    if wanted("growth"):
        for meters in (1, 10, 100, 1000):
            folder = os.path.join(arguments.data, f"long-{meters}x{arguments.days}")
            compare(f"{meters} meter(s)", folder, make(folder, meters, arguments.days), "long", 2, arguments, ())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
