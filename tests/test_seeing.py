"""What cpjit shows of its work: explain(), `dis`, and the page for a browser."""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import Program, Run

SOURCE = """\
def small(value):
    return value + 1

def work(n):
    total = 0.0
    for i in range(n):
        if i % 3 == 0:
            total += i * 0.5
        small(i)
    return total

def half(value):
    return value / 2

print(work(100), half(3), half(1.5), half("x") if not __debug__ else "")
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_text(SOURCE)
    return path


@pytest.mark.interpreter
def test_explain_goes_line_by_line(program: Program, tmp_path: Path, file: Path) -> None:
    text = program(
        f"""
        cpjit.enable(threshold=1, inspect=True)
        import runpy
        names = runpy.run_path({str(file)!r})
        print(cpjit.explain(names["work"]))
        """
    )
    _, title, size, *rest = text.splitlines()
    assert title == f"work ({file}:4)"
    assert re.fullmatch(r"  \d+ blocks in \d+ versions, [\d,]+ bytes of machine code", size)
    lines = [line.strip() for line in rest]
    for number, source in enumerate(SOURCE.splitlines()[3:10], 4):
        assert f"{number}  {source}".strip() in lines or f"{number}  {source}" in text
    body = text[text.index("if i % 3 == 0") : text.index("small(i)")]
    assert "BINARY_OP %" in body
    assert re.search(r"version \d+: locals: .*n=int.* i=int r\d", text)
    assert re.search(r"guards: .*guard_\w+ \(version \d+\)", text)
    assert "exit taken once: end of loop" in text


@pytest.mark.interpreter
def test_explain_says_why_not(program: Program) -> None:
    source = """
    cpjit.enable(threshold=5, exclude="excluded")
    def excluded(): return 1
    def rare(): return 2
    def new(): return 3
    for i in range(90): excluded()
    rare()
    for function in (excluded, rare, new):
        print(str(cpjit.explain(function)).splitlines()[1].strip())
    for stranger in (len, 3):
        try:
            cpjit.explain(stranger)
        except TypeError as error:
            print("TypeError")
    print(*(each for each in cpjit.stats().uncompiled if each.name == "excluded"))
    """
    lines = program(source).splitlines()
    assert lines[:5] == [
        "not compiled: excluded (called 90 times)",
        "not compiled: called less often than the threshold (called once)",
        "not compiled: it has not been called since cpjit was enabled",
        "TypeError",
        "TypeError",
    ]
    assert "calls=90, reason='excluded'" in lines[5]


@pytest.mark.interpreter
def test_stats_leave_out_what_they_take_themselves(run: Run) -> None:
    source = """
