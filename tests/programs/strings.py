"""Strings: joining, repeating, comparing, indexing, in loops that build them."""

# hot: build, repeat, caesar, palindrome, compare, count, interned, formatted, prefix
from support import show, table


def build(n):
    text = ""
    for i in range(n):
        text += str(i)
        text = text + ","
    return text


def repeat(text, n):
    return text * n, n * text, [text] * n, (text,) * n


def caesar(text, shift):
    out = []
    for c in text:
        if "a" <= c <= "z":
            out.append(chr((ord(c) - 97 + shift) % 26 + 97))
        else:
            out.append(c)
    return "".join(out)


def palindrome(text):
    i = 0
    j = len(text) - 1
    while i < j:
        if text[i] != text[j]:
            return False
        i += 1
        j -= 1
    return True


def compare(a, b):
    return a == b, a < b, a is b, a != b, a in b, a + b


def count(text, wanted):
    n = 0
    for c in text:
        if c == wanted:
            n += 1
    return n


def interned(text):
    seen = 0
    for c in text:
        for d in text:
            if c is d:
                seen += 1
    return seen


def formatted(a, b):
    return "%5.2f" % b, "{} {}".format(a, b)


def prefix(a, b):
    n = 0
    while n < len(a) and n < len(b) and a[n] == b[n]:
        n += 1
    return n


show(build, 30)
table(repeat, ["ab", ""], [0, 3, -1])
show(caesar, "hello, world", 3)
show(caesar, "hélло", 30)
table(palindrome, ["", "a", "abba", "abca", "été"])
table(compare, ["a", "é", "日本"], ["a", "éa", "日本"])
show(count, "mississippi", "s")
show(interned, "hello")
show(formatted, "x", 2.5)
show(formatted, 1, "x")
show(prefix, "flower", "flow")
