# group: objects
"""An event loop with coroutines: tasks sleep, wait for each other, and pass items in queues."""

import heapq
from collections import deque

SIZE, SMALL = 1000, 4


class Future:
    def __init__(self):
        self.done = False
        self.value = None
        self.waiting = []

    def set(self, value):
        self.done = True
        self.value = value
        for task in self.waiting:
            task.loop.ready.append(task)

    def __await__(self):
        if not self.done:
            yield self
        return self.value


class Task(Future):
    def __init__(self, loop, coroutine):
        super().__init__()
        self.loop = loop
        self.coroutine = coroutine
        loop.ready.append(self)

    def step(self):
        try:
            future = self.coroutine.send(None)
        except StopIteration as stop:
            self.set(stop.value)
        else:
            future.waiting.append(self)


class Loop:
    def __init__(self):
        self.ready = deque()
        self.timers = []
        self.time = 0
        self.number = 0

    def later(self, delay):
        future = Future()
        self.number += 1
        heapq.heappush(self.timers, (self.time + delay, self.number, future))
        return future

    def run(self, coroutine):
        main = Task(self, coroutine)
        while not main.done:
            while self.ready:
                self.ready.popleft().step()
            if not main.done:
                self.time, _, future = heapq.heappop(self.timers)
                future.set(None)
        return main.value


class Queue:
    def __init__(self):
        self.items = deque()
        self.takers = deque()

    def put(self, item):
        if self.takers:
            self.takers.popleft().set(item)
        else:
            self.items.append(item)

    async def get(self):
        if self.items:
            return self.items.popleft()
        future = Future()
        self.takers.append(future)
        return await future

    async def __aiter__(self):
        while (item := await self.get()) is not None:
            yield item


async def produce(loop, queue, name, count):
    for i in range(count):
        await loop.later(1 + (i * name) % 5)
        queue.put((name, i))
    return count


async def consume(queue):
    total = 0
    async for name, i in queue:
        total = (total * 7 + name * i) % 100003
    return total


async def main(loop, size):
    queue = Queue()
    consumer = Task(loop, consume(queue))
    producers = [Task(loop, produce(loop, queue, name, size)) for name in range(1, 6)]
    made = 0
    for producer in producers:
        made += await producer
    queue.put(None)
    return made, await consumer, loop.time


def run(size):
    loop = Loop()
    return loop.run(main(loop, size))