import cpjit
cpjit.enable(threshold=3)
def work(): return 1
def rare(): return 2
for i in range(9): work()
rare()
stats = cpjit.stats()
print(stats.functions, [each.name for each in stats.uncompiled if each.file == "<string>"])
print({each.file.rpartition("/")[2] for each in stats.uncompiled} & {"dataclasses.py"})
"""
    done = run("-c", source)
    assert (done.stdout, done.stderr) == ("1 ['rare']\nset()\n", "")


@pytest.mark.interpreter
def test_what_is_remembered_changes_nothing(program: Program) -> None:
    """Inspected or not, the code is the same."""
    source = """
    def work(n):
        total = 0
        for i in range(n):
            total += i if i % 2 else len(str(i))
        return total
    print(work(50))
    from cpjit import _cpjit
    for block in _cpjit.blocks(work.__code__):
        print(block["offset"], block["context"])
    print(sum(place[1] for place in _cpjit.code_places() if place[2] is work.__code__))
    """
    assert program(source) == program(source, CPJIT_INSPECT="1")


@pytest.mark.interpreter
def test_dis_without_a_function_names_what_was_compiled(run: Run, file: Path) -> None:
    done = run("-m", "cpjit", "dis", file)
    assert (done.returncode, done.stdout) == (0, "small\nwork\nhalf\n")
    assert done.stderr.startswith("841.5 1.5 0.75")


@pytest.mark.interpreter
def test_dis_shows_everything_side_by_side(run: Run, file: Path) -> None:
    pytest.importorskip("capstone")
    done = run("-m", "cpjit", "dis", f"{file}:work")
    assert done.returncode == 0, done.stderr
    [row] = [line for line in done.stdout.splitlines() if "FOR_ITER" in line][:1]
    columns = r" +6 +for i in range\(n\): +\d+ FOR_ITER to \d+ +count_on_\d +[0-9a-f]+  mov .*"
    assert re.fullmatch(columns, row)
    assert "; counts a reference" in done.stdout
    assert "version 1 (offset 0, line 4): locals:; stack:" in done.stdout


def test_dis_has_colours_on_a_terminal(file: Path) -> None:
    pytest.importorskip("capstone")
    pytest.importorskip("rich")
    terminal, other_side = os.openpty()
    command = [sys.executable, "-P", "-m", "cpjit", "dis", f"{file}:work"]
    environment = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": ""}
    with subprocess.Popen(
        command, env=environment, stdout=other_side, stderr=subprocess.DEVNULL
    ) as process:
        os.close(other_side)
        shown = b""
        with contextlib.suppress(OSError):  # which is the end of what a terminal has
            while piece := os.read(terminal, 65536):
                shown += piece
    os.close(terminal)
    assert process.returncode == 0
    assert b"\x1b[1;36mversion 1 " in shown
    assert re.search(rb"\x1b\[33m[^\n]*; counts a reference", shown)


def test_dis_says_what_is_wrong(run: Run, file: Path) -> None:
    done = run("-m", "cpjit", "dis", f"{file}:nothing")
    assert done.returncode == 1
    choice = f"say {file}:small or {file}:work or {file}:half\n"
    assert done.stderr.endswith(f"cpjit dis: nothing has no code of its own; {choice}")
    done = run("-m", "cpjit", "dis", "--html", "page.html", file)
    assert done.returncode == 1
    assert done.stderr.endswith(f"cpjit dis: the page is of one function; {choice}")
    done = run("-m", "cpjit", "dis", "--html", "/nowhere/page.html", f"{file}:work")
    assert done.returncode == 1
    assert "\ncpjit dis: the page can't be written: [Errno 2] No such file" in done.stderr
    done = run("-m", "cpjit", "dis", "missing.py")
    assert done.returncode == 1 and "No such file" in done.stderr


# Walks from a source line to its machine code, and along the graph, as a user would by clicking.
WALK = """
<script>
const said = [];
const row = document.querySelector('#source [data-line="8"]');
row.click();
const chosen = [...document.querySelectorAll(".chosen")];
said.push(chosen.some(each => each.closest("#bytecode") && each.textContent.includes("BINARY_OP")));
said.push(chosen.some(each => each.closest("#machine") && each.querySelector(".at")));
said.push(chosen.every(each => each.dataset.line === "8"));
const box = document.querySelector('svg g[data-version="2"]');
box.dispatchEvent(new MouseEvent("click"));
said.push(document.getElementById("version-2").open, box.classList.contains("chosen"));
said.push(document.querySelectorAll("svg .edge").length === data.edges.length);
said.push(document.querySelectorAll("svg .edge.chosen").length > 0);
said.push(document.querySelectorAll("details").length === data.versions.length);
said.push(document.querySelector(".counts") !== null, document.querySelector(".cold") !== null);
document.body.innerHTML = "<pre id=said>" + JSON.stringify(said) + "</pre>";
</script>
"""


def test_the_page_works_in_a_browser(run: Run, file: Path, tmp_path: Path) -> None:
    pytest.importorskip("capstone")
    done = run("-m", "cpjit", "dis", "--html", "page.html", f"{file}:work")
    assert done.stdout == "page.html: open it in a browser\n", done.stderr
    page = (tmp_path / "page.html").read_text()
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")  # it is self-contained
    data = re.search(r'type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data and len(json.loads(data[1])["lines"]) == 7

    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("there is no browser")
    (tmp_path / "walk.html").write_text(page.replace("</body>", WALK + "</body>"))
    shown = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        + [f"--user-data-dir={tmp_path / 'profile'}", f"file://{tmp_path / 'walk.html'}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = re.search(r'id="said">(.*?)</pre>', shown.stdout)
    assert said and json.loads(html.unescape(said[1])) == [True] * 10
