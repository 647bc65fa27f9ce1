"""Who waited for what: threads that really compete, and a kernel that is asked for nothing."""

import ctypes
import threading
import time
import unittest
from unittest import mock

import fake_server  # puts the bridge on the path
from junicorn_bridge import contention
from junicorn_bridge.freethreading import has_gil

MILLISECOND = 1000 * 1000


def compute(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        for _ in range(100):
            pass


def run_delay():
    """How long this thread was ready to run and had no processor; in nanoseconds."""
    with open("/proc/self/task/%d/schedstat" % threading.get_native_id(), encoding="ascii") as file:
        return int(file.read().split()[1])


class Measured:
    """What a meter says of one call in this thread."""

    def __init__(self, call, neighbours=(), marked=True):
        meter = contention.Meter(neighbours)
        if marked:
            meter.mark()
        else:
            meter.due = False
        wall, cpu, computed = time.monotonic_ns(), time.thread_time_ns(), time.process_time_ns()
        delay = run_delay()
        call()
        self.delay = run_delay() - delay
        self.wall = time.monotonic_ns() - wall
        # In which no thread of this process had a processor: other processes had them.
        self.idle = max(0, self.wall - (time.process_time_ns() - computed))
        self.cpu = min(time.thread_time_ns() - cpu, self.wall)
        self.contention = meter.contention(self.wall, self.cpu)
        self.blocked = self.wall - self.cpu - self.contention
        meter.close()


class CompetingTest(unittest.TestCase):
    def setUp(self):
        self.over = threading.Event()
        self.threads = []

    def tearDown(self):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def beside(self, call):
        def again_and_again():
            while not self.over.is_set():
                call()

        self.threads.append(threading.Thread(target=again_and_again, daemon=True))
        self.threads[-1].start()

    def measure(self, is_right, *arguments, **keywords):
        """One of a few attempts must come out right. Those that the rest of the machine has spoilt
        are none; where it spoils all of them nothing can be measured."""
        attempts = []
        end = time.monotonic() + 20
        while len(attempts) < 10:
            found = Measured(*arguments, **keywords)
            if is_right(found):
                return
            if found.delay < found.wall * 0.03:
                attempts.append(found)
            elif time.monotonic() > end:
                self.skipTest("the processors are taken: %s" % vars(found))
        self.fail([vars(attempt) for attempt in attempts])

    def test_a_sleeper_is_blocked(self):
        self.measure(lambda found: found.blocked > found.wall * 0.9, lambda: time.sleep(0.2))

    def test_a_sleeper_beside_one_who_computes_is_blocked(self):
        self.beside(lambda: compute(0.02))
        self.measure(lambda found: found.blocked > found.wall * 0.7, lambda: time.sleep(0.3))

    @unittest.skipUnless(has_gil(), "this Python has no GIL")
    def test_who_computes_beside_others_waits_for_the_gil(self):
        for _ in range(3):
            self.beside(lambda: compute(0.02))
        self.measure(
            lambda found: found.wall > 2 * found.cpu and found.blocked < found.wall * 0.1 + found.idle,
            lambda: compute(0.1),
        )

    @unittest.skipUnless(has_gil(), "this Python has no GIL")
    def test_c_code_that_computes_with_the_gil_is_seen(self):
        large = 3**30000
        self.beside(lambda: pow(large, 6))
        self.measure(
            lambda found: found.wall > 1.2 * found.cpu and found.blocked < found.wall * 0.1 + found.idle,
            lambda: compute(0.1),
        )

    @unittest.skipUnless(has_gil(), "this Python has no GIL")
    def test_c_code_that_sleeps_with_the_gil_is_seen_where_another_slot_is_busy(self):
        holding = ctypes.PyDLL(None)
        self.beside(lambda: holding.usleep(200 * 1000))
        self.measure(lambda found: found.contention > found.wall * 0.8, lambda: compute(0.01), [[1, 0]])
        self.measure(lambda found: found.blocked > found.wall * 0.8, lambda: compute(0.01), [[0, 0]])

    def test_without_a_mark_only_the_kernels_count_counts(self):
        self.beside(lambda: compute(0.02))
        self.measure(
            lambda found: found.blocked > found.wall * 0.9, lambda: time.sleep(0.1), marked=False
        )


class ReaderTest(unittest.TestCase):
    def test_both_ways_of_reading_give_the_same(self):
        with open(__file__, "rb") as file:
            start = file.read(64)
            for pydll in (contention.PyDLL, None):
                with mock.patch.object(contention, "PyDLL", pydll):
                    self.assertEqual(contention.reader()(file.fileno()), start)

    def test_what_is_no_file_gives_no_number(self):
        meter = contention.Meter()
        meter.close()
        meter.due = False
        self.assertEqual(meter.contention(5 * MILLISECOND, 0), 0)


class MeterTest(unittest.TestCase):
    def setUp(self):
        # A kernel that counts nothing: what is left is the meter's own arithmetic.
        self.delay = 0
        self.patch("read_start", lambda descriptor: b"1 %d 3\n" % self.delay)
        self.computed = 0
        self.patch("process_time_ns", lambda: self.computed)
        self.sleeps = 0
        self.patch("getrusage", lambda who: mock.Mock(ru_nvcsw=self.sleeps))
        self.patch("has_gil", lambda: True)
        self.patch("sys.getswitchinterval", lambda: 0.005)
        self.meter = contention.Meter()
        self.addCleanup(self.meter.close)

    def patch(self, name, value):
        patcher = mock.patch.object(*self.target(name), value)
        patcher.start()
        self.addCleanup(patcher.stop)

    @staticmethod
    def target(name):
        if "." not in name:
            return contention, name
        module, attribute = name.split(".")
        return getattr(contention, module), attribute

    def judge(self, wall, cpu, delay=0, others=0, sleeps=1):
        if self.meter.due:
            self.meter.mark()
        self.delay += int(delay * MILLISECOND)
        self.computed += (others + cpu) * MILLISECOND
        self.sleeps += sleeps
        return self.meter.contention(wall * MILLISECOND, cpu * MILLISECOND) / MILLISECOND

    def test_the_run_delay_never_exceeds_what_there_is(self):
        self.assertEqual(self.judge(100, 40, delay=30), 30)
        self.assertEqual(self.judge(100, 40, delay=500), 60)

    def test_the_wait_for_the_gil_is_the_least_of_three(self):
        self.assertEqual(self.judge(100, 10, others=90, sleeps=50), 90)
        self.assertEqual(self.judge(100, 10, others=20, sleeps=50), 20)
        self.assertEqual(self.judge(100, 10, others=90, sleeps=2), 11)

    def test_without_a_gil_nobody_waits_for_it(self):
        self.patch("has_gil", lambda: False)
        self.assertEqual(self.judge(100, 10, delay=5, others=90, sleeps=50), 5)

    def test_marks_end_after_a_while_of_quick_requests_and_come_back(self):
        while self.meter.due:
            self.meter.mark()
        self.assertEqual(self.judge(100, 10, others=90, sleeps=50), 0)
        self.assertTrue(self.meter.due)
        self.assertEqual(self.judge(100, 10, others=90, sleeps=50), 90)

    def test_what_the_run_delay_explains_asks_for_no_marks(self):
        while self.meter.due:
            self.meter.mark()
        self.assertEqual(self.judge(20, 10, delay=9.5), 9.5)
        self.assertFalse(self.meter.due)

    def test_what_cannot_be_read_counts_as_nothing(self):
        for answer in (b"", b"x y z", b"1"):
            self.patch("read_start", lambda descriptor: answer)
            self.assertEqual(self.judge(100, 90), 0)
        self.patch("read_start", mock.Mock(side_effect=OSError))
        self.assertEqual(self.judge(100, 90), 0)

    def test_a_foreign_file_in_the_place_of_ours_does_no_harm(self):
        self.delay = 50 * MILLISECOND
        self.judge(100, 90)
        self.delay = 0
        self.assertEqual(self.judge(100, 90), 0)


if __name__ == "__main__":
    unittest.main()
