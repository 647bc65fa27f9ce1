"""The processor time of a slot's thread, request by request."""

from time import thread_time_ns

#: Who took less is not worth a look at the clock of its own. Not above what the server takes for
#: quick (ServiceTimes), which has to learn of every request that was blocked for longer.
BRIEF_NS = 150 * 1000

# Asking is a system call and costs a brief request 1 to 2 us, so several share one.
_SHARING = 8


class CpuTime:
    """Tells what each request used. Confined to its slot's thread, in which it must be made.

    Brief requests in a row are measured together; each is then taken to have used the processor
    for as large a share of its time as those measured last. The sum stays right. A request that
    is not brief is measured by itself.
    """

    __slots__ = ("_mark", "_since", "_walls", "_left", "_share")

    def __init__(self):
        self._share = 1.0
        self._begin(thread_time_ns())
        self._left = 0

    def used(self, wall):
        """Nanoseconds of a request that ends now and took ``wall``; never more than that."""
        if wall < BRIEF_NS:
            self._walls += wall
            if not self._left:
                return self._measure_together(wall)
            self._left -= 1
            cpu = int(wall * self._share)
            self._mark += cpu
            return cpu
        clock = thread_time_ns()
        cpu = self._until(clock, wall)
        self._begin(clock)
        return cpu

    def so_far(self, wall):
        """Nanoseconds of a request that goes on and has taken ``wall`` until now."""
        return self._until(thread_time_ns(), wall)

    def _measure_together(self, wall):
        clock = thread_time_ns()
        self._share = min(1.0, (clock - self._since) / max(1, self._walls))
        self._begin(clock)
        return int(wall * self._share)

    def _begin(self, clock):
        # The end of one request is the beginning of the next: a thread that sleeps in read, and
        # what the bridge does between two of them, use next to nothing.
        self._mark = self._since = clock
        self._walls = 0
        self._left = _SHARING - 1

    def _until(self, clock, wall):
        # What was taken for brief requests before may have been too much.
        return min(max(0, clock - self._mark), wall)
