"""exec() and eval() with namespaces of every kind, replaced builtins, imports that are somebody else's."""

# hot: run_names, in_function, copies, of_globals
import builtins
import sys
import types
from collections import ChainMap, UserDict, defaultdict

from support import describe

LOG = []


class Noisy(dict):
    def __getitem__(self, key):
        LOG.append(("get", key))
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        LOG.append(("set", key))
        super().__setitem__(key, value)

    def __delitem__(self, key):
        LOG.append(("del", key))
        super().__delitem__(key)


class Missing(dict):
    def __missing__(self, key):
        if key.startswith("make"):
            return key.upper()
        raise KeyError(key)


class Failing(dict):
    def __getitem__(self, key):
        raise LookupError("get " + key)

    def __setitem__(self, key, value):
        raise LookupError("set " + key)

    def __delitem__(self, key):
        raise LookupError("del " + key)


class Mapping:
    """No dict at all."""

    def __init__(self, **items):
        self.items = items

    def __getitem__(self, key):
        return self.items[key]

    def __setitem__(self, key, value):
        self.items[key] = value

    def __delitem__(self, key):
        del self.items[key]

    def keys(self):
        return self.items.keys()


NAMES = """
for _ in range(3):
    for text in ("x", "len", "make_it", "nothing", "y"):
        pass
    try:
        result.append(x)
    except (NameError, LookupError) as error:
        result.append(repr(error))
    try:
        result.append(make_it)
    except (NameError, LookupError) as error:
        result.append((repr(error), getattr(error, 'name', '-')))
    try:
        result.append(nothing)
    except (NameError, LookupError) as error:
        result.append((repr(error), getattr(error, 'name', '-')))
    try:
        result.append(str(len))
    except (NameError, LookupError) as error:
        result.append(repr(error))
    try:
        y = 1
        result.append(y)
        del y
        del y
    except (NameError, LookupError) as error:
        result.append(repr(error))
    try:
        z: int = 5
        w: str
        result.append(z)
    except (NameError, LookupError) as error:
        result.append(repr(error))
"""

READER = """
def reader(n):
    global fresh
    result = []
    for i in range(n):
        try:
            result.append(x)
            result.append(str(len))
            result.append(make_it)
        except (NameError, LookupError, TypeError) as error:
            result.append((type(error).__name__, str(error)[:60]))
        try:
            fresh = i
            result.append(fresh)
            del fresh
            del fresh
        except (NameError, LookupError, TypeError) as error:
            result.append((type(error).__name__, str(error)[:60]))
    return result
HOT.append(reader)
shown.append(reader(3))
"""

names = compile(NAMES, "<names>", "exec")
reader = compile(READER, "<reader>", "exec")
HOT = []


def run_names(code, globals, locals=None):
    LOG.clear()
    try:
        exec(code, globals, locals)
    except Exception as error:
        print("raises", repr(error)[:100])
    print(LOG[:60], len(LOG))


def attempt(code, globals, locals=None):
    result = []
    for namespace in (globals, locals):
        if namespace is not None:
            try:
                dict.__setitem__(namespace, "result", result)
            except TypeError:
                namespace["result"] = result
    run_names(code, globals, locals)
    print([describe(each) for each in result])


def in_function(globals):
    """The same code object with all kinds of globals, one after the other."""
    shown = []
    dict.update(globals, shown=shown, HOT=HOT, x=globals.get("x", "x"))
    run_names(reader, globals)
    print(shown)


for kind in (dict, Noisy, Missing, Failing, dict, Noisy):
    print("----", kind.__name__)
    attempt(names, kind())
    attempt(names, kind(x=1))
    attempt(names, {"x": 2}, kind())
    attempt(names, {"x": 2}, kind(x=3))
    attempt(names, kind(x=4), {"y": 5})
    in_function(kind())
    in_function(kind(x=6, __builtins__=builtins))
    in_function(kind(x=6, __builtins__={"len": 5}))
    in_function(kind(x=6, __builtins__=kind(len=7, range=range, NameError=NameError, str=str)))

# Copies keep what is known of their keys.
plain = {"x": 1}
in_function(plain)
in_function(Noisy(plain))
in_function(Missing(plain))
in_function(Failing(plain))
in_function(plain)


def of_globals():
    return x, str(len)


def copies():
    """One code object; the namespaces are copies, so their keys are of one version."""
    function = types.FunctionType(of_globals.__code__, {"x": 1, "__builtins__": builtins})
    print(function(), function())
    for kind in (dict, Noisy, Missing, Failing, dict):
        LOG.clear()
        same = types.FunctionType(of_globals.__code__, kind(function.__globals__))
        try:
            print(kind.__name__, same(), same())
        except LookupError as error:
            print(kind.__name__, error)
        print(LOG)


copies()
copies()

for locals in (
    Mapping(),
    Mapping(x=1),
    UserDict(x=1),
    ChainMap({"x": 1}, {"y": 2}),
    defaultdict(list),
    types.SimpleNamespace,
    5,
):
    print("----", type(locals).__name__)
    try:
        attempt(names, {"x": 2}, locals)
    except TypeError as error:
        print(error)

print("---- builtins")
CALLS = """
def calls(n):
    result = []
    for i in range(n):
        try:
            class Made(object):
                attribute = i
            result.append(Made.attribute)
        except (NameError, TypeError, LookupError) as error:
            result.append(repr(error)[:80])
        try:
            import sys as module
            result.append(module.__name__)
        except (ImportError, TypeError, LookupError, SystemError) as error:
            result.append((type(error).__name__, str(error)[:40]))
        try:
            from os import path as module
            result.append(module.__name__[-4:])
        except (ImportError, TypeError, LookupError, SystemError) as error:
            result.append((type(error).__name__, str(error)[:40]))
    return result
HOT.append(calls)
shown.append(calls(3))
"""
calls = compile(CALLS, "<calls>", "exec")


def importer(name, globals, locals, names, level):
    print("import", name, sorted(globals)[:2], bool(locals), names, level)
    return types.SimpleNamespace(__name__=name, path=types.SimpleNamespace(__name__="fake"))


def failing_importer(*arguments):
    raise LookupError("importer")


some = {name: getattr(builtins, name) for name in dir(builtins) if name != "__build_class__"}
for each in (
    builtins,
    dict(vars(builtins)),
    some,
    {**some, "__build_class__": builtins.__build_class__, "__import__": importer},
    {**vars(builtins), "__import__": failing_importer},
    {**vars(builtins), "__build_class__": lambda *a, **k: types.SimpleNamespace(attribute=len(a))},
    {name: value for name, value in vars(builtins).items() if name != "__import__"},
    Noisy(vars(builtins)),
    Missing(vars(builtins)),
    Mapping(**vars(builtins)),
    Mapping(
        range=range,
        NameError=NameError,
        TypeError=TypeError,
        LookupError=LookupError,
        ImportError=ImportError,
        SystemError=SystemError,
        repr=repr,
        type=type,
        str=str,
    ),
    5,
):
    shown = []
    run_names(calls, {"__builtins__": each, "HOT": HOT, "shown": shown, "__name__": "m"})
    print(shown)
