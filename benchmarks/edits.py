"""Edits of pyperformance's programs, for runs whose results are compared.

SHOWN makes visible what a program computes and throws away: `keep(value)` takes note of it. What a
benchmark function returns, its locals when it asks for the time, and the program's globals at the
end are seen anyway.

SHORTENED makes a program short enough for torture, where every call may cost a garbage collection.
Sizes are written into the programs, so they are edited. The old text must be there, or the run
fails: an edit can't get lost.
"""

from __future__ import annotations

Edits = dict[str, tuple[tuple[str, str], ...]]

SHOWN: Edits = {
    "nqueens": (("    list(n_queens(queen_count))", "    return list(n_queens(queen_count))"),),
    "chaos": (("        if filename:\n            write_ppm(im, filename)", "        keep(im)"),),
    "generators": (
        ("for _ in iterable:\n            pass", "for _ in iterable:\n            keep(_)"),
    ),
    "coroutines": (
        (
            "except StopIteration:\n            pass",
            "except StopIteration as s:\n            keep(s.value)",
        ),
    ),
    "async_generators": (("(100000)):\n        pass", "(100000)):\n        keep(_)"),),
    "json_dumps": (("json.dumps(obj)\n", "keep(json.dumps(obj))\n"),),
    "json_loads": (("        json.loads(obj)\n", "        keep(json.loads(obj))\n"),),
    "pickle": (
        ("dumps = pickle.dumps\n", "dumps = keeping(pickle.dumps)\n"),
        ("loads = pickle.loads\n", "loads = keeping(pickle.loads)\n"),
    ),
    "regex_compile": (
        (
            "    regexes = capture_regexes()\n",
            "    regexes = capture_regexes()\n"
            "    re._compiler._code = keeping(re._compiler._code)\n",
        ),
    ),
    "typing_runtime_protocols": (
        ("isinstance(instance, protocol)\n", "keep(isinstance(instance, protocol))\n"),
    ),
}

# A small archive for the decompressor, and the end of its check for the large one's content.
ARCHIVE = """import bz2, random, tempfile
    text = bytes(random.Random(1).choice(b"abcdefgh ") for _ in range(300))
    __folder = tempfile.TemporaryDirectory()
    os.chdir(__folder.name)
    filename = "small.bz2"
    with open(filename, "wb") as small:
        small.write(bz2.compress(text))
"""

SHORTENED: Edits = {
    "nbody": (("DEFAULT_ITERATIONS = 20000", "DEFAULT_ITERATIONS = 60"),),
    "fannkuch": (("DEFAULT_ARG = 9", "DEFAULT_ARG = 6"),),
    "spectral_norm": (("DEFAULT_N = 130", "DEFAULT_N = 8"),),
    "float": (("POINTS = 100000", "POINTS = 300"),),
    "chaos": (
        ("DEFAULT_WIDTH = 256", "DEFAULT_WIDTH = 16"),
        ("DEFAULT_HEIGHT = 256", "DEFAULT_HEIGHT = 16"),
        ("DEFAULT_ITERATIONS = 5000", "DEFAULT_ITERATIONS = 100"),
    ),
    "raytrace": (
        ("DEFAULT_WIDTH = 100", "DEFAULT_WIDTH = 5"),
        ("DEFAULT_HEIGHT = 100", "DEFAULT_HEIGHT = 5"),
    ),
    "scimark": (
        ("bench_SOR, 100, 10,", "bench_SOR, 10, 3,"),
        ("1000, 50 * 1000)", "40, 400)"),
        ("100 * 1000,)", "400,)"),
        ("bench_LU, 100,)", "bench_LU, 10,)"),
        ("bench_FFT, 1024, 50)", "bench_FFT, 32, 2)"),
    ),
    "crypto_pyaes": (('possibly go wrong? " * 500', 'possibly go wrong? " * 2'),),
    "nqueens": (("queen_count = 8", "queen_count = 5"),),
    "pyflate": (
        (
            "    filename = os.path.join(os.path.dirname(__file__),\n"
            '                            "data", "interpreter.tar.bz2")\n',
            "    " + ARCHIVE,
        ),
        ('!= "afa004a630fe072901b1d9628b960974"', '== ""'),
    ),
    "richards": (("IdleTask(I_IDLE, 1, 10000,", "IdleTask(I_IDLE, 1, 60,"),),
    "richards_super": (("IdleTask(I_IDLE, 1, 10000,", "IdleTask(I_IDLE, 1, 60,"),),
    "deltablue": (("    n = 100\n", "    n = 4\n"),),
    "go": (("GAMES = 200", "GAMES = 2"), ("MAXMOVES = SIZE * SIZE * 3", "MAXMOVES = 30")),
    "hexiom": (("DEFAULT_LEVEL = 25", "DEFAULT_LEVEL = 2"),),
    "generators": (("(100000)", "(200)"),),
    "coroutines": (("fibonacci(25)", "fibonacci(8)"),),
    "async_generators": (("(100000)", "(60)"),),
    "json_dumps": (
        ("EMPTY = ({}, 2000)", "EMPTY = ({}, 40)"),
        ("SIMPLE = (SIMPLE_DATA, 1000)", "SIMPLE = (SIMPLE_DATA, 20)"),
        ("NESTED = (NESTED_DATA, 1000)", "NESTED = (NESTED_DATA, 20)"),
        ("[NESTED[0]] * 1000", "[NESTED[0]] * 20"),
    ),
    "pickle": (("(DICT, TUPLE, DICT_GROUP)", "(DICT,)"),),
    "pidigits": (("DEFAULT_DIGITS = 2000", "DEFAULT_DIGITS = 40"),),
    "meteor_contest": (
        ("SOLVE_ARG = 60", "SOLVE_ARG = 1"),
        ('raise ValueError("unexpected solutions")', "pass"),
    ),
    "telco": (("range(5000)", "range(200)"),),
    "regex_compile": (("regexes = capture_regexes()", "regexes = capture_regexes()[:12]"),),
    "unpack_sequence": (),
    "async_tree": (
        ("NUM_RECURSE_LEVELS = 6", "NUM_RECURSE_LEVELS = 2"),
        ("NUM_RECURSE_BRANCHES = 6", "NUM_RECURSE_BRANCHES = 3"),
    ),
    "mako": (
        ("table_size = 150", "table_size = 4"),
        ("nparagraph = 50", "nparagraph = 3"),
        ("img_count = 50", "img_count = 3"),
    ),
    "django_template": (("DEFAULT_SIZE = 100", "DEFAULT_SIZE = 4"),),
}
