"""Intervals against published and closed-form values."""

import unittest

from binomial import at_most, interval


class Intervals(unittest.TestCase):
    """`interval`."""

    def test_no_success_has_the_closed_form(self) -> None:
        for trials in (1, 30, 300, 3000):
            low, high = interval(0, trials)
            self.assertEqual(low, 0)
            self.assertAlmostEqual(high, 1 - 0.025 ** (1 / trials), places=12)

    def test_a_table_value_is_met(self) -> None:
        # R: binom.test(7, 50)$conf.int
        low, high = interval(7, 50)
        self.assertAlmostEqual(low, 0.05819170, places=6)
        self.assertAlmostEqual(high, 0.26739600, places=6)

    def test_successes_and_failures_mirror_each_other(self) -> None:
        low, high = interval(3, 20)
        other_low, other_high = interval(17, 20)
        self.assertAlmostEqual(low, 1 - other_high)
        self.assertAlmostEqual(high, 1 - other_low)

    def test_the_truth_is_covered_as_often_as_promised(self) -> None:
        trials, truth = 40, 0.07
        covered = sum(
            at_most(count, trials, truth) - at_most(count - 1, trials, truth)
            for count in range(trials + 1)
            if interval(count, trials)[0] <= truth <= interval(count, trials)[1]
        )
        self.assertGreaterEqual(covered, 0.95)
        self.assertLess(covered, 0.995)

    def test_more_successes_than_trials_are_refused(self) -> None:
        with self.assertRaises(ValueError):
            interval(4, 3)
