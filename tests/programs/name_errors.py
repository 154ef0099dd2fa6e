"""Names without a value, of every kind: types, texts, attributes, suggestions; and that the handler goes on."""

# hot: global_name, builtin_name, deleted_global, delete_global, local_name, deleted_local, in_handler
# hot: in_loop, free_name.<locals>.inner, own_cell, deleted_cell, deleted_free.<locals>.delete, suggested, many
# hot: class_body, class_cell, class_delete, no_build_class, raw_values, after_error, argument_deleted
import builtins
import sys

from support import show


def about(error):
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        frames.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    return type(error).__name__, str(error), getattr(error, "name", "-"), error.args, frames


def global_name():
    return no_such_name


def builtin_name():
    return lenn(())


def deleted_global():
    global made
    made = 1
    del made
    try:
        return made
    except NameError as error:
        return about(error)


def delete_global():
    global never_made
    try:
        del never_made
    except NameError as error:
        return about(error)


def local_name(flag):
    if flag:
        value = 1.5
    try:
        return value
    except UnboundLocalError as error:
        return about(error), error.name


def deleted_local(value):
    del value
    try:
        del value
    except NameError as error:
        return about(error)


def argument_deleted(first, second=2.5, *rest, third=3, **others):
    result = []
    for i in range(3):
        try:
            if i == 0:
                del first, second, third
                first
            elif i == 1:
                del rest
                rest
            else:
                del others
                others
        except UnboundLocalError as error:
            result.append(str(error))
    return result


def in_handler(n):
    result = []
    for i in range(n):
        try:
            1 // (i % 2)
        except ZeroDivisionError:
            try:
                inner
            except UnboundLocalError as error:
                result.append((str(error), type(error.__context__).__name__))
            inner = i
            del inner
    return result


def in_loop(n):
    """The error is the rule, and numbers are raw when it comes."""
    total, errors = 0.0, 0
    for i in range(n):
        total += i * 0.5
        try:
            if i % 4 == 0:
                x = i * 2
            total += x
            del x
        except UnboundLocalError:
            errors += 1
    return total, errors


def raw_values(n):
    a, b = 1, 2.5
    for i in range(n):
        a += i
        b *= 1.5
        if i == n - 1:
            try:
                missing
            except UnboundLocalError as error:
                seen = error.__traceback__.tb_frame.f_locals
                return a, b, i, {name: seen[name] for name in ("a", "b", "i")}
    missing = 1


def after_error(n):
    """The values that were on the stack are gone, and nothing else."""
    result = []
    for i in range(n):
        try:
            result.append([i, i * 1.5, (i, str(i), absent)])
        except UnboundLocalError:
            result.append(i)
    return result
    absent = 1


def free_name(flag):
    def inner():
        try:
            return value
        except NameError as error:
            return about(error), error.name, isinstance(error, UnboundLocalError)

    first = inner()
    value = 1
    second = inner()
    del value
    return first, second, inner()


def own_cell():
    try:
        value
    except NameError as error:
        return about(error), error.name
    value = 1
    return lambda: value


def deleted_cell(value):
    show = lambda: value
    del value
    try:
        show()
    except NameError as error:
        first = about(error)
    try:
        del value
    except NameError as error:
        return first, about(error)


def deleted_free():
    value = 1

    def delete():
        nonlocal value
        try:
            del value
        except NameError as error:
            return about(error)

    return delete(), delete()


def suggested(kind):
    sentence = "sentence"
    try:
        if kind == 0:
            sentense
        elif kind == 1:
            lenght
        elif kind == 2:
            printt
        elif kind == 3:
            zzzzzzzzzzzzzzz
        elif kind == 4:
            sys.exc_infoo
        else:
            sentenc = sentenc
    except (NameError, AttributeError):
        sys.__excepthook__(*sys.exc_info())
        return sys.exc_info()[1].name


length = 5


def many():
    result = []
    for i in range(4):
        try:
            try:
                undefined_a
            except NameError:
                undefined_b
            finally:
                result.append(i)
        except NameError as error:
            result.append((error.name, error.__context__.name))
    return result


def class_body(kind):
    try:

        class Made:
            if kind == 0:
                undefined_in_class
            elif kind == 1:
                del undefined_in_class
            elif kind == 2:
                x = 1
                del x
                x
            elif kind == 3:
                length = length + 1
                found = length
                del length
                again = length
            elif kind == 4:

                def method(self):
                    return found

                found = 1
                method(None)
    except NameError as error:
        return about(error)
    return Made.found, Made.again


def class_cell(flag):
    if flag:
        value = 10

    class Made:
        try:
            taken = value
        except NameError as error:
            taken = about(error)
        value = "own"
        own = value
        try:
            del value
            again = value
        except NameError as error:
            again = about(error)

    value = Made
    return Made.taken, Made.own, Made.again


def class_delete():
    class Made:
        x = 1
        del x
        try:
            del x
        except NameError as error:
            text = about(error)

    return Made.text, hasattr(Made, "x")


def no_build_class():
    kept = builtins.__build_class__
    del builtins.__build_class__
    try:

        class Made:
            pass
    except NameError as error:
        return about(error), error.name
    finally:
        builtins.__build_class__ = kept


for _ in range(3):
    show(global_name)
    show(builtin_name)
    show(deleted_global)
    show(delete_global)
    show(local_name, True)
    show(local_name, False)
    show(deleted_local, 1)
    show(argument_deleted, 1)
    show(in_handler, 5)
    show(in_loop, 50)
    show(raw_values, 12)
    show(after_error, 4)
    show(free_name, 0)
    show(own_cell)
    show(deleted_cell, 1)
    show(deleted_free)
    for kind in range(6):
        show(suggested, kind)
    show(many)
    for kind in range(5):
        show(class_body, kind)
    show(class_cell, True)
    show(class_cell, False)
    show(class_delete)
    show(no_build_class)
