# group: numbers
"""Bodies that attract each other: floats in the attributes of objects."""

import math

SIZE, SMALL = 5000, 20


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def system():
    bodies = [Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 40.0)]
    for i in range(1, 5):
        distance = 1.0 + i * 1.5
        speed = math.sqrt(40.0 / distance)
        bodies.append(Body(distance, 0.0, 0.1 * i, 0.0, speed, 0.0, 0.01 * i))
    return bodies


def advance(bodies, pairs, dt):
    for a, b in pairs:
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        distance = math.sqrt(dx * dx + dy * dy + dz * dz)
        pull = dt / (distance * distance * distance)
        towards_a = a.mass * pull
        towards_b = b.mass * pull
        a.vx -= dx * towards_b
        a.vy -= dy * towards_b
        a.vz -= dz * towards_b
        b.vx += dx * towards_a
        b.vy += dy * towards_a
        b.vz += dz * towards_a
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def energy(bodies, pairs):
    total = 0.0
    for body in bodies:
        total += body.mass * (body.vx**2 + body.vy**2 + body.vz**2) / 2
    for a, b in pairs:
        total -= a.mass * b.mass / math.dist((a.x, a.y, a.z), (b.x, b.y, b.z))
    return total


def run(size):
    bodies = system()
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]
    before = energy(bodies, pairs)
    for _ in range(size):
        advance(bodies, pairs, 0.001)
    return before, energy(bodies, pairs), [(body.x, body.vy) for body in bodies]
