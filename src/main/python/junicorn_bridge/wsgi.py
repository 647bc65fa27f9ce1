"""WSGI (PEP 3333) on the wire: a slot takes requests from its inbox and answers."""

import io
import os
import sys
from marshal import loads
from posix import read, write
from time import monotonic_ns

from junicorn_bridge import greenlets
from junicorn_bridge.contention import QUICK_NS, Meter
from junicorn_bridge.cputime import CpuTime
from junicorn_bridge.failure import describe, location
from junicorn_bridge.filewrapper import FileWrapper
from junicorn_bridge.forks import end_child_of
from junicorn_bridge.frames import END, FREED, HEADER_SIZE, LEFT, WHOLE
from junicorn_bridge.frames import encode, header
from junicorn_bridge.response import COPY_LIMIT, ClientLeft, Response, check_iterable, check_piece
from junicorn_bridge.stream import ATOMIC
from junicorn_bridge.watchdog import LAST_STARTED, DeadlineExceeded

# A close() that takes longer is work which the app does after its answer; see Slot._answer.
_SLOW_CLOSE_NS = 20 * 1000 * 1000
_SLOW_CLOSE_REMEMBERED_NS = 60 * 1000 * 1000 * 1000

_LIST_ITERATOR = type(iter([]))
_TUPLE_ITERATOR = type(iter(()))


def slot_environ(threads):
    """The `wsgi.` keys that are the same for every request of a worker."""
    return {
        "wsgi.version": (1, 0),
        # None where the app has wanted silence, which is no stream.
        "wsgi.errors": sys.__stderr__ if sys.stderr is None else sys.stderr,
        "wsgi.multithread": threads > 1,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.input_terminated": True,
    }


class Slot:
    """Runs one request at a time. Confined to its thread once `serve` has begun."""

    def __init__(self, app, environ, stream, line, neighbours=()):
        self.line = line
        self.stream = stream
        self.cpu_time = None  # made in the thread, as the meter is
        self.meter = None
        self._neighbours = neighbours
        self._app = app
        self._environ = environ
        self._slow_close_until = 0
        self._read = read
        self._is_in_main_thread = False
        self._greenlet = None
        self._pid = os.getpid()

    def serve(self, outlive=None, give_way=None):
        """Answer requests until the server ends the slot.

        ``outlive`` is what to do with an exception that comes from outside while the app does not
        run: in the main thread, where signal handlers do. ``give_way`` has the other greenlets run
        until a descriptor can be read.
        """
        if outlive is not None:
            self._is_in_main_thread = True
            self._greenlet = greenlets.current()
            self._read = KeptPackets(self.line, give_way).read
        self.meter = Meter(self._neighbours)
        try:
            yield_on_wake_up()
            interrupted, untold = False, None
            while True:
                try:
                    if interrupted:
                        self._give_up()
                        interrupted = False
                    if untold is not None:
                        error, untold = untold, None
                        outlive(error)
                    self._loop()
                    return
                except DeadlineExceeded:
                    interrupted = True
                except BaseException as error:
                    is_the_apps = location(error) is not None or isinstance(error, KeyboardInterrupt)
                    if outlive is None or not is_the_apps or os.getpid() != self._pid:
                        raise
                    interrupted, untold = True, error
        except ConnectionError:
            pass  # the server is gone, or has given the slot up
        except BaseException:
            end_child_of(self._pid)  # in which the first step that is ours fails
            raise
        finally:
            self.meter.close()
            self.stream.close()

    def is_in(self, frame):
        """Whether the stack that ends in ``frame`` is the slot's, or of a greenlet of its request.

        In the main thread that cannot be told: what does not begin with the slot is anybody's.
        """
        if not self._is_in_main_thread:
            return True
        while frame is not None and frame.f_code is not Slot._loop.__code__:
            frame = frame.f_back
        return frame is not None

    def frame(self, running):
        """Where the slot's own stack ends, if its thread runs the one that ends in ``running``."""
        if self._greenlet is None or self.is_in(running):
            return running
        return self._greenlet.gr_frame or running  # None where it has been resumed since

    def _loop(self):
        # One long method on purpose: it runs for every request, and each call and object that it
        # does without is throughput. What is rare has been moved out of it.
        app, base, stream, line, meter = self._app, self._environ, self.stream, self.line, self.meter
        read, inbox, answers = self._read, stream.inbox.fileno(), stream.answers.fileno()
        small = ATOMIC - HEADER_SIZE
        cpu_time = self.cpu_time = CpuTime()

        while True:
            packet = read(inbox, ATOMIC)
            if not packet:
                return
            request_id, environ, body = loads(packet)
            if meter.due:
                meter.mark()
            started = monotonic_ns()
            response = Response(self, request_id, started)
            line[1] = started
            line[5] = line[0] = request_id  # the one that stays first; see PROTOCOL.md, Scoreboard
            try:
                if body is None and environ.__class__ is dict:
                    environ["wsgi.input"] = io.BytesIO()
                else:
                    environ = response.open_request(environ, body)
                environ.update(base)
                result = app(environ, response.start_response)
                if result.__class__ is list:  # in memory, and without a close()
                    body = response.gather(result)
                else:
                    body = self._answer(response, result)
            except BaseException as error:  # SystemExit and its like end a request, not the slot
                end_child_of(self._pid, error)
                response.fail(error)
                body = None

            wall = monotonic_ns() - started
            cpu = cpu_time.used(wall)
            contention = meter.contention(wall, cpu) if wall - cpu > QUICK_NS else 0
            if body is not None:
                meta = response.meta
                size = len(meta) + len(body)
                start = header(size, request_id, len(meta), WHOLE, wall, cpu, contention) + meta
                if size <= small:
                    write(answers, start + body)
                elif size < COPY_LIMIT:
                    stream.send(start + body)
                else:
                    stream.send_vector(start, body)
            elif not response.ended:
                stream.send(header(0, request_id, 0, LEFT if response.left else END, wall, cpu, contention))
            response.ended = True
            line[0] = 0
            if response.spooled is not None:
                response.spooled.close()
            # The thread is about to sleep and must not keep the memory of a request meanwhile.
            environ = response = result = body = start = meta = None

    def _give_up(self):
        """An exception from outside came while the answer was on its way out, where no handler of
        the app's could see it."""
        request_id = self.line[0]
        self.stream.complete()
        if request_id:
            # Whether the last frame was sent before cannot be known; the server can tell.
            self.stream.send(encode(FREED, request_id))
            self.line[0] = 0

    def _answer(self, response, result):
        """Send what a result yields and close it. Returns the body where it is still to be sent.

        close() comes before the last frame: that one makes the slot free, and nothing may wait
        behind a slow close(). So that the client does not wait for it either, an app whose
        close() was slow of late (jobs hung on the end of a response) has the body sent first, at
        the price of a second frame. For all others the answer stays a single one.
        """
        close = getattr(result, "close", None)
        begun = sys.maxsize  # not yet: what the app does behind its body
        try:
            try:
                pieces = iter(result)
            except TypeError:
                check_iterable(result)
                raise
            kind = pieces.__class__
            if kind is _LIST_ITERATOR or kind is _TUPLE_ITERATOR:
                response.held = response.gather(list(pieces))
            elif kind is FileWrapper and response.hand_over(pieces):
                pass
            elif kind.__name__ == "_RangeWrapper" and response.hand_over_range(pieces):
                pass
            else:
                response.held = response.stream(pieces)
            # What may follow a piece that completed the body: as a rule nothing, but a generator
            # can have code behind its last yield. Exhausted iterators are not asked again.
            rest = pieces if response.held else ()
            begun = monotonic_ns()
            if begun < self._slow_close_until:
                response.send_held()
            for piece in rest:
                if piece.__class__ is not bytes:
                    check_piece(piece)
                if not piece:
                    continue
                response.send_held()
                response.send_piece(piece)
                break  # more than the app has announced: it could be endless
        finally:
            if close is not None:
                close_result(close, self._pid)
            ended = monotonic_ns()
            if ended - begun > _SLOW_CLOSE_NS:
                self._slow_close_until = ended + _SLOW_CLOSE_REMEMBERED_NS
        body, response.held = response.held, None
        return body


