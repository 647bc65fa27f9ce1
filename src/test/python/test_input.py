"""PEP 3333 on the wire: what the app is given, environ and wsgi.input."""

import marshal
import sys
import tempfile
import unittest

from fake_server import cgi_environ
from junicorn_bridge import wsgi
from junicorn_bridge.frames import ERROR, WHOLE
from slot_case import PLAIN, SlotCase


class InputTest(SlotCase):
    def read(self, body, read, environ=None):
        got = []

        def app(environ, start_response):
            got.append(read(environ["wsgi.input"]))
            start_response("200 OK", PLAIN)
            return []

        self.assertEqual(self.kinds(self.call(app, environ, body)), [WHOLE])
        return got[0]

    def check_all_ways(self, make):
        self.assertEqual(self.read(make(), lambda file: file.read()), b"one\ntwo\nend")
        self.assertEqual(self.read(make(), lambda file: (file.read(3), file.read(100), file.read())), (b"one", b"\ntwo\nend", b""))
        self.assertEqual(self.read(make(), lambda file: (file.readline(), file.readline(2))), (b"one\n", b"tw"))
        self.assertEqual(self.read(make(), lambda file: file.readlines()), [b"one\n", b"two\n", b"end"])
        self.assertEqual(self.read(make(), list), [b"one\n", b"two\n", b"end"])

    def test_inline(self):
        self.check_all_ways(lambda: b"one\ntwo\nend")

    def test_spooled(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"one\ntwo\nend")
            file.flush()
            self.check_all_ways(lambda: (file.name, "11"))

    def test_spooled_asked_for_more_than_there_is(self):
        """Which is "all of it", and needs no room for the number."""
        body = b"x" * 200_000
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()

            def read(ways):
                return self.read((file.name, "200000"), ways)

            self.assertEqual(read(lambda file: (file.read(2**50), file.read(2**50))), (body, b""))
            self.assertEqual(read(lambda file: (file.read(5), file.read(2**62))), (body[:5], body[5:]))
            self.assertEqual(read(lambda file: (file.read(199_999), file.read(None))), (body[1:], b"x"))
            self.assertEqual(read(lambda file: file.read1(2**50)), body)
            self.assertEqual(read(lambda file: file.readline(2**50)), body)

    def test_none(self):
        self.assertEqual(self.read(None, lambda file: (file.read(), file.readline(), list(file))), (b"", b"", []))

    def test_spooled_file_is_closed_after_the_request(self):
        with tempfile.NamedTemporaryFile() as file:
            spooled = self.read((file.name, "0"), lambda file: file)
        self.stop()
        self.assertTrue(spooled.closed)

    def test_spooled_file_that_is_gone(self):
        (frame,) = self.call(lambda environ, start_response: [], None, ("/does/not/exist", "1"))
        self.assertEqual(frame.kind, ERROR)

    def test_request_in_a_file(self):
        seen = []

        def app(environ, start_response):
            seen.append((environ["PATH_INFO"], environ["wsgi.input"].read(), environ["wsgi.url_scheme"]))
            start_response("200 OK", PLAIN)
            return []

        peer = self.start(app)
        for body in (None, b"body"):
            with tempfile.NamedTemporaryFile() as file:
                file.write(marshal.dumps((5, cgi_environ("/big"), body), 4))
                file.flush()
                peer.put(marshal.dumps((5, file.name, None), 4))
                self.assertEqual(peer.answer()[0].request_id, 5)
        self.assertEqual(seen, [("/big", b"", "http"), ("/big", b"body", "http")])

    def test_request_that_is_too_large_for_a_packet(self):
        seen = []

        def app(environ, start_response):
            seen.append((len(environ["PATH_INFO"]), environ["wsgi.input"].read()))
            start_response("200 OK", PLAIN)
            return []

        peer = self.start(app)
        for body in (None, b"one\n" * 20000):
            self.assertEqual(self.kinds(peer.call(cgi_environ("/" + "x" * 5000), body)), [WHOLE])
        self.assertEqual(seen, [(5001, b""), (5001, b"one\n" * 20000)])

    def test_environ(self):
        seen = {}

        def app(environ, start_response):
            seen.update(environ)
            start_response("200 OK", PLAIN)
            return []

        self.call(app, cgi_environ("/p", "POST", CONTENT_TYPE="a/b"))
        self.assertEqual(seen["PATH_INFO"], "/p")
        self.assertEqual(seen["wsgi.version"], (1, 0))
        self.assertEqual(seen["wsgi.url_scheme"], "http")
        self.assertIs(seen["wsgi.multithread"], False)
        self.assertIs(seen["wsgi.multiprocess"], True)
        self.assertIs(seen["wsgi.run_once"], False)
        self.assertIs(seen["wsgi.input_terminated"], True)
        self.assertIs(seen["wsgi.errors"], sys.stderr)
        self.assertIs(wsgi.slot_environ(2)["wsgi.multithread"], True)

    def test_a_changed_environ_does_not_reach_the_next_request(self):
        seen = []

        def app(environ, start_response):
            seen.append("mine" in environ)
            environ["mine"] = environ["wsgi.version"] = 1
            start_response("200 OK", PLAIN)
            return []

        peer = self.start(app)
        peer.call()
        peer.call()
        self.assertEqual(seen, [False, False])


if __name__ == "__main__":
    unittest.main()
