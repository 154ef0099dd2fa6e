# group: numbers
"""Primes by a sieve on a bytearray, one byte at a time."""

SIZE, SMALL = 200_000, 300


def run(size):
    composite = bytearray(size)
    primes = []
    for n in range(2, size):
        if not composite[n]:
            primes.append(n)
            multiple = n * n
            while multiple < size:
                composite[multiple] = 1
                multiple += n
    return len(primes), primes[-1], sum(primes)
