"""In how many ways n queens stand on a board so that none attacks another.

Usage: python nqueens.py [n]
"""

import sys


class Board:
    """The lines of a board on which a queen stands already."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.columns = [False] * size
        self.rising = [False] * (2 * size - 1)
        self.falling = [False] * (2 * size - 1)

    def solutions(self, row: int) -> int:
        """How many ways there are to fill the rows from this one on."""
        size = self.size
        if row == size:
            return 1
        columns = self.columns
        rising = self.rising
        falling = self.falling
        count = 0
        for column in range(size):
            up = row + column
            down = row - column + size - 1
            if columns[column] or rising[up] or falling[down]:
                continue
            columns[column] = rising[up] = falling[down] = True
            count += self.solutions(row + 1)
            columns[column] = rising[up] = falling[down] = False
        return count


def main(size: int = 12) -> None:
    print(f"{size} queens: {Board(size).solutions(0)} solutions")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
