"""A worker's connections to the server."""

import array
import mmap
import _socket as socket  # which apps leave as it is; PySocks, gevent and eventlet replace that above it
from posix import close, write

from junicorn_bridge.frames import ASIDE, header

_ASIDE = header(0, 0, 0, ASIDE, 0, 0, 0)

#: Up to here, bytes, a pipe takes what is written to it as one (PIPE_BUF).
ATOMIC = 4096


class Stream:
    """One connection to ``workers.sock``: frames out; single bytes and descriptors in.

    Blocking and without a timeout, since a timeout would cost a poll() before every call.
    Each is used by one thread at a time and needs no lock.
    """

    __slots__ = ("_socket", "send")

    def __init__(self, connected):
        self._socket = connected
        #: Sends all of the given bytes.
        self.send = connected.sendall

    @classmethod
    def connect(cls, path):
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.settimeout(None)  # the app may have set a default
            connected.connect(path)
        except BaseException:
            connected.close()
            raise
        return cls(connected)

    def send_vector(self, start, body):
        """Send ``start`` and ``body`` as one, without copying the body."""
        sent = self._socket.sendmsg((start, body))
        if sent < len(start):
            self.send(start[sent:])
            sent = len(start)
        sent -= len(start)
        if sent < len(body):
            self.send(memoryview(body)[sent:])

    def receive_byte(self):
        """The next byte from the server; empty when it has closed the stream."""
        return self._socket.recv(1)

    def receive(self, size, seconds):
        """At most ``size`` bytes, empty when the server has closed the stream; None where nothing
        comes within ``seconds``, which may be None itself: for ever."""
        self._socket.settimeout(seconds)
        try:
            return self._socket.recv(size)
        except socket.timeout:
            return None
        finally:
            self._socket.settimeout(None)

    def receive_descriptor(self):
        """The next of those that the server passes, each with one byte."""
        descriptors = array.array("i")
        _, ancillary, _, _ = self._socket.recvmsg(
            1, socket.CMSG_SPACE(descriptors.itemsize), socket.MSG_CMSG_CLOEXEC
        )
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(data[: descriptors.itemsize])
                return Descriptor(descriptors[0])
        raise ConnectionError("the server closed the stream of a slot before it had given it all it needs")

    def fileno(self):
        return self._socket.fileno()

    def close(self):
        self._socket.close()


class Descriptor:
    """A file descriptor with one owner."""

    __slots__ = ("_number",)

    def __init__(self, number):
        self._number = number

    def fileno(self):
        """Negative once it is closed."""
        return self._number

    def close(self):
        number, self._number = self._number, -1
        if number >= 0:
            close(number)


class SlotStream:
    """What a slot has of the server: requests come by one pipe, answers go by another one.

    Pipes, since they cost half of what a socket does, as long as what they take is small. The
    socket remains for large frames, and for what the server says to an answer. Used by one thread
    at a time, like a `Stream`.
    """

    __slots__ = ("inbox", "answers", "torn", "_socket", "_room")

    def __init__(self, socket_stream, inbox, answers, room):
        self._socket = socket_stream
        #: Each read gives one request, nothing after the last.
        self.inbox = inbox
        self.answers = answers
        self._room = room
        #: Whether a frame is half sent, or its answer not read. Where an exception comes then,
        #: nothing may follow it.
        self.torn = False

    @classmethod
    def open(cls, stream):
        """Takes what the server passes after the hello of a slot."""
        inbox, answers, room = (stream.receive_descriptor() for _ in range(3))
        memory = mmap.mmap(room.fileno(), 0, prot=mmap.PROT_READ)
        room.close()
        return cls(stream, inbox, answers, memory)

    def send(self, data):
        """Send all of the given bytes."""
        answers = self.answers.fileno()
        if len(data) <= ATOMIC:
            write(answers, data)
            return
        self.torn = True
        rest = memoryview(data)
        while rest:  # a call is cut short by a signal that comes while the pipe is full
            rest = rest[write(answers, rest) :]
        self.torn = False

    def send_vector(self, start, body):
        """Send ``start`` and a large ``body`` as one, without copying it."""
        self.torn = True
        write(self.answers.fileno(), _ASIDE)
        self._socket.send_vector(start, body)
        self.torn = False

    def require_whole(self):
        """Raise where nothing may follow what was sent."""
        if self.torn:
            raise ConnectionError("the stream ends within a frame")

    def receive_byte(self):
        """What the server says to a frame; empty when it has closed the stream."""
        return self._socket.receive_byte()

    def stored(self, offset, length):
        """The request that was too large for the inbox, as bytes."""
        return self._room[offset : offset + length]

    def close(self):
        for end in (self.answers, self.inbox, self._room, self._socket):
            end.close()
