"""PEP 3333 on the wire: one slot in a thread of the test, the server's end in the test."""

import gzip
import io
import os
import sys
import tempfile
import threading
import time
import unittest
from socket import socketpair
from unittest import mock
from wsgiref.validate import validator

from fake_server import SlotPeer, cgi_environ
from junicorn_bridge import frames, wsgi
from junicorn_bridge.frames import ABORT, END, ERROR, FILE, HEAD, PIECE, WHOLE
from junicorn_bridge.stream import Stream

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


class SlotTest(unittest.TestCase):
    peer = None

    def start(self, app):
        """Run ``app`` in a slot; an earlier one of the same test is ended first."""
        self.stop()
        ours, theirs = socketpair()
        self.peer = SlotPeer(ours)
        self.line = memoryview(bytearray(64)).cast("Q")
        # A slot owns its inbox; the peer keeps an end of its own to take requests back.
        self.slot = wsgi.Slot(app, wsgi.slot_environ(1), Stream(theirs), self.peer.inbox_end.dup(), self.line)
        self.thread = threading.Thread(target=self.slot.serve, daemon=True)
        self.thread.start()
        return self.peer

    def stop(self):
        if self.peer is not None:
            self.peer.end()
            self.thread.join(5)
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


class ResultTest(SlotTest):
    def test_list_of_one(self):
        (frame,) = self.answer_of([b"hello"])
        self.assertEqual((frame.kind, frame.meta, frame.body), (WHOLE, ("200 OK", PLAIN), b"hello"))
        self.assertGreater(frame.wall, 0)
        self.assertLessEqual(frame.cpu, frame.wall)

    def test_list_and_tuple_of_many_are_joined(self):
        for result in ([b"a", b"", b"b"], (b"a", b"b")):
            (frame,) = self.answer_of(result)
            self.assertEqual((frame.kind, frame.body), (WHOLE, b"ab"))

    def test_empty_results_still_send_a_head(self):
        for result in ([], (), [b""], iter([]), (piece for piece in [b"", b""])):
            (frame,) = self.answer_of(result)
            self.assertEqual((frame.kind, frame.meta, frame.body), (WHOLE, ("200 OK", PLAIN), b""))

    def test_generator_goes_out_piece_by_piece(self):
        gate = threading.Semaphore(0)

        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            yield b""
            yield b"one"
            gate.acquire()
            yield b"two"
            gate.acquire()

        peer = self.start(app)
        request_id = peer.request()
        self.assertEqual(peer.frame(), (HEAD, request_id, ("200 OK", PLAIN), b"one", 0, 0, 0))
        gate.release()
        self.assertEqual(peer.frame(), (PIECE, request_id, None, b"two", 0, 0, 0))
        gate.release()
        last = peer.frame()
        self.assertEqual((last.kind, last.request_id, last.body), (END, request_id, b""))
        self.assertGreater(last.wall, 0)

    def test_first_piece_that_is_the_whole_body_is_one_frame(self):
        result = Closing([b"hello"])
        self.assertEqual(self.kinds(self.answer_of(result, sized(5))), [WHOLE])
        self.assertEqual(result.closed, 1)

    def test_code_behind_the_last_yield_runs(self):
        done = []

        def pieces():
            yield b"hello"
            done.append(True)

        self.assertEqual(self.kinds(self.answer_of(pieces(), sized(5))), [WHOLE])
        self.assertEqual(done, [True])

    def test_nothing_behind_the_content_length(self):
        self.assertEqual(self.kinds(self.answer_of(Closing([b"hello", b"", b""]), sized(5))), [WHOLE])
        self.assertEqual(self.kinds(self.answer_of(Closing([b"hello", KeyError()]), sized(5))), [ERROR])

    def test_more_than_the_content_length_is_passed_on(self):
        answer = self.answer_of(Closing([b"hello", b"more"]), sized(5))
        self.assertEqual([(frame.kind, frame.body) for frame in answer], [(HEAD, b"hello"), (PIECE, b"more"), (END, b"")])

    def test_iterable_over_a_list_is_complete_in_memory(self):
        class Response:  # as Django's
            closed = 0

            def __iter__(self):
                return iter([b"a", b"b"])

            def close(self):
                self.closed += 1

        response = Response()
        (frame,) = self.answer_of(response)
        self.assertEqual((frame.kind, frame.body, response.closed), (WHOLE, b"ab", 1))

    def test_large_bodies_are_cut(self):
        piece = bytes(17 * 1024 * 1024)
        for result in ([piece], [piece[: 9 << 20], piece[: 8 << 20]], iter([piece])):
            answer = self.answer_of(result, sized(len(piece)))
            self.assertEqual((answer[0].kind, answer[-1].kind), (HEAD, END))
            self.assertEqual(sum(len(frame.body) for frame in answer), len(piece))

    def test_large_whole(self):
        (frame,) = self.answer_of([b"x" * 3000000])
        self.assertEqual((frame.kind, frame.body), (WHOLE, b"x" * 3000000))

    def test_slow_close_lets_the_body_go_first_the_next_time(self):
        results = []

        def app(environ, start_response):
            start_response("200 OK", sized(5))
            results.append(Closing([b"hello"], slow=0.03))
            return results[-1]

        peer = self.start(app)
        self.assertEqual(self.kinds(peer.call()), [WHOLE])
        self.assertEqual(self.kinds(peer.call()), [HEAD, END])
        self.assertEqual([result.closed for result in results], [1, 1])

    def test_failing_close_does_not_lose_the_answer(self):
        with mock.patch("sys.stderr", io.StringIO()) as log:
            result = Closing([b"hello"], error=SystemExit(3))
            self.assertEqual(self.kinds(self.answer_of(result, sized(5))), [WHOLE])
        self.assertIn("close() of the app's result failed", log.getvalue())
        self.assertIn("SystemExit: 3", log.getvalue())

    def test_thread_goes_on_and_the_scoreboard_is_kept(self):
        seen = []

        def app(environ, start_response):
            seen.append((self.line[0], self.line[1]))
            start_response("200 OK", PLAIN)
            return [b"x"]

        peer = self.start(app)
        before = time.monotonic_ns()
        for number in (41, 42):
            peer.request(request_id=number)
            self.assertEqual(peer.frame().request_id, number)
        self.assertEqual([entry[0] for entry in seen], [41, 42])
        self.assertTrue(before <= seen[0][1] <= seen[1][1] <= time.monotonic_ns())
        self.stop()
        self.assertEqual(self.line[0], 0)

    def test_server_that_leaves_ends_the_thread_and_closes_the_result(self):
        started, result = threading.Event(), Closing(iter([b"x"] * 100000000))

        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            started.set()
            return result

        self.start(app).request()
        started.wait(5)
        self.peer.stream.close()
        self.thread.join(5)
        self.assertFalse(self.thread.is_alive())
        self.assertEqual(result.closed, 1)


