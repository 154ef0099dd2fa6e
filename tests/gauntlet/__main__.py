"""The gauntlet: what shows that cpjit can be trusted. `python -m tests.gauntlet [PART] [option …]`

Each part runs the same thing with and without cpjit, compares, and sees to it that machine code
ran. Without a part all of them run, one after the other. `--short` is the form for every change,
which takes minutes; the long form takes hours. `PART --help` tells the options of a part.
"""

from __future__ import annotations

import importlib
import signal
import sys
import time

PARTS = {
    "interpreter": "CPython's own tests",
    "extensions": "the tests of packages with extension modules",
    "soak": "a server under load",
    "fuzz": "random programs",
    "sanitized": "random programs, with sanitizers in the engine",
    "mutants": "the programs of tests/programs, changed at random",
}


def main() -> int:
    words = sys.argv[1:]
    if words and words[0] in ("-h", "--help"):
        print(__doc__)
        for name, what in PARTS.items():
            print(f"  {name:14}{what}")
        return 0
    if words and words[0] in PARTS:
        return run(words[0], words[1:])
    if words not in ([], ["--short"]):
        print(f"usage: python -m tests.gauntlet [{' | '.join(PARTS)}] [option …]", file=sys.stderr)
        return 2
    failed = []
    for name, what in PARTS.items():
        if words and name == "mutants":
            continue  # what differs there is to be looked at by somebody
        print(f"\n== {name}: {what}", flush=True)
        began = time.monotonic()
        if run(name, words):
            failed.append(name)
        print(f"== {name} took {time.monotonic() - began:.0f} s", flush=True)
    print(f"\ngauntlet failed: {' '.join(failed)}" if failed else "\ngauntlet passed")
    return 1 if failed else 0


def run(name: str, words: list[str]) -> int:
    """Run a part; its exit status."""
    module = importlib.import_module(f".{name}", __package__)
    status = module.main(words)
    assert isinstance(status, int)
    return status


if __name__ == "__main__":
    # A shell that runs this in the background has it ignore Ctrl-C, and so what it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
