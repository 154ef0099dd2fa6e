"""Exceptions raised, handled, handled in groups, and finally."""

from __future__ import annotations

ASSERTIONS = """
def f(v, x):
    t = x + 1
    assert v, t
    assert t
    return t
def g(v, x):
    t = x * 2.5
    try:
        assert v, f"no {t}"
    except AssertionError as e:
        return caught(e), t
    return t
def bare_assert(v): assert v
for v in (1, 0, "", "s", None, [], 0.0):
    out.append(attempt(f, v, 1))
    out.append(attempt(f, v, -1))
    out.append(attempt(g, v, 1.5))
    out.append(attempt(bare_assert, v))
AssertionErrorHere = AssertionError
AssertionError = ValueError
out.append(attempt(bare_assert, 0))
"""

RAISING = """
class Bad(Exception):
    def __init__(self): raise OSError("made")
class NotAnInstance:
    pass
class Strange(Exception):
    def __new__(cls): return 5
def f(e, x):
    t = x + 1
    raise e
def handled(e, x):
    t = x + 0.5
    try:
        t *= 2
        raise own(e)
    except BaseException as c:
        return caught(c), t
def cause(e, c, x):
    t = x + 1
    try:
        raise e from c
    except BaseException as error:
        return caught(error), t
def plaincause(e, c): raise e from c
def nothing(x):
    x = x + 1
    raise
def again(e):
    try:
        raise e
    except ValueError:
        raise
def context(e):
    try:
        1 / 0
    except ZeroDivisionError:
        raise e
for make in (lambda: ValueError("v"), lambda: ValueError, lambda: Bad, lambda: KeyError("k"), lambda: 5, lambda: None, lambda: Strange,
             NotAnInstance, lambda: SystemExit(3), lambda: KeyboardInterrupt):
    out.append(attempt(f, make(), 1))
    out.append(attempt(handled, make(), 1.5))
    out.append(attempt(again, make()))
    out.append(attempt(context, make()))
    for c in (OSError("c"), OSError, None, 7, Bad):
        out.append(attempt(cause, make(), c, 1))
        out.append(attempt(plaincause, make(), c))
out.append(attempt(nothing, 1))
"""

EXCEPT = """
def f(error, wanted, x):
    t = x + 1
    try:
        try:
            t = t * 2
            raise error
        except wanted as e:
            t += 1
            return "inner", caught(e), t
        finally:
            t += 0.5
            out.append(t)
    except Exception as e:
        import sys
        return "outer", caught(e), t, caught(sys.exc_info()[1])

def again(error, x):
    try:
        t = x + 1.5
        try:
            raise error
        except KeyError:
            t += 1
            raise
        except (TypeError, ValueError) as e:
            raise RuntimeError(t) from e
    finally:
        out.append(t)

def unmatched(wanted):
    try:
        raise KeyError("k")
    except wanted:
        return 1

def loop(n):
    t = 0
    for i in range(n):
        try:
            if i % 3 == 1: raise ValueError(i)
            t += i
        except ValueError as e:
            t += e.args[0] * 10
            try:
                {}[t]
            except KeyError as k:
                t += 0.5
                out.append(caught(k))
    return t

for x in 1, 2.5:
    for error in ValueError("v"), KeyError("k"), TypeError("t"), OSError(2, "o"), ValueError:
        out.append(attempt(f, error, ValueError, x))
        out.append(attempt(f, error, (KeyError, OSError), x))
        out.append(attempt(again, error, x))
out.append(attempt(f, ValueError("v"), 7, 1))
out.append(attempt(f, ValueError("v"), (ValueError, 7), 1))
out.append(attempt(f, ValueError("v"), (7, ValueError), 1))
out.append(attempt(unmatched, ValueError))
out.append(attempt(unmatched, "KeyError"))
out.append(attempt(unmatched, own))
out.append(attempt(loop, 6))
"""

FINALLY = """
def f(e, x):
    t = x + 1
    for i in range(3):
        try:
            t += i * 0.5
            if e and i == 1: raise e
        finally:
            t = t * 2
            out.append(t)
            if i == 5: break
    return t
def nested(e):
    try:
        try:
            raise e
        finally:
            try:
                raise KeyError("inner")
            except KeyError:
                out.append("inner")
    except ValueError as v:
        return caught(v)
def returns(e, x):
    try:
        t = x + 1.5
        if e: raise e
        return t
    finally:
        t += 1
        out.append(t)
        if t > 10: return "swallowed"
def lasting(e):
    try:
        raise e
    except KeyError:
        with_line = 1
        raise
    finally:
        out.append("end")
for e in None, ValueError("v"), KeyError("k"):
    out.append(attempt(f, e, 1))
    out.append(attempt(f, e, 2.5))
    out.append(attempt(returns, e, 1))
    out.append(attempt(returns, e, 20))
    if e:
        out.append(attempt(nested, e))
        out.append(attempt(lasting, e))
"""

GROUPS = """
def f(error, first, second, x):
    t = x + 1
    try:
        try:
            t *= 2
            raise error
        except* first as e:
            t += 1
            out.append(["first", caught(e), t])
        except* second as e:
            t += 0.5
            out.append(["second", caught(e), t])
        else:
            out.append("else")
        finally:
            out.append("finally")
    except BaseException as e:
        return caught(e), t
    return t

def again(error):
    try:
        raise error
    except* ValueError:
        raise
    except* KeyError as e:
        raise TypeError("new") from e

def bare(error):
    try:
        raise error
    except* OSError:
        return_ = 1

def group(*errors): return ExceptionGroup("group", list(errors))
errors = [
    lambda: group(ValueError(1)),
    lambda: group(KeyError(2)),
    lambda: group(ValueError(1), KeyError(2)),
    lambda: group(ValueError(1), OSError(3)),
    lambda: group(group(ValueError(1), KeyError(2)), OSError(3), ValueError(4)),
    lambda: ValueError("naked"),
    lambda: OSError("naked"),
    lambda: BaseExceptionGroup("base", [KeyboardInterrupt("k"), ValueError(5)]),
]
for make in errors:
    out.append(attempt(f, make(), ValueError, KeyError, 1))
    out.append(attempt(f, make(), (ValueError, OSError), Exception, 1.5))
    out.append(attempt(again, make()))
    out.append(attempt(bare, make()))
out.append(attempt(f, group(ValueError(1)), 7, KeyError, 1))
out.append(attempt(f, group(ValueError(1)), ExceptionGroup, KeyError, 1))
out.append(attempt(f, group(ValueError(1)), (KeyError, ExceptionGroup), KeyError, 1))
"""