class FailureTest(SlotTest):
    def test_before_the_head(self):
        def app(environ, start_response):
            raise ValueError("no \udc80 way")

        (frame,) = self.call(app)
        self.assertEqual((frame.kind, frame.meta[0]), (ERROR, "ValueError: no \\udc80 way"))
        self.assertIn("test_wsgi.py", frame.meta[1])
        self.assertNotIn("junicorn_bridge", frame.meta[1])

    def test_after_start_response_but_before_the_head(self):
        self.assertEqual(self.kinds(self.answer_of(Closing([b"", ValueError()]))), [ERROR])

    def test_after_the_head(self):
        result = Closing([b"a", KeyError("k")])
        answer = self.answer_of(result)
        self.assertEqual(self.kinds(answer), [HEAD, ABORT])
        self.assertEqual(answer[1].meta[0], "KeyError: 'k'")
        self.assertEqual(result.closed, 1)

    def test_no_exception_kills_the_thread(self):
        errors = [SystemExit(1), KeyboardInterrupt(), GeneratorExit(), StopIteration(), MemoryError(), BrokenPipeError()]

        def app(environ, start_response):
            raise errors[int(environ["QUERY_STRING"])]

        peer = self.start(app)
        for number, error in enumerate(errors):
            (frame,) = peer.call(cgi_environ(QUERY_STRING=str(number)))
            self.assertEqual(frame.kind, ERROR)
            self.assertIn(type(error).__name__, frame.meta[0])

    def test_unprintable_exception(self):
        class Mean(Exception):
            def __str__(self):
                raise RuntimeError

        def app(environ, start_response):
            raise Mean

        self.assertEqual(self.call(app)[0].kind, ERROR)

    def test_huge_message_is_cut(self):
        def app(environ, start_response):
            raise ValueError("x" * 20000000)

        (frame,) = self.call(app)
        self.assertLess(len(frame.meta[0]) + len(frame.meta[1]), 200000)

    def test_start_response_not_called(self):
        for result in ([b"x"], [], iter([b"x"]), iter([])):
            (frame,) = self.call(lambda environ, start_response: result)
            self.assertEqual(frame.kind, ERROR)
            self.assertIn("without calling start_response", frame.meta[0])

    def test_items_that_are_not_bytes(self):
        for result in (["text"], [b"a", "text"], iter(["text"]), Closing([b"", "text"])):
            self.assertIn("str where bytes are needed; encode it: text.encode()", self.error_of(result))
        self.assertIn("wrap them in a list", self.error_of(b"bytes"))
        self.assertIn("NoneType where bytes", self.error_of([None]))
        self.assertIn("str where bytes", self.error_of("text"))

    def test_result_that_is_no_iterable(self):
        self.assertIn("The app returned NoneType", self.error_of(None))
        self.assertIn("The app returned int", self.error_of(3))

    def test_bad_item_after_the_head(self):
        answer = self.answer_of(Closing([b"a", "text"]))
        self.assertEqual(self.kinds(answer), [HEAD, ABORT])

    def test_status(self):
        for status in (200, b"200 OK", "OK", "", "2x0 OK", "200OK", "\xb200 OK", "200 O\r\nK"):
            self.assertIn("status", self.error_of([], status=status))

    def test_status_without_reason_is_completed(self):
        self.assertEqual(self.answer_of([], status="200")[0].meta[0], "200 ")

    def test_headers(self):
        for headers, words in (
            ({"A": "b"}, "list of (name, value) tuples, not dict"),
            (None, "not NoneType"),
            ([["A", "b"]], "Header 0 must be a tuple"),
            ([("A", "b"), "ab"], "Header 1 must be a tuple (name, value), not 'ab'"),
            ([("A", "b", "c")], "Header 0 must be a tuple"),
            ([("A", 1)], "The value of the header A must be a str, not int: 1"),
            ([("A", b"x")], "not bytes: b'x'"),
            ([(b"A", "x")], "The name of header 0 must be a str"),
            ([("X-Next", "a\r\nSet-Cookie: b")], "The header X-Next contains '\\r'"),
            ([("X-Next", "a\0")], "The header X-Next contains '\\x00'"),
            ([("X\n", "a")], "The name of the header"),
            ([("Content-Disposition", "filename=\u20ac.txt")], "filename*=UTF-8''"),
            ([("A", "x" * 1100000)], "larger than"),
        ):
            self.assertIn(words, self.error_of([], headers))

    def test_headers_that_are_fine(self):
        class Text(str):  # as Django's SafeString
            pass

        headers = [(Text("A"), Text("caf\xe9\ttab")), ("Set-Cookie", "a"), ("Set-Cookie", "b"), ("CONTENT-LENGTH", "0")]
        self.assertEqual(self.answer_of([], headers)[0].meta, ("200 OK", headers))


