"""Watches the slots from inside: answers while they are busy, tells where they are, interrupts them.

A thread of its own answers the server (PROTOCOL.md, watch stream). Where C code does not give the
GIL back it cannot; then a signal makes faulthandler write the stacks, whose handler needs no GIL.
"""

import os
import signal
import struct
import sys
from _thread import get_ident, start_new_thread

from junicorn_bridge import frames, freethreading

try:
    import faulthandler
except ImportError:  # left out of some small builds: no stacks while the GIL is held
    faulthandler = None

#: The fields of a scoreboard line, in steps of 8 bytes; CLIENT_LEFT is the server's to write.
REQUEST, STARTED, NATIVE_THREAD, THREAD, CLIENT_LEFT, LAST_STARTED = 0, 1, 2, 3, 4, 5

_COMMAND = struct.Struct("<III")
_PING = ord("p")
_STACKS = ord("t")
_INTERRUPT = ord("i")

# Deeper stacks lose their outer part. Names are cut like this by faulthandler as well.
_MAX_FRAMES = 200
_MAX_NAME = 500

# How often a thread that was interrupted is looked at until it has let go of its request.
_SETTLE_SECONDS = 0.01


class DeadlineExceeded(BaseException):
    """Raised in the thread of a request that has run longer than --timeout allows.

    Not an Exception, so that the handlers with which apps survive their own errors let it pass.
    """

    def __str__(self):
        return "the request ran longer than --timeout allows; its client was answered 504, or its answer cut"


# A user who meets this in a traceback should not need to know how our modules are called.
DeadlineExceeded.__module__ = "junicorn"


class Watchdog:
    """The thread that answers the server. Confined to it once `start` was called."""

    def __init__(self, stream, lines, slots):
        self._stream = stream
        self._lines = lines
        self._slots = slots
        self._interrupted = {}  # slot -> request that must not go on
        self._to_raise = set()  # the slots of these whose thread has not been told
        self._raise_in = None  # PyThreadState_SetAsyncExc, once it was needed

    def start(self):
        # Not a threading.Thread: the app's own lists of threads are none of our business.
        start_new_thread(self._run, ())

    def _run(self):
        try:
            pending = b""
            while True:
                data = self._stream.receive(4096, _SETTLE_SECONDS if self._interrupted else None)
                if data is not None:
                    if not data:
                        return  # the server is gone
                    pending += data
                    while len(pending) >= _COMMAND.size:
                        self._obey(*_COMMAND.unpack_from(pending))
                        pending = pending[_COMMAND.size :]
                self._settle()
        except OSError:
            pass  # the server is gone, or the app has closed our descriptors

    def _obey(self, command, slot, number):
        if command == _INTERRUPT:
            self._interrupt(slot, number)
            return
        if command == _STACKS:
            for meta in self._stacks():
                self._send(frames.STACK, number, meta)
        self._send(frames.PONG, number)
        if command == _STACKS:
            # Afterwards, so that nobody waits for it: an interrupt may be next.
            self._find_ctypes()

    def _send(self, kind, number, meta=None):
        self._stream.send(frames.encode(kind, number, meta))

    # --- stacks

    def _stacks(self):
        """Where each busy slot is: ``(slot, request, [(file, line, function), ...])``."""
        running = [line[REQUEST] for line in self._lines]
        look = self._walk_all() if freethreading.has_gil() else self._stop_all()
        for slot, request in enumerate(running):
            stack = look(slot) if request else None
            # It may be of the slot's next request, or of none.
            if stack and self._lines[slot][REQUEST] == request:
                yield slot, request, stack

    def _walk_all(self):
        """What finds the stack of a slot, empty where there is none."""
        threads = sys._current_frames()
        # Our own would refer to itself by this very name, and all the others would be kept with it,
        # and what the app has in them, until the garbage collector comes by.
        del threads[get_ident()]
        return lambda slot: walk(self._slots[slot].frame(threads.get(self._lines[slot][THREAD])))

    def _stop_all(self):
        """The same where threads run beside each other."""
        stacks = freethreading.stacks()
        return lambda slot: stacks.get(self._lines[slot][THREAD])

    # --- interrupts
    #
    # The exception must never hit another request than the one it is meant for. So the server
    # gives an interrupted slot nothing to do until it hears that this one is settled, which we
    # say when the request has left the scoreboard and what was still on its way was taken back.
    # Nor must it come into the middle of a frame, which would cost the stream: a thread that sends
    # is told when it has sent. The server reads what is left, and it gets to its end. Nor into
    # another greenlet: a request whose own does not run while the server waits costs the worker.

    def _interrupt(self, slot, request):
        self._find_ctypes()
        self._interrupted[slot] = request
        self._to_raise.add(slot)

    def _settle(self):
        for slot, request in list(self._interrupted.items()):
            line = self._lines[slot]
            if line[REQUEST] == request:
                if slot in self._to_raise and self._can_be_hit(slot):
                    self._raise_in(line[THREAD], DeadlineExceeded)
                    self._to_raise.discard(slot)
                continue
            self._raise_in(line[THREAD], None)
            self._to_raise.discard(slot)
            del self._interrupted[slot]
            self._send(frames.SETTLED, request, (slot,))

    def _can_be_hit(self, slot):
        frame = sys._current_frames().get(self._lines[slot][THREAD])
        return not self._slots[slot].stream.torn and self._slots[slot].is_in(frame)

    def _find_ctypes(self):
        """Late, and once: most workers never need it, and it takes a megabyte."""
        if self._raise_in is not None:
            return
        try:
            import ctypes
        except ImportError:  # a Python without libffi: threads are not interrupted
            self._raise_in = _cannot_raise
            return
        function = ctypes.pythonapi.PyThreadState_SetAsyncExc
        nothing = ctypes.py_object()
        self._raise_in = lambda thread, error: function(
            ctypes.c_ulong(thread), nothing if error is None else ctypes.py_object(error)
        )


def _cannot_raise(thread, error):
    """In place of PyThreadState_SetAsyncExc where there is no ctypes."""


def walk(frame):
    """The stack that ends in ``frame``, outermost first: ``[(file, line, function), ...]``."""
    found = []
    while frame is not None and len(found) < _MAX_FRAMES:
        code = frame.f_code
        found.append((_name(code.co_filename), frame.f_lineno or 0, _name(code.co_name)))
        frame = frame.f_back
    found.reverse()
    return found


def _name(text):
    return str(text)[:_MAX_NAME].encode("utf-8", "backslashreplace").decode("utf-8")


class Dumps:
    """Has faulthandler write all stacks to the end of a file when a signal comes."""

    def __init__(self, path):
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._signal = 0

    def announcement(self):
        """What the server must know: ``(signal, descriptor)``, signal 0 where there is none."""
        return self._signal, self._descriptor

    def register(self):
        """Take a signal that nobody uses. Called again after the import: an app that sets the
        handlers of many signals has taken ours, or put it back to what ends the process."""
        if faulthandler is None:
            return
        self._release()
        for number in range(signal.SIGRTMAX, signal.SIGRTMIN, -1):
            if signal.getsignal(number) == signal.SIG_DFL:
                faulthandler.register(number, file=self._descriptor, all_threads=True, chain=False)
                self._signal = number
                return

    def _release(self):
        # With a handler of the app's in its place, ours is only a memory of faulthandler's.
        if self._signal and signal.getsignal(self._signal) == signal.SIG_DFL:
            faulthandler.unregister(self._signal)
        self._signal = 0
