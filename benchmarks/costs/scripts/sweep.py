"""Compiles every function of some modules of the standard library: `sweep.py [--dry]`.

All ways that a function's code can take are compiled, without running it. Prints as JSON how many
functions there were, how many could not be compiled, and what the compiler says of the rest. With
`--dry` all is prepared and nothing compiled, which shows what the preparation costs.
"""

from __future__ import annotations

import _pydecimal
import _pyio
import argparse
import ast
import difflib
import inspect
import json
import pickle
import pprint
import sys
import time
import tokenize
import types

import cpjit
from cpjit import _cpjit

MODULES = (_pydecimal, _pyio, argparse, ast, difflib, inspect, pickle, pprint, tokenize)


def functions() -> list[types.FunctionType]:
    """Those of the modules and of their classes, each code once."""
    found = {
        member.__code__: member
        for module in MODULES
        for owner in [module, *vars(module).values()]
        if owner is module or isinstance(owner, type)
        for member in vars(owner).values()
        if isinstance(member, types.FunctionType)
    }
    return list(found.values())


def main() -> None:
    everything = functions()
    cpjit.enable()
    before = cpjit.stats()
    started = time.process_time()
    compiled = [] if sys.argv[1:] else [_cpjit.compile_all(each) for each in everything]
    seconds = time.process_time() - started
    after = cpjit.stats()
    figures = {
        "functions": len(everything),
        "failed": len(compiled) - sum(compiled),
        "bytecodes": after.bytecodes_compiled - before.bytecodes_compiled,
        "code": after.code_bytes - before.code_bytes,
        "metadata": after.metadata_bytes - before.metadata_bytes,
        "seconds": seconds,
    }
    print(json.dumps(figures))


main()
