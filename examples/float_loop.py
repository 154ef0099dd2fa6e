"""A weight on a damped spring, followed in small steps of time.

Usage: python float_loop.py [steps]
"""

import sys


def simulate(steps: int, stiffness: float, damping: float, dt: float) -> tuple[float, float]:
    """Position and speed after so many steps, starting at rest, stretched by 1."""
    x = 1.0
    v = 0.0
    for _ in range(steps):
        acceleration = -stiffness * x - damping * v
        v += acceleration * dt
        x += v * dt
    return x, v


def main(steps: int = 16_000_000) -> None:
    x, v = simulate(steps, stiffness=4.0, damping=0.01, dt=1e-5)
    print(f"after {steps} steps: x = {x:.12f}, v = {v:.12f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
