"""Compares the rounds of two states: how much their figures differ, and how far that can be chance."""

import math
import random
import statistics

RESAMPLES = 10_000


def quantile(values, share):
    """The smallest of the sorted values that at least the share of them does not exceed."""
    return values[max(0, math.ceil(len(values) * share) - 1)]


def difference(before, after):
    """The median of the rounds' differences in percent, and its 95 % confidence interval by the bootstrap.

    The lists have one figure a round, in the order of the rounds. The figures of a round are compared with each other
    because what disturbs one of them often disturbs both.
    """
    rounds = [(second / first - 1) * 100 for first, second in zip(before, after)]
    chance = random.Random(1)
    drawn = sorted(statistics.median(chance.choices(rounds, k=len(rounds))) for _ in range(RESAMPLES))
    return statistics.median(rounds), quantile(drawn, 0.025), quantile(drawn, 0.975)
