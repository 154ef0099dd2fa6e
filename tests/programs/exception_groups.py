"""`except*` in all its forms: what matches, what is left, what is raised in the end, and how it looks."""

# hot: caught, split, several, naked, nothing_matches, bare_raise, raises_new, raises_from, chained
# hot: nested, in_loop, derived, notes, odd_types, finally_and_else, handled_inside, returns_after
# hot: all_at_once, again_by_name, split_is_odd, deep
import sys
import traceback

from support import show


def shape(error):
    """An exception with everything in it, to any depth."""
    if not isinstance(error, BaseExceptionGroup):
        return repr(error)
    return type(error).__name__, error.args[0], [shape(each) for each in error.exceptions]


def group(*members):
    return ExceptionGroup("group", list(members))


def tree():
    return group(ValueError(1), group(TypeError(2), ValueError(3)), OSError(4))


def caught(error):
    result = "not caught"
    try:
        raise error
    except* ValueError as found:
        result = "caught", shape(found), found is error
    return result


def returns_after(error):
    result = []
    try:
        raise error
    except* ValueError as found:
        result.append(shape(found))
    result.append(sys.exc_info()[1])
    return result


def split(error):
    result = []
    try:
        try:
            raise error
        except* TypeError as found:
            result.append(("types", shape(found), shape(sys.exc_info()[1])))
    except BaseException as rest:
        result.append(("rest", shape(rest), rest is error, rest.__context__))
    return result


def several(error):
    result = []
    try:
        raise error
    except* (KeyError, TypeError) as found:
        result.append((1, shape(found)))
    except* ValueError as found:
        result.append((2, shape(found)))
    except* Exception as found:
        result.append((3, shape(found)))
    else:
        result.append("nothing")
    finally:
        result.append(sys.exc_info()[1])
    return result


def naked(error):
    try:
        raise error
    except* OSError as found:
        result = shape(found), found.exceptions[0] is error, found.__traceback__, found.__context__
    return result


def nothing_matches(error):
    try:
        raise error
    except* KeyboardInterrupt:
        print("no")


def bare_raise(error):
    try:
        raise error
    except* ValueError:
        raise
    except* TypeError:
        print("types")


def raises_new(error):
    try:
        raise error
    except* ValueError as found:
        raise LookupError("in the first")
    except* TypeError as found:
        raise ArithmeticError("in the second")


def raises_from(error):
    try:
        raise error
    except* ValueError as found:
        raise LookupError("because") from found


def chained(error):
    try:
        try:
            {}["k"]
        except KeyError:
            raise error
    except* ValueError:
        1 // 0


def nested(error):
    result = []
    try:
        try:
            raise error
        except* ValueError as outer:
            try:
                raise group(KeyError(5), outer)
            except* KeyError as inner:
                result.append((shape(inner), sys.exc_info()[1] is inner))
            result.append(sys.exc_info()[1] is outer)
    except* BaseException as rest:
        result.append(shape(rest))
    return result


def in_loop(n):
    total = 0.5
    for i in range(n):
        try:
            if i % 3 == 0:
                raise group(ValueError(i), TypeError(i))
            if i % 3 == 1:
                raise ValueError(i)
            total += i
        except* ValueError as found:
            total += len(found.exceptions)
        except* TypeError:
            total -= 0.25
    return total


class Derived(ExceptionGroup):
    def __new__(cls, message, members, code=0):
        made = super().__new__(cls, message, members)
        made.code = code
        return made

    def derive(self, members):
        print("derive", [repr(each) for each in members])
        return Derived(self.message, members, self.code + 1)


class WrongDerive(BaseExceptionGroup):
    def derive(self, members):
        return members


class FailingDerive(ExceptionGroup):
    def derive(self, members):
        raise RuntimeError("derive")


class OddSplit(ExceptionGroup):
    result = None

    def split(self, types):
        if self.result is None:
            raise RuntimeError("split")
        return self.result


def derived(error):
    result = []
    try:
        try:
            raise error
        except* ValueError as found:
            result.append((shape(found), found.code))
            raise
        except* KeyError as found:
            result.append((shape(found), found.code))
    except BaseExceptionGroup as rest:
        result.append((shape(rest), rest.code))
    return result


