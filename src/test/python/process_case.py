"""A spawner with its workers, and the app as text."""

import time

from fake_server import PATIENCE, FakeServer
from folder_case import FolderCase
from junicorn_bridge import frames

HELLO = """
    import os, sys, threading, time
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]
"""


class ProcessCase(FolderCase):
    def server(self, text=HELLO, app="site1:app", **options):
        self.file("site1.py", text)
        server = FakeServer(app, self.folder, **options)
        self.addCleanup(server.close)
        return server

    def await_idle(self, worker):
        """Wait until the main thread, which may serve, is between two requests and waits."""
        deadline = time.monotonic() + PATIENCE
        state = ""
        while worker.board[0] or state != "S":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.005)
            with open("/proc/%d/stat" % worker.pid) as file:
                state = file.read().rpartition(")")[2].split()[0]

    def text(self, slot, **environ):
        (frame,) = slot.call(**environ)
        self.assertEqual(frame.kind, frames.WHOLE, frame)
        return frame.body.decode()
