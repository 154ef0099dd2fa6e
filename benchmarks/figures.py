"""The statistics: ratios, their means, and how sure they are.

Each round gives one ratio of two times that were measured one after the other, so that what the
machine did meanwhile met both alike. Ratios multiply, so all is done with their logarithms.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Student's t for a two-sided interval of 95 %, by degrees of freedom from 1.
T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
T_OF_MANY = 1.96

# A ratio below this is a slow-down, not the noise that is left even in many rounds.
SLOWER = 0.97


@dataclass(frozen=True)
class Ratio:
    """A speed against another: 2.0 is twice as fast. The interval holds the true one in 95 of 100
    cases; there is none (`None`) for a single round."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """Whether it is slower: "slower" beyond doubt, "slower?" if more rounds must tell."""
        if self.low is None or self.high is None:
            return ""
        if self.high < SLOWER:
            return "slower"
        return "slower?" if self.low < SLOWER and self.value < 1 else ""


def geometric_mean(values: Iterable[float]) -> float:
    """Of positive numbers, at least one."""
    return math.exp(statistics.fmean(map(math.log, values)))


def ratio(base: Sequence[float | None], other: Sequence[float | None]) -> Ratio | None:
    """How much faster `other` is, from the times of each round; None if no round has both."""
    pairs = zip(base, other, strict=False)
    return from_logarithms([math.log(a / b) for a, b in pairs if a and b])


def from_logarithms(logarithms: Sequence[float]) -> Ratio | None:
    """The mean with its interval of confidence."""
    if not logarithms:
        return None
    mean = statistics.fmean(logarithms)
    if len(logarithms) == 1:
        return Ratio(math.exp(mean))
    freedom = len(logarithms) - 1
    t = T[freedom - 1] if freedom <= len(T) else T_OF_MANY
    half = t * statistics.stdev(logarithms) / math.sqrt(len(logarithms))
    return Ratio(math.exp(mean), math.exp(mean - half), math.exp(mean + half))


def mean_ratio(ratios: Sequence[Ratio], by_round: Sequence[Sequence[float]]) -> Ratio | None:
    """The geometric mean over benchmarks. Its spread is that between rounds: `by_round` has the
    ratios of all benchmarks, round by round."""
    if not ratios:
        return None
    value = geometric_mean(each.value for each in ratios)
    complete = [each for each in by_round if len(each) == len(ratios)]
    spread = from_logarithms([math.log(geometric_mean(each)) for each in complete])
    if spread is None or spread.low is None or spread.high is None:
        return Ratio(value)
    return Ratio(value, value * spread.low / spread.value, value * spread.high / spread.value)
