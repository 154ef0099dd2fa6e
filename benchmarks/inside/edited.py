"""Runs a script with edits: `edited.py SCRIPT ARGUMENT...`, the edits standing in the settings.

Programs with sizes written into them are made short this way, and what they throw away is kept
(`keep`, `keeping`). An edit is a pair of texts, old and new; the old one must be there.
"""

from __future__ import annotations

import os
import sys

import measured
import recorded


def main() -> None:
    del sys.argv[0]
    script = sys.argv[0]
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    with open(script, encoding="utf-8") as file:
        source = file.read()
    for old, new in measured.settings["edits"]:
        if old not in source:
            sys.exit("%s: nothing to edit: %r" % (script, old))
        source = source.replace(old, new)
    namespace = sys.modules["__main__"].__dict__
    namespace.update(__file__=script, keep=recorded.keep, keeping=recorded.keeping)
    for name in ("main", "measured", "recorded", "os"):
        del namespace[name]  # the script's own imports are its own
    exec(compile(source, script, "exec", dont_inherit=True), namespace)


if __name__ == "__main__":
    main()
