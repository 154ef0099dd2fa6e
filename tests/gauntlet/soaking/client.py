"""Loads servers for a while and checks every answer: `client.py SECONDS PORT:SHARE...`

Servers take turns, so that a busy machine slows them all. Each turn lasts SHARE seconds, and ends
with a look at the server's state. A line of JSON tells what each turn came to.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from typing import Any

import aiohttp

CONNECTIONS = 16


class Wrong(Exception):
    """An answer is not what it must be."""


def expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise Wrong(f"{found!r} instead of {wanted!r}")


async def items(session: aiohttp.ClientSession, number: int, chance: random.Random) -> None:
    """Each connection has items of its own, so it knows what it must find."""
    price = chance.choice((3, 2.5, 0.01, 1e6)) * chance.randrange(1, 9)
    sent: dict[str, Any] = {"name": f"item {number}", "price": price, "tags": ["a", "é" * 3]}
    async with session.put(f"/items/{number}", json=sent) as answer:
        expect(answer.status, 200)
        kept = {"number": number, **sent, "price": float(price)}
        expect(await answer.json(), {**kept, "with_tax": round(float(price) * (1 + 0.19), 2)})
    async with session.get(f"/items/{number}") as answer:
        expect((answer.status, await answer.json()), (200, kept))
    async with session.get("/items/1234567890") as answer:
        expect((answer.status, await answer.text()), (404, "no such item"))


async def refused(session: aiohttp.ClientSession, number: int, chance: random.Random) -> None:
    for sent, why in (
        ({"name": "x"}, "missing: price"),
        ({"name": "", "price": 1}, "empty name or negative price"),
        ({"name": "x", "price": 1, "b": 1, "a": 2}, "unknown: a, b"),
    ):
        async with session.put(f"/items/{number}", json=sent) as answer:
            expect((answer.status, await answer.json()), (422, {"error": why}))


async def page(session: aiohttp.ClientSession, number: int, chance: random.Random) -> None:
    count, title = chance.randrange(40), f"page {number} & <ü>"
    async with session.get("/page", params={"count": str(count), "title": title}) as answer:
        kinds = ("even", "odd")
        rows = [f"<li class={kinds[k % 2]}>{k * k:,}</li>" for k in range(count)]
        page = [f"<h1>{title}</h1>", "<ul>", "\n".join(rows), "</ul>", ""]
        expect((answer.status, await answer.text()), (200, "\n".join(page)))


async def stream(session: aiohttp.ClientSession, number: int, chance: random.Random) -> None:
    count = chance.randrange(30)
    async with session.get(f"/stream?count={count}") as answer:
        pieces = [json.loads(line)["piece"] async for line in answer.content]
        expect((answer.status, pieces), (200, list(range(count))))


async def calculate(session: aiohttp.ClientSession, number: int, chance: random.Random) -> None:
    numbers = [chance.randrange(10**6) for _ in range(chance.randrange(1, 200))]
    parts = [3, 7] if number % 10 else [1, 0]
    async with session.post("/calculate", json={"numbers": numbers, "parts": parts}) as answer:
        told = await answer.json()
        if number % 10 == 0:
            expect((answer.status, told), (500, {"error": "ZeroDivisionError('division by zero')"}))
            return
        total = sum(n * n % 97 for n in numbers)
        expect((answer.status, told["total"]), (200, total))
        expect(told["parts"], [total / 3, total / 7])
        mean = sum(numbers) / len(numbers)
        expect(abs(told["mean"] - mean) < 1e-6 * (1 + mean), True)


KINDS = (items, refused, page, stream, calculate)
REQUESTS = {items: 3, refused: 3, page: 1, stream: 1, calculate: 1}


async def turn(session: aiohttp.ClientSession, seconds: float, seed: int) -> int:
    """Load a server from many connections; how many requests it has answered."""
    until = time.monotonic() + seconds

    async def connection(place: int) -> int:
        chance = random.Random(f"{seed} {place}")
        done = 0
        while time.monotonic() < until:
            kind = chance.choice(KINDS)
            await kind(session, place * 50 + chance.randrange(50), chance)
            done += REQUESTS[kind]
        return done

    return sum(await asyncio.gather(*(connection(place) for place in range(CONNECTIONS))))


async def state(session: aiohttp.ClientSession) -> dict[str, Any]:
    async with session.get("/state") as answer:
        told: dict[str, Any] = await answer.json()
        return told


async def main(seconds: float, servers: list[tuple[int, float]]) -> None:
    until = time.monotonic() + seconds
    sessions = [aiohttp.ClientSession(f"http://127.0.0.1:{port}") for port, _ in servers]
    seed = 0
    while time.monotonic() < until:
        for number, (session, (_, share)) in enumerate(zip(sessions, servers, strict=True)):
            seed += 1
            before, began = await state(session), time.monotonic()
            requests = await turn(session, share, seed)
            took, after = time.monotonic() - began, await state(session)
            told = {"server": number, "requests": requests, "seconds": took, **after}
            print(json.dumps({**told, "cpu": after["cpu"] - before["cpu"]}), flush=True)
    for session in sessions:
        await session.close()


if __name__ == "__main__":
    given = [word.split(":") for word in sys.argv[2:]]
    asyncio.run(main(float(sys.argv[1]), [(int(port), float(share)) for port, share in given]))
