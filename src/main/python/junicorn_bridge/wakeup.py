"""How a thread that waits learns of signals, whichever thread the system has given them to.

Python runs handlers in the main thread alone, as soon as that looks. Of two signals that come
together the system may give both to another thread, and the main thread's call goes on as if
nothing had come; nor does one end that call which comes right before it. Hence
signal.set_wakeup_fd.
"""

import signal
import _socket as socket  # which apps leave as it is; PySocks, gevent and eventlet replace that above it


class Wakeup:
    """A stream to which Python writes the number of each signal that has a handler."""

    __slots__ = ("ends",)

    def __init__(self):
        #: Where they are read, and where Python writes them.
        self.ends = socket.socketpair()
        for end in self.ends:
            end.setblocking(False)

    def fileno(self):
        """Of what can be read once a signal has come."""
        return self.ends[0].fileno()

    def listen(self):
        """Be who is told from now on, instead of whoever was. In the main thread only, as `leave`."""
        return self._tell(self.ends[1].fileno())

    def listen_beside_app(self):
        """The same, but for what the app listens to, which stays."""
        replaced = self.listen()
        if replaced >= 0:
            self._tell(replaced)

    def leave(self):
        """In a child, which would tell its parent: be told no more. What the app listens to stays."""
        replaced = self._tell(-1)
        if replaced != self.ends[1].fileno():
            self._tell(replaced)

    def take(self):
        """The numbers of the signals that have come, as bytes."""
        try:
            return self.ends[0].recv(4096)
        except BlockingIOError:
            return b""

    def close(self):
        for end in self.ends:
            end.close()

    @staticmethod
    def _tell(number):
        return signal.set_wakeup_fd(number, warn_on_full_buffer=False)
