"""A server as people write them, on a real framework: routes with parameters, a middleware that
times and turns exceptions into answers, validation, a store of objects, streaming, templates."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import json
import os
import string
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = string.Template("<h1>$title</h1>\n<ul>\n$rows\n</ul>\n")


class Invalid(Exception):
    """What a client sent makes no sense."""


@dataclasses.dataclass
class Item:
    """Something that is sold."""

    number: int
    name: str
    price: float
    tags: list[str] = dataclasses.field(default_factory=list)

    @classmethod
    def parse(cls, number: int, sent: dict[str, Any]) -> Item:
        unknown = sent.keys() - {"name", "price", "tags"}
        if unknown:
            raise Invalid(f"unknown: {', '.join(sorted(unknown))}")
        try:
            item = cls(number, sent["name"], float(sent["price"]), list(sent.get("tags", ())))
        except KeyError as error:
            raise Invalid(f"missing: {error.args[0]}") from None
        if not item.name or item.price < 0:
            raise Invalid("empty name or negative price")
        return item

    def with_tax(self, rate: float = 0.19) -> float:
        return round(self.price * (1 + rate), 2)


class Store:
    """The last thousand items."""

    def __init__(self) -> None:
        self.items: collections.OrderedDict[int, Item] = collections.OrderedDict()

    def put(self, item: Item) -> None:
        self.items[item.number] = item
        self.items.move_to_end(item.number)
        while len(self.items) > 1000:
            self.items.popitem(last=False)


STORE = web.AppKey("store", Store)


async def answers(request: web.Request, handler: Handler) -> web.StreamResponse:
    began = time.perf_counter()
    try:
        response = await handler(request)
    except Invalid as error:
        response = web.json_response({"error": str(error)}, status=422)
    except ZeroDivisionError as error:
        response = web.json_response({"error": repr(error)}, status=500)
    if not response.prepared:
        response.headers["X-Took"] = f"{time.perf_counter() - began:.6f}"
    return response


async def put_item(request: web.Request) -> web.Response:
    item = Item.parse(int(request.match_info["number"]), await request.json())
    request.app[STORE].put(item)
    return web.json_response({**dataclasses.asdict(item), "with_tax": item.with_tax()})


async def get_item(request: web.Request) -> web.Response:
    item = request.app[STORE].items.get(int(request.match_info["number"]))
    if item is None:
        raise web.HTTPNotFound(text="no such item")
    return web.json_response(dataclasses.asdict(item))


async def page(request: web.Request) -> web.Response:
    count = int(request.query.get("count", "10"))
    rows = "\n".join(f"<li class={'odd' if k % 2 else 'even'}>{k * k:,}</li>" for k in range(count))
    text = PAGE.substitute(title=request.query.get("title", "none"), rows=rows)
    return web.Response(text=text, content_type="text/html")


async def pieces(count: int) -> AsyncIterator[bytes]:
    for k in range(count):
        if k % 5 == 0:
            await asyncio.sleep(0)
        yield json.dumps({"piece": k}).encode() + b"\n"


async def stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    async for piece in pieces(int(request.query["count"])):
        await response.write(piece)
    await response.write_eof()
    return response


async def calculate(request: web.Request) -> web.Response:
    sent = await request.json()
    total, mean = 0, 0.0
    for k, number in enumerate(sent["numbers"]):
        total += number * number % 97
        mean += (number - mean) / (k + 1)
    results = await asyncio.gather(*(share(total, part) for part in sent["parts"]))
    return web.json_response({"total": total, "mean": round(mean, 9), "parts": results})


async def share(total: int, part: int) -> float:
    await asyncio.sleep(0)
    return total / part


async def state(request: web.Request) -> web.Response:
    """What the soak measures: memory in bytes, CPU time in seconds, what was compiled."""
    with open("/proc/self/statm") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    told = {"resident": resident, "cpu": time.process_time()}
    if cpjit := sys.modules.get("cpjit"):
        stats = cpjit.stats()
        told |= {"functions": stats.functions, "share": stats.share}
    return web.json_response({**told, "files": len(os.listdir("/proc/self/fd"))})


async def main() -> None:
    application = web.Application(middlewares=[web.middleware(answers)])
    application[STORE] = Store()
    application.add_routes(
        [
            web.put("/items/{number:\\d+}", put_item),
            web.get("/items/{number:\\d+}", get_item),
            web.get("/page", page),
            web.get("/stream", stream),
            web.post("/calculate", calculate),
            web.get("/state", state),
        ]
    )
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until it is closed
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
