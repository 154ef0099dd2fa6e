"""Methods and builtins of C that run no foreign code for what they are mostly called with, and what
they do with everything else: each with operands of all kinds, while a number is in a register."""

# hot: takes_itself_out, displayed, filled, constants, same_keys, deleted, dies_when_deleted, kept, collected, popped, counted, pops_to_end, grows, at_limit, changed, handled
import gc
import sys
import weakref

from support import show


class Died:
    def __del__(self):
        log.append("died")


class Key:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        log.append(("hash", self.value))
        return hash(self.value)

    def __eq__(self, other):
        log.append(("eq", self.value))
        return self.value == (other.value if isinstance(other, Key) else other)

    def __repr__(self):
        return f"Key({self.value!r})"


class Text(str):
    def __str__(self):
        log.append("str")
        return "Text"

    def join(self, parts):
        return "own", list(parts)

    def __mul__(self, times):
        return "times", times

    def __mod__(self, values):
        return "remainder", values


class Items(list):
    def pop(self, at=-1):
        return "own", at

    def __iadd__(self, other):
        return "grown"

    def __add__(self, other):
        return "added"


class Table(dict):
    def setdefault(self, key, value=None):
        return "own", key, value

    def __delitem__(self, key):
        log.append(("del", key))
        dict.__delitem__(self, key)


class Set(set):
    def add(self, key):
        log.append(("add", key))


class Number(int):
    def __index__(self):
        log.append("index")
        return 1

    def __str__(self):
        return "number"

    def __format__(self, specification):
        return "formatted " + specification


class Real(float):
    def __repr__(self):
        return "real"


log = []
HOT = []


def made(text):
    """Functions with this expression: of locals, of temporaries, in a loop."""
    space = {"id": id, "copied": copied}
    exec(
        f"""def call_of_locals(a, b, c):
    n = 40
    for i in range(3):
        n += i
    r = {text.format("a", "b", "c")}
    return r, n, a, b, c

def call_of_new(a, b, c):
    n = 7
    for i in range(3):
        n -= i
    return {text.format("copied(a)", "copied(b)", "copied(c)")}, n

def call_in_loop(a, b, c):
    n, found = 1, []
    for i in range(6):
        n *= 3
        try:
            found.append({text.format("a", "b", "c")})
        except Exception as error:
            found.append((type(error), str(error), n))
    return found, n, a, b, c
""",
        space,
    )
    HOT.extend(space[name] for name in ("call_of_locals", "call_of_new", "call_in_loop"))
    return HOT[-3:]


def outcome(function, *arguments):
    """In a few words."""
    try:
        return function(*arguments)
    except Exception as error:
        return type(error).__name__, str(error), error.__traceback__.tb_next.tb_lineno


def copied(value):
    return type(value)(value) if type(value) in (list, dict, set, tuple) else value


STRINGS = (
    "",
    "a",
    "abc",
    " a b,c\n",
    "\xe9t\xe9",
    "\u20ac\U0001f600",
    "ABC dEf",
    "12",
    Text("a b"),
)
LISTS = (
    [],
    [1],
    [3, 1, 2, 1],
    ["a", "b", "a"],
    [Key(1), 1, 2.0],
    [None, (1, "a"), 1.0],
    Items([1, 2]),
)
KEYS = (
    1,
    "a",
    2**70,
    (1, "a"),
    2.0,
    None,
    True,
    Key(1),
    [1],
    Text("a"),
    Number(2),
    (1, Key(1)),
    str,
)
TABLES = (
    {},
    {1: 2, "a": [3]},
    {(1, "a"): 4, 2.0: 5, None: 6},
    {"a": 1, "b": 2},
    {Key(1): 7},
    Table(a=1),
)
SETS = (set(), {1, "a"}, {Key(1), 2, (1, "a"), 2**70}, {1.0, None}, Set("ab"))
NUMBERS = (0, 1, -1, 5, 2**31, -(2**70), True, 1.5, "1", Number(2), Real(2))

