"""The parts without servers: /usr/bin/python3 -B -m unittest discover -s bench"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from junibench import cli, jvm, load, report  # noqa: E402
from junibench.figures import Spread, ratio, spread  # noqa: E402
from junibench.matrix import Cell, rotated, seconds_needed  # noqa: E402
from junibench.process import Memory, Stat, parse_stat, tree  # noqa: E402
from junibench.workloads import WORKLOADS, Shape, parse_shape  # noqa: E402

WRK = """Running 2s test @ http://127.0.0.1:8000/
  2 threads and 32 connections
Requests/sec:   7001.00
result requests=14002 duration_us=2000000 bytes=2240320 p50_us=3290 p99_us=58110 max_us=90000 connect=0 read=3 write=0 status=2 timeout=0
"""
SS = """0      84         127.0.0.1:40001      127.0.0.1:8000
\t cubic wscale:7,7 rto:204 rtt:0.1/0.05 bytes_sent:84 bytes_acked:84 segs_out:2
0      0          127.0.0.1:40002      127.0.0.1:8000
\t cubic wscale:7,7 rto:204 bytes_sent:840 bytes_acked:840 bytes_received:1600 segs_out:20
"""


def sample(rate, cpu, errors=None, starved=0):
    return load.Sample(load.Load(int(rate * 2), 2.0, 10**9, 1000, 2000, errors or {}), cpu, starved, 0.01, False)


def cell(*samples, failures=()):
    made = Cell()
    for s in samples:
        made.add(s, s and Memory(90 << 20, 37 << 20), s and 0.2)
    made.failures.extend(failures)
    return made


class FiguresTest(unittest.TestCase):
    def test_spread(self):
        self.assertEqual(spread([3, 1, 2]), Spread(2, 1, 3))
        self.assertEqual(spread([1, 2]), Spread(1.5, 1, 2))
        self.assertIsNone(spread([]))

    def test_ratio_is_taken_round_by_round(self):
        # The quotient of the medians would be 1.0; in every round but one ours was twice as fast.
        self.assertEqual(ratio([200, 100, 20], [100, 100, 10]).middle, 2.0)

    def test_rounds_without_a_value_do_not_count(self):
        self.assertEqual(ratio([200, None, 50, 10], [100, 7, 0, 5]), Spread(2.0, 2.0, 2.0))
        self.assertIsNone(ratio([None], [1]))


class WrkTest(unittest.TestCase):
    def test_result_line(self):
        found = load.parse_wrk(WRK)
        self.assertEqual((found.requests, found.rate, found.p99), (14002, 7001.0, 58110))
        self.assertEqual(found.errors, {"read": 3, "status": 2})
        self.assertEqual(found.error_count, 5)

    def test_no_result_names_the_last_line(self):
        with self.assertRaisesRegex(ValueError, "unable to connect"):
            load.parse_wrk("unable to connect to 127.0.0.1:1 Connection refused\n")
        with self.assertRaisesRegex(ValueError, "no output"):
            load.parse_wrk("")

    def test_connections_without_an_answer(self):
        self.assertEqual(load.parse_unanswered(SS), {"127.0.0.1:40001"})


class ProcessTest(unittest.TestCase):
    def test_stat_of_a_name_with_spaces_and_brackets(self):
        line = "42 (a (odd) name) S 1 42 40 0 -1 4194304 100 0 0 0 7 3 2 1 20 0 1 0 9876 1000 100"
        self.assertEqual(parse_stat(line), Stat(pid=42, parent=1, session=40, ticks=13, started=9876))

    def test_tree_has_descendants_and_orphans_of_the_session(self):
        stats = [Stat(10, 1, 10, 0, 0), Stat(11, 10, 10, 0, 0), Stat(12, 11, 12, 0, 0), Stat(13, 1, 10, 0, 0), Stat(14, 1, 14, 0, 0)]
        self.assertEqual([s.pid for s in tree(10, {s.pid: s for s in stats})], [10, 11, 12, 13])


class JvmTest(unittest.TestCase):
    def test_heap_of_several_collectors(self):
        serial = " DefNew     total 19648K, used 6000K [0x0)\n  eden space 17472K,  35% used [0x0)\n Tenured    total 43712K, used 1000K [0x0)"
        g1 = " garbage-first heap   total reserved 4009984K, committed 251904K, used 1024K [0x0)"
        self.assertEqual(jvm.parse_heap_info(serial), (7000 << 10, 63360 << 10))
        self.assertEqual(jvm.parse_heap_info(g1), (1024 << 10, 251904 << 10))
        self.assertIsNone(jvm.parse_heap_info("Permission denied"))

    def test_cap(self):
        self.assertEqual(jvm.parse_cap("java -Xmx32m -Xmx64M -jar x.jar"), 64 << 20)
        self.assertEqual(jvm.parse_cap("-XX:MaxHeapSize=67108864 -Xmx1g"), 64 << 20)
        self.assertIsNone(jvm.parse_cap("java -jar x.jar"))


class ReportTest(unittest.TestCase):
    def test_table_is_aligned(self):
        self.assertEqual(report.table(["server", "n"], [["a", 1], ["long name", 1000]]),
                         "server        n\n---------  ----\na             1\nlong name  1000")

    def test_errors_and_starved_connections_mark_the_row(self):
        text = report.section("t", {"a": cell(sample(100, 50)), "b": cell(sample(50, 100, {"status": 4}, starved=14))}, "a")
        self.assertIn("\n! b ", text)
        self.assertNotIn("! a ", text)
        self.assertIn("! b: 4 answers that were not 2xx", text)
        self.assertIn("! b: 14 connections got no answer at all", text)
        self.assertIn("a / b: requests/s x2.00 (2.00–2.00), CPU per request x0.50", text)

    def test_a_failed_server_is_a_row(self):
        text = report.section("t", {"a": cell(None, failures=["no answer in 30 s"])}, "a")
        self.assertIn("\n! a         failed", text)
        self.assertIn("no answer in 30 s", text)


class CliTest(unittest.TestCase):
    def test_shape(self):
        self.assertEqual(parse_shape("3x6"), Shape(3, 6))
        self.assertEqual(parse_shape("3x6").slots, 18)
        for wrong in ("3", "0x1", "3x", "3x6x1"):
            with self.assertRaises(ValueError):
                parse_shape(wrong)

    def test_waiting_is_measured_only_where_every_connection_can_be_served(self):
        self.assertTrue(WORKLOADS["io"].fits(Shape(3, 6), 256, 3))
        self.assertFalse(WORKLOADS["io"].fits(Shape(1, 1), 32, 3))
        self.assertTrue(WORKLOADS["flask"].fits(Shape(1, 1), 256, 1))

    def test_each_round_begins_with_the_next_server(self):
        self.assertEqual([rotated(["a", "b", "c"], i)[0] for i in range(4)], ["a", "b", "c", "a"])

    def test_the_full_run_is_under_an_hour_and_the_quick_one_a_few_minutes(self):
        for arguments, minutes in (([], 60), (["--quick"], 4)):
            plan = cli.make_plan(cli.parser().parse_args(arguments))
            plan.servers = [None] * 4
            self.assertLess(seconds_needed(plan) / 60, minutes)


if __name__ == "__main__":
    unittest.main()
