"""Parks on Spark (two executors, each a JVM of its own): map, merge, map of the groups, merge; the bytes are those of one process, also if an executor is
killed. Workers get the program from Spark; parks lie where all of them see the same paths.

    python3 tests/engines/spark.py --binary target/release/lingtan [--parks 50]
"""
import os, pathlib, signal, sys

import pandas
from pyspark import SparkFiles
from pyspark.sql import SparkSession

import shared

# Partitions of a job: some for each worker, so that one that is lost costs little.
PARTITIONS = 8


def kill_executor():
    """Kills the JVM that runs this worker: the parent of the daemon from which Spark forks its workers."""
    daemon = pathlib.Path(f"/proc/{os.getppid()}/stat").read_text()
    executor = int(daemon.rpartition(")")[2].split()[1])
    assert b"java" in pathlib.Path(f"/proc/{executor}/cmdline").read_bytes()
    os.kill(executor, signal.SIGKILL)


def run(spark, program, tasks, killed):
    def check(batches):
        for batch in batches:
            if killed and batch["id"][0] == 1 and not killed.exists():
                killed.touch()
                kill_executor()
            reports = [shared.check(SparkFiles.get(program), None, tasks[number]) for number in batch["id"]]
            yield pandas.DataFrame({"id": batch["id"], "reports": reports})

    done = spark.range(0, len(tasks), 1, PARTITIONS).mapInPandas(check, "id long, reports binary").collect()
    assert not killed or killed.exists()
    return [bytes(row.reports) for row in sorted(done, key=lambda row: row.id)]


if __name__ == "__main__":
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    }
    session = SparkSession.builder.master("local-cluster[2,1,1024]").config(map=settings)
    with shared.portfolio(absolute=True) as parks, session.getOrCreate() as spark:
        spark.sparkContext.setLogLevel("FATAL")
        spark.sparkContext.addFile(parks.binary)
        spark.sparkContext.addPyFile(shared.__file__)
        killed, program = parks.cwd / "killed", os.path.basename(parks.binary)
        parks.compare("spark", lambda tasks, kill: run(spark, program, tasks, killed if kill else None))
