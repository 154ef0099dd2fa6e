"""Locals without a value yet, that get one on some paths, lose it, or are seen empty from outside."""

# hot: first_values, some_ways, in_a_loop, deleted, seen_from_outside, numbers_first, raised_before, waits
from __future__ import annotations

import sys
from collections.abc import Generator


class Noisy:
    """Its death is heard, and looks at the locals of the frame that drops it."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name = name
        self.log = log

    def __del__(self) -> None:
        frame = sys._getframe(1)
        self.log.append(f"{self.name} {sorted(frame.f_locals)}")


def first_values(log: list[str]) -> None:
    a = Noisy("a", log)
    b = "text"
    c = 1.5 * len(b)
    a = Noisy("a again", log)
    b = Noisy("b", log)
    c = [b, c]
    log.append(repr((b.name, len(c))))


def some_ways(n: int, log: list[str]) -> None:
    if n & 1:
        x = Noisy(f"x{n}", log)
    elif n & 2:
        x = str(n)
    else:
        y = n
    try:
        log.append(str(len(str(x)) > 0))
    except UnboundLocalError as error:
        log.append(str(error))
        x = y
    x = None
    log.append(repr(x))


def in_a_loop(n: int, log: list[str]) -> None:
    for i in range(n):
        if i == 3:
            late = Noisy(f"late{i}", log)
        elif i == 5:
            late = i
        elif i > 6:
            del late
            try:
                log.append(str(late))
            except UnboundLocalError as error:
                log.append(str(error))
            late = f"again{i}"
        if i >= 3:
            log.append(type(late).__name__)


def deleted(log: list[str]) -> None:
    a = "leaf"
    del a
    a = Noisy("after del", log)
    del a
    a = 7
    a = a + 1
    del a
    try:
        log.append(str(a))
    except UnboundLocalError as error:
        log.append(str(error))


def seen_from_outside(log: list[str]) -> None:
    value = look(log)
    late = value
    log.append(repr(late))


def look(log: list[str]) -> str:
    log.append(repr(sorted(sys._getframe(1).f_locals)))
    return "seen"


def numbers_first(n: int, log: list[str]) -> None:
    total = 0
    for i in range(n):
        square = i * i
        half = square / 2
        total += square
        if i == n // 2:
            log.append(repr(sorted(sys._getframe(0).f_locals.items(), key=str)[:2]))
    last = (square, half)
    log.append(repr((total, last)))


def raised_before(n: int, log: list[str]) -> None:
    try:
        if n % 3 == 0:
            raise KeyError(n)
        value = [n]
        if n % 3 == 1:
            raise ValueError(value)
        other = value
    except KeyError as error:
        try:
            value.append(error)
        except UnboundLocalError as unbound:
            log.append(str(unbound))
        value = Noisy("value", log)
    except ValueError as error:
        other = error
    value = other = None
    log.append(repr((value, other)))


def waits(log: list[str]) -> Generator[object, object, None]:
    a = yield "first"
    b = a
    yield sorted(sys._getframe(0).f_locals)
    c = Noisy("c", log)
    yield b
    log.append(c.name)


def main() -> None:
    log: list[str] = []
    for n in range(12):
        first_values(log)
        some_ways(n, log)
        deleted(log)
        seen_from_outside(log)
        numbers_first(n + 2, log)
        raised_before(n, log)
        generator = waits(log)
        log.append(repr([next(generator), generator.send(n), next(generator)]))
        log.append(repr(list(generator)))
    in_a_loop(9, log)
    in_a_loop(9, log)
    print("\n".join(log))


main()
