"""Text: made, compared, looked into."""


def text_index(n):
    text, total = "abcdefgh", 0
    for i in range(n):
        total += text[i & 7] == "c"
    return total


def text_compare(n):
    a, total = "abd", 0
    for _ in range(n):
        if a == "abc":
            total += 1
    return total


def text_concatenate(n):
    text, total = "ab", 0
    for _ in range(n):
        total += len(text + "x")
    return total


def text_grow(n):
    text = ""
    for _ in range(n):
        text += "x"
    return len(text)


def text_format(n):
    total = 0
    for i in range(n):
        total += len(f"{i} of {n}")
    return total


def text_percent(n):
    total = 0
    for i in range(n):
        total += len("%s-%d" % ("a", i))
    return total


def text_join(n):
    parts, total = ["a", "b", "c"], 0
    for _ in range(n):
        total += len("".join(parts))
    return total


def text_split(n):
    total = 0
    for _ in range(n):
        total += len("a b c".split())
    return total


def text_slice(n):
    text, total = "abcdefgh", 0
    for _ in range(n):
        total += len(text[2:5])
    return total


def text_methods(n):
    text, total = "abc", 0
    for _ in range(n):
        total += text.startswith("ab") + text.find("c")
    return total


def text_ord_chr(n):
    total = 0
    for i in range(n):
        total += ord(chr(97 + (i & 15)))
    return total


def bytes_build(n):
    total = 0
    for i in range(n):
        total += len(bytes((i & 255, 1)))
    return total
