"""`import` in all its forms, and its errors: types, texts, name and path."""

# hot: plain, from_module, relative, circular
import sys
import types

from support import describe, show


def module(name, **attributes):
    made = types.ModuleType(name)
    vars(made).update(attributes)
    sys.modules[name] = made
    return made


class Hooked(types.ModuleType):
    def __getattr__(self, name):
        if name in ("__all__", "__path__", "__spec__"):
            raise AttributeError(name)
        if name == "boom":
            raise ValueError("boom")
        return name.upper()


class Faulty:
    def __getattribute__(self, name):
        raise ZeroDivisionError(name)


def about(error):
    return (
        type(error).__name__,
        str(error).replace(sys.prefix, "PREFIX"),
        getattr(error, "name", "-"),
        getattr(error, "path", "-") and "path",
    )


def plain(n):
    result = []
    for i in range(n):
        import os.path as where
        import xml.dom

        try:
            import no_such_module_of_ours
        except ImportError as error:
            result.append(about(error))
        try:
            import sys.no_such_part
        except ImportError as error:
            result.append(about(error))
        result.append((where.__name__, xml.__name__))
    return result


def from_module(n):
    result = []
    for i in range(n):
        from os import path, sep
        from our_module import value

        result.append((path.__name__, sep, value))
        try:
            from our_module import missing
        except ImportError as error:
            result.append(about(error))
        try:
            from our_file import missing
        except ImportError as error:
            result.append(about(error))
        try:
            from our_nameless import missing
        except ImportError as error:
            result.append(about(error))
        try:
            from our_odd_name import missing
        except ImportError as error:
            result.append(about(error))
        try:
            from our_hooked import anything, boom
        except ValueError as error:
            result.append((anything, about(error)))
        try:
            from our_faulty import x
        except ZeroDivisionError as error:
            result.append(about(error))
        from our_package import submodule

        result.append(submodule)
        try:
            from our_object import attribute

            result.append(attribute)
            from our_object import other
        except ImportError as error:
            result.append(about(error))
    return result


def circular(n):
    result = []
    for i in range(n):
        try:
            from our_half_module import missing
        except ImportError as error:
            result.append(about(error))
    return result


def relative(n):
    result = []
    for i in range(n):
        try:
            from . import missing
        except ImportError as error:
            result.append(about(error))
        try:
            from ...far import missing
        except ImportError as error:
            result.append(about(error))
    return result


module("our_module", value=5)
module("our_file", __file__="/our/file.py")
module(
    "our_half_module", __file__="/our/half.py", __spec__=types.SimpleNamespace(_initializing=True)
)
del module("our_nameless").__name__
module("our_odd_name", __name__=5)
sys.modules["our_hooked"] = Hooked("our_hooked")
sys.modules["our_faulty"] = Faulty()
module("our_package")
sys.modules["our_package.submodule"] = "the submodule"
sys.modules["our_object"] = types.SimpleNamespace(attribute="of an object", __name__="our_object")

for _ in range(2):
    show(plain, 2)
    show(from_module, 2)
    show(circular, 2)
    show(relative, 2)

print("---- import *")
HOT = []
stars = compile(
    """
for _ in range(2):
    from our_stars import *
def after():
    return sorted(name for name in globals() if not name.startswith("_"))
HOT.append(after)
shown.append(after())
""",
    "<stars>",
    "exec",
)


class Namespace(dict):
    def __setitem__(self, key, value):
        if key == "forbidden":
            raise RuntimeError(key)
        super().__setitem__(key, value)


class Names:
    def __init__(self, *names):
        self.names = names

    def __getitem__(self, index):
        return self.names[index]


class FailingNames:
    def __getitem__(self, index):
        raise ZeroDivisionError(index)


def star(made, globals, locals=None):
    sys.modules["our_stars"] = made
    globals["HOT"] = HOT
    globals["shown"] = shown = []
    try:
        exec(stars, globals, locals)
    except Exception as error:
        print(describe(made), "raises", about(error), error.__traceback__.tb_next.tb_lineno)
    print(shown, locals if locals is None else sorted(locals))


def odd(name="odd", **attributes):
    made = types.ModuleType(name)
    vars(made).update(attributes)
    return made


class Slots:
    __slots__ = ()
    __name__ = "slots"


def odd_key():
    made = odd(a=1)
    vars(made)[5] = "five"
    return made


for made in (
    odd(a=1, b=2, _c=3),
    odd(a=1, b=2, _c=3, __all__=["_c", "a"]),
    odd(a=1, __all__=()),
    odd(a=1, __all__=["a", "missing"]),
    odd(a=1, __all__=["a", 5]),
    odd(a=1, __all__=[b"a"], __name__=7),
    odd(a=1, __all__=5),
    odd(a=1, __all__=Names("a", "a")),
    odd(a=1, __all__=FailingNames()),
    odd(a=1, __all__=iter("a")),
    odd(a=1, __all__="aa"),
    odd(forbidden=1, z=2),
    odd_key(),
    Slots(),
    Faulty(),
    Hooked("hooked"),
    types.SimpleNamespace(a=1, _b=2),
    5,
):
    star(made, {})
    star(made, Namespace())
    star(made, {}, {})
    star(made, {}, Namespace(forbidden=2))

nameless = odd(a=1, __all__=[5])
del nameless.__name__
star(nameless, {})
from os.path import *

print(join("a", "b"))
