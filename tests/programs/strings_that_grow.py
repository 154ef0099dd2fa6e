"""Strings lengthened in place, formatted and joined; who else has them, and what they are."""

# hot: grow, grow_kept, grow_by_itself, grow_others, prefix, chain, seen, formats, swapped, looped, conversions
import sys

from support import show


def grow(parts):
    text = ""
    for part in parts:
        text += part
    return text


def grow_kept(parts):
    text = "start"
    kept = []
    for part in parts:
        kept.append(text)
        text = text + part
    return kept, text


def grow_by_itself(text, n):
    for _ in range(n):
        text += text
        other = text
        text = text + other
    return text


def grow_others(text, n):
    first = text
    for i in range(n):
        first += "x"
        second = first
        second += "y"
        first, third = second, first
        third += str(i)
    return first, second, third


def prefix(text, n):
    for i in range(n):
        text = "<" + text
        text = text + ">" + str(i)
        text = (text + "!") + (text + "?")
    return text


def chain(text):
    return text + (text := text + "b") + (text := text + "c")


def seen(text):
    before = sys.getrefcount(text)
    first = text
    text += "more"
    text += "and more"
    kept = sys.getrefcount(first) - before
    return kept, sys.getrefcount(text), hash(text) == hash("textmoreand more"), text


def formats(values):
    result = []
    for i, value in enumerate(values):
        result.append(f"{value}")
        result.append(f"{value!s}|{value!r}|{i}")
        result.append(f"a{value}b{i}c{value}")
        result.append(f"{value!s:>8}{i:03}")
    return result


def conversions(text, n):
    result = ""
    for i in range(n):
        result += f"{text}{text}"
        result += f"{i}{i * i}{-i}{2**i}"
        result = f"{result}{i}"
    return result


def swapped(a, b, n):
    for _ in range(n):
        a, b = b + a, a
    return a, b


def looped(n):
    text = ""
    total = 0
    x = 0.5
    for i in range(n):
        total = total + i
        x = x * 0.5 + total
        text += "ab"
        if total % 3 == 0:
            text = text + "c"
    return text, total, x


class Text(str):
    def __add__(self, other):
        return "added"

    def __radd__(self, other):
        return "added from the right"

    def __format__(self, specification):
        return "formatted"


class Number(int):
    def __str__(self):
        return "number"


WORDS = ["a", "bc", "", "ä", "\N{SNOWMAN}", "\N{ROCKET}", "z" * 300]
for _ in range(3):
    print(grow(WORDS), grow(["", "a"]), grow(["x"] * 100), grow([]))
    print(grow_kept(WORDS), grow_by_itself("ab", 3), grow_by_itself("", 2))
    print(grow_others("t", 4), prefix("p", 3), chain("a"), seen("text"))
    print(formats(["s", "", 1, -1, 10**30, 2**61, 1.5, True, None, Text("x"), Number(3), [1]]))
    print(conversions("é", 5), swapped("a", "b", 6), looped(9))
for words in (
    ["a", Text("b"), "c"],
    [Text("a"), "b"],
    ["a", 5],
    ["a", b"b"],
    ["a", None],
    [5, "a"],
):
    show(grow, words)
print(grow(WORDS) is grow(WORDS), grow(["a"]) is grow(["a"]), grow(["", WORDS[6]]) is WORDS[6])
same = "constant"
print(grow([same]) is same, grow_kept([])[1] == "start", {grow(["k", "ey"]): 1}["key"])
print(len(grow(["0123456789"] * 500)))


def in_cell(parts):
    text = ""

    def add(part):
        nonlocal text
        text += part
        return len(text)

    return [add(part) for part in parts], text


class Holder:
    text = ""


def in_attribute(parts):
    holder = Holder()
    for part in parts:
        holder.text += part
    return holder.text, Holder.text


print(in_cell(WORDS), in_attribute(WORDS))
