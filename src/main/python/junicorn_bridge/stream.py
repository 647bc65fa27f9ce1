"""A worker's connections to the server."""

import array
import _socket as socket  # which apps leave as it is; PySocks, gevent and eventlet replace that above it


class Stream:
    """One connection to ``workers.sock``: frames out; single bytes and one descriptor in.

    Blocking and without a timeout, since a timeout would cost a poll() before every call.
    Each is used by one thread at a time and needs no lock.
    """

    __slots__ = ("_socket", "send", "torn")

    def __init__(self, connected):
        self._socket = connected
        #: Whether a frame is half sent, or its answer not read. Where an exception comes then,
        #: nothing may follow it.
        self.torn = False
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
        self.torn = True
        sent = self._socket.sendmsg((start, body))
        if sent < len(start):
            self.send(start[sent:])
            sent = len(start)
        sent -= len(start)
        if sent < len(body):
            self.send(memoryview(body)[sent:])
        self.torn = False

    def require_whole(self):
        """Raise where nothing may follow what was sent."""
        if self.torn:
            raise ConnectionError("the stream ends within a frame")

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

    def receive_inbox(self):
        """The socket that the server passes once to every slot."""
        descriptors = array.array("i")
        _, ancillary, _, _ = self._socket.recvmsg(
            1, socket.CMSG_SPACE(descriptors.itemsize), socket.MSG_CMSG_CLOEXEC
        )
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(data[: descriptors.itemsize])
                inbox = socket.socket(fileno=descriptors[0])
                inbox.settimeout(None)
                return inbox
        raise ConnectionError("the server closed the stream of a slot before it had given it an inbox")

    def fileno(self):
        return self._socket.fileno()

    def close(self):
        self._socket.close()
