# group: numbers
"""SHA-256: 32-bit arithmetic on Python's ints, checked against hashlib's."""

import hashlib

SIZE, SMALL = 4000, 60


def primes(count):
    found, n = [], 2
    while len(found) < count:
        if all(n % p for p in found):
            found.append(n)
        n += 1
    return found


def root_bits(n, degree):
    """The first 32 bits of the fraction of a root, exactly."""
    low, high = 0, n << 40
    target = n << (32 * degree)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= target:
            low = middle
        else:
            high = middle - 1
    return low & 0xFFFFFFFF


K = [root_bits(p, 3) for p in primes(64)]
START = [root_bits(p, 2) for p in primes(8)]


def rotate(x, n):
    return (x >> n | x << (32 - n)) & 0xFFFFFFFF


def block(state, data):
    w = [int.from_bytes(data[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 64):
        x, y = w[i - 15], w[i - 2]
        s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3
        s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10
        w.append((w[i - 16] + s0 + w[i - 7] + s1) & 0xFFFFFFFF)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i]
        s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        t2 = s0 + (a & b ^ a & c ^ b & c)
        h, g, f, e = g, f, e, (d + t1) & 0xFFFFFFFF
        d, c, b, a = c, b, a, (t1 + t2) & 0xFFFFFFFF
    added = (a, b, c, d, e, f, g, h)
    return [(x + y) & 0xFFFFFFFF for x, y in zip(state, added)]


def sha256(data):
    length = len(data)
    data += b"\x80" + bytes((55 - length) % 64) + (length * 8).to_bytes(8, "big")
    state = START
    for i in range(0, len(data), 64):
        state = block(state, data[i : i + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def run(size):
    data = bytes(i * 31 & 255 for i in range(size))
    digest = sha256(data)
    assert digest == hashlib.sha256(data).digest()
    return digest
