"""A simulation of discrete events: customers of a bank with several counters, as generators that
wait for time to pass or for a counter to become free.

Usage: python event_simulation.py [customers]
"""

from __future__ import annotations

import heapq
import math
import sys
from collections import deque
from collections.abc import Generator, Iterator

Process = Generator["float | Counters", None, None]
"""Yields how long it waits, or the counters at which it queues."""


class Counters:
    """Some counters with one queue."""

    def __init__(self, count: int) -> None:
        self.free = count
        self.queue: deque[Process] = deque()


class Simulation:
    def __init__(self) -> None:
        self.now = 0.0
        self.events: list[tuple[float, int, Process]] = []
        self.number = 0

    def start(self, process: Process, delay: float = 0.0) -> None:
        self.number += 1
        heapq.heappush(self.events, (self.now + delay, self.number, process))

    def release(self, counters: Counters) -> None:
        """The next in the queue goes on."""
        if counters.queue:
            self.start(counters.queue.popleft())
        else:
            counters.free += 1

    def run(self) -> None:
        while self.events:
            self.now, _, process = heapq.heappop(self.events)
            for wanted in process:
                if not isinstance(wanted, Counters):
                    self.start(process, wanted)
                    break
                if not wanted.free:
                    wanted.queue.append(process)
                    break
                wanted.free -= 1  # it goes on at once


class Random:
    """Pseudo-random numbers, the same everywhere."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def exponential(self, mean: float) -> float:
        self.state = (self.state * 1103515245 + 12345) % (1 << 31)
        return -mean * math.log((self.state + 1) / ((1 << 31) + 1))


class Bank:
    def __init__(self, simulation: Simulation, counters: int) -> None:
        self.simulation = simulation
        self.counters = Counters(counters)
        self.random = Random(42)
        self.waited = self.longest = 0.0
        self.served = 0

    def customer(self) -> Process:
        arrived = self.simulation.now
        yield self.counters
        waited = self.simulation.now - arrived
        self.waited += waited
        self.longest = max(self.longest, waited)
        yield self.random.exponential(2.8)
        self.served += 1
        self.simulation.release(self.counters)

    def door(self, customers: int) -> Process:
        for _ in range(customers):
            self.simulation.start(self.customer())
            yield self.random.exponential(1.0)


def histories(customers: int) -> Iterator[Bank]:
    """The same day with more and more counters."""
    for counters in range(3, 7):
        simulation = Simulation()
        bank = Bank(simulation, counters)
        simulation.start(bank.door(customers))
        simulation.run()
        yield bank


def main(customers: int = 200_000) -> None:
    for number, bank in enumerate(histories(customers), 3):
        mean = bank.waited / bank.served
        print(f"{number} counters: {bank.served} served by {bank.simulation.now:.0f}, ", end="")
        print(f"waited {mean:.4f} on average, {bank.longest:.4f} at most")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
