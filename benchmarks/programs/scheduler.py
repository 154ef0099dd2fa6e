# group: objects
"""An operating system in small: tasks with queues of messages, classes with a common base."""

SIZE, SMALL = 6000, 15


class Message:
    def __init__(self, kind, number):
        self.kind = kind
        self.number = number
        self.data = [0, 0, 0]


class Task:
    def __init__(self, system, name, priority):
        self.system = system
        self.name = name
        self.priority = priority
        self.queue = []
        self.waiting = False
        self.runs = 0

    def take(self, message):
        self.queue.append(message)
        self.waiting = False

    def ready(self):
        return not self.waiting

    def turn(self):
        self.runs += 1
        if self.queue:
            self.handle(self.queue.pop(0))
        else:
            self.idle()

    def idle(self):
        self.waiting = True

    def handle(self, message):
        raise NotImplementedError


class Producer(Task):
    def __init__(self, system, name, priority, left):
        super().__init__(system, name, priority)
        self.left = left

    def ready(self):
        return self.left > 0 and super().ready()

    def idle(self):
        self.left -= 1
        kind = "odd" if self.left & 1 else "even"
        self.system.send("worker", Message(kind, self.left))

    def handle(self, message):
        self.system.checksum = (self.system.checksum * 31 + sum(message.data)) % 1000003


class Worker(Task):
    def handle(self, message):
        for i in range(len(message.data)):
            message.data[i] = message.number * (i + 1) % 17
        self.system.send("device " + message.kind, message)


class Device(Task):
    def __init__(self, system, name, priority):
        super().__init__(system, name, priority)
        self.pending = None

    def handle(self, message):
        if self.pending is None:
            self.pending = message
        else:
            first, self.pending = self.pending, None
            first.data[0] += message.number
            self.system.send("producer", first)
            self.system.send("producer", message)


class System:
    def __init__(self, size):
        self.checksum = 0
        self.tasks = {}
        tasks = [
            Producer(self, "producer", 1, size),
            Worker(self, "worker", 2),
            Device(self, "device odd", 3),
            Device(self, "device even", 3),
        ]
        for task in tasks:
            self.tasks[task.name] = task
        self.order = sorted(tasks, key=lambda task: -task.priority)

    def send(self, name, message):
        self.tasks[name].take(message)

    def run(self):
        turns = 0
        while True:
            for task in self.order:
                if task.ready():
                    task.turn()
                    turns += 1
                    break
            else:
                return turns


def run(size):
    system = System(size)
    turns = system.run()
    return turns, system.checksum, {name: task.runs for name, task in system.tasks.items()}
