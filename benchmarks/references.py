"""placeholder"""

from __future__ import annotations


def report(*a: object) -> int:
    raise NotImplementedError