def notes(error):
    result = []
    try:
        try:
            raise error
        except* ValueError as found:
            result.append((found.__notes__, found.__notes__ is error.__notes__))
            raise
        except* TypeError as found:
            result.append(found.__notes__)
            raise
    except BaseException as rest:
        result.append((shape(rest), getattr(rest, "__notes__", None)))
    return result


def odd_types(error, types):
    result = None
    try:
        raise error
    except* types as found:
        result = shape(found)
    return result


def finally_and_else(error):
    log = []
    try:
        if error is not None:
            raise error
    except* ValueError as found:
        log.append(shape(found))
    else:
        log.append("else")
    finally:
        log.append("finally")
        print(log)


def handled_inside(error):
    try:
        raise error
    except* ValueError:
        try:
            {}["k"]
        except KeyError as inner:
            print(shape(inner.__context__))
        print(shape(sys.exc_info()[1]))
        raise


def all_at_once(error):
    try:
        raise error
    except* ValueError:
        raise
    except* TypeError:
        raise
    except* OSError as found:
        raise found


def again_by_name(error):
    try:
        raise error
    except* ValueError as found:
        raise found
    except* TypeError as found:
        raise found from None


def split_is_odd(error):
    result = []
    try:
        raise error
    except* KeyError as found:
        result.append(repr(found))
    except* TypeError as found:
        result.append(repr(found))
    return result


def deep(depth):
    error = ValueError(depth)
    for i in range(depth):
        error = ExceptionGroup(str(i), [error, TypeError(i)])
    count = 0
    try:
        try:
            raise error
        except* ValueError:
            raise
        except* KeyError:
            pass
    except ExceptionGroup as rest:
        while isinstance(rest, ExceptionGroup):
            count += len(rest.exceptions)
            rest = rest.exceptions[0]
    return count


def noted(error):
    error.add_note("a note")
    return error


def odd_notes(error):
    error.__notes__ = 5
    return error


def attempt(function, *arguments):
    """As show(), for what no `except Exception` catches."""
    try:
        show(function, *arguments)
    except BaseException as error:
        traceback.print_exc()
        print(shape(error), shape(error.__context__), shape(error.__cause__))


for _ in range(2):
    functions = [
        caught,
        returns_after,
        split,
        several,
        nothing_matches,
        bare_raise,
        raises_new,
        raises_from,
        chained,
        nested,
        finally_and_else,
        handled_inside,
        all_at_once,
        again_by_name,
    ]
    for function in functions:
        print("----", function.__name__)
        attempt(function, tree())
        attempt(function, ValueError("naked"))
        attempt(function, group(TypeError(6)))
        attempt(function, BaseExceptionGroup("base", [KeyboardInterrupt(), ValueError(7)]))
        attempt(function, KeyboardInterrupt("naked"))
    attempt(finally_and_else, None)
    attempt(naked, OSError(5, "text"))
    attempt(naked, FileNotFoundError(2, "text"))
    attempt(in_loop, 30)
    for error in (
        Derived(
            "d", [ValueError(1), KeyError(2), Derived("e", [ValueError(3), OSError(4)], 10)], 1
        ),
        Derived("d", [ValueError(1)], 1),
    ):
        attempt(derived, error)
    attempt(split, WrongDerive("w", [ValueError(1), TypeError(2)]))
    attempt(split, FailingDerive("f", [ValueError(1), TypeError(2)]))
    attempt(bare_raise, FailingDerive("f", [ValueError(1), TypeError(2)]))
    attempt(notes, noted(tree()))
    attempt(notes, noted(group(noted(ValueError(1)), noted(TypeError(2)), OSError())))
    attempt(split, odd_notes(tree()))
    types = [
        ValueError,
        (ValueError, TypeError),
        (),
        5,
        "ValueError",
        (ValueError, 5),
        ExceptionGroup,
        BaseExceptionGroup,
        (ValueError, Derived),
        Derived,
        None,
        int,
        BaseException,
    ]
    for each in types:
        attempt(odd_types, tree(), each)
        attempt(odd_types, ValueError(8), each)
    attempt(split_is_odd, OddSplit("o", [ValueError(1)]))
    for OddSplit.result in ((None, None), (None, group(OSError())), (TypeError(5), None)):
        attempt(split_is_odd, OddSplit("o", [ValueError(1)]))
    OddSplit.result = None
    attempt(deep, 3)
    attempt(deep, 50)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(150)
    attempt(deep, 200)
    sys.setrecursionlimit(limit)
