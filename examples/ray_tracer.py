"""A picture of spheres over a chequered floor, with shadows and reflections, as text.

Usage: python ray_tracer.py [width]
"""

from __future__ import annotations

import math
import sys


class Vector:
    """A point, a direction or a colour."""

    __slots__ = ("x", "y", "z")

    def __init__(self, x: float, y: float, z: float) -> None:
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other: Vector) -> Vector:
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: Vector) -> Vector:
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor: float) -> Vector:
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other: Vector) -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self) -> Vector:
        return self * (1.0 / math.sqrt(self.dot(self)))


class Sphere:
    def __init__(self, centre: Vector, radius: float, grey: float, mirror: float) -> None:
        self.centre = centre
        self.radius = radius
        self.grey = grey
        self.mirror = mirror

    def hit(self, start: Vector, direction: Vector) -> float | None:
        """How far along the ray it is hit."""
        away = start - self.centre
        half = away.dot(direction)
        inside = half * half - away.dot(away) + self.radius * self.radius
        if inside < 0.0:
            return None
        distance = -half - math.sqrt(inside)
        return distance if distance > 1e-6 else None

    def normal(self, point: Vector) -> Vector:
        return (point - self.centre).unit()

    def shade(self, point: Vector) -> float:
        return self.grey


class Floor:
    mirror = 0.1

    def hit(self, start: Vector, direction: Vector) -> float | None:
        if direction.y >= 0.0:
            return None
        return -start.y / direction.y

    def normal(self, point: Vector) -> Vector:
        return Vector(0.0, 1.0, 0.0)

    def shade(self, point: Vector) -> float:
        return 0.9 if (math.floor(point.x) + math.floor(point.z)) % 2 else 0.3


class Scene:
    def __init__(self, things: list[Sphere | Floor], light: Vector) -> None:
        self.things = things
        self.light = light

    def nearest(self, start: Vector, direction: Vector) -> tuple[float, Sphere | Floor] | None:
        best = None
        for thing in self.things:
            distance = thing.hit(start, direction)
            if distance is not None and distance > 1e-6 and (best is None or distance < best[0]):
                best = distance, thing
        return best

    def brightness(self, start: Vector, direction: Vector, depth: int) -> float:
        """What is seen along a ray, from 0 to 1."""
        found = self.nearest(start, direction)
        if found is None:
            return 0.6 + 0.4 * max(direction.y, 0.0)
        distance, thing = found
        point = start + direction * distance
        normal = thing.normal(point)
        to_light = (self.light - point).unit()
        lit = 0.15
        if self.nearest(point + normal * 1e-4, to_light) is None:
            lit += 0.85 * max(normal.dot(to_light), 0.0)
        value = thing.shade(point) * lit
        if depth and thing.mirror:
            bounced = direction - normal * (2.0 * direction.dot(normal))
            seen = self.brightness(point + normal * 1e-4, bounced, depth - 1)
            value = value * (1.0 - thing.mirror) + seen * thing.mirror
        return value


def main(width: int = 800) -> None:
    spheres = [Sphere(Vector(i - 1.5, 0.5 + 0.2 * i, 4.0 + i), 0.6, 0.9, 0.3) for i in range(4)]
    scene = Scene([*spheres, Floor()], Vector(-4.0, 6.0, -2.0))
    height = width // 4
    total = 0.0
    for row in range(height):
        line = ""
        for column in range(width):
            x = (column + 0.5) / width * 2.0 - 1.0
            y = 0.5 - (row + 0.5) / height
            ray = Vector(x * 1.2, y * 1.2, 1.6).unit()
            value = scene.brightness(Vector(0.0, 1.2, -1.0), ray, 3)
            total += value
            line += " .:-=+*#%@"[min(int(value * 10), 9)]
        print(line)
    print(f"{width} x {height} points, mean brightness {total / width / height:.6f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
