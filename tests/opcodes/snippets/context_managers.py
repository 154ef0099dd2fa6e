"""with and async with."""

from __future__ import annotations

MANAGER = """
class Manager:
    def __init__(self, name, swallow=False, enter=None, leave=None):
        self.name, self.swallow, self.enter, self.leave = name, swallow, enter, leave
    def __enter__(self):
        out.append("enter " + self.name)
        if self.enter: raise self.enter
        return self.name
    def __exit__(self, kind, value, traceback):
        out.append(["leave " + self.name, show(kind), caught(value)])
        if self.leave: raise self.leave
        return self.swallow
    async def __aenter__(self):
        await pause("entering")
        return self.__enter__()
    async def __aexit__(self, *error):
        await pause("leaving")
        return self.__exit__(*error)
"""

WITH = (
    MANAGER
    + """
def f(manager, x, error=None):
    t = x + 1.5
    with manager as name:
        t += 1
        if error: raise error
        t *= 2
    return name, t

def g(manager, x, error=None):
    try:
        t = x + 1
        with manager as a, Manager("inner"):
            t += 1
            if error: raise error
    except Exception as e:
        return caught(e), t
    return a, t

def early(manager, n):
    for i in range(n):
        with manager:
            if i == 1: continue
            if i == 3: return i + 1

for h in f, g:
    out.append(attempt(h, Manager("plain"), 1))
    out.append(attempt(h, Manager("error"), 2.5, KeyError("k")))
    out.append(attempt(h, Manager("swallow", swallow=True), 2, ValueError("v")))
    out.append(attempt(h, Manager("enter", enter=OSError("o")), 2))
    out.append(attempt(h, Manager("leave", leave=TypeError("t")), 2))
    out.append(attempt(h, Manager("both", leave=TypeError("t")), 2, ValueError("v")))
    out.append(attempt(h, 7, 2))
    out.append(attempt(h, type("Half", (), {"__enter__": own})(), 2))
out.append(attempt(early, Manager("early"), 6))
"""
)

ASYNC_WITH = (
    MANAGER
    + """
async def f(manager, x, error=None):
    t = x + 1.5
    async with manager as name:
        t += 1
        if error: raise error
    return name, t

async def g(manager, x, error=None):
    try:
        t = x + 1
        async with manager as a:
            t += 1
            if error: raise error
    except Exception as e:
        return caught(e), t
    return a, t

for h in f, g:
    out.append(attempt(drive, h(Manager("plain"), 1)))
    out.append(attempt(drive, h(Manager("error"), 2, KeyError("k"))))
    out.append(attempt(drive, h(Manager("swallow", swallow=True), 2, ValueError("v"))))
    out.append(attempt(drive, h(Manager("enter", enter=OSError("o")), 2)))
    out.append(attempt(drive, h(Manager("leave", leave=TypeError("t")), 2)))
    out.append(attempt(drive, h(7, 2)))
    out.append(attempt(drive, h(type("Half", (), {"__aenter__": own})(), 2)))
    out.append(attempt(drive, h(type("Wrong", (), {"__aenter__": own, "__aexit__": own})(), 2)))
"""
)
