"""Two threads in compiled loops, whose turns come while the other runs."""

# hot: work, wait_for
import sys
import threading

sys.setswitchinterval(1e-5)


class Shared:
    def __init__(self):
        self.turn = 0
        self.log = []


def work(shared, me, n):
    total = 0
    for i in range(n):
        total += i * me
    shared.log.append((me, total))
    return total


def wait_for(shared, me, n):
    count = 0
    while count < n:
        if shared.turn == me:
            count += 1
            shared.turn = 1 - me
    return count


shared = Shared()
threads = [threading.Thread(target=wait_for, args=(shared, me, 20)) for me in (0, 1)]
threads += [threading.Thread(target=work, args=(shared, me, 3000)) for me in (2, 3, 4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(shared.turn, sorted(shared.log))
