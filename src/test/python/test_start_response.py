"""PEP 3333 on the wire: start_response and write()."""

import sys
import unittest

from junicorn_bridge.frames import ABORT, END, ERROR, HEAD, PIECE, WHOLE
from slot_case import PLAIN, Closing, SlotCase, sized


class StartResponseTest(SlotCase):
    def test_second_call_needs_exc_info(self):
        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            start_response("200 OK", PLAIN)

        self.assertIn("second time", self.call(app)[0].meta[0])

    def test_exc_info_before_the_head_replaces_it(self):
        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            try:
                raise ValueError
            except ValueError:
                start_response("500 Oops", [("A", "b")], sys.exc_info())
            return [b"sorry"]

        (frame,) = self.call(app)
        self.assertEqual((frame.kind, frame.meta), (WHOLE, ("500 Oops", [("A", "b")])))

    def test_exc_info_after_the_head_is_raised_again(self):
        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            yield b"begun"
            try:
                raise ValueError("late")
            except ValueError:
                start_response("500 Oops", PLAIN, sys.exc_info())
            yield b"never"

        answer = self.call(app)
        self.assertEqual(self.kinds(answer), [HEAD, ABORT])
        self.assertEqual(answer[1].meta[0], "ValueError: late")

    def test_write(self):
        def app(environ, start_response):
            write = start_response("200 OK", PLAIN)
            write(b"")
            write(b"a")
            write(b"b")
            return [b"c"]

        answer = self.call(app)
        self.assertEqual(
            [(frame.kind, frame.body) for frame in answer], [(HEAD, b"a"), (PIECE, b"b"), (PIECE, b"c"), (END, b"")]
        )

    def test_write_and_nothing_returned(self):
        def app(environ, start_response):
            start_response("200 OK", PLAIN)(b"a")
            return []

        self.assertEqual(self.kinds(self.call(app)), [HEAD, END])

    def test_write_behind_a_complete_body_comes_behind_it(self):
        def app(environ, start_response):
            write = start_response("200 OK", sized(4))
            yield b"body"
            write(b" and more")

        answer = self.call(app)
        self.assertEqual(self.kinds(answer), [HEAD, PIECE, END])
        self.assertEqual(b"".join(frame.body for frame in answer), b"body and more")

    def test_exc_info_behind_a_complete_body_is_raised_again(self):
        def late(start_response):
            try:
                raise KeyError("late")
            except KeyError:
                start_response("500 Late", PLAIN, sys.exc_info())

        def app(environ, start_response):
            start_response("200 OK", sized(4))
            yield b"body"
            late(start_response)

        answer = self.call(app)
        self.assertEqual(self.kinds(answer), [HEAD, ABORT])
        self.assertEqual((answer[0].meta[0], answer[0].body), ("200 OK", b"body"))
        self.assertEqual(answer[1].meta[0], "KeyError: 'late'")

        def closing(environ, start_response):
            start_response("200 OK", sized(4))
            result = Closing([b"body"])
            result.close = lambda: late(start_response)
            return result

        answer = self.call(closing)
        self.assertEqual([(frame.kind, frame.meta[0], frame.body) for frame in answer], [(WHOLE, "200 OK", b"body")])

    def test_write_in_close_comes_behind_the_body(self):
        for pieces, headers in (([b"body"], PLAIN), ([b"body"], sized(4)), ([b"bo", b"dy"], PLAIN), ([], PLAIN)):
            def app(environ, start_response):
                result = Closing(pieces)
                write = start_response("200 OK", headers)
                result.close = lambda: write(b" and more")
                return result

            answer = self.call(app)
            self.assertEqual(self.kinds(answer)[:1] + self.kinds(answer)[-1:], [HEAD, END])
            self.assertNotIn(WHOLE, self.kinds(answer))
            body = b"".join(frame.body for frame in answer)
            self.assertEqual(body, b"".join(pieces) + b" and more")

    def test_write_wants_bytes(self):
        def app(environ, start_response):
            start_response("200 OK", PLAIN)("text")

        self.assertIn("write() was given a str", self.call(app)[0].meta[0])

    def test_write_of_an_earlier_request_cannot_touch_a_later_one(self):
        kept = []

        def app(environ, start_response):
            kept.append(start_response("200 OK", PLAIN))
            if len(kept) == 2:
                kept[0](b"from the past")
            return [b"x"]

        peer = self.start(app)
        self.assertEqual(self.kinds(peer.call()), [WHOLE])
        (frame,) = peer.call()
        self.assertEqual(frame.kind, ERROR)
        self.assertIn("after the answer had ended", frame.meta[0])

    def test_late_start_response_in_a_generator(self):
        def app(environ, start_response):
            yield b""
            start_response("200 OK", PLAIN)
            yield b"x"

        self.assertEqual(self.kinds(self.call(app)), [HEAD, END])


if __name__ == "__main__":
    unittest.main()
