# group: applications
"""Text processing: words are split, normalised, counted, wrapped and put into a report."""

import re
from collections import Counter, defaultdict

SIZE, SMALL = 60, 4

TEXT = """The interpreter reads a program, one instruction after the other; a compiler reads it
once. What the compiler knows about a value it need not ask again: that it is a number, that a list
has eight items, that nobody else looks. "So," says the reader, "who tells the compiler?" The
program itself does, while it runs."""
WORD = re.compile(r"[A-Za-z']+")


def normalise(word):
    word = word.lower().strip("'")
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


def wrap(words, width):
    lines, line, length = [], [], 0
    for word in words:
        if line and length + 1 + len(word) > width:
            lines.append(" ".join(line))
            line, length = [], 0
        length += len(word) + (1 if line else 0)
        line.append(word)
    if line:
        lines.append(" ".join(line))
    return lines


def caesar(text, by):
    shifted = []
    for character in text:
        if "a" <= character <= "z":
            character = chr((ord(character) - 97 + by) % 26 + 97)
        elif "A" <= character <= "Z":
            character = chr((ord(character) - 65 + by) % 26 + 65)
        shifted.append(character)
    return "".join(shifted)


def run(size):
    counts, places = Counter(), defaultdict(list)
    lines = []
    for number in range(size):
        text = caesar(caesar(TEXT, number % 26), -number % 26)
        for place, match in enumerate(WORD.finditer(text)):
            word = normalise(match.group())
            counts[word] += 1
            places[word].append((number, place))
        lines += wrap(text.split(), 30 + number % 40)
    report = [f"{word:<12}{count:>5} {places[word][-1]}" for word, count in counts.most_common(8)]
    return report, len(lines), max(map(len, lines))
