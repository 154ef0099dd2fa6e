"""cpjit as users install it: from a wheel, in the kinds of environment that people have."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BASE = Path(getattr(sys, "_base_executable", sys.executable))  # has pip, which this one need not

pytestmark = [
    pytest.mark.interpreter,
    pytest.mark.skipif(not (ROOT / "setup.py").exists(), reason="the source is not there"),
]

WORKS = """
import cpjit
cpjit.enable(threshold=1)
def work(n):
    return sum([i * i for i in range(n)])
assert work(1000) == 332833500
assert cpjit.stats().functions >= 1
print("it works")
"""


def check(*words: object, **variables: str) -> str:
    """Run a command that must succeed, with these variables and no others of Python's."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    command = [str(word) for word in words]
    done = subprocess.run(
        command, env=environment, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pip(*words: object) -> str:
    quiet = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore")
    return check(BASE, "-m", "pip", *words, *quiet)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel for this interpreter; the engine is compiled already, where it was built in place."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "setup.py", "-q", "bdist_wheel", "-d", str(folder)]
    command += ["-b", str(folder / "build")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pip install --target` makes of it."""
    folder = tmp_path_factory.mktemp("target")
    pip("install", "--no-deps", "--target", folder, wheel)
    return folder


def test_what_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [metadata] = [name for name in names if name.endswith("/METADATA")]
        text = archive.read(metadata).decode()
    assert {"cpjit.pth", "cpjit.start", "cpjit/py.typed", "cpjit/introspect/page.html"} <= set(
        names
    )
    assert len([name for name in names if name.endswith("library.bin")]) == 1
    assert len([name for name in names if name.endswith(".so")]) == 1
    assert not [name for name in names if name.startswith(("tests", "stencils_src", "benchmarks"))]
    required = [line for line in text.splitlines() if line.startswith("Requires-Dist:")]
    assert required and all("extra ==" in line for line in required)
    for extra in ("inspect", "bench"):
        assert f"Provides-Extra: {extra}" in text
    for field in (
        "Author: The cpjit authors",
        "Keywords: jit,",
        "Summary: ",
        "License-Expression: MIT",
        "Requires-Python: <3.12,>=3.11",
    ):
        assert field in text


@pytest.mark.skipif(not os.environ.get("LONG_TESTS"), reason="it takes minutes; LONG_TESTS=1")
def test_from_source(tmp_path: Path) -> None:
    """pip alone: it gets what the build requires, clang included, for the time of the build."""
    command = [sys.executable, "setup.py", "-q", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    [source] = tmp_path.glob("cpjit-*.tar.gz")
    check(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    pip("--python", python, "install", source)
    assert check(python, "-c", WORKS) == "it works\n"
    assert "cpjit works here" in check(python, "-m", "cpjit", "doctor")
    ask = "import importlib.metadata as m; print([each.name for each in m.distributions()])"
    assert check(python, "-I", "-c", ask) == "['cpjit']\n"


def test_a_virtual_environment_and_back(wheel: Path, tmp_path: Path) -> None:
    check(sys.executable, "-m", "venv", "--without-pip", tmp_path)
    python = tmp_path / "bin" / "python"

    def files() -> set[Path]:
        found = (path for path in tmp_path.rglob("*") if path.is_file())
        return {path for path in found if "__pycache__" not in path.parts}

    before = files()
    pip("--python", python, "install", "--no-deps", wheel)
    assert check(python, "-c", WORKS) == "it works\n"
    ask = "import sys; print('cpjit' in sys.modules)"
    assert check(python, "-c", ask) == "False\n"
    assert check(python, "-c", ask, CPJIT="1") == "True\n"
    assert "cpjit works here" in check(python, "-m", "cpjit", "doctor")
    check(python, "-m", "cpjit", "autoload", "on")
    assert check(python, "-I", "-c", ask) == "True\n"
    pip("--python", python, "uninstall", "--yes", "cpjit")
    assert files() == before
    assert check(python, "-c", ask, CPJIT="1") == "False\n"


def test_a_target_folder(unpacked: Path) -> None:
    assert check(sys.executable, "-c", WORKS, PYTHONPATH=str(unpacked)) == "it works\n"


def test_isolated_and_without_site(unpacked: Path) -> None:
    source = f"import sys; sys.path.insert(0, {str(unpacked)!r})\n{WORKS}"
    assert check(sys.executable, "-I", "-S", "-c", source) == "it works\n"


def test_a_zipped_application(unpacked: Path, tmp_path: Path) -> None:
    """It carries the package unpacked, since extension modules can't be loaded from archives."""
    main = "import os, sys\nhere = os.path.dirname(sys.argv[0])\n"
    main += f"sys.path.insert(0, os.path.join(here, 'lib'))\n{WORKS}"
    with zipfile.ZipFile(tmp_path / "app.pyz", "w") as archive:
        archive.writestr("__main__.py", main)
    shutil.copytree(unpacked, tmp_path / "lib")
    assert check(sys.executable, tmp_path / "app.pyz") == "it works\n"


def test_a_read_only_file_system(unpacked: Path, tmp_path: Path) -> None:
    mount = f"mount --bind {unpacked} {tmp_path} && mount -o remount,ro,bind {tmp_path} || exit 77"
    script = f'{mount}; touch {tmp_path}/x 2>/dev/null && exit 78; exec "$0" -P -c "$1"'
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, sys.executable, WORKS]
    if not shutil.which("unshare"):
        pytest.skip("there is no unshare")
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("nothing can be mounted here")
    assert (done.returncode, done.stdout) == (0, "it works\n"), done.stderr


@pytest.mark.skipif("MUSL_PYTHON" not in os.environ, reason="MUSL_PYTHON is not set")
def test_a_system_with_musl(tmp_path: Path) -> None:
    """The variable names a CPython 3.11 that is built against musl; docs/porting.md says how."""
    command = [sys.executable, "setup.py", "-q", "bdist_wheel", "-d", str(tmp_path)]
    environment = {**os.environ, "CPJIT_PLATFORM": "musllinux"}
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*-musllinux_*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "lib")
    python, path = os.environ["MUSL_PYTHON"], str(tmp_path / "lib")
    assert check(python, "-c", WORKS, PYTHONPATH=path) == "it works\n"
    assert "cpjit works here" in check(python, "-m", "cpjit", "doctor", PYTHONPATH=path)
    runner = ROOT / "tests" / "differential" / "runner.py"
    for program in sorted((ROOT / "tests" / "programs").glob("*.py")):
        results = tmp_path / program.stem
        results.mkdir()
        variables = {"PYTHONPATH": path, "PYTHONHASHSEED": "0"}
        check(python, "-P", runner, program, results, "plain", "jit", **variables)
        for kind in ("out", "err", "status"):
            plain, jitted = (results / f"{mode}.{kind}" for mode in ("plain", "jit"))
            assert jitted.read_bytes() == plain.read_bytes(), program
