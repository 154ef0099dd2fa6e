"""`python -m cpjit program` does what `python program` does, for every kind of program."""

from __future__ import annotations

import os
import py_compile
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from running import Completed, Run

from cpjit._options import Settings

pytestmark = pytest.mark.interpreter

# Prints all that a program can know about how it was started.
NOSY = """
import sys, os
print("argv", sys.argv)
print("path", sys.path)
print("names", list(globals()))
print("name", __name__, __doc__, __package__, type(__loader__).__name__, __annotations__)
print("spec", __spec__ and __spec__.name)
print("file", globals().get("__file__"), globals().get("__cached__"))
print("main", sys.modules["__main__"].__dict__ is globals())
print("back", sys._getframe().f_back and sys._getframe().f_back.f_code.co_name)
print("flags", sys.flags, sys.warnoptions)
"""


def both(run: Run, *program: object, flags: tuple[str, ...] = (), **rest: str) -> Completed:
    """Run a program with and without cpjit; everything must be equal."""
    plain = run(*flags, *program, **rest)
    jitted = run(*flags, "-m", "cpjit", *program, **rest)
    assert jitted.stdout == plain.stdout
    assert jitted.stderr == plain.stderr
    assert jitted.returncode == plain.returncode
    return jitted


@pytest.fixture
def nosy(tmp_path: Path) -> Path:
    path = tmp_path / "nosy.py"
    path.write_text(NOSY)
    return path


@pytest.mark.parametrize("arguments", [(), ("a", "-c", "--stats", "b c")])
def test_a_script(run: Run, nosy: Path, arguments: tuple[str, ...]) -> None:
    done = both(run, "nosy.py", *arguments)
    assert f"argv {['nosy.py', *arguments]}" in done.stdout
    both(run, "./nosy.py", *arguments)
    both(run, nosy, *arguments)


def test_a_script_elsewhere(run: Run, nosy: Path, tmp_path: Path) -> None:
    folder = tmp_path / "some folder"
    folder.mkdir()
    shutil.move(nosy, folder / "nosy.py")
    both(run, "some folder/nosy.py")
    both(run, "some folder/../some folder/nosy.py")
    (tmp_path / "link.py").symlink_to("some folder/nosy.py")
    both(run, "link.py")


def test_a_script_without_suffix_and_with_a_declared_encoding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tool").write_bytes("# -*- coding: latin-1 -*-\nprint('é')\n".encode("latin-1"))
    both(run, "tool")


def test_compiled_code(run: Run, nosy: Path, tmp_path: Path) -> None:
    py_compile.compile(str(nosy), cfile=str(tmp_path / "nosy.pyc"))
    both(run, "nosy.pyc", "x")


