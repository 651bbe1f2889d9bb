"""Installs the peers at fixed versions into a folder: `python3 -m peers.install FOLDER`.

Needs Python 3.12 or newer and Rust. What can't be installed is told and left out; `peers.compare`
lists it as not installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
CRATES: Final = {"hyperfine": "1.20.0", "perfgate-cli": "0.18.1"}
EXTRAS: Final = (0, 1, 2, 3, 5, 10)


def attempt(what: str, command: Sequence[str | Path], **variables: str) -> bool:
    """Run one step; tell when it fails."""
    print(f"install: {what}", flush=True)
    surroundings = {**os.environ, **variables}
    done = subprocess.run([str(part) for part in command], check=False, env=surroundings)
    if done.returncode != 0:
        print(f"install: {what} FAILED with {done.returncode}", file=sys.stderr)
    return done.returncode == 0


def install_crates(folder: Path) -> None:
    """Build the tools that are programs in Rust."""
    for crate, version in CRATES.items():
        command: list[str | Path] = [
            "cargo",
            "install",
            "--locked",
            "--quiet",
            "--root",
            folder,
            crate,
        ]
        attempt(f"{crate} {version}", [*command, "--version", version])


def install_python(folder: Path) -> None:
    """Make a virtual environment with the tools that are Python packages."""
    if attempt("virtual environment", [sys.executable, "-m", "venv", folder / "python"]):
        pip: list[str | Path] = [
            folder / "python/bin/pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        attempt("Python packages", [*pip, "--requirement", HERE / "requirements.txt"])


def install_benches(folder: Path) -> None:
    """Build the benchmarks of criterion and tango; of tango one for each extra."""
    target = folder / "target"
    manifest = HERE / "rust/Cargo.toml"
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    for extra in EXTRAS:
        command: list[str | Path] = [
            "cargo",
            "bench",
            "--locked",
            "--quiet",
            "--no-run",
            "--manifest-path",
            manifest,
        ]
        variables = {"CALIBRATION_EXTRA": str(extra), "CARGO_TARGET_DIR": str(target)}
        if not attempt(f"criterion, and tango with {extra} % extra", command, **variables):
            return
        newest = {
            name: max(
                (file for file in (target / "release/deps").glob(f"{name}-*") if not file.suffix),
                key=lambda file: file.stat().st_mtime,
            )
            for name in ("with_criterion", "with_tango")
        }
        shutil.copy2(newest["with_criterion"], folder / "bin/criterion")
        shutil.copy2(newest["with_tango"], folder / f"bin/tango-{extra}")


def main() -> int:
    """Install everything into the folder that the command line names."""
    if len(sys.argv) != 2:
        print("usage: python3 -m peers.install FOLDER", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    install_python(folder)
    install_benches(folder)
    install_crates(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