CASES = {
    "{0}.join({1})": (
        STRINGS[:4],
        (["a", "b"], ("x",), [], ["a", 1], "ab", {"k": 1}, [Text("t")], None),
        (0,),
    ),
    "{0}.split()": (STRINGS, (0,), (0,)),
    "{0}.split({1})": (STRINGS, (" ", "", None, "bc", 1, Text(" ")), (0,)),
    "{0}.partition({1})": (STRINGS, (" ", "", "b", 1), (0,)),
    "{0}.find({1})": (STRINGS, ("a", "", "c", "\xe9", 1), (0,)),
    "{0}.find({1}, {2})": (STRINGS[:4], ("a", "b"), (0, 1, -1, 2**70, None, "0", Number(1))),
    "{0}.rfind({1})": (STRINGS[:4], ("a", "b", None), (0,)),
    "{0}.index({1})": (STRINGS[:4] + LISTS, ("a", 1, Key(1), (1, "a"), 2), (0,)),
    "{0}.count({1})": (STRINGS[:4] + LISTS, ("a", 1, Key(1), 1.0), (0,)),
    "{0}.startswith({1})": (STRINGS[:4], ("a", ("a", "b"), "", 1), (0,)),
    "{0}.endswith({1})": (STRINGS[:4], ("c", ("a", "\n"), "", 1), (0,)),
    "{0}.lower(), {0}.upper(), {0}.title(), {0}.capitalize()": (STRINGS, (0,), (0,)),
    "{0}.isdigit(), {0}.isalpha(), {0}.isspace(), {0}.isupper(), {0}.isidentifier()": (
        STRINGS,
        (0,),
        (0,),
    ),
    "{0}.isdecimal(), {0}.isalnum(), {0}.islower(), {0}.isascii()": (STRINGS, (0,), (0,)),
    "{0}.strip(), {0}.lstrip(), {0}.rstrip()": (STRINGS, (0,), (0,)),
    "{0}.strip({1}), {0}.lstrip({1}), {0}.rstrip({1})": (STRINGS[:5], ("a", " \n", None, 1), (0,)),
    "{0}.replace({1}, {2})": (STRINGS[:5], ("a", "", 1), ("x", "", None)),
    "{0}.removeprefix({1}), {0}.removesuffix({1})": (STRINGS[:5], ("a", "c", 1), (0,)),
    "{0}.zfill({1}), {0}.ljust({1}), {0}.rjust({1}), {0}.center({1})": (
        STRINGS[:3],
        (0, 5, -1, "1", Number(2)),
        (0,),
    ),
    "{0}.zfill({1})": (("",), (2**70, 2**62), (0,)),
    "{0}.encode()": ((*STRINGS, "\ud800"), (0,), (0,)),
    "{0}.splitlines()": (STRINGS, (0,), (0,)),
    "{0}.pop()": (*((LISTS + SETS),), (0,), (0,)),
    "{0}.pop({1})": (LISTS + TABLES, NUMBERS + ("a", (1, "a"), None), (0,)),
    "{0}.pop({1}, {2})": (TABLES, KEYS, (1, None)),
    "{0}.setdefault({1})": (TABLES, KEYS, (0,)),
    "{0}.setdefault({1}, {2})": (TABLES, KEYS, ("new", [1])),
    "{0}.insert({1}, {2})": (LISTS, (0, -1, 99, 2**70, "1", None), ("new",)),
    "{0}.extend({1})": (LISTS, ([1], (), (1, 2), "ab", {"k": 1}, None), (0,)),
    "{0}.reverse()": (LISTS, (0,), (0,)),
    "{0}.copy()": (LISTS + TABLES + SETS, (0,), (0,)),
    "{0}.remove({1})": (LISTS + SETS, KEYS, (0,)),
    "{0}.add({1})": (SETS, KEYS, (0,)),
    "{0}.discard({1})": (SETS, KEYS, (0,)),
    "list({0}.items()), list({0}.keys()), list({0}.values())": (TABLES, (0,), (0,)),
    "hash({0})": (STRINGS[:8] + KEYS[:6], (0,), (0,)),
    "repr({0}), str({0})": (STRINGS + NUMBERS + (None, (1, 2)), (0,), (0,)),
    "hex({0}), bin({0})": (NUMBERS, (0,), (0,)),
    "{0} + {1}": (LISTS + ((1, 2), ()), LISTS + ((1, 2), ()), (0,)),
    "{0} * {1}": (
        LISTS[:4] + STRINGS[:4] + ((1, 2), (), Text("t")),
        NUMBERS[:4] + NUMBERS[5:],
        (0,),
    ),
    "{0} % {1}": (
        ("%s", "%d", "%r-%s", "%%", "%(a)s", "x", "%5.2f", "%c", Text("%s")),
        (
            1,
            "a",
            1.5,
            None,
            (1, 2),
            ("a",),
            (),
            {"a": 1},
            [1],
            Key(1),
            Real(1.5),
            2**70,
            (Key(2), 1),
        ),
        (0,),
    ),
    "f'{{{0}}}', f'<{{{0}}}{{{1}}}>', f'{{{0}!r}}{{{0}!s}}'": (
        NUMBERS + (None, "a", Text("t"), [1]),
        ("b", 1),
        (0,),
    ),
    "f'{{{0}:>5}}'": (NUMBERS[:5] + NUMBERS[6:] + ("a", Text("t"), None, [1]), (0,), (0,)),
    "f'{{{0}:.2f}}'": (NUMBERS[:5] + NUMBERS[6:] + ("a", None), (0,), (0,)),
    "{0} < {1}, {0} <= {1}, {0} > {1}, {0} >= {1}, {0} == {1}, {0} != {1}": (
        (
            "a",
            "b",
            (1, 2),
            (1, "a"),
            (),
            (1.5, None),
            (Key(1),),
            [1],
            [2, "a"],
            [(1, 2)],
            Text("a"),
            (float("nan"),),
        ),
        (
            "a",
            "",
            (1, 2),
            (1, 3),
            (1,),
            (1.5, 2),
            (Key(1),),
            [1],
            [2, 1],
            [(1, 3)],
            None,
            (float("nan"),),
        ),
        (0,),
    ),
    "{0} in {1}": (
        ("a", "", "bc", 1, None, Key(1), (1, "a")),
        ("abc", "", ("a", 1), ["bc"], {"a"}, {1: 2}, Text("a")),
        (0,),
    ),
}

