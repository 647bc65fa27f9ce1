"""WSGI (PEP 3333) on the wire: a slot takes requests from its inbox and answers on its stream."""

import io
import os
import sys
from _socket import SHUT_RD
from marshal import loads
from time import monotonic_ns

from junicorn_bridge.contention import QUICK_NS, Meter
from junicorn_bridge.cputime import CpuTime
from junicorn_bridge.failure import AppError, describe
from junicorn_bridge.filewrapper import FileWrapper, regular_file
from junicorn_bridge.forks import end_child_of
from junicorn_bridge.frames import ABORT, END, ERROR, FILE, FREED, HEAD, LEFT, MAX_PAYLOAD, PIECE, WHOLE
from junicorn_bridge.frames import encode, header
from junicorn_bridge.head import encode_head
from junicorn_bridge.watchdog import CLIENT_LEFT, DeadlineExceeded

#: The largest request datagram, PROTOCOL.md.
INBOX_BYTES = 131072

# Read from a spooled body at a time.
_INPUT_BUFFER = 65536
# Below this, copying a body behind its head is cheaper than a vector of the two.
_COPY_LIMIT = 16384
# Up to here, reading a file costs less than the round trip of handing it over.
_SMALL_FILE = 65536
_FILE_BLOCK = 1024 * 1024

# A close() that takes longer is work which the app does after its answer; see Slot._finish.
_SLOW_CLOSE_NS = 20 * 1000 * 1000
_SLOW_CLOSE_REMEMBERED_NS = 60 * 1000 * 1000 * 1000

_LIST_ITERATOR = type(iter([]))
_TUPLE_ITERATOR = type(iter(()))


class ClientLeft(BrokenPipeError):
    """Raised by write() where the client's connection has ended.

    An app that yields its answer does not see it: its result is closed, and asked for no more.
    """

    def __str__(self):
        return "the client has left"


# A user who meets this in a traceback should not need to know how our modules are called.
ClientLeft.__module__ = "junicorn"


def slot_environ(threads):
    """The `wsgi.` keys that are the same for every request of a worker."""
    return {
        "wsgi.version": (1, 0),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": threads > 1,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.input_terminated": True,
    }


class Slot:
    """Runs one request at a time. Confined to its thread once `serve` has begun."""

    def __init__(self, app, environ, stream, inbox, line, neighbours=()):
        self.line = line
        self.stream = stream
        self.cpu_time = None  # made in the thread, as the meter is
        self.meter = None
        self._neighbours = neighbours
        self._app = app
        self._environ = environ
        self._inbox = inbox
        self._slow_close_until = 0
        self._pid = os.getpid()

    def serve(self):
        """Answer requests until the server ends the slot."""
        self.meter = Meter(self._neighbours)
        try:
            yield_on_wake_up()
            while True:
                try:
                    self._loop()
                    return
                except DeadlineExceeded:
                    self._give_up()
        except ConnectionError:
            pass  # the server is gone, or has given the slot up
        except BaseException:
            end_child_of(self._pid)  # in which the first step that is ours fails
            raise
        finally:
            self.meter.close()
            self._inbox.close()
            self.stream.close()

    def end(self):
        """Let `serve` return after the request that runs. For another thread to call."""
        try:
            self._inbox.shutdown(SHUT_RD)
        except OSError:
            pass  # it is over already

    def _loop(self):
        # One long method on purpose: it runs for every request, and each call and object that it
        # does without is throughput. What is rare has been moved out of it.
        app, base, stream, line, meter = self._app, self._environ, self.stream, self.line, self.meter
        receive_into, send = self._inbox.recv_into, stream.send
        # One buffer for good: recv() would map and unmap 128 KiB every time (12 us). marshal does
        # not look at what an earlier request has left behind the end of this one.
        inbox = bytearray(INBOX_BYTES)
        cpu_time = self.cpu_time = CpuTime()

        while receive_into(inbox):
            request_id, environ, body = loads(inbox)
            if meter.due:
                meter.mark()
            started = monotonic_ns()
            response = Response(self, request_id, started)
            line[1] = started
            line[0] = request_id
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
                if size < _COPY_LIMIT:
                    send(start + body)
                else:
                    stream.send_vector(start, body)
            elif not response.ended:
                send(header(0, request_id, 0, LEFT if response.left else END, wall, cpu, contention))
            response.ended = True
            line[0] = 0
            if response.spooled is not None:
                response.spooled.close()
            # The thread is about to sleep and must not keep the memory of a request meanwhile.
            environ = response = result = body = start = meta = None

    def _give_up(self):
        """An interrupt came while the answer was on its way out, where no handler of the app's
        could see it. The server has answered the client already and waits for the slot only."""
        request_id = self.line[0]
        if self.stream.torn:
            raise ConnectionError("the stream ends within a frame")
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
        body = None
        try:
            try:
                pieces = iter(result)
            except TypeError:
                check_iterable(result)
                raise
            kind = pieces.__class__
            if kind is _LIST_ITERATOR or kind is _TUPLE_ITERATOR:
                body = response.gather(list(pieces))
            elif kind is FileWrapper and response.hand_over(pieces):
                body = None
            else:
                body = response.stream(pieces)
            # What may follow a piece that completed the body: as a rule nothing, but a generator
            # can have code behind its last yield. Exhausted iterators are not asked again.
            rest = pieces if body else ()
            begun = monotonic_ns()
            if body is not None and begun < self._slow_close_until:
                response.send_piece(body)
                body = None
            for piece in rest:
                if piece.__class__ is not bytes:
                    check_piece(piece)
                if not piece:
                    continue
                if body is not None:
                    response.send_piece(body)
                    body = None
                response.send_piece(piece)
        finally:
            if close is not None:
                response.held = body
                close_result(close, self._pid)
                body = response.held
        ended = monotonic_ns()
        if ended - begun > _SLOW_CLOSE_NS:
            self._slow_close_until = ended + _SLOW_CLOSE_REMEMBERED_NS
        return body


