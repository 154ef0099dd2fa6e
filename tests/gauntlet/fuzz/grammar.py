"""What random programs are made of: templates, and how often each is wanted.

In a template `<n>` stands for an expression of the kind n, `<n.>` for one that a dot or a bracket
may follow, `<=n>` for a variable of that kind, `<n!>` for a constant; `<word>` is an entry of
CHOICES or PARTS. The kinds: n number, o object of one of the program's classes, l list, t tuple,
s string, d dictionary, u what is none of these; `?` is any of them. The weights say what goes wrong
most in compiled code.
"""

from __future__ import annotations

KINDS = "nnnnooolltsdu"

CONSTANTS = {
    "n": """0 1 2 3 -1 -7 10 255 256 257 1000000 2**30 2**31-1 2**62 2**63-1 -2**63 2**63 2**64
        10**25 0.0 -0.0 0.5 1.5 -2.25 0.1 1e16 1e308 5e-324 float('inf') float('nan') True False""",
    "s": "'' 'a' 'ab' 'é' 'key' 'x' 'ab'*3",
    "l": "[] [1,2] [1.5,'a'] [0,1,2,3] [[1],[2]] [1.0,2.0,3.0] [2**70,1]",
    "t": "() (1,2) (1.5,) ('a','b') (1,2,3) (1,(2,3))",
    "d": "{} {'a':1} {1:2,2:3} {'key':[1]} {0:1.5,'x':2}",
    "u": "None None b'abc' bytearray(b'xyz') range(3) 1j {1,2} ... slice(1,2)",
}

CHOICES = {
    "arithmetic": "+ - * + - * + - * + - * / // % & | ^ >>",
    "assignment": "+= -= *= += -= *= //= /= %= &= |= <<=",
    "comparison": "< <= > >= == != < <= > >= == != is",
    "attribute": "x y z",
    "type": "int float (int,str) list",
    "error": "ValueError TypeError (ArithmeticError,LookupError) Exception Exception",
    "raised": "ValueError KeyError(1) TypeError(2) StopIteration",
    "few": "2 3 5",
    "ends": "3 6 10 1,7 5,0,-1",
    "part": "1: :2 : ::-1 0:1 -2:",
    "place": "0 1 2 -1 -2 True",
    "sequence": "list tuple",
}

# By kind: weight, template.
EXPRESSIONS = {
    "n": """
        16 (<n> <arithmetic> <n>)
        1 (-<n>)
        1 (~<n>)
        1 (+<n>)
        1 (<n> % 7)
        1 (<n> ** 2)
        1 (<n> << 31)
        6 <o.>.<attribute>
        5 <method call>
        4 <function call>
        3 <l.>[<index>]
        2 <t.>[<index>]
        1 <o.>[<index>]
        1 <o.>.p
        1 abs(<n>)
        1 int(<n>)
        1 float(<n>)
        1 min(<n>, <n>)
        1 max(<n>, <n>)
        1 round(<n>)
        1 len(<l>)
        1 len(<?>)
        1 sum(<l>)
        1 sum(k for k in <t>)
        1 divmod(<n>, <n>)[1]
        1 bool(<?>)
        1 int(<n>) & <n>
    """,
    "o": """
        5 <class>(<n>)
        4 <class>(<n>, <?>)
        2 <class>(<n>, y=<?>)
        4 (<=o> + <n>)
        2 (<=o> - <o>)
        1 (<=o> * <n>)
        3 <=o>.<attribute>
        2 <=l>[<index>]
        5 <=o>
    """,
    "l": """
        3 [<?>, <?>]
        1 [<?>, *<t>]
        1 (<l> + <l>)
        2 <l.>[<part>]
        1 list(<iterable>)
        1 (<l> * 2)
        1 sorted(<l>, key=lambda k: <=n>)
        6 [<element> for k in <iterable>]
        3 [<element> for k in <iterable> if <=?>]
    """,
    "t": """
        3 (<?>, <?>)
        2 (<?>, <=?>, <?>)
        1 (<?>, *<l>)
        1 (<t> + <t>)
        2 <t.>[<part>]
        1 tuple(<iterable>)
    """,
    "s": """
        3 (<s> + <s>)
        2 f'{<=n>}'
        1 f'{<=?>!s:>4}'
        1 str(<n>)
        1 <s.>.join([<s>, <s>])
        1 <s.>[<index>]
        1 <s.>[1:]
        1 ('%s' % (<=n>,))
        1 <s.>.upper()
    """,
    "d": """
        3 {<key>: <?>}
        1 {<key>: <?>, **<=d>}
        1 dict(a=<?>)
        1 {k: <=?> for k in <iterable>}
        1 (<=d> | <d>)
    """,
    "u": """
        1 (lambda *k: <=?>)
        1 <=o>.m0
        1 type(<=?>)
        1 getattr(<=o>, 'w', <=?>)
        1 <d.>.get(<n>)
        1 next(iter(<iterable>), None)
        2 <u!>
        3 <=?>
        1 (name := <?>)
        1 super(<class>, <=o>).m0()
        1 SHARED
    """,
}

