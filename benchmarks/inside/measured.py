"""Times a piece of work in the process that runs it, or records what it computes.

This half of the command runs in the interpreter that is measured, whichever that is, so it needs
nothing but the standard library, and nothing that Python 3.8 or PyPy has not. What to do comes as
JSON in the environment; what was found goes into a file.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import time
import zlib

import recorded

MYPY = False
if MYPY:
    from typing import Any, Callable

    Timer = Callable[[int], float]  # seconds that so many loops take

VARIABLE = "CPJIT_BENCHMARK"
settings: dict[str, Any] = json.loads(os.environ.get(VARIABLE, "{}"))
clock: Callable[[], float] = time.process_time if settings.get("cpu_time") else time.perf_counter
found: dict[str, Any] = {"tasks": 0}

# A probe counts as undisturbed up to this many times the best one.
QUIET = 1.25
MOST_LOOPS = 300
PROBED = b"".join(b"%d" % (i * i * 7919 % 10007) for i in range(1300))


def checking() -> bool:
    """Whether results are wanted, not times."""
    return bool(settings.get("check"))


def is_counted() -> bool:
    """Whether nothing must be done but so many iterations."""
    return "iterations" in settings or "until" in settings


def write() -> None:
    """Leave what was found for the process that started this one."""
    found["version"] = sys.version.split()[0]
    if "file" in settings:
        with open(settings["file"], "w") as file:
            json.dump(found, file)
    else:
        print({key: value for key, value in found.items() if key != "warmup"})


atexit.register(write)


def is_wanted() -> bool:
    """Counts the tasks of a program; whether this one is to be done now."""
    found["tasks"] += 1
    return bool(found["tasks"] - 1 == settings.get("task", 0))


def start_torture() -> None:
    """Switch cpjit on here: torture of all that was imported before would take hours."""
    import gc

    import cpjit

    # What is here now is not looked at by the collections that torture does.
    gc.collect()
    gc.freeze()
    cpjit.enable(threshold=1)


def age() -> float:
    """Seconds since the process started, by the clock that is used."""
    return clock() - (0.0 if settings.get("cpu_time") else settings.get("started", 0.0))


def record(name: str, work: Callable[[int], object]) -> None:
    """Do the work a number of times, so that its code gets warm, and describe what it computes.

    How often the interpreter finds out, by the time it takes; the runs to be compared with it are
    told. Torture takes long enough with one time.
    """
    found["name"] = name
    if settings.get("torture"):
        start_torture()
    loops = settings.get("loops")
    if not loops:
        start = clock()
        work(1)
        loops = max(2, min(MOST_LOOPS, int(settings.get("least", 0.3) / (clock() - start))))
    elif loops > 1:
        work(1)
    found["loops"] = loops
    recorded.begin(settings.get("detail", 50000))
    result = work(loops)
    if "cpjit" in sys.modules:
        import cpjit

        found["stats"] = cpjit.stats().as_dict()
        cpjit.disable()  # the description is not part of the program
    recorded.note("result", result)
    recorded.note("kept", recorded.kept)
    recorded.note("namespace", recorded.namespace(sys.modules["__main__"]))
    found["events"] = recorded.events
    found["memory"] = peak_memory()


def measure(name: str, timer: Timer, inner: int = 1) -> None:
    """Find out how long one iteration takes: the first, and those of the steady state.

    The machine's speed changes by itself, for moments or for seconds. So a short probe, work of
    one and the same C code, is taken before and after each value, and there must be enough values
    between probes that are not slow; see `steady()`.
    """
    if settings.get("fixed"):
        timer(1)
        timer(settings["fixed"])
        found.update(name=name, inner=inner, memory=peak_memory())
        write_code()
        return
    if settings.get("bytecodes"):
        found.update(name=name, bytecodes=bytecodes(timer))
        return
    if settings.get("iterations"):
        timer(settings["iterations"])
        found.update(name=name)
        return
    if settings.get("until"):
        found.update(name=name, until=[until(timer, each) for each in settings["until"]])
        return
    least = settings.get("least", 0.05)
    began = clock()
    first = seconds = timer(1)
    warmup = [(age(), seconds / inner)]
    loops = 1
    while seconds < least:
        wanted = int(loops * least / seconds) + 1 if seconds > 0 else loops * 10
        loops = max(loops + 1, min(wanted, loops * 10))
        seconds = timer(loops)
        warmup.append((age(), seconds / loops / inner))
    while clock() - began < settings.get("warm", 0.3):
        seconds = timer(loops)
        warmup.append((age(), seconds / loops / inner))
        if seconds < least / 2:
            loops *= 2  # it has become faster meanwhile
    values, quiet, best = steady(timer, loops)
    found.update(
        name=name,
        first=first / inner,
        values=[value / loops / inner for value in values],
        quiet=quiet,
        probe=best,
        loops=loops,
        warmup=warmup[: settings.get("kept", 100)],
        memory=peak_memory(),
        jit=jit(),
    )


iterations = 0


def until(timer: Timer, wanted: float) -> tuple[int, float]:
    """Iterate until the process is so old; how many iterations there have been, and its age."""
    global iterations
    while not iterations or age() < wanted:
        more = iterations // 20 + 1  # many at a time, where they are short
        timer(more)
        iterations += more
    return iterations, age()


def jit() -> dict[str, Any]:
    """What cpjit has made, if it is here."""
    if "cpjit" not in sys.modules:
        return {}
    import cpjit

    stats = cpjit.stats()
    return {
        "code": stats.code_bytes,
        "metadata": stats.metadata_bytes,
        "bytecodes": stats.bytecodes_compiled,
        "compiling": stats.compile_seconds,
        "memory": dict(stats.memory),
    }


def steady(timer: Timer, loops: int) -> tuple[list[float], list[bool], float]:
    """Values, for each whether it was taken undisturbed, and the best probe.

    Waits a little for an undisturbed moment, and takes values until there are enough of those, or
    until the time for it is over.
    """
    enough, limit = settings.get("values", 5), settings.get("limit", 2.0)
    best = min([settings.get("probe") or 1.0] + [probe() for _ in range(10)])
    values: list[float] = []
    quiet: list[bool] = []
    started = clock()
    while sum(quiet) < enough:
        before = probe()
        while before > best * QUIET and clock() - started < limit:
            before = probe()
        seconds = timer(loops)
        after = probe()
        best = min(best, before, after)
        values.append(seconds)
        quiet.append(max(before, after) <= best * QUIET)
        if len(values) > 1 and clock() - started > limit:
            break
    return values, quiet, best


def probe() -> float:
    """Seconds that a bit of C code takes now, its caches warm: a fraction of a millisecond."""
    compress, data = zlib.compress, PROBED
    compress(data)
    start = clock()
    compress(data)
    middle = clock()
    compress(data)
    return min(middle - start, clock() - middle)


def bytecodes(timer: Timer) -> int:
    """How many instructions of the bytecode the interpreter runs in a loop."""
    from cpjit.introspect.counts import interpreted

    timer(1)
    counts = interpreted(lambda: timer(1))
    return sum(sum(offsets.values()) for offsets in counts.values())


def write_code() -> None:
    """Leave the machine code that was made here, for what looks at instructions."""
    if "code" not in settings or "cpjit" not in sys.modules:
        return
    import ctypes

    from cpjit import _cpjit

    places = [
        (address, ctypes.string_at(address, size).hex())
        for address, size, _, _ in _cpjit.code_places()
    ]
    with open(settings["code"], "w") as file:
        json.dump(places, file)


def peak_memory() -> int | None:
    """The most memory this process has had at a time, in bytes.

    Not `ru_maxrss`: that counts what the parent had when it forked.
    """
    try:
        with open("/proc/self/status") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
