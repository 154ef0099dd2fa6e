"""Greenlets move slices of the native stack about, with frames of compiled code in them."""

from __future__ import annotations

import importlib.util

import pytest
from running import Run, Same

pytestmark = [
    pytest.mark.interpreter,
    pytest.mark.skipif(importlib.util.find_spec("greenlet") is None, reason="greenlet is not here"),
]

# greenlet's own tests of what the running of Python code matters for.
SUITES = [
    *("contextvars", "cpp", "extension_interface", "gc", "generator", "generator_nested"),
    *("greenlet", "greenlet_trash", "leaks", "stack_saved", "throw", "tracing", "weakref"),
]


@pytest.mark.skipif(importlib.util.find_spec("psutil") is None, reason="psutil is not here")
@pytest.mark.parametrize("suite", SUITES)
def test_its_own_tests_pass(run: Run, suite: str) -> None:
    words = ("-m", "unittest", f"greenlet.tests.test_{suite}")
    assert run(*words, timeout=300).returncode == 0
    done = run("-m", "cpjit", "--threshold", "1", *words, timeout=300)
    assert done.returncode == 0, done.stderr


def test_switches_in_the_middle_of_compiled_loops(same: Same) -> None:
    same(
        """
import gc, greenlet, sys, threading
def counting(n, step):
    total, x = 0, 0.5
    for i in range(n):
        total += i * step
        x = x * 0.5 + i
        total += main.switch((step, i, total, x)) or 0
    return total, x
def deep(n, k):
    if n == 0:
        return counting(6, k)
    return deep(n - 1, k)
def raising(n):
    for i in range(n):
        try:
            main.switch(i)
        except ValueError as error:
            main.switch(f"caught {error}")
    raise KeyError(n)
def producing(n):
    for i in range(n):
        yield main.switch(i)
def consuming(n):
    return sum(producing(n))
HOT = [counting, deep, raising, consuming]
def run():
    global main
    main = greenlet.getcurrent()
    out = []
    all = [greenlet.greenlet(counting) for _ in range(3)]
    all += [greenlet.greenlet(deep) for _ in range(3)]
    for k, each in enumerate(all):
        out.append(each.switch(6, k + 0.5 if k % 2 else k))
    while any(all):
        for each in all:
            if not each.dead: out.append(each.switch(len(out)))
    thrown = greenlet.greenlet(raising)
    out.append(thrown.switch(3))
    out.append(thrown.throw(ValueError("thrown")))
    out.append(thrown.switch())
    out.append(thrown.switch())
    try:
        out.append(thrown.switch())
    except KeyError as error:
        out.append(repr(error))
    each = greenlet.greenlet(consuming)
    out.append(each.switch(4))
    while not each.dead: out.append(each.switch(2.5))
    abandoned = [greenlet.greenlet(counting) for _ in range(20)]
    for each in abandoned: each.switch(5, 1)
    del abandoned, each
    gc.collect()
    return out
for item in run(): print(item)
for _ in range(3): run()
sys.setrecursionlimit(50_000)
def far(n, k): return far(n - 1, k) if n else counting(4, k)
HOT.append(far)
main = greenlet.getcurrent()
all = [greenlet.greenlet(far) for _ in range(4)]
for n, each in zip((10, 3_000, 15_000, 200), all): print(each.switch(n, n))
while any(all):
    for each in all:
        if not each.dead: print(each.switch(1))
"""
    )


@pytest.mark.skipif(importlib.util.find_spec("gevent") is None, reason="gevent is not here")
def test_gevent_runs_compiled_loops_together(same: Same) -> None:
    same(
        """
import gevent, gevent.monkey
gevent.monkey.patch_all()
import queue, socket, threading, time
from gevent.pool import Pool
def work(n):
    total = 0
    for i in range(n):
        total += i * 0.5
        if i % 10 == 0: gevent.sleep(0)
    return total
def produce(n, out):
    for i in range(n): out.put(i)
    out.put(None)
def consume(source):
    total = 0
    while (item := source.get()) is not None: total += item
    return total
def serve(server):
    connection, _ = server.accept()
    while data := connection.recv(100):
        connection.sendall(bytes(b ^ 1 for b in data))
def late(n):
    with gevent.Timeout(0.05, False):
        i = 0
        while True:
            i += 1
            if i % 100 == 0: gevent.sleep(0)
    return i > 0
HOT = [work, produce, consume, serve, late]
print(Pool(5).map(work, range(0, 200, 10)))
q = queue.Queue(3)
jobs = [gevent.spawn(produce, 50, q), gevent.spawn(consume, q), gevent.spawn(late, 1)]
gevent.joinall(jobs, raise_error=True)
print([job.value for job in jobs])
server = socket.create_server(("127.0.0.1", 0))
thread = threading.Thread(target=serve, args=(server,))
thread.start()
client = socket.create_connection(server.getsockname())
for k in range(5):
    client.sendall(b"abc" * k + b"!")
    print(client.recv(100))
client.close()
thread.join()
killed = gevent.spawn(work, 10**9)
gevent.sleep(0.01)
killed.kill()
print(killed.dead, repr(killed.value))
"""
    )
