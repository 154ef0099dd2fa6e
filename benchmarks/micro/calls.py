"""Calls: functions, methods, constructors, operators, and how arguments get there."""


def _plain(a, b):
    return a


def _defaults(a, b=2, c=3):
    return c


def _keywords(a, *, b):
    return b


def _star(*arguments):
    return arguments


def _stars(**options):
    return options


class _Thing:
    def __init__(self, value=1):
        self.value = value

    def get(self):
        return self.value

    def same(self, other):
        return self

    @classmethod
    def of_class(cls):
        return 1

    @staticmethod
    def of_nothing():
        return 1

    def __add__(self, other):
        return self

    def __radd__(self, other):
        return self

    def __iadd__(self, other):
        self.value += other
        return self

    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return False

    def __getitem__(self, index):
        return index

    def __setitem__(self, index, value):
        self.value = index

    def __contains__(self, item):
        return item == 1

    def __len__(self):
        return 3

    def __bool__(self):
        return True

    def __call__(self, value):
        return value

    def __hash__(self):
        return 5


class _Derived(_Thing):
    def __init__(self, value):
        super().__init__(value)

    def get(self):
        return super().get()


def function_call(n):
    result = None
    for i in range(n):
        result = _plain(i, 2)
    return result


def function_defaults(n):
    total = 0
    for i in range(n):
        total += _defaults(i)
    return total


def function_keywords(n):
    total = 0
    for i in range(n):
        total += _keywords(i, b=2)
    return total


def function_star_arguments(n):
    total = 0
    for i in range(n):
        total += len(_star(i, 2, 3))
    return total


def function_star_star_arguments(n):
    total = 0
    for i in range(n):
        total += len(_stars(a=i, b=2))
    return total


def call_with_star(n):
    arguments, result = (1, 2), 0
    for _ in range(n):
        result += _plain(*arguments)
    return result


def call_with_star_star(n):
    options, result = {"b": 2}, 0
    for _ in range(n):
        result += _defaults(1, **options)
    return result


def recursion(n):
    def fibonacci(k):
        return k if k < 2 else fibonacci(k - 1) + fibonacci(k - 2)

    total = 0
    for _ in range(n // 40 + 1):
        total += fibonacci(8)
    return total


def method_call(n):
    thing, total = _Thing(), 0
    for _ in range(n):
        total += thing.get()
    return total


def method_bound(n):
    get, total = _Thing().get, 0
    for _ in range(n):
        total += get()
    return total


def class_method(n):
    total = 0
    for _ in range(n):
        total += _Thing.of_class()
    return total


def static_method(n):
    total = 0
    for _ in range(n):
        total += _Thing.of_nothing()
    return total


def constructor(n):
    thing = None
    for i in range(n):
        thing = _Thing(i)
    return thing.value


def constructor_of_subclass(n):
    thing = None
    for i in range(n):
        thing = _Derived(i)
    return thing.value


def super_call(n):
    thing, total = _Derived(1), 0
    for _ in range(n):
        total += thing.get()
    return total


def closure_read(n):
    cell = 3

    def inner():
        return cell

    total = 0
    for _ in range(n):
        total += inner()
    return total


def closure_write(n):
    cell = 0

    def inner():
        nonlocal cell
        cell += 1

    for _ in range(n):
        inner()
    return cell


def closure_made(n):
    total = 0
    for i in range(n):
        inner = lambda: i
        total += inner()
    return total


def decorated(n):
    def decorate(function):
        def wrapper(*arguments, **options):
            return function(*arguments, **options)

        return wrapper

    wrapped, result = decorate(_plain), None
    for i in range(n):
        result = wrapped(i, 2)
    return result


def operator_add(n):
    thing = other = _Thing()
    for _ in range(n):
        other = thing + other
    return other is thing


def operator_reflected(n):
    thing, other = _Thing(), None
    for _ in range(n):
        other = 1 + thing
    return other is thing


def operator_in_place(n):
    thing = _Thing()
    for _ in range(n):
        thing += 2
    return thing.value


def operator_compare(n):
    thing, total = _Thing(), 0
    for _ in range(n):
        if thing == 1 and not thing < 1:
            total += 1
    return total


def operator_subscript(n):
    thing, total = _Thing(), 0
    for i in range(n):
        total += thing[i]
    return total


def operator_subscript_store(n):
    thing = _Thing()
    for i in range(n):
        thing[i] = 1
    return thing.value


def operator_contains(n):
    thing, total = _Thing(), 0
    for _ in range(n):
        total += 1 in thing
    return total


def operator_len(n):
    thing, total = _Thing(), 0
    for _ in range(n):
        total += len(thing)
    return total


def operator_truth(n):
    thing, total = _Thing(), 0
    for _ in range(n):
        if thing:
            total += 1
    return total


def operator_hash(n):
    thing = _Thing()
    table, total = {thing: 2}, 0
    for _ in range(n):
        total += table[thing]
    return total


def callable_object(n):
    thing, total = _Thing(), 0
    for i in range(n):
        total += thing(i)
    return total
