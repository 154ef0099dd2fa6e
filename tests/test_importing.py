"""While an installed module is imported, the hook stands aside; afterwards it is back."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

WORK = """
def work(n):
    total = 0
    for i in range(n):
        total += i
    return total

def entered():
    from cpjit import _cpjit
    return _cpjit.entered(work.__code__)

for _ in range(300):
    work(300)
"""

START = """
import sys
sys.path[:0] = ["site-packages", "."]
import cpjit
from cpjit import _cpjit
cpjit.enable()
"""


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """An installed package, and a module beside the program."""
    package = tmp_path / "site-packages" / "package"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "worker.py").write_text(WORK)
    (tmp_path / "own.py").write_text(WORK)
    return package


def shown(run: Run, source: str, **variables: str) -> str:
    done = run("-c", START + source, **variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_hook_is_aside_for_installed_modules_alone(run: Run, modules: Path) -> None:
    source = """
import own
print(own.entered() > 0)
from package import worker
print(worker.entered(), cpjit.is_enabled())
for _ in range(300):
    worker.work(300)
print(worker.entered() > 0)
"""
    assert shown(run, source) == "True\n0 True\nTrue\n"
    assert shown(run, source, CPJIT_THRESHOLD="1").startswith("True\n1")


@pytest.mark.parametrize(
    ("ending", "error"),
    [
        ("raise ValueError('in the module')", "ValueError: in the module"),
        ("import package.missing", "ModuleNotFoundError: No module named 'package.missing'"),
        ("def g(n): return g(n + 1)\ng(0)", "RecursionError: maximum recursion depth exceeded"),
        ("import cpjit\ncpjit.disable()\ncpjit.enable()", "None"),
        ("import cpjit\nwith cpjit.paused(): import package.inner", "None"),
        ("import threading\nt = threading.Thread(target=entered)\nt.start()\nt.join()", "None"),
    ],
)
def test_the_hook_is_back_however_the_import_ends(
    run: Run, modules: Path, ending: str, error: str
) -> None:
    (modules / "inner.py").write_text("import package.another\n")
    (modules / "another.py").write_text("import decimal\n")
    (modules / "worker.py").write_text(f"{WORK}\nimport package.inner\n{ending}\n")
    source = """
error = None
try:
    import package.worker
except Exception as raised:
    error = f"{type(raised).__name__}: {raised}"
def later(n):
    return [i for i in range(n)]
for _ in range(300):
    later(300)
print(error, _cpjit.entered(later.__code__) > 0, cpjit.is_enabled())
"""
    assert shown(run, source) == f"{error} True True\n"


def test_disabled_during_an_import_it_stays_disabled(run: Run, modules: Path) -> None:
    (modules / "worker.py").write_text("import cpjit\ncpjit.disable()\n")
    source = """
import package.worker
def later(n):
    return [i for i in range(n)]
for _ in range(300):
    later(300)
print(_cpjit.entered(later.__code__), cpjit.is_enabled())
"""
    assert shown(run, source) == "0 False\n"


def test_compiled_code_imports(run: Run, modules: Path) -> None:
    """... goes on as compiled code, and what the module calls back is compiled code too."""
    (modules / "worker.py").write_text("import __main__\nseen = [__main__.back(i) for i in 'abc']")
    source = """
import importlib
def back(x):
    return x * 2
def load():
    sys.modules.pop("package.worker", None)
    from package import worker
    return worker.seen, importlib.import_module("package.worker").seen
for _ in range(100):
    back("x"), load()
before = _cpjit.entered(load.__code__)
for _ in range(100):
    last = load()
print(last[0] == last[1] == ["aa", "bb", "cc"], _cpjit.entered(load.__code__) > before)
"""
    assert shown(run, source) == "True True\n"


def test_other_threads_keep_compiled_code(run: Run, modules: Path) -> None:
    (modules / "worker.py").write_text("import time\nfor _ in range(20): time.sleep(0.01)\n")
    source = """
import threading, time
def count(n):
    total = 0
    for i in range(n):
        total += i & 3
    return total
def outer(rounds):
    for _ in range(rounds):
        results.append(count(1000))
results = []
outer(300)
before = _cpjit.entered(count.__code__)
thread = threading.Thread(target=lambda: __import__("package.worker"))
thread.start()
time.sleep(0.05)
outer(100)
print(thread.is_alive(), set(results), before > 0)
thread.join()
def later(n):
    return [i for i in range(n)]
for _ in range(300):
    later(300)
print(_cpjit.entered(later.__code__) > 0)
"""
    assert shown(run, source) == "True {1500} True\nTrue\n"
