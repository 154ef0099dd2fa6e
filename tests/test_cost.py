"""What compiling costs, in counts that don't depend on the machine's speed."""

from __future__ import annotations

import sys

import pytest
from running import Run

pytestmark = pytest.mark.interpreter

SWEEP = """
import argparse, ast, collections, decimal, difflib, inspect, json, pathlib, pickle, pprint, re
import shutil, statistics, string, textwrap, threading, tokenize, traceback, types, typing, unittest
import _pydecimal, _pyio, sys
import cpjit
from cpjit import _cpjit

cpjit.enable()
functions = {
    member.__code__: member
    for module in (_pydecimal, _pyio, argparse, ast, difflib, inspect, pickle, pprint, tokenize)
    for owner in [module, *vars(module).values()]
    if owner is module or isinstance(owner, type)
    for member in vars(owner).values()
    if isinstance(member, types.FunctionType)
}
before = cpjit.stats()
compiled = [_cpjit.compile_all(function) for function in functions.values()]
after = cpjit.stats()
bytecodes = after.bytecodes_compiled - before.bytecodes_compiled
print(
    len(compiled),
    len(compiled) - sum(compiled),
    bytecodes,
    (after.code_bytes - before.code_bytes) / bytecodes,
    (after.metadata_bytes - before.metadata_bytes) / bytecodes,
)
"""


def test_every_function_compiles_and_takes_no_more_memory_than_before(run: Run) -> None:
    done = run("-c", SWEEP)
    assert done.returncode == 0, done.stderr
    functions, failed, bytecodes, code, metadata = map(float, done.stdout.split())
    assert functions > 900 and bytecodes > 50_000
    assert failed == 0
    counts_references = hasattr(sys, "gettotalrefcount")  # CPython's debug build, in code of ours
    most = 65 if counts_references else 60
    assert code < most, "bytes of machine code for an instruction of the bytecode"
    assert metadata < 50, "bytes of metadata for an instruction of the bytecode"


def test_importing_and_enabling_loads_little(run: Run) -> None:
    source = """
import sys
before = set(sys.modules)
import cpjit
cpjit.enable()
print(*sorted(set(sys.modules) - before))
"""
    done = run("-c", source)
    assert done.returncode == 0, done.stderr
    heavy = {"collections", "dataclasses", "enum", "json", "pathlib", "platform", "re", "typing"}
    assert not heavy & set(done.stdout.split())
