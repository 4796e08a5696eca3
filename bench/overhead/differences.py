"""Compares the rounds of two states: medians, and how far their difference can be chance."""

import math
import random
import statistics

RESAMPLES = 10_000


def quantile(values, share):
    """The smallest of the sorted values that the share of them does not exceed."""
    return values[max(0, math.ceil(len(values) * share) - 1)]


def difference(before, after, seed=1):
    """The difference of the medians of two states in percent of the first, and its 95 % confidence interval.

    The lists have one figure a round, in the order of the rounds. The bootstrap draws rounds, with both their figures,
    because what disturbs a round disturbs both.
    """
    rounds = list(zip(before, after))
    chance = random.Random(seed)

    def percent(pairs):
        base = statistics.median(pair[0] for pair in pairs)
        return (statistics.median(pair[1] for pair in pairs) / base - 1) * 100

    drawn = sorted(percent(chance.choices(rounds, k=len(rounds))) for _ in range(RESAMPLES))
    return percent(rounds), quantile(drawn, 0.025), quantile(drawn, 0.975)
