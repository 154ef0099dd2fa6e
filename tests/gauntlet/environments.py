"""Virtual environments of the gauntlet's own, with packages as their users get them, and cpjit.

An environment stays for the next time. What is installed is pinned, so that a difference comes from
here. cpjit is linked into it: the one that runs the gauntlet.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import cpjit
from cpjit import _autoload

FOLDER = Path(__file__).resolve().parents[2] / "build" / "gauntlet"
"""Where environments are made, unless another place is said."""


class Preparing(Exception):
    """An environment can't be made; the text says why."""


class Environment:
    """A virtual environment in a folder."""

    def __init__(self, folder: Path, requirements: Sequence[str]) -> None:
        self.folder = folder.resolve()
        self.python = self.folder / "bin" / "python"
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        self.packages = self.folder / "lib" / version / "site-packages"
        note = self.folder / "requirements.txt"
        wanted = "\n".join([sys.version, base_executable(), *requirements])
        if not note.exists() or note.read_text() != wanted:
            shutil.rmtree(self.folder, ignore_errors=True)
            call([base_executable(), "-m", "venv", "--without-pip", str(self.folder)])
            quiet = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
            call([*pip(), "--python", str(self.python), "install", *quiet, *requirements])
            note.write_text(wanted)
        link = self.packages / "cpjit"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(cpjit.__file__).resolve().parent)
        for name, text in _autoload.files(on=False).items():
            (self.packages / name).write_text(text)


def source(folder: Path, requirement: str) -> Path:
    """The unpacked source distribution of a package, such as `lxml==6.1.3`: it has the tests."""
    place = folder.resolve() / f"{requirement.replace('==', '-')}-source"
    if not place.exists():
        downloads = folder / "downloads"
        quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:"]
        call([*pip(), "download", *quiet, "--dest", str(downloads), requirement])
        name = requirement.replace("==", "-").lower()
        [archive] = [path for path in downloads.iterdir() if path.name.lower().startswith(name)]
        with tarfile.open(archive) as contents:
            if hasattr(tarfile, "data_filter"):  # not before 3.11.4
                contents.extraction_filter = tarfile.data_filter
            contents.extractall(place.with_suffix(".new"))
        [inner] = place.with_suffix(".new").iterdir()
        inner.rename(place)
        place.with_suffix(".new").rmdir()
    return place


def base_executable() -> str:
    """The interpreter itself, where the running one belongs to an environment."""
    return getattr(sys, "_base_executable", sys.executable)


def pip() -> list[str]:
    return [base_executable(), "-m", "pip"]


def call(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Preparing(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