for expression, columns in CASES.items():
    functions = made(expression)
    for a in columns[0]:
        for b in columns[1]:
            for c in columns[2]:
                print([outcome(function, *map(copied, (a, b, c))) for function in functions])
        show(functions[0], *map(copied, (a, b, c)))
    print(expression, log)
    log.clear()


def grows(items, more):
    before = items
    items += more
    return items, before is items


for items in LISTS + ((1,), "a"):
    for more in ([1], (2,), "ab", None, LISTS[2]):
        show(grows, copied(items), more)
show(grows, LISTS[1], LISTS[1])


def kept(name, *arguments):
    """Nothing keeps a reference that it does not need."""
    key, value, text = (1, "key"), Died(), "text " * 3
    table, items, names = {key: value}, [value, key], {key}
    counts = []
    for i in range(4):
        table.setdefault(key, value)
        table.setdefault(i, value)
        table.pop(i)
        table.pop(i, value)
        items.insert(0, value)
        items.pop(0)
        items.remove(key)
        items.extend((key,))
        names.add(key)
        names.discard(key)
        names.add(key)
        text.find("x"), text.split(" "), text.strip()
        "%s %s" % (text, i), items + items, items * 2
        counts.append([sys.getrefcount(x) for x in (key, value, text, -1, "")][:3])
    return counts


show(kept, "name")
print(log)
log.clear()


class Cycle:
    def __init__(self):
        self.me = self

    def __del__(self):
        log.append(
            ("collected", sys._getframe(1).f_code.co_name, sys._getframe(1).f_locals.get("i"))
        )


def collected(n):
    """Collections happen where CPython has them, and the frame shows what it should then."""
    text, table, total = "a b c", {1: 2}, 0
    for i in range(n):
        Cycle()
        text.split(" ")
        table.items()
        table.copy()
        total += len(text.partition(" "))
        f"{i:>4}"
    return total


threshold = gc.get_threshold()
gc.collect()
gc.set_threshold(3)
print(collected(20))
gc.set_threshold(*threshold)
print(len(log) > 10, {entry[1] for entry in log if type(entry[2]) is int})
gc.disable()
print(collected(2000))
gc.enable()
gc.collect()
log.clear()


def popped(items):
    """What is popped dies when it did."""
    while items:
        items.pop()
        log.append(len(items))
    items.extend([Died(), Died()])
    items.pop(0)
    log.append("one")
    table = {1: Died(), "a": Died()}
    table.pop(1)
    log.append("two")
    table.pop("a", None)
    log.append("three")
    del items[0]
    log.append("four")


popped([Died(), 1, Died(), (1, Died())])
print(log)
log.clear()


def pops_to_end(items):
    taken = 0
    try:
        while True:
            taken += items.pop()
    except IndexError as error:
        return taken, str(error), error.__traceback__.tb_lineno


def counted(words):
    """As a program uses them."""
    count, seen, order = {}, set(), []
    for word in words:
        word = word.strip().lower()
        if not word.isalpha():
            continue
        if word not in seen:
            seen.add(word)
            order.append(word)
        count.setdefault(word, []).append(len(order))
    return ",".join(order), {word: len(at) for word, at in count.items()}


show(pops_to_end, list(range(100)))
show(pops_to_end, [])
show(counted, "The quick brown fox . jumps over the lazy Dog the fox 12".split() * 3)


def at_limit(f, *arguments):
    def down(n):
        try:
            return down(n + 1)
        except RecursionError:
            try:
                return n, f(*arguments)
            except RecursionError:
                return n

    return down(0)


