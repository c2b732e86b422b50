"""The same aggregation in the peers: sums by flow and quarter-hour, gaps and duplicates counted.

usage: peers.py duckdb|polars long|wide all|first THREADS PARK
`all` only counts duplicates (the cheapest plan); `first` removes them from the sums, as a correct tool must.
"""
import json
import os
import sys

engine, layout, mode, threads, park = sys.argv[1:]
export, registry = os.path.join(park, "readings", "export.csv"), os.path.join(park, "meters.csv")

if engine == "duckdb":
    import duckdb

    db = duckdb.connect()
    db.execute(f"SET threads = {threads}; SET preserve_insertion_order = false")
    db.execute(f"CREATE TABLE reg AS SELECT meter_id, flow, multiplier::DOUBLE AS times FROM read_csv('{registry}', header = true)")
    if layout == "long":
        db.execute(
            f"CREATE TABLE m AS SELECT meter_id, (epoch(time)::BIGINT // 900 - {1735689600 // 900})::INTEGER AS slot, value FROM read_csv('{export}', "
            "header = true, delim = ',', columns = {'meter_id': 'VARCHAR', 'time': 'TIMESTAMP', 'value': 'DOUBLE'}, store_rejects = true)"
        )
    else:
        points = ", ".join(f"v{n}" for n in range(1, 97))
        db.execute(
            f"CREATE TABLE m AS SELECT meter_id, (date_diff('day', DATE '2025-01-01', date::DATE) * 96 + substr(k, 2)::INTEGER - 1)::INTEGER AS slot, "
            f"TRY_CAST(raw AS DOUBLE) AS value FROM (UNPIVOT (SELECT * FROM read_csv('{export}', header = true, delim = ',', all_varchar = true)) "
            f"ON {points} INTO NAME k VALUE raw)"
        )
    if mode == "first":
        db.execute("CREATE TABLE d AS SELECT meter_id, slot, first(value) AS value, count(*) AS n FROM m WHERE value IS NOT NULL GROUP BY ALL")
    else:
        db.execute("CREATE VIEW d AS SELECT meter_id, slot, value, 1 AS n FROM m WHERE value IS NOT NULL")
        db.execute("SELECT sum(bits) FROM (SELECT bit_count(bitstring_agg(slot, 0, 35135)) AS bits FROM m GROUP BY meter_id)").fetchall()
    db.execute("CREATE TABLE i AS SELECT flow, slot, sum(value * times) AS energy, sum(n) AS n FROM d JOIN reg USING (meter_id) GROUP BY ALL")
    sums = dict(db.execute("SELECT flow, sum(energy) FROM i GROUP BY flow").fetchall())
else:
    os.environ["POLARS_MAX_THREADS"] = threads
    import polars as pl

    reg = pl.scan_csv(registry).select("meter_id", "flow", times=pl.col("multiplier").cast(pl.Float64))
    if layout == "long":
        rows = pl.scan_csv(export, schema={"meter_id": pl.String, "time": pl.Datetime("ms"), "value": pl.Float64}, ignore_errors=True)
    else:
        points = [f"v{n}" for n in range(1, 97)]
        rows = pl.scan_csv(export, schema={"meter_id": pl.String, "date": pl.String, **{p: pl.String for p in points}})
        rows = rows.unpivot(points, index=["meter_id", "date"], variable_name="k", value_name="raw").filter(pl.col("raw").is_not_null())
        slot = pl.duration(minutes=(pl.col("k").str.slice(1).cast(pl.Int64) - 1) * 15, time_unit="ms")
        rows = rows.select("meter_id", time=pl.col("date").str.to_datetime("%Y-%m-%d", time_unit="ms") + slot, value=pl.col("raw").cast(pl.Float64, strict=False))
    if mode == "first":
        rows = rows.group_by("meter_id", "time").agg(value=pl.col("value").max(), n=pl.len())
        found = rows.join(reg, on="meter_id").group_by("flow", "time").agg(energy=(pl.col("value") * pl.col("times")).sum(), n=pl.col("n").sum())
        found = found.collect(engine="streaming")
    else:
        joined = rows.join(reg, on="meter_id")
        by_slot = joined.group_by("flow", "time").agg(energy=(pl.col("value") * pl.col("times")).sum(), n=pl.len())
        distinct = joined.filter(pl.col("value").is_not_null()).group_by("meter_id").agg(pl.col("time").n_unique())
        found, _ = pl.collect_all([by_slot, distinct], engine="streaming")
    sums = dict(found.group_by("flow").agg(pl.col("energy").sum()).iter_rows())

print(json.dumps({flow: round(energy * 1000) for flow, energy in sums.items()}))
