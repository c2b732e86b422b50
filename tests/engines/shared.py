"""What is the same on every engine: parks that share certificates, the course of map, merge, map of the groups, merge, and the bytes of one process."""
import argparse, contextlib, json, pathlib, random, shutil, subprocess, tempfile, time

PARK = pathlib.Path(__file__).resolve().parents[2] / "fixtures/parks/small-below-200000tce"
HEAD = "first_id,last_id,generation_month,status,retired_on,beneficiary,quantity\n"
FORMATS = ("jsonl", "csv", "html")
FAMILY = 5


def links(count):
    """Pairs of parks that share certificates: family by family a chain, a cycle, a star, and parks that share with nobody."""
    for first in range(0, count, FAMILY):
        family = range(first, min(first + FAMILY, count))
        chain = list(zip(family, family[1:]))
        yield from (chain, [*chain, (family[0], family[-1])], [(family[0], n) for n in family[1:]], [])[first // FAMILY % 4]


def write(at, count):
    """Writes parks; their folders, in an order that parts those which share certificates."""
    rng, names = random.Random(18), [f"p{n:04}" for n in range(count)]
    rows = [[(10**6 + 1000 * n + 1, 10**6 + 1000 * n + 300)] for n in range(count)]
    for number, (one, other) in enumerate(links(count)):
        rows[one].append((1000 * number + 1, 1000 * number + 300))
        rows[other].append((1000 * number + 201, 1000 * number + 500))
    for n, name in enumerate(names):
        shutil.copytree(PARK, at / name)
        for file, old, new in [("park.toml", "小型产业园", f"园区{n}"), ("green-trades.csv", "GEC25TR0000", f"GEC25TR{n:04}")]:
            (at / name / file).write_text((at / name / file).read_text("utf-8").replace(old, new), "utf-8")
        rng.shuffle(rows[n])
        row = "GEC25PV{:012},GEC25PV{:012},2025-06,retired,2026-01-15,示范零碳产业园管理委员会,{}\n"
        (at / name / "certificates.csv").write_text(HEAD + "".join(row.format(a, b, b - a + 1) for a, b in rows[n]), "utf-8")
    rng.shuffle(names)
    return names


def lingtan(binary, cwd, *arguments, stdin=b"", codes=(0,)):
    done = subprocess.run([binary, *arguments, "--exit-zero", "--quiet"], cwd=cwd, input=stdin, stdout=subprocess.PIPE)
    assert done.returncode in codes, (arguments, done.returncode)
    return done.stdout


def check(binary, cwd, folders):
    """What an engine does on a worker: the reports on parks that are checked together."""
    return lingtan(binary, cwd, "check", *folders, "--format", "jsonl")


class Portfolio:
    def __init__(self, binary, at, names, absolute):
        self.binary, self.names = binary, [str(at / name) for name in names] if absolute else names
        # Folders are told as seen from the working directory: from one beside the parks, an absolute path as it was given.
        self.cwd = at / "beside" if absolute else at
        self.cwd.mkdir(exist_ok=True)

    def merge(self, reports, *further, codes=(0,)):
        return lingtan(self.binary, self.cwd, "merge", "-", *further, stdin=reports, codes=codes)

    def merged(self, run, kill):
        """Map, merge, map of the groups, merge."""
        begun = time.monotonic()
        reports = b"".join(run([[name] for name in self.names], kill))
        self.seconds = time.monotonic() - begun
        groups = self.merge(reports, "--format", "jsonl", codes=(4,)).splitlines()
        (self.cwd / "together").write_bytes(b"".join(run([json.loads(group)["folders"] for group in groups], False)))
        return {f: self.merge(reports, "--together", "together", "--format", f) for f in FORMATS}

    def compare(self, engine, run):
        """`run(tasks, kill)` gives what `check` gives of each list of folders, in their order; with `kill`, a worker is killed on the way."""
        whole = {f: lingtan(self.binary, self.cwd, "check", *self.names, "--format", f) for f in FORMATS}
        begun = time.monotonic()
        lingtan(self.binary, self.cwd, "check", "--parks-from", "-", "--threads", "1", "--format", "jsonl", stdin="\n".join(self.names).encode())
        alone = time.monotonic() - begun
        for kill in (False, True):
            merged = self.merged(run, kill)
            assert merged == whole, [f for f in FORMATS if merged[f] != whole[f]]
            how = "a worker killed" if kill else "two workers"
            print(f"{engine}: {len(self.names)} parks, {how}: the bytes of one process; map {self.seconds:.1f} s, one thread alone {alone:.1f} s")


@contextlib.contextmanager
def portfolio(absolute=False):
    """The parks that the command line asks for."""
    options = argparse.ArgumentParser()
    options.add_argument("--binary", required=True)
    options.add_argument("--parks", type=int, default=50)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder).resolve()
        yield Portfolio(str(pathlib.Path(given.binary).resolve()), at, write(at, given.parks), absolute)
