"""The CPU time of requests, with a clock that the test sets."""

import unittest
from unittest import mock

import fake_server  # noqa: F401  puts the bridge on the path
from junicorn_bridge import cputime

MICROSECOND = 1000
MILLISECOND = 1000 * MICROSECOND


class CpuTimeTest(unittest.TestCase):
    def setUp(self):
        self.clock = 5 * MILLISECOND
        self.looks = 0
        patch = mock.patch.object(cputime, "thread_time_ns", self.look)
        patch.start()
        self.addCleanup(patch.stop)
        self.cpu_time = cputime.CpuTime()
        self.looks = 0

    def look(self):
        self.looks += 1
        return self.clock

    def request(self, wall, cpu):
        self.clock += cpu
        return self.cpu_time.used(wall)

    def test_a_long_request_is_measured_by_itself(self):
        self.assertEqual(self.request(20 * MILLISECOND, 3 * MILLISECOND), 3 * MILLISECOND)
        self.assertEqual(self.request(9 * MILLISECOND, 8 * MILLISECOND), 8 * MILLISECOND)
        self.assertEqual(self.looks, 2)

    def test_never_more_than_the_request_took(self):
        self.assertEqual(self.request(MILLISECOND, 2 * MILLISECOND), MILLISECOND)
        self.assertEqual(self.request(100 * MICROSECOND, 120 * MICROSECOND), 100 * MICROSECOND)

    def test_brief_requests_share_a_look_and_their_sum_is_right(self):
        total = sum(self.request(100 * MICROSECOND, 30 * MICROSECOND) for _ in range(81))
        self.assertAlmostEqual(total, 81 * 30 * MICROSECOND, delta=81)
        self.assertEqual(self.looks, 11)

    def test_brief_requests_that_become_cheaper_are_followed(self):
        for _ in range(17):
            self.request(100 * MICROSECOND, 90 * MICROSECOND)
        told = [self.request(100 * MICROSECOND, 10 * MICROSECOND) for _ in range(24)]
        self.assertAlmostEqual(told[-1], 10 * MICROSECOND, delta=2)

    def test_a_long_request_after_brief_ones_is_not_charged_for_them(self):
        for _ in range(20):
            self.request(100 * MICROSECOND, 50 * MICROSECOND)
        used = self.request(10 * MILLISECOND, 4 * MILLISECOND)
        self.assertAlmostEqual(used, 4 * MILLISECOND, delta=100)

    def test_a_share_that_was_too_large_makes_no_negative_time(self):
        for _ in range(9):
            self.request(100 * MICROSECOND, 100 * MICROSECOND)
        for _ in range(5):
            self.request(100 * MICROSECOND, 0)
        self.assertEqual(self.request(MILLISECOND, 0), 0)

    def test_a_request_that_goes_on(self):
        self.clock += 3 * MILLISECOND
        self.assertEqual(self.cpu_time.so_far(9 * MILLISECOND), 3 * MILLISECOND)
        self.assertEqual(self.request(20 * MILLISECOND, 4 * MILLISECOND), 7 * MILLISECOND)
        for _ in range(6):
            self.request(100 * MICROSECOND, 0)
        self.assertGreaterEqual(self.cpu_time.so_far(MILLISECOND), 0)

    def test_a_request_that_took_no_time_at_all(self):
        self.assertEqual(self.request(0, 0), 0)


if __name__ == "__main__":
    unittest.main()
