"""Loops at module level, whose variables are globals."""

# hot: <module>
total = 0
for i in range(200):
    total += i
print(total, i)
x = 0.5
while x < 1000:
    x = x * 1.5 + 1
print(x)
big = 1
for i in range(80):
    big *= 3
    if i % 16 == 0:
        print(i, big)
items = []
for i in range(10):
    for j in range(i):
        if (i + j) % 3 == 0:
            items.append((i, j))
print(items)
a, b = 0, 1
for _ in range(100):
    a, b = b, a + b
print(a, b)
table = dict()
for word in "the cat and the dog and the bird".split():
    table[word] = table.get(word, 0) + 1
print(sorted(table.items()))
n = 27
steps = 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
print(steps)
print(sum([k * k for k in range(20)]))
print(sorted(name for name in dir() if not name.startswith("__")))
for i in range(3):
    value = [10, 20][i]
    print(value)