class KeptPackets:
    """Reads packets in the main thread, where the handler of a signal may raise behind any step.

    A packet that was read is in no pipe any more, from which the server could take it back: it is
    kept until its request is on the scoreboard.
    """

    def __init__(self, line, give_way):
        self._line = line
        self._give_way = give_way
        self._last_started = 0  # what the scoreboard said when the packet was read
        self._packets = []

    def read(self, inbox, size):
        """As os.read; what nobody has begun comes again."""
        packets = self._packets
        if packets and self._line[LAST_STARTED] != self._last_started:
            packets.clear()
        if not packets:
            self._let_others_run(inbox)
            self._last_started = self._line[LAST_STARTED]
            # One step of the interpreter, behind which handlers run: it is read and kept, or neither.
            packets.extend(map(read, (inbox,), (size,)))
        return packets[0]

    def _let_others_run(self, inbox):
        if self._give_way is None:
            return
        try:
            self._give_way(inbox)
        except Exception:
            self._give_way = None  # or it would fail again and again
            raise


def yield_on_wake_up():
    """Ask that this thread, when a request wakes it, does not push another off its processor.

    Server and workers wake each other for every request. Let the one that runs go on, and it
    handles several before the other gets its turn: fewer switches, a quarter less CPU. While a
    processor is idle nothing changes. It needs no privilege; where it is refused it only costs.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    except OSError:
        pass


def close_result(close, owner):
    """Call the close() of a result. Its failure is for the log: the answer is made already."""
    try:
        close()
    except ClientLeft:
        pass  # of a write() in it
    except BaseException as error:
        end_child_of(owner, error)
        try:
            sys.stderr.write("junicorn: close() of the app's result failed\n" + describe(error)[1])
        except Exception:
            pass
