"""The standard library's parser and compiler of regular expressions, as an example of real code."""

# hot: parse
import re
import sys

compiler = sys.modules["re._compiler"]
parser = sys.modules["re._parser"]

PATTERNS = [
    r"a|b|c",
    r"(\d+)-(?P<word>\w+)",
    r"^\s*(?:x{2,5}?|[^a-z_]+)*$",
    r"(?i:[à-ü])(?=b)(?!c)(?<=d)",
    r"(a)(?(1)b|c)",
    r"[\[\]\-^]",
    r"\bword\b",
    r"(?#comment)(?x) a b ",
    r"a**",
    r"(",
    r"[z-a]",
    r"(?P=x)",
]


def parse(pattern):
    return compiler._code(parser.parse(pattern), 0)


for pattern in PATTERNS:
    for _ in range(2):
        try:
            print(pattern, parse(pattern))
        except re.error as error:
            print(pattern, "error", error)
print(re.sub(r"(\w)(\w*)", r"\2\1", "hello there world"), re.split(r"[,;]\s*", "a, b;c"))
