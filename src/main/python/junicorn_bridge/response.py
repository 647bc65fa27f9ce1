"""One answer of a WSGI app (PEP 3333) in the making: what is sent of it, and when."""

import io
from marshal import loads
from time import monotonic_ns

from junicorn_bridge.body import SpooledBody
from junicorn_bridge.contention import QUICK_NS
from junicorn_bridge.failure import AppError, describe
from junicorn_bridge.filewrapper import regular_file, wrapper_of_range
from junicorn_bridge.frames import ABORT, ERROR, FILE, HEAD, LEFT, MAX_PAYLOAD, PIECE
from junicorn_bridge.frames import encode, header
from junicorn_bridge.head import encode_head
from junicorn_bridge.watchdog import CLIENT_LEFT

#: Below this, copying a body behind its head is cheaper than a vector of the two.
COPY_LIMIT = 16384

# Up to here, reading a file costs less than the round trip of handing it over.
_SMALL_FILE = 65536
_FILE_BLOCK = 1024 * 1024


class ClientLeft(BrokenPipeError):
    """Raised by write() where the client's connection has ended.

    An app that yields its answer does not see it: its result is closed, and asked for no more.
    """

    def __str__(self):
        return "the client has left"


# A user who meets this in a traceback should not need to know how our modules are called.
ClientLeft.__module__ = "junicorn"


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
        "_sending",
        "_replies",
    )

    def __init__(self, slot, request_id, started):
        self.meta = None  # status and headers as they go on the wire, once start_response was called
        self.length = None  # the Content-Length that the app gave
        self.ended = False  # the frame that ends the request was sent
        self.held = None  # the whole body, while what the app does behind it runs before it is sent
        self.left = False  # a piece was refused because the client has left
        self.spooled = None  # the open file of a body that did not come with the request
        self._slot = slot
        self._request_id = request_id
        self._started = started
        self._head_sent = False
        self._sending = False
        self._replies = None  # what the server said to a FILE

    def open_request(self, environ, body):
        """Complete a request that is not all in its packet or has a body; returns the environ."""
        if environ.__class__ is tuple:
            _, environ, body = loads(self._slot.stream.stored(*environ))
        elif environ.__class__ is str:
            with open(environ, "rb") as file:
                _, environ, body = loads(file.read())
        if body is None:
            environ["wsgi.input"] = io.BytesIO()
        elif body.__class__ is tuple:
            self.spooled = SpooledBody(body[0])
            environ["wsgi.input"] = self.spooled
        else:
            environ["wsgi.input"] = io.BytesIO(body)
        return environ

    def start_response(self, status, headers, exc_info=None):
        """The callable of PEP 3333."""
        if exc_info:
            try:
                if self._head_sent or self.held:
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
            self.send_held()
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
        Nothing more is asked for once there was more than that Content-Length.
        """
        given = 0
        for piece in pieces:
            if piece.__class__ is not bytes:
                check_piece(piece)
            if piece:
                if len(piece) == self.length and not self._head_sent:
                    if len(piece) + len(self.meta) <= MAX_PAYLOAD:
                        return piece
                self.send_piece(piece)
                given += len(piece)
                if self.length is not None and given > self.length:
                    break
        self._require_head()
        return None if self._head_sent else b""

    def send_held(self):
        """Send the body that was held back, before anything that comes behind it."""
        held, self.held = self.held, None
        if held is not None:
            self.send_piece(held)

    def send_piece(self, data):
        """Send a part of the body; the first one goes with the head."""
        slot = self._slot
        if slot.line[CLIENT_LEFT] == self._request_id:
            self._stop()
        if self._sending:
            raise AppError("An exception has interrupted write(), and the app has caught it: its answer cannot go on.")
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
        self._sending = True  # where an exception comes before the end of this, nobody knows what was sent
        room = MAX_PAYLOAD - len(meta)
        rest = None
        if len(data) > room:
            whole = memoryview(data)
            data, rest = whole[:room], whole[room:]
        size = len(meta) + len(data)
        start = header(size, self._request_id, len(meta), kind, 0, 0, 0) + meta
        if size < COPY_LIMIT:
            slot.stream.send(start + data)
        else:
            slot.stream.send_vector(start, data)
        while rest:
            if slot.line[CLIENT_LEFT] == self._request_id:
                self._stop()
            data, rest = rest[:MAX_PAYLOAD], rest[MAX_PAYLOAD:]
            slot.stream.send_vector(header(len(data), self._request_id, 0, PIECE, 0, 0, 0), data)
        self._sending = False

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
        self._replies = []
        self._slot.stream.ask(encode(FILE, self._request_id, meta, b"", *times), self._replies)
        self.ended = self._replies == [b"+"]
        return self.ended

    def hand_over_range(self, pieces):
        """The same for what Werkzeug makes of a FileWrapper and a Range, as players of videos ask
        for: iterated, all that is behind the first byte would be copied for a client that takes little."""
        wrapper = wrapper_of_range(pieces, self.length)
        return wrapper is not None and self.hand_over(wrapper)

    def fail(self, error):
        """Report that the app failed, or was stopped."""
        self._slot.stream.complete()
        self.ended = self.ended or self._replies == [b"+"]
        if not self.ended:
            times = self._times()
            self._send_what_was_given()
            if error.__class__ is ClientLeft:
                kind, meta = LEFT, None
            else:
                kind, meta = ABORT if self._head_sent else ERROR, describe(error)
            self.ended = True
            self._slot.stream.send(encode(kind, self._request_id, meta, b"", *times))

    def _send_what_was_given(self):
        """A body that was whole before the app failed is sent: the app had given it."""
        try:
            if self.held:
                self.send_held()
        except ClientLeft:
            pass  # the failure is still to be reported

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
