"""The sun and its four great planets, moved by each other's gravity.

Usage: python nbody.py [steps]
"""

import sys

PI = 3.141592653589793
SOLAR_MASS = 4 * PI * PI
DAYS_PER_YEAR = 365.24

Vector = list[float]
Body = tuple[Vector, Vector, float]


def body(position: Vector, velocity: Vector, mass: float) -> Body:
    """A body from the usual table: velocity per day, mass in suns."""
    return position, [component * DAYS_PER_YEAR for component in velocity], mass * SOLAR_MASS


def solar_system() -> list[Body]:
    return [
        body([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 1.0),  # the sun
        body(  # Jupiter
            [4.84143144246472090, -1.16032004402742839, -0.103622044471123109],
            [0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023],
            0.000954791938424326609,
        ),
        body(  # Saturn
            [8.34336671824457987, 4.12479856412430479, -0.403523417114321381],
            [-0.00276742510726411022, 0.00499852801234917238, 0.0000230417297573763929],
            0.000285885980666130812,
        ),
        body(  # Uranus
            [12.8943695621391310, -15.1111514016986312, -0.223307578892655734],
            [0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556],
            0.0000436624404335156298,
        ),
        body(  # Neptune
            [15.3796971148509165, -25.9193146099879641, 0.179258772950371181],
            [0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870],
            0.0000515138902046611451,
        ),
    ]


def pairs_of(bodies: list[Body]) -> list[tuple[Body, Body]]:
    pairs = []
    for i in range(len(bodies)):
        for j in range(i + 1, len(bodies)):
            pairs.append((bodies[i], bodies[j]))
    return pairs


def hold_still(bodies: list[Body]) -> None:
    """Let the sun move such that the centre of mass does not."""
    px = py = pz = 0.0
    for _, velocity, mass in bodies:
        px += velocity[0] * mass
        py += velocity[1] * mass
        pz += velocity[2] * mass
    _, velocity, mass = bodies[0]
    velocity[0] = -px / mass
    velocity[1] = -py / mass
    velocity[2] = -pz / mass


def advance(bodies: list[Body], pairs: list[tuple[Body, Body]], dt: float, steps: int) -> None:
    for _ in range(steps):
        for (position1, velocity1, mass1), (position2, velocity2, mass2) in pairs:
            x1, y1, z1 = position1
            x2, y2, z2 = position2
            dx = x1 - x2
            dy = y1 - y2
            dz = z1 - z2
            magnitude = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
            pull1 = mass1 * magnitude
            pull2 = mass2 * magnitude
            velocity1[0] -= dx * pull2
            velocity1[1] -= dy * pull2
            velocity1[2] -= dz * pull2
            velocity2[0] += dx * pull1
            velocity2[1] += dy * pull1
            velocity2[2] += dz * pull1
        for position, velocity, _mass in bodies:
            position[0] += dt * velocity[0]
            position[1] += dt * velocity[1]
            position[2] += dt * velocity[2]


def energy(bodies: list[Body], pairs: list[tuple[Body, Body]]) -> float:
    total = 0.0
    for _, (vx, vy, vz), mass in bodies:
        total += 0.5 * mass * (vx * vx + vy * vy + vz * vz)
    for ((x1, y1, z1), _, mass1), ((x2, y2, z2), _, mass2) in pairs:
        dx = x1 - x2
        dy = y1 - y2
        dz = z1 - z2
        total -= mass1 * mass2 / (dx * dx + dy * dy + dz * dz) ** 0.5
    return total


def main(steps: int = 300_000) -> None:
    bodies = solar_system()
    pairs = pairs_of(bodies)
    hold_still(bodies)
    print(f"energy before: {energy(bodies, pairs):.9f}")
    advance(bodies, pairs, 0.01, steps)
    print(f"energy after {steps} steps: {energy(bodies, pairs):.9f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
