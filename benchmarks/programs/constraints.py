# group: objects
"""Sudoku by elimination and search: sets, dictionaries, comprehensions, recursion."""

SIZE, SMALL = 2, 1

DIGITS = "123456789"
CELLS = [(row, column) for row in range(9) for column in range(9)]
PUZZLES = [
    "..3.2.6..9..3.5..1..18.64....81.29..7.......8..67.82....26.95..8..2.3..9..5.1.3..",
    "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......",
]


def group(cell):
    row, column = cell
    same = {(row, c) for c in range(9)} | {(r, column) for r in range(9)}
    box = {(row // 3 * 3 + i, column // 3 * 3 + j) for i in range(3) for j in range(3)}
    return sorted((same | box) - {cell})


PEERS = {cell: group(cell) for cell in CELLS}


class Contradiction(Exception):
    pass


def assign(values, cell, digit):
    for other in values[cell].replace(digit, ""):
        eliminate(values, cell, other)


def eliminate(values, cell, digit):
    if digit not in values[cell]:
        return
    values[cell] = values[cell].replace(digit, "")
    if not values[cell]:
        raise Contradiction(cell)
    if len(values[cell]) == 1:
        for peer in PEERS[cell]:
            eliminate(values, peer, values[cell])


def search(values):
    open_cells = [(len(values[cell]), cell) for cell in CELLS if len(values[cell]) > 1]
    if not open_cells:
        return values
    _, cell = min(open_cells)
    for digit in values[cell]:
        attempt = values.copy()
        try:
            assign(attempt, cell, digit)
        except Contradiction:
            continue
        solved = search(attempt)
        if solved is not None:
            return solved
    return None


def solve(puzzle):
    values = dict.fromkeys(CELLS, DIGITS)
    for cell, digit in zip(CELLS, puzzle):
        if digit in DIGITS:
            assign(values, cell, digit)
    solved = search(values)
    return "".join(solved[cell] for cell in CELLS)


def run(size):
    return [solve(puzzle) for puzzle in PUZZLES[:size]]
