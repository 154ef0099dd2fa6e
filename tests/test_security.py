"""What SECURITY.md promises."""

from __future__ import annotations

import importlib.machinery
import os
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile
from running import Program, Run

import cpjit
from cpjit._options import settings

pytestmark = pytest.mark.interpreter

EXTENSION = Path(cpjit.__file__).with_name(f"_cpjit{importlib.machinery.EXTENSION_SUFFIXES[0]}")
HOME = str(Path(cpjit.__file__).resolve().parents[1])
HOSTILE = {"CPJIT_THRESHOLD": "7", "CPJIT_LOG": "/nowhere/log", "CPJIT_STATS": "1"}

WORK = """
    import os
    from pathlib import Path

    def maps():
        return [line.split()[:2] for line in Path("/proc/self/maps").read_text().splitlines()]

    def check():
        for place, rights in maps():
            assert not ("w" in rights and "x" in rights), (place, rights)

    def work(n):
        total = 0
        for i in range(n):
            total += i % 7 * 1.5
            if i % 50 == 0:
                check()
        return total

    for _ in range(3):
        made = {}
        exec("def fresh(n):\\n    return [k * 2 for k in range(n)]", made)
        made["fresh"](9)
        work(200)
    child = os.fork()
    if child == 0:
        work(101)
        exec("def other(n):\\n    return {k: n for k in range(n)}", made)
        made["other"](9)
        check()
        os._exit(0)
    print(os.waitpid(child, 0)[1])
    cpjit.disable()
    check()
    cpjit.enable(threshold=2)
    work(101)
"""


@pytest.mark.parametrize("variable", ["CPJIT_STATS", "CPJIT_PERF", "CPJIT_COUNT", "CPJIT_TORTURE"])
def test_memory_is_never_writable_and_executable(run: Run, variable: str) -> None:
    source = "import cpjit\ncpjit.enable(threshold=1)\n" + "\n".join(
        line[4:] for line in WORK.splitlines()
    )
    done = run("-c", source, **{variable: "1"})
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


def section(elf: Any, name: str) -> Any:
    found = elf.get_section_by_name(name)
    assert found is not None
    return found


def test_the_extension_exports_its_init_function_alone() -> None:
    with EXTENSION.open("rb") as stream:
        symbols = section(ELFFile(stream), ".dynsym").iter_symbols()
        defined = {s.name for s in symbols if s["st_shndx"] != "SHN_UNDEF" and s.name}
    assert defined - {"_init", "_fini"} == {"PyInit__cpjit"}


def test_the_extension_is_hardened() -> None:
    """No executable stack, nothing to overwrite that is called through, landing pads."""
    with EXTENSION.open("rb") as stream:
        elf = ELFFile(stream)
        segments: dict[str, Any] = {segment["p_type"]: segment for segment in elf.iter_segments()}
        assert segments["PT_GNU_STACK"]["p_flags"] & 1 == 0
        assert "PT_GNU_RELRO" in segments
        tags = {tag.entry.d_tag: tag.entry.d_val for tag in segments["PT_DYNAMIC"].iter_tags()}
        at_once = tags.get("DT_FLAGS", 0) & 8 or tags.get("DT_FLAGS_1", 0) & 1
        assert at_once or "DT_BIND_NOW" in tags
        symbols = section(elf, ".symtab").iter_symbols()
        [init] = [s for s in symbols if s.name == "PyInit__cpjit"]
        text = elf.get_section(init["st_shndx"])
        start = init["st_value"] - text["sh_addr"]
        assert text.data()[start : start + 4] == bytes.fromhex("f30f1efa")  # endbr64


def test_no_file_is_written_unasked(run: Run, tmp_path: Path) -> None:
    source = "for i in range(100): (lambda: i)()\nimport cpjit; print(cpjit.stats().functions > 0)"
    folders = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    done = run("-m", "cpjit", "--stats", "-c", source, PYTHONDONTWRITEBYTECODE="1", **folders)
    assert done.stdout == "True\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("flag", ["-E", "-I"])
def test_the_environment_is_ignored_where_the_interpreter_ignores_it(run: Run, flag: str) -> None:
    """A program that runs with more rights than its caller is started with such a flag."""
    source = "from cpjit._options import settings; print(settings({}))"
    done = run(flag, "-c", f"import sys; sys.path.insert(0, {HOME!r}); {source}", **HOSTILE)
    assert (done.stdout, done.stderr) == (f"{settings({}, {})}\n", "")


def test_the_log_is_for_its_owner_alone_and_follows_no_link(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "log"
    source = "for i in range(5): pass"
    assert run("-m", "cpjit", "-c", source, CPJIT_LOG=str(log), CPJIT_THRESHOLD="1").returncode == 0
    assert log.stat().st_mode & 0o777 == 0o600
    text = log.read_text()
    assert "\n1\t<module>\t<string>\t0\t0\t" in text
    assert "\n1\t<module>\t<string>\t1\t0\t" in text
    victim, link = tmp_path / "victim", tmp_path / "link"
    victim.write_text("mine")
    os.symlink(victim, link)
    done = run("-m", "cpjit", "-c", source, CPJIT_LOG=str(link))
    assert done.returncode != 0
    assert victim.read_text() == "mine"


def test_the_map_for_perf_is_new_and_for_its_owner_alone(program: Program) -> None:
    """Where somebody has put a link into /tmp, the link is replaced, not followed."""
    shown = program(
        """
        import os
        from pathlib import Path
        from cpjit.introspect.perf import write_map
        path = Path(f"/tmp/perf-{os.getpid()}.map")
        victim = Path("victim")
        victim.write_text("mine")
        path.unlink(missing_ok=True)  # of a process that had the same number
        os.symlink(victim.resolve(), path)
        for _ in range(2):
            assert write_map() == path
            print(oct(path.lstat().st_mode), victim.read_text())
        path.unlink()
        """
    )
    assert shown == "0o100600 mine\n" * 2
