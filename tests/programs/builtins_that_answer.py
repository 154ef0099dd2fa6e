"""id, dict.get, str.startswith and str.endswith, of everything they are called with."""

# hot: kinds, with_new_class, gets, gets_or, gets_number, gets_from_new, begins, ends, ids, id_of_new, at_limit, in_dict
import builtins
import sys

from support import show


class Died:
    def __del__(self):
        log.append("died")


class Table(dict):
    def __missing__(self, key):
        return "missing"

    def get(self, key, default="own"):
        return "own", key, default


class Plain(dict):
    pass


class Key:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        log.append("hash")
        return hash(self.value)

    def __eq__(self, other):
        log.append("eq")
        table.clear()
        return True


class Text(str):
    def startswith(self, part):
        return "own", part


class Bare(str):
    pass


log = []


def gets(table, key):
    return table.get(key)


def gets_or(table, key, other):
    return table.get(key, other), table.get(key, None), table.get(key, 7)


def gets_number(n):
    table = {i: str(i) for i in range(0, 3 * n, 3)}
    found = 0
    for i in range(n):
        if table.get(i * 2 + 1, 0):
            found += 1
        found += len(table.get(i, ""))
    return found


def gets_from_new(key, other):
    first = {key: Died()}.get(key, Died())
    second = {key: [1]}.get(other, Died())
    third = {key: [1]}.get(other)
    return type(first), type(second), third


def begins(text, part):
    return text.startswith(part)


def ends(text, part):
    if text.endswith(part):
        return "yes"
    return "no"


def ids(value):
    table = {id(value): 1}
    return id(value) == id(value), table.get(id(value)), id(value) - id(value), type(id(value))


def id_of_new():
    return id(Died()) > 0, len(log)


def in_dict(table, n):
    total = 0
    for i in range(n):
        total += table.get(i, 1)
        if i == n - 3:
            table = None
    return total


def at_limit(f, *arguments):
    def down(n):
        try:
            return down(n + 1)
        except RecursionError:
            return n

    return down(0) > 0, f(*arguments)


key = (1, "a")
tables = (
    {},
    {1: 2, "a": 3, key: 4, True: 5, None: 6},
    {"a": 1},
    {1: 1},
    Table(a=1),
    Plain(a=2),
    {2**70: 3, 1.0: 4},
)
keys = (1, "a", (1, "a"), True, None, 2**70, 1.0, "".join(["a"]), (1, 2.0), [], (1, []), {}, "z")
for table in tables:
    print([gets_or(table, "a", "other") for _ in range(3)])
    for key in keys:
        show(gets, table, key)
for _ in range(40):
    table = {Key(1): 1, "a": 2, 1: 3}
    log.append((gets(table, 1), gets(table, "a"), gets(table, Key(5)), len(table)))
print(log[-12:])
for table in ([], None, 3, {"a": 1}, {}):
    show(gets_or, table, "a", Died())
show(in_dict, {3: 4, 5: 6}, 100)
print(gets_number(300), gets_or({}, 1, 2))
log.clear()
for i in range(60):
    last = gets_from_new(i, "none")
    last = gets_from_new("some" + str(i), i), len(log)
print(last, log[-3:])
value = Died()
table = {"a": value}
before = sys.getrefcount(value)
for i in range(60):
    gets(table, "a"), gets_or(table, "b", value), gets_or(table, "a", value)
print(sys.getrefcount(value) == before, sys.getrefcount("a") > 1)


# Classes are keys by their identity, unless their own class has a say.
class Meta(type):
    def __hash__(cls):
        log.append("hash of class")
        return hash(int)

    def __eq__(cls, other):
        log.append("comparison of classes")
        return other is int


class Odd(metaclass=Meta):
    pass


class SameHash:
    def __hash__(self):
        return hash(int)

    def __eq__(self, other):
        log.append("comparison with a class")
        return True


def kinds(table, values):
    found = []
    for value in values:
        kind = type(value)
        found.append(
            (table.get(kind), kind in table, table.get(type(value), 5), type(value) in table)
        )
    return found


def with_new_class(table):
    return table.get(type("New", (), {})), type("New", (), {}) in table


log.clear()
values = [1, "a", Odd(), Died(), None, 2.5, {}, int, Odd, key] * 12
for table in (
    {int: 1, str: 2, Odd: 3},
    {int: 1},
    {"a": 1},
    {(int, str): 1, Died: 2},
    {SameHash(): 1},
    {},
):
    try:
        print(
            kinds(table, values)[-10:],
            table.get((int, str)),
            table.get((int, Odd)),
            (int, str) in table,
        )
    except Exception as error:
        print(type(error))
    print(
        with_new_class(table), [type(value) in [int, Odd, "a", SameHash()] for value in values[:10]]
    )
    print(
        [type(value) in (str, (int,), 5, int) for value in values[:10]],
        int in {int, str},
        len(log),
        log[-3:],
    )

texts = (
    "hello",
    "",
    "h",
    "\u20ac h",
    Text("hello"),
    Bare("hello"),
    b"hello",
    bytearray(b"h"),
    5,
    "\U0001f600x",
)
parts = (
    "h",
    "hello",
    "lo",
    "",
    "\u20ac",
    Text("h"),
    Bare("h"),
    b"h",
    ("x", "h"),
    ("x", 5),
    5,
    "hello there",
    "x",
)
for text in texts:
    for part in parts:
        show(begins, text, part)
        show(ends, text, part)
print([("a" + str(i)).startswith("a" + str(i % 7)) for i in range(60)].count(True))
for value in (1, 2.5, "a", None, [], ids, key, 2**80):
    print(ids(value))
log.clear()
print([id_of_new() for _ in range(40)][-1])
for f, arguments in ((begins, ("hello", "h")), (gets, ({}, 1)), (ids, (3,))):
    print(at_limit(f, *arguments))

# Looked for by another name, patched, audited.
events = []


def audit(event, arguments):
    if event == "builtins.id" and sys._getframe(1).f_code is ids.__code__:
        events.append(event)
        if len(events) > 5:
            raise ValueError("no more")


sys.addaudithook(audit)
show(lambda: [ids(i)[0] for i in range(1)])
show(lambda: [ids(i)[0] for i in range(3)])
print(events[:2], len(events) > 5)
original = builtins.id
builtins.id = lambda value: 5
print(ids("x"))
builtins.id = original
id = len
print(ids("x"))
del id
events = []
print(ids("x")[0])
