"""Parks on Dask (two worker processes): map, merge, map of the groups, merge; the bytes are those of one process, also if a worker is killed.

    python3 tests/engines/dask.py --binary target/release/lingtan [--parks 50]
"""
import argparse, json, os, pathlib, random, shutil, signal, subprocess, sys, tempfile

sys.path.pop(0)  # this file has the name of the library
from dask.distributed import Client, LocalCluster, as_completed

PARK = pathlib.Path(__file__).resolve().parents[2] / "fixtures/parks/small-below-200000tce"
HEAD = "first_id,last_id,generation_month,status,retired_on,beneficiary,quantity\n"


def parks(at, count):
    """Parks of which some share certificates, in chains and cycles, in an order that parts them."""
    rng, names = random.Random(18), [f"p{n:03}" for n in range(count)]
    for n, name in enumerate(names):
        shutil.copytree(PARK, at / name)
        for file, old, new in [("park.toml", "小型产业园", f"园区{n}"), ("green-trades.csv", "GEC25TR0000", f"GEC25TR{n:04}")]:
            (at / name / file).write_text((at / name / file).read_text("utf-8").replace(old, new), "utf-8")
        # Every other park shares a stretch with the next but five, round a ring.
        starts = [1000 * n] + [1000 * ((n + 5) % count)] * (n % 2)
        rows = [f"GEC25PV{s + 1:012},GEC25PV{s + 300:012},2025-06,retired,2026-01-15,示范零碳产业园管理委员会,300\n" for s in starts]
        (at / name / "certificates.csv").write_text(HEAD + "".join(rows), "utf-8")
    rng.shuffle(names)
    return names


def lingtan(binary, at, *arguments, stdin=b"", codes=(0,)):
    done = subprocess.run([binary, *arguments, "--exit-zero", "--quiet"], cwd=at, input=stdin, stdout=subprocess.PIPE)
    assert done.returncode in codes, (arguments, done.returncode)
    return done.stdout


def check(binary, at, folders):
    return lingtan(binary, at, "check", *folders, "--format", "jsonl")


def portfolio(client, binary, at, names, kill):
    futures = [client.submit(check, binary, at, [name], pure=False) for name in names]
    if kill:
        next(iter(as_completed(futures)))
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    reports = b"".join(client.gather(futures))
    groups = lingtan(binary, at, "merge", "-", "--format", "jsonl", stdin=reports, codes=(4,)).splitlines()
    (at / "together").write_bytes(b"".join(client.gather([client.submit(check, binary, at, json.loads(g)["folders"]) for g in groups])))
    return {f: lingtan(binary, at, "merge", "-", "--together", "together", "--format", f, stdin=reports) for f in ("jsonl", "csv", "html")}


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--binary", required=True)
    options.add_argument("--parks", type=int, default=50)
    given = options.parse_args()
    binary = str(pathlib.Path(given.binary).resolve())
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        names = parks(at, given.parks)
        whole = {f: lingtan(binary, at, "check", *names, "--format", f) for f in ("jsonl", "csv", "html")}
        with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
            for kill in (False, True):
                merged = portfolio(client, binary, at, names, kill)
                assert merged == whole, [f for f in whole if merged[f] != whole[f]]
                print(f"dask: {len(names)} parks, {'a worker killed' if kill else 'two workers'}: the bytes of one process")
