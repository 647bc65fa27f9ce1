"""One slot in a thread of the test, the server's end of it in the test."""

import threading
import time
import unittest
from socket import socketpair

from fake_server import SlotPeer
from junicorn_bridge import wsgi
from junicorn_bridge.frames import ERROR
from junicorn_bridge.stream import SlotStream, Stream

PLAIN = [("Content-Type", "text/plain")]


def sized(length):
    return PLAIN + [("Content-Length", str(length))]


class Closing:
    """An iterable that counts how often it was closed."""

    def __init__(self, pieces, slow=0.0, error=None):
        self.pieces, self.closed, self.slow, self.error = pieces, 0, slow, error

    def __iter__(self):
        for piece in self.pieces:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def close(self):
        self.closed += 1
        time.sleep(self.slow)
        if self.error:
            raise self.error


class SlotCase(unittest.TestCase):
    peer = None

    def start(self, app):
        """Run ``app`` in a slot; an earlier one of the same test is ended first."""
        self.stop()
        ours, theirs = socketpair()
        self.peer = SlotPeer(ours)
        self.line = memoryview(bytearray(64)).cast("Q")
        self.peer.pass_ends()
        self.slot = wsgi.Slot(app, wsgi.slot_environ(1), SlotStream.open(Stream(theirs)), self.line)
        self.thread = threading.Thread(target=self.slot.serve, daemon=True)
        self.thread.start()
        return self.peer

    def stop(self):
        if self.peer is not None:
            self.peer.end()
            self.thread.join(40)
            self.peer.close()
            self.peer = None
            self.assertFalse(self.thread.is_alive(), "the slot did not end")

    tearDown = stop

    def call(self, app, environ=None, body=None):
        return self.start(app).call(environ, body)

    def answer_of(self, result, headers=PLAIN, status="200 OK"):
        def app(environ, start_response):
            start_response(status, headers)
            return result

        return self.call(app)

    def kinds(self, answer):
        return [frame.kind for frame in answer]

    def error_of(self, *arguments, **keywords):
        answer = self.answer_of(*arguments, **keywords)
        self.assertEqual(self.kinds(answer), [ERROR])
        return answer[0].meta[0]