@pytest.mark.parametrize("arguments", [(), ("a", "-m", "b")])
def test_a_module(run: Run, nosy: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    package = tmp_path / "package"
    (package / "inner").mkdir(parents=True)
    for path in (package, package / "inner"):
        (path / "__init__.py").write_text("")
        shutil.copy(nosy, path / "__main__.py")
    both(run, "-m", "nosy", *arguments)
    both(run, "-mnosy", *arguments)
    both(run, "-m", "package", *arguments)
    both(run, "-m", "package.inner", *arguments)


@pytest.mark.parametrize("name", ["missing", "package.missing", "nosy.py", "plain"])
def test_a_module_that_is_not_there(run: Run, nosy: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "__init__.py").write_text("")
    assert both(run, "-m", name).returncode == 1


def test_code_on_the_command_line(run: Run) -> None:
    both(run, "-c", NOSY, "-x", "y")
    both(run, "-cprint(1)")
    both(run, "-c", "")
    both(run, "-c", "1 +")
    both(run, "-c", "def f():\n    raise KeyError('k')\nf()")


def test_standard_input(run: Run) -> None:
    both(run, "-", "a", stdin=NOSY)
    both(run, "-", stdin="1/0\n")
    both(run, "-", stdin="def f(:\n")


def test_a_folder_and_an_archive(run: Run, nosy: Path, tmp_path: Path) -> None:
    folder = tmp_path / "application"
    folder.mkdir()
    assert both(run, "application").returncode == 1
    shutil.copy(nosy, folder / "__main__.py")
    both(run, "application", "a")
    with zipfile.ZipFile(tmp_path / "application.zip", "w") as archive:
        archive.write(nosy, "__main__.py")
    both(run, "application.zip", "a")


def test_a_file_that_is_not_there(run: Run) -> None:
    done = both(run, "missing.py")
    assert done.returncode == 2
    assert "can't open file" in done.stderr


@pytest.mark.parametrize(
    "source",
    [
        "1/0",
        "def f(n):\n    return 1/n if n == 0 else f(n - 1)\nf(3)",
        "raise SystemExit",
        "raise SystemExit(3)",
        "raise SystemExit('a message')",
        "raise SystemExit(None)",
        "raise SystemExit([1])",
        "import sys; sys.exit(300)",
        "raise KeyboardInterrupt",
        "class E(KeyboardInterrupt): pass\nraise E",
        "def f(:\n    pass",
        "if 1:\nx",
        "raise ValueError('a') from KeyError('b')",
        "try:\n    1/0\nexcept ZeroDivisionError:\n    {}['k']",
        "raise ExceptionGroup('g', [ValueError(1), KeyError(2)])",
        "import sys; sys.excepthook = lambda t, v, tb: print('hook', v, tb.tb_frame.f_back); 1/0",
        "import sys; sys.excepthook = lambda *a: 1/0; {}['k']",
        "import sys; del sys.excepthook; 1/0",
        "import warnings; warnings.warn('at top', stacklevel=2)",
        "import traceback; traceback.print_stack()",
        "def f(n):\n try: return f(n + 1)\n except RecursionError: return n\nprint(f(0))",
        "import sys; sys.setrecursionlimit(80); print(sys.getrecursionlimit())",
        "import atexit; atexit.register(print, 'at exit'); print('end')",
        "import atexit, sys; atexit.register(lambda: print(sys._getframe().f_back)); 1/0",
        "import os; os._exit(9)",
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
        "import threading, time\n"
        "threading.Thread(target=lambda: time.sleep(0.1) or print(2)).start(); print(1)",
        "class D:\n    def __del__(self): print('gone', __name__)\nd = D()",
        "import pickle\nclass P: pass\nprint(pickle.dumps(P)[:30])",
        "import __main__; print(__main__.__file__)",
        "import sys; sys.stdout.close()",
        "import sys; sys.stderr.write('to stderr'); sys.stderr.flush(); print('to stdout')",
        "x: int = 1; print(__annotations__)",
        "from __future__ import annotations\ndef f(x: undefined): pass\nprint(f.__annotations__)",
        "print('no newline', end='')",
    ],
)
def test_endings(run: Run, tmp_path: Path, source: str) -> None:
    """Tracebacks, exit status, hooks, exit functions: all as `python` has them."""
    (tmp_path / "program.py").write_text(source + "\n")
    both(run, "program.py")
    both(run, "-m", "program")
    both(run, "-c", source)


@pytest.mark.parametrize(
    "flags",
    [("-O",), ("-OO",), ("-W", "error"), ("-X", "dev"), ("-P",), ("-u", "-B"), ("-X", "utf8")],
)
def test_flags_of_the_interpreter(run: Run, nosy: Path, flags: tuple[str, ...]) -> None:
    both(run, "nosy.py", "a", flags=flags)
    both(run, "-c", NOSY, flags=flags)
    if flags != ("-P",):
        both(run, "-m", "nosy", flags=flags)


def test_the_program_is_compiled_module_level_included(run: Run, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "total = 0\nfor i in range(30_000_000):\n    total += i & 7\nprint(total)\n"
    )
    done = run("-m", "cpjit", "--stats", "program.py")
    assert done.stdout == "105000000\n"
    share = done.stderr.splitlines()[0].removeprefix("cpjit: share of time in JIT code: ")
    assert float(share.removesuffix("%")) > 90


def test_stats_are_printed_however_the_program_ends(run: Run) -> None:
    for source, status in (("1/0", 1), ("raise SystemExit(4)", 4), ("pass", 0)):
        done = run("-m", "cpjit", "--stats", "-c", source)
        assert done.returncode == status
        assert done.stderr.count("cpjit: share of time in JIT code") == 1


def test_options_reach_the_engine(run: Run) -> None:
    source = "from cpjit import _engine; print(_engine.current)"
    for words in (
        ("--threshold", "5", "--memory-limit", "2M"),
        ("--threshold=5", "--memory-limit=2M"),
    ):
        done = run("-m", "cpjit", *words, "-c", source)
        assert done.stdout == f"{Settings(5, 240, 2 << 20, 0, '', 0, '', 0, 0, 0, '', '', '', 0)}\n"
    done = run("-m", "cpjit", "-c", source, CPJIT_THRESHOLD="6", CPJIT_MEMORY_LIMIT="3M")
    assert done.stdout == f"{Settings(6, 240, 3 << 20, 0, '', 0, '', 0, 0, 0, '', '', '', 0)}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "no program given"),
        (("--stats",), "no program given"),
        (("--nonsense", "x.py"), "unknown option --nonsense"),
        (("--torture", "1", "x.py"), "unknown option --torture"),
        (("--threshold",), "argument expected for the --threshold option"),
        (
            ("--threshold", "x", "y.py"),
            "--threshold is 'x'; it must be: A whole number, at least 1",
        ),
        (("--memory-limit=no", "y.py"), "--memory-limit is 'no'; it must be: A number of bytes"),
        (("--stats=1", "y.py"), "--stats takes no value"),
        (("-c",), "argument expected for the -c option"),
        (("-m",), "argument expected for the -m option"),
    ],
)
def test_a_wrong_command_line_is_told(run: Run, words: tuple[str, ...], message: str) -> None:
    done = run("-m", "cpjit", *words)
    assert (done.returncode, done.stdout) == (2, "")
    usage, told = done.stderr.splitlines()
    assert usage.startswith("usage: python -m cpjit")
    assert told.startswith(f"cpjit: {message}")


def test_help_and_version(run: Run) -> None:
    done = run("-m", "cpjit", "--help")
    assert done.returncode == 0
    for name in ("--stats", "--threshold N", "--memory-limit SIZE", "CPJIT_THRESHOLD"):
        assert name in done.stdout
    assert "torture" not in done.stdout
    assert run("-m", "cpjit", "--version").stdout.startswith("cpjit 0.")


def test_interrupting_a_program(tmp_path: Path) -> None:
    """Ctrl-C ends a compiled loop, with python's traceback and by the signal."""
    (tmp_path / "loop.py").write_text(
        "def forever():\n    i = 0\n    while True:\n        i += 1\n"
        "print('go', flush=True)\nforever()\n"
    )
    errors = []
    for words in ([], ["-m", "cpjit"]):
        process = subprocess.Popen(
            [sys.executable, *words, "loop.py"],
            cwd=tmp_path,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        time.sleep(0.2)  # now it is in the loop
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=20)
        assert process.returncode == -signal.SIGINT
        lines = error.splitlines()
        errors.append([line for line in lines if "forever" in line or "<module>" in line])
        assert lines[-1] == "KeyboardInterrupt"
        assert len(lines) in (6, 7)  # the line in the loop may be one without a marker below it
    assert errors[0][0] == errors[1][0]
    assert "cpjit" not in error
