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

    __slots__ = ("_socket", "send", "send_some", "receive_some")

    def __init__(self, connected):
        self._socket = connected
        #: Sends all of the given bytes.
        self.send = connected.sendall
        #: Sends what is taken of some buffers, and says how many bytes that were.
        self.send_some = connected.sendmsg
        #: At most so many bytes; empty when the server has closed the stream.
        self.receive_some = connected.recv

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

    def receive_byte(self):
        """The next byte from the server; empty when it has closed the stream."""
        return self.receive_some(1)

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

    An exception may come between any two steps of the interpreter: of a signal handler, of a
    deadline. What is half sent by then is not lost, nor does another frame get into it: `complete`
    sends the rest.
    """

    __slots__ = ("inbox", "answers", "_frame", "_socket", "_room")

    def __init__(self, socket_stream, inbox, answers, room):
        self._socket = socket_stream
        #: Each read gives one request, nothing after the last.
        self.inbox = inbox
        self.answers = answers
        self._room = room
        # Of the frame that is being sent: its parts; how many bytes were sent, call by call; the
        # same of the ASIDE before it, None where it needs none; the reply, None where none comes.
        # Each of these lists grows by a `map` of the one call: a single step of the interpreter,
        # so that no exception comes between what is done and the note of it.
        self._frame = None

    @classmethod
    def open(cls, stream):
        """Takes what the server passes after the hello of a slot."""
        inbox, answers, room = (stream.receive_descriptor() for _ in range(3))
        memory = mmap.mmap(room.fileno(), 0, prot=mmap.PROT_READ)
        room.close()
        return cls(stream, inbox, answers, memory)

    @property
    def torn(self):
        """Whether a frame is half sent, or what the server says to it not read."""
        return self._frame is not None

    def send(self, data):
        """Send all of the given bytes."""
        answers = self.answers.fileno()
        if len(data) <= ATOMIC:
            write(answers, data)
            return
        sent = []
        self._frame = (data,), sent, None, None
        sent.extend(map(write, (answers,), (data,)))
        if sent[0] == len(data):
            self._frame = None
        else:
            self.complete()

    def send_vector(self, start, body):
        """Send ``start`` and a large ``body`` as one, without copying it."""
        sent, announced = [], []
        self._frame = (start, body), sent, announced, None
        announced.extend(map(write, (self.answers.fileno(),), (_ASIDE,)))
        sent.extend(map(self._socket.send_some, ((start, body),)))
        if sent[0] == len(start) + len(body):
            self._frame = None
        else:
            self.complete()

    def ask(self, data, reply):
        """Send ``data``, and have the byte that the server says to it appended to ``reply``."""
        self._frame = (data,), [], None, reply
        self.complete()

    def complete(self):
        """Send what is left of a frame, where one is half sent."""
        if self._frame is None:
            return
        buffers, sent, announced, reply = self._frame
        answers = self.answers.fileno()
        if announced == []:
            announced.extend(map(write, (answers,), (_ASIDE,)))
        rest = unsent(buffers, sum(sent))
        while rest:
            if announced is None:
                sent.extend(map(write, (answers,), rest))
            else:
                sent.extend(map(self._socket.send_some, (rest,)))
            rest = unsent(buffers, sum(sent))
        if reply == []:
            reply.extend(map(self._socket.receive_some, (1,)))
        if reply == [b""]:
            raise ConnectionError("the server is gone")
        self._frame = None

    def stored(self, offset, length):
        """The request that was too large for the inbox, as bytes."""
        return self._room[offset : offset + length]

    def close(self):
        for end in (self.answers, self.inbox, self._room, self._socket):
            end.close()


def unsent(buffers, sent):
    """What is left of ``buffers`` behind the first ``sent`` bytes."""
    rest = []
    for buffer in buffers:
        if sent < len(buffer):
            rest.append(memoryview(buffer)[sent:])
        sent = max(0, sent - len(buffer))
    return rest
