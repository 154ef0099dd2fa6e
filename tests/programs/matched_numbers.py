# hot: classify, keyed, sized, Wrapped.__init__, nested, after_a_mapping, after_a_sequence
"""`match` on what is only a raw number so far."""


def classify(x):
    match x + 1:
        case {1: y}:
            return "mapping", y
        case [a, *_]:
            return "sequence", a
        case 3 | 3.5:
            return "number"
        case int():
            return "int"
        case float(value):
            return "float", value
    return "nothing"


def after_a_mapping(a, n):
    """The mapping was where the number would be, if that had a box."""
    for i in range(n):
        y = {1: a, 2: a}[1]
        match i << 1:
            case {1: b}:
                return "mapping", b, y
            case {1: i}:
                return "the same", y
    return i


def after_a_sequence(a, n):
    for i in range(n):
        y = [a, a][1]
        match i << 1:
            case [b, _]:
                return "sequence", b, y
            case [i, _]:
                return "the same", y
    return i


def keyed(x, y):
    match x * y, {x: y}:
        case (z, {2: w}):
            return z, w
        case (int() as z, {**rest}):
            return z, rest
        case z, _:
            return z


def sized(n):
    seen = []
    for i in range(n):
        match i / 2:
            case [_]:
                seen.append("one")
            case {"i": _}:
                seen.append("two")
            case 1.5 as half:
                seen.append(half)
            case _:
                pass
    return seen


class Wrapped:
    def __init__(self=1, x=1):
        match x + 1:
            case {1: y}:
                self.y = y
            case y:
                self.y = y


def nested(values):
    total = 0
    for value in values:
        match value:
            case [x, y]:
                match x - y:
                    case {}:
                        total += 100
                    case [*_]:
                        total += 1000
                    case d:
                        total += d
            case {"x": x, **rest}:
                match x * 2:
                    case [_] | {"y": _}:
                        total -= 100
                    case double:
                        total += double + len(rest)
            case _:
                total += value
    return total


for x in (True, 1, 2, 2.5, 0.25, 2**70, -1):
    print(classify(x))
for x in (1, 2.5, True, 2**63 - 1):
    print(after_a_mapping(x, 5), after_a_sequence(x, 5))
print(keyed(2, 3), keyed(4, 5), keyed(2.0, 3.5), keyed(0.5, 2.0))
print(sized(8))
print(Wrapped(True).y, Wrapped(2.5).y, Wrapped(2**63).y)
print(
    nested([(5, 3), [2.5, 1], {"x": 4, "z": 1}, {"x": 2.5}, 7, 1.25, (True, False), {"y": 1}["y"]])
)
