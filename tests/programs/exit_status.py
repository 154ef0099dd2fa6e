"""`sys.exit` from inside a compiled loop."""

# hot: work
import sys


def work(n):
    for i in range(n):
        if i == 30:
            sys.exit(i)
    return i


print(work(20))
print(work(50))
