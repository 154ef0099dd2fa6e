"""A program that ends with an uncaught exception: its traceback and exit status."""
# hot: work, step


def step(i, limit):
    if i == limit:
        return [1, 2][i]
    return i


def work(n, limit):
    total = 0
    for i in range(n):
        total += step(i, limit)
    return total


print(work(50, 60))
print(work(50, 40))
print("never")
