"""A worker whose app does what the path says, for tests of its watchdog."""

import os
import tempfile
import textwrap
import time
import unittest

from fake_server import PATIENCE, FakeServer, cgi_environ
from junicorn_bridge import frames

APP = """
    import ctypes, os, signal, sys, threading, time

    MUCH = 1 << 20

    def app(environ, start_response):
        body = WAYS[environ["PATH_INFO"]]()
        start_response("200 OK", [])
        return [body]

    def at_once():
        return b"done"

    def spin(seconds=300):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pass
        return b"spun"

    def survive():
        try:
            spin()
        except Exception:
            return b"caught as an Exception"

    def swallow():
        try:
            spin()
        except BaseException as error:
            print("swallowed", type(error).__module__ + "." + type(error).__name__, "-", error)
        return b"went on"

    def hold():
        # One step in C that keeps the GIL: the pipe has its first bytes, and the step is not over
        # before somebody reads the last.
        gate = os.open("gate", os.O_WRONLY)
        ctypes.PyDLL(None).write(gate, b"x" * MUCH, ctypes.c_size_t(MUCH))
        os.close(gate)
        return b"held"

    WAYS = {
        "/": at_once, "/spin": spin, "/survive": survive, "/swallow": swallow, "/hold": hold,
        "/short": lambda: spin(0.02), "/much": lambda: b"x" * (4 << 20),
    }
"""


class WatchdogCase(unittest.TestCase):
    def boot(self, threads=1, app=APP, first=""):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        with open(os.path.join(self.folder, "site1.py"), "w") as file:
            file.write(textwrap.dedent(first) + textwrap.dedent(app))
        server = FakeServer("site1:app", self.folder)
        self.addCleanup(server.close)
        self.worker = server.boot(threads=threads)
        return self.worker

    def start(self, path, slot=0):
        """Have a slot run a request; returns the request's id when it has begun."""
        before = self.worker.board[8 * slot + 1]
        number = self.worker.slots[slot].request(cgi_environ(path))
        self.await_true(lambda: self.worker.board[8 * slot + 1] != before)
        return number

    def start_into(self, function, path, slot=0):
        """The same, when the app is in this function: between the two it may stand as long as it likes."""
        number = self.start(path, slot)
        self.await_true(lambda: function in self.functions_of(slot))
        return number

    def functions_of(self, slot):
        """Where a slot is, as the watchdog sees it."""
        self.worker.tell_watchdog("t")
        functions = []
        frame = self.worker.watch.get(timeout=PATIENCE)
        while frame.kind == frames.STACK:
            if frame.meta[0] == slot:
                functions = [name for _, _, name in frame.meta[2]]
            frame = self.worker.watch.get(timeout=PATIENCE)
        self.assertEqual(frame.kind, frames.PONG)
        return functions

    def await_true(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, "waited in vain")
            time.sleep(0.001)
