"""Medians, spreads and ratios. Nothing here knows a server."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    middle: float
    low: float
    high: float


def spread(values):
    """Median, least and greatest; None of nothing."""
    values = list(values)
    return Spread(median(values), min(values), max(values)) if values else None


def ratio(ours, theirs):
    """The spread of ours/theirs, round by round: both of a pair saw the same minute of the same machine. Rounds in which
    one of them has no value (None or 0) do not count."""
    return spread(a / b for a, b in zip(ours, theirs) if a and b)
