"""A client that leaves: its answer ends at the next piece, and the app is let go of in good order."""

import contextlib
import io
import threading
import unittest

import fake_server  # puts the bridge on the path
from junicorn_bridge.frames import ABORT, HEAD, LEFT, WHOLE
from slot_case import PLAIN, Closing, SlotCase


class ClientLeftTest(SlotCase):
    def call_and_leave(self, app):
        """The frames of an answer whose client leaves when the first one was sent."""
        self.left = threading.Event()
        peer = self.start(app)
        request_id = peer.request()
        frames = [peer.frame()]
        self.line[4] = request_id
        self.left.set()
        return frames + peer.answer()

    def pieces(self):
        yield b"first"
        self.left.wait(40)
        while True:
            yield b"piece"

    def test_an_endless_result_is_closed(self):
        for of in (lambda pieces: pieces, lambda pieces: Closing(pieces), lambda pieces: map(bytes.upper, pieces)):
            ended = threading.Event()

            def watched():
                try:
                    yield from self.pieces()
                finally:
                    ended.set()

            result = of(watched())

            def app(environ, start_response):
                start_response("200 OK", PLAIN)
                return result

            answer = self.call_and_leave(app)
            self.assertEqual(self.kinds(answer), [HEAD, LEFT])
            self.assertGreater(answer[-1].wall, 0)
            if isinstance(result, Closing):
                self.assertEqual(result.closed, 1)
            elif not isinstance(result, map):  # which has no close()
                self.assertTrue(ended.is_set())

    def test_write_raises_what_a_broken_pipe_does(self):
        raised = []

        def app(environ, start_response):
            write = start_response("200 OK", PLAIN)
            write(b"first")
            self.left.wait(40)
            try:
                while True:
                    write(b"piece")
            except BrokenPipeError as error:
                raised.append(error)
                raise

        self.assertEqual(self.kinds(self.call_and_leave(app)), [HEAD, LEFT])
        (error,) = raised
        self.assertEqual((type(error).__module__, str(error)), ("junicorn", "the client has left"))

    def test_who_goes_on_after_write_has_raised_is_not_blamed_for_too_little(self):
        def app(environ, start_response):
            write = start_response("200 OK", PLAIN)
            write(b"first")
            self.left.wait(40)
            with contextlib.suppress(OSError):
                write(b"piece")
            return []

        self.assertEqual(self.kinds(self.call_and_leave(app)), [HEAD, LEFT])

    def test_an_error_of_the_apps_is_told_all_the_same(self):
        def app(environ, start_response):
            write = start_response("200 OK", PLAIN)
            write(b"first")
            self.left.wait(40)
            try:
                write(b"piece")
            finally:
                1 / 0

        answer = self.call_and_leave(app)
        self.assertEqual(self.kinds(answer), [HEAD, ABORT])
        self.assertEqual(answer[-1].meta[0], "ZeroDivisionError: division by zero")

    def test_a_write_in_close_is_no_news(self):
        log = io.StringIO()

        def app(environ, start_response):
            write = start_response("200 OK", PLAIN)
            result = Closing(self.pieces())
            result.close = lambda: write(b"more")
            return result

        with contextlib.redirect_stderr(log):
            self.assertEqual(self.kinds(self.call_and_leave(app)), [HEAD, LEFT])
        self.assertEqual(log.getvalue(), "")

    def test_before_the_first_piece(self):
        entered, left = threading.Event(), threading.Event()

        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            entered.set()
            left.wait(40)
            return Closing(iter([b"never"] * 5))

        peer = self.start(app)
        self.line[4] = peer.request()
        entered.wait(40)
        left.set()
        self.assertEqual(self.kinds(peer.answer()), [LEFT])

    def test_the_next_request_is_answered(self):
        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            return self.pieces() if not self.left.is_set() else Closing([b"a", b"b"])

        self.assertEqual(self.kinds(self.call_and_leave(app)), [HEAD, LEFT])
        # The server has not taken its note away yet; it is of another request.
        self.assertEqual(b"".join(frame.body for frame in self.peer.call()), b"ab")

    def test_whole_answers_do_not_look(self):
        peer = self.start(lambda environ, start_response: start_response("200 OK", PLAIN) and [b"whole"])
        self.line[4] = 1
        self.assertEqual(self.kinds(peer.call()), [WHOLE])


if __name__ == "__main__":
    unittest.main()
