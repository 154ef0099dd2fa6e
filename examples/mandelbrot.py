"""The Mandelbrot set, as a picture in characters, and how many points of it lie inside.

Usage: python mandelbrot.py [width]
"""

import sys

SHADES = " .:-=+*#%@"


def escape_time(cx: float, cy: float, limit: int) -> int:
    """After how many steps the point runs away; `limit` if it does not."""
    x = y = 0.0
    for step in range(limit):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return step
        y = 2.0 * x * y + cy
        x = xx - yy + cx
    return limit


def render(width: int, height: int, limit: int) -> list[list[int]]:
    rows = []
    for j in range(height):
        cy = 2.4 * j / (height - 1) - 1.2
        row = []
        for i in range(width):
            cx = 3.0 * i / (width - 1) - 2.1
            row.append(escape_time(cx, cy, limit))
        rows.append(row)
    return rows


def main(width: int = 480, limit: int = 400) -> None:
    height = width // 2
    rows = render(width, height, limit)
    for row in rows[:: max(1, height // 24)]:
        shades = [SHADES[min(time, 9)] for time in row[:: max(1, width // 60)]]
        print("".join(shades).rstrip())
    inside = sum(row.count(limit) for row in rows)
    total = sum(map(sum, rows))
    print(f"{width} x {height} points: {inside} inside, {total} steps")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
