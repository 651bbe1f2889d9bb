"""The plan of the noise, and that it ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path

from noise import DUTY, schedule

SCRIPT = Path(__file__).parent.parent / "noise.py"


class Schedules(unittest.TestCase):
    """`schedule`."""

    def test_the_same_seed_gives_the_same_bursts(self) -> None:
        self.assertEqual(schedule("bursty", 60, 7, 0), schedule("bursty", 60, 7, 0))
        self.assertNotEqual(schedule("bursty", 60, 7, 0), schedule("bursty", 60, 8, 0))
        self.assertNotEqual(schedule("bursty", 60, 7, 0), schedule("bursty", 60, 7, 1))

    def test_bursts_take_their_share_of_the_time(self) -> None:
        bursts = schedule("bursty", 10_000, 1, 0)
        busy = sum(burst.end - burst.start for burst in bursts)
        self.assertAlmostEqual(busy / 10_000, DUTY, delta=0.02)

    def test_bursts_follow_each_other_within_the_time(self) -> None:
        bursts = schedule("bursty", 100, 2, 1)
        times = [moment for burst in bursts for moment in (burst.start, burst.end)]
        self.assertEqual(times, sorted(times))
        self.assertLessEqual(times[-1], 100)

    def test_the_first_half_is_quiet(self) -> None:
        bursts = schedule("second-half", 100, 3, 0)
        self.assertGreaterEqual(bursts[0].start, 50)
        self.assertGreater(len(bursts), 20)

    def test_idle_is_idle(self) -> None:
        self.assertEqual(schedule("idle", 100, 1, 0), [])


@unittest.skipUnless(shutil.which("cc"), "without a compiler there is none to leave behind")
class Endings(unittest.TestCase):
    """However it ends, no process stays behind."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, *before: str) -> subprocess.Popen[str]:
        command = [*before, sys.executable, str(SCRIPT), "compile", "--seconds=60"]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
            env={**os.environ, "TMPDIR": self.folder},
        )
        assert process.stdout is not None
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline(), "noise: compile started\n")
        self.wait_until(
            lambda: any(self.folder in one for one in members(process.pid, self.folder))
        )
        return process

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that takes moments, or long on a busy machine."""
        deadline = time.monotonic() + 20
        while not is_so():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def assert_gone(self, group: int) -> None:
        self.wait_until(lambda: not members(group, self.folder))

    def test_a_signal_ends_all_of_it(self) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            process = self.start()
            process.send_signal(name)
            self.assertEqual(process.wait(10), 128 + name)
            self.assert_gone(process.pid)

    def test_the_death_of_the_leader_ends_the_workers(self) -> None:
        process = self.start()
        process.kill()
        process.wait()
        self.assert_gone(process.pid)

    def test_the_death_of_the_parent_ends_the_leader(self) -> None:
        process = self.start("sh", "-c", '"$@"; true', "sh")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        self.assert_gone(process.pid)


def members(group: int, folder: str) -> list[str]:
    """Return the living processes of a group, and the compilers that work in a folder."""
    command = ["ps", "-ww", "-eo", "pgid=,stat=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    living = [(int(pgid), arguments) for pgid, state, arguments in rows if state[0] != "Z"]
    return [arguments for pgid, arguments in living if pgid == group or folder in arguments]