class Response:
    """One answer in the making.

    Of one request only: a ``write`` that an app keeps must not reach somebody else's answer.
    """

    __slots__ = (
        "meta",
        "length",
        "ended",
        "held",
        "left",
        "spooled",
        "_slot",
        "_request_id",
        "_started",
        "_head_sent",
    )

    def __init__(self, slot, request_id, started):
        self.meta = None  # status and headers as they go on the wire, once start_response was called
        self.length = None  # the Content-Length that the app gave
        self.ended = False  # the frame that ends the request was sent
        self.held = None  # the body, while close() runs before it is sent
        self.left = False  # a piece was refused because the client has left
        self.spooled = None  # the open file of a body that did not fit into the datagram
        self._slot = slot
        self._request_id = request_id
        self._started = started
        self._head_sent = False

    def open_request(self, environ, body):
        """Complete a request that is not all in its datagram or has a body; returns the environ."""
        if environ.__class__ is str:
            with open(environ, "rb") as file:
                _, environ, body = loads(file.read())
        if body.__class__ is tuple:
            self.spooled = open(body[0], "rb", _INPUT_BUFFER)
            environ["wsgi.input"] = self.spooled
        else:
            environ["wsgi.input"] = io.BytesIO(body)
        return environ

    def start_response(self, status, headers, exc_info=None):
        """The callable of PEP 3333."""
        if exc_info:
            try:
                if self._head_sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None  # it refers to this very frame
        elif self.meta is not None:
            raise AppError("start_response was called a second time without exc_info.")
        self.meta, self.length = encode_head(status, headers)
        return self.write

    def write(self, data):
        """The callable that start_response returns: send ``data`` at once."""
        if self.ended:
            raise AppError("write() was called after the answer had ended.")
        if data.__class__ is not bytes:
            check_piece(data, "write() was given")
        if data:
            held = self.held
            if held is not None:  # written by close(): it comes behind the body
                self.held = None
                self.send_piece(held)
            self.send_piece(data)

    def gather(self, items):
        """Join a body that is complete in memory; None where it had to be sent in pieces."""
        for item in items:
            if item.__class__ is not bytes:
                check_piece(item)
        self._require_head()
        if not self._head_sent:
            size = len(items[0]) if len(items) == 1 else sum(map(len, items))
            if size + len(self.meta) <= MAX_PAYLOAD:
                return items[0] if len(items) == 1 else b"".join(items)
        for item in items:
            self.send_piece(item)
        return None

    def stream(self, pieces):
        """Send pieces as they come, each at once, since an app that yields wants it seen.

        The exception is a first piece that is the whole body by the Content-Length the app gave,
        which is how frameworks answer: it is returned, so that one frame can carry it all.
        """
        for piece in pieces:
            if piece.__class__ is not bytes:
                check_piece(piece)
            if piece:
                if len(piece) == self.length and not self._head_sent:
                    if len(piece) + len(self.meta) <= MAX_PAYLOAD:
                        return piece
                self.send_piece(piece)
        self._require_head()
        return None if self._head_sent else b""

    def send_piece(self, data):
        """Send a part of the body; the first one goes with the head."""
        slot = self._slot
        if slot.line[CLIENT_LEFT] == self._request_id:
            self._stop()
        if data.__class__ is not bytes:
            check_piece(data)
        if self._head_sent:
            if not data:
                return
            kind, meta = PIECE, b""
        else:
            self._require_head()
            kind, meta = HEAD, self.meta
            self._head_sent = True
        room = MAX_PAYLOAD - len(meta)
        rest = None
        if len(data) > room:
            whole = memoryview(data)
            data, rest = whole[:room], whole[room:]
        size = len(meta) + len(data)
        start = header(size, self._request_id, len(meta), kind, 0, 0, 0) + meta
        if size < _COPY_LIMIT:
            slot.stream.send(start + data)
        else:
            slot.stream.send_vector(start, data)
        while rest:
            if slot.line[CLIENT_LEFT] == self._request_id:
                self._stop()
            data, rest = rest[:MAX_PAYLOAD], rest[MAX_PAYLOAD:]
            slot.stream.send_vector(header(len(data), self._request_id, 0, PIECE, 0, 0, 0), data)

    def hand_over(self, wrapper):
        """Give the server the file of a FileWrapper to send. False where the app's own bytes must
        be read: the wrapper is then iterated like any other result."""
        if wrapper.in_memory():
            wrapper.block_size = _FILE_BLOCK
        file = regular_file(wrapper.filelike)
        if file is None or self._head_sent:
            return False
        wrapper.block_size = _FILE_BLOCK
        descriptor, offset, length = file
        self._require_head()
        if self.length is not None:
            length = min(length, self.length)
        if length <= _SMALL_FILE:
            return False
        times = self._times()
        meta = loads(self.meta) + (descriptor, str(offset), str(length))
        self._slot.stream.send(encode(FILE, self._request_id, meta, b"", *times))
        answer = self._slot.stream.receive_byte()
        if not answer:
            raise ConnectionError("the server is gone")
        self.ended = answer == b"+"
        return self.ended

    def fail(self, error):
        """Report that the app failed, or was stopped."""
        if not self.ended:
            times = self._times()
            if error.__class__ is ClientLeft:
                kind, meta = LEFT, None
            else:
                kind, meta = ABORT if self._head_sent else ERROR, describe(error)
            self.ended = True
            self._slot.stream.send(encode(kind, self._request_id, meta, b"", *times))

    def _stop(self):
        self.left = True
        raise ClientLeft

    def _require_head(self):
        if self.meta is None:
            raise AppError("The app returned without calling start_response(status, headers).")

    def _times(self):
        """Wall, CPU and contention so far."""
        wall = monotonic_ns() - self._started
        cpu = self._slot.cpu_time.so_far(wall)
        return wall, cpu, self._slot.meter.contention(wall, cpu) if wall - cpu > QUICK_NS else 0


def check_iterable(result):
    """Raise an AppError unless ``result`` has an iterator, which then has failed by itself."""
    if not hasattr(result, "__iter__"):
        kind = type(result).__name__
        raise AppError("The app returned %s; a WSGI app returns an iterable of bytes." % kind)


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


def check_piece(piece, what="The app's body contains"):
    """Raise unless ``piece`` is bytes of some kind."""
    if isinstance(piece, bytes):
        return
    if isinstance(piece, str):
        hint = "encode it: text.encode()."
    elif isinstance(piece, int):
        hint = "if the app returned bytes, wrap them in a list: return [body]."
    else:
        hint = "a WSGI body is an iterable of bytes."
    raise AppError("%s a %s where bytes are needed; %s" % (what, type(piece).__name__, hint))
