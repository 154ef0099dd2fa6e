"""Trace and profile functions that are set in the middle of compiled loops: from a callee, a signal
handler, a finaliser, an operator; on frames further out; events, lines and values are the same."""

# no traced torture: the program traces itself
# hot: ints, floats, items, guarded, managed, produce, consume, outer, compare
import ctypes
import signal
import sys

events = []
count = 0


def trace(frame, event, arg):
    code = frame.f_code
    if code.co_filename != __file__ or code.co_name in ("probe", "rounds", "trace"):
        return None
    value = arg if event == "return" else arg[0].__name__ if event == "exception" else None
    shown = {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, float))}
    events.append((code.co_name, event, frame.f_lineno - code.co_firstlineno, value, shown))
    return trace


def trace_opcodes(frame, event, arg):
    frame.f_trace_opcodes = True
    if event == "opcode":
        events.append((frame.f_code.co_name, frame.f_lasti))
    return trace_opcodes


def profile(frame, event, arg):
    if event.startswith("c_"):
        events.append((event, arg.__name__, frame.f_lineno - frame.f_code.co_firstlineno))
    elif frame.f_code.co_filename == __file__:
        events.append((event, frame.f_code.co_name, arg if type(arg) in (int, float) else None))


def on(mode, frame):
    """Switch `mode` on, as debuggers do: for the running frames, too."""
    global count
    if mode == "trace" or mode == "jump":
        while frame is not None and frame.f_code.co_name not in ("probe", "rounds"):
            frame.f_trace = trace if mode == "trace" else jump
            frame = frame.f_back
        sys.settrace(trace if mode == "trace" else jump)
    elif mode == "opcodes":
        frame.f_trace_opcodes = True
        frame.f_trace = trace_opcodes
        sys.settrace(trace_opcodes)
    elif mode == "calls":
        sys.settrace(trace)
    elif mode == "outermost":
        while frame.f_back.f_code.co_name not in ("probe", "rounds"):
            frame = frame.f_back
        frame.f_trace = trace
        sys.settrace(lambda *_: None)
    elif mode == "profile":
        sys.setprofile(profile)
    elif mode == "off":
        off()
    count += 1


def off():
    sys.settrace(None)
    sys.setprofile(None)


def jump(frame, event, arg):
    """A debugger that skips the rest of the loop's body once."""
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return jump


class Switch:
    def __init__(self, mode):
        self.mode = mode

    def __neg__(self):
        on(self.mode, sys._getframe(1))
        return 0

    def __bool__(self):
        on(self.mode, sys._getframe(1))
        return False

    def __getattr__(self, name):
        on(self.__dict__["mode"], sys._getframe(1))
        return 0

    def __iter__(self):
        on(self.mode, sys._getframe(1))
        return iter(())

    def __del__(self):
        if hasattr(self, "armed"):
            on(self.mode, sys._getframe(1))


Alarm = type("Alarm", (), {"__getitem__": signal.raise_signal})
alarm = Alarm()
wanted = None


def handler(number, frame):
    on(wanted, frame)


signal.signal(signal.SIGALRM, handler)


def way_call(mode):
    on(mode, sys._getframe(1))
    return 0


def way_operator(mode):
    return -Switch(mode)


def way_signal(mode):
    global wanted
    wanted = mode
    alarm[signal.SIGALRM]
    return 0


def way_finaliser(mode):
    s = Switch(mode)
    s.__dict__["armed"] = True
    s = None
    return 0


def ints(n, way, mode):
    total = 0
    for i in range(n):
        total += i
        if i == 3:
            total += way(mode)
        total += len("ab")
    return total


def floats(n, way, mode):
    x = 0.5
    i = 0
    while i < n:
        x = x * 1.5 + i
        i += 1
        if i == 2:
            x += way(mode)
    return x


def items(values, way, mode):
    total = 0.0
    for k, v in enumerate(values):
        total += v
        if k == 2:
            way(mode)
            total += k
    return total


def guarded(n, way, mode):
    caught = 0
    for i in range(n):
        try:
            if i == 2:
                way(mode)
            if i % 2:
                raise ValueError(i)
            caught += [0, 1][i]
        except ValueError:
            caught += 1
        except IndexError as error:
            caught += 10
        finally:
            caught += 100
    return caught


class Manager:
    def __enter__(self):
        return 1

    def __exit__(self, *details):
        return True


def managed(n, way, mode):
    total = 0
    for i in range(n):
        with Manager() as one:
            total += one
            if i == 1:
                way(mode)
            if i == 2:
                total += 1 // (i - 2)
            total += 10
    return total


def produce(n, way, mode):
    for i in range(n):
        if i == 2:
            way(mode)
        x = i * 0.5
        yield x


def consume(n, way, mode):
    total = 0
    for value in produce(n, way, mode):
        total += value
    return total


def outer(n, way, mode):
    total = 0
    for i in range(n):
        total += ints(5, way, mode if i == 1 else "no")
    return total


def compare(n, way, mode):
    found = 0
    for i in range(n):
        if i > 1 and not way(mode if i == 2 else "no"):
            found += 1
        elif i:
            found += 10
    return found


def in_place(n, way, mode):
    """The switch is in the operator itself."""
    total = 0
    switch = Switch(mode)
    for i in range(n):
        total += i
        if i == 2:
            total += -switch
        elif i == 4 and switch:
            total = -1
        elif i == 3:
            total += switch.attribute
        total += 1
    return total


def probe(function, *arguments):
    events.clear()
    result = function(*arguments)
    off()
    print(function.__name__, [getattr(a, "__name__", a) for a in arguments], result)
    for event in events:
        print("   ", *event)


def rounds():
    for way in (way_call, way_operator, way_signal, way_finaliser):
        for mode in ("trace", "calls", "outermost", "profile", "opcodes", "jump", "no"):
            if mode == "opcodes" and way is not way_call:
                continue
            for function in (ints, floats, guarded, managed, consume, outer, compare):
                if mode == "opcodes" and function in (outer, consume):
                    continue
                probe(function, 6, way, mode)
            probe(items, [1.5, 2, 3, 4.5], way, mode)
    for mode in ("trace", "profile", "calls", "outermost"):
        probe(in_place, 7, None, mode)


rounds()
