"""Parks on Dask (two worker processes): map, merge, map of the groups, merge; the bytes are those of one process, also if a worker is killed.

    python3 tests/engines/dask.py --binary target/release/lingtan [--parks 50]
"""
import os, signal, sys

sys.path.append(sys.path.pop(0))  # behind the library, whose name this file has
from dask.distributed import Client, LocalCluster, as_completed

import shared


def run(client, parks, tasks, kill):
    futures = [client.submit(shared.check, parks.binary, parks.cwd, folders, pure=False) for folders in tasks]
    if kill:
        next(iter(as_completed(futures)))
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    return client.gather(futures)


if __name__ == "__main__":
    with shared.portfolio() as parks, LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            parks.compare("dask", lambda tasks, kill: run(client, parks, tasks, kill))