ANYWHERE = """
    3 tick(<same>)
    2 (<same> if <condition> else <same>)
    1 (<same> or <same>)
    1 (<same> and <same>)
"""
"""Expressions of every kind; `<same>` is one of that kind."""

PARTS = {
    "condition": """
        8 <n> <comparison> <n>
        1 <n> < <n> <= <n>
        2 <=?>
        1 not <=?>
        2 <=?> is <=?>
        1 <=?> is None
        1 isinstance(<=?>, <type>)
        1 isinstance(<=?>, <class>)
        1 <?> in <l>
        1 <?> in <d>
        1 <o> <comparison> <o>
        1 <=?> and <=?>
        1 <=n> > 0 or <=?>
    """,
    "iterable": """
        4 range(<ends>)
        3 <l>
        2 <t>
        1 <d>
        1 <s>
        1 enumerate(<l>)
        1 zip(<l>, <t>)
        1 <d.>.items()
        1 (tick(k) for k in <l>)
        1 map(lambda k: <=?>, <l>)
        3 <generator call>
        1 iter(<o>)
        1 reversed(<l>)
    """,
    "index": """
        3 <place>
        2 <=n>
        1 <n>
    """,
    "key": """
        1 1
        1 'a'
        1 'key'
        1 <=n>
        1 <=s>
    """,
    "element": """
        2 k
        1 (k, <=?>)
        1 k + <=n>
        1 tick(k)
        1 <=o>.x
        1 [j for j in (k, k)]
        1 (lambda: (k, <=?>))()
    """,
    "target": """
        4 <=n>
        3 <=o>.<attribute>
        1 <=l>[<index>]
        1 <=d>['a']
    """,
}

SIMPLE = """
    8 <target> <assignment> <n>
    1 <=l> += <l>
    1 <=s> += <s>
    6 <=o>.<attribute> = <n>
    3 <=o>.<attribute> = <?>
    3 <=l>[<index>] = <?>
    1 <=l>[<part>] = <l>
    2 <=d>[<key>] = <?>
    2 <=?>, <=?> = <=?>, <=?>
    1 <=?> = <=?> = <?>
    2 <=?> = <=?>
    1 <=?>, <=?> = <t>
    1 <=?>, *<=l> = <l>
    1 <=?>, <=?>, <=?> = <=?>, <=?>, <n>
    1 (<=?>, <=?>), <=?> = <t>, <=?>
    2 <=l>.append(<?>)
    1 <=l>.pop()
    1 <=o>.m1(<?>)
    1 <method call>
    1 <function call>
    1 tick()
    1 setattr(<=o>, 'x', <n>)
    1 <=d>.update(<=d>)
    1 del <=?>
    1 del <=o>.<attribute>
    1 del <=l>[<index>]
    1 del <=d>[<key>]
    1 collect()
    1 if <condition>: raise <raised>
    1 assert <condition>
"""

OBSERVATIONS = """
    2 note(<=?>, <=?>)
    1 note(<=?> is <=?>)
    3 refs(getrefcount(<=?>), <=?>)
    2 refs(getrefcount(<=n>), <=n>)
    2 refs(getrefcount(<=o>), <=o>)
    1 refs(getrefcount(<=o>.x), <=o>.x)
    1 note(<?>)
    1 peek()
    1 look()
"""
"""In these a variable that is named twice is the same one."""

