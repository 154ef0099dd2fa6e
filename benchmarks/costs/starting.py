"""What programs cost that only start: in machine instructions and in time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import instructions
from benchmarks.processes import cpu_of_children

SCRIPTS = Path(__file__).resolve().parent / "scripts"
ENABLE = "import cpjit; cpjit.enable()\n"
PACKAGES = """
argparse asyncio dataclasses decimal email.message http.client json logging pathlib tempfile typing
unittest xml.dom.minidom
"""
# What is in the standard library for programs: with what that needs, some 360 modules.
MANY = """
argparse ast asyncio cgi cmd concurrent.futures configparser cProfile csv ctypes dataclasses decimal
difflib doctest email.mime.multipart email.mime.text ensurepip filecmp fractions ftplib html.parser
http.cookiejar http.server imaplib importlib.metadata importlib.resources ipaddress json
logging.config logging.handlers mailbox multiprocessing.managers multiprocessing.pool optparse
pathlib pdb pickletools plistlib poplib pstats pydoc secrets shelve smtplib socketserver statistics
tarfile tempfile timeit trace tracemalloc typing unittest.mock urllib.request urllib.robotparser
uuid venv wave webbrowser wsgiref.simple_server wsgiref.validate xml.dom.minidom xml.dom.pulldom
xml.etree.ElementTree xml.sax xmlrpc.client xmlrpc.server zipapp zipfile zoneinfo
"""
IMPORTS, MANY_IMPORTS = (f"import {', '.join(names.split())}\n" for names in (PACKAGES, MANY))
HELP = """import runpy, sys
sys.argv = ["{0}", "--help"]
runpy.run_module("{0}", run_name="__main__")
"""
TIMED = """import time
started = time.perf_counter()
import cpjit; cpjit.enable()
print(time.perf_counter() - started)
"""


@dataclass(frozen=True)
class Start:
    """A program, without cpjit and with it; instructions are None where there is no valgrind."""

    title: str
    seconds: tuple[float, float]
    instructions: tuple[int, int] | None


def sources() -> Iterator[tuple[str, str]]:
    """The programs, by their titles."""
    yield "nothing", "pass\n"
    yield "import of 13 packages", IMPORTS
    yield "import of 360 modules", MANY_IMPORTS
    for module in ("pydoc", "pip"):
        if run("-c", f"import {module}").returncode == 0:
            yield f"python -m {module} --help", HELP.format(module)


def measure(rounds: int) -> Iterator[Start]:
    """Of each program the least CPU time, both ways in turns; and the count."""
    for title, source in sources():
        pair = (source, ENABLE + source)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds + 1):
            for each, found in zip(pair, times, strict=True):
                used = cpu_of_children()
                run("-c", each).check_returncode()
                found.append(cpu_of_children() - used)
        plain, jit = (min(found[1:]) for found in times)  # the first one filled __pycache__
        counted = None
        if instructions.available():
            counted = (count("-c", pair[0]), count("-c", pair[1]))
        yield Start(title, (plain, jit), counted)


def enabling(rounds: int) -> float:
    """Seconds for `import cpjit; cpjit.enable()`, the least of some processes."""
    return min(float(run("-c", TIMED).stdout) for _ in range(rounds + 1))


def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-P", *words]
    return subprocess.run(command, env=environment(), cwd=SCRIPTS, capture_output=True)


def count(*words: str) -> int:
    """Machine instructions of a process."""
    return instructions.of_process([sys.executable, "-P", *words], environment(), SCRIPTS)


def environment() -> dict[str, str]:
    """As small as can be, and the same everywhere."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    settled = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    return {**kept, **settled, "PYTHONPATH": home()}


def home() -> str:
    """Where cpjit is, built: the source tree may be on the path, and cpjit installed elsewhere."""
    for folder in map(os.path.abspath, sys.path):
        if any(Path(folder, "cpjit").glob("_cpjit*.so")):
            return folder
    raise RuntimeError("there is no cpjit to be measured: install it, or build it in place")
