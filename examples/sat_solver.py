"""Satisfiability of random formulas in conjunctive normal form, by backtracking with watched
literals: each clause is looked at only when one of two of its literals becomes false.

Usage: python sat_solver.py [variables]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

Clause = list[int]
"""Literals: variable n is n, its negation -n. The first two are watched."""


class Solver:
    def __init__(self, variables: int, clauses: list[Clause]) -> None:
        self.variables = variables
        self.value = [0] * (variables + 1)  # 1 true, -1 false, 0 open
        self.trail: list[int] = []
        self.watching: dict[int, list[Clause]] = {}
        self.decisions = self.propagations = 0
        self.counts = [0] * (variables + 1)
        for clause in clauses:
            for literal in clause:
                self.counts[abs(literal)] += 1
            for literal in clause[:2]:
                self.watching.setdefault(literal, []).append(clause)

    def truth(self, literal: int) -> int:
        return self.value[literal] if literal > 0 else -self.value[-literal]

    def assign(self, literal: int) -> None:
        self.value[abs(literal)] = 1 if literal > 0 else -1
        self.trail.append(literal)

    def propagate(self, start: int) -> bool:
        """Draw the conclusions of what was assigned from `start` on; False: a contradiction."""
        trail = self.trail
        while start < len(trail):
            false = -trail[start]
            start += 1
            watching = self.watching.get(false)
            if watching is None:
                continue
            keep = []
            for position, clause in enumerate(watching):
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                if self.truth(clause[0]) > 0:
                    keep.append(clause)
                    continue
                for other in range(2, len(clause)):
                    if self.truth(clause[other]) >= 0:
                        clause[1], clause[other] = clause[other], false
                        self.watching.setdefault(clause[1], []).append(clause)
                        break
                else:
                    keep.append(clause)
                    if self.truth(clause[0]) < 0:
                        keep += watching[position + 1 :]
                        self.watching[false] = keep
                        return False
                    self.assign(clause[0])
                    self.propagations += 1
            self.watching[false] = keep
        return True

    def undo(self, length: int) -> None:
        while len(self.trail) > length:
            self.value[abs(self.trail.pop())] = 0

    def choose(self) -> int:
        """The open variable that most clauses have, or 0."""
        best = most = 0
        for variable in range(1, self.variables + 1):
            if not self.value[variable] and self.counts[variable] > most:
                best, most = variable, self.counts[variable]
        return best

    def solve(self) -> bool:
        variable = self.choose()
        if not variable:
            return True
        for literal in (variable, -variable):
            self.decisions += 1
            length = len(self.trail)
            self.assign(literal)
            if self.propagate(length) and self.solve():
                return True
            self.undo(length)
        return False


def numbers(seed: int) -> Iterator[int]:
    """Pseudo-random numbers, the same everywhere."""
    while True:
        seed = (seed * 1103515245 + 12345) % (1 << 31)
        yield seed >> 8


def formula(variables: int, seed: int) -> list[Clause]:
    """Clauses of three literals; with 4.2 for each variable, half of the formulas hold."""
    random = numbers(seed)
    clauses = []
    for _ in range(int(4.2 * variables)):
        chosen: list[int] = []
        while len(chosen) < 3:
            variable = next(random) % variables + 1
            if variable not in chosen:
                chosen.append(variable)
        clauses.append([each if next(random) % 2 else -each for each in chosen])
    return clauses


def main(variables: int = 110) -> None:
    satisfiable = decisions = propagations = 0
    for seed in range(20):
        clauses = formula(variables, seed)
        solver = Solver(variables, [list(clause) for clause in clauses])
        if solver.solve():
            satisfiable += 1
            for clause in clauses:
                assert any(solver.truth(literal) > 0 for literal in clause)
        decisions += solver.decisions
        propagations += solver.propagations
    print(f"{satisfiable} of 20 formulas of {variables} variables hold: ", end="")
    print(f"{decisions} decisions, {propagations} conclusions")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