CHANGES = """
    2 <class>.z = <n>
    2 <class>.m0 = lambda self: self.y
    1 <class>.m0 = lambda self: tick(self.x)
    1 <class>.m0 = lambda self: self
    1 <class>.m2 = lambda self, v, w=2: w
    1 <class>.__add__ = lambda self, other: NotImplemented
    1 <class>.__add__ = lambda self, other: other
    1 <class>.__init__ = lambda self, x, y=5: setattr(self, 'x', y)
    1 <class>.y = property(lambda self: self.x)
    1 if 'y' in vars(<class>): del <class>.y
    1 <class>.__getattribute__ = lambda self, name: object.__getattribute__(self, name)
    1 globals()['f0'] = lambda *rest: tick(1.5)
    1 globals()['SHARED'] = <?>
    1 globals()['len'] = lambda k: 7
    1 globals().pop('len', None)
    1 <=o>.__class__ = <class>
    1 <=o>.__dict__ = {'x': <n>}
    1 <=o>.__dict__['x'] = <n>
"""
"""What compiled code relies on is changed."""

YIELDS = """
    2 <=?> = yield <?>
    1 yield <?>
    1 <=?> = yield from <generator call>
    1 <=n> = <n> + (yield <=?>)
"""

# ---- functions ----

METHODS = {
    "m0(self)": """
        3 return self.x
        1 return self.y
        1 return self
        1 return (self.x, self.y)
        1 return <n>
    """,
    "m1(self, v)": """
        3 self.x = v
        1 self.y = self.x; self.x = v
        1 self.w = v; return v
        1 return tick(v)
        1 self.x = v; return self
    """,
    "m2(self, v, w=1)": """
        1 return <n>
        1 return <n> if <condition> else <n>
        1 v = <n>; return <n>
    """,
}

SPECIAL = {
    "__add__(self, other)": """
        1 return self
        1 return self.x + other
        1 return type(self)(other, self.y)
        1 return NotImplemented
    """,
    "__radd__(self, other)": """
        1 return other
        1 return self.x
    """,
    "__sub__(self, other)": """
        1 return self.x - other.x
        1 return tick(other)
    """,
    "__mul__(self, other)": """
        1 return self.x * 2
        1 return NotImplemented
    """,
    "__iadd__(self, other)": """
        1 self.x += 1; return self
        1 return other
    """,
    "__neg__(self)": """
        1 return self
        1 return tick(-1)
    """,
    "__eq__(self, other)": """
        1 return self is other
        1 return tick(True)
        1 return NotImplemented
        1 return isinstance(other, type(self)) and self.x == other.x
    """,
    "__lt__(self, other)": """
        1 return self.x < other.x
        1 return tick(1)
        1 return NotImplemented
    """,
    "__getitem__(self, key)": """
        1 return (self.x, key)
        1 return tick(key)
        1 return self.y[key]
    """,
    "__setitem__(self, key, value)": """
        1 self.x = value
        1 tick()
    """,
    "__len__(self)": """
        1 return 2
        1 return self.x
        1 return tick(3)
    """,
    "__bool__(self)": """
        1 return self.x != 2
        1 return tick(True)
        1 return 1
    """,
    "__contains__(self, item)": """
        1 return item is self.x
        1 return tick(False)
    """,
    "__iter__(self)": """
        1 return iter((self.x, self.y))
        1 yield self.x; yield tick(self.y)
        1 return self
    """,
    "__next__(self)": """
        1 raise StopIteration
    """,
    "__call__(self, *rest)": """
        1 return self.x
        1 return rest
    """,
    "__enter__(self)": """
        1 return self
        1 return tick(self.x)
    """,
    "__exit__(self, *rest)": """
        1 return False
        1 note(rest[0]); return self.x == 1
        1 tick()
    """,
    "__del__(self)": """
        1 died(type(self))
        1 died(type(self), self.x)
        1 died(type(self), raising=True)
    """,
    "__getattr__(self, name)": """
        1 return 5 if name == 'w' else tick(2.5)
        1 raise AttributeError(name)
    """,
    "__index__(self)": """
        1 return 1
        1 return tick(0)
    """,
}

GENERATOR = """
    1 yield k
    1 yield v
    1 yield (k, v)
    1 v = yield tick(k)
"""

PATTERNS = """
    1 1 | 2
    1 int() as <=?>
    1 [<=?>, *_]
    1 {'a': <=?>}
    1 str(<=?>)
    1 None
    1 <class>(x=<=?>)
"""
