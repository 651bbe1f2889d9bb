"""One benchmark for pytest-benchmark: the command in `CALIBRATION_COMMAND`."""

import os
import shlex
import subprocess
from collections.abc import Callable
from typing import Any


def test_calibrated(benchmark: Callable[..., Any]) -> None:
    """Run the command, again and again."""
    command = shlex.split(os.environ["CALIBRATION_COMMAND"])
    benchmark(subprocess.run, command, stdout=subprocess.DEVNULL, check=True)
