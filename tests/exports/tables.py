"""Compares tables of records, as DuckDB and pandas read them, with the records' JSON.

Usage: tables.py FOLDER, with one.json, two.json, and of both together table.parquet and table.csv.
Prints the number of rows.
"""

import json
import sys
from pathlib import Path

import duckdb
import pandas

COLUMNS = ["suite", "case", "parameters", "metric", "unit", "revision", "started",
           "invocation", "iteration", "value"]


def text(value):
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def rows(record):
    for case in record["cases"]:
        parameters = case["id"].get("parameters", {})
        name = case["id"]["workload"]
        if parameters:
            name += "[" + ",".join(f"{key}={text(parameters[key])}" for key in sorted(parameters)) + "]"
        for series in case["series"]:
            for invocation, values in enumerate(series["values"]):
                for iteration, value in enumerate(values):
                    yield [record["suite"], name, parameters, series["metric"]["name"],
                           series["metric"]["unit"], record["revision"]["commit"], record["started"],
                           invocation, iteration, value]


def unguarded(label):
    """A label as it was before CSV guarded it from being a formula."""
    return label[1:] if label[:2] in (" =", " +", " -", " @") else label


def check(name, expected, found):
    assert len(found) == len(expected), f"{name}: {len(found)} rows of {len(expected)}"
    for one, other in zip(expected, found):
        one, other = list(one), list(other)
        other[2] = json.loads(other[2])
        other[5] = other[5] or None
        assert one == other, f"{name}: {one} and {other}"


def moment(value):
    """A moment as records have it; readers give one with or without a zone, which is UTC."""
    stamp = pandas.Timestamp(value)
    stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")
    return stamp


def main(folder):
    records = [json.loads((folder / name).read_text("utf-8")) for name in ("one.json", "two.json")]
    expected = [row for record in records for row in rows(record)]
    for row in expected:
        # Microseconds are what a table keeps.
        row[6] = moment(row[6]).floor("us")
    total = sum(row[9] for row in expected)
    parquet, csv = str(folder / "table.parquet"), str(folder / "table.csv")

    frame = pandas.read_parquet(parquet)
    assert list(frame.columns) == COLUMNS, frame.columns
    types = {name: str(frame[name].dtype) for name in COLUMNS[6:]}
    assert types == {"started": "datetime64[us, UTC]", "invocation": "int32",
                     "iteration": "int32", "value": "float64"}, types
    found = frame.astype(object).where(frame.notna(), None).values.tolist()
    check("pandas, Parquet", expected, [[*row[:6], moment(row[6]), *row[7:]] for row in found])
    assert frame["value"].sum() == total or abs(frame["value"].sum() / total - 1) < 1e-12

    base = duckdb.connect()
    base.execute("set timezone = 'UTC'")
    told = dict(base.execute(f"select column_name, column_type from (describe from '{parquet}')").fetchall())
    assert [told[name] for name in COLUMNS] == [
        "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR",
        "TIMESTAMP WITH TIME ZONE", "INTEGER", "INTEGER", "DOUBLE"], told
    query = "select * replace (cast(started at time zone 'UTC' as varchar) as started) from '{}'"
    found = base.execute(query.format(parquet)).fetchall()
    check("DuckDB, Parquet", expected, [[*row[:6], moment(row[6]), *row[7:]] for row in found])
    of_metric = dict(base.execute(f"select metric, sum(value) from '{parquet}' group by metric").fetchall())
    for metric, value in of_metric.items():
        mine = sum(row[9] for row in expected if row[3] == metric)
        assert abs(value - mine) <= 1e-12 * abs(mine), (metric, value, mine)

    frame = pandas.read_csv(csv, keep_default_na=False, dtype={name: str for name in COLUMNS[:7]})
    assert list(frame.columns) == COLUMNS, frame.columns
    assert str(frame["value"].dtype) == "float64" and str(frame["invocation"].dtype) == "int64"
    found = frame.astype(object).values.tolist()
    check("pandas, CSV", expected,
          [[*map(unguarded, row[:6]), moment(row[6]).floor("us"), *row[7:]] for row in found])

    # Types are told for the labels, since a name may look like a number.
    types = {name: "VARCHAR" for name in COLUMNS[:7]}
    found = base.execute(f"from read_csv('{csv}', header = true, types = {types})").fetchall()
    check("DuckDB, CSV", expected,
          [[*(unguarded(label or "") for label in row[:6]), moment(row[6]).floor("us"), *row[7:]]
           for row in found])
    print(len(expected))


main(Path(sys.argv[1]))