class StartResponseTest(SlotTest):
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


class InputTest(SlotTest):
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
        import marshal

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
                peer.inbox.send(marshal.dumps((5, file.name, None), 4))
                self.assertEqual(peer.answer()[0].request_id, 5)
        self.assertEqual(seen, [("/big", b"", "http"), ("/big", b"body", "http")])

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


class FileWrapperTest(SlotTest):
    CONTENT = bytes(range(256)) * 1024  # 256 KiB: more than is read in place

    def setUp(self):
        self.file = tempfile.NamedTemporaryFile()
        self.addCleanup(self.file.close)
        self.file.write(self.CONTENT)
        self.file.flush()

    def serve(self, opened, headers=PLAIN):
        self.opened = opened

        def app(environ, start_response):
            start_response("200 OK", headers)
            return environ["wsgi.file_wrapper"](opened, 8192)

        peer = self.start(app)
        peer.request()
        return peer

    def taken(self, opened, headers=PLAIN):
        peer = self.serve(opened, headers)
        frame = peer.frame()
        self.assertEqual(frame.kind, FILE)
        status, sent_headers, descriptor, offset, length = frame.meta
        self.assertEqual((status, sent_headers), ("200 OK", headers))
        self.assertFalse(opened.closed)
        with open("/proc/self/fd/%d" % descriptor, "rb") as file:
            self.assertEqual(file.read(), self.CONTENT)
        self.assertNotEqual(self.line[0], 0)
        peer.stream.send(b"+")
        self.stop()
        self.assertTrue(opened.closed)
        return int(offset), int(length)

    def body(self, answer):
        return b"".join(frame.body for frame in answer)

    def test_taken(self):
        self.assertEqual(self.taken(open(self.file.name, "rb")), (0, len(self.CONTENT)))

    def test_from_the_current_offset(self):
        opened = open(self.file.name, "rb")
        opened.read(1000)
        self.assertEqual(self.taken(opened), (1000, len(self.CONTENT) - 1000))

    def test_no_more_than_the_content_length(self):
        self.assertEqual(self.taken(open(self.file.name, "rb", buffering=0), sized(100000)), (0, 100000))
        self.assertEqual(self.taken(open(self.file.name, "rb"), sized(10**9)), (0, len(self.CONTENT)))

    def test_not_taken(self):
        peer = self.serve(open(self.file.name, "rb"))
        self.assertEqual(peer.frame().kind, FILE)
        peer.stream.send(b"-")
        answer = peer.answer()
        self.assertEqual((answer[0].kind, answer[-1].kind), (HEAD, END))
        self.assertEqual(self.body(answer), self.CONTENT)
        self.stop()
        self.assertTrue(self.opened.closed)

    def test_small_file_is_read_in_place(self):
        opened = open(self.file.name, "rb")
        opened.seek(-1000, io.SEEK_END)
        (frame,) = self.serve(opened, sized(1000)).answer()
        self.assertEqual((frame.kind, frame.body), (WHOLE, self.CONTENT[-1000:]))

    def test_temporary_file(self):
        opened = tempfile.NamedTemporaryFile()
        opened.write(self.CONTENT)
        opened.seek(0)
        self.taken(opened)

    def test_things_that_only_look_like_files(self):
        packed = io.BytesIO(gzip.compress(self.CONTENT))
        with tempfile.NamedTemporaryFile() as file:
            file.write(packed.getvalue())
            file.flush()
            for opened in (io.BytesIO(self.CONTENT), gzip.open(file.name), io.BufferedReader(gzip.GzipFile(file.name))):
                answer = self.serve(opened).answer()
                self.assertNotIn(FILE, self.kinds(answer))
                self.assertEqual(self.body(answer), self.CONTENT)
                self.stop()
                self.assertTrue(opened.closed)

    def test_files_in_memory_are_one_frame(self):
        self.assertEqual(self.kinds(self.serve(io.BytesIO(self.CONTENT), sized(len(self.CONTENT))).answer()), [WHOLE])

    def test_files_of_proc_are_read(self):
        answer = self.serve(open("/proc/self/status", "rb")).answer()
        self.assertIn(b"Name:", self.body(answer))

    def test_text_file(self):
        answer = self.serve(open(self.file.name, "r", encoding="latin-1")).answer()
        self.assertEqual(self.kinds(answer), [ERROR])

    def test_without_close(self):
        class Source:
            def __init__(self):
                self.left = [b"a", b"b"]

            def read(self, size):
                return self.left.pop(0) if self.left else b""

        self.assertEqual(self.body(self.serve(Source()).answer()), b"ab")


class LateWorkTest(SlotTest):
    def test_a_body_sent_before_a_slow_tail_is_complete(self):
        def app(environ, start_response):
            start_response("200 OK", sized(5))
            yield b"hello"
            time.sleep(0.03)
            yield b""

        peer = self.start(app)
        self.assertEqual(self.kinds(peer.call()), [WHOLE])
        answer = peer.call()
        self.assertEqual([(frame.kind, frame.body) for frame in answer], [(HEAD, b"hello"), (END, b"")])


class ValidatorTest(SlotTest):
    def test_under_the_validator(self):
        def app(environ, start_response):
            environ["wsgi.errors"].write("")
            body = environ["wsgi.input"].read(10)
            environ["wsgi.input"].readline()
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"got ", body]

        answer = self.call(validator(app), cgi_environ(method="POST", CONTENT_LENGTH="5"), b"hello")
        self.assertEqual(b"".join(frame.body for frame in answer), b"got hello")
        self.assertEqual(answer[-1].kind, END)


if __name__ == "__main__":
    unittest.main()
