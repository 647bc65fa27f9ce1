"""How long a slot's thread was kept from computing: by others on the processors, or by the GIL.

The kernel counts how long a thread was ready to run but did not (its run delay, in which the time
of a cgroup that has used up its quota is included). Nobody counts the wait for the GIL, so that is
an estimate, from what such a wait looks like: the others of this process use the processor
meanwhile, and the one who waits wakes up every switch interval to ask for its turn.
"""

import os
import sys
from resource import RUSAGE_THREAD, getrusage
from threading import get_native_id
from time import monotonic_ns, process_time_ns

from junicorn_bridge.freethreading import has_gil
from junicorn_bridge.watchdog import REQUEST, STARTED

try:
    # In the spawner, whose workers share it. os.pread lets go of the GIL, and who wants it back
    # beside others who compute waits 5 ms for each of them: too dear a question before an answer.
    from ctypes import PyDLL, c_int, c_long, c_size_t, c_ssize_t, c_void_p, create_string_buffer
except ImportError:  # a Python without libffi
    PyDLL = None

#: Who was off the processor for less is not asked why: that costs as much as a small request.
QUICK_NS = 1000 * 1000

# So many requests begin with marks after one that a mark would have explained: those of a slot are
# alike. A mark costs 1.5 us.
_MARKED = 32

# A wait that ends by its timeout takes the switch interval (5 ms) and what it takes to wake up:
# 0.1 ms, more on a machine that is itself one of several.
_WAKE_UP_NS = 500 * 1000

# The GIL held by C code that sleeps: nobody computes, and the one who waits sleeps time and again,
# each time for as long as the switch interval. By chance that happens rarely so often in a row.
_SEVERAL_SLEEPS = 8
_LEAST_OF_INTERVAL = 0.88


class Meter:
    """What one slot's thread waited for. Confined to that thread, in which it must be made."""

    __slots__ = (
        "due",
        "_left",
        "_neighbours",
        "_schedstat",
        "_delay",
        "_began",
        "_computed",
        "_sleeps",
        "_accompanied",
    )

    def __init__(self, neighbours=()):
        self.due = True  # the next request begins with marks
        self._left = _MARKED
        self._neighbours = neighbours  # scoreboard lines of the worker's other slots
        self._delay = self._began = self._computed = self._sleeps = 0
        self._accompanied = False
        try:
            path = "/proc/self/task/%d/schedstat" % get_native_id()
            self._schedstat = os.open(path, os.O_RDONLY)
        except OSError:
            self._schedstat = -1
        self._delay = self._run_delay()

    def close(self):
        if self._schedstat >= 0:
            os.close(self._schedstat)
            self._schedstat = -1

    def mark(self):
        """A request begins, and `due` asks for marks."""
        self._left -= 1
        if self._left < 0:
            self.due = False
            return
        self._accompanied = any(line[REQUEST] for line in self._neighbours)
        self._began = monotonic_ns()
        self._computed = process_time_ns()
        self._sleeps = getrusage(RUSAGE_THREAD).ru_nvcsw

    def contention(self, wall, cpu):
        """How much of a request that ends, and was not quick, was contention; in nanoseconds.

        The run delay counts from the last time somebody asked, which is more than this request:
        between two that are not quick a thread runs what is quick, or sleeps in read.
        """
        off = wall - cpu
        before, self._delay = self._delay, self._run_delay()
        kept = min(off, max(0, self._delay - before))
        rest = off - kept
        if rest > QUICK_NS:
            if self.due and has_gil():
                kept += self._gil_wait(rest, cpu)
            self._left = _MARKED
            self.due = True
        return kept

    def _gil_wait(self, rest, cpu):
        """The part of ``rest`` in which the thread waited for the GIL, as far as can be seen."""
        interval = int(sys.getswitchinterval() * 1e9)
        sleeps = getrusage(RUSAGE_THREAD).ru_nvcsw - self._sleeps
        others = max(0, process_time_ns() - self._computed - cpu)
        longest = sleeps * (interval + _WAKE_UP_NS)
        if (
            sleeps >= _SEVERAL_SLEEPS
            and sleeps * interval * _LEAST_OF_INTERVAL <= rest <= longest
            and self._had_company()
        ):
            return rest
        return min(rest, others, longest)

    def _had_company(self):
        """Whether another slot was busy during the request; lines keep the time of the last one."""
        return self._accompanied or any(
            line[REQUEST] or line[STARTED] > self._began for line in self._neighbours
        )

    def _run_delay(self):
        """Nanoseconds since the thread began; the last number where it cannot be read any more."""
        try:
            return int(read_start(self._schedstat).split()[1])
        except (OSError, ValueError, IndexError):
            return self._delay


def reader():
    """What reads the first bytes of a file, if it can without letting go of the GIL."""
    if PyDLL is None:
        return lambda descriptor: os.pread(descriptor, 64, 0)
    pread = PyDLL(None).pread
    pread.argtypes = (c_int, c_void_p, c_size_t, c_long)
    pread.restype = c_ssize_t

    def read(descriptor):
        buffer = create_string_buffer(64)
        length = pread(descriptor, buffer, 64, 0)
        return buffer.raw[: max(0, length)]

    return read


read_start = reader()