def handled(text):
    """An exception of such a call, where numbers are in registers."""
    n = 0
    for i in range(5):
        try:
            n += i * 3
            "%d" % text
        except TypeError as error:
            n += len(str(error))
            if i == 3:
                raise
    return n


for text in (1, "a"):
    show(handled, text)
for function in (str.lower, str.split, hash, repr):
    print(type(at_limit(function, "a b")))


def changed(items, key):
    """The method is looked up again when the class can be changed."""
    found = []
    for i in range(4):
        found.append(items.index(key))
        if i == 1:
            items = Own([key])
        if i == 2:
            Own.index = lambda self, key: "patched"
    return found


class Own(list):
    pass


show(changed, [1, 2, 3], 3)

watched = weakref.WeakSet()


class Node:
    pass


def weakly(n):
    seen = set()
    for _ in range(n):
        node = Node()
        watched.add(node)
        seen.add(id(node) * 0)
        (node, "a", 1).count("a")
    return len(seen), len(watched)


show(weakly, 10)


def displayed(a, b, n):
    """Containers made of what lies on the stack."""
    for i in range(2):
        n += i
        found = (
            {a: n, b: i},
            {a, b},
            {"a": a, "b": b, "c": n},
            [*a] if type(a) is tuple else {},
            {a: [n], "x": {}},
            {a},
            {n, i, a},
        )
    return found


def filled(items, keys):
    """Containers that comprehensions and displays fill."""
    n = len(keys)
    pairs = {key: n for key in keys}
    names = {key for key in keys}
    numbers = {i * 300: i + n for i in range(12)}
    return pairs, names, numbers, [*items, *keys], [*items, 1], {*pairs}, {**pairs, "a": n}


def constants(n):
    total = 0
    for i in range(n):
        total += i
        values, texts, dots = [1, 2, 3], {"a", "b", "c", "d"}, {"x": 1, "y": 2}
        values.append(total)
        dots["z"] = total
    return values, sorted(texts), dots


def same_keys(value):
    """The first key stays, the last value does."""
    made = {value: Died(), value: 2, 1: 3, True: 4, 1.0: 5}
    log.append("made")
    again = {key: Died() for key in (value, value, 3)}
    log.append("again")
    return [(type(key), type(item)) for key, item in made.items()], len(again)


def deleted(table, key):
    n = 0
    for i in range(2):
        n += i
        try:
            del table[key]
        except Exception as error:
            return table, n, type(error), str(error)
    return table, n


def dies_when_deleted(items, table):
    del items[0]
    log.append("item")
    del table["a"]
    log.append("value")
    del table[Key("b")]
    log.append("key")


HASHABLE = (
    1,
    "a",
    (1, "a"),
    2**70,
    True,
    1.0,
    None,
    Key(1),
    Key("a"),
    Text("a"),
    Number(1),
    (1, Key(2)),
)
for a in HASHABLE:
    for b in (1, "a", 1.0, Key(1), [1]):
        show(displayed, a, b, 1000)
for keys in (
    HASHABLE,
    "abca",
    [1, 2, 1],
    range(3),
    {"a": 1},
    {1: 2, "b": 3},
    [[1]],
    [1, 1.0, Key(1)],
):
    for items in ([], (1, 2), "ab", Items([1]), None):
        show(filled, items, keys)
show(constants, 5)
for value in ("v", 7, (1, "a"), Key(1)):
    show(same_keys, value)
print(log)
log.clear()
for table in (*TABLES, *LISTS):
    for key in (0, -1, 5, "a", 1, (1, "a"), Key(1), [1], 2**70, 2.0):
        show(deleted, copied(table), key)
dies_when_deleted([Died()], {"a": Died(), "b": Died(), Key("b"): Died()})
print(log)
log.clear()
table = {}
for i in range(3000):
    table[f"name {i}"] = table[i] = [i]
    if i % 3:
        del table[i - 1], table[f"name {i // 2}"]
        table[f"name {i // 2}"] = None
    if i % 100 == 0:
        print(i, len(table), sys.getsizeof(table), hash(tuple(map(str, table.items()))))
names = set()
for i in range(3000):
    names.add(i * 7 % 1000)
    names.discard(i % 50)
    names.add(f"name {i}")
    if i % 100 == 0:
        print(i, len(names), sys.getsizeof(names), list(names)[:40] if i < 1000 else "")


def takes_itself_out(n):
    taken = []
    for i in range(n):
        table = {"other": i}
        table["self"] = table
        taken.append(table.pop("self") is table)
        taken.append(len(table))
        try:
            table.pop("self")
        except KeyError as error:
            taken.append(str(error))
        taken.append(table.pop("self", table) is table)
    return taken[-4:], len(taken)


show(takes_itself_out, 50)
