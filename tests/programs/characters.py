"""Characters of strings, their numbers, strings compared: every kind of string, and what is none."""

# hot: characters, numbers, compare, branches, constants, replaced, depth, escaping
import builtins
import sys

from support import show


class Text(str):
    def __getitem__(self, index):
        return "item " + str(index)

    def __eq__(self, other):
        return "equal?"

    def __ne__(self, other):
        return "other?"

    __hash__ = str.__hash__


TEXTS = [
    "abc",
    "caf\xe9",
    "\u20acuro",
    "\U0001f600 smile",
    "",
    "x",
    "\xff",
    "a\0b",
    "abcdefgh",
    "abcdefghi",
    "abcdefghj",
    "abcdefgh" * 20,
    "abcdefgh" * 20 + "z",
    "\u20acuro" + "s",
    "abc"[:2] + "c",
    Text("abc"),
    b"abc",
    None,
    7,
    ("a", "b"),
]


def characters(texts, indices):
    out = []
    for text in texts:
        for index in indices:
            try:
                c = text[index]
                out.append((c, type(c).__name__))
            except (IndexError, TypeError) as e:
                out.append(repr(e))
    return out


def same_objects(text):
    return [text[i] is text[i] for i in range(len(text)) if ord(text[i]) < 256]


def numbers(texts):
    out = []
    for text in texts:
        try:
            n = ord(text)
            out.append((n, chr(n), chr(n) is chr(n)))
        except TypeError as e:
            out.append(str(e))
    for n in [0, 65, 127, 128, 255, 256, 0x20AC, 0x10FFFF, 0x110000, -1, 1 << 70, 1.5, "a", True]:
        try:
            out.append(chr(n))
        except (ValueError, TypeError, OverflowError) as e:
            out.append(repr(e))
    return out


def compare(texts):
    out = []
    for a in texts:
        for b in texts:
            same = a == b
            other = a != b
            out.append((same, other, a == "abc", "abc" != b))
    return out


def branches(texts):
    out = []
    for a in texts:
        for b in texts:
            if a == b:
                out.append("=")
            else:
                out.append("-")
            if a != b:
                out.append("/")
            out.append("!" if not a == "abc" else "x" if "abc" + str(len(out)) == b else "y")
            while a + "" != a if type(a) is str else False:
                out.append("never")
    return "".join(out)


def constants(n):
    out = []
    for i in range(n):
        out.append("hello"[i % 5] + ",".join(["a", str(i)]) + "{}".format(i) + "hello"[-1])
        if "hello"[i % 5] == "l":
            out.append("x".upper())
    return out


def replaced(n):
    out = []
    for i in range(n):
        if i == n // 2:
            builtins.ord = lambda c: -1
            builtins.chr = lambda n: "?"
        out.append((ord("abc"[i % 3]), chr(97 + i % 3)))
    return out


def depth(text):
    """At the very last level of recursion, too, ord() and chr() complain as they do."""

    def down(levels):
        if levels == 0:
            return ord(text[0]), chr(98), text == "abc"
        return down(levels - 1)

    limit = sys.getrecursionlimit()
    deepest = 0
    sys.setrecursionlimit(120)
    try:
        for levels in range(20, 119):
            try:
                down(levels)
                deepest = levels
            except RecursionError:
                break
    finally:
        sys.setrecursionlimit(limit)
    return deepest > 20


def escaping(n):
    """Operands that are temporaries, and are gone at once."""
    before = sys.getrefcount("a")
    for i in range(n):
        text = "ab" + str(i)
        text[0]
        ord(text[1])
        if text[0] + text[1] == "ab" + "":
            text = chr(ord(text[0]))
    return sys.getrefcount("a") - before, text


INDICES = [0, 1, -1, 2, -3, 5, 100, -100, True, 1.0, "a", None, 1 << 70]
for _ in range(3):
    show(characters, TEXTS, INDICES)
    show(numbers, [t for t in TEXTS if t is not None])
    show(compare, TEXTS)
    show(branches, TEXTS)
show(same_objects, "abc\xe9")
show(constants, 40)
show(depth, "abc")
show(escaping, 50)
ord_, chr_ = ord, chr
try:
    show(replaced, 40)
finally:
    builtins.ord, builtins.chr = ord_, chr_
