"""Tracing and profiling that is switched on and off while compiled functions run."""

# no traced torture: the program traces itself
# hot: work, helper, nested, quiet
import sys

events = []


def trace(frame, event, arg):
    code = frame.f_code
    line = frame.f_lineno - code.co_firstlineno
    value = repr(arg) if event in ("return", "exception") else None
    events.append((code.co_name, event, line, value))
    return trace


def profile(frame, event, arg):
    name = getattr(arg, "__name__", None) if event.startswith("c_") else frame.f_code.co_name
    events.append((event, name))


def helper(i):
    return i * 2


def work(n, switch):
    total = 0
    for i in range(n):
        if i == 3:
            switch(True)
        total += helper(i)
        total += abs(-i)
        if i == 6:
            switch(False)
    return total


def nested(n, switch):
    return work(n, switch) + work(n, switch)


def quiet(n):
    total = 0
    for i in range(n):
        total += helper(i)
    return total


def with_trace(on):
    sys.settrace(trace if on else None)
    sys._getframe(1).f_trace = trace if on else None


def with_profile(on):
    sys.setprofile(profile if on else None)


def neither(on):
    pass


def raising(on):
    if on:
        sys.settrace(trace)
        raise ValueError("on")


for _ in range(2):
    print(quiet(50))
    for switch in (neither, with_trace, with_profile):
        print(switch.__name__, nested(10, switch))
        sys.settrace(None)
        sys.setprofile(None)
        print(len(events))
        for event in events:
            print(" ", *event)
        events.clear()
    try:
        nested(10, raising)
    except ValueError as error:
        sys.settrace(None)
        print("ValueError", error)
    for event in events:
        print(" ", *event)
    events.clear()
    sys.settrace(trace)
    print(quiet(3))
    sys.settrace(None)
    print(len(events), events[:3], events[-2:])
    events.clear()
    print(quiet(50))
