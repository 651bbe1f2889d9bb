"""Sessions with a program that answers like paceline."""

import contextlib
import csv
import io
import json
import stat
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import sessions

METRIC = {
    "metric": {"name": "cpu_time"},
    "gate": {"on": {"change": 0.02, "floor": 0}},
    "verdict": "regressed",
    "estimate": {"change": 0.03, "interval": {"low": 0.025, "high": 0.035, "confidence": 0.95}},
    "evidence": {"method": "m", "count": 40},
}
UNGATED = {**METRIC, "metric": {"name": "wall_time"}, "gate": "off", "verdict": "inconclusive"}


class Counting(unittest.TestCase):
    """`sessions.main`."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_with(self, answer: str, code: int) -> tuple[int, str, list[dict[str, str]]]:
        """Let a program that prints `answer` and exits with `code` be judged."""
        program = self.folder / "paceline"
        (self.folder / "answer").write_text(answer)
        program.write_text(f"#!/bin/sh\ncat '{self.folder}/answer'\nexit {code}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        output = self.folder / "sessions.csv"
        arguments = ["sessions", f"--paceline={program}", "--sessions=3", f"--output={output}"]
        arguments += ["--case=native:extra=0:extra=3", "--case=wait:extra=0:extra=3"]
        printed = io.StringIO()
        errors = contextlib.redirect_stderr(io.StringIO())
        with mock.patch("sys.argv", arguments), contextlib.redirect_stdout(printed), errors:
            status = sessions.main()
        with output.open(newline="") as file:
            return status, printed.getvalue(), list(csv.DictReader(file))

    def test_verdicts_and_exit_codes_are_counted_by_case(self) -> None:
        document = {"cases": [{"verdict": "regressed", "metrics": [METRIC, UNGATED]}]}
        status, printed, rows = self.run_with(json.dumps(document), 1)
        self.assertEqual(status, 0)
        self.assertEqual(len(rows), 6)
        cells = (
            "| native extra=0 → extra=3 | idle | 3 | regressed: 3 | 1: 3 | 100.0% [29.2%, 100.0%]"
        )
        self.assertIn(cells, printed)
        self.assertEqual(
            {row["metrics"] for row in rows}, {"cpu_time=regressed 0.03000 0.02500 0.03500"}
        )
        self.assertEqual(len({row["seed"] for row in rows}), 6)

    def test_a_session_without_a_comparison_is_never_counted(self) -> None:
        status, printed, rows = self.run_with("error: no such suite", 2)
        self.assertEqual(status, 4)
        self.assertEqual(rows, [])
        self.assertNotIn("native", printed)


class Tables(unittest.TestCase):
    """`sessions.table`."""

    def test_red_is_an_exit_status_of_one_and_nothing_else(self) -> None:
        done = [
            sessions.Session("c", "idle", n, n, code, verdict, 2.0, 0.1, 30, "")
            for n, (code, verdict) in enumerate([(0, "unchanged"), (3, "failed"), (1, "regressed")])
        ]
        row = sessions.table(done).splitlines()[-1]
        self.assertIn("| 3 |", row)
        self.assertIn("33.3% [0.8%, 90.6%]", row)
