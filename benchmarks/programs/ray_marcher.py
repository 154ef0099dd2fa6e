# group: numbers
"""Rays that feel their way to a surface: small vectors as objects with operators."""

import math

SIZE, SMALL = 16, 3


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def length(self):
        return math.sqrt(self.dot(self))

    def unit(self):
        return self * (1.0 / self.length())


class Sphere:
    def __init__(self, centre, radius):
        self.centre = centre
        self.radius = radius

    def distance(self, point):
        return (point - self.centre).length() - self.radius


class Floor:
    def __init__(self, height):
        self.height = height

    def distance(self, point):
        return point.y - self.height


SCENE = [
    Sphere(Vector(0.0, 0.0, 4.0), 1.0),
    Sphere(Vector(1.2, 0.6, 3.2), 0.5),
    Floor(-1.0),
]
LIGHT = Vector(-0.5, 0.8, -0.4).unit()


def nearest(point):
    return min(shape.distance(point) for shape in SCENE)


def march(origin, direction):
    travelled = 0.0
    for _ in range(40):
        gap = nearest(origin + direction * travelled)
        if gap < 0.001:
            return travelled
        travelled += gap
        if travelled > 20.0:
            break
    return None


def normal(point):
    e = 0.0005
    here = nearest(point)
    x = nearest(Vector(point.x + e, point.y, point.z)) - here
    y = nearest(Vector(point.x, point.y + e, point.z)) - here
    z = nearest(Vector(point.x, point.y, point.z + e)) - here
    return Vector(x, y, z).unit()


def run(size):
    rows = []
    for row in range(size):
        shades = ""
        for column in range(size):
            direction = Vector(column / size - 0.5, 0.5 - row / size, 1.0).unit()
            travelled = march(Vector(0.0, 0.0, 0.0), direction)
            if travelled is None:
                shades += " "
                continue
            lit = normal(direction * travelled).dot(LIGHT)
            shades += ".:-=+*#%@"[max(0, min(8, int(lit * 9)))]
        rows.append(shades)
    return rows
